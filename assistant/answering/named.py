"""Questions about an article of a norm, by its number: what answers them is that article, or a text that cites it."""

from __future__ import annotations

from assistant.spanish import LegalReference, content_words, fold, references, without_references
from assistant.types import Passage, Silence

_SAYING = frozenset(
    "dice dicen ordena trata establece regula contiene habla senala exige manda dispone fija contempla texto contenido "
    "paragrafo numeral inciso literal explique expliqueme significa".split()
)


def named_articles(question: str) -> list[LegalReference]:
    """The articles that a question names with their norm."""
    return [item for item in references(question) if item.norm and item.article]


def asks_for_article(question: str) -> bool:
    """Whether a question wants to know what an article says, and nothing else."""
    others = {fold(word) for word in content_words(without_references(question))}
    return bool(named_articles(question)) and others <= _SAYING


def is_of(passage: Passage, named: LegalReference) -> bool:
    """Whether a passage is a named article, or a piece of it."""
    return any(_agree(item, named) for item in references(f"{passage.norm}, artículo {passage.article}"))


def cites(passage: Passage, named: LegalReference) -> bool:
    """Whether a passage is a named article or names it too."""
    return is_of(passage, named) or any(_agree(item, named) for item in references(passage.text))


def missing(named: LegalReference) -> Silence:
    """What is said of an article that the guidance does not have."""
    name = named.norm.name if named.norm else ""
    return Silence(
        "articulo", f"qué trae el artículo {named.article} ({name})", "Léalo en el texto oficial de la norma."
    )


def _agree(one: LegalReference, other: LegalReference) -> bool:
    if one.norm is None or other.norm is None or one.article != other.article:
        return False
    kinds = {
        one.norm.kind.split()[0],
        other.norm.kind.split()[0],
    }  # "Resolución 5674" is the "Resolución Orgánica 5674"
    years = {one.norm.year, other.norm.year} - {None}
    return len(kinds) == 1 and one.norm.number == other.norm.number and len(years) <= 1

"""From a verified quote to the citation that every door shows."""

from __future__ import annotations

from datetime import date

from assistant.spanish import LegalReference, references
from assistant.types import Citation, Passage, PassageKind, Quote

MAX_REFERENCES = 4
_Source = tuple[str | None, str | None]


def cite(first: int, quote: Quote, passage: Passage, today: date) -> list[Citation]:
    """The citations of a quote: its document, section and page, once for each article that carries it.

    Args:
        first: how the answer refers to the first of them; the others follow.
        quote: a verified quote of the passage.
        passage: where it stands.
        today: a passage whose validity ended before this day is not in force.
    """
    carried = _legal_references(quote, passage)[:MAX_REFERENCES]
    return [_citation(first + place, quote, passage, today, source) for place, source in enumerate(carried)]


def _citation(number: int, quote: Quote, passage: Passage, today: date, source: _Source) -> Citation:
    norm, article = source
    record = passage.document
    page_index, page_label = passage.page_at(quote.start)
    return Citation(
        id=number,
        passage_id=passage.id,
        document_id=record.id,
        title=record.title,
        issuer=record.issuer,
        source=record.source,
        date=record.date,
        section=passage.section,
        norm=norm,
        article=article,
        page_label=page_label,
        page_index=page_index,
        quote=quote.text,
        url=record.url,
        in_force=passage.in_force and (passage.valid_to is None or passage.valid_to >= today),
        official=record.official,
        replaced_by=passage.replaced_by,
        valid_to=passage.valid_to,
    )


def _legal_references(quote: Quote, passage: Passage) -> list[_Source]:
    """The norms and articles that carry a quote: the passage's own article, else those that the quote names.

    A sentence of the guidance ends with its source; one without explains the sentence before it, so it has that one's source, or
    else that of what follows.
    """
    if passage.article:
        return [(passage.norm, passage.article)]
    if passage.kind is PassageKind.TABLE:  # a row speaks for itself alone, not for the rows around it
        return _sources(quote.text, passage) or [(passage.document.norm, None)]
    before, after = _sources(passage.text[: quote.start], passage), _sources(passage.text[quote.end :], passage)
    return _sources(quote.text, passage) or before[-1:] or after[:1] or [(passage.document.norm, None)]


def _sources(text: str, passage: Passage) -> list[_Source]:
    """The articles a text cites, each once; a norm without article only where no article is cited."""
    named = references(text)
    articles: list[_Source] = [(_name(item, passage), item.article) for item in named if item.article]
    return list(dict.fromkeys(articles or [(_name(item, passage), None) for item in named]))


def _name(reference: LegalReference, passage: Passage) -> str | None:
    return reference.norm.name if reference.norm else passage.document.norm

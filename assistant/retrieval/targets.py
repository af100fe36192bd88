"""What a query may name outright, however it is spelt: an article of a norm, "formato 3", an acronym.

A passage carries the keys of what it *is*; a query has the keys of what it names. Where they meet, the passage comes first.
"""

from __future__ import annotations

import re

from assistant.spanish import Norm, content_words, fold, norms, references, without_references
from assistant.types import Passage

_LABELLED = re.compile(
    r"\b(?P<label>formato|anexo|pacto|linea|paso|fase|capitulo|pilar|ods|modulo|mandato)s?\s*-?\s*"
    r"(?:n(?:ro|um(?:ero)?|o)?\.?\s*[°º]?\s*)?(?P<number>\d{1,3}|[ivx]{1,5})\b"
)
_ACRONYM = re.compile(r"\b[A-ZÑ]{2,10}\b")
_ROMAN = {"i": 1, "v": 5, "x": 10}


def keys_of(passage: Passage) -> frozenset[str]:
    """The keys of what a passage is: its article and norm, and what its headings name."""
    headings = f"{passage.document.title} › {passage.section}"
    keys = _labelled(headings) | {f"sigla:{fold(word)}" for word in _ACRONYM.findall(passage.heading)}
    for norm in norms(passage.norm or passage.document.norm or ""):
        for name in _spellings(norm):
            keys.add(name)
            if passage.article:
                keys.add(f"{name}/{fold(passage.article)}")
    return frozenset(keys)


def named_in(query: str) -> frozenset[str]:
    """The keys of what a query names: articles and numbered things always, a norm or an acronym where it names nothing else."""
    keys = _labelled(query)
    bare: set[str] = set()
    for reference in references(query):
        if reference.norm is None:
            continue
        name = _spellings(reference.norm)[-1]
        if reference.article:
            keys.add(f"{name}/{fold(reference.article)}")
        else:
            bare.add(name)
    others = content_words(_LABELLED.sub(" ", without_references(query)))
    if not others:
        keys |= bare
    elif len(others) == 1 and not bare and not keys:
        keys.add(f"sigla:{others[0]}")
    return frozenset(keys)


def _labelled(text: str) -> set[str]:
    return {f"{match['label']}:{_number(match['number'])}" for match in _LABELLED.finditer(fold(text))}


def _spellings(norm: Norm) -> list[str]:
    """A norm without its year and, if it has one, with it."""
    name = f"{norm.kind.replace(' ', '-')}-{norm.number}"
    return [name, f"{name}-{norm.year}"] if norm.year else [name]


def _number(written: str) -> int:
    """A number as digits or in Roman numerals up to thirty-nine."""
    if written.isdigit():
        return int(written)
    values = [_ROMAN[letter] for letter in written]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))

"""Questions that compare two things: a passage tells them apart, or each is told by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.spanish import Shape, content_words, fold, shape_of
from assistant.types import Passage

_ONE, _OTHER = r"(?P<one>[^?¿,;]+?)", r"(?P<other>[^?¿,;]+?)[\s?.!]*$"
_COMPARISONS = [
    re.compile(pattern)
    for pattern in (
        rf"\bdiferencias?(?: hay| existen?| tienen?)? entre {_ONE} [ye] {_OTHER}",
        rf"\bse (?:diferencian|distinguen) {_ONE} [ye] {_OTHER}",
        rf"\bse (?:diferencia|distingue) (?P<one>[^?¿,;]+) (?:de(?= (?:el|l[ao]s?)\b)|del|con) {_OTHER}",
        rf"\b(?:es|son) lo mismo {_ONE} (?:[yeo]|que) {_OTHER}",
        rf"¿\W*{_ONE} [ye] (?P<other>[^?¿,;]+?) (?:es|son) lo mismo\b",
    )
]
_ARTICLE = re.compile(r"(?:el|la|los|las|un|una)\s+", re.IGNORECASE)
_MOST_WORDS = 6
_NAMED = 0.5
"""The share of one side's words, by weight, that a text has to hold in order to speak of it."""

Coverage = Callable[[str, str], float]
"""The share of a first text's words, by weight, that a second one holds, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two things that a question compares, as it writes them."""

    one: str
    other: str

    @property
    def definitions(self) -> tuple[str, str]:
        """What to ask instead where nothing tells them apart."""
        return _definition(self.one), _definition(self.other)

    def answered_by(self, passage: Passage, coverage: Coverage) -> bool:
        """Whether a passage is known to tell the two apart: its heading, or a question that it answers, compares them."""
        compares = [text for text in (passage.heading, *(item.text for item in passage.posed)) if _compares(text)]
        return any(all(coverage(side, text) >= _NAMED for side in (self.one, self.other)) for text in compares)


def comparison(question: str) -> Comparison | None:
    """The comparison that a question asks for, if it does."""
    folded = fold(question)
    for pattern in _COMPARISONS:
        match = pattern.search(folded)
        if match:
            sides = [question[slice(*match.span(group))].strip() for group in ("one", "other")]
            return Comparison(*sides) if all(0 < len(content_words(side)) <= _MOST_WORDS for side in sides) else None
    return None


def _compares(text: str) -> bool:
    return shape_of(text) is Shape.COMPARISON


def _definition(side: str) -> str:
    article = _ARTICLE.match(side)
    plural = article is not None and article[0].strip().lower().endswith("s")
    return f"¿Qué {'son' if plural else 'es'} {side}?"

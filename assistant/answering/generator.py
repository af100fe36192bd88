"""The seam between finding and saying: whatever writes answers turns evidence into claims, each bound to quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.types import Quote, ScoredPassage


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a generator would say, and the quotes it says it from. Nothing is shown before it is verified."""

    text: str
    quotes: tuple[Quote, ...]


class Generator(Protocol):
    """Writes answers from evidence."""

    id: str
    """Names the generator in an answer's fingerprint."""

    def generate(self, question: str, evidence: Sequence[ScoredPassage]) -> Iterator[Claim]:
        """Claims that answer the question, the most direct first; none when the evidence does not answer it."""
        ...

"""The seam between finding and saying: whatever writes answers turns evidence into claims, each bound to quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.calendar import Term
from assistant.types import Passage, Quote, ScoredPassage


@dataclass(frozen=True, slots=True)
class Computed:
    """A last day counted on the calendar: ``term`` from the quotes, ``start`` from the question."""

    term: Term
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a generator would say, and the quotes it says it from. Nothing is shown before it is verified.

    ``computed`` is the one operation that may add dates to those of the quotes. ``denies`` are words of the question, with an
    amount, that the claim says its passages lack.
    """

    text: str
    quotes: tuple[Quote, ...]
    computed: Computed | None = None
    denies: str = ""


@dataclass(frozen=True, slots=True)
class Consulted:
    """Passages that a generator looked up itself: evidence from here on, beside what it was given."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that a generator wrote and already knows not to hold: for the trace, never for the reader."""

    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """What the reader must know of how the answer came about, in Spanish. It states nothing about the question."""

    text: str


Proposal = Claim | Consulted | Dropped | Note


class Generator(Protocol):
    """Writes answers from evidence."""

    id: str
    """Names the generator in an answer's fingerprint."""

    def generate(self, question: str, evidence: Sequence[ScoredPassage]) -> Iterator[Proposal]:
        """Claims that answer the question, the most direct first; none when the evidence does not answer it."""
        ...

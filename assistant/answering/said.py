"""An answer as it grows, and how long each stage of it takes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.answering.citations import cite
from assistant.answering.generator import Claim
from assistant.types import Citation, Passage, Silence, Statement, StatementReady, Step


@dataclass(slots=True)
class Stopwatch:
    """Wall-clock milliseconds by stage."""

    started: float = field(default_factory=time.perf_counter)
    lap_started: float = field(default_factory=time.perf_counter)
    laps: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = time.perf_counter()
        self.laps[stage] = round((now - self.lap_started) * 1_000, 2)
        self.lap_started = now

    def finished(self) -> dict[str, float]:
        """The time that each stage took, and all of them."""
        return {**self.laps, "total": round((time.perf_counter() - self.started) * 1_000, 2)}


@dataclass(slots=True)
class Said:
    """An answer as it grows."""

    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def add(self, claim: Claim, passages: Mapping[str, Passage], part: str) -> StatementReady:
        """Take a verified claim in, its citations numbered after those before it."""
        brought: list[Citation] = []
        for quote in claim.quotes:
            first = len(self.citations) + len(brought) + 1
            brought += cite(first, quote, passages[quote.passage_id], date.today())
        statement = Statement(claim.text, tuple(citation.id for citation in brought), part)
        self.statements.append(statement)
        self.citations += brought
        return StatementReady(statement, tuple(brought))

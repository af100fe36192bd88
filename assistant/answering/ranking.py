"""How well a passage, and each of its units, answers a question.

The guidance is written in sections headed by the questions people ask, whose first sentence answers them. So a passage is
judged by its heading and by its text, a unit by its own words and by where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.expectation import expected, met
from assistant.answering.units import Unit, units
from assistant.retrieval.embeddings import Embedder
from assistant.spanish import content_stems, content_words, stem
from assistant.types import Passage, ScoredPassage

Idf = Callable[[str], float]

UNMET_EXPECTATION = -0.15
"""What a passage or unit loses when the question waits for an amount or a moment and it holds none."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with what speaks for it, each from 0 to 1.

    ``coverage`` is the share of the question's words (by inverse document frequency) that it holds, ``heading_coverage``
    the share that its headings hold, ``similarity`` and ``heading_similarity`` the cosines of its text and heading.
    """

    passage: Passage
    fused: float
    coverage: float
    heading_coverage: float
    similarity: float
    heading_similarity: float
    meets_expectation: bool = True

    @property
    def relevance(self) -> float:
        """All of it in one figure, 0 to 1; the weights were chosen on the development questions."""
        return (
            0.30 * self.fused
            + 0.20 * self.coverage
            + 0.20 * self.heading_coverage
            + 0.10 * self.similarity
            + 0.20 * self.heading_similarity
            + (0.0 if self.meets_expectation else UNMET_EXPECTATION)
        )


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A quotable unit and its score, 0 to 1."""

    unit: Unit
    score: float


class Ranker:
    """Judges passages and units against one question after another."""

    def __init__(self, embedder: Embedder, idf: Idf) -> None:
        self._embedder = embedder
        self._idf = idf

    def passages(self, question: str, found: Sequence[ScoredPassage]) -> list[RankedPassage]:
        """The passages found, most relevant first."""
        if not found:
            return []
        weights = self._weights(question)
        vector = self._embedder.embed_query(question)
        expectation = expected(question)
        headings = self._embedder.embed_passages(
            [item.passage.heading or item.passage.document.title for item in found]
        )
        ranked = [
            RankedPassage(
                passage=item.passage,
                fused=item.score,
                coverage=_coverage(weights, content_stems(item.passage.searchable)),
                heading_coverage=_coverage(
                    weights, content_stems(f"{item.passage.document.title} {item.passage.section}")
                ),
                similarity=max(0.0, item.dense),
                heading_similarity=max(0.0, float(heading @ vector)),
                meets_expectation=met(expectation, item.passage.text),
            )
            for item, heading in zip(found, headings, strict=True)
        ]
        return sorted(ranked, key=lambda item: -item.relevance)

    def units(self, question: str, passage: Passage) -> list[RankedUnit]:
        """A passage's units in reading order, each with how well it answers the question."""
        quotable = units(passage)
        if not quotable:
            return []
        weights = self._weights(question)
        vector = self._embedder.embed_query(question)
        expectation = expected(question)
        similarities = self._embedder.embed_passages([unit.text for unit in quotable]) @ vector
        return [
            RankedUnit(
                unit,
                0.5 * _coverage(weights, content_stems(unit.text))
                + 0.4 * max(0.0, float(similarity))
                + (0.1 if place == 0 else 0.0)
                + (0.0 if met(expectation, unit.text) else UNMET_EXPECTATION),
            )
            for place, (unit, similarity) in enumerate(zip(quotable, similarities, strict=True))
        ]

    def _weights(self, question: str) -> dict[str, float]:
        """The question's stems and how much each tells apart."""
        return {stem(word): self._idf(word) for word in content_words(question)}


def _coverage(weights: dict[str, float], stems: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in stems) / total if total else 0.0

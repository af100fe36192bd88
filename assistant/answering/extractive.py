"""Answers without a language model: the sentences, lists and table rows that answer, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.generator import Claim
from assistant.answering.ranking import RankedPassage, RankedUnit, Ranker
from assistant.spanish import content_stems
from assistant.types import PassageKind, ScoredPassage

MAX_CLAIMS = 4
_SAME_SECTION = 0.55
_OTHER_SECTION = 0.90
_NEAR_DUPLICATE = 0.6


class ExtractiveGenerator:
    """Quotes what answers best, whole: the main passage first, then other passages that say something of their own."""

    id = "extractive-1"

    def __init__(self, ranker: Ranker) -> None:
        self._ranker = ranker

    def generate(self, question: str, evidence: Sequence[ScoredPassage]) -> Iterator[Claim]:
        """See :class:`~assistant.answering.generator.Generator`."""
        ranked = self._ranker.passages(question, evidence)
        if not ranked:
            return
        said: list[frozenset[str]] = []
        for position, candidate in enumerate(ranked):
            if position and candidate.relevance < _OTHER_SECTION * ranked[0].relevance:
                break
            for unit in self._chosen(question, candidate, is_main=position == 0):
                stems = content_stems(unit.unit.text)
                if any(_overlap(stems, earlier) > _NEAR_DUPLICATE for earlier in said):
                    continue
                said.append(stems)
                yield Claim(unit.unit.text, (unit.unit.quote,))
                if len(said) == MAX_CLAIMS:
                    return

    def _chosen(self, question: str, candidate: RankedPassage, *, is_main: bool) -> list[RankedUnit]:
        """The units of a passage that go into the answer, in reading order."""
        scored = self._ranker.units(question, candidate.passage)
        best = max(unit.score for unit in scored)
        if not is_main:
            return [next(unit for unit in scored if unit.score == best)]
        if candidate.passage.kind is PassageKind.TABLE:
            return [unit for unit in scored if unit.score >= _OTHER_SECTION * best][:MAX_CLAIMS]
        kept = [unit for place, unit in enumerate(scored) if place == 0 or unit.score >= _SAME_SECTION * best]
        return kept[: MAX_CLAIMS - 1]


def _overlap(stems: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets of stems."""
    union = stems | other
    return len(stems & other) / len(union) if union else 1.0

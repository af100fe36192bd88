"""How well a passage, and each of its units, answers a question.

The guidance is written in sections headed by the questions people ask, whose first sentence answers them. So a passage is
judged by its heading, its opening and its text. What each of these is worth was fitted on the development questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answering.asked import Asked, Idf
from assistant.answering.calibration import calibration
from assistant.answering.expectation import expected, met
from assistant.answering.units import Unit, quoted_whole, units
from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.thesaurus import Thesaurus
from assistant.spanish import content_stems, sentences
from assistant.types import Passage, ScoredPassage

_ARTICLE_NUMBER = re.compile(r"^Artículo [\w.]+\.\s+")
POSED_WEIGHT = 0.8
"""What it is worth to a unit that it answers a question like this one."""

UNMET_EXPECTATION = -0.15
"""What a unit loses when the question waits for an amount or a moment and it holds none."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a passage, each from 0 to 1.

    Coverages are shares of the question's words, by inverse document frequency, that a text holds; ``heading_precision`` is the
    share of the heading's own words that the question holds. Similarities are cosines. The opening is the heading with the first
    sentence. ``meets_expectation`` is 1 when the passage holds what the question waits for, ``whole`` when it is not a
    table so large that only single rows of it can be quoted. ``posed`` is how close the question is to one that the passage is
    known to answer.
    """

    fused: float
    coverage: float
    heading_coverage: float
    heading_precision: float
    opening_coverage: float
    similarity: float
    heading_similarity: float
    opening_similarity: float
    meets_expectation: float
    whole: float
    posed: float


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage, what speaks for it, and all of that in one figure: the log of its odds, up to a constant."""

    passage: Passage
    signals: Signals
    relevance: float


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A quotable unit and its score, about 0 to 1."""

    unit: Unit
    score: float


class Ranker:
    """Judges passages and units against one question after another."""

    def __init__(self, embedder: Embedder, idf: Idf, thesaurus: Thesaurus) -> None:
        self._embedder = embedder
        self._idf = idf
        self._thesaurus = thesaurus

    def passages(self, question: str, found: Sequence[ScoredPassage]) -> list[RankedPassage]:
        """The passages found, most relevant first."""
        if not found:
            return []
        worth = calibration().ranking
        ranked = [
            RankedPassage(item.passage, signals, sum(worth[name] * getattr(signals, name) for name in worth))
            for item, signals in zip(found, self._signals(question, found), strict=True)
        ]
        return sorted(ranked, key=lambda item: -item.relevance)

    def units(self, question: str, passage: Passage) -> list[RankedUnit]:
        """A passage's units in reading order, each with how well it answers the question."""
        quotable = units(passage)
        if not quotable:
            return []
        asked, expectation = self._asked(question), expected(question)
        vectors = self._embedder.embed_passages([unit.text for unit in quotable])
        similarities = vectors @ self._embedder.embed_query(question)
        closeness = self._closeness(question, [passage])[0]
        return [
            RankedUnit(
                unit,
                0.5 * asked.coverage(content_stems(unit.text))
                + 0.4 * max(0.0, float(similarity))
                + (0.1 if place == 0 else 0.0)
                + (0.0 if met(expectation, unit.text) else UNMET_EXPECTATION)
                + POSED_WEIGHT * max((close for close, at in closeness if unit.start <= at < unit.end), default=0.0),
            )
            for place, (unit, similarity) in enumerate(zip(quotable, similarities, strict=True))
        ]

    def known_share(self, question: str) -> float:
        """The share of the question's words, by weight, that the index has seen at all, 0 to 1."""
        asked, unseen = self._asked(question), self._idf("")
        return asked.coverage(frozenset(word for word, weight in asked.weights.items() if weight < unseen))

    def _signals(self, question: str, found: Sequence[ScoredPassage]) -> list[Signals]:
        asked, expectation = self._asked(question), expected(question)
        headings = [_heading(item.passage) for item in found]
        openings = [_opening(item.passage) for item in found]
        vectors = self._embedder.embed_passages([*headings, *openings])
        similarities = np.maximum(vectors @ self._embedder.embed_query(question), 0.0)
        by_heading, by_opening = similarities[: len(found)], similarities[len(found) :]
        closeness = self._closeness(question, [item.passage for item in found])
        return [
            Signals(
                fused=item.score,
                coverage=asked.coverage(content_stems(item.passage.searchable)),
                heading_coverage=asked.coverage(content_stems(f"{item.passage.document.title} {item.passage.section}")),
                heading_precision=self._asked(heading).coverage(asked.words),
                opening_coverage=asked.coverage(content_stems(f"{heading} {opening}")),
                similarity=max(0.0, item.dense),
                heading_similarity=float(by_heading[place]),
                opening_similarity=float(by_opening[place]),
                meets_expectation=float(met(expectation, item.passage.text)),
                whole=float(quoted_whole(item.passage)),
                posed=max((close for close, _ in closeness[place]), default=0.0),
            )
            for place, (item, heading, opening) in enumerate(zip(found, headings, openings, strict=True))
        ]

    def _closeness(self, question: str, passages: Sequence[Passage]) -> list[list[tuple[float, int]]]:
        """For each passage, how close each question that it is known to answer is to this one, 0 to 1, and where its answer is.

        Half of it is the cosine, half the harmonic mean of the shares of words that each has of the other's.
        """
        posed = [item.text for passage in passages for item in passage.posed]
        if not posed:
            return [[] for _ in passages]
        asked = self._asked(question)
        cosines = iter(self._embedder.embed_passages(posed) @ self._embedder.embed_query(question))
        return [
            [
                (0.5 * max(0.0, float(next(cosines))) + 0.5 * self._overlap(asked, item.text), item.start)
                for item in passage.posed
            ]
            for passage in passages
        ]

    def _overlap(self, asked: Asked, other: str) -> float:
        """The harmonic mean of how much of a question another holds and the reverse, 0 to 1."""
        recall, precision = asked.coverage(content_stems(other)), self._asked(other).coverage(asked.words)
        return 2 * recall * precision / (recall + precision) if recall and precision else 0.0

    def _asked(self, text: str) -> Asked:
        return Asked.read(text, self._idf, self._thesaurus)


def _heading(passage: Passage) -> str:
    """What the section says it is about, without the number of its article."""
    return _ARTICLE_NUMBER.sub("", passage.heading) or passage.document.title


def _opening(passage: Passage) -> str:
    """The first sentence, or what introduces the list or table."""
    spans = sentences(passage.text.split("\n", 1)[0])
    return spans[0].text if spans else ""

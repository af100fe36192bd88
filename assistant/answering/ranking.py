"""How well a passage, and each of its units, answers a question.

The guidance is written in sections headed by the questions people ask, whose first sentence answers them. So a passage is
judged by its heading, its opening and its text. What each of these is worth was fitted on the development questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.answering.asked import Asked, Idf
from assistant.answering.calibration import calibration
from assistant.answering.expectation import expected, met
from assistant.answering.units import Unit, quoted_whole, units
from assistant.retrieval.asking import AskingModel
from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.forms import KnownForms
from assistant.retrieval.remembered import RememberedVectors
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.thesaurus import Thesaurus
from assistant.spanish import Shape, content_stems, sentences, shape_of
from assistant.types import Passage, ScoredPassage

_PUT_ALIKE, _SAME_WORDS, _KNOWN = 0.85, 0.9, 6.0
"""From what closeness and what share of words on a question is one that a passage is known to answer, and the log odds that it
then gains: what weighs the signals was fitted where no question was known outright."""

_ARTICLE_NUMBER = re.compile(r"^Artículo [\w.]+\.\s+")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a passage, each from 0 to 1.

    Coverages are shares of the question's words, by inverse document frequency, that a text holds; ``heading_precision`` is the
    share of the heading's own words that the question holds. Similarities are cosines. The opening is the heading with the first
    sentence. ``meets_expectation`` is 1 when the passage holds what the question waits for, ``whole`` when it is not a
    table so large that only single rows of it can be quoted, ``heading_alike`` when its heading asks for the same kind of thing as
    the question ("¿qué pasa si…?", "¿qué es…?"). ``posed`` is how close the question is to the two nearest that the passage is
    known to answer, ``posed_alike`` to the nearest that asks for the same kind of thing. ``uncovered`` is how rare the rarest
    word of the question is that neither the passage nor those questions have.
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
    heading_alike: float
    posed: float
    posed_alike: float
    uncovered: float


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage, what speaks for it, and all of that in one figure: the log of its odds, up to a constant.

    ``known`` tells that it is headed by this very question, or is known to answer it.
    """

    passage: Passage
    signals: Signals
    relevance: float
    known: bool = False


@dataclass(frozen=True, slots=True)
class UnitSignals:
    """What speaks for a unit, each from 0 to 1.

    ``coverage`` is the share of the question's words that it holds, ``similarity`` the cosine, ``first`` is 1 for the first of its
    passage, ``meets_expectation`` when it holds what the question waits for; ``posed`` is how close the question is to one that
    it is known to answer.
    """

    coverage: float
    similarity: float
    first: float
    meets_expectation: float
    posed: float
    posed_alike: float


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a question is to a known way of asking, 0 to 1, and whether both ask for the same kind of thing."""

    form: str
    value: float
    alike: bool


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A quotable unit, what speaks for it, and all of that in one figure."""

    unit: Unit
    signals: UnitSignals
    score: float


@dataclass(frozen=True, slots=True)
class KnownWords:
    """How many words of a question carry meaning, and the share of them, by weight, that the index has seen, 0 to 1."""

    words: int
    share: float


class Ranker:
    """Judges passages and units against one question after another."""

    def __init__(
        self, embedder: Embedder, asking: AskingModel, idf: Idf, thesaurus: Thesaurus, posed: KnownForms
    ) -> None:
        self._idf = idf
        self._thesaurus = thesaurus
        self._posed = posed
        # The same headings and known questions are weighed again and again.
        self._vectors = RememberedVectors(embedder)
        self._query_vector = lru_cache(maxsize=64)(embedder.embed_query)
        self.asking_vector = lru_cache(maxsize=64)(asking.embed_query)
        self._asked = lru_cache(maxsize=4_000)(self._read)
        self._stems_of_posed: dict[str, frozenset[str]] = {}

    @classmethod
    def over(cls, retriever: Retriever) -> Ranker:
        """A ranker of what a retriever finds."""
        index = retriever.index
        return cls(retriever.embedder, retriever.asking, index.lexical.idf, retriever.thesaurus, index.posed)

    def passages(self, question: str, found: Sequence[ScoredPassage]) -> list[RankedPassage]:
        """The passages found, most relevant first."""
        if not found:
            return []
        worth = calibration().ranking
        ranked = []
        closest = self._closest(question, [item.passage for item in found])
        for item, signals, close in zip(found, self._signals(question, found, closest), closest, strict=True):
            very = any(self._is_very(question, each) for each, _ in close)
            known = very or _is_headed_by(item.passage, question)
            weighed = sum(worth[name] * getattr(signals, name) for name in worth)
            ranked.append(RankedPassage(item.passage, signals, weighed + _KNOWN * known, known))
        return sorted(ranked, key=lambda item: -item.relevance)

    def units(self, question: str, passage: Passage) -> list[RankedUnit]:
        """A passage's units in reading order, each with how well it answers the question."""
        quotable = units(passage)
        if not quotable:
            return []
        asked, expectation = self._asked(question), expected(question)
        vectors = self._vectors.of([unit.text for unit in quotable])
        similarities = vectors @ self._query_vector(question)
        (closest,) = self._closest(question, [passage])
        worth = calibration().units
        ranked = []
        for place, (unit, similarity) in enumerate(zip(quotable, similarities, strict=True)):
            signals = UnitSignals(
                coverage=asked.coverage(content_stems(unit.text)),
                similarity=max(0.0, float(similarity)),
                first=float(place == 0),
                meets_expectation=float(met(expectation, asked, unit.text)),
                posed=_agreed([close.value for close, start in closest if unit.start <= start < unit.end]),
                posed_alike=max(
                    (close.value for close, start in closest if close.alike and unit.start <= start < unit.end),
                    default=0.0,
                ),
            )
            ranked.append(RankedUnit(unit, signals, sum(worth[name] * getattr(signals, name) for name in worth)))
        return ranked

    def known_words(self, question: str) -> KnownWords:
        """How much of a question the index has seen at all."""
        asked, unseen = self._asked(question), self._idf("")
        seen = frozenset(word for word, weight in asked.weights.items() if weight < unseen)
        return KnownWords(len(asked.weights), asked.coverage(seen))

    def coverage(self, asked: str, text: str) -> float:
        """The share of the words of what is asked, by weight, that a text holds in one way or another, 0 to 1."""
        return self._asked(asked).coverage(content_stems(text))

    def closeness(self, question: str, forms: Sequence[str], known: KnownForms) -> list[Closeness]:
        """How close a question is to each of several known ways of asking."""
        shape = shape_of(question)
        cosines = np.maximum(known.cosines(forms, self.asking_vector(question)), 0.0)
        return [
            Closeness(form, float(cosine), shape_of(form) is shape) for form, cosine in zip(forms, cosines, strict=True)
        ]

    def _is_very(self, question: str, close: Closeness) -> bool:
        """Whether a known way of asking is this very question: put alike and with the same words, for a mayor is no governor."""
        return close.alike and close.value >= _PUT_ALIKE and _in_common(question, close.form) >= _SAME_WORDS

    def _signals(
        self, question: str, found: Sequence[ScoredPassage], closest: Sequence[Sequence[tuple[Closeness, int]]]
    ) -> list[Signals]:
        asked, expectation, unseen = self._asked(question), expected(question), self._idf("")
        shape = shape_of(question)
        headings = [_heading(item.passage) for item in found]
        openings = [_opening(item.passage) for item in found]
        vectors = self._vectors.of([*headings, *openings])
        similarities = np.maximum(vectors @ self._query_vector(question), 0.0)
        by_heading, by_opening = similarities[: len(found)], similarities[len(found) :]
        held = [content_stems(item.passage.searchable) for item in found]
        return [
            Signals(
                fused=item.score,
                coverage=asked.coverage(held[place]),
                heading_coverage=asked.coverage(content_stems(f"{item.passage.document.title} {item.passage.section}")),
                heading_precision=self._asked(heading).coverage(asked.words),
                opening_coverage=asked.coverage(content_stems(f"{heading} {opening}")),
                similarity=max(0.0, item.dense),
                heading_similarity=float(by_heading[place]),
                opening_similarity=float(by_opening[place]),
                meets_expectation=float(met(expectation, asked, item.passage.text)),
                whole=float(quoted_whole(item.passage)),
                heading_alike=float(shape is not Shape.OTHER and shape_of(item.passage.heading) is shape),
                posed=_agreed([close.value for close, _ in closest[place]]),
                posed_alike=max((close.value for close, _ in closest[place] if close.alike), default=0.0),
                uncovered=asked.rarest_missing(held[place] | self._posed_stems(item.passage)) / unseen,
            )
            for place, (item, heading, opening) in enumerate(zip(found, headings, openings, strict=True))
        ]

    def _closest(self, question: str, passages: Sequence[Passage]) -> list[list[tuple[Closeness, int]]]:
        """For each passage, how close the question is to each of those that it is known to answer, and where the answer begins."""
        forms = [item.text for passage in passages for item in passage.posed]
        posed = iter(self.closeness(question, forms, self._posed))
        return [[(next(posed), item.start) for item in passage.posed] for passage in passages]

    def _posed_stems(self, passage: Passage) -> frozenset[str]:
        """The stems of the questions that a passage is known to answer; read once, there are a dozen questions to each."""
        if not passage.posed:
            return frozenset()
        if passage.id not in self._stems_of_posed:
            self._stems_of_posed[passage.id] = content_stems("\n".join(item.text for item in passage.posed))
        return self._stems_of_posed[passage.id]

    def _read(self, text: str) -> Asked:
        return Asked.read(text, self._idf, self._thesaurus)


def _in_common(question: str, other: str) -> float:
    """The share of the words that carry meaning which two questions have in common (Dice, 1945), 0 to 1."""
    one, two = content_stems(question), content_stems(other)
    return 2 * len(one & two) / (len(one) + len(two)) if one or two else 0.0


def _agreed(values: Sequence[float]) -> float:
    """The mean of the two highest: one form may be near by chance."""
    nearest = sorted(values)[-2:]
    return sum(nearest) / len(nearest) if nearest else 0.0


def _is_headed_by(passage: Passage, question: str) -> bool:
    """Whether the heading of a passage's section is this question, word for word save those that carry no meaning."""
    asked = content_stems(question)
    return (
        bool(asked)
        and "¿" in passage.heading
        and content_stems(_heading(passage)) == asked
        and (shape_of(passage.heading) is shape_of(question))
    )


def _heading(passage: Passage) -> str:
    """What the section says it is about, without the number of its article."""
    return _ARTICLE_NUMBER.sub("", passage.heading) or passage.document.title


def _opening(passage: Passage) -> str:
    """The first sentence, or what introduces the list or table."""
    return _first_sentence(passage.text)


@lru_cache(maxsize=4_096)
def _first_sentence(text: str) -> str:
    spans = sentences(text.split("\n", 1)[0])
    return spans[0].text if spans else ""

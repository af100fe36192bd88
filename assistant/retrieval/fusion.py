"""One ranking from two legs.

Which leg deserves the weight depends on the query: headings and paraphrases are the dense leg's, names and numbers the
lexical one's. So what each signal of a candidate is worth is a linear function of traits of the query and of both result
lists; its weights are fitted by ``python -m evals.fit_fusion`` and lie in ``fusion.json``. Without them, and to choose the
candidates worth a closer look, there is the weighted sum of normalised scores: reciprocal rank fusion forgets by how much a leg
preferred its first, and a weak leg then drags a strong one down (Bruch, Gai and Ingber, 2023, "An Analysis of Fusion Functions
for Hybrid Retrieval", https://doi.org/10.1145/3596512).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.types import Passage

Hits = Sequence[tuple[str, float]]
Matrix = NDArray[np.float64]

PARAMETERS = Path(__file__).parent / "fusion.json"
OPENING_WORDS = 25
WINDOW_WORDS = 25
_ALL_WORDS, _WHOLE, _MANY_WORDS, _HARDLY_ANY = 0.25, 0.999, 4, 2
SIGNALS = ("lexical", "dense", "opening", "coverage", "opening_coverage", "pairs", "window", "length")
"""Of each candidate: its BM25 score over the best one's, its cosine, that of its first words, the shares of the query's words, by
inverse document frequency, that stand in it and in its first words, the share of the query's pairs of words, the most of its
words that stand near each other, the log of its length."""

TRAITS = (
    "always", "lexical_gap", "lexical_spread", "dense_gap", "dense_spread", "dense_best", "coverage_best", "words", "rarity",
    "numbers", "asks",
)  # fmt: skip
"""Of the query: how far each leg's first stands above its second and tenth, the best cosine and coverage, how many words it
has, how rare they are, the share of numbers among them, whether it is put as a question."""


@dataclass(frozen=True, slots=True)
class AskedWords:
    """A query as the signals see it: stems in order, and the inverse document frequency of those that carry meaning."""

    stems: tuple[str, ...]
    weights: Mapping[str, float]
    rarest: float
    """The inverse document frequency of a word that no passage has."""
    is_question: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that either leg proposed, with its stems: those of its text, then those of its headings, in order.

    ``lexical`` is its BM25 score, ``dense`` its cosine, ``opening`` that of its first words; ``named`` tells that it is what the
    query names outright.
    """

    passage: Passage
    stems: Sequence[str]
    lexical: float
    dense: float
    opening: float
    named: bool = False


def weighted_sum(lexical: Hits, dense: Hits, lexical_weight: float) -> list[tuple[str, float]]:
    """Fuse two lists of (id, score), best first.

    Args:
        lexical: BM25 scores, zero or more.
        dense: cosine similarities.
        lexical_weight: weight of the lexical leg, 0 to 1; the dense leg has the rest.

    Returns:
        Every id of either list with its fused score in [0, 1]; ties by id, so that runs repeat.
    """
    scores: dict[str, float] = {}
    for hits, weight in ((lexical, lexical_weight), (dense, 1.0 - lexical_weight)):
        for identifier, share in _normalised(hits):
            scores[identifier] = scores.get(identifier, 0.0) + weight * share
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def signals(asked: AskedWords, candidates: Sequence[Candidate]) -> Matrix:
    """What speaks for each candidate: n x ``len(SIGNALS)``."""
    best = max((item.lexical for item in candidates), default=0.0) or 1.0
    pairs = set(zip(asked.stems, asked.stems[1:], strict=False))
    total = sum(asked.weights.values()) or 1.0

    def coverage(held: set[str]) -> float:
        return sum(weight for word, weight in asked.weights.items() if word in held) / total

    return np.array(
        [
            (
                item.lexical / best,
                item.dense,
                item.opening,
                coverage(set(item.stems)),
                coverage(set(item.stems[:OPENING_WORDS])),
                len(pairs & set(zip(item.stems, item.stems[1:], strict=False))) / max(1, len(pairs)),
                _window(asked, item.stems) / total,
                np.log1p(len(item.stems)),
            )
            for item in candidates
        ]
    )


def traits(asked: AskedWords, seen: Matrix) -> Matrix:
    """What the query and its two lists are like: ``len(TRAITS)``, each of the order of 1."""
    lexical, dense = np.sort(seen[:, 0])[::-1], np.sort(seen[:, 1])[::-1]
    weights = list(asked.weights.values())
    return np.array(
        [
            1.0,
            _drop(lexical, 1),
            _drop(lexical, 9),
            5.0 * _drop(dense, 1),
            3.0 * _drop(dense, 9),
            dense[0],
            seen[:, 3].max(),
            min(len(weights), 15) / 10,
            float(np.mean(weights)) / asked.rarest if weights else 1.0,
            sum(word[0].isdigit() for word in asked.weights) / max(1, len(weights)),
            float(asked.is_question),
        ]
    )


def learned(asked: AskedWords, candidates: Sequence[Candidate]) -> list[float]:
    """The candidates' scores under the fitted weights, from 0 (the worst of them) to 1 (the best)."""
    if not candidates:
        return []
    seen = signals(asked, candidates)
    scores = seen @ (traits(asked, seen) @ _weights())
    low, high = float(scores.min()), float(scores.max())
    scaled = (scores - low) / (high - low or 1.0) + _ALL_WORDS * _pinpointed(asked, seen)
    return [float(score) for score in scaled / max(1.0, float(scaled.max()))]


def _pinpointed(asked: AskedWords, seen: Matrix) -> NDArray[np.bool_]:
    """Which candidates hold every word of a query that has many, where hardly any does: whoever writes so knows the text."""
    whole = seen[:, SIGNALS.index("coverage")] > _WHOLE
    if len(asked.weights) < _MANY_WORDS or whole.sum() > _HARDLY_ANY:
        return np.zeros(len(seen), dtype=bool)
    return np.asarray(whole, dtype=bool)


@cache
def _weights() -> Matrix:
    """What each signal is worth for each trait: ``len(TRAITS)`` x ``len(SIGNALS)``."""
    fitted = json.loads(PARAMETERS.read_text(encoding="utf-8"))
    return np.array([[fitted[trait][signal] for signal in SIGNALS] for trait in TRAITS])


def _drop(descending: Matrix, place: int) -> float:
    """How far the value at a place lies under the first."""
    return float(descending[0] - descending[min(place, len(descending) - 1)])


def _normalised(hits: Hits) -> list[tuple[str, float]]:
    """Scores over the best one; what scores zero or less is worth nothing."""
    best = max((score for _, score in hits), default=0.0)
    if best <= 0.0:
        return []
    return [(identifier, max(score, 0.0) / best) for identifier, score in hits]


def _window(asked: AskedWords, stems: Sequence[str]) -> float:
    """The most weight of the query's words that stand together in any stretch of so many words."""
    places = [(place, word) for place, word in enumerate(stems) if word in asked.weights]
    best = 0.0
    for at, (start, _) in enumerate(places):
        near: set[str] = set()
        for place, word in places[at:]:
            if place >= start + WINDOW_WORDS:
                break
            near.add(word)
        best = max(best, sum(asked.weights[word] for word in near))
    return best

"""Whether the evidence can answer the question at all: a logistic model over the signals of the best passages."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.answering.calibration import calibration
from assistant.answering.ranking import KnownWords, RankedPassage

CONSIDERED = 3
_BEST = (
    "coverage", "heading_coverage", "heading_precision", "opening_coverage", "similarity", "opening_similarity", "posed",
    "posed_alike",
)  # fmt: skip
_FIRST = ("coverage", "similarity", "posed", "posed_alike", "uncovered")
_MANY_WORDS = 12


def features(ranked: Sequence[RankedPassage], known: KnownWords) -> dict[str, float]:
    """What the decision sees, each from 0 to about 1.

    The best value of the signals among the first passages and those of the first one, how far the first stands above the second,
    and how many of the question's words the index has seen.
    """
    first = ranked[:CONSIDERED]
    seen = {f"best_{name}": max((getattr(item.signals, name) for item in first), default=0.0) for name in _BEST}
    seen |= {f"first_{name}": getattr(ranked[0].signals, name) if ranked else 0.0 for name in _FIRST}
    return seen | {
        "least_uncovered": min((item.signals.uncovered for item in first), default=1.0),
        "lead": (ranked[0].relevance - ranked[1].relevance) / 5 if len(ranked) > 1 else 0.0,
        "known_share": known.share,
        "words": min(known.words, _MANY_WORDS) / _MANY_WORDS,
        "unknown_words": (1 - known.share) * min(known.words, _MANY_WORDS),
    }


def answerable(seen: dict[str, float]) -> float:
    """The probability that the passages answer the question, 0 to 1."""
    fitted = calibration()
    score = fitted.intercept + sum(fitted.refusal[name] * value for name, value in seen.items())
    return 1.0 / (1.0 + math.exp(-score))

"""Whether the evidence can answer the question at all: a logistic model over the signals of the best passages."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.answering.calibration import calibration
from assistant.answering.ranking import RankedPassage

CONSIDERED = 3
_SIGNALS = (
    "coverage",
    "heading_coverage",
    "heading_precision",
    "opening_coverage",
    "similarity",
    "opening_similarity",
    "posed",
)


def features(ranked: Sequence[RankedPassage], known_share: float) -> dict[str, float]:
    """What the decision sees: the best value of each signal among the first passages, and the share of known words."""
    first = ranked[:CONSIDERED]
    best = {name: max((float(getattr(item.signals, name)) for item in first), default=0.0) for name in _SIGNALS}
    return {**best, "known_share": known_share}


def answerable(seen: dict[str, float]) -> float:
    """The probability that the passages answer the question, 0 to 1."""
    fitted = calibration()
    score = fitted.intercept + sum(fitted.refusal[name] * value for name, value in seen.items())
    return 1.0 / (1.0 + math.exp(-score))

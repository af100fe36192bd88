"""Whether the evidence can answer the question at all.

A logistic model over four features of the best passages. Its coefficients are fitted on the development questions by
``python -m evals.calibrate`` and kept beside this module; nothing here was chosen by eye.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answering.ranking import RankedPassage

CALIBRATION = Path(__file__).with_name("refusal.json")
FEATURES = ("coverage", "heading_coverage", "similarity", "heading_similarity")
CONSIDERED = 3


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic model, in the order of :data:`FEATURES`."""

    intercept: float
    coefficients: tuple[float, ...]


def features(ranked: Sequence[RankedPassage]) -> tuple[float, ...]:
    """The best value of each feature among the first passages, 0 where there is none."""
    first = ranked[:CONSIDERED]
    return tuple(max((float(getattr(item, name)) for item in first), default=0.0) for name in FEATURES)


def answerable(ranked: Sequence[RankedPassage]) -> float:
    """The probability that the passages answer the question, 0 to 1."""
    calibration = _calibration()
    score = calibration.intercept + sum(
        weight * value for weight, value in zip(calibration.coefficients, features(ranked), strict=True)
    )
    return 1.0 / (1.0 + math.exp(-score))


@cache
def _calibration() -> Calibration:
    raw = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    return Calibration(raw["intercept"], tuple(raw["coefficients"][name] for name in FEATURES))

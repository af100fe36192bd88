"""What the words of a question alone tell: whether it is put like those that the guidance answers or like those it does not.

A logistic regression over stems and pairs of them, fitted by :mod:`evals.wording` on every known way of asking of either kind.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from assistant.spanish import stems_and_pairs

NAME = "wording.json"
_SCALE, _MOST = 4.0, 1.5
_Weights = dict[str, float]


def wording(question: str) -> float:
    """From -1.5, put like what the guidance does not answer, to 1.5, put like what it does."""
    intercept, weights = _fitted()
    return scaled(intercept + sum(weights.get(term, 0.0) for term in stems_and_pairs(question)))


def scaled(log_odds: float) -> float:
    """Log odds as :func:`wording` gives them."""
    return max(-_MOST, min(_MOST, log_odds / _SCALE))


@cache
def _fitted() -> tuple[float, _Weights]:
    read = json.loads(files("assistant.answering").joinpath(NAME).read_text(encoding="utf-8"))
    return read["intercept"], read["weights"]

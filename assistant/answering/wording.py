"""What the words of a question alone tell: whether it is put like those that the guidance answers or like those it does not.

A logistic regression over stems and pairs of them, fitted by :mod:`evals.wording` on every known way of asking of either kind.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import pairwise

from assistant.spanish import stem, words

NAME = "wording.json"
_SCALE, _MOST = 4.0, 1.5
_Weights = dict[str, float]


def terms(text: str) -> list[str]:
    """The stems of a text and its pairs of neighbouring stems, each once."""
    stems = [stem(word) for word in words(text)]
    return list(dict.fromkeys([*stems, *(f"{one} {other}" for one, other in pairwise(stems))]))


def wording(question: str) -> float:
    """From -1.5, put like what the guidance does not answer, to 1.5, put like what it does."""
    intercept, weights = _fitted()
    return scaled(intercept + sum(weights.get(term, 0.0) for term in terms(question)))


def scaled(log_odds: float) -> float:
    """Log odds as :func:`wording` gives them."""
    return max(-_MOST, min(_MOST, log_odds / _SCALE))


@cache
def _fitted() -> tuple[float, _Weights]:
    read = json.loads(files("assistant.answering").joinpath(NAME).read_text(encoding="utf-8"))
    return read["intercept"], read["weights"]

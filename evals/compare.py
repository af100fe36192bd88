"""Two runs side by side: which questions changed, and whether the difference is more than noise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from evals.metrics import MEASURES, RESAMPLES, SEED, Measure, Score
from evals.runs import Result, Run

ALPHA = 0.05
"""The risk taken of calling noise a difference."""

_PAIRED = (
    "passed", "facts", "number_exact", "premise", "refusal_recall", "recall_at_1", "recall_at_5", "recall_at_10", "mrr",
    "ndcg", "citation_precision", "citation_recall", "source_cited",
)  # fmt: skip


class Change(StrEnum):
    """What became of a question from the first run to the second, in Spanish as reports show it."""

    BETTER = "mejor"
    WORSE = "peor"
    SAME = "igual"


class Verdict(StrEnum):
    """What may be said of the second run against the first."""

    BETTER = "mejora"
    WORSE = "empeora"
    UNCLEAR = "sin diferencia clara"


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question in both runs.

    It is better or worse when it passes in only one of them, or when it passes in both or neither with more or fewer of the
    required facts. ``missing_before`` and ``missing_after`` are what each answer lacked.
    """

    question_id: str
    question: str
    group: str
    change: Change
    passed_before: bool
    passed_after: bool
    missing_before: tuple[str, ...]
    missing_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in both runs, over the questions to which it applies in both.

    ``difference`` is after minus before, with its 95 % interval (``low``, ``high``); ``p_value`` is that of the sign test,
    ``better`` and ``worse`` the questions that moved either way. ``verdict`` is clear only where the interval leaves zero out
    and the p-value, corrected for the number of measures (Holm, 1979), is under :data:`ALPHA`.
    """

    measure: str
    label: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    better: int
    worse: int
    p_value: float
    questions: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared over the questions that both hold in the same words.

    ``verdict`` is that of ``passed`` alone, decided before looking at the rest. ``left_out`` counts the questions that only one
    run holds, or that changed their words.
    """

    before: str
    after: str
    verdict: Verdict
    differences: tuple[Difference, ...]
    changes: tuple[QuestionChange, ...]
    left_out: int

    def count(self, change: Change) -> int:
        """How many questions changed that way."""
        return sum(item.change is change for item in self.changes)


def compare(a: Run, b: Run) -> Comparison:
    """Compare two runs: what the second one (b) changed."""
    first, second = ({result.question_id: result for result in run.results} for run in (a, b))
    shared = [name for name, result in first.items() if name in second and second[name].question == result.question]
    pairs = [(first[name].score, second[name].score) for name in shared]
    differences = [
        difference
        for measure in MEASURES
        if measure.name in _PAIRED and (difference := _difference(measure, pairs)) is not None
    ]
    main = next((item for item in differences if item.measure == "passed"), None)
    return Comparison(
        before=a.id,
        after=b.id,
        verdict=main.verdict if main else Verdict.UNCLEAR,
        differences=_corrected(differences),
        changes=tuple(_change(first[name], second[name]) for name in shared),
        left_out=len(first.keys() | second.keys()) - len(shared),
    )


def sign_test(better: int, worse: int) -> float:
    """The two-sided p-value of the sign test: so uneven a split of the questions that changed, were each a coin toss.

    Exact binomial (Conover, 1999, "Practical nonparametric statistics", section 3.4); ties are left out. For right against
    wrong it is McNemar's exact test.
    """
    moved = better + worse
    tail = sum(math.comb(moved, count) for count in range(min(better, worse) + 1)) / 2.0**moved
    return min(1.0, 2.0 * tail)


def paired_bootstrap(
    differences: Sequence[float], topics: Sequence[str], resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float]:
    """The 95 % percentile interval of the mean difference between two runs on the same questions.

    Paired bootstrap as in Koehn, 2004, "Statistical significance tests for machine translation evaluation"; whole topics are
    resampled, because the questions of a topic stand or fall together (Davison and Hinkley, 1997, section 3.8).
    """
    names = sorted(set(topics))
    place = {name: number for number, name in enumerate(names)}
    sums = np.zeros((len(names), 2))
    for difference, topic in zip(differences, topics, strict=True):
        sums[place[topic]] += (difference, 1.0)
    drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), resamples) @ sums
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return float(low), float(high)


def _difference(measure: Measure, pairs: Sequence[tuple[Score, Score]]) -> Difference | None:
    counted = [(one.topic, measure.parts(one), measure.parts(other)) for one, other in pairs]
    values = [(topic, one[0], other[0]) for topic, one, other in counted if one is not None and other is not None]
    if not values:
        return None
    gains = [after - before for _, before, after in values]
    better, worse = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    low, high = paired_bootstrap(gains, [topic for topic, _, _ in values])
    p_value = sign_test(better, worse)
    return Difference(
        measure=measure.name,
        label=measure.label,
        before=sum(before for _, before, _ in values) / len(values),
        after=sum(after for _, _, after in values) / len(values),
        difference=sum(gains) / len(gains),
        low=low,
        high=high,
        better=better,
        worse=worse,
        p_value=p_value,
        questions=len(values),
        verdict=_verdict(low, high, clear=p_value < ALPHA),
    )


def _verdict(low: float, high: float, *, clear: bool) -> Verdict:
    if clear and low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if clear and high < 0 else Verdict.UNCLEAR


def _corrected(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The differences with the verdicts of all but the main one held to Holm's step-down correction."""
    listed = list(differences)
    others = sorted((item for item in listed if item.measure != "passed"), key=lambda item: item.p_value)
    unclear: set[str] = set()
    for place, item in enumerate(others):
        if unclear or item.p_value >= ALPHA / (len(others) - place):
            unclear.add(item.measure)
    return tuple(replace(item, verdict=Verdict.UNCLEAR) if item.measure in unclear else item for item in listed)


def _change(before: Result, after: Result) -> QuestionChange:
    worth = [(result.score.passed, result.score.facts or 0.0) for result in (before, after)]
    moved = Change.SAME if worth[0] == worth[1] else Change.BETTER if worth[1] > worth[0] else Change.WORSE
    return QuestionChange(
        question_id=before.question_id,
        question=before.question,
        group=before.score.group,
        change=moved,
        passed_before=before.score.passed,
        passed_after=after.score.passed,
        missing_before=before.score.missing,
        missing_after=after.score.missing,
    )

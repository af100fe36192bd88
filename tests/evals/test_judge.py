"""A model's opinion, held against the metrics."""

from __future__ import annotations

import pytest
from langchain_core.language_models import FakeListChatModel

from evals.judge import Judgement, agreement, judge
from evals.runs import Result
from tests.evals.test_summary import made

GOOD, BAD = '{"faithfulness": 1, "completeness": 0.9}', '{"faithfulness": 0.2, "completeness": 0.9}'


def results(*passed: bool, refused: bool = False) -> list[Result]:
    return [
        Result(f"q{place}", "¿Plazo?", "Quince días.", refused, (), (), (), made(f"q{place}", passed=right))
        for place, right in enumerate(passed)
    ]


def test_a_verdict_is_read_from_what_the_model_says() -> None:
    (verdict,) = judge(FakeListChatModel(responses=[f"Claro: {GOOD}"]), results(True))
    assert (verdict.faithfulness, verdict.completeness, verdict.good) == (1.0, 0.9, True)


@pytest.mark.parametrize("said", ["no sé", "{}", '{"faithfulness": 7, "completeness": 1}', '{"faithfulness": "alta"}'])
def test_what_is_no_verdict_counts_as_none(said: str) -> None:
    (verdict,) = judge(FakeListChatModel(responses=[said]), results(True))
    assert verdict.good is None


def test_what_was_declined_is_not_judged() -> None:
    assert judge(FakeListChatModel(responses=[GOOD]), results(True, refused=True)) == []


def test_agreement_is_hand_computed() -> None:
    judgements = judge(FakeListChatModel(responses=[GOOD, GOOD, BAD, GOOD]), results(True, True, False, False))
    agreed = agreement(judgements, results(True, True, False, False))
    # observed 3/4; by chance 3/4 · 1/2 + 1/4 · 1/2 = 1/2; kappa (3/4 - 1/2) / (1 - 1/2)
    assert (agreed.judged, agreed.observed, agreed.kappa) == (4, 0.75, pytest.approx(0.5))


def test_a_judge_that_always_says_the_opposite_falls_below_chance() -> None:
    judgements = [Judgement("q0", 0, 0), Judgement("q1", 1, 1)]
    agreed = agreement(judgements, results(True, False))
    assert agreed.observed == 0
    assert agreed.kappa is not None
    assert agreed.kappa < 0

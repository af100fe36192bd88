"""Comparing runs: what changed is told, and noise never has a winner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from evals.compare import Change, Verdict, compare, paired_bootstrap, sign_test
from evals.metrics import Score, summarize
from evals.runs import Result, Run, RunConfig
from evals.subjects import Profile
from tests.evals.test_summary import made

CONFIG = RunConfig("f", Profile("Relevo", "extractive", "a"), "desarrollo", 1, "2026-11-22T10:00:00-05:00")


def run(scores: Sequence[Score], name: str = "a") -> Run:
    results = tuple(Result(item.question_id, f"¿{item.question_id}?", "", False, (), (), (), item) for item in scores)
    return Run(name, CONFIG, results, summarize(scores, resamples=10))


def outcomes(passed: Sequence[bool], topics: int | None = None) -> Run:
    """A run of questions that pass or not, each of its own topic or spread over a few."""
    return run([_passing(number, right, topics) for number, right in enumerate(passed)])


def _passing(number: int, right: bool, topics: int | None) -> Score:
    topic = f"t-{number % topics}" if topics else ""
    nothing: dict[str, object] = dict.fromkeys(
        ("number_exact", "citation_precision", "citation_recall", "source_cited")
    )
    return made(number, topic, passed=right, facts=float(right), **nothing)


@pytest.mark.parametrize(
    ("better", "worse", "p_value"),
    [(0, 0, 1.0), (1, 1, 1.0), (5, 0, 2 / 32), (0, 6, 2 / 64), (8, 2, 2 * (1 + 10 + 45) / 1024)],
)
def test_the_sign_test_is_the_exact_binomial(better: int, worse: int, p_value: float) -> None:
    assert sign_test(better, worse) == pytest.approx(p_value)


def test_the_paired_bootstrap_agrees_with_normal_theory() -> None:
    gains = [1.0] * 30 + [0.0] * 70
    low, high = paired_bootstrap(gains, [str(number) for number in range(100)])
    # 0.3 ± 1.96 √(0.3 · 0.7 / 100)
    assert (low, high) == pytest.approx((0.21, 0.39), abs=0.015)
    assert paired_bootstrap([0.5, 0.5], ["a", "b"]) == (0.5, 0.5)


def test_a_run_against_itself_changes_nothing() -> None:
    same = outcomes([True, False] * 20)
    comparison = compare(same, same)
    assert comparison.verdict is Verdict.UNCLEAR
    assert comparison.count(Change.SAME) == 40
    assert {item.verdict for item in comparison.differences} == {Verdict.UNCLEAR}


def test_a_large_gain_is_told_as_one_and_its_reverse_as_a_loss() -> None:
    before, after = outcomes([False] * 40 + [True] * 40), outcomes([True] * 70 + [False] * 10)
    assert compare(before, after).verdict is Verdict.BETTER
    assert compare(after, before).verdict is Verdict.WORSE


def test_a_few_questions_more_are_no_clear_difference() -> None:
    before = outcomes([True] * 60 + [False] * 40)
    after = outcomes([True] * 58 + [False] * 2 + [True] * 6 + [False] * 34)
    comparison = compare(before, after)
    (passed,) = [item for item in comparison.differences if item.measure == "passed"]
    assert (passed.better, passed.worse, round(passed.difference, 3)) == (6, 2, 0.04)
    assert comparison.verdict is Verdict.UNCLEAR
    assert comparison.verdict.value == "sin diferencia clara"


def test_one_topic_that_gained_is_no_clear_difference() -> None:
    before = outcomes([False] * 60, topics=3)
    after = run([replace(item.score, passed=item.score.topic == "t-0") for item in before.results])
    (passed,) = [item for item in compare(before, after).differences if item.measure == "passed"]
    assert passed.p_value < 0.001
    assert passed.verdict is Verdict.UNCLEAR


def test_noise_has_a_winner_no_more_often_than_promised() -> None:
    draw = np.random.default_rng(7)
    verdicts = [
        compare(outcomes(list(draw.random(60) < 0.7)), outcomes(list(draw.random(60) < 0.7))).verdict
        for _ in range(150)
    ]
    assert sum(verdict is not Verdict.UNCLEAR for verdict in verdicts) <= 0.05 * 150


def test_more_measures_do_not_bring_more_winners() -> None:
    # Six of six questions moved: p = 0.03, enough for one measure alone, not for one among several.
    before = run([made(number, facts=0.5, citation_recall=0.5) for number in range(6)])
    after = run([made(number, facts=1.0, citation_recall=0.5) for number in range(6)])
    facts = next(item for item in compare(before, after).differences if item.measure == "facts")
    assert facts.p_value < 0.05
    assert facts.low > 0
    assert facts.verdict is Verdict.UNCLEAR


def test_every_change_is_told_question_by_question() -> None:
    before = run([made(1, passed=False, missing=("15 días",)), made(2), made(3), made(4, passed=False, facts=0.0)])
    after = run([made(1), made(2, passed=False, missing=("acta",)), made(3), made(4, passed=False, facts=0.5)])
    changes = {item.question_id: item for item in compare(before, after).changes}
    assert [item.change for item in changes.values()] == [Change.BETTER, Change.WORSE, Change.SAME, Change.BETTER]
    assert changes["q-1"].missing_before == ("15 días",)
    assert changes["q-2"].missing_after == ("acta",)


def test_only_what_both_hold_in_the_same_words_is_compared() -> None:
    before, after = run([made(1), made(2), made(3)]), run([made(2), made(3), made(4)])
    reworded = replace(after, results=(replace(after.results[0], question="¿Otra cosa?"), *after.results[1:]))
    comparison = compare(before, reworded)
    assert [item.question_id for item in comparison.changes] == ["q-3"]
    assert comparison.left_out == 3


def test_nothing_in_common_has_no_winner() -> None:
    comparison = compare(run([made(1)]), run([made(2)]))
    assert comparison.verdict is Verdict.UNCLEAR
    assert comparison.differences == ()

"""The summary of many scores: each measure falls when what it measures gets worse, and its interval tells how sure it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.metrics import MEASURES, Score, estimate, summarize
from evals.questions import Expected


def made(number: int, topic: str = "", **fields: object) -> Score:
    """The score of an answer that did everything right, but for what is told."""
    plain_score = Score(
        question_id=f"q-{number}", group="empalme", topic=topic or f"t-{number}", split="desarrollo",
        expected=Expected.ANSWER, passed=True, refused=False, retrieval=None, facts=1.0, forbidden=(), number_exact=True,
        citation_precision=1.0, citation_recall=1.0, source_cited=True, statements=2, unsupported=0, premise=None,
        asked_back=None, spanish=0.5, words=100, latency_ms=10.0,
    )  # fmt: skip
    return replace(plain_score, **fields)  # type: ignore[arg-type]


WORSE: dict[str, dict[str, object]] = {
    "passed": {"passed": False},
    "answered": {"passed": False},
    "facts": {"facts": 0.5},
    "forbidden": {"forbidden": ("60 días",)},
    "number_exact": {"number_exact": False},
    "premise": {"expected": Expected.CORRECT, "premise": False},
    "asked_back": {"expected": Expected.ASK_BACK, "asked_back": False},
    "refusal_precision": {"refused": True},
    "refusal_recall": {"expected": Expected.REFUSE, "refused": False},
    "citation_precision": {"citation_precision": 0.5},
    "citation_recall": {"citation_recall": 0.5},
    "source_cited": {"source_cited": False},
    "verified": {"unsupported": 1},
    "in_spanish": {"spanish": 0.1},
    "latency_ms": {"latency_ms": 99.0},
    "cost": {"cost": 0.5},
}
RIGHT: dict[str, dict[str, object]] = {
    "premise": {"expected": Expected.CORRECT, "premise": True},
    "asked_back": {"expected": Expected.ASK_BACK, "asked_back": True},
    "refusal_precision": {"expected": Expected.REFUSE, "refused": True},
    "refusal_recall": {"expected": Expected.REFUSE, "refused": True},
    "cost": {"cost": 0.1},
}


@pytest.mark.parametrize("name", WORSE)
def test_every_measure_gets_worse_with_a_worse_answer(name: str) -> None:
    measure = next(item for item in MEASURES if item.name == name)
    good = [made(number, **RIGHT.get(name, {})) for number in range(4)]
    before, after = estimate(measure, good), estimate(measure, [*good, made(5, **WORSE[name])])
    assert before is not None
    assert after is not None
    assert (after.value < before.value) is bool(measure.higher_is_better)
    assert after.value != before.value


def test_every_measure_has_a_case_in_which_it_falls() -> None:
    by_hand = {"recall_at_1", "recall_at_5", "recall_at_10", "mrr", "ndcg", "page_hit", "words"}
    assert {item.name for item in MEASURES} == WORSE.keys() | by_hand


def test_a_share_is_of_what_it_counts() -> None:
    summary = summarize([made(1, statements=3, unsupported=1), made(2, statements=1), made(3, statements=0)]).total
    verified = summary.get("verified")
    assert verified is not None
    assert (verified.value, verified.questions, summary.unsupported) == (3 / 4, 2, 1)
    assert summary.get("premise") is None
    assert summary.get("cost") is None


def test_groups_are_summarised_apart() -> None:
    summary = summarize([made(1), made(2, group="pnd", passed=False), made(3, group="pnd")])
    passed = [group.get("passed") for group in (summary.total, *summary.groups)]
    assert [round(item.value, 2) for item in passed if item] == [0.67, 1.0, 0.5]
    assert [group.group for group in summary.groups] == ["empalme", "pnd"]


def test_an_interval_holds_its_value_and_is_the_same_every_time() -> None:
    scores = [made(number, passed=number % 4 > 0) for number in range(80)]
    first, second = (summarize(scores).total.get("passed") for _ in range(2))
    assert first == second
    assert first is not None
    assert first.low < 0.75 < first.high
    # Normal theory: 0.75 ± 1.96 √(0.75 · 0.25 / 80)
    assert (first.low, first.high) == pytest.approx((0.655, 0.845), abs=0.02)


def test_variants_of_one_topic_do_not_narrow_the_interval() -> None:
    apart = [made(number, passed=number % 2 > 0) for number in range(40)]
    together = [replace(item, topic=f"t-{place % 4}") for place, item in enumerate(apart)]
    widths = [item.high - item.low for scores in (apart, together) if (item := summarize(scores).total.get("passed"))]
    assert widths[1] > 1.5 * widths[0]


def test_three_right_out_of_three_is_not_certainty() -> None:
    passed = summarize([made(number) for number in range(3)]).total.get("passed")
    assert passed is not None
    assert (passed.low, passed.high) == (pytest.approx(0.025 ** (1 / 3)), 1.0)

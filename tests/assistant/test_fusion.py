"""One ranking from two legs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.fusion import weighted_sum

hits = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 30), max_size=6).map(lambda found: list(found.items()))


def test_the_weight_decides_between_the_legs() -> None:
    lexical, dense = [("a", 12.0), ("b", 3.0)], [("b", 0.9), ("a", 0.1)]
    assert weighted_sum(lexical, dense, 0.9)[0][0] == "a"
    assert weighted_sum(lexical, dense, 0.1)[0][0] == "b"


def test_hand_computed() -> None:
    fused = dict(weighted_sum([("a", 10.0), ("b", 5.0)], [("b", 0.8), ("c", 0.4)], 0.5))
    assert fused == pytest.approx({"a": 0.5, "b": 0.75, "c": 0.25})


def test_a_leg_that_found_nothing_leaves_the_other_alone() -> None:
    assert [name for name, _ in weighted_sum([], [("b", 0.9), ("a", 0.1)], 0.5)] == ["b", "a"]


@given(hits, hits, st.floats(0, 1))
def test_every_passage_found_is_ranked_once_between_0_and_1(lexical: list, dense: list, weight: float) -> None:
    fused = weighted_sum(lexical, dense, weight)
    assert {name for name, _ in fused} <= {name for name, _ in lexical} | {name for name, _ in dense}
    assert len({name for name, _ in fused}) == len(fused)
    assert all(0 <= score <= 1 + 1e-9 for _, score in fused)
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)

"""One ranking from two legs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.fusion import SIGNALS, TRAITS, AskedWords, Candidate, learned, signals, traits, weighted_sum
from tests.assistant.factories import passage

hits = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 30), max_size=6).map(lambda found: list(found.items()))
ASKED = AskedWords(("plaz", "act"), {"plaz": 3.0, "act": 1.0}, 8.0, is_question=False)


def candidate(stems: str, lexical: float = 0.0, dense: float = 0.0) -> Candidate:
    return Candidate(passage(), stems.split(), lexical, dense, dense)


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


def test_signals_by_hand() -> None:
    seen = signals(ASKED, [candidate("el plaz del act", lexical=10.0, dense=0.5), candidate("otr act", lexical=5.0)])
    first, second = (dict(zip(SIGNALS, row, strict=True)) for row in seen)
    assert (first["lexical"], second["lexical"]) == (1.0, 0.5)
    assert (first["coverage"], second["coverage"]) == (1.0, 0.25)
    assert first["pairs"] == 0.0  # another word stands between the two
    assert signals(ASKED, [candidate("plaz act")])[0][SIGNALS.index("pairs")] == 1.0
    far = signals(ASKED, [candidate("plaz " + "x " * 40 + "act")])[0]
    assert far[SIGNALS.index("window")] == 0.75  # never together
    assert far[SIGNALS.index("opening_coverage")] == 0.75


def test_traits_tell_a_clear_winner() -> None:
    clear = traits(ASKED, signals(ASKED, [candidate("plaz", 10.0, 0.9), candidate("x", 1.0, 0.1)]))
    close = traits(ASKED, signals(ASKED, [candidate("plaz", 10.0, 0.9), candidate("x", 9.0, 0.9)]))
    gap = TRAITS.index("lexical_gap")
    assert clear[gap] > close[gap]
    assert clear[TRAITS.index("dense_gap")] > close[TRAITS.index("dense_gap")]


def test_what_has_every_word_comes_before_what_has_none() -> None:
    best, worst = learned(ASKED, [candidate("plaz act fin", 9.0, 0.8), candidate("otra cosa", 0.0, 0.1)])
    assert (best, worst) == (1.0, 0.0)


def test_nothing_found_is_nothing_ranked() -> None:
    assert learned(ASKED, []) == []

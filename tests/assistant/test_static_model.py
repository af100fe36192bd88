"""Pieces, phrases and positions: what a static model with phrases sums up."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.static_model import Lead, PhraseModel, Phrases, pack_nibbles, unpack_nibbles

PIECES = 5
PHRASES = Phrases(np.array([0 * PIECES + 1, 1 * PIECES + 2, 4 * PIECES + 4]), PIECES)
TEXTS = st.lists(st.lists(st.integers(0, PIECES - 1), max_size=8), max_size=6)


def rows_of(text: list[int]) -> list[int]:
    pairs = [first * PIECES + second for first, second in pairwise(text)]
    known = PHRASES.keys.tolist()
    return sorted([*text, *(PIECES + known.index(pair) for pair in pairs if pair in known)])


@given(TEXTS)
def test_a_text_has_its_pieces_and_its_phrases_and_nothing_of_its_neighbours(texts: list[list[int]]) -> None:
    found = PHRASES.features([np.array(text, dtype=np.int32) for text in texts])

    assert len(found.starts) == len(texts) + 1
    for number, text in enumerate(texts):
        span = slice(found.starts[number], found.starts[number + 1])
        assert sorted(found.rows[span].tolist()) == rows_of(text)
        assert not text or found.positions[span].max() == len(text) - 1


def test_a_phrase_stands_where_its_first_piece_stands() -> None:
    found = PHRASES.features([np.array([3, 0, 1])])

    assert dict(zip(found.rows.tolist(), found.positions.tolist(), strict=True)) == {3: 0, 0: 1, 1: 2, PIECES: 1}


def test_a_model_without_phrases_has_pieces_alone() -> None:
    found = Phrases(np.zeros(0, np.int64), PIECES).features([np.array([0, 1, 2])])

    assert found.rows.tolist() == [0, 1, 2]


def test_weights_fall_from_one_to_the_floor() -> None:
    weights = Lead(decay=40, floor=0.2).weights(np.arange(1000))

    assert weights[0] == pytest.approx(1.0)
    assert weights[-1] == pytest.approx(0.2, abs=1e-4)
    assert np.all(np.diff(weights) <= 0)


@given(st.lists(st.lists(st.integers(-7, 7), min_size=6, max_size=6), min_size=1, max_size=20))
def test_four_bits_come_back_as_they_went(rows: list[list[int]]) -> None:
    values = np.array(rows, dtype=np.int8)

    packed = pack_nibbles(values)

    assert packed.nbytes * 2 == values.nbytes
    assert np.array_equal(unpack_nibbles(packed), values)


def test_tensors_that_do_not_fit_together_are_refused() -> None:
    from tokenizers import Tokenizer, models

    tensors = {
        "embeddings": np.zeros((PIECES, 2), np.int8),
        "weights": np.ones(PIECES, np.float32),
        "phrases": np.zeros((3, 1), np.uint8),
        "phrase_weights": np.ones(3, np.float32),
        "phrase_keys": np.zeros(2, np.uint32),
        "lead": np.array([40, 0.2], np.float32),
    }
    with pytest.raises(ValueError, match="do not match"):
        PhraseModel.read(tensors, Tokenizer(models.WordPiece()))

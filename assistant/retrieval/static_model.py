"""A static model with phrases: a text is the weighted sum of the vectors of its word pieces and of its frequent pairs of pieces.

Pairs ("a más", "las siguientes") keep some of the word order that a mean forgets. The first words of a passage weigh more
than the rest, since what a text is about is said at its start. Reading a model needs numpy, safetensors and tokenizers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids: TypeAlias = NDArray[np.int64]
Vectors: TypeAlias = NDArray[np.float32]
_BATCH = 1024


@dataclass(frozen=True, slots=True)
class Lead:
    """How much a piece of a passage weighs: 1 at its start, ``floor`` far from it, falling by e in ``decay`` pieces."""

    decay: float
    floor: float

    def weights(self, positions: Ids) -> Vectors:
        """The weight at each position, counted in pieces from 0."""
        return (self.floor + (1 - self.floor) * np.exp(-positions / self.decay)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Features:
    """The rows of a table that make up some texts, text after text: pieces first, then phrases.

    ``starts`` gives where each text begins in ``rows``; ``positions`` counts pieces from the start of their text.
    """

    rows: Ids
    positions: Ids
    starts: Ids


@dataclass(frozen=True, slots=True)
class Phrases:
    """Pairs of neighbouring pieces that have a row of their own, below those of the pieces.

    ``keys`` holds ``first * pieces + second`` in rising order; the pair at place i has row ``pieces + i``.
    """

    keys: Ids
    pieces: int

    def features(self, texts: Sequence[NDArray[Any]]) -> Features:
        """The rows of some texts, each given as the ids of its pieces."""
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        ends = np.cumsum(lengths)
        ids = np.concatenate([*texts, np.zeros(0, np.int64)]).astype(np.int64)
        owner = np.repeat(np.arange(len(texts)), lengths)
        positions = np.arange(len(ids)) - np.repeat(ends - lengths, lengths)
        first, place = self._pairs(ids, owner)
        everybody = np.concatenate([owner, owner[first]])
        order = np.argsort(everybody, kind="stable")
        return Features(
            rows=np.concatenate([ids, self.pieces + place])[order],
            positions=np.concatenate([positions, positions[first]])[order],
            starts=np.searchsorted(everybody[order], np.arange(len(texts) + 1)),
        )

    def _pairs(self, ids: Ids, owner: Ids) -> tuple[Ids, Ids]:
        """Where known pairs begin, and their places in ``keys``; a pair never goes from one text to the next."""
        if len(ids) < 2 or not len(self.keys):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        pairs = ids[:-1] * self.pieces + ids[1:]
        place = np.minimum(np.searchsorted(self.keys, pairs), len(self.keys) - 1)
        first = np.flatnonzero((self.keys[place] == pairs) & (owner[:-1] == owner[1:]))
        return first, place[first]


class PhraseModel:
    """A model read from its folder. Safe to use from several threads."""

    def __init__(self, tokenizer: Tokenizer, table: NDArray[np.int8], scales: Vectors, phrases: Phrases, lead: Lead):
        self._tokenizer = tokenizer
        self._table = table
        self._scales = scales
        self._phrases = phrases
        self._lead = lead
        self.dim = int(table.shape[1])

    @classmethod
    def read(cls, tensors: dict[str, NDArray[Any]], tokenizer: Tokenizer) -> PhraseModel:
        """Put a model together from what its files hold.

        Raises:
            KeyError: a tensor is missing.
            ValueError: their shapes do not fit together.
        """
        table = np.concatenate([tensors["embeddings"], unpack_nibbles(tensors["phrases"])])
        scales = np.concatenate([tensors["weights"], tensors["phrase_weights"]]).astype(np.float32)
        if len(scales) != len(table) or len(tensors["phrase_keys"]) != len(tensors["phrases"]):
            raise ValueError("phrases do not match their weights or keys")
        if tokenizer.get_vocab_size() != len(tensors["embeddings"]):
            raise ValueError("the tokenizer belongs to another model")
        phrases = Phrases(tensors["phrase_keys"].astype(np.int64), len(tensors["embeddings"]))
        decay, floor = tensors["lead"].tolist()
        return cls(tokenizer, table, scales, phrases, Lead(decay, floor))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, n x dimension, of any length: the start of each weighs more."""
        return self._encode(texts, self._lead)

    def encode_query(self, text: str) -> Vectors:
        """Vector of a question: every piece weighs the same."""
        row: Vectors = self._encode([text], None)[0]
        return row

    def _encode(self, texts: Sequence[str], lead: Lead | None) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            found = self._phrases.features([np.array(encoding.ids, dtype=np.int64) for encoding in encodings])
            weights = self._scales[found.rows]
            if lead is not None:
                weights *= lead.weights(found.positions)
            for number in range(len(batch)):
                span = slice(found.starts[number], found.starts[number + 1])
                vectors[start + number] = weights[span] @ self._table[found.rows[span]].astype(np.float32)
        return vectors


def pack_nibbles(values: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Whole numbers from -7 to 7, two a byte; the rows have an even length."""
    shifted = (values + 8).astype(np.uint8)
    packed: NDArray[np.uint8] = np.bitwise_or(shifted[:, ::2] << 4, shifted[:, 1::2], dtype=np.uint8)
    return packed


def unpack_nibbles(packed: NDArray[np.uint8]) -> NDArray[np.int8]:
    """The inverse of :func:`pack_nibbles`."""
    values = np.empty((packed.shape[0], packed.shape[1] * 2), dtype=np.int8)
    values[:, ::2] = (packed >> 4).astype(np.int8) - 8
    values[:, 1::2] = (packed & 15).astype(np.int8) - 8
    return values

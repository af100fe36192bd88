"""Texts as word pieces, and the pairs of pieces that come together often enough to get a vector of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.static_model import Phrases

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = "[UNK]"


class TokenizedTexts:
    """Texts as token ids, in one flat array: they are tokenised once, not once per epoch."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        rows = [
            np.array(encoding.ids, dtype=np.int32)
            for start in range(0, len(texts), 10_000)
            for encoding in tokenizer.encode_batch_fast(list(texts[start : start + 10_000]), add_special_tokens=False)
        ]
        self.ids = np.concatenate(rows)
        self.ends = np.cumsum([0, *(len(row) for row in rows)])

    def __len__(self) -> int:
        return len(self.ends) - 1

    def row(self, index: int) -> NDArray[np.int32]:
        """The token ids of one text."""
        return self.ids[self.ends[index] : self.ends[index + 1]]


def train_tokenizer(texts: Sequence[str], vocabulary: int) -> Tokenizer:
    """Learn word pieces from texts, in lower case and without accents, so that "pension" is "pensión".

    Args:
        texts: the texts to learn from.
        vocabulary: how many pieces to learn, at most.
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    # The trainer numbers the characters inside words as it meets them, in an order that changes from run to run, and
    # breaks ties by those numbers. Naming them beforehand makes the same texts give the same pieces.
    characters = {part for text in texts for part in text}
    folded = sorted({part for character in characters for part in tokenizer.normalizer.normalize_str(character)})
    named = [UNKNOWN, *(f"##{character}" for character in folded if not character.isspace())]
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary, min_frequency=2, special_tokens=named, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    # A model of the same pieces, so that only the unknown token stays special.
    trained = Tokenizer(models.WordPiece(tokenizer.get_vocab(), unk_token=UNKNOWN, max_input_chars_per_word=60))
    trained.normalizer, trained.pre_tokenizer = tokenizer.normalizer, tokenizer.pre_tokenizer
    trained.add_special_tokens([UNKNOWN])
    return trained


def frequent_phrases(texts: Sequence[TokenizedTexts], pieces: int, limit: int, unknown: int) -> Phrases:
    """The pairs of neighbouring pieces that occur most often.

    Args:
        texts: where they are counted.
        pieces: size of the vocabulary.
        limit: how many pairs, at most.
        unknown: id of the unknown token, which is part of no phrase.
    """
    counted = []
    for group in texts:
        pairs = group.ids[:-1].astype(np.int64) * pieces + group.ids[1:]
        inside = (group.ids[:-1] != unknown) & (group.ids[1:] != unknown)
        borders = group.ends[1:-1] - 1
        inside[borders[(borders >= 0) & (borders < len(inside))]] = False
        counted.append(pairs[inside])
    keys, counts = np.unique(np.concatenate(counted), return_counts=True)
    return Phrases(np.sort(keys[np.argsort(-counts, kind="stable")[:limit]]), pieces)

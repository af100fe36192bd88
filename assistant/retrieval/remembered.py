"""Vectors of texts that come again and again, each computed once: headings, first sentences, known questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant.retrieval.embeddings import Embedder

    Vectors: TypeAlias = NDArray[np.float32]

MOST = 12_000
"""Texts whose vectors are kept: 15 MB of 256 dimensions. All that is ranked in the bundled guidance has twice as many."""


class RememberedVectors:
    """The passage vectors of an embedder, those last asked for kept. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, most: int = MOST) -> None:
        self._embedder = embedder
        self._half = most // 2
        self._young: dict[str, Vectors] = {}
        self._old: dict[str, Vectors] = {}

    def of(self, texts: Sequence[str]) -> Vectors:
        """What the embedder's ``embed_passages`` gives: ``len(texts)`` x dimension."""
        if not texts:
            return self._embedder.embed_passages(texts)
        known = {text: vector for text in texts if (vector := self._young.get(text, self._old.get(text))) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known.update(zip(missing, map(np.copy, self._embedder.embed_passages(missing)), strict=True))
        if len(self._young) + len(known) > self._half:  # what nobody asked for since the last time is forgotten
            self._old, self._young = self._young, {}
        self._young.update(known)
        return np.stack([known[text] for text in texts])

"""The third way to a passage: the questions that it is known to answer, and which of them this one is like."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.spanish import shape_of
from assistant.types import Passage

Vector = NDArray[np.float32]
_ALIKE = 0.15
"""What it is worth, beside the cosine, that both ask for the same kind of thing: words like "qué" weigh little in a vector."""

_VECTORS, _PLACES = "vectors.npy", "places.json"


def write_posed(folder: Path, passages: Sequence[Passage], embed: Callable[[str], Vector]) -> None:
    """Write the vectors of the questions that passages are known to answer; nothing where there are none."""
    places = [(passage.id, shape_of(item.text)) for passage in passages for item in passage.posed]
    if not places:
        return
    folder.mkdir(parents=True)
    vectors = np.stack([embed(item.text) for passage in passages for item in passage.posed])
    np.save(folder / _VECTORS, vectors.astype(np.float16))
    (folder / _PLACES).write_text(json.dumps(places), encoding="utf-8")


class PosedLeg:
    """The known questions of an index, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Open a folder that :func:`write_posed` wrote, or none.

        Raises:
            OSError, ValueError: it is damaged.
        """
        self._passages: list[str] = []
        if not folder.exists():
            return
        places = json.loads((folder / _PLACES).read_text(encoding="utf-8"))
        self._passages = [passage for passage, _ in places]
        self._shapes = np.array([shape for _, shape in places])
        self._vectors = np.load(folder / _VECTORS).astype(np.float32)
        if len(self._vectors) != len(places):
            raise ValueError("as many vectors as questions are needed")

    def search(self, query: str, vector: Vector, limit: int) -> list[str]:
        """The ids of the passages whose known questions are most like a query, best first."""
        if not self._passages:
            return []
        closeness = self._vectors @ vector + _ALIKE * (self._shapes == shape_of(query))
        # A passage has a dozen questions at most near each other: so many of the best hold enough passages.
        best = np.argsort(-closeness)[: limit * 8]
        return list(dict.fromkeys(self._passages[place] for place in best))[:limit]

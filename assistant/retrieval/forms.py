"""Known ways of asking, each with what it belongs to, and which of them a question is like."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.spanish import shape_of

Vector = NDArray[np.float32]
_ALIKE = 0.15
"""What it is worth, beside the cosine, that both ask for the same kind of thing: words like "qué" weigh little in a vector."""

_VECTORS, _FORMS = "vectors.npy", "forms.json"


@dataclass(frozen=True, slots=True)
class Form:
    """A known way of asking: what it belongs to (the id of a passage, the topic of a silence) and how it is put."""

    owner: str
    text: str


def write_forms(folder: Path, forms: Sequence[Form], embed: Callable[[str], Vector]) -> None:
    """Write known ways of asking with their vectors; nothing where there are none."""
    if not forms:
        return
    folder.mkdir(parents=True)
    np.save(folder / _VECTORS, np.stack([embed(form.text) for form in forms]).astype(np.float16))
    lines = [(form.owner, form.text, shape_of(form.text)) for form in forms]
    (folder / _FORMS).write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")


class KnownForms:
    """Known ways of asking, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Open a folder that :func:`write_forms` wrote, or none.

        Raises:
            OSError, ValueError: it is damaged.
        """
        self._forms: list[Form] = []
        if not folder.exists():
            return
        lines = json.loads((folder / _FORMS).read_text(encoding="utf-8"))
        self._forms = [Form(owner, text) for owner, text, _ in lines]
        self._shapes = np.array([shape for _, _, shape in lines])
        self._vectors = np.load(folder / _VECTORS).astype(np.float32)
        if len(self._vectors) != len(lines):
            raise ValueError("as many vectors as forms are needed")

    def nearest(self, query: str, vector: Vector, limit: int) -> list[Form]:
        """The forms most like a query, best first."""
        if not self._forms:
            return []
        closeness = np.vecdot(self._vectors, vector) + _ALIKE * (self._shapes == shape_of(query))
        best = np.argpartition(-closeness, min(limit, closeness.size - 1))[:limit]
        return [self._forms[place] for place in best[np.argsort(-closeness[best], kind="stable")]]

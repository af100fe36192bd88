"""Known ways of asking, each with what it belongs to, and which of them a question is like."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

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
    lines = [(form.owner, form.text) for form in forms]
    (folder / _FORMS).write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")


class KnownForms:
    """Known ways of asking, open for reading, with their vectors by the model that wrote them."""

    def __init__(self, folder: Path) -> None:
        """Open a folder that :func:`write_forms` wrote, or none.

        Raises:
            OSError, ValueError: it is damaged.
        """
        self._forms: list[Form] = []
        self._places: dict[str, int] = {}
        if not folder.exists():
            return
        lines = json.loads((folder / _FORMS).read_text(encoding="utf-8"))
        self._forms = [Form(owner, text) for owner, text in lines]
        self._places = {form.text: place for place, form in enumerate(self._forms)}
        self._vectors = np.load(folder / _VECTORS).astype(np.float32)
        if len(self._vectors) != len(lines):
            raise ValueError("as many vectors as forms are needed")

    def nearest(self, vector: Vector, limit: int) -> list[Form]:
        """The forms most like a question of that vector, best first."""
        if not self._forms:
            return []
        cosines = np.vecdot(self._vectors, vector)
        best = np.argpartition(-cosines, min(limit, cosines.size - 1))[:limit]
        return [self._forms[place] for place in best[np.argsort(-cosines[best], kind="stable")]]

    def vector_of(self, text: str) -> Vector | None:
        """The vector of a known way of asking; None where it is not known."""
        place = self._places.get(text)
        return None if place is None else self._vectors[place]

    def sample(self, most: int) -> list[str]:
        """At most so many of the forms, taken evenly over all of them."""
        step = max(1, len(self._forms) // most)
        return [form.text for form in self._forms[::step][:most]]

    def cosines(self, texts: Sequence[str], vector: Vector) -> NDArray[np.float32]:
        """How near each of several known ways of asking is to a question of that vector, -1 to 1.

        Raises:
            KeyError: one of them is not known.
        """
        rows = [self._places[text] for text in texts]
        near: NDArray[np.float32] = np.vecdot(self._vectors[rows], vector) if rows else np.zeros(0, np.float32)
        return near

"""How a question is put, as a vector that is near those of the questions that ask for the same.

A text is the sum of what it is made of: the stems of its words, neighbouring pairs of them, the thesaurus entries that stand in it
and the kind of thing it asks for. The table was trained by :mod:`ingest.asking` on the known ways of asking, so that "¿quién
integra el CTP?" comes near "¿quiénes forman el consejo territorial de planeación?"; a model of texts has them far apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ConfigurationError
from assistant.retrieval.thesaurus import Expansion, Thesaurus
from assistant.spanish import shape_of, stems_and_pairs

FOLDER = "preguntas"
"""Of the model, inside the folder of the embedded model."""

PARTS, TABLE = "parts.txt", "model.safetensors"
Vectors = NDArray[np.float32]


def parts_of(text: str, thesaurus: Thesaurus) -> list[str]:
    """What a question is made of, each once; thesaurus entries and its kind come with a sign that no word has."""
    concepts = sorted({f"={_name(expansion)}" for expansion in thesaurus.expansions(text)})
    return [*stems_and_pairs(text), *concepts, f"?{shape_of(text)}"]


class AskingModel:
    """A table of parts and their vectors. Safe to use from several threads."""

    def __init__(self, rows: Mapping[str, int], table: NDArray[np.int8], scales: Vectors, thesaurus: Thesaurus) -> None:
        """Put a model together: ``table`` is parts x dimension, and ``scales`` what each of its rows counts for."""
        self._rows = rows
        self._table = table
        self._scales = scales
        self._thesaurus = thesaurus
        self.dimension = int(table.shape[1])
        known = "\n".join([*rows, thesaurus.digest]).encode()
        digest = hashlib.sha256(table.tobytes() + scales.tobytes() + known).hexdigest()[:8]
        self.id = f"preguntas-{self.dimension}:{digest}"

    @classmethod
    def load(cls, corpus_dir: Path) -> AskingModel:
        """The model of a corpus; one that knows no part where it brings none.

        Raises:
            ConfigurationError: the model or the thesaurus is damaged.
        """
        thesaurus = Thesaurus.load(corpus_dir / "tesauro.toml")
        folder = corpus_dir / "modelo" / FOLDER
        if not folder.exists():
            return cls({}, np.zeros((0, 1), np.int8), np.zeros(0, np.float32), thesaurus)
        from safetensors.numpy import load_file

        try:
            parts = (folder / PARTS).read_text(encoding="utf-8").splitlines()
            tensors = load_file(folder / TABLE)
            table, scales = tensors["table"], tensors["scales"].astype(np.float32)
            rows = dict(zip(parts, range(len(table)), strict=True))
            return cls(rows, table, scales.reshape(len(table)), thesaurus)
        except (OSError, ValueError, KeyError) as error:
            raise ConfigurationError("El modelo de preguntas no se puede leer.", "Vuelva a instalar Relevo.") from error

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of several questions: float32, ``len(texts)`` x ``dimension``, each of length 1 (0 if nothing is known)."""
        return (
            np.stack([self.embed_query(text) for text in texts]) if texts else np.zeros((0, self.dimension), np.float32)
        )

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question: float32, ``dimension`` long, of length 1 (0 if nothing of it is known)."""
        known = [row for part in parts_of(text, self._thesaurus) if (row := self._rows.get(part)) is not None]
        vector: Vectors = self._scales[known] @ self._table[known].astype(np.float32)
        length = float(np.linalg.norm(vector))
        return vector / length if length else vector


def _name(expansion: Expansion) -> str:
    """The same for an acronym and what it stands for, whichever stands in the text."""
    return "|".join(sorted(" ".join(sorted(stems)) for stems in (expansion.trigger, *expansion.forms)))

"""A second look at the first passages, by a cross-encoder that reads question and passage together. Off by default."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import ConfigurationError
from assistant.types import ScoredPassage


class Reranker:
    """Any sentence-transformers CrossEncoder, from a folder or from the Hugging Face hub."""

    def __init__(self, name_or_path: str) -> None:
        """Load the model; the first use of a hub name downloads it.

        Raises:
            ConfigurationError: sentence-transformers is not installed, or there is no such model within reach.
        """
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ConfigurationError(
                "Reordenar los pasajes necesita sentence-transformers, que no está instalado.",
                "Instálelo con: pip install 'relevo[modelos]', o deje RELEVO_RERANKER vacía.",
            ) from error
        try:
            self._model = CrossEncoder(name_or_path)
        # Each backend has its own exceptions for "no such model", "no network" and "not a model": all mean the same here.
        except Exception as error:
            raise ConfigurationError(
                f"No se pudo cargar el modelo que reordena los pasajes «{name_or_path}»: no existe, está incompleto o no hay "
                "conexión para descargarlo.",
                "Revise el nombre en RELEVO_RERANKER, o déjela vacía.",
            ) from error

    def rerank(self, query: str, found: Sequence[ScoredPassage]) -> list[ScoredPassage]:
        """The same passages in the order of the model; their scores stay those of the search."""
        if not found:
            return []
        scores = self._model.predict([(query, item.passage.searchable) for item in found], show_progress_bar=False)
        return [item for _, item in sorted(zip(scores, found, strict=True), key=lambda pair: -float(pair[0]))]

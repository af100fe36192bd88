"""Finds the passages that may answer a question."""

from __future__ import annotations

from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.fusion import weighted_sum
from assistant.retrieval.index import Index
from assistant.retrieval.lexical import Filters
from assistant.settings import Settings
from assistant.types import ScoredPassage

_ALL = Filters()


class Retriever:
    """Searches both legs of an index and fuses what they find."""

    def __init__(self, index: Index, embedder: Embedder, settings: Settings) -> None:
        self.index = index
        self.embedder = embedder
        self._settings = settings

    def search(self, query: str, k: int, filters: Filters = _ALL) -> list[ScoredPassage]:
        """The ``k`` best passages for a query in plain Spanish, best first; fewer when fewer match the filters."""
        limit = max(k, self._settings.candidates)
        lexical = self.index.lexical.search(query, limit, filters)
        dense = self.index.dense.search(self.embedder.embed_query(query), limit, filters)
        fused = weighted_sum(lexical, dense, self._settings.lexical_weight)[:k]
        lexical_score, dense_score, score = dict(lexical), dict(dense), dict(fused)
        return [
            ScoredPassage(
                passage=passage,
                score=score[passage.id],
                lexical=lexical_score.get(passage.id, 0.0),
                dense=dense_score.get(passage.id, 0.0),
            )
            for passage in self.index.passages([identifier for identifier, _ in fused])
        ]

"""Finds the passages that may answer a question."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.fusion import Hits, weighted_sum
from assistant.retrieval.index import Index
from assistant.retrieval.lexical import Filters
from assistant.retrieval.thesaurus import Thesaurus
from assistant.settings import Settings
from assistant.types import ScoredPassage

_ALL = Filters()


class Retriever:
    """Searches both legs of an index and fuses what they find."""

    def __init__(self, index: Index, embedder: Embedder, settings: Settings) -> None:
        self.index = index
        self.embedder = embedder
        self.thesaurus = Thesaurus.load(settings.corpus_dir / "tesauro.toml")
        self._settings = settings

    def search(self, query: str, k: int, filters: Filters = _ALL) -> list[ScoredPassage]:
        """The ``k`` best passages for a query in plain Spanish, best first; fewer when fewer match the filters."""
        limit = max(k, self._settings.candidates)
        vector = self.embedder.embed_query(query)
        related = {word for item in self.thesaurus.expansions(query) for form in item.forms for word in form}
        lexical = self.index.lexical.search(query, limit, filters, related)
        dense = self._with_similarity_of(lexical, self.index.dense.search(vector, limit, filters), vector)
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

    def _with_similarity_of(self, lexical: Hits, dense: Hits, vector: NDArray[np.float32]) -> Hits:
        """The dense hits, and the cosine of what only the lexical leg found: missing is not the same as dissimilar."""
        known = {identifier for identifier, _ in dense}
        others = self.index.dense.vectors([identifier for identifier, _ in lexical if identifier not in known])
        return [*dense, *((identifier, float(other @ vector)) for identifier, other in others.items())]

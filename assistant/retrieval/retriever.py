"""Finds the passages that may answer a question."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.asking import AskingModel
from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.fusion import OPENING_WORDS, AskedWords, Candidate, Hits, learned, weighted_sum
from assistant.retrieval.index import Index
from assistant.retrieval.lexical import Filters
from assistant.retrieval.remembered import RememberedVectors
from assistant.retrieval.reranker import Reranker
from assistant.retrieval.targets import named_in
from assistant.retrieval.thesaurus import Thesaurus
from assistant.settings import Settings
from assistant.spanish import Speller, content_stems, content_words, is_question, stem, words
from assistant.types import Passage, ScoredPassage

_ALL = Filters()
_CONSIDERED = 40
"""Candidates of the weighted sum that the learned fusion looks at more closely: it reads their text."""

_POSED = 8
"""Passages proposed because they are known to answer a question like this one."""

_OPENINGS = 4_000
"""Passages whose first words are remembered as vectors."""

_NEAR_DUPLICATE = 0.9


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates for a query, and the weighted sum of their two scores."""

    asked: AskedWords
    candidates: list[Candidate]
    weighted: list[float]


class Retriever:
    """Searches both legs of an index, at the same time, and fuses what they find."""

    def __init__(self, index: Index, embedder: Embedder, asking: AskingModel, settings: Settings) -> None:
        self.index = index
        self.embedder = embedder
        self.asking = asking
        self.thesaurus = Thesaurus.load(settings.corpus_dir / "tesauro.toml")
        self._settings = settings
        self._vectors = RememberedVectors(embedder, _OPENINGS)
        self._threads = ThreadPoolExecutor(os.cpu_count(), "lexical-leg")
        self._reranker = Reranker(settings.reranker) if settings.reranker else None

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self.index.lexical.vocabulary())

    def corrected(self, text: str) -> str:
        """A text with the words that nobody knows replaced by those that were meant."""
        return self._speller.correct(text)

    def search(self, query: str, k: int, filters: Filters = _ALL) -> list[ScoredPassage]:
        """The ``k`` best passages for a query in plain Spanish, best first; fewer when fewer match the filters.

        What the query names outright ("art 39 ley 152/94", "formato 3") comes before everything else, and what is known to answer
        this very question.
        """
        pool = self.pool(query, k, filters)
        scores = learned(pool.asked, pool.candidates) if self._settings.adaptive_fusion else pool.weighted
        ranked = sorted(
            zip(pool.candidates, scores, strict=True),
            key=lambda item: (not item[0].named, -item[1], item[0].passage.id),
        )
        found = [
            ScoredPassage(candidate.passage, score, candidate.lexical, candidate.dense)
            for candidate, score in _without_repeats(ranked, k)
        ]
        return self._reranker.rerank(query, found) if self._reranker else found

    def pool(self, query: str, k: int, filters: Filters = _ALL) -> Pool:
        """What both legs propose for a query, with all that speaks for each, before it is put in order."""
        query = self.corrected(query)
        limit = max(k, self._settings.candidates)
        vector = self.embedder.embed_query(query)
        related = {word for item in self.thesaurus.expansions(query) for form in item.forms for word in form}
        by_lexical_leg = self._threads.submit(self.index.lexical.search, query, limit, filters, related)
        by_dense_leg = self.index.dense.search(vector, limit, filters)
        lexical = by_lexical_leg.result()
        # A passage has a dozen questions at most near each other: so many of the best hold enough passages.
        known = self.index.posed.nearest(self.asking.embed_query(query), _POSED * 8)
        just_so = [form.owner for form in known if content_stems(form.text) == content_stems(query)]
        named = [*self.index.lexical.named(named_in(query), limit, filters), *just_so]
        posed = list(dict.fromkeys(form.owner for form in known))[:_POSED]
        proposed = [*(identifier for identifier, _ in lexical), *named, *posed]
        dense = self._with_similarity_of(proposed, by_dense_leg, vector)
        weighted = dict(weighted_sum(lexical, dense, self._settings.lexical_weight))
        considered = dict.fromkeys([*named, *posed, *islice(weighted, max(k, _CONSIDERED))])
        stored = self.index.lexical.stored(list(considered))
        stored = {identifier: item for identifier, item in stored.items() if filters.admit(item.passage)}
        openings = [_opening(item.passage) for item in stored.values()]
        similarities = self._vectors.of(openings) @ vector if openings else ()
        by_words, by_meaning = dict(lexical), dict(dense)
        return Pool(
            self._asked(query),
            [
                Candidate(
                    item.passage,
                    item.stems,
                    lexical=by_words.get(identifier, 0.0),
                    dense=by_meaning.get(identifier, 0.0),
                    opening=float(similarity),
                    named=identifier in named,
                )
                for (identifier, item), similarity in zip(stored.items(), similarities, strict=True)
            ],
            [weighted.get(identifier, 0.0) for identifier in stored],
        )

    def _asked(self, query: str) -> AskedWords:
        idf = self.index.lexical.idf
        weights = {stem(word): idf(word) for word in content_words(query) or words(query)}
        return AskedWords(tuple(map(stem, words(query))), weights, idf(""), is_question(query))

    def _with_similarity_of(self, ids: Sequence[str], dense: Hits, vector: NDArray[np.float32]) -> Hits:
        """The dense hits, and the cosine of what they lack: missing is not the same as dissimilar."""
        known = {identifier for identifier, _ in dense}
        others = self.index.dense.vectors([identifier for identifier in dict.fromkeys(ids) if identifier not in known])
        return [*dense, *((identifier, float(other @ vector)) for identifier, other in others.items())]


def _opening(passage: Passage) -> str:
    return " ".join(passage.text.split(maxsplit=OPENING_WORDS)[:OPENING_WORDS])


def _without_repeats(ranked: Sequence[tuple[Candidate, float]], k: int) -> list[tuple[Candidate, float]]:
    """The first ``k`` candidates; those whose text repeats that of a better one only where the others do not suffice."""
    kept: list[tuple[Candidate, float]] = []
    repeated: list[tuple[Candidate, float]] = []
    seen: list[frozenset[str]] = []
    for candidate, score in ranked:
        held = frozenset(candidate.stems)
        if any(_is_repeat(held, other) for other in seen):
            repeated.append((candidate, score))
            continue
        kept.append((candidate, score))
        seen.append(held)
        if len(kept) == k:
            break
    return (kept + repeated)[:k]


def _is_repeat(held: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of stems are all but the same, by their Jaccard similarity."""
    small, large = sorted((len(held), len(other)))
    if small <= _NEAR_DUPLICATE * large:  # not even if the small one is a part of the large one
        return False
    return len(held & other) > _NEAR_DUPLICATE * len(held | other)

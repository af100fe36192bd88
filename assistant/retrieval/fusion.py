"""One ranking from two legs: the weighted sum of their normalised scores.

Reciprocal rank fusion forgets by how much a leg preferred its first, and a weak leg then drags a strong one down;
a weighted sum of normalised scores does not (Bruch, Gai and Ingber, 2023, "An Analysis of Fusion Functions for Hybrid
Retrieval", https://doi.org/10.1145/3596512).
"""

from __future__ import annotations

from collections.abc import Sequence

Hits = Sequence[tuple[str, float]]


def weighted_sum(lexical: Hits, dense: Hits, lexical_weight: float) -> list[tuple[str, float]]:
    """Fuse two lists of (id, score), best first.

    Args:
        lexical: BM25 scores, zero or more.
        dense: cosine similarities.
        lexical_weight: weight of the lexical leg, 0 to 1; the dense leg has the rest.

    Returns:
        Every id of either list with its fused score in [0, 1]; ties by id, so that runs repeat.
    """
    scores: dict[str, float] = {}
    for hits, weight in ((lexical, lexical_weight), (dense, 1.0 - lexical_weight)):
        for identifier, share in _normalised(hits):
            scores[identifier] = scores.get(identifier, 0.0) + weight * share
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _normalised(hits: Hits) -> list[tuple[str, float]]:
    """Scores over the best one; what scores zero or less is worth nothing."""
    best = max((score for _, score in hits), default=0.0)
    if best <= 0.0:
        return []
    return [(identifier, max(score, 0.0) / best) for identifier, score in hits]

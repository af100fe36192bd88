"""Contrastive training of a table of vectors, on the CPU, in minutes.

A query is pulled towards the passage it was taken from and away from the other passages of its batch (in-batch negatives,
Henderson et al. 2017, https://arxiv.org/abs/1705.00652); those that are close to it weigh more (Lan et al. 2025, eq. 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.retrieval.static_model import Features, Lead, Phrases
from ingest.embedding.pairs import Pair
from ingest.embedding.tokens import UNKNOWN, TokenizedTexts, frequent_phrases, train_tokenizer
from ingest.model_card import Recipe

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

Vectors: TypeAlias = NDArray[np.float32]
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A tokenizer, the phrases it knows and the weighting of passages, with ``vectors``: (pieces + phrases) x dimension."""

    tokenizer: Tokenizer
    phrases: Phrases
    lead: Lead
    vectors: Vectors


def train(pairs: Sequence[Pair], recipe: Recipe, console: Console) -> TrainedModel:
    """Train a model.

    Args:
        pairs: queries and the passages that answer them, each as often as an epoch is to see it.
        recipe: how to train.
        console: where progress is shown.
    """
    import torch
    import torch.nn.functional as functional

    torch.manual_seed(recipe.seed)
    lead = Lead(recipe.lead_decay, recipe.lead_floor)
    with console.status("Vocabulario"):
        tokenizer = train_tokenizer([text for pair in dict.fromkeys(pairs) for text in pair], recipe.vocabulary)
        queries, passages = (TokenizedTexts(tokenizer, texts) for texts in zip(*pairs, strict=True))
        pieces, unknown = tokenizer.get_vocab_size(), tokenizer.get_vocab()[UNKNOWN]
        phrases = frequent_phrases([queries, passages], pieces, recipe.phrases, unknown)
    table = torch.nn.Parameter(torch.randn(pieces + len(phrases.keys), recipe.dimension) * recipe.initial)
    optimizer = torch.optim.Adam([table], lr=recipe.learning_rate, fused=True)
    steps = max(1, recipe.epochs * (len(pairs) // recipe.batch_size))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _warm_up_then_fall(step / steps))
    numbers = _text_numbers(queries, passages)
    for rows in _tracked(len(pairs), recipe, steps, console):
        asked = functional.normalize(_pooled(table, phrases.features([queries.row(row) for row in rows]), None))
        told = functional.normalize(_pooled(table, phrases.features([passages.row(row) for row in rows]), lead))
        similar = asked @ told.T
        harder = recipe.hardness * similar.detach()
        logits = recipe.scale * similar + harder.fill_diagonal_(0)
        logits = logits.masked_fill(torch.from_numpy(_same_text(numbers[rows])), _NEVER)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(functional.cross_entropy(logits, torch.arange(len(rows))))
        optimizer.step()
        schedule.step()
    vectors: Vectors = table.detach().numpy().copy()
    vectors[unknown] = 0.0  # a word nobody has seen says nothing
    return TrainedModel(tokenizer, phrases, lead, vectors)


def epoch_batches(pairs: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Positions of ``pairs`` pairs, shuffled into batches of ``size``; what does not fill one is left for another epoch."""
    order = rng.permutation(pairs)
    size = min(size, pairs)
    for start in range(0, pairs - size + 1, size):
        yield order[start : start + size]


def _pooled(table: torch.Tensor, features: Features, lead: Lead | None) -> torch.Tensor:
    """The weighted sum of the rows of each text. A sparse product: an order faster on the CPU than ``EmbeddingBag``."""
    import scipy.sparse
    import torch

    class Sum(torch.autograd.Function):
        @staticmethod
        def forward(_context: Any, rows: torch.Tensor) -> torch.Tensor:
            return torch.from_numpy(chosen @ rows.detach().numpy())

        @staticmethod
        def backward(_context: Any, gradient: torch.Tensor) -> torch.Tensor:
            return torch.from_numpy(chosen.T.tocsr() @ gradient.numpy())

    weights = np.ones(len(features.rows), np.float32) if lead is None else lead.weights(features.positions)
    shape = (len(features.starts) - 1, len(table))
    chosen = scipy.sparse.csr_matrix((weights, features.rows, features.starts), shape=shape)
    pooled: torch.Tensor = Sum.apply(table)  # type: ignore[no-untyped-call]
    return pooled


def _same_text(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which passages of a batch are no wrong answer to which queries, since one of the texts stands in both pairs.

    Without this a repeated text ("Esta ley rige desde su sanción") would be right and counted wrong.
    """
    query, passage = numbers[:, :1], numbers[:, 1:]
    same: NDArray[np.bool_] = (query == query.T) | (passage == passage.T) | (query == passage.T)
    np.fill_diagonal(same, 0)
    return same


def _text_numbers(*sides: TokenizedTexts) -> NDArray[np.int64]:
    """For each pair, a number for each of its texts; texts that differ in case or accents alone share one."""
    seen: dict[bytes, int] = {}
    return np.array(
        [[seen.setdefault(side.row(index).tobytes(), len(seen)) for side in sides] for index in range(len(sides[0]))],
        dtype=np.int64,
    )


def _warm_up_then_fall(progress: float) -> float:
    """Share of the learning rate at a point of training, from 0 to 1: up over the first tenth, then down to nothing."""
    return min(progress / 0.1, max(0.0, 1 - progress) / 0.9)


def _tracked(pairs: int, recipe: Recipe, steps: int, console: Console) -> Iterator[NDArray[np.int64]]:
    rng = np.random.default_rng(recipe.seed)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Entrenamiento", total=steps)
        for epoch in range(recipe.epochs):
            progress.update(task, description=f"Vuelta {epoch + 1} de {recipe.epochs}")
            for rows in epoch_batches(pairs, recipe.batch_size, rng):
                yield rows
                progress.advance(task)

"""How well a saved model ranks the passages of a benchmark."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np

from assistant.retrieval.embeddings import StaticEmbedder
from ingest.model_card import Score


def score(folder: Path, benchmark: Path) -> Score:
    """Rank every passage of a benchmark for each of its questions, by exact cosine.

    Args:
        folder: a saved model.
        benchmark: JSON with ``passages`` (``id``, ``text``) and ``questions`` (``question``, ``relevant`` ids).
    """
    embedder = StaticEmbedder(folder)
    data = json.loads(benchmark.read_text(encoding="utf-8"))
    passages = embedder.embed_passages([passage["text"] for passage in data["passages"]])
    questions = [embedder.embed_query(question["question"]) for question in data["questions"]]
    ids = [passage["id"] for passage in data["passages"]]
    reciprocals = []
    for vector, question in zip(questions, data["questions"], strict=True):
        best = np.argsort(-(passages @ vector), kind="stable")[:10]
        ranks = (rank for rank, row in enumerate(best, start=1) if ids[row] in question["relevant"])
        reciprocals.append(1 / next(ranks, math.inf))
    found = np.array(reciprocals)
    return Score(benchmark.stem, len(ids), len(found), float(found.mean()), float((found > 0).mean()))

"""Trains the model of how questions are put on the corpus' known ways of asking: ``python -m ingest.asking``.

Two ways of asking for the same are pulled together and those of a batch that ask for something else apart (in-batch negatives,
Henderson et al. 2017, https://arxiv.org/abs/1705.00652), with parts of each left out at random. A table begins as what the
embedded model makes of each part, in its principal directions. Half a minute on two cores; run it when the ways of asking change.
"""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval import load_embedder
from assistant.retrieval.asking import FOLDER, PARTS, TABLE, parts_of
from assistant.retrieval.thesaurus import Thesaurus
from assistant.settings import CORPUS_DIR
from assistant.spanish import stem, words
from ingest.posed import read_posed
from ingest.silences import read_silences, silence_files

if TYPE_CHECKING:
    import torch

_DIMENSION = 128
_EPOCHS, _BATCH, _RATE, _SEED = 10, 1_024, 2e-3, 951
_TEMPERATURE = 0.05
_LEFT_OUT = 0.25
_FEWEST, _FEWEST_PAIRS = 2, 3
"""Ways of asking that a part must stand in to have a vector."""

_INT8 = 127
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """One known way of asking: what it asks for, and its parts."""

    subject: str
    text: str
    parts: tuple[str, ...]


def known_questions(corpus_dir: Path) -> list[Asked]:
    """Every known way of asking of a corpus: a subject is a section of a document, or a silence."""
    thesaurus = Thesaurus.load(corpus_dir / "tesauro.toml")
    posed = [
        (f"{path.stem}#{entry.section}", form)
        for path in sorted((corpus_dir / "preguntas").glob("*.toml"))
        for entry in read_posed(path)
        for form in entry.forms
    ]
    silent = [(item.topic, form) for item in read_silences(silence_files(corpus_dir)) for form in item.forms]
    return [Asked(subject, form, tuple(parts_of(form, thesaurus))) for subject, form in [*posed, *silent]]


def train(corpus_dir: Path) -> None:
    """Train on what a corpus knows, and write the model into it, whole or not at all."""
    import torch

    asked = known_questions(corpus_dir)
    counts = Counter(part for item in asked for part in item.parts)
    kept = [part for part, count in sorted(counts.items()) if count >= (_FEWEST_PAIRS if " " in part else _FEWEST)]
    rows = {part: row for row, part in enumerate(kept)}
    known = [np.array([rows[part] for part in item.parts if part in rows], dtype=np.int64) for item in asked]
    torch.manual_seed(_SEED)
    table = torch.nn.Parameter(torch.from_numpy(_beginning(corpus_dir, asked, kept, counts)))
    optimizer = torch.optim.Adam([table], lr=_RATE)
    rng = np.random.default_rng(_SEED)
    _, subjects = np.unique([item.subject for item in asked], return_inverse=True)
    for pairs in _batches(subjects, rng):
        one, other = (_bags(table, [_without_some(known[place], rng) for place in side]) for side in pairs.T)
        alike = torch.from_numpy(subjects[pairs[:, 0]][:, None] == subjects[pairs[:, 1]][None])
        alike.fill_diagonal_(fill_value=False)
        logits = (one @ other.T / _TEMPERATURE).masked_fill(alike, -math.inf)
        right = torch.arange(len(pairs))
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(logits, right) + torch.nn.functional.cross_entropy(logits.T, right)
        torch.autograd.backward(loss)
        optimizer.step()
    _write(corpus_dir / "modelo" / FOLDER, kept, table.detach().numpy())


def _beginning(
    corpus_dir: Path, asked: Sequence[Asked], kept: Sequence[str], counts: Counter[str]
) -> NDArray[np.float32]:
    """What the embedded model says of each part, weighed by how rare it is, in as many principal directions as are kept."""
    embedder = load_embedder("", corpus_dir / "modelo")
    written: dict[str, str] = {}
    for item in asked:
        for word in words(item.text):
            written.setdefault(stem(word), word)
    vectors = embedder.embed_passages(
        [" ".join(written.get(one, one) for one in part.lstrip("=?").replace("|", " ").split()) for part in kept]
    )
    weights = np.array([math.log(len(asked) / counts[part]) * (0.5 if " " in part else 1.0) for part in kept])
    weighed = vectors * (weights / weights.max())[:, None]
    _, axes = np.linalg.eigh(weighed.T @ weighed)
    return np.ascontiguousarray(weighed @ axes[:, ::-1][:, :_DIMENSION], dtype=np.float32)


def _batches(subjects: Rows, rng: np.random.Generator) -> Iterator[Rows]:
    """Pairs of ways of asking for the same (n x 2), each way once in an epoch."""
    same = [np.flatnonzero(subjects == subject) for subject in range(subjects.max() + 1)]
    for _ in range(_EPOCHS):
        shuffled = [rng.permutation(places) for places in same]
        pairs = np.concatenate([places[: len(places) // 2 * 2].reshape(-1, 2) for places in shuffled])
        pairs = rng.permutation(pairs)
        yield from (pairs[start : start + _BATCH] for start in range(0, len(pairs), _BATCH))


def _without_some(rows: Rows, rng: np.random.Generator) -> Rows:
    kept = rows[rng.random(len(rows)) > _LEFT_OUT]
    return kept if kept.size else rows


def _bags(table: torch.Tensor, texts: Sequence[Rows]) -> torch.Tensor:
    """The vectors of several texts, at length 1."""
    import torch

    starts = np.cumsum([0, *(len(text) for text in texts[:-1])])
    bags = torch.nn.functional.embedding_bag(
        torch.from_numpy(np.concatenate(texts)), table, torch.from_numpy(starts), mode="sum"
    )
    return torch.nn.functional.normalize(bags, dim=1)


def _write(folder: Path, parts: Sequence[str], table: NDArray[np.float32]) -> None:
    from safetensors.numpy import save

    scales = np.maximum(np.abs(table).max(axis=1), 1e-9) / _INT8
    with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as aside:
        draft = Path(aside)
        whole = {"table": np.round(table / scales[:, None]).astype(np.int8), "scales": scales.astype(np.float32)}
        (draft / TABLE).write_bytes(save(whole))
        (draft / PARTS).write_text("\n".join(parts) + "\n", encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for name in (TABLE, PARTS):
            (draft / name).replace(folder / name)


if __name__ == "__main__":
    train(CORPUS_DIR)

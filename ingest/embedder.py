"""Trains the embedded Spanish embedding model: ``python -m ingest.embedder PAIRS --out corpus/modelo --bench FILE…``.

The model is a table with one vector per word piece and per frequent pair of pieces; a text is their weighted sum.
Reading it needs numpy alone; training it needs torch, minutes, and no GPU. The parts stand in :mod:`ingest.embedding`;
what each choice was measured to bring stands in the model's card.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from assistant.errors import ConfigurationError
from ingest.embedding.pairs import by_worth, read_pairs, without_benchmarks
from ingest.embedding.saving import publish, save
from ingest.embedding.scoring import score
from ingest.embedding.training import train
from ingest.model_card import Recipe, measured_section, model_card


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, measure and publish a model; returns the exit status."""
    options = _parser().parse_args(arguments)
    console = Console(stderr=True)
    recipe = Recipe(epochs=options.epochs, seed=options.seed)
    try:
        build(options.pairs, options.out, recipe, options.bench, console)
    except ConfigurationError as error:
        console.print(str(error), style="red")
        return 1
    return 0


def build(pairs_file: Path, out: Path, recipe: Recipe, benchmarks: Sequence[Path], console: Console) -> None:
    """Train a model from a file of pairs and publish it with its card.

    Args:
        pairs_file: see :func:`ingest.embedding.pairs.read_pairs`.
        out: folder of the model; an earlier one there is replaced once the new one is complete.
        recipe: how to train.
        benchmarks: see :func:`ingest.embedding.scoring.score`; nothing is learned from a copy of their passages.
        console: where progress and figures are shown.

    Raises:
        ConfigurationError: the pairs cannot be used, none is left, or the model is too large.
    """
    pairs = without_benchmarks(read_pairs(pairs_file), benchmarks)
    if not pairs:
        raise ConfigurationError("No queda ningún par: todos copian pasajes de los archivos de evaluación.")
    model = train(by_worth(pairs, recipe), recipe, console)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as workshop:
        folder = Path(workshop) / out.name
        save(folder, model)
        scores = [score(folder, benchmark) for benchmark in benchmarks]
        card = model_card(recipe, len(pairs), scores, measured_section(out / "README.md"))
        (folder / "README.md").write_text(card, encoding="utf-8")
        publish(folder, out)
    for item in scores:
        console.print(
            f"{item.name}: MRR@10 {item.mrr_at_10:.3f}, hallado entre los 10 primeros {item.recall_at_10:.3f}"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest.embedder", description="Entrena el modelo de búsqueda en español que Relevo incluye."
    )
    parser.add_argument("pairs", type=Path, help="pares [consulta, pasaje] en líneas JSON, .jsonl o .jsonl.xz")
    parser.add_argument("--out", type=Path, required=True, help="carpeta del modelo")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs, help="vueltas sobre los pares")
    parser.add_argument("--seed", type=int, default=Recipe().seed, help="semilla: la misma da los mismos vectores")
    parser.add_argument(
        "--bench",
        type=Path,
        action="append",
        default=[],
        help="archivo de evaluación; puede repetirse. No se aprende de pasajes que copien los suyos",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

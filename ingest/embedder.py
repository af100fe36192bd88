"""Trains the embedded Spanish embedding model: ``python -m ingest.embedder PAIRS --out corpus/modelo``.

The model is a table with one vector per word piece; a text is the mean of its pieces' vectors. Training pulls a query
towards the passage it was taken from and away from the other passages of its batch (in-batch negatives, Henderson et
al. 2017, https://arxiv.org/abs/1705.00652). Reading it needs numpy alone; training it needs torch, minutes, and no GPU.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.errors import ConfigurationError
from assistant.retrieval.embeddings import StaticEmbedder
from ingest.model_card import Recipe, Score, measured_section, model_card

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

Pair: TypeAlias = tuple[str, str]
Vectors: TypeAlias = NDArray[np.float32]

UNKNOWN = "[UNK]"
SIZE_LIMIT = 16 * 1024 * 1024


class TokenizedTexts:
    """Texts as token ids, in one flat array: they are tokenised once, not once per epoch."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        rows = [
            np.array(encoding.ids, dtype=np.int32)
            for start in range(0, len(texts), 10_000)
            for encoding in tokenizer.encode_batch_fast(list(texts[start : start + 10_000]), add_special_tokens=False)
        ]
        self._ids = np.concatenate(rows)
        self._ends = np.cumsum([0, *(len(row) for row in rows)])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def row(self, index: int) -> NDArray[np.int32]:
        """The token ids of one text."""
        return self._ids[self._ends[index] : self._ends[index + 1]]

    def features(self, rows: Sequence[int]) -> dict[str, torch.Tensor]:
        """The input of ``StaticEmbedding.forward`` for some of the texts."""
        import torch

        parts = [self.row(index) for index in rows]
        offsets = np.cumsum([0, *(len(part) for part in parts[:-1])])
        return {
            "input_ids": torch.from_numpy(np.concatenate(parts).astype(np.int64)),
            "offsets": torch.from_numpy(offsets),
        }


def read_pairs(path: Path) -> list[Pair]:
    """Read pairs from JSON lines, plain or compressed with xz.

    Args:
        path: file with one ``[query, passage]`` a line.

    Raises:
        ConfigurationError: the file cannot be read, or a line is not a pair of texts.
    """
    try:
        content = path.read_bytes()
        text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"No se pudo leer el archivo de pares «{path.name}».") from error
    return [_pair(line, number, path.name) for number, line in enumerate(text.rstrip("\n").split("\n"), start=1)]


def train_tokenizer(texts: Sequence[str], vocabulary: int) -> Tokenizer:
    """Learn word pieces from texts, in lower case and without accents, so that "pension" is "pensión".

    Args:
        texts: the texts to learn from.
        vocabulary: how many pieces to learn, at most.
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    # The trainer numbers the characters inside words as it meets them, in an order that changes from run to run, and
    # breaks ties by those numbers. Naming them beforehand makes the same texts give the same pieces.
    characters = {part for text in texts for part in text}
    folded = sorted({part for character in characters for part in tokenizer.normalizer.normalize_str(character)})
    named = [UNKNOWN, *(f"##{character}" for character in folded if not character.isspace())]
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary, min_frequency=2, special_tokens=named, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    # A model of the same pieces, so that only the unknown token stays special.
    trained = Tokenizer(models.WordPiece(tokenizer.get_vocab(), unk_token=UNKNOWN, max_input_chars_per_word=60))
    trained.normalizer, trained.pre_tokenizer = tokenizer.normalizer, tokenizer.pre_tokenizer
    trained.add_special_tokens([UNKNOWN])
    return trained


def epoch_batches(texts: Sequence[Set[int]], size: int, rng: np.random.Generator) -> Iterator[list[int]]:
    """Shuffle pairs into batches where no text stands twice.

    Every other passage of a batch counts as wrong for a query: a repeated text would be right and counted wrong. A pair
    goes to the first batch that has neither of its texts; the last batch may be short, and the few that only hold
    repetitions of one formula ("Esta ley rige desde su sanción") are left out.

    Args:
        texts: for each pair, numbers that stand for its texts: the same text, the same number.
        size: pairs in a batch.
        rng: decides the order.

    Yields:
        Positions in ``texts``.
    """
    unfilled: list[tuple[list[int], set[int]]] = []
    for row in rng.permutation(len(texts)).tolist():
        batch = next((batch for batch in unfilled if batch[1].isdisjoint(texts[row])), None)
        if batch is None:
            batch = ([], set())
            unfilled.append(batch)
        batch[0].append(row)
        batch[1].update(texts[row])
        if len(batch[0]) == size:
            unfilled.remove(batch)
            yield batch[0]
    yield from (rows for rows, _ in unfilled[:1] if len(rows) > 1)


def train(pairs: Sequence[Pair], recipe: Recipe, console: Console) -> tuple[Tokenizer, Vectors]:
    """Train a model.

    Args:
        pairs: queries and the passages that answer them.
        recipe: how to train.
        console: where progress is shown.

    Returns:
        The tokenizer, and the vectors of its tokens: vocabulary x dimension.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(recipe.seed)
    # Mayors ask questions; among headings and titles of laws they are one pair in two hundred.
    pairs = [*pairs, *[pair for pair in pairs if pair[0].endswith("?")] * (recipe.question_repeats - 1)]
    with console.status("Vocabulario"):
        tokenizer = train_tokenizer([text for pair in pairs for text in pair], recipe.vocabulary)
        queries, passages = (TokenizedTexts(tokenizer, texts) for texts in zip(*pairs, strict=True))
    static = StaticEmbedding(tokenizer, embedding_dim=recipe.dimension)
    loss = MultipleNegativesRankingLoss(
        SentenceTransformer(modules=[static], device="cpu"),
        scale=recipe.scale,
        hardness_mode="in_batch_negatives",
        hardness_strength=recipe.hardness,
    )
    optimizer = torch.optim.Adam(static.parameters(), lr=recipe.learning_rate, fused=True)
    steps = recipe.epochs * math.ceil(len(pairs) / recipe.batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _warm_up_then_fall(step / steps))
    for rows in _tracked(_text_numbers(queries, passages), recipe, steps, console):
        optimizer.zero_grad()
        value = loss([queries.features(rows), passages.features(rows)], None)
        value.backward()
        optimizer.step()
        schedule.step()
    vectors: Vectors = static.embedding.weight.detach().numpy().copy()
    # model2vec leaves unknown tokens out and sentence-transformers does not: at zero they weigh nothing in either.
    vectors[tokenizer.token_to_id(UNKNOWN)] = 0.0
    return tokenizer, vectors


def save(folder: Path, tokenizer: Tokenizer, vectors: Vectors) -> None:
    """Write a folder that model2vec and sentence-transformers load alike.

    Vectors are stored as int8 with one scale a row, in the ``weights`` that both multiply them by.

    Args:
        folder: an empty folder, or one to be made.
        tokenizer: gives the rows of ``vectors``.
        vectors: tokens x dimension.
    """
    from safetensors.numpy import save as to_bytes

    folder.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(vectors).max(axis=1), np.finfo(np.float32).tiny) / 127
    tensors = {
        "embeddings": np.round(vectors / scales[:, None]).astype(np.int8),
        "weights": scales.astype(np.float32),
    }
    (folder / "model.safetensors").write_bytes(to_bytes(tensors))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    modules = [
        {"idx": 0, "name": "0", "path": ".", "type": "sentence_transformers.models.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    config = {
        "model_type": "model2vec",
        "model_name": "relevo-es",
        "normalize": True,
        "max_length": None,
        "hidden_dim": int(vectors.shape[1]),
        "embedding_dtype": "int8",
    }
    _write_json(folder / "modules.json", modules)
    _write_json(folder / "config.json", config)
    _write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})


def score(folder: Path, benchmark: Path) -> Score:
    """Rank every passage of a benchmark for each of its questions, by exact cosine.

    Args:
        folder: a saved model.
        benchmark: JSON with ``passages`` (``id``, ``text``) and ``questions`` (``question``, ``relevant`` ids).
    """
    embedder = StaticEmbedder(folder)
    data = json.loads(benchmark.read_text(encoding="utf-8"))
    passages = embedder.embed_passages([passage["text"] for passage in data["passages"]])
    questions = embedder.embed_passages([question["question"] for question in data["questions"]])
    ids = [passage["id"] for passage in data["passages"]]
    reciprocals = []
    for vector, question in zip(questions, data["questions"], strict=True):
        best = np.argsort(-(passages @ vector), kind="stable")[:10]
        ranks = (rank for rank, row in enumerate(best, start=1) if ids[row] in question["relevant"])
        reciprocals.append(1 / next(ranks, math.inf))
    found = np.array(reciprocals)
    return Score(benchmark.stem, len(ids), len(found), float(found.mean()), float((found > 0).mean()))


def publish(folder: Path, out: Path) -> None:
    """Put a finished folder in the place of another, so that nobody reads half a model.

    Args:
        folder: the new model, on the same disk as ``out``; it is gone afterwards.
        out: where it goes.

    Raises:
        ConfigurationError: the model is larger than what Relevo ships.
    """
    size = sum(file.stat().st_size for file in folder.iterdir())
    if size > SIZE_LIMIT:
        raise ConfigurationError(
            f"El modelo pesa {size / 2**20:.1f} MB y no debe pasar de {SIZE_LIMIT / 2**20:.0f} MB.",
            "Entrénelo con menos vocabulario o menos dimensiones.",
        )
    folder.chmod(0o755)  # a temporary folder is private to whoever made it
    old = out.with_name(f".{out.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    folder.rename(out)
    shutil.rmtree(old, ignore_errors=True)


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
        pairs_file: see :func:`read_pairs`.
        out: folder of the model; an earlier one there is replaced once the new one is complete.
        recipe: how to train.
        benchmarks: see :func:`score`.
        console: where progress and figures are shown.

    Raises:
        ConfigurationError: the pairs cannot be used, or the model is too large.
    """
    pairs = read_pairs(pairs_file)
    tokenizer, vectors = train(pairs, recipe, console)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as workshop:
        folder = Path(workshop) / out.name
        save(folder, tokenizer, vectors)
        scores = [score(folder, benchmark) for benchmark in benchmarks]
        card = model_card(recipe, len(pairs), scores, measured_section(out / "README.md"))
        (folder / "README.md").write_text(card, encoding="utf-8")
        publish(folder, out)
    for item in scores:
        console.print(
            f"{item.name}: MRR@10 {item.mrr_at_10:.3f}, hallado entre los 10 primeros {item.recall_at_10:.3f}"
        )


def _pair(line: str, number: int, file_name: str) -> Pair:
    try:
        query, passage = json.loads(line)
        return query.strip(), passage.strip()
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"La línea {number} de «{file_name}» no es un par.", "Cada línea debe ser [consulta, pasaje] en JSON."
        ) from error


def _warm_up_then_fall(progress: float) -> float:
    """Share of the learning rate at a point of training, from 0 to 1: up over the first tenth, then down to nothing."""
    return min(progress / 0.1, max(0.0, 1 - progress) / 0.9)


def _tracked(texts: Sequence[Set[int]], recipe: Recipe, steps: int, console: Console) -> Iterator[list[int]]:
    rng = np.random.default_rng(recipe.seed)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Entrenamiento", total=steps)
        for epoch in range(recipe.epochs):
            progress.update(task, description=f"Vuelta {epoch + 1} de {recipe.epochs}")
            for rows in epoch_batches(texts, recipe.batch_size, rng):
                yield rows
                progress.advance(task)


def _text_numbers(*sides: TokenizedTexts) -> list[set[int]]:
    """For each pair, a number for each of its texts; texts that differ in case or accents alone share one."""
    numbers: dict[bytes, int] = {}
    return [
        {numbers.setdefault(side.row(index).tobytes(), len(numbers)) for side in sides}
        for index in range(len(sides[0]))
    ]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest.embedder", description="Entrena el modelo de búsqueda en español que Relevo incluye."
    )
    parser.add_argument("pairs", type=Path, help="pares [consulta, pasaje] en líneas JSON, .jsonl o .jsonl.xz")
    parser.add_argument("--out", type=Path, required=True, help="carpeta del modelo")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs, help="vueltas sobre los pares")
    parser.add_argument("--seed", type=int, default=Recipe().seed, help="semilla: la misma da los mismos vectores")
    parser.add_argument(
        "--bench", type=Path, action="append", default=[], help="archivo de evaluación; puede repetirse"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

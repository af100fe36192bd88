"""The embedded model is trained from pairs, stored small, and read alike by both libraries."""

from __future__ import annotations

import io
import json
import lzma
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from assistant.errors import ConfigurationError
from assistant.retrieval.embeddings import StaticEmbedder
from ingest import embedder
from ingest.embedder import Recipe

pytest.importorskip("sentence_transformers")

THINGS = [
    "acta",
    "informe",
    "contrato",
    "presupuesto",
    "escuela",
    "hospital",
    "acueducto",
    "alcaldía",
    "concejo",
    "plan",
]
DEEDS = ["entrega", "revisión", "aprobación", "vigilancia", "construcción", "liquidación", "publicación", "archivo"]
PLACES = ["en el municipio", "en la vereda", "en el departamento", "ante la contraloría"]
PAIRS = [
    (
        f"{deed.capitalize()} de {thing} {place}",
        f"La {deed} de {thing} {place} se hará en el plazo que fije el reglamento.",
    )
    for thing in THINGS
    for deed in DEEDS
    for place in PLACES
]
SMALL = Recipe(vocabulary=300, dimension=16, epochs=8, batch_size=64)
TEXTS = ["Entrega del acta en el municipio", "¿Quién vigila el acueducto?", "palabra 汉字 😀 desconocida", ""]


@pytest.fixture(scope="module")
def pairs_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pares") / "pares.jsonl.xz"
    lines = "".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in PAIRS)
    path.write_bytes(lzma.compress(lines.encode()))
    return path


@pytest.fixture(scope="module")
def bench_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "inventado.json"
    passages = [{"id": str(number), "text": passage} for number, (_, passage) in enumerate(PAIRS)]
    questions = [{"question": query, "relevant": [str(number)]} for number, (query, _) in enumerate(PAIRS)]
    path.write_text(json.dumps({"passages": passages, "questions": questions}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, pairs_file: Path, bench_file: Path) -> Path:
    out = tmp_path_factory.mktemp("corpus") / "modelo"
    embedder.build(pairs_file, out, SMALL, [bench_file], _silent())
    return out


def _silent() -> Console:
    return Console(file=io.StringIO())


def test_both_libraries_read_the_model_and_give_the_same_vectors(model: Path) -> None:
    from model2vec import StaticModel
    from sentence_transformers import SentenceTransformer

    ours = StaticEmbedder(model).embed_passages(TEXTS)[:3]
    by_model2vec = StaticModel.from_pretrained(model).encode(TEXTS)[:3]
    by_sentence_transformers = SentenceTransformer(str(model), device="cpu").encode(TEXTS)[:3]

    assert np.all(np.sum(ours * by_model2vec, axis=1) > 0.999)
    assert np.all(np.sum(ours * by_sentence_transformers, axis=1) > 0.999)


def test_training_teaches_queries_to_find_their_passage(model: Path, bench_file: Path) -> None:
    trained = embedder.score(model, bench_file)

    assert (trained.passages, trained.questions) == (len(PAIRS), len(PAIRS))
    assert trained.mrr_at_10 > 0.9
    assert trained.mrr_at_10 <= trained.recall_at_10 <= 1.0


def test_the_same_seed_gives_the_same_vectors_and_another_seed_does_not(tmp_path: Path) -> None:
    def identifier(seed: int, name: str) -> str:
        recipe = Recipe(vocabulary=300, dimension=16, epochs=2, batch_size=64, seed=seed)
        embedder.save(tmp_path / name, *embedder.train(PAIRS, recipe, _silent()))
        return StaticEmbedder(tmp_path / name).id

    first = identifier(0, "primero")
    assert identifier(0, "segundo") == first
    assert identifier(1, "tercero") != first


def test_eight_bits_keep_the_direction_of_every_vector(tmp_path: Path) -> None:
    tokenizer, vectors = embedder.train(PAIRS, Recipe(vocabulary=300, dimension=16, epochs=1), _silent())
    embedder.save(tmp_path / "m", tokenizer, vectors)

    words = [token for token in tokenizer.get_vocab() if token.isalpha() and len(tokenizer.encode(token).ids) == 1]
    stored = StaticEmbedder(tmp_path / "m").embed_passages(words)
    exact = vectors[[tokenizer.get_vocab()[word] for word in words]]
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)

    assert len(words) > 20
    assert np.all(np.sum(stored * exact, axis=1) > 0.999)


def test_no_text_stands_twice_in_a_batch_and_no_pair_twice_in_an_epoch() -> None:
    rng = np.random.default_rng(0)
    texts = [{int(rng.integers(40)), 100 + number // 2} for number in range(200)]

    batches = list(embedder.epoch_batches(texts, 16, np.random.default_rng(1)))

    rows = [row for batch in batches for row in batch]
    assert len(rows) == len(set(rows))
    assert len(rows) > 150
    for batch in batches:
        seen = [number for row in batch for number in texts[row]]
        assert len(seen) == len(set(seen))


def test_an_epoch_of_one_repeated_formula_teaches_nothing() -> None:
    assert list(embedder.epoch_batches([{1, 2}] * 10, 4, np.random.default_rng(0))) == []


def test_accents_and_case_do_not_count() -> None:
    tokenizer = embedder.train_tokenizer(["la pensión de jubilación"] * 3, 100)

    assert tokenizer.encode("PENSIÓN").ids == tokenizer.encode("pension").ids


def test_the_card_tells_data_recipe_and_figures_and_keeps_what_was_measured(
    model: Path, pairs_file: Path, bench_file: Path
) -> None:
    card = model / "README.md"
    first = card.read_text(encoding="utf-8")
    for expected in (f"{len(PAIRS)} Spanish pairs", "| inventado | 320 | 320 |", "| hardness | ", "CC BY 4.0"):
        assert expected in first
    assert str(pairs_file.parent) not in first

    card.write_text(f"{first}## What each part brought\n\n| paso | MRR |\n", encoding="utf-8")
    embedder.build(pairs_file, model, SMALL, [bench_file], _silent())

    assert card.read_text(encoding="utf-8").endswith("## What each part brought\n\n| paso | MRR |\n")
    assert [path.name for path in model.parent.iterdir()] == ["modelo"]


def test_a_model_too_large_to_ship_leaves_the_old_one_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nuevo", "modelo"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(name.encode())
    monkeypatch.setattr(embedder, "SIZE_LIMIT", 3)

    with pytest.raises(ConfigurationError, match="no debe pasar de"):
        embedder.publish(tmp_path / "nuevo", tmp_path / "modelo")

    assert (tmp_path / "modelo" / "model.safetensors").read_bytes() == b"modelo"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'["a", "b"]\n["solo"]\n', "línea 2"),
        (b"{}\n", "línea 1"),
        (b"[1, 2]\n", "línea 1"),
        (b"\xff\xfe", "No se pudo leer"),
    ],
)
def test_a_file_that_does_not_hold_pairs_is_an_error_that_says_where(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    path = tmp_path / "pares.jsonl"
    path.write_bytes(content)

    with pytest.raises(ConfigurationError, match=expected):
        embedder.read_pairs(path)


def test_the_command_says_what_is_wrong_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert embedder.main([str(tmp_path / "no-existe.jsonl.xz"), "--out", str(tmp_path / "m")]) == 1

    message = capsys.readouterr().err
    assert "No se pudo leer" in message
    assert "Traceback" not in message
    assert not (tmp_path / "m").exists()

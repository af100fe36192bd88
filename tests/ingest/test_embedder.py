"""The embedded model is trained from pairs, stored small, and read alike by both libraries."""

from __future__ import annotations

import io
import json
import lzma
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from assistant.errors import ConfigurationError
from assistant.retrieval.embeddings import StaticEmbedder
from ingest import embedder
from ingest.embedding import saving
from ingest.embedding.pairs import Kind, by_worth, headings_inside, kind_of, read_pairs, without_benchmarks
from ingest.embedding.scoring import score
from ingest.embedding.tokens import train_tokenizer
from ingest.embedding.training import epoch_batches, train
from ingest.model_card import Recipe

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
SMALL = Recipe(vocabulary=300, phrases=40, dimension=16, epochs=8, batch_size=64, heading_repeats=1)
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
def model(tmp_path_factory: pytest.TempPathFactory, pairs_file: Path) -> Path:
    out = tmp_path_factory.mktemp("corpus") / "modelo"
    embedder.build(pairs_file, out, SMALL, [], _silent())
    return out


def _silent() -> Console:
    return Console(file=io.StringIO())


def test_both_libraries_read_the_pieces_of_the_model_alike(model: Path) -> None:
    from model2vec import StaticModel
    from sentence_transformers import SentenceTransformer

    by_model2vec = StaticModel.from_pretrained(model).encode(TEXTS)[:3]
    by_sentence_transformers = SentenceTransformer(str(model), device="cpu").encode(TEXTS)[:3]

    assert np.all(np.sum(by_model2vec * by_sentence_transformers, axis=1) > 0.999)
    one_piece = StaticModel.from_pretrained(model).encode("acta")
    assert StaticEmbedder(model).embed_query("acta") @ one_piece > 0.999


def test_training_teaches_queries_to_find_their_passage(model: Path, bench_file: Path) -> None:
    trained = score(model, bench_file)

    assert (trained.passages, trained.questions) == (len(PAIRS), len(PAIRS))
    assert trained.mrr_at_10 > 0.9
    assert trained.mrr_at_10 <= trained.recall_at_10 <= 1.0


def test_the_same_seed_gives_the_same_vectors_and_another_seed_does_not(tmp_path: Path) -> None:
    def identifier(seed: int, name: str) -> str:
        recipe = replace(SMALL, epochs=2, seed=seed)
        saving.save(tmp_path / name, train(PAIRS, recipe, _silent()))
        return StaticEmbedder(tmp_path / name).id

    first = identifier(0, "primero")
    assert identifier(0, "segundo") == first
    assert identifier(1, "tercero") != first


def test_few_bits_keep_the_direction_of_every_vector(tmp_path: Path) -> None:
    trained = train(PAIRS, replace(SMALL, epochs=1), _silent())
    saving.save(tmp_path / "m", trained)
    read = StaticEmbedder(tmp_path / "m")
    vocabulary = trained.tokenizer.get_vocab()
    words = [word for word in vocabulary if word.isalpha() and len(trained.tokenizer.encode(word).ids) == 1]

    stored = np.stack([read.embed_query(word) for word in words])
    exact = trained.vectors[[vocabulary[word] for word in words]]
    assert len(words) > 20
    assert np.all(np.sum(stored * exact, axis=1) / np.linalg.norm(exact, axis=1) > 0.999)

    spelt = {row: word for word, row in vocabulary.items()}
    pair = next(
        (spelt[int(key) // trained.phrases.pieces], spelt[int(key) % trained.phrases.pieces], place)
        for place, key in enumerate(trained.phrases.keys)
        if all(spelt[piece].isalpha() for piece in divmod(int(key), trained.phrases.pieces))
    )
    whole = trained.vectors[[vocabulary[pair[0]], vocabulary[pair[1]], trained.phrases.pieces + pair[2]]].sum(axis=0)
    assert read.embed_query(f"{pair[0]} {pair[1]}") @ whole / np.linalg.norm(whole) > 0.99


def test_the_start_of_a_passage_weighs_more_and_that_of_a_question_does_not(model: Path) -> None:
    read = StaticEmbedder(model)
    early, late = "acta " + "plan " * 60, "plan " * 60 + "acta"

    early_vector, late_vector = read.embed_passages([early, late])
    assert early_vector @ read.embed_query("acta") > late_vector @ read.embed_query("acta") + 0.01
    assert read.embed_query(early) @ read.embed_query(late) > 0.999


def test_an_epoch_sees_no_pair_twice_and_leaves_less_than_a_batch() -> None:
    rows = np.concatenate(list(epoch_batches(200, 16, np.random.default_rng(1))))

    assert len(rows) == len(set(rows.tolist())) == 192
    assert [len(batch) for batch in epoch_batches(5, 16, np.random.default_rng(1))] == [5]


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("¿Quién firma?", "Firma el alcalde."), Kind.QUESTION),
        (("Por la cual se crea un fondo", "Créase el fondo."), Kind.TITLE),
        (("según el reglamento,", "El alcalde firmará   en cinco días."), Kind.SENTENCE),
        (("Firma del acta.", "El alcalde firmará el acta."), Kind.HEADING),
    ],
)
def test_the_kind_of_a_pair_is_seen_in_its_texts(pair: tuple[str, str], expected: Kind) -> None:
    assert kind_of(pair) is expected


def test_a_heading_inside_a_passage_is_a_pair_of_its_own_once() -> None:
    body = (
        "El alcalde firmará el acta de entrega ante la contraloría y el concejo dentro de los plazos   del municipio, "
        "y la publicará."
    )
    pairs = [
        ("en cinco días,", f"Firma del acta. {body}"),
        ("ante ellos,", f"Firma del acta. {body}"),
        ("y otra,", f"Rige desde hoy. {body}"),
    ]

    assert headings_inside(pairs) == [("Firma del acta", body)]


def test_headings_are_repeated_and_titles_thinned_out() -> None:
    titles = [(f"Por la cual se crea {number}", "Créase.") for number in range(10)]

    worth = by_worth([*titles, ("Firma.", "El alcalde firma."), ("¿Quién?", "El alcalde.")], Recipe())

    assert worth.count(("Firma.", "El alcalde firma.")) == 2
    assert worth.count(("¿Quién?", "El alcalde.")) == 6
    assert len(set(worth) & set(titles)) == 5


def test_nothing_is_learned_from_a_copy_of_a_passage_of_a_benchmark(bench_file: Path) -> None:
    other = ("Otra cosa", "Nada de esto se parece a lo que dicen los pasajes que sirven para medir el modelo.")

    assert without_benchmarks([*PAIRS[:3], other], [bench_file]) == [other]
    assert without_benchmarks([*PAIRS[:3], other], []) == [*PAIRS[:3], other]


def test_accents_and_case_do_not_count() -> None:
    tokenizer = train_tokenizer(["la pensión de jubilación"] * 3, 100)

    assert tokenizer.encode("PENSIÓN").ids == tokenizer.encode("pension").ids


def test_the_card_tells_data_recipe_and_figures_and_keeps_what_was_measured(
    model: Path, pairs_file: Path, tmp_path: Path
) -> None:
    bench = tmp_path / "inventado.json"
    bench.write_text(
        json.dumps({"passages": [{"id": "1", "text": "acta"}], "questions": [{"question": "acta", "relevant": ["1"]}]}),
        encoding="utf-8",
    )
    card = model / "README.md"
    card.write_text("## What each part brought\n\n| paso | MRR |\n", encoding="utf-8")

    embedder.build(pairs_file, model, SMALL, [bench], _silent())

    text = card.read_text(encoding="utf-8")
    for expected in (f"{len(PAIRS)} Spanish pairs", "| inventado | 1 | 1 | 1.000 |", "| hardness | ", "CC BY 4.0"):
        assert expected in text
    assert str(pairs_file.parent) not in text
    assert text.endswith("## What each part brought\n\n| paso | MRR |\n")
    assert [path.name for path in model.parent.iterdir()] == ["modelo"]


def test_pairs_that_all_copy_the_benchmark_leave_nothing_to_learn(
    tmp_path: Path, pairs_file: Path, bench_file: Path
) -> None:
    with pytest.raises(ConfigurationError, match="No queda ningún par"):
        embedder.build(pairs_file, tmp_path / "m", SMALL, [bench_file], _silent())


def test_a_model_too_large_to_ship_leaves_the_old_one_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nuevo", "modelo"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(name.encode())
    monkeypatch.setattr(saving, "SIZE_LIMIT", 3)

    with pytest.raises(ConfigurationError, match="no debe pasar de"):
        saving.publish(tmp_path / "nuevo", tmp_path / "modelo")

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
        read_pairs(path)


def test_the_command_says_what_is_wrong_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert embedder.main([str(tmp_path / "no-existe.jsonl.xz"), "--out", str(tmp_path / "m")]) == 1

    message = capsys.readouterr().err
    assert "No se pudo leer" in message
    assert "Traceback" not in message
    assert not (tmp_path / "m").exists()

"""Our questions in the layouts of other tools, whole and consistent."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Exchange, RelevoError
from assistant.answering.texts import REFUSAL
from evals.exports import Layout, export, reference
from evals.questions import Expected, Gold, Question

TERM = Gold(facts=(("15 días hábiles", "quince (15) días hábiles"),), norm="Ley 951 de 2005", article="4")
QUESTIONS = [
    Question("q1", "¿Qué plazo hay para el acta?", Expected.ANSWER, TERM, "plazo", "empalme", "control"),
    Question(
        "q2", "¿y si renuncié?", Expected.ANSWER, TERM, "plazo", "seguimiento", "control",
        history=(Exchange("¿Qué plazo hay para el acta?", "Quince días hábiles."),),
    ),
    Question("q3", "¿Va a llover en Popayán?", Expected.REFUSE, Gold(), "clima", "fuera", "control"),
    Question("q4", "¿Qué dice la ley?", Expected.ANSWER, Gold(facts=(("no está en ninguna parte",),)), "x", "y", "control"),
]  # fmt: skip


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def beir(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beir") / "nueva"
    exported = export(Layout.BEIR, assistant, QUESTIONS, folder)
    assert exported.questions == 2
    assert all(file.exists() for file in exported.files)
    return folder


def test_beir_holds_every_passage_once(beir: Path) -> None:
    corpus = lines(beir / "corpus.jsonl")
    assert len(corpus) >= 1_200
    assert len({passage["_id"] for passage in corpus}) == len(corpus)
    assert all(passage["text"] and passage["title"] for passage in corpus)


def test_beir_follow_ups_stand_alone_and_what_has_no_judgement_stays_out(beir: Path) -> None:
    queries = {query["_id"]: query["text"] for query in lines(beir / "queries.jsonl")}
    assert queries == {"q1": "¿Qué plazo hay para el acta?", "q2": "¿Qué pasa si renuncié? (acta)"}


def test_beir_judgements_name_passages_that_hold_the_facts(beir: Path) -> None:
    corpus = {passage["_id"]: passage for passage in lines(beir / "corpus.jsonl")}
    with (beir / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["query-id"] for row in rows} == {"q1", "q2"}
    for row in rows:
        assert int(row["score"]) == 1
        assert "días hábiles" in corpus[row["corpus-id"]]["text"]


def test_ragas_holds_what_was_asked_read_said_and_expected(assistant: Assistant, tmp_path: Path) -> None:
    seen: list[int] = []
    exported = export(Layout.RAGAS, assistant, QUESTIONS, tmp_path, lambda stage, done, total: seen.append(done))
    rows = lines(tmp_path / "ragas.jsonl")
    assert seen == [1, 2, 3, 4]
    assert [set(row) for row in rows] == [{"id", "user_input", "retrieved_contexts", "response", "reference"}] * 4
    assert exported.passages == sum(len(row["retrieved_contexts"]) for row in rows)
    assert any("quince (15) días hábiles" in text for text in rows[0]["retrieved_contexts"])
    assert "quince (15) días hábiles" in rows[0]["response"]
    assert rows[0]["reference"] == "15 días hábiles (Ley 951 de 2005, artículo 4)."
    assert rows[2]["reference"] == REFUSAL
    assert rows[2]["response"].startswith("La guía que tengo no")


def test_a_reference_says_what_a_right_answer_holds() -> None:
    gold = Gold(facts=(("uno", "1"), ("dos",)))
    assert reference(Question("q", "¿?", Expected.CORRECT, gold, "t", "g", "control")) == "uno; dos."
    assert "sin afirmar" in reference(Question("q", "¿?", Expected.ASK_BACK, Gold(), "t", "g", "control"))


def test_a_folder_that_cannot_be_written_is_told(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("aquí")
    with pytest.raises(RelevoError, match="No pude escribir en la carpeta archivo"):
        export(Layout.BEIR, assistant, QUESTIONS[:1], tmp_path / "archivo")

"""The gate: it opens for the guidance as it is, and closes when something in it is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant, RelevoError, Settings
from evals.gate import Gate, Thresholds, check, check_documents, load_gate, run_gate, write_gate
from evals.metrics import summarize
from evals.questions import Expected, Question, load_questions
from evals.retrieval_metrics import Shelf
from tests.evals.test_summary import made
from ui.opening import open_assistant

CHOSEN = "plazos-del-acta"  # of the tenth


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return load_questions()


@pytest.fixture(scope="module")
def gate() -> Gate:
    return load_gate()


def opened(corpus: Path) -> Assistant:
    return open_assistant(Settings(data_dir=corpus.parent / "datos", corpus_dir=corpus))


def failures(assistant: Assistant, questions: list[Question], gate: Gate) -> dict[str, str]:
    """What failed: the sentence by measure or document."""
    return {failure.subject: failure.message for failure in run_gate(assistant, questions, gate).failures}


def without_document(corpus: Path, document: str) -> None:
    manifest = corpus / "manifest.toml"
    entry = re.compile(rf'\[\[document\]\]\npath = "[^"]*/{document}\.md"\n')
    shorter, removed = entry.subn("", manifest.read_text(encoding="utf-8"))
    assert removed == 1
    manifest.write_text(shorter, encoding="utf-8")
    next(corpus.rglob(f"{document}.md")).unlink()


def reworded(corpus: Path, document: str, change: Callable[[str], str]) -> None:
    path = next(corpus.rglob(f"{document}.md"))
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")


@pytest.mark.slow
def test_the_guidance_as_it_stands_passes(assistant: Assistant, questions: list[Question], gate: Gate) -> None:
    """On the control questions, a fifth of all, which are to take ninety seconds; `make gate` asks the others too."""
    control = [question for question in questions if question.split == "control"]
    thresholds = tuple(item for item in gate.thresholds if item.split == "control")
    started = time.perf_counter()
    report = run_gate(assistant, control, replace(gate, thresholds=thresholds, holdings=()))
    assert time.perf_counter() - started < 90 / 5
    assert report.failures == ()
    assert not [result.error for run in report.runs for result in run.results if result.error]


def test_the_documents_say_what_they_said(assistant: Assistant, questions: list[Question], gate: Gate) -> None:
    assert check_documents(Shelf(assistant.retriever.index), questions, gate) == []


def test_a_document_that_is_removed_closes_it(tenth: Path, questions: list[Question], gate: Gate) -> None:
    without_document(tenth, CHOSEN)
    failed = failures(opened(tenth), questions, replace(gate, thresholds=()))
    assert failed[CHOSEN].startswith(f"Falta el documento {CHOSEN} (preguntas que se apoyan en él: ")


def test_one_number_that_is_changed_closes_it(tenth: Path, questions: list[Question], gate: Gate) -> None:
    reworded(tenth, CHOSEN, lambda text: text.replace("quince (15) días hábiles", "veinte (20) días hábiles", 1))
    failed = failures(opened(tenth), questions, replace(gate, thresholds=()))
    assert re.fullmatch(
        rf"{CHOSEN} dice «(?:quince \(15\)|15) días.*» \d+ veces y decía \d+: ¿cambió una cifra\?", failed[CHOSEN]
    )


def test_a_refusal_threshold_of_zero_closes_it(settings: Settings, questions: list[Question], gate: Gate) -> None:
    answering_all = Assistant.open(settings.model_copy(update={"refusal_threshold": 0.0}))
    declined = [question for question in questions if question.expected is Expected.REFUSE][:120]
    failed = failures(answering_all, declined, replace(gate, thresholds=gate.thresholds[:1]))
    assert failed["refusal_recall"].startswith("Declinó lo que debía (")
    assert "mínimo" in failed["refusal_recall"]


def test_any_single_document_would_be_missed(assistant: Assistant, questions: list[Question], gate: Gate) -> None:
    shelf = Shelf(assistant.retriever.index)
    documents = {passage.document.id for passage in shelf.passages.values()}
    assert {holding.document for holding in gate.holdings} == documents
    others = {name: item for name, item in shelf.passages.items() if item.document.id != CHOSEN}
    shelf.passages = others
    subjects = [failure.subject for failure in check_documents(shelf, [], gate)]
    assert subjects == [CHOSEN]


def test_a_reworded_document_that_no_longer_answers_closes_it(
    tenth: Path, questions: list[Question], gate: Gate
) -> None:
    reworded(tenth, CHOSEN, lambda text: text.replace("Ley 951", "Ley 159"))
    found = check_documents(Shelf(opened(tenth).retriever.index), questions, gate)
    assert any(failure.message.startswith(f"{CHOSEN} ya no responde ") for failure in found)


def test_an_answer_that_stood_in_many_documents_may_not_leave_them_all(gate: Gate, assistant: Assistant) -> None:
    shelf = Shelf(assistant.retriever.index)
    question = next(item for item in load_questions() if item.gold.facts)
    nowhere = replace(question, id="nueva", gold=replace(question.gold, facts=(("algo que nadie dice",),)))
    assert [failure.message for failure in check_documents(shelf, [nowhere], replace(gate, holdings=()))] == [
        "Ningún documento responde ya nueva."
    ]


THRESHOLDS = Thresholds("desarrollo", {"passed": 0.7}, {"unsupported": 0, "forbidden": 0.0})


def test_figures_at_their_threshold_pass() -> None:
    summary = summarize([made(number, passed=number < 7) for number in range(10)], resamples=10)
    assert check(summary, THRESHOLDS) == []


def test_each_figure_past_its_threshold_is_one_sentence() -> None:
    scores = [
        made(number, passed=number < 6, unsupported=number // 9, forbidden=("x",) * (number // 9))
        for number in range(10)
    ]
    found = check(summarize(scores, resamples=10), THRESHOLDS)
    assert [failure.message for failure in found] == [
        "Hizo lo que debía (desarrollo): 60,0 %; mínimo 70,0 %.",
        "Afirmaciones sin respaldo (desarrollo): 1; máximo 0.",
        "Dijo algo prohibido (desarrollo): 10,0 %; máximo 0,0 %.",
    ]


def test_a_figure_that_could_not_be_measured_fails() -> None:
    found = check(summarize([made(1)], resamples=10), Thresholds("control", {"premise": 0.5}, {}))
    assert [failure.message for failure in found] == ["Corrigió la premisa falsa (control): sin medir; mínimo 50,0 %."]


def test_a_gate_is_written_as_it_is_read(gate: Gate, tmp_path: Path) -> None:
    write_gate(gate, tmp_path / "gate.toml")
    assert load_gate(tmp_path / "gate.toml") == gate


@pytest.mark.parametrize("content", ["", "esto no es TOML", "split = 3"])
def test_a_broken_gate_is_told_in_spanish(tmp_path: Path, content: str) -> None:
    (tmp_path / "gate.toml").write_text(content, encoding="utf-8")
    with pytest.raises(RelevoError, match="No se pueden leer los umbrales"):
        load_gate(tmp_path / "gate.toml")

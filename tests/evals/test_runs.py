"""Evaluation runs: repeatable, resumable, readable again."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from assistant import Answer, Assistant, RelevoError, Settings, Turn
from evals import runs
from evals.adapters import text_answer
from evals.compare import compare
from evals.questions import Figure, Question, load_questions
from evals.runs import (
    CONFIG,
    RESULTS,
    SUMMARY,
    Run,
    configure,
    folder_of,
    judging_files,
    load_run,
    run_questions,
    without_times,
)
from evals.subjects import OURS, Profile, Subject, digest_of, engine_files, ours, peer


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    """One question in twenty, of every kind."""
    return load_questions()[::20]


@pytest.fixture(scope="module")
def subject(assistant: Assistant) -> Subject:
    return ours(assistant)


@pytest.fixture(scope="module")
def run(subject: Subject, questions: list[Question], tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_questions(subject, questions, resume_folder=tmp_path_factory.mktemp("corrida"))


def test_two_runs_of_the_same_fingerprint_differ_only_in_time(
    subject: Subject, questions: list[Question], run: Run
) -> None:
    again = run_questions(subject, questions, workers=4)
    assert again.config.fingerprint == run.config.fingerprint
    assert without_times(again) == without_times(run)


def test_a_result_holds_what_is_needed_to_judge_it(run: Run, questions: list[Question]) -> None:
    assert [result.question_id for result in run.results] == [question.id for question in questions]
    quoting = [result for result in run.results if result.statements and result.evidence]  # not indicators nor formats
    assert len(quoting) > len(questions) / 3
    for result in quoting:
        assert result.answer
        assert result.citations
        assert {citation.passage_id for citation in result.citations} <= set(result.evidence)
        assert result.score.latency_ms > 0
        assert "answerable" in {step.name for step in result.trace}
    assert all(result.score.missing for result in run.results if result.score.facts == 0)


def test_a_run_is_read_back_as_it_was(subject: Subject, questions: list[Question], run: Run, tmp_path: Path) -> None:
    kept = run_questions(subject, questions[:3], resume_folder=tmp_path / "nueva")
    assert load_run(tmp_path / "nueva") == kept
    assert sorted(path.name for path in (tmp_path / "nueva").iterdir()) == sorted([CONFIG, RESULTS, SUMMARY])


class PowerCutError(Exception):
    """The power goes out."""


def cut_off_after(count: int) -> runs.Progress:
    def progress(stage: str, done: int, total: int) -> None:
        if done == count:
            raise PowerCutError

    return progress


def test_a_run_that_was_cut_off_takes_up_where_it_was(
    subject: Subject, questions: list[Question], run: Run, tmp_path: Path
) -> None:
    with pytest.raises(PowerCutError):
        run_questions(subject, questions, progress=cut_off_after(5), resume_folder=tmp_path)
    assert len((tmp_path / RESULTS).read_bytes().splitlines()) == 5
    seen: list[int] = []
    resumed = run_questions(
        subject, questions, progress=lambda stage, done, total: seen.append(done), resume_folder=tmp_path
    )
    assert seen == list(range(5, len(questions) + 1))
    assert without_times(resumed) == without_times(run)


@pytest.mark.parametrize("torn", [b'{"question_id": "empal', b"\xc3"])
def test_a_torn_last_line_is_asked_again(
    subject: Subject, questions: list[Question], run: Run, tmp_path: Path, torn: bytes
) -> None:
    with pytest.raises(PowerCutError):
        run_questions(subject, questions, progress=cut_off_after(2), resume_folder=tmp_path)
    with (tmp_path / RESULTS).open("ab") as file:
        file.write(torn)
    seen: list[int] = []
    resumed = run_questions(
        subject, questions, progress=lambda stage, done, total: seen.append(done), resume_folder=tmp_path
    )
    assert seen[0] == 2
    assert without_times(resumed) == without_times(run)
    assert without_times(load_run(tmp_path)) == without_times(run)


def test_a_line_is_on_disk_as_soon_as_its_question_is_answered(
    subject: Subject, questions: list[Question], tmp_path: Path
) -> None:
    lines: list[int] = []

    def count(stage: str, done: int, total: int) -> None:
        written = (tmp_path / RESULTS).read_bytes().count(b"\n") if (tmp_path / RESULTS).exists() else 0
        lines.append(written)

    run_questions(subject, questions[:4], progress=count, resume_folder=tmp_path)
    assert lines == [0, 1, 2, 3, 4]


def test_a_question_that_could_not_be_asked_is_told_and_asked_again(
    subject: Subject, questions: list[Question], tmp_path: Path
) -> None:
    asked = [replace(questions[0], text="x" * 3_000), questions[1]]
    first = run_questions(subject, asked, resume_folder=tmp_path)
    assert first.results[0].error == "La pregunta es demasiado larga."
    assert first.results[0].score.passed is False
    (tmp_path / SUMMARY).unlink()
    seen: list[int] = []
    run_questions(subject, asked, progress=lambda stage, done, total: seen.append(done), resume_folder=tmp_path)
    assert seen == [1, 2]


def test_a_question_without_an_answer_is_asked_again_on_another_day(
    subject: Subject, questions: list[Question], tmp_path: Path
) -> None:
    asked = [replace(questions[0], text="x" * 3_000), questions[1]]
    config = configure(subject, asked)
    yesterday = tmp_path / f"2020-01-01-{config.fingerprint}"
    run_questions(subject, asked, resume_folder=yesterday)
    assert folder_of(tmp_path, config) == yesterday


def test_runs_of_different_things_do_not_share_a_folder(
    subject: Subject, settings: Settings, questions: list[Question], tmp_path: Path
) -> None:
    run_questions(subject, questions[:2], resume_folder=tmp_path)
    with pytest.raises(RelevoError, match="otra versión"):
        run_questions(subject, questions[:3], resume_folder=tmp_path)
    other = Assistant.open(settings.model_copy(update={"refusal_threshold": 0.9}))
    with pytest.raises(RelevoError, match="otra versión"):
        run_questions(ours(other), questions[:2], resume_folder=tmp_path)


def test_the_fingerprint_follows_what_may_change_a_result(
    subject: Subject, settings: Settings, questions: list[Question], tmp_path: Path
) -> None:
    before = configure(subject, questions).fingerprint
    assert configure(subject, questions).fingerprint == before
    assert configure(subject, questions[1:]).fingerprint != before
    reworded = [replace(questions[0], gold=replace(questions[0].gold, facts=())), *questions[1:]]
    assert configure(subject, reworded).fingerprint != before
    figure = [replace(questions[0], gold=replace(questions[0].gold, number=Figure(Decimal(7), "%"))), *questions[1:]]
    assert configure(subject, figure).fingerprint != before
    names = {path.name for path in [*judging_files(), *engine_files()]}
    assert names >= {"metrics.py", "retrieval_metrics.py", "calibration.json", "extractive.py", "text.py"}
    (tmp_path / "metrics.py").write_text("# una regla\n", encoding="utf-8")
    one = digest_of([tmp_path / "metrics.py"])
    (tmp_path / "metrics.py").write_text("# otra regla\n", encoding="utf-8")
    assert digest_of([tmp_path / "metrics.py"]) != one


def test_an_unfinished_run_is_taken_up_whatever_its_day(
    subject: Subject, questions: list[Question], tmp_path: Path
) -> None:
    config = configure(subject, questions)
    yesterday = tmp_path / f"2020-01-01-{config.fingerprint}"
    assert folder_of(tmp_path, config) == tmp_path / config.id
    yesterday.mkdir()
    assert folder_of(tmp_path, config) == yesterday
    run_questions(subject, questions, resume_folder=yesterday)
    assert folder_of(tmp_path, config) == tmp_path / config.id


@pytest.mark.parametrize("content", [None, "{}", "nada"])
def test_a_folder_without_a_run_is_told_in_spanish(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / CONFIG).write_text(content, encoding="utf-8")
    with pytest.raises(RelevoError, match="no es una evaluación terminada"):
        load_run(tmp_path)


def test_the_files_are_plain_json(run: Run, subject: Subject, questions: list[Question], tmp_path: Path) -> None:
    run_questions(subject, questions[:2], resume_folder=tmp_path)
    config = json.loads((tmp_path / CONFIG).read_text(encoding="utf-8"))
    assert config["questions"] == 2
    assert (config["subject"]["name"], config["subject"]["generator"]) == (OURS, "extractive")
    assert config["subject"]["guidance"]["refusal_threshold"] == Settings().refusal_threshold
    assert json.loads((tmp_path / SUMMARY).read_text(encoding="utf-8"))["total"]["questions"] == 2
    assert [json.loads(line)["question_id"] for line in (tmp_path / RESULTS).open(encoding="utf-8")] == [
        question.id for question in questions[:2]
    ]


# Other assistants


class Parrot:
    """Says the first form of every required fact, but for the questions that it fails."""

    profile = Profile("loro", "loro", "f" * 16)

    def __init__(self, questions: list[Question], failing: frozenset[str] = frozenset()) -> None:
        self.asked: list[str] = []
        self.failing = failing
        self._known = {item.text: " ".join(forms[0] for forms in item.gold.facts) for item in questions}

    def ask(self, turn: Turn) -> Answer:
        self.asked.append(turn.text)
        if turn.text in self.failing:
            raise RelevoError("No hubo conexión.")
        return text_answer(turn, self._known[turn.text] or "No tengo esa información.", "loro", time.perf_counter())


APPLY_TO_WORDS = {
    "passed", "answered", "facts", "forbidden", "number_exact", "premise", "asked_back", "refusal_precision", "refusal_recall",
    "in_spanish", "words", "latency_ms",
}  # fmt: skip


def test_another_assistant_is_measured_by_its_words_alone(questions: list[Question]) -> None:
    run = run_questions(peer(Parrot(questions)), questions)
    assert {item.measure for item in run.summary.total.estimates} <= APPLY_TO_WORDS
    assert run.summary.total.unsupported is None
    facts = run.summary.total.get("facts")
    assert facts is not None
    assert facts.value == 1.0
    assert run.config.subject == Parrot.profile
    assert all(result.evidence == () for result in run.results)


def test_two_runs_of_another_assistant_differ_only_in_time(questions: list[Question]) -> None:
    first, second = (run_questions(peer(Parrot(questions)), questions, workers=count) for count in (1, 4))
    assert without_times(first) == without_times(second)


def test_only_what_failed_is_asked_again(questions: list[Question], tmp_path: Path) -> None:
    down = Parrot(questions, failing=frozenset(item.text for item in questions[:2]))
    first = run_questions(peer(down), questions, resume_folder=tmp_path)
    assert [result.error for result in first.results[:3]] == ["No hubo conexión.", "No hubo conexión.", None]
    up = Parrot(questions)
    resumed = run_questions(peer(up), questions, resume_folder=tmp_path)
    assert up.asked == [item.text for item in questions[:2]]
    assert without_times(resumed) == without_times(run_questions(peer(Parrot(questions)), questions))


def test_an_assistant_that_is_gone_is_given_up_on_and_what_it_said_is_kept(
    questions: list[Question], tmp_path: Path
) -> None:
    gone = Parrot(questions, failing=frozenset(item.text for item in questions[2:]))
    with pytest.raises(RelevoError, match="loro falló 3 preguntas seguidas: No hubo conexión"):
        run_questions(replace(peer(gone), patience=3), questions, resume_folder=tmp_path)
    assert not (tmp_path / SUMMARY).exists()
    back = Parrot(questions)
    run_questions(peer(back), questions, resume_folder=tmp_path)
    assert back.asked == [item.text for item in questions[2:]]


def test_ours_and_another_are_compared_by_what_both_can_show(run: Run, questions: list[Question]) -> None:
    other = run_questions(peer(Parrot(questions)), questions)
    comparison = compare(run, other)
    assert {item.measure for item in comparison.differences} <= APPLY_TO_WORDS
    assert len(comparison.changes) == len(questions)
    assert comparison.left_out == 0

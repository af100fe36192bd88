"""Evaluation runs: repeatable, resumable, readable again."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant, RelevoError, Settings
from evals import runs
from evals.questions import Question, load_questions
from evals.runs import (
    CONFIG,
    RESULTS,
    SUMMARY,
    Run,
    configure,
    digest_of,
    folder_of,
    judging_files,
    load_run,
    run_questions,
    without_times,
)


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    """One question in twenty, of every kind."""
    return load_questions()[::20]


@pytest.fixture(scope="module")
def run(assistant: Assistant, questions: list[Question], tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_questions(assistant, questions, resume_folder=tmp_path_factory.mktemp("corrida"))


def test_two_runs_of_the_same_fingerprint_differ_only_in_time(
    assistant: Assistant, questions: list[Question], run: Run
) -> None:
    again = run_questions(assistant, questions, workers=4)
    assert again.config.fingerprint == run.config.fingerprint
    assert without_times(again) == without_times(run)


def test_a_result_holds_what_is_needed_to_judge_it(run: Run, questions: list[Question]) -> None:
    assert [result.question_id for result in run.results] == [question.id for question in questions]
    answered = [result for result in run.results if result.statements]
    assert answered
    for result in answered:
        assert result.answer
        assert result.citations
        assert {citation.passage_id for citation in result.citations} <= set(result.evidence)
        assert result.score.latency_ms > 0
        assert "answerable" in {step.name for step in result.trace}
    assert all(result.score.missing for result in run.results if result.score.facts == 0)


def test_a_run_is_read_back_as_it_was(
    assistant: Assistant, questions: list[Question], run: Run, tmp_path: Path
) -> None:
    kept = run_questions(assistant, questions[:3], resume_folder=tmp_path / "nueva")
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
    assistant: Assistant, questions: list[Question], run: Run, tmp_path: Path
) -> None:
    with pytest.raises(PowerCutError):
        run_questions(assistant, questions, progress=cut_off_after(5), resume_folder=tmp_path)
    assert len((tmp_path / RESULTS).read_bytes().splitlines()) == 5
    seen: list[int] = []
    resumed = run_questions(
        assistant, questions, progress=lambda stage, done, total: seen.append(done), resume_folder=tmp_path
    )
    assert seen == list(range(5, len(questions) + 1))
    assert without_times(resumed) == without_times(run)


@pytest.mark.parametrize("torn", [b'{"question_id": "empal', b"\xc3"])
def test_a_torn_last_line_is_asked_again(
    assistant: Assistant, questions: list[Question], run: Run, tmp_path: Path, torn: bytes
) -> None:
    with pytest.raises(PowerCutError):
        run_questions(assistant, questions, progress=cut_off_after(2), resume_folder=tmp_path)
    with (tmp_path / RESULTS).open("ab") as file:
        file.write(torn)
    seen: list[int] = []
    resumed = run_questions(
        assistant, questions, progress=lambda stage, done, total: seen.append(done), resume_folder=tmp_path
    )
    assert seen[0] == 2
    assert without_times(resumed) == without_times(run)
    assert without_times(load_run(tmp_path)) == without_times(run)


def test_a_line_is_on_disk_as_soon_as_its_question_is_answered(
    assistant: Assistant, questions: list[Question], tmp_path: Path
) -> None:
    lines: list[int] = []

    def count(stage: str, done: int, total: int) -> None:
        written = (tmp_path / RESULTS).read_bytes().count(b"\n") if (tmp_path / RESULTS).exists() else 0
        lines.append(written)

    run_questions(assistant, questions[:4], progress=count, resume_folder=tmp_path)
    assert lines == [0, 1, 2, 3, 4]


def test_a_question_that_could_not_be_asked_is_told_and_asked_again(
    assistant: Assistant, questions: list[Question], tmp_path: Path
) -> None:
    asked = [replace(questions[0], text="x" * 3_000), questions[1]]
    first = run_questions(assistant, asked, resume_folder=tmp_path)
    assert first.results[0].error == "La pregunta es demasiado larga."
    assert first.results[0].score.passed is False
    (tmp_path / SUMMARY).unlink()
    seen: list[int] = []
    run_questions(assistant, asked, progress=lambda stage, done, total: seen.append(done), resume_folder=tmp_path)
    assert seen == [1, 2]


def test_runs_of_different_things_do_not_share_a_folder(
    assistant: Assistant, settings: Settings, questions: list[Question], tmp_path: Path
) -> None:
    run_questions(assistant, questions[:2], resume_folder=tmp_path)
    with pytest.raises(RelevoError, match="otra versión"):
        run_questions(assistant, questions[:3], resume_folder=tmp_path)
    other = Assistant.open(settings.model_copy(update={"refusal_threshold": 0.9}))
    with pytest.raises(RelevoError, match="otra versión"):
        run_questions(other, questions[:2], resume_folder=tmp_path)


def test_the_fingerprint_follows_what_may_change_a_result(
    assistant: Assistant, settings: Settings, questions: list[Question], tmp_path: Path
) -> None:
    before = configure(assistant, questions).fingerprint
    assert configure(assistant, questions).fingerprint == before
    assert configure(assistant, questions[1:]).fingerprint != before
    reworded = [replace(questions[0], gold=replace(questions[0].gold, facts=())), *questions[1:]]
    assert configure(assistant, reworded).fingerprint != before
    names = {path.name for path in judging_files()}
    assert names >= {"metrics.py", "retrieval_metrics.py", "calibration.json", "extractive.py", "text.py"}
    (tmp_path / "metrics.py").write_text("# una regla\n", encoding="utf-8")
    one = digest_of([tmp_path / "metrics.py"])
    (tmp_path / "metrics.py").write_text("# otra regla\n", encoding="utf-8")
    assert digest_of([tmp_path / "metrics.py"]) != one


def test_an_unfinished_run_is_taken_up_whatever_its_day(
    assistant: Assistant, questions: list[Question], tmp_path: Path
) -> None:
    config = configure(assistant, questions)
    yesterday = tmp_path / f"2020-01-01-{config.fingerprint}"
    assert folder_of(tmp_path, config) == tmp_path / config.id
    yesterday.mkdir()
    assert folder_of(tmp_path, config) == yesterday
    (yesterday / SUMMARY).touch()
    assert folder_of(tmp_path, config) == tmp_path / config.id


def test_what_opens_the_assistant_will_do(settings: Settings, assistant: Assistant, questions: list[Question]) -> None:
    opened = run_questions(lambda: Assistant.open(settings), questions[:2])
    assert opened.config.assistant == assistant.fingerprint


@pytest.mark.parametrize("content", [None, "{}", "nada"])
def test_a_folder_without_a_run_is_told_in_spanish(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / CONFIG).write_text(content, encoding="utf-8")
    with pytest.raises(RelevoError, match="no es una evaluación terminada"):
        load_run(tmp_path)


def test_the_files_are_plain_json(run: Run, assistant: Assistant, questions: list[Question], tmp_path: Path) -> None:
    run_questions(assistant, questions[:2], resume_folder=tmp_path)
    config = json.loads((tmp_path / CONFIG).read_text(encoding="utf-8"))
    assert config["questions"] == 2
    assert config["generator"] == "extractive"
    assert json.loads((tmp_path / SUMMARY).read_text(encoding="utf-8"))["total"]["questions"] == 2
    assert [json.loads(line)["question_id"] for line in (tmp_path / RESULTS).open(encoding="utf-8")] == [
        question.id for question in questions[:2]
    ]


@pytest.mark.slow
def test_the_whole_suite_takes_under_ninety_seconds(assistant: Assistant) -> None:
    started = time.perf_counter()
    whole = run_questions(assistant, load_questions())
    assert time.perf_counter() - started < 90
    assert not [result.error for result in whole.results if result.error]

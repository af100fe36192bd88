"""Evaluation runs: every question asked and scored, kept in a folder that can be resumed, read again and compared.

<out>/<date>-<fingerprint>/
  config.json     what was run: who was asked, which questions
  results.jsonl   one line for each question, written as it comes and put in order at the end
  summary.json    the figures, whole and by group
  report.html     written by whoever asked for the run (:mod:`evals.report`)
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant import Answer, Citation, RelevoError, Statement, spanish
from assistant.types import Kind, Step
from evals.metrics import Score, Summary, score, summarize
from evals.questions import Question
from evals.subjects import Profile, Reply, Subject, digest_of, fingerprint_of
from ingest.build import Progress, silent

CONFIG, RESULTS, SUMMARY, REPORT = "config.json", "results.jsonl", "summary.json", "report.html"
WORKERS = 1
"""Threads that ask at the same time. One, because the engine's Python holds the interpreter: on two cores 446 questions take 14 s
with one, 12 s with four, 16 s with two processes, and with several each question waits for the others, so that its latency says
nothing. With a model over the network more threads pay."""

STAGE = "Evaluando preguntas"


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What was run.

    ``fingerprint`` changes with anything that may change a result: that of the ``subject`` (of ours: index, settings, generator,
    code, calibration, thesaurus), the questions with what they require, the metrics. ``dataset`` is the split or the file's
    name. ``started`` is local time, ISO 8601.
    """

    fingerprint: str
    subject: Profile
    dataset: str
    questions: int
    started: str

    @property
    def id(self) -> str:
        """The name of the run and of its folder: the day and the fingerprint."""
        return f"{self.started[:10]}-{self.fingerprint}"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one question.

    ``evidence`` are the ids of the passages read, best first, ``trace`` the steps of the answer. ``error`` is why there is no
    answer, if there is none; such a question is asked again when the run is resumed, and until then has not done what it
    should. What the answer lacks is in ``score.missing``.
    """

    question_id: str
    question: str
    answer: str
    refused: bool
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    evidence: tuple[str, ...]
    score: Score
    trace: tuple[Step, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run, its results in the order of the questions."""

    id: str
    config: RunConfig
    results: tuple[Result, ...]
    summary: Summary


_CONFIG, _RESULT, _SUMMARY = TypeAdapter(RunConfig), TypeAdapter(Result), TypeAdapter(Summary)


def configure(subject: Subject, questions: Sequence[Question], dataset: str = "todo") -> RunConfig:
    """What a run of these questions would be called, and where it belongs."""
    asked = (json.dumps(asdict(question), ensure_ascii=False, default=str) for question in questions)
    return RunConfig(
        fingerprint=fingerprint_of(subject.profile.fingerprint, _JUDGES, *asked),
        subject=subject.profile,
        dataset=dataset,
        questions=len(questions),
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def folder_of(out: Path, config: RunConfig) -> Path:
    """Where a run belongs: the folder of one with its fingerprint that lacks answers, whatever its day, else one of its own."""
    begun = sorted(out.glob(f"*-{config.fingerprint}"))
    return next((folder for folder in begun if not _complete(folder)), out / config.id)


def run_questions(
    subject: Subject,
    questions: Sequence[Question],
    workers: int = WORKERS,
    progress: Progress = silent,
    resume_folder: Path | None = None,
    *,
    config: RunConfig | None = None,
) -> Run:
    """Ask and score every question.

    Args:
        subject: who answers.
        questions: each id once.
        workers: threads that ask at the same time.
        progress: told after each question.
        resume_folder: where the run is kept; questions that already have an answer there are not asked again.
        config: what :func:`configure` returned, to name the run's dataset.

    Raises:
        RelevoError: the folder holds the run of another subject or of other questions, or the subject failed too many questions
            in a row; what was answered by then is kept.
    """
    config = config or configure(subject, questions)
    kept = _Kept.open(resume_folder, config) if resume_folder else _Kept(None, config, {})
    pending = [question for question in questions if question.id not in kept.results]
    done = len(questions) - len(pending)
    progress(STAGE, done, len(questions))
    failed_in_a_row = 0
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(_ask, subject, question) for question in pending]
        try:
            for count, future in enumerate(as_completed(futures), start=done + 1):
                result = future.result()
                kept.add(result)
                progress(STAGE, count, len(questions))
                failed_in_a_row = failed_in_a_row + 1 if result.error else 0
                if failed_in_a_row == subject.patience:
                    raise RelevoError(
                        f"{subject.profile.name} falló {failed_in_a_row} preguntas seguidas: {result.error}",
                        "Lo respondido quedó guardado; repita la orden para seguir.",
                    )
        finally:  # so that Ctrl+C does not wait for questions that nobody will keep
            pool.shutdown(cancel_futures=True)
    return kept.finish(questions)


def load_run(folder: Path) -> Run:
    """Read a finished run.

    Raises:
        RelevoError: the folder is not that of a finished run.
    """
    try:
        config = _CONFIG.validate_json((folder / CONFIG).read_bytes())
        summary = _SUMMARY.validate_json((folder / SUMMARY).read_bytes())
        results = tuple(map(_RESULT.validate_json, (folder / RESULTS).read_bytes().splitlines()))
    except (OSError, ValidationError) as error:
        raise RelevoError(
            f"{folder} no es una evaluación terminada.", "Haga una con: relevo eval run --out carpeta"
        ) from error
    return Run(config.id, config, results, summary)


def without_times(run: Run) -> Run:
    """A run as it would be on any other machine, at any other hour: without its times."""
    results = tuple(replace(item, score=replace(item.score, latency_ms=None)) for item in run.results)
    return Run("", replace(run.config, started=""), results, summarize([item.score for item in results]))


def _ask(subject: Subject, question: Question) -> Result:
    problem = None
    try:
        reply = subject.ask(question.turn)
    except RelevoError as error:
        problem = error.user_message
        reply = Reply(Answer(question.text, Kind.GUIDANCE, "", refused=False))
    answer = reply.answer
    return Result(
        question_id=question.id,
        question=question.text,
        answer=answer.text,
        refused=answer.refused,
        statements=answer.statements,
        citations=answer.citations,
        evidence=tuple(passage.id for passage in reply.read),
        score=score(question, answer, reply.read, subject.shelf),
        trace=answer.trace,
        error=problem,
    )


class _Kept:
    """The results of a run as they come, and their folder if it has one."""

    def __init__(self, folder: Path | None, config: RunConfig, results: dict[str, Result]) -> None:
        self._folder, self._config, self.results = folder, config, results

    @classmethod
    def open(cls, folder: Path, config: RunConfig) -> _Kept:
        """Begin a run in a folder, or take up the one that was cut off there."""
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / CONFIG).exists():
            begun = _begun(folder)
            if begun is None or begun.fingerprint != config.fingerprint:
                raise RelevoError(
                    f"En {folder} hay una evaluación de otra versión o de otras preguntas.",
                    "Elija otra carpeta con --out.",
                )
            config = begun
        else:
            _write(folder / CONFIG, _CONFIG.dump_json(config, indent=1))
        return cls(folder, config, _read_results(folder / RESULTS))

    def add(self, result: Result) -> None:
        """Keep a result; it survives a power cut from here on."""
        self.results[result.question_id] = result
        if self._folder:
            with (self._folder / RESULTS).open("ab") as file:
                file.write(_RESULT.dump_json(result) + b"\n")
                file.flush()
                os.fsync(file.fileno())

    def finish(self, questions: Sequence[Question]) -> Run:
        """Put the results in the order of the questions and summarise them."""
        ordered = tuple(self.results[question.id] for question in questions)
        summary = summarize([result.score for result in ordered])
        if self._folder:
            _write(self._folder / RESULTS, b"".join(_RESULT.dump_json(result) + b"\n" for result in ordered))
            _write(self._folder / SUMMARY, _SUMMARY.dump_json(summary, indent=1))
        return Run(self._config.id, self._config, ordered, summary)


def _begun(folder: Path) -> RunConfig | None:
    try:
        return _CONFIG.validate_json((folder / CONFIG).read_bytes())
    except (OSError, ValidationError):
        return None


def _complete(folder: Path) -> bool:
    """Whether a run ended, and every question had an answer."""
    try:
        return all(result.error is None for result in load_run(folder).results)
    except RelevoError:
        return False


def _read_results(path: Path) -> dict[str, Result]:
    """The answers of a run that lacks some. A torn last line is dropped from the file, so that the next one starts afresh."""
    if not path.exists():
        return {}
    whole, _, torn = path.read_bytes().rpartition(b"\n")
    if torn:
        with path.open("r+b") as file:
            file.truncate(len(whole) + 1 if whole else 0)
    results = map(_RESULT.validate_json, whole.splitlines())
    return {result.question_id: result for result in results if result.error is None}


def _write(path: Path, content: bytes) -> None:
    """Write a whole file, or leave the one that was there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


def judging_files() -> list[Path]:
    """The files that decide what an answer is worth: the metrics, and how Spanish is read."""
    metrics = [Path(__file__).with_name(name) for name in ("metrics.py", "retrieval_metrics.py")]
    return [*metrics, *sorted(Path(spanish.__file__).parent.glob("*.py"))]


_JUDGES = digest_of(judging_files())  # now, and not at each run: what was loaded is what runs

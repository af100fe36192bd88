"""Evaluation runs: every question asked and scored, kept in a folder that can be resumed, read again and compared.

<out>/<date>-<fingerprint>/
  config.json     what was run: assistant, index, questions
  results.jsonl   one line for each question, written as it comes and put in order at the end
  summary.json    the figures, whole and by group
  report.html     written by whoever asked for the run (:mod:`evals.report`)
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import assistant as engine
from assistant import Answer, Assistant, Citation, Passage, RelevoError, Statement
from assistant.types import AnswerReady, Kind, PassagesFound, Step
from evals.metrics import Figure, Score, Summary, figures_asked, score, summarize
from evals.questions import Question
from evals.retrieval_metrics import Shelf
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

    ``fingerprint`` changes with anything that may change a result: ``assistant`` (its index, settings and generator), the
    code and calibration of the engine, its thesaurus, the questions with what they require, the metrics. ``dataset`` is the
    split or the file's name. ``started`` is local time, ISO 8601.
    """

    fingerprint: str
    assistant: str
    generator: str
    index: str
    embedder: str
    documents: int
    passages: int
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
    answer, if there is none; such a question is asked again when the run is resumed. What the answer lacks is in
    ``score.missing``.
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


def configure(
    assistant: Assistant, questions: Sequence[Question], dataset: str = "todo", generator: str = "extractive"
) -> RunConfig:
    """What a run of these questions would be called, and where it belongs."""
    manifest = assistant.retriever.index.manifest
    return RunConfig(
        fingerprint=_fingerprint(assistant, questions),
        assistant=assistant.fingerprint,
        generator=generator,
        index=manifest.fingerprint,
        embedder=manifest.embedder,
        documents=len(manifest.documents),
        passages=manifest.passages,
        dataset=dataset,
        questions=len(questions),
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def folder_of(out: Path, config: RunConfig) -> Path:
    """Where a run belongs: the folder of one with its fingerprint that was cut off, whatever its day, else a folder of its own."""
    begun = sorted(out.glob(f"*-{config.fingerprint}"))
    return next((folder for folder in begun if not (folder / SUMMARY).exists()), out / config.id)


def run_questions(
    assistant: Assistant | Callable[[], Assistant],
    questions: Sequence[Question],
    workers: int = WORKERS,
    progress: Progress = silent,
    resume_folder: Path | None = None,
    *,
    config: RunConfig | None = None,
    figures: Mapping[str, Figure] | None = None,
) -> Run:
    """Ask and score every question.

    Args:
        assistant: who answers, or what opens it.
        questions: each id once.
        workers: threads that ask at the same time.
        progress: told after each question.
        resume_folder: where the run is kept; questions that already have a result there are not asked again.
        config: what :func:`configure` returned, to name the run's dataset and generator.
        figures: the figures asked for, by question id; by default those of the bundled questions.

    Raises:
        RelevoError: the folder holds the run of another assistant or of other questions.
    """
    opened = assistant if isinstance(assistant, Assistant) else assistant()
    config = config or configure(opened, questions)
    asked = figures_asked() if figures is None else figures
    shelf = Shelf(opened.retriever.index)
    kept = _Kept.open(resume_folder, config) if resume_folder else _Kept(None, config, {})
    pending = [question for question in questions if question.id not in kept.results]
    done = len(questions) - len(pending)
    progress(STAGE, done, len(questions))
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(_ask, opened, question, shelf, asked.get(question.id)) for question in pending]
        try:
            for count, future in enumerate(as_completed(futures), start=done + 1):
                kept.add(future.result())
                progress(STAGE, count, len(questions))
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
    """A run as it would be on any other machine, at any other hour: its time fields at zero."""
    results = tuple(replace(item, score=replace(item.score, latency_ms=0.0)) for item in run.results)
    return Run("", replace(run.config, started=""), results, summarize([item.score for item in results]))


def _ask(assistant: Assistant, question: Question, shelf: Shelf, figure: Figure | None) -> Result:
    found: tuple[Passage, ...] = ()
    answer, problem = None, None
    started = time.perf_counter()
    try:
        for event in assistant.stream(question.turn):
            if isinstance(event, PassagesFound):
                found = tuple(item.passage for item in event.passages)
            elif isinstance(event, AnswerReady):
                answer = event.answer
    except RelevoError as error:
        problem = error.user_message
    if answer is None:
        elapsed = {"total": round((time.perf_counter() - started) * 1_000, 2)}
        answer = Answer(question.text, Kind.GUIDANCE, "", refused=False, timings_ms=elapsed)
    return Result(
        question_id=question.id,
        question=question.text,
        answer=answer.text,
        refused=answer.refused,
        statements=answer.statements,
        citations=answer.citations,
        evidence=tuple(passage.id for passage in found),
        score=score(question, answer, found, shelf, figure),
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


def _read_results(path: Path) -> dict[str, Result]:
    """The results of a run that was cut off. A torn last line is dropped from the file, so that the next one starts afresh."""
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
    """The files that decide a result beside the index and the questions: the engine's code and calibration, the metrics."""
    engine_files = (path for path in Path(engine.__file__).parent.rglob("*") if path.suffix in {".py", ".json", ".md"})
    metrics = (Path(__file__).with_name(name) for name in ("metrics.py", "retrieval_metrics.py"))
    return [*sorted(engine_files), *metrics]


def digest_of(files: Iterable[Path]) -> str:
    """The SHA-256 of files, their names included."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


_CODE = digest_of(judging_files())  # now, and not at each run: what was loaded is what runs


def _fingerprint(assistant: Assistant, questions: Sequence[Question]) -> str:
    """Sixteen hexadecimal digits that change with anything that may change a result."""
    digest = hashlib.sha256(f"{assistant.fingerprint}|{_CODE}".encode())
    for question in questions:
        digest.update(json.dumps(asdict(question), ensure_ascii=False).encode())
        for expansion in assistant.retriever.thesaurus.expansions(question.text):
            digest.update(repr([sorted(expansion.trigger), *map(sorted, expansion.forms)]).encode())
    return digest.hexdigest()[:16]

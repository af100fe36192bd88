"""The gate: what a change may not worsen. ``relevo eval gate`` checks it; ``python -m evals.gate --record`` sets it anew.

Averages would hide a lost document: the guidance says most things in several places. So the gate also holds what each document
gives to the questions, and fails when one is missing, no longer answers what it answered, or says less often a figure that some
question asks for. Figures that no question asks for are compared with the laws by :mod:`evals.facts`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from assistant import Assistant, RelevoError, Settings
from assistant.indicators import store_path
from assistant.retrieval import load_embedder
from assistant.spanish import numbers
from evals.metrics import MEASURES, Summary
from evals.questions import Question, load_questions
from evals.retrieval_metrics import Shelf
from evals.runs import WORKERS, Run, run_questions
from evals.subjects import ours
from ingest.build import Progress, build_index, silent
from ingest.indicators.importing import Importing, bring_sample
from ingest.sources import BUNDLED

GATE = Path(__file__).with_name("gate.toml")
MARGIN = 0.03
"""How far under the measured figure a minimum is set, as a share, and never less than one question: the gate is for losses."""

PINNED_BY = 8
"""A question holds a document in place when at most so many documents answer it; what is said everywhere holds none."""

SPLITS = ("desarrollo", "control", "ajenas")
_MINIMA = (
    "passed", "answered", "facts", "number_exact", "premise", "refusal_precision", "refusal_recall", "recall_at_10", "mrr",
    "ndcg", "citation_precision", "citation_recall", "source_cited", "verified", "in_spanish",
)  # fmt: skip
_MAXIMA = ("forbidden",)
_UNSUPPORTED = "unsupported"
_LABELS = {measure.name: measure.label for measure in MEASURES} | {_UNSUPPORTED: "Afirmaciones sin respaldo"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least and the most that measures of a split may be: shares, and for "unsupported" a number of statements."""

    split: str
    minimum: Mapping[str, float]
    maximum: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Holding:
    """What a document gives: the questions that it answers whole, and how often it says each figure asked for."""

    document: str
    questions: tuple[str, ...]
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Gate:
    """All that is checked. ``unanswered`` are the questions that no document answered when the gate was set."""

    thresholds: tuple[Thresholds, ...]
    holdings: tuple[Holding, ...]
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that got worse: the measure or document, and one Spanish sentence."""

    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class GateReport:
    """The outcome: what failed, and the runs that were judged."""

    failures: tuple[Failure, ...]
    runs: tuple[Run, ...]


def load_gate(path: Path = GATE) -> Gate:
    """Read a gate.

    Raises:
        RelevoError: the file is missing or is not a gate.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return Gate(
            thresholds=tuple(Thresholds(name, **limits) for name, limits in raw["split"].items()),
            holdings=tuple(
                Holding(name, tuple(held["questions"]), held["figures"]) for name, held in raw["document"].items()
            ),
            unanswered=tuple(raw["unanswered"]),
        )
    except (OSError, KeyError, TypeError, AttributeError, tomllib.TOMLDecodeError) as error:
        raise RelevoError(
            f"No se pueden leer los umbrales de {path.name}.", "Vuelva a crearlos con: python -m evals.gate --record"
        ) from error


def check(summary: Summary, thresholds: Thresholds) -> list[Failure]:
    """What a run's figures fail of the thresholds; a measure that could not be computed fails too."""
    held = {item.measure: item.value for item in summary.total.estimates}
    if summary.total.unsupported is not None:
        held[_UNSUPPORTED] = float(summary.total.unsupported)
    failures = []
    for bounds, word, sign in ((thresholds.minimum, "mínimo", 1), (thresholds.maximum, "máximo", -1)):
        for name, limit in bounds.items():
            value = held.get(name)
            if value is None or sign * value < sign * limit:
                measured = "sin medir" if value is None else _shown(name, value)
                message = f"{_LABELS[name]} ({thresholds.split}): {measured}; {word} {_shown(name, limit)}."
                failures.append(Failure(name, message))
    return failures


def check_documents(shelf: Shelf, questions: Sequence[Question], gate: Gate) -> list[Failure]:
    """What the guidance lost since the gate was set: documents, answers, figures."""
    answering = _answering(shelf, questions)
    known = {question.id for question in questions}
    mentions = {label: shelf.mentions(forms) for label, forms in _figure_forms(questions).items()}
    present = {passage.document.id for passage in shelf.passages.values()}
    failures = []
    for holding in gate.holdings:
        if holding.document not in present:
            resting = f"(preguntas que se apoyan en él: {len(holding.questions)})"
            failures.append(Failure(holding.document, f"Falta el documento {holding.document} {resting}."))
            continue
        lost = [name for name in holding.questions if name in known and holding.document not in answering[name]]
        if lost:
            failures.append(Failure(holding.document, f"{holding.document} ya no responde {', '.join(lost)}."))
        for label, before in holding.figures.items():
            now = mentions[label][holding.document] if label in mentions else before
            if now < before:
                message = f"{holding.document} dice «{label}» {now} veces y decía {before}: ¿cambió una cifra?"
                failures.append(Failure(holding.document, message))
    orphans = [name for name, documents in answering.items() if not documents and name not in gate.unanswered]
    return failures + [Failure(name, f"Ningún documento responde ya {name}.") for name in orphans]


def run_gate(
    assistant: Assistant,
    questions: Sequence[Question],
    gate: Gate,
    workers: int = WORKERS,
    progress: Progress = silent,
) -> GateReport:
    """Ask the questions of every split that has thresholds, and check figures and documents."""
    failures = check_documents(Shelf(assistant.retriever.index), questions, gate)
    subject = ours(assistant)
    runs = []
    for thresholds in gate.thresholds:
        asked = [question for question in questions if question.split == thresholds.split]
        runs.append(run_questions(subject, asked, workers, progress))
        failures += check(runs[-1].summary, thresholds)
    return GateReport(tuple(failures), tuple(runs))


def record(shelf: Shelf, questions: Sequence[Question], runs: Mapping[str, Run]) -> Gate:
    """The gate that today's figures pass: each minimum :data:`MARGIN` under what was measured, rounded down to a hundredth."""
    answering = _answering(shelf, questions)
    labels = {question.id: _figure_labels(question) for question in questions}
    mentions = {label: shelf.mentions(forms) for label, forms in _figure_forms(questions).items()}
    holdings = []
    for document in sorted({name for documents in answering.values() for name in documents}):
        answered = [name for name, documents in answering.items() if document in documents]
        figures = sorted({label for name in answered for label in labels[name]})
        holdings.append(
            Holding(
                document,
                tuple(sorted(name for name in answered if len(answering[name]) <= PINNED_BY)),
                {label: mentions[label][document] for label in figures},
            )
        )
    return Gate(
        thresholds=tuple(_thresholds(split, run.summary) for split, run in runs.items()),
        holdings=tuple(holdings),
        unanswered=tuple(sorted(name for name, documents in answering.items() if not documents)),
    )


def write_gate(gate: Gate, path: Path = GATE) -> None:
    """Write a gate as TOML, in an order that makes changes easy to read."""
    path.write_text("\n".join(_toml(gate)) + "\n", encoding="utf-8")


def _answering(shelf: Shelf, questions: Sequence[Question]) -> dict[str, frozenset[str]]:
    """By question, the documents with a passage that holds all the required facts and the source."""
    return {
        question.id: frozenset(
            shelf.passages[name].document.id
            for name, places in shelf.facts_held(question.gold).items()
            if len(places) == len(question.gold.facts)
        )
        for question in questions
        if question.gold.facts
    }


def _figure_labels(question: Question) -> list[str]:
    """The required facts of a question that are figures, each by its first form."""
    return [forms[0] for forms in question.gold.facts if all(numbers(form) for form in forms)]


def _figure_forms(questions: Sequence[Question]) -> dict[str, list[str]]:
    """Every figure asked for, by its label, in all the forms that some question accepts."""
    accepted: dict[str, set[str]] = {}
    for question in questions:
        labels = set(_figure_labels(question))
        for forms in question.gold.facts:
            if forms[0] in labels:
                accepted.setdefault(forms[0], set()).update(forms)
    return {label: sorted(forms) for label, forms in accepted.items()}


def _thresholds(split: str, summary: Summary) -> Thresholds:
    held = {item.measure: item for item in summary.total.estimates}
    margins = {name: max(MARGIN, 1 / item.questions) for name, item in held.items()}
    minimum = {name: math.floor((held[name].value - margins[name]) * 100) / 100 for name in _MINIMA if name in held}
    maximum = {name: round(held[name].value, 3) for name in _MAXIMA if name in held}
    return Thresholds(split, minimum, {**maximum, _UNSUPPORTED: summary.total.unsupported or 0})


def _shown(name: str, value: float) -> str:
    return f"{value:.0f}" if name == _UNSUPPORTED else f"{100 * value:.1f} %".replace(".", ",")


def _toml(gate: Gate) -> Iterator[str]:
    yield "# What a change may not worsen. Written by `python -m evals.gate --record`; read the differences before keeping them."
    yield f"# Minima lie {MARGIN:.0%} (or one question) under what was measured."
    yield "# Documents: the questions that each answers whole, and how often it says each figure asked for."
    yield f"unanswered = {json.dumps(gate.unanswered)}"
    for thresholds in gate.thresholds:
        for name, limits in (("minimum", thresholds.minimum), ("maximum", thresholds.maximum)):
            yield f"\n[split.{thresholds.split}.{name}]"
            yield from (f"{measure} = {limit}" for measure, limit in limits.items())
    for holding in gate.holdings:
        yield f"\n[document.{holding.document}]"
        yield f"questions = {json.dumps(holding.questions)}"
        figures = (f"{json.dumps(label, ensure_ascii=False)} = {count}" for label, count in holding.figures.items())
        yield f"figures = {{ {', '.join(figures)} }}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the bundled guidance, indexed from nothing, or set the gate by it; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.gate", description="Comprueba que nada empeoró.")
    parser.add_argument("--record", action="store_true", help=f"vuelve a fijar {GATE.name} con lo que se mida hoy")
    chosen = parser.parse_args(arguments)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    questions = load_questions()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
        build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED])
        bring_sample(Importing(store_path(settings), settings.corpus_dir))
        assistant = Assistant.open(settings)
        if not chosen.record:
            report = run_gate(assistant, questions, load_gate())
            for failure in report.failures:
                console.print(failure.message)
            return 1 if report.failures else 0
        subject = ours(assistant)
        runs = {name: run_questions(subject, [item for item in questions if item.split == name]) for name in SPLITS}
        write_gate(record(Shelf(assistant.retriever.index), questions, runs))
    console.print(f"Escrito: {GATE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A run as one HTML page in Spanish: no script, nothing fetched, so that it can be sent by mail and opened anywhere."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant import RelevoError
from evals.metrics import MEASURES, Estimate, GroupSummary
from evals.questions import Expected
from evals.report_charts import Chart, Point, Row, curve_chart, histogram, interval_chart
from evals.report_texts import (
    CURVE,
    CURVE_TITLE,
    DID,
    EXPECTED,
    GROUPS,
    GROUPS_AXIS,
    LATENCY,
    LATENCY_AXIS,
    LATENCY_CAPTION,
    MEANINGS,
    PEER,
    Fault,
)
from evals.runs import Result, Run

SHOWN_FAILURES = 60
SHOWN_TOPICS = 8
_FEWEST_ANSWERS = 20
"""The curve begins here: the share of wrong answers among fewer is noise."""

HEADLINES = ("passed", "refusal_recall", "verified", "latency_ms")
GROUP_MEASURES = ("passed", "facts", "recall_at_5", "source_cited")

_TEMPLATE = "report.html.j2"
_MEASURES = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of the table of totals."""

    label: str
    meaning: str
    value: str
    interval: str
    questions: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line of the table of groups: the values in the order of the table's columns."""

    name: str
    questions: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicLine:
    """How many questions of a topic were done right; a topic may stand in several groups."""

    name: str
    groups: str
    questions: int
    passed: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that went wrong: how, and how sure the assistant was that it could be answered."""

    fault: Fault
    result: Result
    answerable: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with the questions that called for one thing: counts in the order of :data:`DID`."""

    expected: str
    counts: tuple[int, ...]


def write_report(run: Run, path: Path) -> None:
    """Write the report of a run. An older file is replaced.

    Raises:
        RelevoError: the file cannot be written.
    """
    html = render_report(run)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(html, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise RelevoError(
            f"No pude escribir {path.name}.", "Revise que la carpeta exista y se pueda escribir."
        ) from error


def render_report(run: Run) -> str:
    """The page. Questions and answers are data: everything is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["decimal"] = decimal
    known = answerability(run.results)
    guidance = run.config.subject.guidance
    columns = [name for name in GROUP_MEASURES if run.summary.total.get(name)]
    failures = _failures(run.results, known)
    topics = _topics(run.results)
    return environment.get_template(_TEMPLATE).render(
        run=run,
        subject=run.config.subject,
        about_peers=PEER,
        headlines=_headlines(run),
        measures=[_measured(item) for item in run.summary.total.estimates if item.measure in _MEASURES],
        outcomes=_outcomes(run.results),
        did=DID,
        group_columns=[_MEASURES[name].label for name in columns],
        groups=[_group_line(group, columns) for group in run.summary.groups],
        unsupported={group.group: group.unsupported for group in run.summary.groups if group.unsupported is not None},
        group_chart=_group_chart(run),
        topics=[line for line in topics if line.passed < line.questions],
        perfect_topics=sum(line.passed == line.questions for line in topics),
        shown_topics=SHOWN_TOPICS,
        curve=_curve(run.results, known, guidance.refusal_threshold) if guidance else None,
        latency=_latency(run.results),
        failures=[(fault, list(items)) for fault, items in groupby(failures[:SHOWN_FAILURES], lambda item: item.fault)],
        failed=len(failures),
        shown=min(SHOWN_FAILURES, len(failures)),
    )


def decimal(value: float, digits: int = 1) -> str:
    """A number as Colombia writes it: comma for decimals, point for thousands."""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def coverage_points(
    results: Sequence[Result], chances: Mapping[str, float], threshold: float
) -> tuple[list[Point], list[Point]]:
    """The cut-offs that answer fewer questions than today, from the strictest to today's, and those that would answer more.

    At a cut-off, a question is answered if it is at least so probable that it can be. What was answered can be judged: the
    share of wrong ones is known (the risk of El-Yaniv and Wiener, 2010, "On the foundations of noise-free selective
    classification"). What was declined for its probability has no answer to judge: it counts as wrong if it was to be
    refused, and otherwise may be right or wrong, which gives the bounds.
    """
    judged = sorted(
        (item for item in results if item.question_id in chances),
        key=lambda item: -chances[item.question_id],
    )
    answered, wrong, unknown = 0, 0, 0
    known: list[Point] = []
    beyond: list[Point] = []
    for probability, tied in groupby(judged, lambda item: chances[item.question_id]):
        for item in tied:
            if item.refused and probability >= threshold:
                continue  # declined for another reason: no cut-off would answer it
            answered += 1
            surely = item.score.expected is Expected.REFUSE if item.refused else not item.score.passed
            wrong += surely
            unknown += item.refused and not surely
        if answered:
            point = Point(answered / len(judged), wrong / answered, (wrong + unknown) / answered)
            (known if probability >= threshold else beyond).append(point)
    start = min(_FEWEST_ANSWERS, len(judged)) / len(judged) if judged else 0.0
    return [point for point in known if point.coverage >= start] or known[-1:], beyond


def fault_of(result: Result) -> Fault | None:
    """The gravest thing that went wrong with a question; None if nothing did."""
    score = result.score
    declined = result.refused and score.expected is not Expected.REFUSE
    checks = (
        (Fault.ERROR, result.error is not None),
        (Fault.UNSUPPORTED, bool(score.unsupported)),
        (Fault.FORBIDDEN, bool(score.forbidden)),
        (Fault.SHOULD_REFUSE, score.expected is Expected.REFUSE and not score.passed),
        (Fault.PREMISE, score.expected is Expected.CORRECT and not score.passed and not declined),
        (Fault.SHOULD_ASK, score.expected is Expected.ASK_BACK and not score.passed),
        (Fault.DECLINED, declined and not score.passed),
        (Fault.INCOMPLETE, not score.passed),
    )
    return next((fault for fault, holds in checks if holds), None)


def answerability(results: Sequence[Result]) -> dict[str, float]:
    """How probable the assistant held it that the evidence answers each question, by its id, as the answer's trace tells."""
    return {
        result.question_id: float(step.detail)
        for result in results
        for step in result.trace
        if step.name == "answerable"
    }


def _failures(results: Sequence[Result], chances: Mapping[str, float]) -> list[Failure]:
    """The questions that went wrong, gravest first; within a fault, those that lack most."""
    order = list(Fault)
    failed = [Failure(fault, item, chances.get(item.question_id)) for item in results if (fault := fault_of(item))]
    return sorted(
        failed, key=lambda item: (order.index(item.fault), item.result.score.facts or 0.0, item.result.question_id)
    )


def _topics(results: Sequence[Result]) -> list[TopicLine]:
    """The topics, worst first."""
    asked = Counter(item.score.topic for item in results)
    passed = Counter(item.score.topic for item in results if item.score.passed)
    lines = []
    for topic, questions in asked.items():
        groups = dict.fromkeys(item.score.group for item in results if item.score.topic == topic)
        lines.append(TopicLine(topic, ", ".join(groups), questions, passed[topic]))
    return sorted(lines, key=lambda line: (line.passed / line.questions, -line.questions, line.name))


def _outcomes(results: Sequence[Result]) -> Iterator[Outcome]:
    for expected, label in EXPECTED.items():
        asked = [item for item in results if item.score.expected is expected]
        passed = sum(item.score.passed for item in asked)
        failed = sum(item.error is not None for item in asked)
        declined = sum(item.refused and not item.score.passed for item in asked)
        if asked:
            yield Outcome(label, (len(asked), passed, len(asked) - passed - failed - declined, declined, failed))


def _value(estimate: Estimate) -> tuple[str, str]:
    """The value and its interval, with the unit."""
    if _MEASURES[estimate.measure].percent:
        return f"{decimal(estimate.value * 100)} %", f"{decimal(estimate.low * 100)} a {decimal(estimate.high * 100)}"
    digits = 0 if estimate.high >= 10 else 4
    return decimal(estimate.value, digits), f"{decimal(estimate.low, digits)} a {decimal(estimate.high, digits)}"


def _measured(estimate: Estimate) -> Measured:
    label = _MEASURES[estimate.measure].label
    return Measured(label, MEANINGS.get(estimate.measure, ""), *_value(estimate), estimate.questions)


def _headlines(run: Run) -> Iterator[Measured]:
    for name in HEADLINES:
        if estimate := run.summary.total.get(name):
            yield _measured(estimate)


def _group_line(group: GroupSummary, columns: Sequence[str]) -> GroupLine:
    values = tuple(_value(found)[0] if (found := group.get(name)) else "–" for name in columns)
    return GroupLine(group.group, group.questions, values)


def _group_chart(run: Run) -> Chart | None:
    rows = [
        Row(f"{group.group} ({group.questions})", found.value, found.low, found.high, f"{found.value * 100:.0f} %")
        for group in run.summary.groups
        if (found := group.get("passed"))
    ]
    return interval_chart("grupos", GROUPS, GROUPS_AXIS, rows) if rows else None


def _curve(results: Sequence[Result], chances: Mapping[str, float], threshold: float) -> Chart | None:
    known, beyond = coverage_points(results, chances, threshold)
    if not known:
        return None
    now = known[-1]
    words = CURVE.format(
        threshold=decimal(threshold, 2), coverage=decimal(now.coverage * 100), wrong=decimal(now.high * 100)
    )
    return curve_chart("curva", CURVE_TITLE, words, known, beyond, f"hoy: {decimal(threshold, 2)}")


def _latency(results: Sequence[Result]) -> Chart | None:
    times = [time for item in results if item.error is None and (time := item.score.latency_ms) is not None]
    if not times:
        return None
    half, most = (float(value) for value in np.percentile(times, [50, 95]))
    words = LATENCY_CAPTION.format(half=decimal(half, 0), most=decimal(most, 0))
    marks = ((f"mitad: {decimal(half, 0)}", half), (f"95 %: {decimal(most, 0)}", most))
    return histogram("tiempos", LATENCY, words, LATENCY_AXIS, times, marks)

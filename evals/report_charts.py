"""The geometry of the report's charts: figures in, positions out. ``report_charts.svg.j2`` draws them.

A drawing is as narrow as a phone and grows with its column, so that its letters are never smaller than the page's notes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDTH = 350.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 14.0, 20.0, 46.0
_PLOT_HEIGHT = 210.0
_ROW_HEIGHT, _LABEL_WIDTH = 27.0, 142.0
_TICKS = 5
_LETTER = 7.0  # the width of a bold letter of the labels, at most


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A vertical line at ``at`` with a label; ``anchor`` is SVG's text-anchor, ``level`` the line of text it is written on."""

    at: float
    label: str
    anchor: str = "start"
    level: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram; ``said`` is what it tells when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    said: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A row: a name, a dot with its whiskers, and the value in words."""

    y: float
    name: str
    value: float
    low: float
    high: float
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a drawing needs. ``points`` and ``band`` are SVG point lists; what a chart lacks is empty.

    ``description`` is for those who cannot see it: what it shows and its main figures.
    """

    id: str
    title: str
    description: str
    x_label: str
    y_label: str = ""
    height: float = _TOP + _PLOT_HEIGHT + _BOTTOM
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = _TOP + _PLOT_HEIGHT
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    points: str = ""
    band: str = ""
    dot: tuple[float, float] | None = None
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    intervals: tuple[Interval, ...] = ()
    width: float = field(default=WIDTH, init=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A named share with its interval, each from 0 to 1."""

    name: str
    value: float
    low: float
    high: float
    said: str


@dataclass(frozen=True, slots=True)
class Point:
    """One cut-off: the share answered, and between which bounds the share of wrong answers lies (the same where it is known)."""

    coverage: float
    low: float
    high: float


def interval_chart(identifier: str, title: str, x_label: str, rows: Sequence[Row]) -> Chart:
    """Shares one under the other, each a dot with its interval."""
    left, right = _LABEL_WIDTH, WIDTH - 54.0
    bottom = _TOP + len(rows) * _ROW_HEIGHT
    worst, best = min(rows, key=lambda row: row.value), max(rows, key=lambda row: row.value)

    def place(share: float) -> float:
        return _round(left + share * (right - left))

    return Chart(
        id=identifier,
        title=title,
        description=f"{x_label}. Lo más alto: {best.name}, {best.said}. Lo más bajo: {worst.name}, {worst.said}.",
        x_label=x_label,
        height=bottom + _BOTTOM,
        left=left,
        right=right,
        bottom=bottom,
        x_ticks=tuple(Tick(place(share / 100), f"{share}") for share in (0, 25, 50, 75, 100)),
        intervals=tuple(
            Interval(
                _round(_TOP + (number + 0.5) * _ROW_HEIGHT),
                row.name,
                place(row.value),
                place(row.low),
                place(row.high),
                row.said,
            )
            for number, row in enumerate(rows)
        ),
    )


def curve_chart(
    identifier: str, title: str, description: str, known: Sequence[Point], beyond: Sequence[Point], today: str
) -> Chart:
    """Share answered against share of wrong answers: a line where it is known, a band beyond, today's cut-off marked.

    Args:
        identifier: names it in the page.
        title: its heading.
        description: what it shows, in words.
        known: the cut-offs that answer today's questions or fewer, from the strictest; the last is today's.
        beyond: those that would answer more.
        today: what is written at today's cut-off.
    """
    highest = max([point.high for point in (*known, *beyond)], default=0.0)
    step = max(0.05, _step(highest * 100) / 100)
    top = step * max(1, math.ceil(highest / step - 1e-9))
    bottom = _TOP + _PLOT_HEIGHT

    def across(share: float) -> float:
        return _round(_LEFT + share * (WIDTH - _RIGHT - _LEFT))

    def up(share: float) -> float:
        return _round(bottom - share / top * _PLOT_HEIGHT)

    band = [*known[-1:], *beyond]
    edge = [(point.coverage, point.high) for point in band] + [(point.coverage, point.low) for point in reversed(band)]
    last = known[-1] if known else None
    side = "end" if last and last.coverage > 0.5 else "start"
    return Chart(
        id=identifier,
        title=title,
        description=description,
        x_label="Preguntas respondidas (% de todas)",
        y_label="Respuestas malas (% de las dadas)",
        x_ticks=tuple(Tick(across(share / 100), f"{share}") for share in range(0, 101, 20)),
        y_ticks=tuple(Tick(up(step * number), f"{step * number * 100:.0f}") for number in range(round(top / step) + 1)),
        points=_points((across(point.coverage), up(point.high)) for point in known),
        band=_points((across(x), up(y)) for x, y in edge) if beyond else "",
        dot=(across(last.coverage), up(last.high)) if last else None,
        lines=(Line(across(last.coverage), today, side),) if last else (),
    )


def histogram(
    identifier: str,
    title: str,
    description: str,
    x_label: str,
    values: Sequence[float],
    marks: Sequence[tuple[str, float]],
) -> Chart:
    """How many values fall into each of some twenty equal bins; the last one takes all that are larger.

    Args:
        identifier: names it in the page.
        title: its heading.
        description: what it shows, in words.
        x_label: the axis, with its unit.
        values: what is counted, none below zero.
        marks: vertical lines, each a name and a value.
    """
    ordered = sorted(values)
    reach = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    width = _step(reach * _TICKS / 20) or 1.0
    bins = max(1, math.ceil(reach / width + 1e-9))
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / width))] += 1
    step = max(1.0, _step(max(counts)))
    top = step * math.ceil(max(counts) / step)
    span, bottom = WIDTH - _RIGHT - _LEFT, _TOP + _PLOT_HEIGHT

    def across(value: float) -> float:
        return _round(_LEFT + min(1.0, value / (bins * width)) * span)

    def bar(number: int, count: int) -> Bar:
        tall = count / top * _PLOT_HEIGHT
        end = "o más" if number == bins - 1 else f"a {width * (number + 1):g}"
        said = f"{width * number:g} {end}: {count}"
        return Bar(across(width * number) + 0.5, _round(bottom - tall), _round(span / bins - 1), _round(tall), said)

    every = max(1, math.ceil(bins / _TICKS))
    return Chart(
        id=identifier,
        title=title,
        description=description,
        x_label=x_label,
        y_label="Preguntas",
        x_ticks=tuple(Tick(across(width * number), f"{width * number:g}") for number in range(0, bins + 1, every)),
        y_ticks=tuple(
            Tick(_round(bottom - step * number / top * _PLOT_HEIGHT), f"{step * number:.0f}")
            for number in range(round(top / step) + 1)
        ),
        bars=tuple(bar(number, count) for number, count in enumerate(counts)),
        lines=tuple(_mark(across(value), name, level) for level, (name, value) in enumerate(marks)),
    )


def _mark(at: float, name: str, level: int) -> Line:
    """A vertical line whose label stays inside the drawing."""
    return Line(at, name, "end" if at + len(name) * _LETTER > WIDTH else "start", level)


def _step(largest: float) -> float:
    """A round step (1, 2, 2.5 or 5 times a power of ten) that cuts an axis into about five parts."""
    if largest <= 0:
        return 0.0
    rough = largest / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= rough - 1e-12)


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in pairs)


def _round(value: float) -> float:
    return round(value, 1)

"""A trend drawn as SVG inside the page: it follows the theme, and nothing is fetched to draw it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from assistant.indicators.charts import Chart, Mark
from assistant.spanish import write_number
from ui.web.safe import safe

_WIDTH, _HEIGHT = 340, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 12, 12, 26
_TICKS = 4
_MILLION = 1_000_000
_MOST_YEARS = 5


def trend_svg(chart: Chart) -> str:
    """A line for each entity with its legend; the chart's description is read in its place by a screen reader."""
    lines: dict[str, list[Mark]] = {}
    for mark in chart.marks:
        lines.setdefault(mark.name, []).append(mark)
    plot = _Plot(chart.marks)
    drawn = "".join(_line(plot, place, marks) for place, marks in enumerate(lines.values()))
    legend = "".join(f"<li class='line-{place}'><span></span>{safe(name)}</li>" for place, name in enumerate(lines))
    return (
        f"<figure class='trend'><svg viewBox='0 0 {_WIDTH} {_HEIGHT}' role='img' aria-label='{safe(chart.description)}'>"
        f"{plot.axes()}{drawn}</svg><ul>{legend}</ul>"
        f"<figcaption>{safe(chart.unit)}{plot.scale_note}</figcaption></figure>"
    )


class _Plot:
    """Where years and values stand in the drawing."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        years = [mark.year for mark in marks]
        values = [mark.value for mark in marks]
        self._years = sorted(set(years))
        self._step = _nice_step(max(values) - min(values) or abs(values[0]) or 1.0)
        self._low = math.floor(min(values) / self._step) * self._step
        self._high = max(math.ceil(max(values) / self._step) * self._step, self._low + self._step)
        self._in_millions = max(map(abs, values)) >= 10 * _MILLION

    @property
    def scale_note(self) -> str:
        """What the axis was divided by."""
        return " (eje en millones)" if self._in_millions else ""

    def place(self, mark: Mark) -> tuple[float, float]:
        """A mark in the drawing's units."""
        return self._x(mark.year), self._y(mark.value)

    def axes(self) -> str:
        """Horizontal lines with their values, and years."""
        count = round((self._high - self._low) / self._step)
        values = [self._low + self._step * place for place in range(count + 1)]
        lines = "".join(
            f"<line class='grid' x1='{_LEFT}' x2='{_WIDTH - _RIGHT}' y1='{self._y(value):.1f}' y2='{self._y(value):.1f}'/>"
            f"<text x='{_LEFT - 6}' y='{self._y(value) + 4:.1f}' text-anchor='end'>{self._written(value)}</text>"
            for value in values
        )
        every = math.ceil(len(self._years) / _MOST_YEARS)
        years = "".join(
            f"<text x='{self._x(year):.1f}' y='{_HEIGHT - 6}' text-anchor='middle'>{year}</text>"
            for year in self._years[::-1][::every]
        )
        return lines + years

    def _x(self, year: int) -> float:
        span = self._years[-1] - self._years[0]
        share = (year - self._years[0]) / span if span else 0.5
        return _LEFT + 14 + share * (_WIDTH - _LEFT - _RIGHT - 28)

    def _y(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def _written(self, value: float) -> str:
        shown = value / _MILLION if self._in_millions else value
        return write_number(Decimal(repr(round(shown, 6))))


def _line(plot: _Plot, place: int, marks: Sequence[Mark]) -> str:
    points = [plot.place(mark) for mark in marks]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3.5'><title>{safe(mark.name)}, {mark.year}: {safe(mark.written)}</title></circle>"
        for (x, y), mark in zip(points, marks, strict=True)
    )
    return f"<g class='line-{place}'><polyline points='{path}'/>{dots}</g>"


def _nice_step(span: float) -> float:
    """The step that divides a span into about four: 1, 2 or 5 times a power of ten."""
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)

"""Charts of figures: a trend, a comparison or a place among peers, as data that any drawing can be made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.indicators import texts
from assistant.indicators.compare import Peers
from assistant.indicators.entities import Entity
from assistant.indicators.readings import Reading
from assistant.indicators.sentences import cited
from assistant.spanish import write_number

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
OWN, OTHER = "#0b5d5e", "#b9c6c9"
"""Colours of the entity that the chart is about and of the others: they can be told apart in grey too."""

MOST_BARS = 15
_WIDTH, _HEIGHT, _BAR = 560, 300, 22


class ChartKind(StrEnum):
    """How the marks are to be read."""

    TREND = "evolucion"
    COMPARISON = "comparacion"
    POSITION = "puesto"


@dataclass(frozen=True, slots=True)
class Mark:
    """One point or bar. ``name`` is the entity's label; ``own`` tells the entity that the chart is about."""

    name: str
    year: int
    value: float
    written: str
    own: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """What a drawing needs. ``description`` tells the same in words, for those who cannot see it."""

    kind: ChartKind
    title: str
    unit: str
    source: str
    description: str
    marks: tuple[Mark, ...]


def trend_chart(series: Sequence[Sequence[Reading]]) -> Chart:
    """The years of an entity, the first series, and of those it is compared with.

    Raises:
        ValueError: there is no number to show.
    """
    marks = [_mark(reading, own=place == 0) for place, each in enumerate(series) for reading in each]
    years = sorted({mark.year for mark in _numbers(marks)})
    title = texts.CHART_TREND.format(indicator=_first(series).indicator.name, entity=_first(series).entity.label)
    span = f", {years[0]}-{years[-1]}" if len(years) > 1 else f", {years[0]}" if years else ""
    return _chart(ChartKind.TREND, f"{title}{span}", marks, _first(series))


def comparison_chart(readings: Sequence[Reading]) -> Chart:
    """Some entities in one year, the first one the entity that it is about.

    Raises:
        ValueError: there is no number to show.
    """
    first = _first([readings])
    marks = [_mark(reading, own=place == 0) for place, reading in enumerate(readings)]
    title = texts.CHART_COMPARISON.format(indicator=first.indicator.name, year=first.year)
    return _chart(ChartKind.COMPARISON, title, marks, first)


def position_chart(ranked: Sequence[Reading], entity: Entity, peers: Peers) -> Chart:
    """The place of an entity among its peers: those around it where they are many.

    Args:
        ranked: the peers' figures, the best first.
        entity: whose place is shown.
        peers: who they are.

    Raises:
        ValueError: there is no number to show.
    """
    own = next((place for place, reading in enumerate(ranked) if reading.entity.code == entity.code), 0)
    start = max(0, min(own - MOST_BARS // 2, len(ranked) - MOST_BARS))
    first = ranked[own] if ranked else _first([ranked])
    marks = [
        _mark(reading, own=reading.entity.code == entity.code, place=place)
        for place, reading in enumerate(ranked[start : start + MOST_BARS], start + 1)
    ]
    title = texts.CHART_POSITION.format(
        indicator=first.indicator.name, year=first.year, entity=entity.label, peers=peers.label, count=len(ranked)
    )
    return _chart(ChartKind.POSITION, title, marks, first)


def vega_lite(chart: Chart) -> dict[str, Any]:
    """The chart as a Vega-Lite 5 specification (https://vega.github.io/vega-lite/docs/), its data inside."""
    drawn = _line(chart) if chart.kind is ChartKind.TREND else _bars(chart)
    return {
        "$schema": _SCHEMA,
        "title": {"text": chart.title, "subtitle": chart.source, "anchor": "start", "subtitleColor": "#555"},
        "description": chart.description,
        "width": _WIDTH,
        "data": {
            "values": [
                {"entidad": mark.name, "anio": mark.year, "valor": mark.value, "escrito": mark.written, "propia": mark.own}
                for mark in chart.marks
            ]
        },
        **drawn,
    }  # fmt: skip


def _line(chart: Chart) -> dict[str, Any]:
    names = list(dict.fromkeys(mark.name for mark in chart.marks))
    return {
        "height": _HEIGHT,
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "anio", "type": "ordinal", "title": texts.CHART_YEAR, "axis": {"labelAngle": 0}},
            "y": {"field": "valor", "type": "quantitative", "title": chart.unit, "scale": {"zero": False}},
            "color": {
                "field": "entidad",
                "type": "nominal",
                "title": None,
                "sort": names,
                "legend": None if len(names) == 1 else {"orient": "bottom"},
            },
            "tooltip": _TOOLTIP,
        },
    }


def _bars(chart: Chart) -> dict[str, Any]:
    order = [mark.name for mark in chart.marks]
    y = {"field": "entidad", "type": "nominal", "title": None, "sort": order}
    color = {"condition": {"test": "datum.propia", "value": OWN}, "value": OTHER}
    x = {"field": "valor", "type": "quantitative", "title": chart.unit}
    return {
        "height": {"step": _BAR},
        "layer": [
            {"mark": "bar", "encoding": {"x": x, "y": y, "color": color, "tooltip": _TOOLTIP}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"x": x, "y": y, "text": {"field": "escrito", "type": "nominal"}},
            },
        ],
    }


_TOOLTIP = [
    {"field": "entidad", "type": "nominal"},
    {"field": "anio", "type": "ordinal"},
    {"field": "escrito", "type": "nominal"},
]


def _chart(kind: ChartKind, title: str, marks: Sequence[Mark | None], first: Reading) -> Chart:
    numbers = tuple(_numbers(marks))
    if not numbers:
        raise ValueError("a chart needs numbers")
    said = "; ".join(f"{mark.name}, {mark.year}: {mark.written}" for mark in numbers)
    several = len({mark.year for mark in numbers}) > 1 or len({mark.name for mark in numbers}) > 1
    template = texts.CHART_SOURCE if several else texts.SOURCE
    source = template.format(source=cited(first.observations[0]), entity=first.entity.label, year=first.year)
    sample = f" {texts.SAMPLE}" if first.sample else ""
    return Chart(kind, title, first.unit, f"{source}{sample}", f"{title}. {said}.", numbers)


def _first(series: Sequence[Sequence[Reading]]) -> Reading:
    """The last figure of the entity that the chart is about."""
    if not series or not series[0]:
        raise ValueError("a chart needs figures")
    return series[0][-1] if len({reading.entity.code for reading in series[0]}) == 1 else series[0][0]


def _mark(reading: Reading, *, own: bool, place: int | None = None) -> Mark | None:
    if reading.value is None:
        return None
    name = f"{place}. {reading.entity.label}" if place else reading.entity.label
    return Mark(name, reading.year, float(reading.value), write_number(reading.value), own)


def _numbers(marks: Sequence[Mark | None]) -> list[Mark]:
    return [mark for mark in marks if mark is not None]

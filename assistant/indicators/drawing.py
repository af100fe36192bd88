"""Charts as files: a picture (PNG) or a Vega-Lite specification (JSON)."""

from __future__ import annotations

import json
import textwrap
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import RelevoError
from assistant.indicators import texts
from assistant.indicators.charts import OTHER, OWN, Chart, ChartKind, Mark, vega_lite
from assistant.spanish import write_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DPI = 150
_INCHES = (8.0, 4.5)
_BAR_INCHES, _FRAME_INCHES = 0.36, 2.0
_TITLE_LETTERS, _SOURCE_LETTERS = 70, 110
_COLOURS = (OWN, "#c8553d", "#8d6a9f", "#588157", "#e0a030")


def save_chart(chart: Chart, path: Path) -> None:
    """Write a chart to a .png or .json file, whole or not at all.

    Raises:
        RelevoError: the file's ending is another, or it cannot be written.
    """
    if path.suffix.lower() not in {".png", ".json"}:
        raise RelevoError(texts.BAD_CHART_FILE.format(name=path.name), texts.BAD_CHART_FILE_HINT)
    aside = path.with_name(f".{path.name}.parte")
    try:
        if path.suffix.lower() == ".json":
            aside.write_text(json.dumps(vega_lite(chart), ensure_ascii=False, indent=2), encoding="utf-8")
        else:
            _draw(chart, aside)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise RelevoError(
            f"No se pudo escribir «{path.name}».", "Revise que la carpeta exista y tenga permiso de escritura."
        ) from error


def _draw(chart: Chart, path: Path) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    is_trend = chart.kind is ChartKind.TREND
    height = _INCHES[1] if is_trend else _FRAME_INCHES + _BAR_INCHES * len(chart.marks)
    figure = Figure(figsize=(_INCHES[0], height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if is_trend:
        _draw_lines(chart, axes)
    else:
        _draw_bars(chart, axes)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(textwrap.fill(chart.title, _TITLE_LETTERS), loc="left", fontsize=11, fontweight="bold")
    figure.supxlabel(textwrap.fill(chart.source, _SOURCE_LETTERS), fontsize=7, color="#555", x=0.01, ha="left")
    figure.savefig(path, dpi=_DPI, format="png", metadata={"Software": "Relevo", "Description": chart.description})


def _draw_lines(chart: Chart, axes: Axes) -> None:
    by_name: dict[str, list[Mark]] = {}
    for mark in chart.marks:
        by_name.setdefault(mark.name, []).append(mark)
    for place, (name, marks) in enumerate(by_name.items()):
        years, values = [mark.year for mark in marks], [mark.value for mark in marks]
        colour = _COLOURS[place % len(_COLOURS)]
        axes.plot(years, values, marker="o", color=colour, label=name, linewidth=2 if marks[0].own else 1.4)
        if len(by_name) == 1:
            for mark in marks:
                axes.annotate(
                    mark.written, (mark.year, mark.value), (0, 7), textcoords="offset points", ha="center", fontsize=8
                )
    axes.set_xticks(sorted({mark.year for mark in chart.marks}))
    axes.margins(x=0.08, y=0.18)
    axes.set_ylabel(chart.unit)
    axes.yaxis.set_major_formatter(_written)
    axes.grid(axis="y", color="#e5e5e5")
    if len(by_name) > 1:
        axes.legend(frameon=False, fontsize=8)


def _draw_bars(chart: Chart, axes: Axes) -> None:
    marks = chart.marks[::-1]
    bars = axes.barh(
        [mark.name for mark in marks], [mark.value for mark in marks], color=[OWN if mark.own else OTHER for mark in marks]
    )  # fmt: skip
    axes.bar_label(bars, [mark.written for mark in marks], padding=4, fontsize=8)
    axes.margins(x=0.16)
    axes.set_xlabel(chart.unit)
    axes.xaxis.set_major_formatter(_written)
    axes.tick_params(labelsize=8)


def _written(value: float, _: object) -> str:
    return write_number(Decimal(repr(float(value))))

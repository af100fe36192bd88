"""The figures of an answer as a table: each with its year and where it was read."""

from __future__ import annotations

from decimal import Decimal

from assistant.indicators.sentences import write_amount
from assistant.types import Figure
from ui.web import texts
from ui.web.safe import safe
from ui.web.tabs.tables import table

_MOST = 30


def figures_table(figures: tuple[Figure, ...]) -> str:
    """The figures as HTML, nothing where there are none; past thirty, the first ones and how many are left."""
    if not figures:
        return ""
    left = len(figures) - _MOST
    more = f"<p class='empty'>{safe(texts.FIGURES_LEFT.format(count=left))}</p>" if left > 0 else ""
    return f"{table(texts.FIGURE_COLUMNS, map(_row, figures[:_MOST]), texts.FIGURES, 'answered')}{more}"


def _row(figure: Figure) -> list[str]:
    value = figure.text if figure.value is None else write_amount(Decimal(str(figure.value)), figure.unit)
    about = f"{figure.label}, {figure.entity}" if figure.entity else figure.label
    source = figure.source or (texts.COMPUTED.format(operation=figure.operation) if figure.operation else "")
    return list(map(safe, (about, value, str(figure.year or ""), source)))

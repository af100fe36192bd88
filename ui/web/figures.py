"""The figures of an answer as a table: each with its year and where it was read."""

from __future__ import annotations

from decimal import Decimal

from assistant.spanish import write_number
from assistant.types import Figure
from ui.web import texts
from ui.web.safe import safe

_MOST = 30


def figures_table(figures: tuple[Figure, ...]) -> str:
    """The figures as HTML, nothing where there are none; past thirty, the first ones and how many are left."""
    if not figures:
        return ""
    heads = "".join(f"<th scope='col'>{safe(name)}</th>" for name in texts.FIGURE_COLUMNS)
    rows = "".join(_row(figure) for figure in figures[:_MOST])
    left = len(figures) - _MOST
    more = f"<p class='empty'>{safe(texts.FIGURES_LEFT.format(count=left))}</p>" if left > 0 else ""
    return (
        f"<div class='scrolls' tabindex='0' role='group' aria-label='{safe(texts.FIGURES)}'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{more}"
    )


def _row(figure: Figure) -> str:
    value = figure.text if figure.value is None else f"{write_number(Decimal(str(figure.value)))} {figure.unit}".strip()
    about = f"{figure.label}, {figure.entity}" if figure.entity else figure.label
    source = figure.source or (texts.COMPUTED.format(operation=figure.operation) if figure.operation else "")
    cells = (about, value, str(figure.year or ""), source)
    return f"<tr>{''.join(f'<td>{safe(cell)}</td>' for cell in cells)}</tr>"

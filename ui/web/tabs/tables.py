"""Tables of the page: rows on a wide screen; on a narrow one each cell under the name of its column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ui.web.safe import safe


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "", kind: str = "") -> str:
    """A table as HTML.

    Args:
        columns: the names of the columns, as plain text.
        rows: the cells, as HTML: whoever gives them has escaped what came from outside.
        caption: what the table is, as plain text.
        kind: how its rows look where there is no room for columns (see tables.css): "fields", "years", "figures" or "facts".
    """
    head = "".join(f"<th scope='col'>{safe(name)}</th>" for name in columns)
    body = "".join(_row(columns, cells) for cells in rows)
    told = f"<caption>{safe(caption)}</caption>" if caption else ""
    return f"<div class='stacked {kind}'><table>{told}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _row(columns: Sequence[str], cells: Sequence[str]) -> str:
    named = zip(columns, cells, strict=True)
    return f"<tr>{''.join(_cell(name, cell) for name, cell in named)}</tr>"


def _cell(name: str, cell: str) -> str:
    return f"<td data-label='{safe(name)}'>{cell}</td>"

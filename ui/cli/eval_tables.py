"""The tables of `relevo eval`, in Markdown so that they can be pasted as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.compare import Change, Comparison, Difference, QuestionChange
from evals.metrics import MEASURES, Estimate, GroupSummary
from evals.runs import Run
from ui.cli import texts

GROUP_COLUMNS = ("passed", "facts", "recall_at_10", "source_cited", "verified")

_MEASURES = {measure.name: measure for measure in MEASURES}


def run_lines(run: Run) -> Iterator[str]:
    """The figures of a run: of all its questions, and by group. What applies to no question has no line and no column."""
    total = run.summary.total
    yield texts.EVAL_TITLE.format(
        id=run.id, subject=run.config.subject.name, dataset=run.config.dataset, questions=total.questions
    )
    yield ""
    rows = [
        (_MEASURES[item.measure].label, _value(item), _interval(item), str(item.questions)) for item in total.estimates
    ]
    yield from _table(texts.EVAL_MEASURES_HEAD, rows)
    yield ""
    if total.unsupported is not None:
        yield texts.EVAL_UNSUPPORTED.format(count=total.unsupported)
        yield ""
    columns = [name for name in GROUP_COLUMNS if total.get(name)]
    head = (*texts.EVAL_GROUPS_HEAD, *(_MEASURES[name].label for name in columns))
    yield from _table(head, [_group_row(group, columns) for group in (*run.summary.groups, total)])


def _group_row(group: GroupSummary, columns: Sequence[str]) -> tuple[str, ...]:
    cells = (group.get(name) for name in columns)
    shown = (f"{_value(cell)} ({_interval(cell)})" if cell else "—" for cell in cells)
    return (group.group, str(group.questions), *shown)


def comparison_lines(comparison: Comparison, before: Run, after: Run) -> Iterator[str]:
    """What changed from one run to the other: in figures, and question by question."""
    yield texts.EVAL_COMPARED.format(
        before=before.id,
        before_subject=before.config.subject.name,
        after=after.id,
        after_subject=after.config.subject.name,
    )
    yield ""
    yield from _table(texts.EVAL_DIFFERENCES_HEAD, [_difference_row(item) for item in comparison.differences])
    yield ""
    for change in comparison.changes:
        if change.change is not Change.SAME:
            yield _change_line(change)
    better, worse, same = (comparison.count(change) for change in (Change.BETTER, Change.WORSE, Change.SAME))
    if comparison.left_out:
        yield texts.EVAL_LEFT_OUT.format(count=comparison.left_out)
    yield texts.EVAL_VERDICT.format(verdict=comparison.verdict.value, better=better, worse=worse, same=same)


def _difference_row(item: Difference) -> tuple[str, ...]:
    interval = f"{_number(100 * item.low)} a {_number(100 * item.high)}"
    difference = f"{'+' if item.difference > 0 else ''}{_number(100 * item.difference)}"
    before, after = (f"{_number(100 * value)} %" for value in (item.before, item.after))
    p_value = _number(item.p_value, 3)
    return item.label, before, after, difference, interval, f"{item.better}/{item.worse}", p_value, item.verdict.value


def _change_line(change: QuestionChange) -> str:
    lacks = f" ({texts.EVAL_LACKS.format(missing='; '.join(change.missing_after))})" if change.missing_after else ""
    return f"{change.change.value}: {change.question_id} · {change.question}{lacks}"


def _value(item: Estimate) -> str:
    return f"{_number(100 * item.value)} %" if _MEASURES[item.measure].percent else _number(item.value)


def _interval(item: Estimate) -> str:
    scale = 100 if _MEASURES[item.measure].percent else 1
    return f"{_number(scale * item.low)} a {_number(scale * item.high)}"


def _number(value: float, decimals: int = 1) -> str:
    """As Colombia writes it: a decimal comma."""
    return f"{value:.{decimals}f}".replace(".", ",")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table with its columns aligned for the terminal."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    yield _row(head, widths)
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    yield from (_row(row, widths) for row in rows)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

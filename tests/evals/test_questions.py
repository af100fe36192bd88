"""The evaluation questions, as they are read from their files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from evals.questions import Figure, load_questions

LINE = (
    '{{"id": "q", "question": "¿Cuánto?", "kind": "answer", "topic": "t", "group": "g", "split": "control",'
    ' "gold": {{"number": {number}}}}}'
)


def test_figures_are_read_with_their_year(tmp_path: Path) -> None:
    numbers = ('{"value": 11.9, "unit": "%", "year": "2022"}', "null")
    lines = "\n\n".join(LINE.format(number=number) for number in numbers)
    (tmp_path / "preguntas.jsonl").write_text(lines, encoding="utf-8")
    figures = [question.gold.number for question in load_questions(tmp_path)]
    assert figures == [Figure(Decimal("11.9"), "%", 2022), None]


def test_a_figure_that_is_no_number_names_its_line(tmp_path: Path) -> None:
    line = LINE.format(number='{"value": "muchos", "unit": "%"}')
    (tmp_path / "preguntas.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=r"preguntas\.jsonl:1"):
        load_questions(tmp_path)


def test_no_topic_stands_in_two_splits() -> None:
    topics: dict[str, set[str]] = {}
    for question in load_questions():
        topics.setdefault(question.topic, set()).add(question.split)
    assert {topic for topic, splits in topics.items() if len(splits) > 1} == set()

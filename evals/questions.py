"""The evaluation questions and what a right answer to each must hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant import Exchange, Turn

FOLDER = Path(__file__).with_name("questions")


class Expected(StrEnum):
    """What the assistant should do with a question."""

    ANSWER = "answer"
    REFUSE = "refuse"
    ASK_BACK = "ask_back"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure that a question asks for: its value as the guidance writes it, its unit in words, its year if it has one."""

    value: Decimal
    unit: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """What a right answer holds.

    ``facts`` are the required ones, each as its accepted forms; ``forbidden`` what only a wrong answer says; ``norm`` and
    ``article`` the legal source that must be cited, where there is one; ``number`` the figure asked for, where one is.
    """

    facts: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    norm: str | None = None
    article: str | None = None
    documents: tuple[str, ...] = ()
    number: Figure | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One evaluation question. No topic stands in two splits; nothing is tuned on "control".

    Nor is it on "ajenas", which others wrote without having read the guidance.
    """

    id: str
    text: str
    expected: Expected
    gold: Gold
    topic: str
    group: str
    split: str
    history: tuple[Exchange, ...] = ()
    entity: str | None = None

    @property
    def turn(self) -> Turn:
        """The question as a door would hand it over."""
        return Turn(self.text, self.history, self.entity)


def load_questions(folder: Path = FOLDER, split: str | None = None) -> list[Question]:
    """The questions of a folder's JSONL files, all of them or those of one split, in the files' order.

    Raises:
        ValueError: a line is not a question; the message names file and line.
    """
    return [
        question
        for path in sorted(folder.glob("*.jsonl"))
        for question in _read(path)
        if split in {None, question.split}
    ]


def _read(path: Path) -> Iterator[Question]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _question(json.loads(line))
        except (ValueError, KeyError, TypeError, ArithmeticError) as error:  # of Decimal, the last
            raise ValueError(f"{path.name}:{number}: {error}") from error


def _question(raw: dict[str, Any]) -> Question:
    gold = raw["gold"]
    return Question(
        id=raw["id"],
        text=raw["question"],
        expected=Expected(raw["kind"]),
        gold=Gold(
            facts=tuple(tuple(forms) for forms in gold.get("facts", [])),
            forbidden=tuple(gold.get("forbidden") or ()),
            norm=gold.get("norm"),
            article=gold.get("article"),
            documents=tuple(gold.get("documents") or ()),
            number=_figure(gold["number"]) if gold.get("number") else None,
        ),
        topic=raw["topic"],
        group=raw["group"],
        split=raw["split"],
        history=tuple(Exchange(**exchange) for exchange in raw.get("conversation") or ()),
        entity=raw.get("entity"),
    )


def _figure(raw: dict[str, Any]) -> Figure:
    return Figure(Decimal(str(raw["value"])), raw["unit"], int(raw["year"]) if raw.get("year") else None)

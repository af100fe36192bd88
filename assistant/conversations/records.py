"""What doors get from the store. Every time is UTC and aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.types import Answer


class Rating(StrEnum):
    """What its reader thought of an answer."""

    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A reader's opinion of an answer, with the reason if one was given."""

    rating: Rating
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """A question of a conversation with the whole answer it got. ``number`` counts from 1 in the conversation."""

    number: int
    asked_at: datetime
    answer: Answer
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation as a list shows it. ``entity`` is the DIVIPOLA code last chosen; ``length`` counts its turns."""

    id: str
    title: str
    entity: str | None
    created_at: datetime
    updated_at: datetime
    length: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A whole conversation, its turns oldest first. ``entity`` is the DIVIPOLA code last chosen."""

    id: str
    title: str
    entity: str | None
    created_at: datetime
    updated_at: datetime
    turns: tuple[RecordedTurn, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """Where an answer was kept: the conversation and the turn's number in it."""

    conversation_id: str
    number: int

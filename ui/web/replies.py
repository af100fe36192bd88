"""What the page remembers of a conversation: each question with what was replied to it, as values that nothing changes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant import Answer, Assistant, Citation, Exchange, Passage, RelevoError, Statement, Turn
from assistant.answering.texts import about_part
from assistant.conversations import Feedback, Saved
from assistant.types import (
    AnswerReady,
    EntityChoice,
    Event,
    Figure,
    Kind,
    PassagesFound,
    StatementReady,
    Understood,
    cited_sources,
)
from ui.web import texts

_log = logging.getLogger(__name__)


class Status(StrEnum):
    """How far a reply got."""

    ASKING = "asking"
    ANSWERED = "answered"
    REFUSED = "refused"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reply:
    """A question of the conversation and what has been replied so far.

    ``number`` counts from 1 in the conversation; ``entity`` is the DIVIPOLA code that it was asked for; ``passages`` are what
    was read; ``remark`` is what the page itself says: progress, notes, a stop, an error. ``standalone`` is the question as it
    was understood, ``kept_in`` the id of the conversation on the server and ``turn`` the answer's number there: "" and 0
    before anything is kept.
    """

    number: int
    question: str
    entity: str = ""
    status: Status = Status.ASKING
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    words: str = ""
    remark: str = texts.SEARCHING
    passages: tuple[Passage, ...] = ()
    suggestions: tuple[str, ...] = ()
    asks_back: tuple[EntityChoice, ...] = ()
    standalone: str = ""
    kept_in: str = ""
    turn: int = 0
    feedback: Feedback | None = None

    @property
    def text(self) -> str:
        """The reply as plain text: its statements with their numbers, then the assistant's own words."""
        return "\n\n".join([*self._said(), *([self.words] if self.words else [])])

    def _said(self) -> Iterator[str]:
        part = ""
        for item in self.statements:
            if item.part != part:
                part = item.part
                yield about_part(part)
            yield f"{item.text} {''.join(f'[{number}]' for number in item.citations)}".strip()

    def then(self, event: Event) -> Reply:
        """The reply after one more event of the assistant."""
        match event:
            case Understood(kind=kind):
                return replace(self, remark=texts.SEARCHING_FIGURES) if kind is Kind.FIGURES else self
            case PassagesFound(found):
                read = tuple(dict.fromkeys([*self.passages, *(item.passage for item in found)]))
                return replace(self, passages=read, remark=texts.READING.format(count=len(read)))
            case StatementReady(statement, brought):
                statements, citations = (*self.statements, statement), (*self.citations, *brought)
                return replace(self, statements=statements, citations=citations, remark=texts.CHECKING)
            case AnswerReady(answer):
                whole = replace(
                    self,
                    status=Status.REFUSED if answer.refused else Status.ANSWERED,
                    statements=answer.statements,
                    citations=answer.citations,
                    figures=answer.figures,
                    words="",
                    remark=" ".join(answer.notes),
                    suggestions=answer.suggestions,
                    asks_back=answer.asks_back,
                    standalone=answer.standalone,
                )
                return replace(whole, words=answer.text.removeprefix(whole.text).strip())

    def stopped(self) -> Reply:
        """The reply that its reader interrupted: what was said so far stays."""
        if self.status is not Status.ASKING:
            return self
        return replace(self, status=Status.STOPPED, remark=texts.STOPPED if self.statements else texts.STOPPED_EARLY)

    def failed(self, reason: str) -> Reply:
        """The reply that an error ended."""
        return replace(self, status=Status.FAILED, remark=reason)

    def as_answer(self) -> Answer:
        """What was said, as a draft takes it: also of a reply that was stopped."""
        refused = self.status is Status.REFUSED
        return Answer(self.question, Kind.GUIDANCE, self.text, refused, self.statements, self.citations, self.figures)

    def kept(self, saved: Saved | None) -> Reply:
        """The reply that the server keeps; the same where it could not be kept."""
        return replace(self, kept_in=saved.conversation_id, turn=saved.number) if saved else self


Conversation = tuple[Reply, ...]
Remember = Callable[[str, str, Answer], Saved | None]
"""Keeps an answer: the conversation's id, or none yet, and the entity; where it was kept, None when that failed."""


def ask(
    assistant: Assistant,
    question: str,
    before: Conversation,
    remember: Remember,
    entity: str = "",
    shelf: str | None = None,
) -> Iterator[Reply]:
    """The reply to a question as it grows; the last one is whole and kept, or says in words what went wrong."""
    reply = Reply(len(before) + 1, question, entity, kept_in=kept_in(before))
    yield reply
    try:
        for event in assistant.stream(Turn(question, history(before), entity or None, shelf)):
            reply = reply.then(event)
            if isinstance(event, AnswerReady):
                reply = reply.kept(remember(reply.kept_in, entity, event.answer))
            yield reply
    except RelevoError as error:
        yield reply.failed(str(error))
    except Exception:
        _log.exception("La conversación web falló")
        yield reply.failed(texts.FAILED)


def history(conversation: Conversation) -> tuple[Exchange, ...]:
    """The conversation as the assistant takes it: without the questions that got no reply."""
    return tuple(
        Exchange(reply.question, reply.text, reply.standalone, cited_sources(reply.citations))
        for reply in conversation
        if reply.text
    )


def kept_in(conversation: Conversation) -> str:
    """The id of the conversation on the server, empty before anything is kept."""
    return conversation[-1].kept_in if conversation else ""


def with_feedback(conversation: Conversation, feedback: Feedback) -> Conversation:
    """The conversation once its reader said what they thought of its last answer."""
    return (*conversation[:-1], replace(conversation[-1], feedback=feedback))

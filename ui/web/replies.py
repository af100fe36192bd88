"""What the page remembers of a conversation: each question with what was replied to it, as values that nothing changes."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant import Answer, Assistant, Citation, Exchange, RelevoError, Statement, Turn
from assistant.types import AnswerReady, Event, PassagesFound, StatementReady, Understood, cited_sources
from ui.web import texts

_log = logging.getLogger(__name__)

# Everything but letters, digits and the punctuation of plain Spanish prose is written as an entity, so that neither HTML,
# nor Markdown, nor a template finds anything to act on. What is left only means something in certain places:
_ANYTHING_SPECIAL = re.compile(
    r"[^\w\s.,;:()¿?¡%/«»“”–—-]|_"
    r"|(?<=:)/|(?<=www)\."  # an address, which Markdown would turn into a link
    r"|^-|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]|(?<=^\d\d\d\d)[.)]",  # a list
    re.MULTILINE | re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?P<mark>- |\d{1,2}\. )?(?P<rest>.*)")
_MARGIN = re.compile(r"^[^\S\n]+", re.MULTILINE)  # four spaces are a block of code


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

    ``number`` counts from 1 in the conversation; ``passages`` are the texts that were read, by passage id; ``remark`` is
    what the page itself says: progress, a stop, an error. ``standalone`` is the question as it was understood, and
    ``kept_in`` the id of the conversation on the server, empty before anything is kept.
    """

    number: int
    question: str
    status: Status = Status.ASKING
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    words: str = ""
    remark: str = texts.SEARCHING
    passages: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()
    standalone: str = ""
    kept_in: str = ""

    @property
    def text(self) -> str:
        """The reply as plain text: its statements with their numbers, then the assistant's own words."""
        said = [
            f"{item.text} {''.join(f'[{number}]' for number in item.citations)}".strip() for item in self.statements
        ]
        return "\n\n".join([*said, *([self.words] if self.words else [])])

    def then(self, event: Event) -> Reply:
        """The reply after one more event of the assistant."""
        match event:
            case Understood():
                return self
            case PassagesFound(found):
                read = tuple((item.passage.id, item.passage.text) for item in found)
                return replace(self, passages=read, remark=texts.READING.format(count=len(read)))
            case StatementReady(statement, brought):
                statements, citations = (*self.statements, statement), (*self.citations, *brought)
                return replace(self, statements=statements, citations=citations, remark="")
            case AnswerReady(answer):
                whole = replace(
                    self,
                    status=Status.REFUSED if answer.refused else Status.ANSWERED,
                    statements=answer.statements,
                    citations=answer.citations,
                    words="",
                    remark=" ".join(answer.notes),
                    suggestions=answer.suggestions,
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


Conversation = tuple[Reply, ...]


Remember = Callable[[str, Answer], str]  # the conversation's id, or none yet; the id it is kept under


def ask(assistant: Assistant, question: str, before: Conversation, remember: Remember) -> Iterator[Reply]:
    """The reply to a question as it grows; the last one is whole and kept, or says in words what went wrong."""
    reply = Reply(len(before) + 1, question, kept_in=kept_in(before))
    yield reply
    try:
        for event in assistant.stream(Turn(question, history(before))):
            reply = reply.then(event)
            if isinstance(event, AnswerReady):
                reply = replace(reply, kept_in=remember(reply.kept_in, event.answer))
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


def messages(conversation: Conversation) -> list[dict[str, str]]:
    """The conversation as the chat shows it."""
    return [
        message
        for reply in conversation
        for message in (
            {"role": "user", "content": literal(reply.question)},
            {"role": "assistant", "content": _markdown(reply)},
        )
    ]


def anchor(reply: Reply, citation: int) -> str:
    """The name of a citation's place in the source panel, its own in the whole conversation."""
    return f"fuente-{reply.number}-{citation}"


def literal(text: str) -> str:
    """Text for the chat that shows as it is: whatever it holds, it is not markup there."""
    return _ANYTHING_SPECIAL.sub(lambda found: f"&#{ord(found[0])};", _MARGIN.sub("", text))


def _markdown(reply: Reply) -> str:
    said = [f"{_listed(item.text)} {_chips(reply, item)}".strip() for item in reply.statements]
    words = [_listed(reply.words)] if reply.words else []
    remark = [f"*{literal(reply.remark)}*"] if reply.remark else []
    return "\n\n".join([*said, *words, *remark])


def _chips(reply: Reply, statement: Statement) -> str:
    return "".join(
        f'[&#91;{number}&#93;](#{anchor(reply, number)} "{texts.OPEN_CITATION.format(number=number)}")'
        for number in statement.citations
    )


def _listed(text: str) -> str:
    """Text that is literal except for its lists: only the mark that begins an item is left to Markdown."""
    lines = (_ITEM.match(line) for line in text.split("\n"))
    return "\n".join((found["mark"] or "") + literal(found["rest"]) for found in lines if found)

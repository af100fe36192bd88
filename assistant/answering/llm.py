"""Answers that a language model writes and that code checks, sentence by sentence, before anyone reads them."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from assistant.answering import texts
from assistant.answering.generator import Claim, Consulted, Dropped, Generator, Note, Proposal
from assistant.answering.grounding import Grounding
from assistant.answering.injection import is_for_machines
from assistant.answering.model_stream import ModelFailedError, reply
from assistant.answering.prose import without_thinking, written
from assistant.answering.units import units
from assistant.types import Passage, Quote, ScoredPassage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

MAX_SENTENCES = 12
MAX_CHARACTERS = 8_000
"""What a reply may run to before it is taken for a malfunction."""

DISTRUST = 2
"""Sentences without support after which a model is no longer listened to, if they are more than those with it."""

_PROMPTS = Path(__file__).with_name("prompts")
_NO_ANSWER = re.compile(r"\W*NO RESPONDE\W*", re.IGNORECASE)
_LEFT_OUT = "[…]"


def prompt(name: str) -> str:
    """The text of a prompt file."""
    return (_PROMPTS / f"{name}.md").read_text(encoding="utf-8").strip()


class CheckedGenerator(ABC):
    """A generator whose words come from a language model. Each verified sentence leaves at once.

    When the model fails, finds nothing, or writes more without support than with it, the answer is that of ``fallback``, and a
    note says why. What was verified by then stays: it holds whatever came after.
    """

    id: str

    def __init__(self, grounding: Grounding, fallback: Generator) -> None:
        self._grounding = grounding
        self._fallback = fallback

    @abstractmethod
    def _pieces(self, question: str, evidence: Sequence[ScoredPassage], read: list[Passage]) -> Iterator[str]:
        """The model's reply as it comes. It cites the passages in ``read``, counted from 1, which may grow on the way."""

    def generate(self, question: str, evidence: Sequence[ScoredPassage]) -> Iterator[Proposal]:
        """See :class:`~assistant.answering.generator.Generator`."""
        if not evidence:
            return
        said: list[Quote] = []
        try:
            for proposal in self._checked(question, evidence):
                if isinstance(proposal, Claim):
                    said.extend(proposal.quotes)
                yield proposal
        except ModelFailedError as failure:
            yield Note(texts.quoted_instead(failure.reason, partly=bool(said)))
            for proposal in self._fallback.generate(question, evidence):
                if not (isinstance(proposal, Claim) and all(_stands_in(quote, said) for quote in proposal.quotes)):
                    yield proposal

    def _checked(self, question: str, evidence: Sequence[ScoredPassage]) -> Iterator[Proposal]:
        """The sentences that hold, each with the passages it needs.

        Raises:
            ModelFailedError: the model failed, or what it writes cannot be relied on.
        """
        read: list[Passage] = []
        announced = good = bad = 0
        pieces = _bounded(without_thinking(self._pieces(question, evidence, read)))
        for sentence in written(pieces):
            if _NO_ANSWER.fullmatch(sentence.text):
                break
            if not sentence.states_something:
                continue
            if len(read) > announced:
                yield Consulted(tuple(read[announced:]))
                announced = len(read)
            claim = self._grounding.claim(sentence, read)
            wrong = self._grounding.objections(claim, {passage.id: passage for passage in read})
            if wrong:
                bad += 1
                yield Dropped("; ".join(wrong))
                if bad >= DISTRUST and bad > good:
                    raise ModelFailedError(texts.MODEL_UNSUPPORTED)
                continue
            good += 1
            yield claim
            if good == MAX_SENTENCES:
                return
        if not good:
            raise ModelFailedError(texts.MODEL_UNSUPPORTED if bad else texts.MODEL_SILENT)


class LLMGenerator(CheckedGenerator):
    """Has any LangChain chat model write the answer from the numbered evidence."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        grounding: Grounding,
        fallback: Generator,
        seconds: float,
        *,
        tracing: bool = False,
    ) -> None:
        """Build a generator.

        Args:
            model: writes the answers.
            name: the model's name as configured, for the fingerprint.
            grounding: checks what it writes.
            fallback: answers when the model cannot.
            seconds: how long a whole reply may take.
            tracing: let LangSmith record the calls where its own variables ask for it.
        """
        super().__init__(grounding, fallback)
        self._model = model
        self._seconds = seconds
        self._tracing = tracing
        self.id = generator_id("llm", name, prompt("answer") + prompt("question"))

    def _pieces(self, question: str, evidence: Sequence[ScoredPassage], read: list[Passage]) -> Iterator[str]:
        read.extend(item.passage for item in evidence)
        messages = _messages(question, read)
        return reply(lambda: self._model.stream(messages), self._seconds, tracing=self._tracing)


def generator_id(kind: str, model: str, prompts: str) -> str:
    """Names a generator by all that shapes its words: its kind, its model and its prompts."""
    return f"{kind}-1|{model}|{hashlib.sha256(prompts.encode()).hexdigest()[:8]}"


def readable(passage: Passage) -> str:
    """A passage's text as a model reads it: without what gives it orders, and without a tag that could end its own."""
    text = passage.text
    for unit in units(passage):
        if is_for_machines(unit.text):
            text = text.replace(unit.text, _LEFT_OUT)
    return escape(text)


def _messages(question: str, passages: Sequence[Passage]) -> list[BaseMessage]:
    """The prompt. Whatever comes from documents and people enters as a value and is never read as a template."""
    from langchain_core.messages import SystemMessage
    from langchain_core.prompts import ChatPromptTemplate

    template = ChatPromptTemplate([SystemMessage(prompt("answer")), ("human", prompt("question"))])
    numbered = "\n".join(
        f'<pasaje n="{number}">\n<fuente>{escape(_source(passage))}</fuente>\n{readable(passage)}\n</pasaje>'
        for number, passage in enumerate(passages, start=1)
    )
    return template.format_messages(passages=numbered, question=escape(question))


def _source(passage: Passage) -> str:
    return " › ".join(part for part in (passage.document.title, passage.section) if part)


def _bounded(pieces: Iterator[str]) -> Iterator[str]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > MAX_CHARACTERS:
            raise ModelFailedError(texts.MODEL_BROKEN)
        yield piece


def _stands_in(quote: Quote, said: Sequence[Quote]) -> bool:
    """Whether a span was already quoted, whole."""
    return any(
        quote.passage_id == other.passage_id and other.start <= quote.start and quote.end <= other.end for other in said
    )

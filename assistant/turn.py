"""One turn of the conversation: understand, find, answer, verify."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assistant.answering import ExtractiveGenerator, Generator, Ranker
from assistant.answering.citations import cite
from assistant.answering.ranking import RankedPassage
from assistant.answering.refusal import answerable, features
from assistant.answering.texts import (
    COVERAGE,
    EMPTY_QUESTION,
    EMPTY_QUESTION_HINT,
    GREETING,
    LONG_QUESTION,
    LONG_QUESTION_HINT,
    NEAREST,
    REFUSAL,
    THANKS,
    no_longer_in_force,
)
from assistant.answering.verification import objections
from assistant.errors import InvalidQuestionError
from assistant.retrieval import Filters, Index, Retriever, load_embedder
from assistant.settings import Settings, load_settings
from assistant.spanish import write_date
from assistant.types import (
    Answer,
    AnswerReady,
    Citation,
    Event,
    Kind,
    PassagesFound,
    ScoredPassage,
    Statement,
    StatementReady,
    Step,
    Turn,
    Understood,
)
from assistant.understanding import is_thanks, understand

MAX_QUESTION_CHARACTERS = 2_000
_SUGGESTIONS = 3


@dataclass(slots=True)
class _Stopwatch:
    """Wall-clock milliseconds by stage."""

    started: float = field(default_factory=time.perf_counter)
    lap_started: float = field(default_factory=time.perf_counter)
    laps: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = round((now - self.lap_started) * 1_000, 2)
        self.lap_started = now

    def finished(self) -> dict[str, float]:
        return {**self.laps, "total": round((time.perf_counter() - self.started) * 1_000, 2)}


class Assistant:
    """Answers questions over one index. Safe to use from several threads; servers keep one."""

    def __init__(self, retriever: Retriever, settings: Settings, generator: Generator | None = None) -> None:
        """Build an assistant on an open retriever; without a generator it answers by extraction."""
        self.retriever = retriever
        self._settings = settings
        self._ranker = Ranker(retriever.embedder, retriever.index.lexical.idf, retriever.thesaurus)
        self._generator = generator or ExtractiveGenerator(self._ranker)
        index = retriever.index.manifest.fingerprint
        made_by = f"{index}|{settings.fingerprint()}|{self._generator.id}"
        self.fingerprint = hashlib.sha256(made_by.encode()).hexdigest()[:16]

    @classmethod
    def open(cls, settings: Settings | None = None, index_dir: Path | None = None) -> Assistant:
        """Open the current index of a directory (the default one if left out) with the configured embedding model.

        Raises:
            ConfigurationError: the settings cannot work.
            IndexUnavailableError: there is no index, or another model made it.
        """
        settings = settings or load_settings()
        embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
        index = Index.open_current(index_dir or settings.index_dir, embedder.id, settings.exact_weight)
        return cls(Retriever(index, embedder, settings), settings)

    def ask(self, turn: Turn) -> Answer:
        """The whole answer to a turn.

        Raises:
            InvalidQuestionError: the question is empty or over 2,000 characters.
        """
        for event in self.stream(turn):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def evidence(self, turn: Turn) -> list[RankedPassage]:
        """The passages that a turn would be answered from, most relevant first, with what speaks for each."""
        question = understand(turn).question
        return self._ranker.passages(question, self._find(question, turn.entity))

    def known_share(self, turn: Turn) -> float:
        """The share of a turn's words that the index has seen, 0 to 1."""
        return self._ranker.known_share(understand(turn).question)

    def stream(self, turn: Turn) -> Iterator[Event]:
        """The events of a turn as they are ready; the last one holds the whole answer.

        Raises:
            InvalidQuestionError: the question is empty or over 2,000 characters.
        """
        _check(turn)  # here and not in the generator, so that a door hears of it before it starts to stream
        return self._stream(turn)

    def _stream(self, turn: Turn) -> Iterator[Event]:
        clock = _Stopwatch()
        understood = understand(turn)
        yield understood
        clock.lap("understanding")
        if understood.kind is Kind.SMALL_TALK:
            text = THANKS if is_thanks(understood.question) else GREETING
            yield AnswerReady(
                Answer(
                    question=turn.text,
                    kind=Kind.SMALL_TALK,
                    text=text,
                    refused=False,
                    fingerprint=self.fingerprint,
                    timings_ms=clock.finished(),
                )
            )
            return
        found = self._find(understood.question, turn.entity)
        yield PassagesFound(tuple(found))
        clock.lap("retrieval")
        yield from self._answer(turn, understood, found, clock)

    def _find(self, question: str, entity: str | None) -> list[ScoredPassage]:
        return self.retriever.search(question, self._settings.passages, Filters(entity=entity))

    def _answer(
        self, turn: Turn, understood: Understood, found: list[ScoredPassage], clock: _Stopwatch
    ) -> Iterator[Event]:
        ranked = self._ranker.passages(understood.question, found)
        probability = answerable(features(ranked, self._ranker.known_share(understood.question)))
        steps = [
            Step("understanding", understood.question),
            Step("retrieval", ", ".join(item.passage.id for item in ranked)),
            Step("answerable", f"{probability:.3f}"),
        ]
        statements: list[Statement] = []
        citations: list[Citation] = []
        if probability >= self._settings.refusal_threshold:
            for statement, brought, dropped in self._verified(understood.question, found):
                if statement is None:
                    steps.append(Step("dropped", dropped))
                    continue
                statements.append(statement)
                citations.extend(brought)
                yield StatementReady(statement, tuple(brought))
        clock.lap("answering")
        refused = not statements
        topics = list(dict.fromkeys(item.passage.heading or item.passage.document.title for item in ranked))
        used = {citation.section for citation in citations}
        suggestions = tuple(topic for topic in topics if not any(section.endswith(topic) for section in used))[
            :_SUGGESTIONS
        ]
        yield AnswerReady(
            Answer(
                question=turn.text,
                kind=Kind.GUIDANCE,
                text=_refusal(suggestions) if refused else _text(statements, citations),
                refused=refused,
                statements=tuple(statements),
                citations=tuple(citations),
                suggestions=suggestions,
                fingerprint=self.fingerprint,
                timings_ms=clock.finished(),
                trace=tuple(steps),
            )
        )

    def _verified(
        self, question: str, found: list[ScoredPassage]
    ) -> Iterator[tuple[Statement | None, list[Citation], str]]:
        """Each claim as a statement with its citations, or why it was dropped."""
        passages = {item.passage.id: item.passage for item in found}
        following = 1
        for claim in self._generator.generate(question, found):
            wrong = objections(claim, passages)
            if wrong:
                yield None, [], "; ".join(wrong)
                continue
            brought: list[Citation] = []
            for quote in claim.quotes:
                brought += cite(following + len(brought), quote, passages[quote.passage_id], date.today())
            following += len(brought)
            yield Statement(claim.text, tuple(citation.id for citation in brought)), brought, ""


def _check(turn: Turn) -> None:
    if not any(char.isalnum() for char in turn.text):
        raise InvalidQuestionError(EMPTY_QUESTION, EMPTY_QUESTION_HINT)
    if len(turn.text) > MAX_QUESTION_CHARACTERS:
        raise InvalidQuestionError(LONG_QUESTION, LONG_QUESTION_HINT)


def _text(statements: list[Statement], citations: list[Citation]) -> str:
    """The answer as plain text: each statement with its citation numbers, then what is no longer in force."""
    paragraphs = [f"{said.text} {''.join(f'[{number}]' for number in said.citations)}" for said in statements]
    warnings = [
        no_longer_in_force(item.reference, item.replaced_by, write_date(item.valid_to) if item.valid_to else None)
        for item in citations
        if not item.in_force or item.replaced_by
    ]
    return "\n\n".join([*paragraphs, *dict.fromkeys(warnings)])


def _refusal(nearest: tuple[str, ...]) -> str:
    topics = "\n".join(f"- {topic}" for topic in nearest)
    return f"{REFUSAL}\n\n{COVERAGE}" + (f"\n\n{NEAREST}\n{topics}" if topics else "")

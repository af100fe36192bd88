"""One turn of the conversation: understand, find, answer, verify."""

from __future__ import annotations

import hashlib
from collections.abc import Generator as Yielding
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering import Consulted, Dropped, Generator, Note, Ranker
from assistant.answering.advice import asks_advice
from assistant.answering.comparison import comparison
from assistant.answering.composition import answer_text, refusal_text
from assistant.answering.injection import is_for_machines
from assistant.answering.named import asks_for_article, is_of, named_articles
from assistant.answering.ranking import RankedPassage
from assistant.answering.refusal import BEFORE_FIGURES, Decider, unverified
from assistant.answering.said import Said, Stopwatch
from assistant.answering.texts import (
    ADVICE,
    EMPTY_QUESTION,
    EMPTY_QUESTION_HINT,
    GREETING,
    LONG_QUESTION,
    LONG_QUESTION_HINT,
    THANKS,
)
from assistant.answering.verification import objections
from assistant.errors import InvalidQuestionError
from assistant.figures import FigureDesk
from assistant.generators import open_generator
from assistant.indicators.composing import FigureAnswer
from assistant.retrieval import AskingModel, Filters, Index, Retriever, load_embedder
from assistant.retrieval.index import current_folder
from assistant.settings import Settings, load_settings
from assistant.spanish import content_words
from assistant.types import (
    Answer,
    AnswerReady,
    Citation,
    EntityChoice,
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

if TYPE_CHECKING:
    from assistant.formats.asked import FormatAnswer
    from assistant.formats.desk import FormatDesk

MAX_QUESTION_CHARACTERS = 2_000
_SUGGESTIONS = 3
_WARMING = "¿Qué plazo hay para entregar el infforme?"  # misspelt, so that the dictionary is read too
_WARMED = 80
"""Known questions looked up before anybody asks."""

_SIFTED = 2
"""Passages judged for each that is read to answer."""

_NEAR = 0.5
"""The share of a question's words, by weight, that a passage needs to be offered beside a refusal."""

_PLAIN = 3
"""Words that a question needs for what it asks to be told from it alone: "¿y Rionegro?" goes on from another."""


class Assistant:
    """Answers questions over one index. Safe to use from several threads; servers keep one."""

    def __init__(self, retriever: Retriever, settings: Settings, generator: Generator | None = None) -> None:
        """Build an assistant on an open retriever; without a generator it answers as the settings say.

        Raises:
            ConfigurationError: the language model cannot work as configured.
        """
        self.retriever = retriever
        self.figures = FigureDesk(settings)
        self._settings = settings
        self.ranker = Ranker.over(retriever)
        self._decider = Decider(self.ranker, retriever.index)
        self._given_generator = generator
        self._replaced: Index | None = None
        self._generator = generator or open_generator(settings, retriever, self.ranker)
        index = retriever.index.manifest.fingerprint
        made_by = f"{index}|{settings.fingerprint()}|{self._generator.id}"
        self.fingerprint = hashlib.sha256(made_by.encode()).hexdigest()[:16]

    @cached_property
    def formats(self) -> FormatDesk:
        """The formats, their drafts, and what fills them."""
        from assistant.formats.desk import FormatDesk

        return FormatDesk(self._settings, self.figures)

    @property
    def settings(self) -> Settings:
        """What it was opened with."""
        return self._settings

    @classmethod
    def open(cls, settings: Settings | None = None, index_dir: Path | None = None) -> Assistant:
        """Open the current index of a directory (the default one if left out) with the configured embedding model.

        Raises:
            ConfigurationError: the settings cannot work.
            IndexUnavailableError: there is no index, or another model made it.
        """
        settings = settings or load_settings()
        embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
        asking = AskingModel.load(settings.corpus_dir)
        index = Index.open_current(index_dir or settings.index_dir, embedder.id, asking.id, settings.exact_weight)
        return cls(Retriever(index, embedder, asking, settings), settings)

    def follow(self, directory: Path) -> bool:
        """Go on with the index that was published last in a directory, all at once; say whether there was another.

        Answers under way end with the index that they began with, so the replaced one is closed with the next change.

        Raises:
            IndexUnavailableError: the index is damaged, or another model made it; the one in use stays in use.
        """
        before = self.retriever
        folder = current_folder(directory)
        if folder is None or folder.name == before.index.manifest.fingerprint:
            return False
        index = Index.open_current(directory, before.embedder.id, before.asking.id, self._settings.exact_weight)
        retriever = Retriever(index, before.embedder, before.asking, self._settings)
        renewed = Assistant(retriever, self._settings, self._given_generator)
        renewed.figures, renewed._replaced = self.figures, before.index
        gone = self._replaced
        self.__dict__.update(renewed.__dict__)
        if gone is not None:
            gone.close()
        return True

    def ask(self, turn: Turn) -> Answer:
        """The whole answer to a turn.

        Raises:
            InvalidQuestionError: the question is empty or over 2,000 characters.
        """
        for event in self.stream(turn):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def warm(self) -> None:
        """Read what is read only once, two seconds of work, so that nobody's first question waits for it."""
        self._told(Turn(_WARMING))
        for question in (_WARMING, *self.retriever.index.posed.sample(_WARMED)):
            self.evidence(Turn(question))

    def evidence(self, turn: Turn) -> list[RankedPassage]:
        """The passages that a turn would be answered from, most relevant first, with what speaks for each."""
        return self._find(self._understood(turn).question, turn)[1]

    def signs(self, turn: Turn) -> dict[str, float]:
        """What the decision whether to answer a turn sees of it."""
        question = self._understood(turn).question
        return self._decider.features(question, self._find(question, turn)[1])

    def stream(self, turn: Turn) -> Iterator[Event]:
        """The events of a turn as they are ready; the last one holds the whole answer.

        Raises:
            InvalidQuestionError: the question is empty or over 2,000 characters.
        """
        _check(turn)  # here and not in the generator, so that a door hears of it before it starts to stream
        return copy(self)._stream(turn)  # an answer ends with the index that it began with

    def _stream(self, turn: Turn) -> Iterator[Event]:
        clock = Stopwatch()
        understood = self._understood(turn)
        kind, told = (Kind.SMALL_TALK, None) if understood.kind is Kind.SMALL_TALK else self._told(turn)
        if told:
            understood = Understood(told.standalone or understood.question, kind)
        yield understood
        clock.lap("understanding")
        answer = Answer(turn.text, understood.kind, "", refused=False, standalone=understood.question)
        if understood.kind is Kind.SMALL_TALK:
            answer = replace(answer, text=THANKS if is_thanks(understood.question) else GREETING)
        elif told:
            answer = yield from self._from_told(turn, answer, told, clock)
        else:
            answer = yield from self._from_guidance(turn, answer, understood, clock)
        yield AnswerReady(replace(answer, fingerprint=self.fingerprint, timings_ms=clock.finished()))

    def _understood(self, turn: Turn) -> Understood:
        """The turn's question as it stands alone, its typing errors corrected."""
        understood = understand(turn)
        parts = tuple(map(self.retriever.corrected, understood.parts))
        return replace(understood, question=" ".join(parts) or understood.question, parts=parts)

    def _find(self, question: str, turn: Turn) -> tuple[list[ScoredPassage], list[RankedPassage]]:
        """The passages that may answer a question, most relevant first, as they were found and as they were judged."""
        filters = Filters(entity=turn.shelf or turn.entity)
        found = self.retriever.search(question, _SIFTED * self._settings.passages, filters)
        ranked = self.ranker.passages(question, found)
        compared = comparison(question)
        if compared:
            ranked = [item for item in ranked if compared.answered_by(item.passage, self.ranker.coverage)] or ranked
        if asks_for_article(question):
            named = named_articles(question)
            ranked = [item for item in ranked if any(is_of(item.passage, one) for one in named)] or ranked
        ranked = ranked[: self._settings.passages]
        by_id = {item.passage.id: item for item in found}
        return [by_id[item.passage.id] for item in ranked], ranked

    def _told_apart(self, question: str, turn: Turn) -> tuple[str, ...]:
        """A question; where it compares two things and no passage tells them apart, what each of them is."""
        compared = comparison(question)
        if compared is None:
            return (question,)
        both = any(compared.answered_by(item.passage, self.ranker.coverage) for item in self._find(question, turn)[1])
        return (question,) if both else compared.definitions

    def _told(self, turn: Turn) -> tuple[Kind, FormatAnswer | FigureAnswer | None]:
        """What the formats or the figures say to a turn; nothing where it is for the guidance."""
        from assistant.formats.asked import answer_format  # half of what importing everything else costs

        about_formats = answer_format(turn.text, turn.entity, self.formats)
        if about_formats:
            return Kind.FORMATS, about_formats
        figures = self.figures.answer(turn)
        if figures and len(content_words(turn.text)) >= _PLAIN and self._decider.silence(turn.text, BEFORE_FIGURES):
            figures = None  # "¿cuánta plata dejó en las cuentas?" names an indicator, and asks for no figure of it
        return Kind.FIGURES, figures

    def _from_told(
        self, turn: Turn, answer: Answer, told: FormatAnswer | FigureAnswer, clock: Stopwatch
    ) -> Yielding[Event, None, Answer]:
        """What the formats or figures say and, where the question also asks what the indicator is, what the guidance says."""
        said = Said(statements=[Statement(text) for text in told.statements])
        for statement in said.statements:
            yield StatementReady(statement, ())
        if told.also_guidance and not told.asks:
            question = self.retriever.corrected(turn.text)
            yield from self._say(said, question, *self._find(question, turn))
        clock.lap("answering")
        return replace(
            answer,
            text=answer_text(said.statements, said.citations),
            refused=told.no_data,
            statements=tuple(said.statements),
            citations=tuple(said.citations),
            figures=told.figures,
            suggestions=told.suggestions,
            trace=tuple(said.steps),
            asks_back=tuple(EntityChoice(entity.code, entity.label) for entity in told.ask_back),
        )

    def _from_guidance(
        self, turn: Turn, answer: Answer, understood: Understood, clock: Stopwatch
    ) -> Yielding[Event, None, Answer]:
        """What the guidance says to each question of the message."""
        said = Said(steps=[Step("understanding", understood.question)])
        parts = [question for part in understood.parts for question in self._told_apart(part, turn)]
        several = len(parts) > 1
        silent = []
        ranked: list[RankedPassage] = []
        for part in parts:
            found, judged = self._find(part, turn)
            yield PassagesFound(tuple(found))
            clock.lap("retrieval")
            ranked += judged
            before = len(said.statements)
            shown = part if several and not is_for_machines(part) else ""
            yield from self._say(said, part, found, judged, shown)
            if shown and len(said.statements) == before:
                silent.append(shown)
        clock.lap("answering")
        refused = not said.statements
        if asks_advice(turn.text):
            said.notes.append(ADVICE)
        if refused:
            ranked = [item for item in ranked if item.signals.coverage >= _NEAR]
        suggestions = _suggestions(ranked, said.citations)
        return replace(
            answer,
            text=refusal_text(suggestions, said.silences)
            if refused
            else answer_text(said.statements, said.citations, silent),
            refused=refused,
            statements=tuple(said.statements),
            citations=tuple(said.citations),
            suggestions=suggestions,
            trace=tuple(said.steps),
            notes=() if refused else tuple(said.notes),
        )

    def _say(
        self, said: Said, question: str, found: list[ScoredPassage], ranked: list[RankedPassage], part: str = ""
    ) -> Iterator[StatementReady]:
        """Answer one question from its passages, unless they cannot answer it; every verified statement as it is ready."""
        judgement = self._decider.judge(question, ranked)
        said.steps += [
            Step("retrieval", ", ".join(item.passage.id for item in ranked)),
            Step("answerable", f"{judgement.chance:.3f}"),
        ]
        if judgement.chance < self._settings.refusal_threshold:
            if judgement.silence:
                said.silences.append(judgement.silence)
            return
        passages = {item.passage.id: item.passage for item in found}
        before = len(said.statements)
        for proposal in self._generator.generate(question, found):
            match proposal:
                case Consulted(read):
                    passages |= {passage.id: passage for passage in read}
                case Note(text):
                    said.notes.append(text)
                case Dropped(reason):
                    said.steps.append(Step("dropped", reason))
                case claim if wrong := objections(claim, passages):
                    said.steps.append(Step("dropped", "; ".join(wrong)))
                case claim if len(said.statements) == before and (silence := unverified(claim, passages)):
                    said.silences.append(silence)
                    return
                case claim:
                    yield said.add(claim, passages, part)


def _check(turn: Turn) -> None:
    if not any(char.isalnum() for char in turn.text):
        raise InvalidQuestionError(EMPTY_QUESTION, EMPTY_QUESTION_HINT)
    if len(turn.text) > MAX_QUESTION_CHARACTERS:
        raise InvalidQuestionError(LONG_QUESTION, LONG_QUESTION_HINT)


def _suggestions(ranked: Sequence[RankedPassage], citations: Sequence[Citation]) -> tuple[str, ...]:
    """The topics nearest to a question that its answer did not use."""
    topics = dict.fromkeys(item.passage.heading or item.passage.document.title for item in ranked)
    used = {citation.section for citation in citations}
    return tuple(topic for topic in topics if not any(section.endswith(topic) for section in used))[:_SUGGESTIONS]

"""The values that travel between rooms. Frozen, without behaviour beyond what they derive from themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

GUIDANCE_ISSUER = "Relevo"
"""Who signs the digests written for this project: an official text has its own issuer."""


class Kind(StrEnum):
    """What a question asks for, and so what its answer is made of."""

    GUIDANCE = "guidance"
    FIGURES = "figures"
    FORMATS = "formats"
    SMALL_TALK = "small_talk"


class PassageKind(StrEnum):
    """The shape a passage had in its document."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What is known of a document before it is read: its line in the manifest or its front matter.

    ``official`` tells an official text from a digest written for this project. ``mark`` is how far its facts were
    verified: V read in the source, P seen in part. ``entity`` is who owns the document, the DIVIPOLA
    code of an entity or a shelf of one browser, or None for guidance that serves everybody.
    """

    id: str
    title: str
    issuer: str = ""
    source: str = ""
    collection: str = "documentos"
    norm: str | None = None
    date: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    replaced_by: str | None = None
    url: str | None = None
    mark: str | None = None
    official: bool = False
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class PageTurn:
    """Where in a passage's text another page begins: its index from 0, and what it prints."""

    start: int
    index: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class PosedQuestion:
    """A way in which people ask for something that a passage says; ``start`` is where in its text the answer begins."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Silence:
    """Something that people ask and the bundled guidance does not say; ``forms`` are ways of asking for it.

    In Spanish: ``asks`` goes on from "La guía no dice" ("cuántos votos…") or "La guía no trae" ("noticias del día"),
    ``where`` tells what to do instead.
    """

    topic: str
    asks: str
    where: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one document that can be quoted: 60 to 220 words, never across an article or a section.

    ``text`` is what may be quoted, ``section`` the heading path joined by " › ", ``page_index`` counts from 0 while
    ``page_label`` is what the page prints. ``in_force`` is False for a superseded version of an article.
    ``posed`` are questions known to be answered by it. ``page_index`` and ``page_label`` are those of its beginning;
    ``page_turns`` tell where it goes on to other pages.
    """

    id: str
    text: str
    document: DocumentRecord
    section: str = ""
    kind: PassageKind = PassageKind.PARAGRAPH
    norm: str | None = None
    article: str | None = None
    page_index: int | None = None
    page_label: str | None = None
    position: int = 0
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    replaced_by: str | None = None
    mark: str | None = None
    in_force: bool = True
    posed: tuple[PosedQuestion, ...] = ()
    page_turns: tuple[PageTurn, ...] = ()

    def page_at(self, offset: int) -> tuple[int | None, str | None]:
        """The index and label of the page on which the text at an offset stands."""
        turned = [turn for turn in self.page_turns if turn.start <= offset]
        return (turned[-1].index, turned[-1].label) if turned else (self.page_index, self.page_label)

    @property
    def heading(self) -> str:
        """The innermost heading: what the passage is about."""
        return self.section.rsplit(" › ", 1)[-1]

    @property
    def searchable(self) -> str:
        """Headings and text together: what the retrieval legs index."""
        return (
            f"{self.document.title}. {self.section}\n{self.text}"
            if self.section
            else f"{self.document.title}\n{self.text}"
        )


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage found for a query. ``score`` is the fused score in [0, 1]; the legs' own scores explain it.

    ``lexical`` is the raw BM25 score (0 when the leg did not find it), ``dense`` the cosine similarity.
    """

    passage: Passage
    score: float
    lexical: float = 0.0
    dense: float = 0.0


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a passage's text: ``passage.text[start:end] == text``."""

    passage_id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands, ready to show: the quote and how to find it in its document."""

    id: int
    passage_id: str
    document_id: str
    title: str
    issuer: str
    source: str
    date: dt.date | None
    section: str
    norm: str | None
    article: str | None
    page_label: str | None
    page_index: int | None
    quote: str
    url: str | None
    in_force: bool
    official: bool
    replaced_by: str | None = None
    valid_to: dt.date | None = None

    @property
    def reference(self) -> str:
        """The citation in one line: the norm and article when there is one, else the document's title."""
        if self.norm and self.article:
            return f"{self.norm}, artículo {self.article}"
        return self.norm or self.title


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says, and the ids of the citations that carry it.

    ``part`` is the question it answers where a message held several.
    """

    text: str
    citations: tuple[int, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the entity's own, with where it was read or how it was computed.

    ``value`` is None where the source gives a word (``text``), as a category is. ``file``, ``sheet`` and ``row`` are the cell
    that it was read from. ``operation`` names what computed it (:data:`assistant.indicators.compare.OPERATIONS`), empty for
    a figure as it was read. ``sample`` tells that it belongs to the sample that Relevo brings.
    """

    label: str
    value: float | None
    unit: str
    year: int | None
    source: str
    entity: str
    text: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    operation: str = ""
    indicator: str = ""
    entity_code: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class EntityChoice:
    """One of the entities that a question may mean: its DIVIPOLA code and its name with its department."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """One visible step on the way to an answer, for whoever wants to know how it came about."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer that every door shows.

    ``standalone`` is the question as it was understood, complete without the conversation. ``fingerprint`` names the
    index, settings and generator that made it, so that it can be traced. ``timings_ms`` are wall-clock milliseconds
    by stage. ``asks_back`` are the entities of which somebody must say which one is meant. ``notes`` say how it came about
    where a reader must know, such as a language model that did not reply.
    """

    question: str
    kind: Kind
    text: str
    refused: bool
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    suggestions: tuple[str, ...] = ()
    fingerprint: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    trace: tuple[Step, ...] = ()
    standalone: str = ""
    notes: tuple[str, ...] = ()
    asks_back: tuple[EntityChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A past question of the conversation and what was answered: what a follow-up is understood from.

    ``standalone`` is the question as it was understood; ``sources`` are the norm and article of what was cited, in order.
    """

    question: str
    answer: str
    standalone: str = ""
    sources: tuple[tuple[str | None, str | None], ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Exchange:
        """The exchange that an answer leaves behind."""
        return cls(answer.question, answer.text, answer.standalone, cited_sources(answer.citations))


def cited_sources(citations: tuple[Citation, ...]) -> tuple[tuple[str | None, str | None], ...]:
    """The norm and article of each citation, in the order in which they come and each once."""
    return tuple(dict.fromkeys((citation.norm, citation.article) for citation in citations))


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as a door hands it over: the text, the conversation before it and the entity chosen (DIVIPOLA code).

    ``shelf`` names the documents of its own that who asks has put in the index; nobody else's question reads them.
    """

    text: str
    history: tuple[Exchange, ...] = ()
    entity: str | None = None
    shelf: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """Event: the question as it will be searched, and the questions it is made of when the message held several."""

    question: str
    kind: Kind
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """Event: what was read to answer."""

    passages: tuple[ScoredPassage, ...]


@dataclass(frozen=True, slots=True)
class StatementReady:
    """Event: one verified statement, with the citations that it brings."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """Event: the whole answer. Always the last one."""

    answer: Answer


Event = Understood | PassagesFound | StatementReady | AnswerReady

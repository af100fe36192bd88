"""Paragraphs into blocks: which of them are headings and list items, and under which headings each stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.documents import Block, BlockKind
from ingest.readers.pdf.paragraphs import (
    ARTICLE,
    DIVISION,
    LIST_MARKER,
    Paragraph,
    begins_lower,
    is_capitals,
    is_contents_entry,
)

LONGEST_HEADING = 200
"""Characters. What is longer is text in large print."""

_RANKS = {"libro": 2.1, "parte": 2.2, "titulo": 2.3, "capitulo": 2.4, "seccion": 2.5, "subseccion": 2.6, "anexo": 2.3}
_CAPITALS, _NUMBERED, _BOLD = 4.0, 5.0, 7.0
_LEADER = re.compile(r"(?:\s?[.…_]){4,}\s*")
_NUMBERED_HEADING = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})(?P<point>\.?\)?-?)\s+(?P<title>[¿“\"«]?[A-ZÁÉÍÓÚÑ].*)"
)
_ENDS_OPEN = re.compile(r"[,;:\-–—]$")
_ENDS_SENTENCE = re.compile(r"\.[”\"»)]?$")
_REMARK = re.compile(
    r"(?:Nota|Inciso|Numeral|Literal|Par[aá]grafo|Acto Legislativo|Fuente|Tabla|Cuadro|Gr[aá]fic[oa])\b", re.I
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_LEADING_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?\)?|[ivx]+\.)\s+")
_CONTINUED = re.compile(r"\s*\((?:cont|continuaci[oó]n)\.?\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One entry of the outline: its title, its depth from 0, and the index of its page where that is known."""

    title: str
    depth: int
    page: int | None = None


@dataclass(slots=True)
class _Trail:
    """The headings above the current paragraph, outermost first, each with its rank."""

    open: list[tuple[float, str]] = field(default_factory=list)

    def enter(self, rank: float, text: str) -> tuple[tuple[str, ...], int]:
        while self.open and self.open[-1][0] >= rank:
            self.open.pop()
        path = self.path()
        self.open.append((rank, text))
        return path, len(self.open)

    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.open)


def blocks_of(
    paragraphs: Sequence[Paragraph], outline: Sequence[OutlineEntry], labels: Sequence[str | None], body: float
) -> list[Block]:
    """Give each paragraph its kind, its level and the headings above it.

    Args:
        paragraphs: in reading order.
        outline: the document's own outline, empty where it has none.
        labels: the printed label of each page.
        body: the height of the document's usual letters.
    """
    titles = _Titles(outline)
    contents = _contents_pages(paragraphs)
    mostly_bold = sum(len(p.text) for p in paragraphs if p.bold) > 0.4 * sum(len(p.text) for p in paragraphs)
    trail, lists = _Trail(), _ListDepth()
    blocks: list[Block] = []
    position = 0
    while position < len(paragraphs):
        paragraph = paragraphs[position]
        label = labels[paragraph.page] if paragraph.page < len(labels) else None
        heading = None
        if paragraph.page not in contents and not paragraph.note:
            heading = titles.find(paragraphs, position) or _heading(paragraphs, position, body, bold=not mostly_bold)
        position += heading.taken if heading else 1
        if heading is None:
            text = paragraph.text
            if is_contents_entry(text):
                text = _LEADER.sub(" … ", text).strip()
            kind, level = lists.place(paragraph)
            blocks.append(Block(text, kind, level, trail.path(), paragraph.page, label))
        elif not trail.open or fold(heading.text) != fold(trail.open[-1][1]):
            lists.reset()
            path, level = trail.enter(heading.rank, heading.text)
            blocks.append(Block(heading.text, BlockKind.HEADING, level, path, paragraph.page, label))
    return blocks


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading: its text, how far up it ranks (lower is higher), and how many paragraphs it takes."""

    text: str
    rank: float
    taken: int = 1


class _Titles:
    """The titles of an outline, to be met again in the text."""

    def __init__(self, outline: Sequence[OutlineEntry]) -> None:
        self._entries: dict[str, list[OutlineEntry]] = {}
        for entry in outline:
            if key := fold(entry.title):
                self._entries.setdefault(key, []).append(entry)
        self._openings = {key[:12] for key in self._entries}

    def find(self, paragraphs: Sequence[Paragraph], position: int) -> _Heading | None:
        """Return the heading that the outline names and that begins with this paragraph."""
        first = paragraphs[position]
        if not self._entries or len(first.text) > LONGEST_HEADING:
            return None
        text = ""
        for taken, paragraph in enumerate(paragraphs[position : position + 3], start=1):
            text = f"{text} {paragraph.text}".strip()
            key = fold(text)
            if taken == 1 and not any(opening.startswith(key[:12]) for opening in self._openings):
                return None
            for entry in self._entries.get(key, ()):
                if entry.page is None or abs(entry.page - first.page) <= 1:
                    return _Heading(text, float(entry.depth) - 100, taken)
        return None


def _heading(paragraphs: Sequence[Paragraph], position: int, body: float, *, bold: bool) -> _Heading | None:
    """Return the heading that this paragraph is by its words or its looks, None for ordinary text."""
    paragraph = paragraphs[position]
    text = paragraph.text
    if len(text) > LONGEST_HEADING or ARTICLE.match(text) or is_contents_entry(text):
        return None
    if begins_lower(text) or not _has_word(text):
        return None
    if division := _division(paragraphs, position):
        return division
    if _ENDS_OPEN.search(text):
        return None
    size = round(paragraph.height / body * 20) / 20 if body else 1.0
    if found := _in_large_print(text, size) or _numbered(paragraph):
        return found
    if size < 0.95 or LIST_MARKER.match(text) or not paragraph.alone or not _titles_the_next(paragraphs, position):
        return None
    if is_capitals(text) and len(text) <= 150 and not _in_list_of_capitals(paragraphs, position):
        return _Heading(text, _CAPITALS)
    if bold and paragraph.bold and len(text) <= 100 and not _REMARK.match(text) and not _ENDS_SENTENCE.search(text):
        return _Heading(text, _BOLD)
    return None


def _in_large_print(text: str, size: float) -> _Heading | None:
    """Return the heading that a text in large print is; ``size`` is relative to the usual print."""
    if text[0] in "*-":
        return None
    if size >= 1.4:
        return _Heading(_plain(text), 2 - min(size, 4) / 10)
    if size >= 1.15 and not _ENDS_SENTENCE.search(text) and not LIST_MARKER.match(text) and len(text) <= 100:
        return _Heading(_plain(text), 3.4 - size)
    return None


def _division(paragraphs: Sequence[Paragraph], position: int) -> _Heading | None:
    """Return a heading such as "CAPÍTULO II", with the title that stands below it."""
    text = paragraphs[position].text
    match = DIVISION.fullmatch(text)
    if not match or not match["word"][0].isupper() or len(text) > 150:
        return None
    if not match["word"].isupper() and match["number"][0].islower():  # "Parte a parte", not a division
        return None
    title = match["title"]
    if begins_lower(title) or _ENDS_OPEN.search(title) or (_ENDS_SENTENCE.search(title) and not is_capitals(title)):
        return None
    rank = _RANKS[_without_accents(match["word"]).lower()]
    if title:
        return _Heading(text, rank)
    below: list[str] = []
    for paragraph in paragraphs[position + 1 : position + 4]:
        if not _is_title_below(paragraph, paragraphs[position], first=not below):
            break
        below.append(paragraph.text)
    return _Heading(". ".join([text.rstrip(" .:-–—"), " ".join(below)]) if below else text, rank, 1 + len(below))


def _is_title_below(paragraph: Paragraph, above: Paragraph, *, first: bool) -> bool:
    text = paragraph.text
    if any(begins.match(text) for begins in (ARTICLE, DIVISION, LIST_MARKER)):
        return False
    if len(text) > 150 or _ENDS_OPEN.search(text):
        return False
    if is_capitals(text):
        return abs(paragraph.height - above.height) < 0.2 * above.height and paragraph.page - above.page <= 1
    return first and paragraph.page == above.page and not _ENDS_SENTENCE.search(text) and not begins_lower(text)


def _numbered(paragraph: Paragraph) -> _Heading | None:
    """Return a heading such as "2.1 Diagnóstico". A single number needs capitals or bold: else it is a list item."""
    match = _NUMBERED_HEADING.fullmatch(paragraph.text)
    if not match or len(paragraph.lines) > 2 or len(paragraph.text) > 120 or not paragraph.alone:
        return None
    depth = match["number"].count(".")
    title = match["title"]
    capitals = is_capitals(title) and bool(match["point"])
    if _ENDS_SENTENCE.search(title) and not capitals:
        return None
    if depth == 0 and not (capitals or (paragraph.bold and match["point"])):
        return None
    return _Heading(paragraph.text, _NUMBERED + depth / 10)


def _in_list_of_capitals(paragraphs: Sequence[Paragraph], position: int) -> bool:
    """Say whether three or more neighbours are in capitals too: names in a table, not headings."""
    around = paragraphs[max(0, position - 3) : position + 4]
    middle = min(position, 3)
    run = 1
    for step in (-1, 1):
        at = middle + step
        while 0 <= at < len(around) and around[at].text.isupper() and around[at].page == paragraphs[position].page:
            run += 1
            at += step
    return run > 3


def _titles_the_next(paragraphs: Sequence[Paragraph], position: int) -> bool:
    """Say whether something follows that a heading could head; a cell of a table is followed by another short one."""
    if len(paragraphs[position].lines) > 3 or position + 1 == len(paragraphs):
        return False
    after = paragraphs[position + 1]
    begins = ARTICLE.match(after.text) or DIVISION.match(after.text) or LIST_MARKER.match(after.text)
    return after.alone and (bool(begins) or len(after.text) >= 40)


class _ListDepth:
    """How deep a list item lies: a new kind of marker goes one deeper, a known one returns to its depth."""

    def __init__(self) -> None:
        self._kinds: list[str] = []

    def reset(self) -> None:
        self._kinds.clear()

    def place(self, paragraph: Paragraph) -> tuple[BlockKind, int]:
        marker = LIST_MARKER.match(paragraph.text)
        if marker is None:
            self.reset()
            return BlockKind.PARAGRAPH, 0
        kind = marker.lastgroup or ""
        if marker["number"]:
            kind += str(marker["number"].count("."))
        if kind in self._kinds:
            del self._kinds[self._kinds.index(kind) + 1 :]
        else:
            self._kinds.append(kind)
        return BlockKind.LIST_ITEM, len(self._kinds)


def _contents_pages(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """Return the pages of the table of contents: dot leaders on three lines or more, and on a fifth of them."""
    leaders: dict[int, int] = {}
    lines: dict[int, int] = {}
    for paragraph in paragraphs:
        lines[paragraph.page] = lines.get(paragraph.page, 0) + len(paragraph.lines)
        found = sum(1 for line in paragraph.lines if is_contents_entry(line.text))
        leaders[paragraph.page] = leaders.get(paragraph.page, 0) + found
    return frozenset(page for page, count in leaders.items() if count >= max(3, lines[page] / 5))


def fold(text: str) -> str:
    """Return what two spellings of one heading share: no case, accents, signs, nor the number before it."""
    return _NOT_LETTERS.sub(" ", _without_accents(_LEADING_NUMBER.sub("", _plain(text))).lower()).strip()


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _plain(text: str) -> str:
    return _CONTINUED.sub("", text)


def _has_word(text: str) -> bool:
    return any(len(word) > 2 and word.isalpha() for word in re.split(r"[\W\d_]+", text))

"""The laws that the guidance digests: what each article says in force, what it said before, and what reforms quote of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from assistant.spanish import Norm, dates, fold, norms, numbers, words
from ingest.documents import Block, BlockKind
from ingest.readers import read_document
from ingest.structure import annotate, norm_of

RUN = 12
"""How many words in a row make a copy (corpus/README.md, rule 11)."""

Day = tuple[int | None, int, int]

_NUMBER = r"\d[\d.]*(?:\s?[°ºª])?[a-z]?\b(?:-\d+)?"
_LIST = rf"{_NUMBER}(?:\s*(?:,|\by\b|\be\b|\bo\b|\bal?\b|\bhasta\b)\s*{_NUMBER})*"
_KINDS = (
    r"ley(?:es)?|decretos?(?:[\s-]+ley|\s+legislativos?|\s+unicos?|\s+reglamentarios?)?|resolucion(?:es)?|acuerdos?|"
    r"directivas?|circular(?:es)?|conpes|conceptos?|sentencias?|fallos?|autos?|actos?\s+legislativos?|ordenanzas?"
)
_PARTS = r"articulos?|arts?\.?|numeral(?:es)?|literal(?:es)?|paragrafos?|incisos?|ordinal(?:es)?|capitulos?|titulos?|radicad[oa]s?"
_REFERENCE_NUMBERS = re.compile(
    rf"\b(?:{_KINDS})\s+(?:(?:estatutaria|organica|conjunta|externa|interna)s?\s+)?(?:n(?:umero|o?\.?\s*[°º]?)\s*)?{_NUMBER}"
    r"(?:\s+del?\s+(?:\d{1,2}\s+de\s+[a-z]+\s+del?\s+)?(?:19|20)\d\d)?"
    r"|\b\d{1,5}\s+de\s+(?:19|20)\d\d\b"  # "las Leyes 951 de 2005, 1151 de 2007 y 1551 de 2012"
    r"|\b(?:c|t|su)-\d+(?:\s+del?\s+(?:19|20)\d\d)?"
    r"|\b(?:ley|decreto|norma|reforma|texto)(?:\s+[a-z]+)?\s+de\s+(?:19|20)\d\d\b"
    rf"|\b(?:{_PARTS})\s+(?:(?:transitori[oa]|constitucional)(?:e?s)?\s+)?(?:n[o°º.]+\s*)?{_LIST}"
)
_NO_NUMBERS = re.compile(r"https?://\S+|\bpor\s+ciento\b")  # "por ciento" is no hundred
_MARKER = re.compile(
    r"^[\W_]*(?:\[[ x]\]\s*)?\(?(\d{1,3}(?:\.\d{1,2})*|[a-zñ]{1,2}|[ivx]{1,5})[.)º°-]+\s+", re.IGNORECASE
)
# "ARTlCULO": the public edition of Ley 99 de 1993 has letters misread from paper.
_ANNOUNCED = re.compile(r"\bas[ií]\s*:\W*$")
_DIVISION = re.compile(r"[\W_]*(?:t\s*i\s*t\s*u\s*l\s*o|capitulo|seccion|parte|libro)\b")
_START = re.compile(r"^[\W_]*art[ií|l]culo\s+(?P<number>\d+)\s?[°ºo]?(?P<letter>-?[A-Z])?(?![\w])", re.IGNORECASE)


def without_references(text: str) -> str:
    """The folded text without its list marker and without what has digits but states no quantity, references above all."""
    return _REFERENCE_NUMBERS.sub(" § ", _NO_NUMBERS.sub(" ", fold(_MARKER.sub("", text))))


@dataclass(frozen=True)
class Wording:
    """One text of an article, or of several read together, paragraph by paragraph."""

    paragraphs: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number it states, and how many points each of its lists has; numbers of references and points left out."""
        stated = frozenset[Decimal]().union(
            *(numbers(without_references(each), one_counts=True) for each in self.paragraphs)
        )
        return stated | {Decimal(length) for length in _list_lengths(self.paragraphs)}

    @cached_property
    def dates(self) -> frozenset[Day]:
        """Every date it states, also without its year."""
        stated = frozenset[Day]().union(*(dates(each) for each in self.paragraphs))
        return stated | {(None, month, day) for _, month, day in stated}

    def __add__(self, other: Wording) -> Wording:
        return Wording(self.paragraphs + other.paragraphs)

    def __bool__(self) -> bool:
        return bool(self.paragraphs)


@dataclass(frozen=True)
class Article:
    """What is known of one article.

    ``current`` is its text in force, ``former`` the superseded ones, ``quoted`` what stands inside another article as its
    text. ``turns`` are the days on which one text gave way to the next.
    """

    current: Wording = Wording()
    former: Wording = Wording()
    quoted: Wording = Wording()
    turns: frozenset[date] = frozenset()

    @property
    def in_force(self) -> bool:
        """Whether any text of it is the rule today."""
        return bool(self.current or self.quoted)

    def numbers(self, *, former: bool) -> frozenset[Decimal]:
        """The numbers that may be stated on its strength, those of superseded texts only if ``former``."""
        years = {Decimal(turn.year) for turn in self.turns}
        return self.current.numbers | self.quoted.numbers | years | (self.former.numbers if former else frozenset())

    def dates(self, *, former: bool) -> frozenset[Day]:
        """The dates that may be stated on its strength, those of superseded texts only if ``former``."""
        turns = {(turn.year, turn.month, turn.day) for turn in self.turns}
        return self.current.dates | self.quoted.dates | turns | (self.former.dates if former else frozenset())

    def __add__(self, other: Article) -> Article:
        return Article(
            self.current + other.current,
            self.former + other.former,
            self.quoted + other.quoted,
            self.turns | other.turns,
        )


@dataclass
class Statutes:
    """All laws of a folder, by norm and article."""

    titles: dict[Norm, str] = field(default_factory=dict)
    runs: set[int] = field(default_factory=set)
    _articles: dict[tuple[Norm, str], Article] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Statutes:
        """Read every law of a folder of Markdown editions."""
        statutes = cls()
        for path in sorted(folder.glob("*.md")):
            document = annotate(read_document(path))
            name = norm_of(document.title)
            if name is not None:
                statutes.add(norms(name)[0], document.title, document.blocks)
        return statutes

    def add(self, norm: Norm, title: str, blocks: Sequence[Block]) -> None:
        """Take in one law, its blocks annotated by :func:`ingest.structure.annotate`."""
        self.titles[norm] = title
        for place in _places(norm, blocks):
            text = f"{place.block.table_header}\n{place.block.text}" if place.block.table_header else place.block.text
            self.runs.update(_runs(text))
            wording = Wording((text,))
            version = Article(former=wording, turns=_turns(place.block)) if place.block.superseded else Article(wording)
            if place.article is not None:
                self._add(norm, place.article, version)
            if place.amended is not None and not place.block.superseded:
                self._add(*place.amended, Article(quoted=wording))

    def _add(self, norm: Norm, number: str, article: Article) -> None:
        self._articles[norm, number] = self._articles.get((norm, number), Article()) + article

    def held(self, norm: Norm | None) -> Norm | None:
        """The law of the folder that a citation means, or None when its text is not there."""
        return next((each for each in self.titles if norm is not None and each.same_as(norm)), None)

    def article(self, norm: Norm, number: str) -> Article | None:
        """An article of a law of the folder, or None when the law has none of that number."""
        return self._articles.get((norm, number))

    def copied(self, text: str) -> str | None:
        """The first twelve words in a row that also stand in a law, or None."""
        spoken = words(_REFERENCE_NUMBERS.sub(" referencia ", fold(text)))
        for start in range(len(spoken) - RUN + 1):
            if hash(tuple(spoken[start : start + RUN])) in self.runs:
                return " ".join(spoken[start : start + RUN])
        return None


def _list_lengths(paragraphs: Iterable[str]) -> Iterator[int]:
    """How many points each list has; a list begins at "1." or "a)"."""
    lengths = {"number": 0, "letter": 0}
    for marker in (match[1] for each in paragraphs if (match := _MARKER.match(each))):
        kind = "number" if marker[0].isdigit() else "letter"
        if marker.lower() in {"1", "a"}:
            yield lengths[kind]
            lengths[kind] = 0
        lengths[kind] += 1
    yield from lengths.values()  # an empty one is no list, and nobody states a zero


def _turns(block: Block) -> frozenset[date]:
    if block.note is None:
        return frozenset()
    until = block.note.valid_to
    return frozenset(day for day in (block.note.valid_from, until, until and until + timedelta(days=1)) if day)


def _runs(text: str) -> Iterable[int]:
    spoken = words(text)
    return (hash(tuple(spoken[start : start + RUN])) for start in range(len(spoken) - RUN + 1))


@dataclass(frozen=True, slots=True)
class _Place:
    """A block of a law, the article that it belongs to, and the one of another norm whose new text it is."""

    block: Block
    article: str | None
    amended: tuple[Norm, str] | None


def _places(norm: Norm, blocks: Sequence[Block]) -> Iterator[_Place]:
    """Where each block belongs.

    Follows the annotation, with three exceptions. What comes after "quedará así:" stays in the reforming article and is
    also the text of the amended one. The article that follows in number begins even where its start was not recognized.
    Headings inside an article do not end it; only those of titles and chapters do.
    """
    article: str | None = None
    annotated: str | None = None
    amended: tuple[Norm, str] | None = None
    quoted: str | None = None
    before = ""
    for block in blocks:
        start = _START.match(block.text)
        number = start["number"] + (start["letter"] or "").lstrip("-").upper() if start else None
        if number and _ANNOUNCED.search(before) and article:
            of = next((each for each in norms(before) if each != norm), None)
            quoted, amended = number, (of, number) if of else None
        elif block.article is not None and block.article not in {annotated, quoted}:
            article, quoted, amended = block.article, None, None
        elif number and article and article.isdigit() and number == str(int(article) + 1) and quoted is None:
            article = number
        elif block.kind is BlockKind.HEADING and _DIVISION.match(fold(block.text)):
            article = quoted = amended = None
        annotated = block.article or annotated
        before = block.text
        yield _Place(block, article, amended)

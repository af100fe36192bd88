"""The laws that the guidance digests: what each article says in force, what it said before, and what reforms quote of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from assistant.spanish import Norm, dates, fold, norms, numbers, words
from ingest.documents import Block
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
    rf"|\b(?:{_PARTS})\s+(?:transitori[oa]s?\s+)?(?:n[o°º.]+\s*)?{_LIST}"
)
_MARKER = re.compile(r"^[\W_]*(?:\[[ x]\]\s*)?\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-zñ]{1,2}|[ivx]{1,5})[.)º°-]+\s+", re.IGNORECASE)
# "ARTlCULO": the public edition of Ley 99 de 1993 has letters misread from paper.
_QUOTED_ARTICLE = re.compile(r"^[\W_]*art[ií|l]culo\s+(?P<number>\d+)\s?[°ºo]?(?P<letter>-?[A-Z])?(?![\w])", re.IGNORECASE)


def without_references(text: str) -> str:
    """The folded text without list markers and without the numbers that belong to legal references."""
    return _REFERENCE_NUMBERS.sub(" ", fold(_MARKER.sub("", text)))


@dataclass(frozen=True)
class Wording:
    """One text of an article, or of several read together."""

    paragraphs: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number it states, those of its own references and lists left out."""
        return frozenset().union(*(numbers(without_references(each), one_counts=True) for each in self.paragraphs))

    @cached_property
    def dates(self) -> frozenset[Day]:
        """Every date it states."""
        return frozenset().union(*(dates(each) for each in self.paragraphs))

    def __add__(self, other: Wording) -> Wording:
        return Wording(self.paragraphs + other.paragraphs)

    def __bool__(self) -> bool:
        return bool(self.paragraphs)


@dataclass(frozen=True)
class Article:
    """What is known of one article: its text in force, the superseded ones, and what a reform quotes as its new text."""

    current: Wording = Wording()
    former: Wording = Wording()
    quoted: Wording = Wording()

    @property
    def evidence(self) -> Wording:
        """What may be stated as the rule."""
        return self.current + self.quoted


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
        texts: dict[tuple[Norm, str, str], list[str]] = {}
        for block in blocks:
            self.runs.update(_runs(block.text))
            if block.article:
                texts.setdefault((norm, block.article, "former" if block.superseded else "current"), []).append(block.text)
        for norm_quoted, article, text in _quotations(norm, blocks):
            texts.setdefault((norm_quoted, article, "quoted"), []).append(text)
        for (of, article, version), paragraphs in texts.items():
            known = self._articles.get((of, article), Article())
            fresh = Article(**{version: Wording(tuple(paragraphs))})
            self._articles[of, article] = Article(
                known.current + fresh.current, known.former + fresh.former, known.quoted + fresh.quoted
            )

    def held(self, norm: Norm | None) -> Norm | None:
        """The law of the folder that a citation means, or None when its text is not there."""
        return next((each for each in self.titles if norm is not None and each.same_as(norm)), None)

    def article(self, norm: Norm, number: str) -> Article | None:
        """An article of a law of the folder, or None when the law has none of that number."""
        return self._articles.get((norm, number))

    def copied(self, text: str) -> str | None:
        """The first twelve words in a row that also stand in a law, or None."""
        spoken = words(text)
        for start in range(len(spoken) - RUN + 1):
            if hash(tuple(spoken[start : start + RUN])) in self.runs:
                return " ".join(spoken[start : start + RUN])
        return None


def _runs(text: str) -> Iterable[int]:
    spoken = words(text)
    return (hash(tuple(spoken[start : start + RUN])) for start in range(len(spoken) - RUN + 1))


def _quotations(norm: Norm, blocks: Sequence[Block]) -> Iterable[tuple[Norm, str, str]]:
    """Articles that stand inside another one: what a reform quotes, or the next article where its start was misread."""
    quoted: tuple[Norm, str] | None = None
    host: str | None = None
    previous = ""
    for block in blocks:
        start = _QUOTED_ARTICLE.match(block.text)
        if block.superseded or block.article != host:
            quoted, host = None, block.article
        if start and not block.superseded:
            number = start["number"] + (start["letter"] or "").lstrip("-").upper()
            amended = next(iter(norms(previous)), None)
            follows = host is not None and host.isdigit() and number == str(int(host) + 1)
            quoted = (norm, number) if follows else (amended, number) if amended and number != host else None
        if quoted is not None:
            yield *quoted, block.text
        previous = block.text

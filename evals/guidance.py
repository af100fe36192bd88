"""The bundled guidance as a checker reads it: statements, and the articles and norms that each rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.spanish import LegalReference, fold, references, sentences
from ingest.documents import Block, BlockKind
from ingest.readers import read_document

# "artículo 313 de la Constitución" does not belong to the law named before it.
_ELSEWHERE = re.compile(
    r"\b(?:articulos?|arts?\.?)\s+\d[^();:]{0,40}?\s+(?:de\s+la\s+constitucion|del\s+(?:codigo|estatuto|reglamento|acuerdo))\b"
    r"|\barticulos?\s+constitucional(?:es)?\s+\d+"
    r"|\b(?:constitucion|codigo)\b[^();:.]{0,60}?\barticulos?\s+\d+(?:(?:,|\s+y|\s+a)\s+\d+)*"
)
_FORMER = re.compile(
    r"\b(?:texto|redaccion|version|regla|ley|norma)s?\s+(?:anterior(?:es)?|originale?s?|inicial(?:es)?|derogad[ao]s?)\b"
    r"|\b(?:derog|inexequible|regia\b|rigio\b|decia\b|originalmente\b|en\s+su\s+origen\b)"
    r"|\bantes\s+(?:de\s+(?:esa|la)\s+reforma|decia|pedia|eran?|exigia|fijaba)\b|\bhasta\s+(?:el\s+[\w\s]{0,20})?(?:19|20)\d\d"
)
_CALCULATED = re.compile(r"\bcalculad[oa]s?\b")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_SOURCE_COLUMN = re.compile(r"(?:fuente|norma|donde|soporte)")
_SHORT_TAIL = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the guidance: where it stands, the rule that it breaks, and what breaks it."""

    document: str
    section: str
    sentence: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.document} › {self.section}\n  {self.rule}: {self.detail}\n  «{self.sentence}»"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a statement says on the strength of some references: the words before a source in parentheses, and that source."""

    text: str
    references: tuple[LegalReference, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or a table row, and what it claims.

    ``items`` counts the list items that it leads in. ``former`` says that it tells a rule no longer in force, ``calculated``
    that its dates are computed. ``section_text`` is all that its section says, ``given_text`` the part not calculated.
    """

    text: str
    claims: tuple[Claim, ...] = ()
    former: bool = False
    calculated: bool = False
    items: int = 0
    document: str = ""
    section: str = ""
    section_text: str = ""
    given_text: str = ""

    @property
    def references(self) -> tuple[LegalReference, ...]:
        """Every norm and article that it rests on."""
        return tuple(dict.fromkeys(reference for claim in self.claims for reference in claim.references))

    def finding(self, rule: str, detail: str) -> Finding:
        """Say what is wrong with it."""
        return Finding(self.document, self.section, self.text, rule, detail)


def guidance_files(corpus: Path) -> list[Path]:
    """Every document of guidance in a corpus folder; the notes about the embedding model are none."""
    return sorted(path for path in corpus.glob("*/*.md") if path.name != "README.md")


def cited(text: str) -> tuple[LegalReference, ...]:
    """The norms and articles that a text names, articles of the Constitution and of codes left out."""
    return tuple(references(_ELSEWHERE.sub(lambda match: " " * len(match.group()), fold(text))))


def read_statements(path: Path) -> list[Statement]:
    """Every sentence and table row of a document of guidance, in order.

    A list item without a reference of its own rests on those of its lead-in; a table row on those of its cells, else on
    those of its lead-in (corpus/README.md, rule 3).

    Raises:
        UnreadableDocumentError: the document cannot be read.
    """
    found: list[Statement] = []
    for heading, blocks in _sections(read_document(path).blocks):
        stated = list(_statements(blocks))
        whole = "\n".join([heading, *(each.text for each in stated)])
        given = "\n".join([heading, *(each.text for each in stated if not each.calculated)])
        found.extend(
            replace(each, document=path.stem, section=heading, section_text=whole, given_text=given) for each in stated
        )
    return found


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    heading, inside = "", list[Block]()
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            yield heading, inside
            heading, inside = block.text, []
        else:
            inside.append(block)
    yield heading, inside


def _statements(blocks: Sequence[Block]) -> Iterator[Statement]:
    nothing = lead = Statement("")
    for place, block in enumerate(blocks):
        leaning = nothing if block.kind is BlockKind.PARAGRAPH else lead
        stated = [_row(block)] if block.kind is BlockKind.TABLE_ROW else _sentences(block.text)
        if not any(each.references for each in stated):
            stated = [_resting_on(leaning, each) for each in stated]
        former = block.note is not None and bool(block.note.valid_to or block.note.replaced_by)
        stated = [replace(each, former=each.former or former) for each in stated]
        if block.kind is BlockKind.PARAGRAPH and stated:
            lead = stated[-1] = replace(stated[-1], items=_items_after(blocks, place))
        yield from stated


def _resting_on(lead: Statement, statement: Statement) -> Statement:
    claims = tuple(replace(claim, references=lead.references) for claim in statement.claims)
    return replace(statement, claims=claims, calculated=statement.calculated or lead.calculated)


def _sentences(text: str) -> list[Statement]:
    return [_statement(span.text, _claims(span.text)) for span in sentences(text)]


def _row(block: Block) -> Statement:
    cells, columns = block.text.split(" | "), fold(block.table_header).split(" | ")
    aligned = len(cells) == len(columns)
    said = [cell for place, cell in enumerate(cells) if not (aligned and _SOURCE_COLUMN.match(columns[place]))]
    statement = _statement(block.text, (Claim(" | ".join(said), cited(block.text)),))
    return replace(statement, calculated=statement.calculated or bool(_CALCULATED.search(fold(block.table_header))))


def _statement(text: str, claims: tuple[Claim, ...]) -> Statement:
    folded = fold(text)
    return Statement(text, claims, bool(_FORMER.search(folded)), bool(_CALCULATED.search(folded)))


def _claims(sentence: str) -> tuple[Claim, ...]:
    """What each source in parentheses carries: the words since the one before it. Words after the last rest on all."""
    found: list[Claim] = []
    start = 0
    for source in _PARENTHESIS.finditer(sentence):
        if cited(source.group()):
            found.append(Claim(sentence[start : source.start()], cited(sentence[start : source.end()])))
            start = source.end()
    tail = sentence[start:]
    if not found or len(tail.split()) >= _SHORT_TAIL:
        found.append(Claim(tail, cited(sentence)))
    return tuple(found)


def _items_after(blocks: Sequence[Block], place: int) -> int:
    """How many items or rows the list or table right after a paragraph has, those nested left out."""
    count = 0
    for block in blocks[place + 1 :]:
        if block.kind is BlockKind.PARAGRAPH:
            break
        count += block.level <= 1
    return count

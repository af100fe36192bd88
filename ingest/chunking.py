"""Cuts an annotated document into passages that can be quoted alone.

A passage never crosses an article, a section or a version; a list stays with the sentence that introduces it, and a table
row carries the names of its columns. Passages run to 220 words; the last one of a section may be short.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from assistant.spanish import is_list_item, sentences
from assistant.types import DocumentRecord, PageTurn, Passage, PassageKind
from ingest.documents import Block, BlockKind, Note, ParsedDocument

MAX_WORDS = 220
MAX_LEAD_IN_WORDS = 60


@dataclass(frozen=True, slots=True)
class _Unit:
    """A piece that is not broken further: a sentence group, a list item or a table row."""

    text: str
    block: Block
    lead_in: str = ""

    @property
    def words(self) -> int:
        return len(self.text.split())


def passages(document: ParsedDocument, record: DocumentRecord) -> list[Passage]:
    """The passages of a document, in reading order.

    Args:
        document: annotated by :func:`ingest.structure.annotate`.
        record: what its manifest line or front matter says.
    """
    cut: list[Passage] = []
    for _, group in groupby(_introduced(list(_content(document.blocks))), key=_boundary):
        for units in _packed(_units(list(group))):
            cut.append(_passage(units, record, len(cut)))
    return cut


def _content(blocks: Iterable[Block]) -> Iterator[Block]:
    return (block for block in blocks if block.kind is not BlockKind.HEADING and block.text.strip())


def _introduced(blocks: list[Block]) -> Iterator[Block]:
    """Blocks in which the sentence that introduces a table belongs to the table."""
    for block, following in pairwise([*blocks, None]):
        if block is None:
            continue
        opens_table = following is not None and following.table is not None and following.table != block.table
        if opens_table and following is not None and block.table is None and _introduces(block.text):
            yield replace(block, table=following.table, note=following.note)
        else:
            yield block


def _introduces(text: str) -> bool:
    return text.rstrip().endswith(":") and len(text.split()) <= MAX_LEAD_IN_WORDS


def _boundary(block: Block) -> tuple[object, ...]:
    """What two blocks must share to stand in one passage."""
    return (block.heading_path, block.article, block.superseded, block.note, block.table)


def _units(blocks: list[Block]) -> list[_Unit]:
    units: list[_Unit] = []
    lead_in = ""
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH:
            units.extend(_Unit(piece, block) for piece in _pieces(block.text))
            lead_in = block.text if _introduces(block.text) else ""
            continue
        text = _row(block) if block.kind is BlockKind.TABLE_ROW else _item(block)
        units.extend(_Unit(piece, block, lead_in) for piece in _pieces(text))
    return units


def _item(block: Block) -> str:
    return block.text if is_list_item(block.text) else f"- {block.text}"


def _row(block: Block) -> str:
    """A table row with its column names: "Categoría: sexta; Límite: 80 %"."""
    names = [name.strip() for name in block.table_header.split(" | ")] if block.table_header else []
    cells = [cell.strip() for cell in block.text.split(" | ")]
    if len(names) != len(cells):
        return "; ".join(cell for cell in cells if cell)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=True) if cell)


def _pieces(text: str) -> list[str]:
    """A text in pieces of at most MAX_WORDS, broken between sentences, or between words where one is longer still."""
    total = len(text.split())
    if total <= MAX_WORDS:
        return [text]
    target = total / math.ceil(total / MAX_WORDS)
    pieces: list[str] = []
    current: list[str] = []
    for sentence in sentences(text):
        tokens = sentence.text.split()
        while len(tokens) > MAX_WORDS:
            cut = _clause_end(tokens)
            pieces.extend([*([" ".join(current)] if current else []), " ".join(tokens[:cut])])
            current, tokens = [], tokens[cut:]
        if current and (len(current) + len(tokens) > MAX_WORDS or len(current) >= target):
            pieces.append(" ".join(current))
            current = []
        current.extend(tokens)
    return [*pieces, " ".join(current)] if current else pieces


def _clause_end(tokens: list[str]) -> int:
    """Where to break an over-long sentence: after its last clause that fits, else at the limit."""
    ends = [place + 1 for place, token in enumerate(tokens[:MAX_WORDS]) if token[-1] in ";:,"]
    return ends[-1] if ends and ends[-1] > MAX_WORDS // 2 else MAX_WORDS


def _packed(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """Fill passages evenly, so that a section of 230 words becomes two halves rather than a whole and a crumb."""
    total = sum(unit.words for unit in units)
    if not units:
        return
    target = total / math.ceil(total / MAX_WORDS) if total else MAX_WORDS
    current: list[_Unit] = []
    size = 0
    for unit, following in pairwise([*units, None]):
        if unit is None:
            continue
        current.append(unit)
        size += unit.words
        introduces = following is not None and following.lead_in != "" and following.lead_in == unit.text
        if following is None or (size + following.words > MAX_WORDS) or (size >= target and not introduces):
            yield current
            current, size = [], 0


def _passage(units: list[_Unit], record: DocumentRecord, position: int) -> Passage:
    first = units[0].block
    lines = [unit.text for unit in units]
    if units[0].lead_in:  # a long list goes on: repeat what introduces it
        lines.insert(0, units[0].lead_in)
    note = first.note or Note()
    return Passage(
        id=f"{record.id}#{position:04d}",
        text="\n".join(lines),
        document=record,
        section=" › ".join(_section(first, record)),
        kind=_kind(units),
        norm=record.norm if first.article else None,
        article=first.article,
        page_index=first.page_index,
        page_label=first.page_label,
        position=position,
        valid_from=note.valid_from or record.valid_from,
        valid_to=note.valid_to or record.valid_to,
        replaced_by=note.replaced_by or record.replaced_by,
        mark=note.mark or record.mark,
        page_turns=tuple(_page_turns(units)),
        in_force=not first.superseded,
    )


def _page_turns(units: list[_Unit]) -> Iterator[PageTurn]:
    """Where, in the text that joins the units, a page begins that is not that of the unit before."""
    start = len(units[0].lead_in) + 1 if units[0].lead_in else 0
    for unit, following in pairwise(units):
        start += len(unit.text) + 1
        page = following.block.page_index
        if page is not None and page != unit.block.page_index:
            yield PageTurn(start, page, following.block.page_label)


def _section(block: Block, record: DocumentRecord) -> list[str]:
    """The headings above a block, without the document's own title and with its article when no heading names it."""
    path = [heading for heading in block.heading_path if heading != record.title]
    if block.article and not any(block.article in heading for heading in path[-1:]):
        path.append(f"Artículo {block.article}")
    return path


def _kind(units: list[_Unit]) -> PassageKind:
    kinds = {unit.block.kind for unit in units}
    if BlockKind.TABLE_ROW in kinds:
        return PassageKind.TABLE
    if BlockKind.LIST_ITEM in kinds:
        return PassageKind.LIST
    return PassageKind.ARTICLE if units[0].block.article else PassageKind.PARAGRAPH

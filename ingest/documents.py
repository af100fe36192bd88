"""What a reader hands over: a document as blocks, before it is cut into passages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of one block alone and overrides its document: how far verified, since and until when in force."""

    mark: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row, in reading order.

    ``level`` is the depth of a heading (1 is the title) or of a list item (1 is the outermost), else 0.
    ``heading_path`` are the headings above, outermost first. A table row's ``text`` joins its cells by " | " and
    ``table_header`` its column names the same way; rows of one table share ``table`` (a number unique in the document).
    ``page_index`` counts from 0; ``page_label`` is what the page prints ("iv", "12"). ``article`` and ``superseded`` are
    filled by :mod:`ingest.structure`.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    heading_path: tuple[str, ...] = ()
    page_index: int | None = None
    page_label: str | None = None
    table: int | None = None
    table_header: str = ""
    note: Note | None = None
    article: str | None = None
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as read.

    ``metadata`` holds what the file says of itself (front matter, PDF or Office properties), keys lower case, values as
    text. ``pages`` is 0 where the format has none. ``warnings`` are Spanish sentences about parts that could not be read.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    warnings: tuple[str, ...] = ()

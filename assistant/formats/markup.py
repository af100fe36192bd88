"""XML changed in place: where each element starts and ends in the bytes of a part, and edits that leave the rest alone.

Parsing and writing a part again changes quotes, spaces and prefixes that nobody asked to change. Here a part is only
read with expat, which tells the byte each element starts at, and what is new is spliced between those bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

_DECLARED_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=[\"']([\w.-]+)[\"']")


class MarkupError(ValueError):
    """A part that is not the XML it should be."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a part: ``content[start:end]``, with its tag as written and its attributes.

    ``inner_start:inner_end`` is what stands between its tags; both equal ``end`` when it closes itself ("<a/>").
    """

    tag: str
    start: int
    inner_start: int
    inner_end: int
    end: int
    attributes: dict[str, str]

    @property
    def name(self) -> str:
        """The tag without its namespace prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """What its children's tags begin with: "" or "x:"."""
        return self.tag[: -len(self.name)]

    @property
    def closes_itself(self) -> bool:
        """Whether it is written "<a/>"."""
        return self.inner_start == self.end


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``new`` where ``content[start:end]`` stands."""

    start: int
    end: int
    new: bytes


def apply_edits(content: bytes, edits: Iterable[Edit]) -> bytes:
    """The content with its edits made; edits at the same place keep their order.

    Raises:
        ValueError: two edits overlap.
    """
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < position:
            raise ValueError(f"edits overlap at byte {edit.start}")
        pieces += (content[position : edit.start], edit.new)
        position = edit.end
    return b"".join([*pieces, content[position:]])


def new_parser(content: bytes) -> expat.XMLParserType:
    """A parser that refuses document types and encodings whose bytes cannot be spliced.

    Raises:
        MarkupError: the part is not written in UTF-8.
    """
    declared = _DECLARED_ENCODING.match(content[:200])
    if declared and declared[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise MarkupError(f"encoding {declared[1].decode()}")
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise MarkupError("document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def closing(content: bytes, tag: str, index: int) -> tuple[int, int]:
    """Where an element's closing tag starts and ends, from the byte that expat gives at its end.

    For "<a/>" expat gives the byte after it, so both are that byte.
    """
    closer = b"</" + tag.encode()
    if content.startswith(closer, index) and content[index + len(closer)] in b"> \t\r\n":
        return index, content.index(b">", index) + 1
    return index, index


def opening_end(content: bytes, start: int) -> int:
    """The byte after the start tag that begins at ``start``; a ">" inside a quoted value does not end it."""
    quote = 0
    for index in range(start, len(content)):
        byte = content[index]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord(">"):
            return index + 1
    raise MarkupError("unfinished tag")


def outline(content: bytes, depth: int = 2) -> list[Element]:
    """The root and its children, down to ``depth`` levels, in document order.

    Raises:
        MarkupError: the part is not well-formed, carries a document type or is not UTF-8.
    """
    parser = new_parser(content)
    opened: list[tuple[str, int, dict[str, str]]] = []
    found: list[Element] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        opened.append((tag, parser.CurrentByteIndex, attributes))

    def end(_: str) -> None:
        tag, begins, attributes = opened.pop()
        if len(opened) < depth:
            inner_end, ends = closing(content, tag, parser.CurrentByteIndex)
            inner = opening_end(content, begins) if ends > inner_end else ends
            found.append(Element(tag, begins, inner, inner_end, ends, attributes))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parse(parser, content)
    return sorted(found, key=lambda element: element.start)


def parse(parser: expat.XMLParserType, content: bytes) -> None:
    """Run a parser over a whole part.

    Raises:
        MarkupError: the part is not well-formed.
    """
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        raise MarkupError(str(error)) from error


def child(elements: Iterable[Element], name: str) -> Element | None:
    """The first element of an outline with this name."""
    return next((element for element in elements if element.name == name), None)


def append_inside(content: bytes, element: Element, new: bytes) -> Edit:
    """The edit that puts ``new`` as the last children of an element."""
    if not element.closes_itself:
        return Edit(element.inner_end, element.inner_end, new)
    opened = content[element.start : element.end].rstrip()[:-2].rstrip()
    return Edit(element.start, element.end, opened + b">" + new + b"</" + element.tag.encode() + b">")


def set_attribute(content: bytes, element: Element, name: str, value: str) -> Edit:
    """The edit that gives an attribute its value, replacing the one that stands there."""
    start_tag = content[element.start : element.end if element.closes_itself else element.inner_start]
    written = re.search(rb"\s" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", start_tag)
    new = f'"{value}"'.encode()
    if written:
        return Edit(element.start + written.start(1), element.start + written.end(1), new)
    place = element.start + 1 + len(element.tag.encode())
    return Edit(place, place, f" {name}=".encode() + new)


def escape(text: str) -> str:
    """Text as it stands in XML, also inside double quotes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")

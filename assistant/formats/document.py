"""Fills a Word document and touches nothing else: content controls, bookmarks, {{placeholders}} and table cells.

Element names are those of ECMA-376 part 1, chapter 17 (WordprocessingML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.formats.fills import DocumentFill, FillReport, Refusal, TargetKind
from assistant.formats.markup import Edit, MarkupError, apply_edits, escape
from assistant.formats.package import DOCUMENT, Template, refuse, write_package
from assistant.formats.tree import Node, read_tree

_PLACEHOLDER = re.compile(r"\{\{\s*([\w.:-]+)\s*\}\}")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PLACEHOLDER_STYLES = {"PlaceholderText", "Textodelmarcadordeposicin"}
_LOCKS = {"contentLocked", "sdtContentLocked"}
_WITH_TEXT = ("header", "footer", "footnotes", "endnotes")


class _RefusedError(Exception):
    """Why a place cannot take its text; the message is Spanish, for people."""


def fill_document(template: Path, fills: Sequence[DocumentFill], out: Path) -> FillReport:
    """Write texts into a copy of a document.

    A place that does not exist or is locked is told in the report; the others are written. A placeholder or a control
    that stands several times is filled everywhere. Line ends in a text become line breaks.

    Args:
        template: the document to copy, never changed.
        fills: what to write, and where.
        out: the file to write, replaced whole if it exists.

    Raises:
        InvalidTemplateError: the template cannot be filled.
        OSError: ``out`` cannot be written.
    """
    package = Template(template, DOCUMENT)
    parts = [package.main, *(link.target for link in package.related(package.main) if link.kind in _WITH_TEXT)]
    written: set[int] = set()
    reasons: dict[int, str] = {}
    changed: dict[str, bytes] = {}
    for part in dict.fromkeys(parts):
        try:
            content, done, refused = _Part(package[part]).fill(fills, main=part == package.main)
        except MarkupError as error:
            raise refuse(template, "está dañado: no se puede leer su texto", "Pídalo de nuevo.") from error
        written |= done
        reasons |= refused
        if content != package[part]:
            changed[part] = content
    write_package(package, changed, out)
    return FillReport(
        path=out,
        written=tuple(fill.name for place, fill in enumerate(fills) if place in written),
        refused=tuple(
            Refusal(fill.name, reasons.get(place, "el documento no tiene ese lugar"))
            for place, fill in enumerate(fills)
            if place not in written
        ),
        declared=tuple(changed),
    )


class _Part:
    """One part with text. New texts are gathered by <w:t> and spliced once."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._root = read_tree(content)
        self._texts: dict[int, tuple[Node, str]] = {}
        self._edits: list[Edit] = []
        self._tables = list(self._root.walk("tbl"))
        self._named: dict[str, list[Node]] = {}
        for control in self._root.walk("sdt"):
            for name in _names(control):
                self._named.setdefault(name, []).append(control)

    def fill(self, fills: Sequence[DocumentFill], *, main: bool) -> tuple[bytes, set[int], dict[int, str]]:
        """The content with the texts in it, which fills found their place, and why others could not."""
        written: set[int] = set()
        reasons: dict[int, str] = {}
        for place, fill in enumerate(fills):
            try:
                if self._write(fill, main=main):
                    written.add(place)
            except _RefusedError as error:
                reasons[place] = str(error)
        spliced = [self._spliced(node, text) for node, text in self._texts.values()]
        return apply_edits(self._content, [*self._edits, *spliced]), written, reasons

    def _write(self, fill: DocumentFill, *, main: bool) -> bool:
        value = _NOT_XML.sub(" ", fill.value.replace("\r\n", "\n").replace("\r", "\n"))
        if fill.kind is TargetKind.PLACEHOLDER:
            return self._write_placeholder(fill.name, value)
        if fill.kind is TargetKind.TABLE_CELL:
            return main and self._write_inside(self._table_cell(fill.name), value)
        control = fill.kind is TargetKind.CONTROL
        places = self._named.get(fill.name, []) if control else list(self._bookmarks(fill.name))
        for node in places:
            if node.name == "sdt":
                self._write_control(node, value)
            else:
                self._write_bookmark(node, value)
        return bool(places)

    def _bookmarks(self, name: str) -> Iterator[Node]:
        return (mark for mark in self._root.walk("bookmarkStart") if mark.attribute("name") == name)

    def _write_control(self, control: Node, value: str) -> None:
        properties, content = control.child("sdtPr"), control.child("sdtContent")
        assert properties is not None
        lock = properties.child("lock")
        if lock is not None and lock.attribute("val") in _LOCKS:
            raise _RefusedError("el control está bloqueado")
        if properties.child("dataBinding") or properties.child("checkbox") or content is None:
            raise _RefusedError("el control toma su valor de otro lugar y no admite texto")
        if next(content.walk("sdt"), None) is not None:
            raise _RefusedError("el control contiene otros controles")
        shows_prompt = properties.child("showingPlcHdr")
        if shows_prompt is not None:
            self._edits.append(Edit(shows_prompt.start, shows_prompt.end, b""))
            self._edits += [
                Edit(style.start, style.end, b"")
                for style in content.walk("rStyle")
                if style.attribute("val") in _PLACEHOLDER_STYLES
            ]
        self._write_inside(content, value)

    def _write_bookmark(self, mark: Node, value: str) -> None:
        assert mark.parent is not None
        siblings = mark.parent.children
        after = siblings[siblings.index(mark) + 1 :]
        ends = (
            place
            for place, each in enumerate(after)
            if each.name == "bookmarkEnd" and each.attribute("id") == mark.attribute("id")
        )
        last = next(ends, None)
        if last is None or mark.parent.name != "p":
            raise _RefusedError("el marcador abarca varios párrafos")
        texts = [text for each in after[:last] for text in each.walk("t")]
        if texts:
            self._replace(texts, value)
        else:
            run = self._run(mark.parent, value)
            self._edits.append(Edit(mark.end, mark.end, run))

    def _table_cell(self, name: str) -> Node:
        try:
            table, row, column = (int(each) for each in name.split("/"))
            rows = [each for each in self._tables[table].children if each.name == "tr"]
            return [each for each in rows[row].walk("tc") if each.parent is rows[row]][column]
        except (ValueError, IndexError) as error:
            raise _RefusedError("el documento no tiene esa celda") from error

    def _write_placeholder(self, name: str, value: str) -> bool:
        """Placeholders are looked for in the text of each paragraph, since Word splits it into runs as it likes."""
        found = False
        for paragraph in self._root.walk("p"):
            texts = [each for each in paragraph.walk("t") if _paragraph(each) is paragraph]
            whole = "".join(self._text(each) for each in texts)
            for match in reversed(list(_PLACEHOLDER.finditer(whole))):
                if match[1] == name:
                    self._put(texts, match.start(), match.end(), value)
                    found = True
        return found

    def _put(self, texts: list[Node], start: int, end: int, value: str) -> None:
        """Replace characters ``start`` to ``end`` of the joined texts."""
        position, pending = 0, value
        for node in texts:
            text = self._text(node)
            first, last = max(start - position, 0), min(end - position, len(text))
            if first < last:
                self._texts[node.start] = (node, text[:first] + pending + text[last:])
                pending = ""
            position += len(text)

    def _write_inside(self, container: Node, value: str) -> bool:
        """Make a text all that a container says."""
        texts = list(container.walk("t"))
        if texts:
            self._replace(texts, value)
            return True
        paragraph = next(container.walk("p"), None)
        target = paragraph or container
        run = self._run(target, value)
        if target.closes_itself:
            opened = self._content[target.start : target.end].rstrip()[:-2].rstrip()
            self._edits.append(Edit(target.start, target.end, opened + b">" + run + f"</{target.tag}>".encode()))
        else:
            self._edits.append(Edit(target.inner_end, target.inner_end, run))
        return True

    def _replace(self, texts: list[Node], value: str) -> None:
        self._texts[texts[0].start] = (texts[0], value)
        for node in texts[1:]:
            self._texts[node.start] = (node, "")

    def _text(self, node: Node) -> str:
        return self._texts[node.start][1] if node.start in self._texts else node.text

    def _run(self, near: Node, value: str) -> bytes:
        """A new run that looks like the first one of its paragraph."""
        p = near.prefix
        like = next(near.walk("r"), None)
        properties = like.child("rPr") if like else None
        look = self._content[properties.start : properties.end] if properties else b""
        return f"<{p}r>".encode() + look + _text_element(p, value) + f"</{p}r>".encode()

    def _spliced(self, node: Node, text: str) -> Edit:
        return Edit(node.start, node.end, _text_element(node.prefix, text))


def _names(control: Node) -> set[str]:
    """The tag and the title of a content control (17.5.2.42, 17.5.2.1)."""
    properties = control.child("sdtPr")
    named = [properties.child("tag"), properties.child("alias")] if properties else []
    return {name for each in named if each is not None and (name := each.attribute("val"))}


def _text_element(prefix: str, value: str) -> bytes:
    lines = (f'<{prefix}t xml:space="preserve">{escape(line)}</{prefix}t>' for line in value.split("\n"))
    return f"<{prefix}br/>".join(lines).encode()


def _paragraph(node: Node) -> Node | None:
    """The paragraph a text belongs to: the nearest one, as a text box holds paragraphs of its own."""
    parent = node.parent
    while parent is not None and parent.name != "p":
        parent = parent.parent
    return parent

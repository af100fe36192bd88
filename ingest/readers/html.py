"""Web pages: the content without the furniture around it.

Public Colombian sites serve two kinds of page that this reader is made for: pages whose whole content is a form
(ASP.NET), and old legal texts whose paragraphs are only separated by ``<br><br>``.
"""

from __future__ import annotations

import codecs
import re
import warnings
from pathlib import Path

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from ingest.documents import ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.blocks import BlockWriter, Cell, clean, damage_reported, numeral, read_bytes, refuse, span

DEEPEST = 400  # levels; real pages stay under 60, browsers stop at 512

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol", "menu", "dir"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "main",
        "nav",
        "p",
        "pre",
    ),
    *("section", "summary", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
_FURNITURE = {
    *("script", "style", "nav", "footer", "aside", "head", "noscript", "template", "svg", "button", "select", "option"),
    *("textarea", "input", "iframe", "object", "embed", "canvas", "audio", "video", "map", "dialog"),
}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_KEPT_META = re.compile(r"author|description|keywords|date|language|dc(terms)?\.|og:title|article:|last-modified", re.I)
_NUMERALS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*?(/?)>", re.IGNORECASE)
_SELF_CLOSING = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"),
    *("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "colgroup"),
}
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


class HtmlReader:
    """Reads ``.html``, ``.htm`` and ``.xhtml``."""

    suffixes: frozenset[str] = frozenset({".html", ".htm", ".xhtml"})

    def read(self, path: Path, limits: Limits) -> ParsedDocument:
        """Read the page whole; see :class:`ingest.readers.base.Reader`."""
        content = read_bytes(path, limits)
        if b"\x00" in content and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise refuse(path, "no es una página web, sino un archivo binario", "Póngale su terminación verdadera.")
        with warnings.catch_warnings(), damage_reported(path):
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            text = _decode(content)
            _refuse_depth(text, path)
            soup = BeautifulSoup(text, "lxml")
        metadata = _metadata(soup)
        body = soup.body or soup
        _drop_furniture(body)
        writer = BlockWriter(path, limits)
        walker = _Walker(writer)
        walker.walk(body)
        walker.flush()
        return writer.finish(title=metadata.get("title", ""), metadata=metadata)


def _decode(content: bytes) -> str:
    """The page as text. A wrong declaration is common: what does not decode as declared is read as Windows does."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(name, errors="replace")
    declared = EncodingDetector.find_declared_encoding(content, is_html=True) or "utf-8"
    # What HTML calls latin-1 is Windows' code page (WHATWG Encoding Standard).
    named = "cp1252" if declared.lower() in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"} else declared
    for name in (named, "utf-8"):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


def _metadata(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in soup.find_all("meta"):
        name = clean(str(meta.get("name") or meta.get("property") or "")).lower()
        value = clean(str(meta.get("content") or ""))
        if value and _KEPT_META.match(name):
            found.setdefault(name, value)
    title = clean(soup.title.get_text()) if soup.title else ""
    if title:
        found["title"] = title
    return found


def _refuse_depth(text: str, path: Path) -> None:
    """Refuse a page nested so deep that it was not made to be read: parsing time grows with the square of the depth."""
    depth = 0
    for tag in _TAG.finditer(text):
        closing, name, closed = tag.groups()
        if closed or name.lower() in _SELF_CLOSING:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        if depth > DEEPEST:
            raise refuse(
                path, "tiene etiquetas anidadas en exceso y no se leyó", "Guarde la página de nuevo como texto."
            )


def _drop_furniture(body: Tag) -> None:
    whole = len(clean(body.get_text(" ")))
    for tag in [tag for tag in body.find_all() if _is_furniture(tag, whole)]:
        tag.extract()


def _is_furniture(tag: Tag, whole: int) -> bool:
    """Whether a tag is none of the page's content, whose length in characters is ``whole``."""
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or _HIDDEN_STYLE.search(str(tag.get("style", ""))):
        return True
    if tag.name == "header":  # that of an article holds its title
        return tag.find_parent(("article", "main")) is None
    if tag.name == "form":  # ASP.NET puts the whole page into one
        return len(clean(tag.get_text(" "))) * 2 < whole
    return tag.name in _FURNITURE


class _Walker:
    """Goes through the page once, gathering text until a block begins or ends."""

    def __init__(self, writer: BlockWriter) -> None:
        self._writer = writer
        self._text: list[str] = []

    def walk(self, parent: Tag) -> None:
        """Write what a tag holds; its last line waits for :meth:`flush`."""
        for child in parent.children:
            if not isinstance(child, Tag):
                self._text.append(_string(child))
            elif child.name == "br":
                self._text.append("\n")
            elif child.name in _HEADINGS:
                self.flush()
                self._writer.heading(child.get_text(" "), _HEADINGS[child.name])
            elif child.name in _LISTS:
                self.flush()
                self._list(child, 1)
            elif child.name == "table":
                self.flush()
                self._table(child)
            elif child.name in _BLOCKS or child.name == "li":
                self.flush()
                self.walk(child)
                self.flush()
            else:
                self.walk(child)

    def flush(self) -> None:
        """Close the paragraphs gathered so far."""
        text, self._text = "".join(self._text), []
        for paragraph in _PARAGRAPH_BREAK.split(text):
            self._writer.paragraph(paragraph)

    def _list(self, tag: Tag, level: int) -> None:
        start = str(tag.get("start", "1"))
        number = int(start) if start.isdecimal() else 1
        for child in tag.find_all(recursive=False):
            if child.name in _LISTS:  # not valid, and common
                self._list(child, level + 1)
                continue
            value = str(child.get("value", ""))
            number = int(value) if value.isdecimal() else number
            numbered = f"{numeral(number, _NUMERALS.get(str(tag.get('type', '1')), 'decimal'))}."
            nested: list[Tag] = []
            text = _item_text(child, nested)
            self._writer.item(f"{numbered if tag.name == 'ol' else '•'} {text}" if clean(text) else "", level)
            for inner in nested:
                if inner.name == "table":
                    self._table(inner)
                else:
                    self._list(inner, level + 1)
            number += 1

    def _table(self, tag: Tag) -> None:
        rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
        cells = [row.find_all(("td", "th"), recursive=False) for row in rows]
        is_layout = tag.find("table") is not None or tag.get("role") == "presentation"
        if is_layout or sum(map(len, cells)) <= 1:
            self.walk(tag)
            self.flush()
            return
        caption = tag.find("caption", recursive=False)
        if caption is not None:
            self._writer.paragraph(caption.get_text(" "))
        header = 0
        for row, line in zip(rows, cells, strict=True):
            if row.find_parent("thead") is None and not (line and all(cell.name == "th" for cell in line)):
                break
            header += 1
        self._writer.table(
            [[_cell(cell, len(rows) - top) for cell in line] for top, line in enumerate(cells)],
            header if 0 < header < len(rows) else None,
        )


def _cell(tag: Tag, rows_left: int) -> Cell:
    # rowspan="0" reaches to the end of the table
    rows = rows_left if tag.get("rowspan") == "0" else span(str(tag.get("rowspan", "")))
    return Cell(tag.get_text(" "), span(str(tag.get("colspan", ""))), min(rows, rows_left))


def _item_text(parent: Tag, nested: list[Tag]) -> str:
    """The text of a list item without the lists and tables inside it, which go to ``nested``."""
    pieces = []
    for child in parent.children:
        if not isinstance(child, Tag):
            pieces.append(_string(child))
        elif child.name in _LISTS or child.name == "table":
            nested.append(child)
            pieces.append(" ")
        else:
            inner = _item_text(child, nested)
            pieces.append(f" {inner} " if child.name in _BLOCKS or child.name == "br" else inner)
    return "".join(pieces)


def _string(element: PageElement) -> str:
    """The text of a string, none of a comment; line ends in the source are spaces on the page."""
    if not isinstance(element, NavigableString) or isinstance(element, PreformattedString):
        return ""
    return re.sub(r"\s+", " ", element)

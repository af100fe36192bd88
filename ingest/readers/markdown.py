"""Markdown: Relevo's own guidance, with its front matter and notes, and laws converted by others.

CommonMark with GFM tables, parsed by markdown-it. Three rules are off because in legal texts they lose words: link
definitions (a line "[2]: Derogado" would vanish), indented code, and emphasis, whose marks are removed here instead
(official conversions write ``**Artículo 1°.***Objeto*.``, which CommonMark leaves as it is).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.errors import UnreadableDocumentError
from ingest.documents import Note, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.blocks import BlockWriter, clean, damage_reported, read_bytes, refuse
from ingest.readers.text import decode

FRONT_MATTER_LINES = 200  # at most

_NOTE_KEYS = [each.name for each in fields(Note)]
_NOTE = re.compile(rf"\s*(?:{'|'.join(_NOTE_KEYS)})\s*:")
_NOTE_PART = re.compile(r"\s*([a-z_]+)\s*:(.*)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_KEY_LINE = re.compile(r"\s*(?:#.*|[\w-]+\s*:.*)?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")

# List markers that Colombian norms use and CommonMark does not know: "a)", "iv.", "2.1".
_LEGAL_MARKER = re.compile(r"(?:\(?(?:[a-zñ]|[ivxl]{1,6})[.)]|\d{1,3}(?:\.\d{1,3}){1,4}\.?)\s+(?=\S)")
_UNDERSCORES = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])(.{1,300}?)(?<=[^\s_])\1(?!\w)", re.DOTALL)
_ASTERISKS = re.compile(r"\*+")
# Unicode's noncharacters stand for marks that must show and for the places of comments.
_SHOWN = str.maketrans({"*": "\ufdd0", "_": "\ufdd1"})
_SHOWN_AGAIN = str.maketrans({"\ufdd0": "*", "\ufdd1": "_", "\ufdd2": None})
_COMMENT_PLACE = "\ufdd2"


class MarkdownReader:
    """Reads ``.md``; see ``corpus/README.md`` for the front matter and the notes on single blocks."""

    suffixes: frozenset[str] = frozenset({".md", ".markdown"})

    def __init__(self) -> None:
        parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
        self._parser = parser.disable(["emphasis", "code", "reference", "text_join"])

    def read(self, path: Path, limits: Limits) -> ParsedDocument:
        """Read the document whole; see :class:`ingest.readers.base.Reader`."""
        text = re.sub(r"\r\n?", "\n", decode(read_bytes(path, limits), path))
        metadata, lines, offset = _front_matter(text.split("\n"), path)
        row_comments = _take_row_comments(lines)
        with damage_reported(path):
            tokens = self._parser.parse("\n".join(lines))
        writer = BlockWriter(path, limits)
        _Walker(writer, row_comments, offset).walk(tokens)
        title = metadata.get("title") or metadata.get("titulo") or writer.first_heading()
        return writer.finish(title=title, metadata=metadata)


def _front_matter(lines: list[str], path: Path) -> tuple[dict[str, str], list[str], int]:
    """The values of the front matter as text, the lines after it, and how many lines it took."""
    if lines[0].rstrip() != "---" or len(lines) < 2 or not _KEY_LINE.fullmatch(lines[1]):
        return {}, lines, 0
    ends = (place for place, line in enumerate(lines[1:FRONT_MATTER_LINES], 1) if line.rstrip() in {"---", "..."})
    end = next(ends, 0)
    if not end:
        raise _bad_front_matter(path, 1, "no se cierra con «---»")
    try:
        # BaseLoader makes nothing but text, so that "05001" and "2019-05-25" stay as they were written.
        values = yaml.load("\n".join(lines[1:end]), yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise _bad_front_matter(path, line, "no se entiende") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _bad_front_matter(path, 1, "no se entiende") from error
    if values and not isinstance(values, dict):
        raise _bad_front_matter(path, 2, "no tiene la forma «clave: valor»")
    return (
        {str(key).lower(): value for key, each in (values or {}).items() if (value := _value(each))},
        lines[end + 1 :],
        end + 1,
    )


def _value(value: object) -> str:
    """A front matter value as text: dates ISO, the items of a list by "; ", empty for what is no text."""
    if isinstance(value, list):
        return "; ".join(each for each in value if isinstance(each, str))
    if not isinstance(value, str) or value in {"~", "null"}:
        return ""
    day = _ISO_DATE.fullmatch(value)
    return f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}" if day else clean(value)


def _bad_front_matter(path: Path, line: int, what: str) -> UnreadableDocumentError:
    hint = "Corrija el encabezado entre las dos líneas «---»; un valor con «: » va entre comillas."
    return refuse(path, f"tiene un encabezado que {what}: vea la línea {line}", hint)


def _take_row_comments(lines: list[str]) -> dict[int, str]:
    """Take the comments off table rows, where GFM would drop them as one cell too many: line number -> comments."""
    taken: dict[int, str] = {}
    for place, line in enumerate(lines):
        if "<!--" in line and line.lstrip().startswith("|") and line.rstrip().endswith("-->"):
            row, _, comments = line.partition("<!--")
            if row.rstrip().endswith("|"):
                lines[place], taken[place] = row, f"<!--{comments}"
    return taken


def _split_comments(text: str) -> tuple[str, list[str]]:
    """The text outside comments, and the comments. One that never ends hides the rest, as in HTML."""
    first, *parts = text.split("<!--")
    outside, comments = [first], []
    for part in parts:
        comment, closed, after = part.partition("-->")
        if closed:
            comments.append(comment)
            outside.append(after)
    return "".join(outside), comments


class _Walker:
    """Goes through the tokens once. ``_since`` is the first block that a note would speak of, None for no block."""

    def __init__(self, writer: BlockWriter, row_comments: dict[int, str], offset: int) -> None:
        self._writer = writer
        self._row_comments = row_comments
        self._offset = offset
        self._since: int | None = None
        self._depth = 0
        self._marker = ""

    def walk(self, tokens: Sequence[Token]) -> None:
        """Write every block."""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "heading_open":
                self._heading(tokens[place + 1], int(token.tag[1:]))
                place += 1
            elif token.type == "table_open":
                end = next(at for at in range(place, len(tokens)) if tokens[at].type == "table_close")
                self._table(tokens[place:end])
                place = end
            elif token.type == "inline":
                self._paragraph(token)
            elif token.type == "html_block":
                self._html(token)
            elif token.type == "fence":
                self._add(token.content, is_item=False)
            elif token.type == "list_item_open":
                self._marker = f"{token.info}{token.markup}"
            elif token.type in {"bullet_list_open", "ordered_list_open"}:
                self._depth += 1
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self._depth -= 1
            place += 1

    def _heading(self, token: Token, level: int) -> None:
        text, comments = _plain(token)
        self._writer.heading(text.translate(_SHOWN_AGAIN), level)
        self._since = None
        for comment in comments:
            self._note(comment, token)

    def _paragraph(self, token: Token) -> None:
        text, comments = _plain(token)
        marker, self._marker = self._marker, ""
        for number, piece in enumerate(_pieces(text)):
            legal = _LEGAL_MARKER.match(piece) is not None
            shown = f"{marker} {piece}" if marker and not number else piece
            level = self._depth if number == 0 or not legal else self._depth + 1
            self._add(shown.translate(_SHOWN_AGAIN), is_item=legal or self._depth > 0, level=max(level, 1))
            for _ in range(piece.count(_COMMENT_PLACE)):
                self._note(comments.pop(0), token)

    def _add(self, text: str, *, is_item: bool, level: int = 1) -> None:
        before = len(self._writer.blocks)
        if is_item:
            self._writer.item(text, level)
        else:
            self._writer.paragraph(text)
        if len(self._writer.blocks) > before:
            self._since = before

    def _html(self, token: Token) -> None:
        outside, comments = _split_comments(token.content)
        for comment in comments:
            self._note(comment, token)
        for paragraph in _TAG.sub(" ", outside).split("\n\n"):
            if clean(paragraph):
                self._add(paragraph, is_item=False)

    def _table(self, tokens: Sequence[Token]) -> None:
        rows: list[list[str]] = []
        comments: list[tuple[int, str, Token]] = []
        for token in tokens:
            if token.type == "tr_open":
                line = token.map[0] if token.map else -1
                at_the_end = _split_comments(self._row_comments.get(line, ""))[1]
                comments += [(len(rows), each, token) for each in at_the_end]
                rows.append([])
            elif token.type == "inline":
                text, inside = _plain(token)
                rows[-1].append(clean(text.translate(_SHOWN_AGAIN)))
                comments += [(len(rows) - 1, each, token) for each in inside]
        start = len(self._writer.blocks)
        self._writer.plain_table(rows[0], rows[1:])
        end = len(self._writer.blocks)
        for row, comment, token in comments:
            # A note on the first or the last line speaks of the table, one between them of its row.
            whole = row in {0, len(rows) - 1}
            below = sum(any(each) for each in rows[row + 1 :])
            self._since = start if whole else end - below - 1
            self._note(comment, token, until=None if whole else self._since + 1)
        self._since = start if end > start else None

    def _note(self, comment: str, token: Token, until: int | None = None) -> None:
        """Put a note on the blocks it speaks of; a comment that is no note is dropped."""
        if not _NOTE.match(comment):
            return
        line = (token.map[0] if token.map else 0) + self._offset + 1
        note = self._read_note(comment, line)
        if self._since is None:
            why = f"tiene una nota que no sigue a ningún párrafo, lista o tabla: vea la línea {line}"
            raise refuse(self._writer.path, why, "Ponga la nota justo después de lo que anota.")
        self._writer.annotate(note, since=self._since, until=until)

    def _read_note(self, comment: str, line: int) -> Note:
        values: dict[str, str] = {}
        key = ""
        for part in comment.split(";"):
            named = _NOTE_PART.fullmatch(part)
            if named:
                key, values[named[1]] = named[1], clean(named[2])
            elif clean(part):  # "replaced_by: Ley 1 de 2020; Ley 2 de 2021"
                values[key] = f"{values[key]}; {clean(part)}"
        malformed = not values.keys() <= set(_NOTE_KEYS)
        days: list[date | None] = []
        for each in ("valid_from", "valid_to"):
            try:
                days.append(date.fromisoformat(values[each]) if values.get(each) else None)
            except ValueError:
                malformed = True
        if malformed:
            hint = f"Sus claves son {', '.join(_NOTE_KEYS)}; las fechas se escriben así: 2019-05-25."
            raise refuse(self._writer.path, f"tiene una nota que no se entiende: vea la línea {line}", hint)
        return Note(values.get("mark") or None, days[0], days[1], values.get("replaced_by") or None)


def _plain(token: Token) -> tuple[str, list[str]]:
    """The text that an inline token shows, line breaks kept, and the comments in it, each with its place marked."""
    pieces: list[str] = []
    comments: list[str] = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif child.type in {"code_inline", "text_special"}:
            pieces.append(child.content.translate(_SHOWN))
        elif child.type == "html_inline":
            if child.content.startswith("<!--"):
                comments.append(child.content[4:-3])
                pieces.append(_COMMENT_PLACE)
            elif child.content.lower().startswith("<br"):
                pieces.append("\n")
        else:
            pieces.append(child.content)
    return _without_marks(_UNDERSCORES.sub(r"\2", "".join(pieces))), comments


def _without_marks(text: str) -> str:
    """The text without the asterisks of emphasis, also those that CommonMark would not pair."""
    lone = text.count("*") == 1  # a footnote's

    def replacement(run: re.Match[str]) -> str:
        before, after = text[max(run.start() - 2, 0) : run.start()], text[run.end() : run.end() + 1]
        single = run.end() - run.start() == 1
        between_spaces = (not before or before[-1].isspace()) and (not after or after.isspace())
        if lone or (single and (between_spaces or (before[-1:].isdigit() and after.isdigit()))):
            return run.group()
        return " " if _run_together(before, after, len(run.group())) else ""

    return _ASTERISKS.sub(replacement, text)


def _run_together(before: str, after: str, marks: int) -> bool:
    """Whether two words that only emphasis separated need a space: "1°.Objeto", "2012" and its footnote "42"."""
    last = before[-1:]
    if not last or not after:
        return False
    if last in ".,:;)]°º" and (after.isalnum() or after in "([¿¡«“"):
        return not (last in ".," and after.isdigit() and before[:1].isdigit())
    if last.isalnum() and after.isalnum():
        both_letters = last.isalpha() and after.isalpha()
        return (marks > 3 and after.isupper()) if both_letters else True
    return last.isalnum() and after in "([¿¡"


def _pieces(text: str) -> list[str]:
    """Split a paragraph at the lines that begin an item of a norm: "a) …;" right under "b) …"."""
    pieces: list[str] = []
    for line in text.split("\n"):
        begins = _LEGAL_MARKER.match(line.lstrip()) is not None
        if not pieces or (begins and pieces[-1].rstrip(f" {_COMMENT_PLACE}").endswith((":", ";", ".", ","))):
            pieces.append(line.lstrip())
        else:
            pieces[-1] += f"\n{line}"
    return pieces

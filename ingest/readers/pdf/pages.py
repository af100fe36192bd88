"""Pages as lines of text with their place on the paper: cleaning, running headers and footers, printed numbers.

Pure functions: nothing here opens a file or knows which library the lines came from. Lengths are in points from the
top left corner of the page as it is shown. A reader that has no geometry can use :func:`typewriter_page`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

MARGIN = 0.15
"""The share of the page, above and below, in which a running header or footer may stand."""

SAME_HEIGHT = 0.006
"""How far a running line may move between pages, as a share of the page's height (about a third of a line)."""

NEAR = 6
"""How many pages away a running line is looked for: odd and even pages may differ, and chapters have their own."""

HYPHEN_MARK = "\ufffe"
"""What pdfium leaves for a hyphen at the end of a line."""

_ENTITY = re.compile(r"&([AEIOUaeiou]acute|[Nn]tilde|[Uu]uml|iquest|iexcl|ordm|ordf|deg|laquo|raquo);?")
_ENTITY_LETTERS = {"acute": "\u0301", "tilde": "\u0303", "uml": "\u0308"}
_ENTITY_SIGNS = {"iquest": "¿", "iexcl": "¡", "ordm": "º", "ordf": "ª", "deg": "°", "laquo": "«", "raquo": "»"}
_MOJIBAKE = re.compile(r"Â+(?=[°ºª·«»¡¿§])")
_REPLACED = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
        "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u02c9": "",
        "\u0002": HYPHEN_MARK, "\u2010": "-", "\u2011": "-",
        "\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf0fc": "•", "\uf076": "•", "\u25cf": "•", "\u25aa": "•",
    }
)  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff]+")
_SPACES = re.compile(r" {2,}")
_NUMBER = re.compile(r"(?<![\w.,])(\d{1,5}|[ivxlc]{1,8})(?![\w,]|\.\d)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(
    r"(?:cap[ií]tulo|t[ií]tulo|libro|secci[oó]n|art[ií]culo|anexo|tabla|cuadro|gr[aá]fic[oa]|figura|mapa)\s+(?:no?\.?\s*)?#"
)
_ROMAN = re.compile(r"(?=.)c{0,3}(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print and the box around it; ``height`` is that of its letters, accents apart."""

    text: str
    left: float
    top: float
    right: float
    height: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page in reading order, and its height. ``pictured`` says that a picture fills much of it."""

    index: int
    height: float
    lines: tuple[Line, ...] = ()
    pictured: bool = False

    @property
    def characters(self) -> int:
        """How many characters stand on the page."""
        return sum(len(line.text) for line in self.lines)


def clean(text: str) -> str:
    """Return one line in NFC with ligatures apart, entities as letters, and neither control signs nor double spaces.

    Portals that print web pages leave entities without their semicolon (``art&iacuteculo``) and the first half of a
    two-byte sign (``5Âª``); both are repaired because a question would never match them.
    """
    text = _CONTROLS.sub("", text.translate(_REPLACED))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "Â" in text:
        text = _MOJIBAKE.sub("", text)
    return _SPACES.sub(" ", text).strip()


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name in _ENTITY_SIGNS:
        return _ENTITY_SIGNS[name]
    return unicodedata.normalize("NFC", name[0] + _ENTITY_LETTERS[name[1:]])


def typewriter_page(index: int, text: str) -> Page:
    """Lay out bare text as a typewriter would: one unit per character and line, so that geometry rules still work."""
    rows = text.splitlines()
    lines = []
    for row, raw in enumerate(rows):
        if kept := clean(raw):
            left = len(raw) - len(raw.lstrip())
            lines.append(Line(kept, float(left), float(row), float(left + len(kept)), 1.0))
    return Page(index, float(max(len(rows), 1)), tuple(lines))


def body_height(pages: Iterable[Page]) -> float:
    """Return the height of most of the document's characters; 0 where there are none."""
    heights: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 0.0


@dataclass(frozen=True, slots=True)
class _MarginLine:
    """A line in the margin of a page: where, what it says with # for numbers, those numbers, and how alone it stands."""

    page: int
    position: int
    above: bool
    place: float
    template: str
    numbers: tuple[int, ...]
    apart: bool

    @property
    def key(self) -> tuple[str, bool]:
        """What lines that may be one running line share."""
        return self.template, self.above

    def repeats(self, other: _MarginLine) -> bool:
        """Say whether the other is the same line at the same height, its numbers kept or counted on with the pages.

        Numbers that change in any other way are data (the first row of a table that runs over many pages), except
        in small print that stands apart from the text, such as "(artículos 5 a 10)" in a footer.
        """
        if abs(self.place - other.place) > SAME_HEIGHT:
            return False
        step = other.page - self.page
        pairs = zip(self.numbers, other.numbers, strict=True)
        return all(there - here in (0, step) for here, there in pairs) or (self.apart and other.apart)


def without_running_lines(pages: Sequence[Page]) -> tuple[list[Page], dict[int, list[str]]]:
    """Take away the headers, footers and page numbers that repeat from page to page.

    A line is running when it stands at the same height in the margin of three pages that lie close together (two, in a
    document of two), apart from the text or on every second page at least. Beside such a line a repetition on two pages
    is enough, and where many pages have a running line, small print apart from the text is one too (the footer of a
    chapter of one page). Lines in large print are titles of slides or chapters: they go if half of the pages carry them.

    Returns:
        The pages without those lines, and the removed texts by page index.
    """
    body = body_height(pages)
    margins = [_margin_lines(number, page, body) for number, page in enumerate(pages)]
    gone = _running_positions(pages, margins, 1.15 * body)
    kept, removed = [], {}
    for page, positions in zip(pages, gone, strict=True):
        kept.append(replace(page, lines=tuple(line for at, line in enumerate(page.lines) if at not in positions)))
        if positions:
            removed[page.index] = [page.lines[at].text for at in sorted(positions)]
    return kept, removed


def _running_positions(pages: Sequence[Page], margins: list[list[_MarginLine]], large: float) -> list[set[int]]:
    """Return the positions of the running lines of each page."""
    alike: dict[tuple[str, bool], list[_MarginLine]] = defaultdict(list)
    for line in (line for margin in margins for line in margin):
        alike[line.key].append(line)
    needed = 2 if len(pages) == 2 else 3
    gone: list[set[int]] = [set() for _ in pages]
    doubtful: list[tuple[_MarginLine, int]] = []
    places: list[tuple[bool, float]] = []
    for line in (line for margin in margins for line in margin):
        near = len({one.page for one in alike[line.key] if abs(one.page - line.page) <= NEAR and line.repeats(one)})
        if pages[line.page].lines[line.position].height > large and 2 * near < len(pages):
            continue
        around = min(line.page + NEAR, len(pages) - 1) - max(line.page - NEAR, 0) + 1
        if near >= needed and (line.apart or 2 * near >= around):
            gone[line.page].add(line.position)
            places.append((line.above, line.place))
        else:
            doubtful.append((line, near))
    usual = _usual_places(places, len(pages))
    headed = [bool(positions) for positions in gone]
    for line, near in doubtful:
        in_place = (line.above, _slot(line.place)) in usual
        if (in_place and (line.apart or near >= needed)) or (headed[line.page] and line.apart and near >= 2):
            gone[line.page].add(line.position)
    return gone


def _margin_lines(number: int, page: Page, body: float) -> list[_MarginLine]:
    found = []
    tops = sorted(line.top for line in page.lines)
    for position, line in enumerate(page.lines):
        from_top, from_bottom = line.top / page.height, 1 - (line.top + line.height) / page.height
        if min(from_top, from_bottom) > MARGIN:
            continue
        above = from_top <= from_bottom
        inner = [
            abs(top - line.top) for top in tops if (top > line.top) == above and abs(top - line.top) > 0.5 * line.height
        ]
        apart = line.height <= body and min(inner, default=page.height) > 2 * line.height
        template = _DIGITS.sub("#", line.text.casefold())
        numbers = tuple(int(digits[:9]) for digits in _DIGITS.findall(line.text))
        bare = line.text.strip(" -–—.|").lower()
        if _ROMAN.match(bare):
            template, numbers = "#", (_roman_value(bare),)
        if not (_COUNTED.match(template) and numbers):
            place = from_top if above else from_bottom
            found.append(_MarginLine(number, position, above, place, template, numbers, apart))
    return found


def _usual_places(places: Iterable[tuple[bool, float]], pages: int) -> set[tuple[bool, int]]:
    """Return where one page in eight, and five at least, have a running line: the place is theirs."""
    counts = Counter((above, _slot(place)) for above, place in places)
    usual = {(above, slot) for (above, slot), count in counts.items() if count >= max(5, pages / 8)}
    return usual | {(above, slot + step) for above, slot in usual for step in (-1, 1)}


def _slot(place: float) -> int:
    return round(place / SAME_HEIGHT)


def in_reading_order(page: Page) -> Page:
    """Return a page of two columns with the left one first, where the file holds them the other way round.

    Lines that cross the gutter (titles) part the page into bands; within a band the left column is read first. Only
    columns of prose are touched, and only if the file goes from the right one up to the left one: in a table that
    would tear the rows apart.
    """
    gutter = _gutter(page.lines)
    if gutter is None:
        return page
    crossing = [line.top for line in page.lines if line.left < gutter < line.right]
    places = []
    lowest: dict[int, float] = {}
    backwards = False
    for line in page.lines:
        side = 0 if line.left < gutter < line.right else 1 if line.left < gutter else 2
        band = sum(top < line.top + 0.5 * line.height for top in crossing)
        places.append((band, side))
        if side == 2:
            lowest[band] = max(lowest.get(band, 0.0), line.top)
        backwards = backwards or (side == 1 and line.top < lowest.get(band, 0.0) - line.height)
    if not backwards:
        return page
    order = sorted(range(len(places)), key=lambda at: places[at])  # stable: a column keeps the order it has
    return replace(page, lines=tuple(page.lines[at] for at in order))


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return the middle of the white strip between two columns of prose, None where there are none."""
    if len(lines) < 10:
        return None
    middle = (min(line.left for line in lines) + max(line.right for line in lines)) / 2
    ends = Counter(round(line.right / 3) for line in lines if line.right < middle and line.left < middle)
    starts = Counter(round(line.left / 3) for line in lines if line.left > middle)
    if not ends or not starts:
        return None
    (end, ending), (start, starting) = ends.most_common(1)[0], starts.most_common(1)[0]
    if ending < 0.4 * ends.total() or starting < 0.4 * starts.total() or starting < 3 or ending < 3:
        return None
    return (end + start) * 1.5


def printed_labels(removed: dict[int, list[str]], pages: int) -> list[str | None] | None:
    """Read the page numbers that the running lines print.

    A number is a page number when its distance to the page's index is the same on three pages close together, and on
    more of them than any other. Pages that print none (a full-page figure) continue the numbering of those before.

    Args:
        removed: running lines by page index, as :func:`without_running_lines` returns them.
        pages: how many pages the document has.

    Returns:
        One label per page, None before number 1, or None altogether where nothing consistent is printed.
    """
    offsets = {index: {(roman, value - index) for roman, value in _numbers(texts)} for index, texts in removed.items()}
    known: dict[int, tuple[bool, int]] = {}
    for index, found in offsets.items():
        near = range(index - NEAR, index + NEAR + 1)
        support = {offset: sum(offset in offsets.get(other, ()) for other in near) for offset in found}
        best = max(support, key=lambda offset: (support[offset], offset), default=None)
        if best is not None and support[best] >= 3:
            known[index] = best
    if len(known) < max(3, len(offsets) // 2):
        return None
    labels: list[str | None] = []
    current = known[min(known)]
    for index in range(pages):
        current = known.get(index, current)
        roman, offset = current
        value = index + offset
        labels.append(None if value < 1 else _roman(value) if roman else str(value))
    return labels


def _numbers(texts: Iterable[str]) -> set[tuple[bool, int]]:
    """Return the numbers in the texts as (is roman, value)."""
    found = set()
    for text in texts:
        for token in _NUMBER.findall(text):
            if token.isdigit():
                found.add((False, int(token)))
            elif _ROMAN.match(token.lower()):
                found.add((True, _roman_value(token.lower())))
    return found


def _roman_value(token: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in token]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _roman(value: int) -> str:
    parts = []
    for sign, worth in (
        ("c", 100),
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ):
        times, value = divmod(value, worth)
        parts.append(sign * times)
    return "".join(parts)

"""Lines of pages into paragraphs: what continues, what begins, and which hyphens are only the printer's.

Pure functions over :class:`ingest.readers.pdf.pages.Line`. No rule is certain on its own; the strong ones come first: what a
line begins with (an article, a list marker), the white space before it, the room left at the end of the line above.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.pages import HYPHEN_MARK, Line, Page, body_height

ARTICLE = re.compile(
    r"[“\"«]?(?:ART[IÍ]CULO\s+(?:\d|TRANSITORIO|[UÚ]NICO|PRIMERO)|A(?:RT|rt)\.\s*\d+\s*[°ºo]?\s*\.?\s*[-–—]"
    r"|Art[ií]culo\s+(?:[Tt]ransitorio|[Úú]nico|\d+(?:\.\d+)*\s?[A-Z]?\s*(?:[°º.:\-–—]|o\b|[Tt]ransitorio|$)))"
)
"""An article that begins here, and not one that is cited in passing ("Artículo 43 de la Ley 152")."""

DIVISION = re.compile(
    r"(?P<word>LIBRO|PARTE|T[IÍ]TULO|CAP[IÍ]TULO|SUBSECCI[OÓ]N|SECCI[OÓ]N|ANEXO)\s+"
    r"(?P<number>[IVXLC]{1,7}|\d{1,3}(?:\.\d{1,2})*A?|PRIMER[OA]?|SEGUND[OA]|TERCER[OA]?|CUART[OA]|QUINT[OA]|SEXT[OA]"
    r"|S[EÉ]PTIM[OA]|OCTAV[OA]|NOVEN[OA]|D[EÉ]CIM[OA]|[UÚ]NIC[OA]|PRELIMINAR|[A-Z])[°ºª]?(?!\w)\s*[.:\-–—]*\s*"
    r"(?P<title>.*)",
    re.IGNORECASE,
)
"""A division of a law or of a plan, with its number and perhaps its title."""

LIST_MARKER = re.compile(
    r"(?P<bullet>[•·▪○◦➢✓❖■□])\s*(?=\S)|(?P<dash>[-–—*])\s+|\(?(?P<letter>[a-zñA-ZÑ])\)\s*(?=\S)|(?P<point>[a-zñ])\.\s+"
    r"|\(?(?P<roman>[ivx]{2,5})[).]\s+|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?:\.?-|[.)])\s*(?=[^\d\s])"
    r"|\((?P<paren>\d{1,2})\)\s+(?=[A-ZÁÉÍÓÚÑ])"
)
"""What a list item begins with."""

_PARAGRAPH_WORD = re.compile(r"[“\"«]?(?:PAR[AÁ]GRAFO|Par[aá]grafo)\b(?:\s+[\wº°]+)?\s*[.:\-–—]")
# What portals set between the versions of an article; ingest.structure needs each on its own.
_VALIDITY = re.compile(r"Vigente desde:?\s*\d{1,2}/\d{1,2}/\d{4}", re.IGNORECASE)
_PORTAL = re.compile(
    _VALIDITY.pattern + r"|(?:LEGISLACI[OÓ]N ANTERIOR|JURISPRUDENCIA|TEXTO CORRESPONDIENTE A|AFECTA LA VIGENCIA DE)\b",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.:;?!…][)\]”\"»’'\s]*$")
_LIST_LINK = re.compile(r"(?:[,;]\s*(?:y|o|e|u|y/o)|,)$")
_AWAITS_MORE = frozenset(
    "el la los las del al de en por con según que su sus este esta estos estas dicha dicho cada otra otro como ante sin se "
    "un una a entre sobre para presente ley decreto artículo artículos articulo articulos art. arts. numeral numerales "
    "literal literales inciso parágrafo no. número capítulo título".split()
)
_BREAK = re.compile(r"(?P<before>-?)(?P<head>[^\W_]+)(?P<mark>[-\u00ad])[ \u00ad]*\n\s*(?P<tail>[^\W_]+)")
_COMPOUND = re.compile(r"(?<!\w)[^\W\d_]{2,}-[^\W\d_]{2,}(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
_ASIDE = re.compile(r"[-–—]\w")
_CONTENTS_ENTRY = re.compile(r"(?:\s?[.…_]){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})?$", re.IGNORECASE)

_OPENING = '(“"«¿¡['


@dataclass(frozen=True, slots=True)
class Frame:
    """The column a line stands in: its left and right edge, and the usual step between lines in heights of a letter."""

    left: float
    right: float
    step: float


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together.

    ``page`` is the index of the page where they begin, ``note`` says small print at the foot of one, ``frame`` is the
    last line's, ``alone`` says that nothing stands beside it in the same row.
    """

    page: int
    lines: list[Line]
    frame: Frame
    text: str = ""
    note: bool = False
    alone: bool = True

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)

    @property
    def height(self) -> float:
        """The height of its letters."""
        return self.lines[0].height


def paragraphs_of(pages: Sequence[Page], body: float) -> list[Paragraph]:
    """Join the lines of all pages to paragraphs, across columns and pages too.

    Args:
        pages: pages without their running lines.
        body: the height of the document's usual letters, as :func:`ingest.readers.pdf.pages.body_height` returns it.

    Returns:
        Paragraphs in reading order, hyphenation resolved; each keeps the page where it begins.
    """
    usual_step = _usual_step(pages)
    done: list[Paragraph] = []
    last: dict[bool, Paragraph] = {}
    for page in pages:
        last.pop(True, None)  # a footnote does not run over to the next page, the text above it does
        frames = _frames(page.lines, usual_step)
        small = _note_height(page, body)
        for position, (line, frame) in enumerate(zip(page.lines, frames, strict=True)):
            note = line.height < small and line.top > 0.55 * page.height
            before = page.lines[position - 1] if position else None
            current = last.get(note)
            if current is not None and _belongs(current, line, before, frame):
                current.lines.append(line)
                current.frame = frame
                continue
            last[note] = Paragraph(page.index, [line], frame, note=note)
            if before is not None and abs(line.top - before.top) < 0.4 * line.height:
                last[note].alone = done[-1].alone = False
            done.append(last[note])
    compounds = compound_words(line.text for page in pages for line in page.lines)
    for paragraph in done:
        paragraph.text = join_lines([line.text for line in paragraph.lines], compounds)
    return done


def _belongs(current: Paragraph, line: Line, before: Line | None, frame: Frame) -> bool:
    flows = before is current.lines[-1] and line.top > before.top - 0.5 * before.height
    return _continues(current, line, frame) if flows else _runs_over(current, line)


def _note_height(page: Page, body: float) -> float:
    """Return the height below which print is small for its page: slides vary, so the page itself has a say."""
    return 0.87 * min(body, body_height([page]))


def _usual_step(pages: Iterable[Page]) -> float:
    """Return the commonest distance between two lines, in heights of a letter."""
    steps: Counter[float] = Counter()
    for page in pages:
        for line, after in pairwise(page.lines):
            ratio = (after.top - line.top) / line.height
            if 0.5 < ratio < 4:
                steps[round(ratio, 1)] += 1
    return steps.most_common(1)[0][0] if steps else 1.2


def _frames(lines: Sequence[Line], usual_step: float) -> list[Frame]:
    """Return the frame of each line; lines that run downwards without a jump share a column."""
    frames: list[Frame] = []
    start = 0
    for position in range(1, len(lines) + 1):
        if position == len(lines) or lines[position].top < lines[position - 1].top - lines[position - 1].height:
            column = lines[start:position]
            frames.extend([_frame(column, usual_step)] * len(column))
            start = position
    return frames


def _frame(column: Sequence[Line], usual_step: float) -> Frame:
    rights = Counter(round(line.right / 4) for line in column)
    edge, count = max(rights.items(), key=lambda item: (item[1], item[0]))
    justified = count + rights[edge - 1] + rights[edge + 1] >= max(3, len(column) / 4)
    right = (edge + 0.5) * 4 if justified else max(line.right for line in column)
    left = Counter(round(line.left) for line in column).most_common(1)[0][0]
    gaps = sorted(
        (after.top - line.top) / line.height
        for line, after in pairwise(column)
        if after.top - line.top > 0.4 * line.height
    )
    # The lower quarter, because the step inside paragraphs is wanted and not the one between them.
    step = gaps[len(gaps) // 4] if len(gaps) >= 6 else min([usual_step, *gaps])
    return Frame(float(left), right, step)


def _continues(current: Paragraph, line: Line, frame: Frame) -> bool:
    """Say whether the line below the paragraph belongs to it."""
    before = current.lines[-1]
    gap = (line.top - before.top) / before.height
    apart = gap > 1.3 * frame.step
    short = _had_room(before, line, frame)
    ended = bool(_TERMINAL.search(before.text))
    lower, awaits = begins_lower(line.text), goes_on(before.text)
    if gap < 0.4:
        return line.left - before.right < before.height and lower
    if _differs(before, line) or begins_something(line.text, before.text, loose=apart or short or ended):
        return False
    if is_contents_entry(before.text) or _VALIDITY.match(before.text):
        return False
    if len(current.lines) == 1 and _is_bare_division(before.text):
        return False
    if apart:
        return (lower or awaits) and not ended and gap < 2.2 * frame.step
    if awaits:
        return True
    if lower:
        return not (ended and short)
    if not ended:
        return not short or _centred(before, line, frame)
    indented = line.left > max(frame.left, before.left) + 0.5 * line.height
    outdented = len(current.lines) > 1 and line.left < before.left - 0.5 * line.height
    return not (short or indented or outdented)


def _runs_over(current: Paragraph, line: Line) -> bool:
    """Say whether the paragraph goes on with this line of the next column or page."""
    before = current.lines[-1]
    ended = bool(_TERMINAL.search(before.text))
    if _differs(before, line) or begins_something(line.text, before.text, loose=ended):
        return False
    if _is_bare_division(before.text) or is_capitals(before.text) or (current.bold and not line.bold):
        return False
    if is_contents_entry(before.text) or _VALIDITY.match(before.text):
        return False
    if goes_on(before.text):
        return True
    short = _had_room(before, line, current.frame)
    return not (ended and short) if begins_lower(line.text) else not ended and not short


def _differs(before: Line, line: Line) -> bool:
    return abs(before.height - line.height) > 0.12 * max(before.height, line.height)


def _had_room(before: Line, line: Line, frame: Frame) -> bool:
    """Say whether the first word of the line would have fitted above: then the paragraph above was over."""
    letter = (before.right - before.left) / len(before.text)
    word = line.text.split(" ", 1)[0]
    return before.right + letter * (len(word) + 1) < frame.right - 0.3 * before.height


def _centred(before: Line, line: Line, frame: Frame) -> bool:
    """Say whether both lines are centred on one axis: a title that runs over two lines."""
    if is_capitals(before.text) != is_capitals(line.text) or before.left < frame.left + 1 > line.left:
        return False
    shift = abs(before.left - line.left)
    return shift > line.height and abs(before.left + before.right - line.left - line.right) < 1.6 * line.height


def begins_something(text: str, before: str, *, loose: bool) -> bool:
    """Say whether a line begins an article, a division or a list item of its own.

    Args:
        text: the line.
        before: the line above it.
        loose: whether the line above may have ended its paragraph (its punctuation, the room left, the white space).
    """
    if _awaits_more(before):
        return False
    if ARTICLE.match(text) or _PARAGRAPH_WORD.match(text) or _PORTAL.match(text):
        return True
    if division := DIVISION.match(text):
        return division["word"].isupper() or (loose and division["word"][0].isupper())
    if marker := LIST_MARKER.match(text):
        return bool(marker["bullet"] or loose or _LIST_LINK.search(before))
    return False


def _is_bare_division(text: str) -> bool:
    """Say whether a line is a division's number alone; its title stands on lines of its own."""
    if division := DIVISION.fullmatch(text):
        return not division["title"] and division["word"][0].isupper()
    return False


def goes_on(text: str) -> bool:
    """Say whether a line ends in the middle of a sentence: at a comma, or at a word that wants another."""
    return text.endswith((",", " y", " o", " e", " u", " ni")) or _awaits_more(text)


def _awaits_more(text: str) -> bool:
    return text[text.rfind(" ") + 1 :].lower() in _AWAITS_MORE


def begins_lower(text: str) -> bool:
    """Say whether a text goes on in the middle of a sentence."""
    return text.lstrip(_OPENING)[:1].islower() or bool(_ASIDE.match(text))


def is_contents_entry(text: str) -> bool:
    """Say whether a text ends as a line of a table of contents does: dots up to the page number."""
    return ("." in text[-12:] or "…" in text[-12:] or "_" in text[-12:]) and bool(_CONTENTS_ENTRY.search(text))


def is_capitals(text: str) -> bool:
    """Say whether a text is words in capitals; a row of figures with a sign or two is not."""
    if not text.isupper():
        return False
    letters = sum(sign.isalpha() for sign in text)
    return letters > 0.6 * sum(not sign.isspace() for sign in text) and any(
        len(word) > 2 for word in _WORD.findall(text)
    )


def compound_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the compounds that the document writes with a hyphen inside a line ("étnico-racial"), lower case."""
    return frozenset(word.casefold() for text in texts if "-" in text for word in _COMPOUND.findall(text))


def join_lines(lines: Sequence[str], compounds: frozenset[str] = frozenset()) -> str:
    """Join lines to one text and undo the printer's hyphens.

    A hyphen at the end of a line goes when lower case follows ("desa-/rrollo") and the document does not write the
    compound elsewhere; it stays before a capital or a digit ("Caquetá-/Putumayo", "2022-/2026"), and where it closes an
    aside ("-INCORA-/podrá") it stays with its space.

    Args:
        lines: the lines, cleaned, perhaps with :data:`ingest.readers.pdf.pages.HYPHEN_MARK` or soft hyphens in them.
        compounds: what :func:`compound_words` found in the document.
    """
    text = "\n".join(lines)
    if HYPHEN_MARK in text:
        text = text.replace(HYPHEN_MARK, "-")
    if "-\n" in text or "\u00ad" in text:
        text = _BREAK.sub(lambda match: _resolve(match, compounds), text).replace("\u00ad", "")
    return re.sub(r"\s+", " ", text).strip()


def _resolve(match: re.Match[str], compounds: frozenset[str]) -> str:
    before, head, tail = match["before"], match["head"], match["tail"]
    if match["mark"] == "\u00ad":
        return before + head + tail
    if before or (len(head) > 1 and head.isupper() and tail.islower()):
        return f"{before}{head}- {tail}"
    if not (head[-1].isalpha() and tail[0].islower()) or f"{head}-{tail}".casefold() in compounds:
        return f"{head}-{tail}"
    return head + tail

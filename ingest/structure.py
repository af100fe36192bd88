"""The legal skeleton of a document: its articles, and which version of each is in force.

Official portals stack the text in force with the versions it replaced, each closed by a line "Vigente desde: 09/07/2003
y hasta el: 24/05/2019" and often opened by "LEGISLACIÓN ANTERIOR". Quoting a superseded version as law is the worst
thing Relevo could do, so they are told apart here, once, before anything is cut into passages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.spanish import fold, norms, parse_date
from ingest.documents import Block, BlockKind, Note, ParsedDocument

_ARTICLE = re.compile(
    r"^[\W_]*art(?:[ií1l]culos?|\.)\s+(?:n[o°º.]+\s*)?(?P<number>\d+(?:\.\d+)+|\d+(?:\s?[°ºo](?![a-z]))?\s?(?:-?[A-Z](?![\w]))?|[uú]nico)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^[\s*_]*[\"“«'‘]")
_REFORM = re.compile(
    r"\bquedar[aá]n?\b[^.:]{0,40}\bas[ií]\W*$|"
    r"(?:siguiente tenor|adici[oó]n\w*|modif[ií]\w+|sustit[uú]\w+|incl[uú]\w+)\b[^.:]{0,120}:\W*$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^[\W_]*(?:t[ií]tulo|cap[ií]tulo|libro|secci[oó]n|subsecci[oó]n|parte|anexo|disposicion|[ivxl]+[.\s-])",
    re.IGNORECASE,
)
_SUPERSEDED = re.compile(
    r"^[\W_]*vigente desde:?\s*(?P<since>\d{1,2}/\d{1,2}/\d{4})\s*y hasta el:?\s*(?P<until>\d{1,2}/\d{1,2}/\d{4})[\W_]*$",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(r"^[\W_]*legislaci[oó]n anterior[\W_]*$", re.IGNORECASE)
_APPARATUS = re.compile(
    r"^[\W_]*(?:texto correspondiente a|jurisprudencia|legislaci[oó]n anterior|afecta la vigencia de:?)\s*\[[^\]]*\][\W_]*$|"
    r"^[\W_]*vigente desde:?\s*\d{1,2}/\d{1,2}/\d{4}[^.]{0,40}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Superseded:
    """Blocks ``start`` to ``stop`` (exclusive) of a version that is no longer in force, and when it was."""

    start: int
    stop: int
    since: date | None
    until: date | None


def annotate(document: ParsedDocument) -> ParsedDocument:
    """Give every block its article and mark superseded versions; drop the portal's own apparatus lines."""
    starts = _article_starts(document.blocks)
    superseded = _superseded_ranges(document.blocks, starts)
    annotated = []
    article: str | None = None
    scope = 0
    for place, block in enumerate(document.blocks):
        if block.kind is BlockKind.HEADING and (place in starts or _closes(block, scope)):
            article, scope = starts.get(place), block.level if place in starts else 0
        elif place in starts:
            article, scope = starts[place], 0
        if _APPARATUS.match(block.text):
            continue
        annotated.append(_marked(replace(block, article=article), superseded.get(place)))
    return replace(document, blocks=tuple(annotated))


def _closes(heading: Block, scope: int) -> bool:
    """Whether a heading ends the article before it.

    An article that is a heading itself (level ``scope``) ends at the next one of its level; an article of running text only at a
    part of the norm, since some portals make headings of its own numerals.
    """
    return heading.level <= scope if scope else _PART.match(heading.text) is not None


def norm_of(title: str) -> str | None:
    """The norm that a title names ("LEY 951 DE 2005 - por la cual…" is "Ley 951 de 2005"), when it names one at its start."""
    named = norms(title[:80])
    if named and named[0].year and fold(title).lstrip(" \"'*").startswith(named[0].kind):
        return named[0].name
    return None


def _article_starts(blocks: Sequence[Block]) -> dict[int, str]:
    """Where each article begins. One quoted inside a reform ("el artículo 9 quedará así: Artículo 9…") begins nothing."""
    starts: dict[int, str] = {}
    previous = ""
    for place, block in enumerate(blocks):
        match = _ARTICLE.match(block.text)
        if match and not _QUOTED.match(block.text) and not _REFORM.search(previous):
            starts[place] = _number(match["number"])
        if not _APPARATUS.match(block.text):
            previous = block.text
    return starts


def _number(written: str) -> str:
    bare = re.sub(r"[\s°º-]|(?<=\d)o$", "", written)
    return "único" if fold(bare) == "unico" else bare.upper()


def _superseded_ranges(blocks: Sequence[Block], starts: dict[int, str]) -> dict[int, _Superseded]:
    """For each superseded block, the version it belongs to."""
    ranges: dict[int, _Superseded] = {}
    opened: int | None = None
    for place, block in enumerate(blocks):
        if _PREVIOUS.match(re.sub(r"\[[^\]]*\]", "", block.text)):
            opened = place + 1
        closing = _SUPERSEDED.match(block.text)
        if closing is None:
            continue
        start = opened if opened is not None else _version_start(blocks, starts, place)
        version = _Superseded(start, place, parse_date(closing["since"]), parse_date(closing["until"]))
        ranges.update(dict.fromkeys(range(start, place), version))
        # What follows is either an older version still, opened anew, or text in force again.
        opened = None
    return ranges


def _version_start(blocks: Sequence[Block], starts: dict[int, str], closing: int) -> int:
    """Without an opening line, a version begins at its own article, after the version or the heading before it."""
    for place in range(closing - 1, -1, -1):
        if place in starts:
            return place
        if blocks[place].kind is BlockKind.HEADING or _SUPERSEDED.match(blocks[place].text):
            return place + 1
    return 0


def _marked(block: Block, version: _Superseded | None) -> Block:
    if version is None:
        return block
    since = version.since if version.since and version.until and version.since <= version.until else None
    return replace(block, superseded=True, note=Note(valid_from=since, valid_to=version.until))

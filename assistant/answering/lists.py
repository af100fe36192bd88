"""A list that is cut across passages, whole again: a passage holds 220 words, and what an acta must contain is longer.

Passages are read one by one, and the one that answers may hold the middle of a list. The passages beside it in its section give the
rest, where their items go on from its own: "4." after "3.", "d)" after "c)", a bullet after the same bullet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.units import Unit, lines_of
from assistant.spanish import is_list_item, sentences
from assistant.types import Passage, Quote

MAX_LIST_WORDS = 400
"""A longer list is given in part, and that is said: nobody reads more of it on a phone."""

SectionOf = Callable[[Passage], Sequence[Passage]]
"""The passages of a passage's section in reading order, itself included: ``LexicalLeg.section_of``."""

_MARKER = re.compile(r"\(?(\w+|\W)")
_ORDERS = (
    [str(number) for number in range(1_000)],
    list("abcdefghijklmnñopqrstuvwxyz"),
    list("abcdefghijklmnopqrstuvwxyz"),
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(),
)
"""In what order markers come; some alphabets leave out the ñ."""


@dataclass(frozen=True, slots=True)
class WholeList:
    """A list as it is said, what it is quoted from, and the passages read for it beside the one that was found.

    ``goes_on`` tells that it is so long that some of it was left out.
    """

    text: str
    quotes: tuple[Quote, ...]
    read: tuple[Passage, ...]
    goes_on: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a passage holds of a list, at its beginning or end: from ``start`` the lead-in, from ``items`` to ``end`` the items.

    Either may be missing.
    """

    passage: Passage
    start: int
    items: int
    end: int

    @property
    def lead_in(self) -> str:
        return self.passage.text[self.start : self.items].strip()

    @property
    def first(self) -> str:
        return self.passage.text[self.items : self.end].split("\n")[0]

    @property
    def last(self) -> str:
        return self.passage.text[self.items : self.end].split("\n")[-1]

    @property
    def ends_passage(self) -> bool:
        return not self.passage.text[self.end :].strip()

    @property
    def words(self) -> int:
        return len(self.passage.text[self.start : self.end].split())

    def quote(self, *, introduced: bool = False) -> Quote:
        """The piece as a quote, without its lead-in where that was said already."""
        start = self.items if introduced else self.start
        return Quote(self.passage.id, self.passage.text[start : self.end], start, self.end)


def whole_list(unit: Unit, section_of: SectionOf) -> WholeList | None:
    """The whole of a list of which a unit is a piece; None where it is no such piece, or is all of the list."""
    own = [piece for piece in (_leading(unit.passage), _trailing(unit.passage)) if piece and _holds(piece, unit)]
    if not own:
        return None
    section = section_of(unit.passage)
    place = next(place for place, passage in enumerate(section) if passage.id == unit.passage.id)
    earlier = list(_before(own[0], section[:place]))
    later = list(_after(own[-1], section[place + 1 :]))
    if not earlier and not later:
        return None
    pieces = _within_bounds(own[0], earlier, later)
    quotes = (pieces[0].quote(), *(piece.quote(introduced=True) for piece in pieces[1:]))
    return WholeList(
        "\n".join(quote.text for quote in quotes),
        quotes,
        tuple(piece.passage for piece in pieces if piece.passage.id != unit.passage.id),
        goes_on=len(pieces) <= len(earlier) + len(later),
    )


def _leading(passage: Passage) -> _Piece | None:
    """The piece of a list with which a passage begins."""
    lines = lines_of(passage.text)
    introduced = not _is_item(passage, lines[0])
    first = 1 if introduced else 0
    last = first
    while last < len(lines) and _is_item(passage, lines[last]):
        last += 1
    if last == first or (introduced and not passage.text[slice(*lines[0])].rstrip().endswith(":")):
        return None
    start = _lead_in(passage, lines[0]) if introduced else lines[0][0]
    return _Piece(passage, start, lines[first][0], lines[last - 1][1])


def _trailing(passage: Passage) -> _Piece | None:
    """The piece of a list, or at least its lead-in, with which a passage ends."""
    lines = lines_of(passage.text)
    first = len(lines)
    while first and _is_item(passage, lines[first - 1]):
        first -= 1
    end = lines[-1][1]
    items = lines[first][0] if first < len(lines) else end
    if first and passage.text[slice(*lines[first - 1])].rstrip().endswith(":"):
        return _Piece(passage, _lead_in(passage, lines[first - 1]), items, end)
    return _Piece(passage, items, items, end) if items < end else None


def _is_item(passage: Passage, line: tuple[int, int]) -> bool:
    return is_list_item(passage.text[slice(*line)])


def _lead_in(passage: Passage, line: tuple[int, int]) -> int:
    """Where the sentence begins that introduces a list: the last of its line."""
    spans = sentences(passage.text[slice(*line)])
    return line[0] + (spans[-1].start if spans else 0)


def _holds(piece: _Piece, unit: Unit) -> bool:
    return piece.start <= unit.start < piece.end


def _before(piece: _Piece, earlier: Sequence[Passage]) -> Iterator[_Piece]:
    """The pieces of a list before one of them, the nearest first."""
    for passage in reversed(earlier):
        leading, found = _leading(piece.passage), _trailing(passage)
        if leading is None or leading.start != piece.start or found is None or not _goes_on(found, piece):
            return
        piece = found
        yield piece


def _after(piece: _Piece, later: Sequence[Passage]) -> Iterator[_Piece]:
    """The pieces of a list after one of them, the nearest first."""
    for passage in later:
        found = _leading(passage)
        if not piece.ends_passage or found is None or not _goes_on(piece, found):
            return
        piece = found
        yield piece


def _goes_on(piece: _Piece, following: _Piece) -> bool:
    """Whether the end of a passage and the beginning of the next are pieces of one list."""
    if following.lead_in:  # another list, unless what introduces it is said again
        return following.lead_in == piece.lead_in and _follows(piece.last, following.first)
    return _follows(piece.last, following.first) or (piece.items == piece.end)


def _follows(item: str, following: str) -> bool:
    """Whether an item's marker is the next one after another's."""
    marker, other = _marker(item), _marker(following)
    if not marker or not other:
        return False
    if not marker.isalnum():
        return marker == other
    return any(
        marker in order and other in order and order.index(other) == order.index(marker) + 1 for order in _ORDERS
    )


def _marker(line: str) -> str:
    """What an item begins with: "-", "4", "d", "iv"; nothing where a line is no item."""
    found = _MARKER.match(line)
    return found[1].lower() if found and is_list_item(line) else ""


def _within_bounds(own: _Piece, earlier: Sequence[_Piece], later: Sequence[_Piece]) -> list[_Piece]:
    """A piece with those around it, as many as fit: first what comes after it."""
    room = MAX_LIST_WORDS - own.words
    pieces = [own]
    for nearest_first, where in ((later, len), (earlier, lambda _: 0)):
        for piece in nearest_first:
            room -= piece.words
            if room < 0:
                return pieces
            pieces.insert(where(pieces), piece)
    return pieces

"""What a passage can be quoted by: its sentences, its lists whole with their lead-in, its table rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.spanish import is_list_item, sentences
from assistant.types import Passage, PassageKind, Quote

WHOLE_TABLE_WORDS = 120
"""A table up to this size is quoted whole, a larger one row by row: what fits a phone screen."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A quotable span of a passage: ``passage.text[start:end] == text``."""

    passage: Passage
    text: str
    start: int
    end: int
    is_list: bool = False

    @property
    def quote(self) -> Quote:
        """The unit as a quote of its passage."""
        return Quote(self.passage.id, self.text, self.start, self.end)


def quoted_whole(passage: Passage) -> bool:
    """Whether a passage can be quoted in one piece or by sentences: anything but a large table."""
    return passage.kind is not PassageKind.TABLE or len(passage.text.split()) <= WHOLE_TABLE_WORDS


def units(passage: Passage) -> list[Unit]:
    """The quotable units of a passage, in reading order, without overlap."""
    lines = lines_of(passage.text)
    if passage.kind is PassageKind.TABLE and quoted_whole(passage):
        return [_unit(passage, lines[0][0], lines[-1][1], is_list=True)]
    found: list[Unit] = []
    place = 0
    while place < len(lines):
        start, end = lines[place]
        last = _list_end(passage.text, lines, place)
        if last > place:
            found.extend(_sentence_units(passage, start, end, spare_last=True))
            lead_in = found.pop() if found and found[-1].end == end else None
            list_start = lead_in.start if lead_in else start
            found.append(_unit(passage, list_start, lines[last][1], is_list=True))
        elif passage.kind is PassageKind.TABLE:
            found.append(_unit(passage, start, end))
        else:
            found.extend(_sentence_units(passage, start, end))
        place = last + 1
    return found


def lines_of(text: str) -> list[tuple[int, int]]:
    """Where each line that is not blank begins and ends."""
    return [match.span() for match in re.finditer(r"[^\n]+", text) if match.group().strip()]


def _list_end(text: str, lines: list[tuple[int, int]], place: int) -> int:
    """The last line of the list that a line begins or introduces, or the line itself when it does neither."""

    def is_item(line: tuple[int, int]) -> bool:
        return is_list_item(text[slice(*line)])

    introduces = text[slice(*lines[place])].rstrip().endswith(":")
    if not introduces and not is_item(lines[place]):
        return place
    last = place
    while last + 1 < len(lines) and is_item(lines[last + 1]):
        last += 1
    return last


def _sentence_units(passage: Passage, start: int, end: int, *, spare_last: bool = False) -> list[Unit]:
    """The sentences of a line. ``spare_last`` keeps a lead-in's colon even when its line is one sentence."""
    spans = sentences(passage.text[start:end])
    found = [_unit(passage, start + span.start, start + span.end) for span in spans]
    if spare_last and found and found[-1].end != end:
        found[-1] = _unit(passage, found[-1].start, end)
    return found


def _unit(passage: Passage, start: int, end: int, *, is_list: bool = False) -> Unit:
    return Unit(passage, passage.text[start:end], start, end, is_list)

"""Sentences, as a language model writes them piece by piece, each with the passages that it cites: "… hábiles [1][3]."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.spanish import sentences, words

_NUMBERS = r"\d{1,3}(?:\s*[,;y–-]\s*\d{1,3})*"
_CITATION = re.compile(rf"\s*\[\s*(?:pasajes?\s+)?({_NUMBERS})\s*\]", re.IGNORECASE)
_LATE_CITATION = re.compile(rf"(?P<stop>[.!?…])(?P<cited>(?:{_CITATION.pattern})+)", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-•*–·▪]|\d{1,2}[.)])\s+(?=\S)")
_EMPHASIS = re.compile(r"\*\*|__|`|^#+\s+|^>\s+")
_LEAD_IN_WORDS = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item without its citation marks, and the numbers of the passages that it cites."""

    text: str
    cited: tuple[int, ...]

    @property
    def states_something(self) -> bool:
        """Whether it is more than a heading or what introduces a list."""
        short = len(words(self.text)) <= _LEAD_IN_WORDS
        return bool(self.cited) or not (short and (self.text.endswith(":") or not re.search(r"[.!?]\W*$", self.text)))


def written(pieces: Iterable[str]) -> Iterator[Sentence]:
    """The sentences of a text that comes in pieces, each as soon as it is whole.

    What the pieces' own iterator raises passes through, and the sentence that it cut off is never yielded.
    """
    pending = ""
    for piece in pieces:
        whole, pending = _whole(pending + piece)
        yield from map(_read, whole)
    yield from (_read(text) for text in _sentences(pending))


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces after the ``<think>`` block with which some local models begin."""
    start, open_mark, close_mark = "", "<think>", "</think>"
    decided = False
    for piece in pieces:
        if decided:
            yield piece
            continue
        start += piece
        opening = start.lstrip()
        if opening.startswith(open_mark):
            decided = close_mark in opening
            if decided:
                yield opening.split(close_mark, 1)[1]
        elif not open_mark.startswith(opening):
            decided = True
            yield start
    if not decided and not start.lstrip().startswith(open_mark):
        yield start


def _whole(text: str) -> tuple[list[str], str]:
    """The sentences that nothing to come can change, and the rest of the text."""
    *lines, last = text.split("\n")
    done = [sentence for line in lines for sentence in _sentences(line)]
    rest = _sentences(last)
    if len(rest) < 2 or not re.match(r"[\w¿¡«“\"(*]", rest[-1]):  # "[2]" may still belong to the sentence before it
        return done, last
    return [*done, *rest[:-1]], rest[-1] + last[len(last.rstrip()) :]


def _sentences(line: str) -> list[str]:
    """The sentences of one line, with each citation inside the sentence that it follows."""
    joined = _LATE_CITATION.sub(lambda found: f"{found['cited']}{found['stop']}", line)
    bullet = _BULLET.match(joined.strip())
    if bullet:  # "1. Informe" is one sentence, and its number states nothing
        first, *others = [span.text for span in sentences(joined.strip()[bullet.end() :])] or [""]
        return [f"- {first}", *others] if first else []
    return [span.text for span in sentences(joined)]


def _read(text: str) -> Sentence:
    cited = [int(number) for group in _CITATION.findall(text) for number in re.findall(r"\d+", group)]
    return Sentence(_EMPHASIS.sub("", _CITATION.sub("", text)).strip(), tuple(dict.fromkeys(cited)))

"""Answers without a language model: the sentences, lists and table rows that answer, word for word."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.frames import correction, due_date
from assistant.answering.generator import Claim, Consulted, Note
from assistant.answering.injection import gives_orders
from assistant.answering.lists import SectionOf, WholeList, whole_list
from assistant.answering.named import asks_for_article
from assistant.answering.ranges import fitting
from assistant.answering.ranking import RankedPassage, Ranker
from assistant.answering.texts import LIST_GOES_ON
from assistant.answering.units import Unit
from assistant.spanish import content_stems, fold, numbers
from assistant.types import Passage, PassageKind, Quote, ScoredPassage

MAX_CLAIMS = 7
MAX_WORDS = 180
"""What fits a phone screen, more or less. The first claim is given whole whatever its length."""

_OTHER_SECTION = 3.0  # how far, in log odds, another section may fall behind the first
_NEAR_DUPLICATE = 0.6
_ABOUT = 0.5
_YES_OR_NO = re.compile(r"(?:si|no)\b(?=[\s,:;.])")


@dataclass(frozen=True, slots=True)
class _Section:
    """A passage's units in reading order, the one that answers best, and the log odds that it is the answer, up to a constant.

    ``chosen`` tells that the units are the rows of a table into which an amount of the question falls.
    """

    passage: Passage
    units: list[Unit]
    first: Unit
    best_chance: float
    chosen: bool = False


class ExtractiveGenerator:
    """Quotes what answers best: the best section in its own order, then other sections that say something of their own."""

    id = "extractive-2"

    def __init__(self, ranker: Ranker, section_of: SectionOf = lambda passage: [passage]) -> None:
        """Build a generator.

        Args:
            ranker: judges passages and units.
            section_of: the passages of a passage's section; left out, a list cut across passages stays in pieces.
        """
        self._ranker = ranker
        self._section_of = section_of

    def generate(self, question: str, evidence: Sequence[ScoredPassage]) -> Iterator[Claim | Consulted | Note]:
        """See :class:`~assistant.answering.generator.Generator`."""
        ranked = self._ranker.passages(question, evidence)
        said: list[frozenset[str]] = []
        quoted: list[Quote] = []
        room = MAX_WORDS
        for unit in self._candidates(question, ranked):
            whole = self._whole(unit, room if said else None)
            text = whole.text if whole else unit.text
            stems, size = content_stems(text), len(text.split())
            known = any(_overlap(stems, earlier) > _NEAR_DUPLICATE for earlier in said)
            if (said and size > room) or known or _stands_in(unit, quoted):
                continue
            said.append(stems)
            room -= size
            if whole:
                yield Consulted(whole.read)
                if whole.goes_on:
                    yield Note(LIST_GOES_ON)
            claim = Claim(whole.text, whole.quotes) if whole else Claim(_in_context(unit), (unit.quote,))
            quoted += claim.quotes
            if len(said) == 1:
                yield (correction(question, unit) if self._is_about(question, unit) else None) or claim
                counted = due_date(question, unit)
                if counted:
                    yield counted
            else:
                yield claim
            if len(said) == MAX_CLAIMS:
                return

    def _is_about(self, question: str, unit: Unit) -> bool:
        """Whether a unit, with its heading, speaks of the question's matter, and may be put against what it takes for granted."""
        return self._ranker.coverage(question, f"{unit.passage.heading} {unit.text}") >= _ABOUT

    def _leads_in(self, unit: Unit) -> bool:
        """Whether a unit introduces a list that the next passage holds."""
        return (
            unit.text.endswith(":") and not gives_orders(unit.text) and whole_list(unit, self._section_of) is not None
        )

    def _whole(self, unit: Unit, room: int | None) -> WholeList | None:
        """The list that a unit is a piece of, if it fits in the room that is left."""
        whole = whole_list(unit, self._section_of)
        return whole if whole and (room is None or len(whole.text.split()) <= room) else None

    def _candidates(self, question: str, ranked: Sequence[RankedPassage]) -> Iterator[Unit]:
        """Units worth saying, in the order in which they would be said: what answers, the rest of its section, other sections."""
        near = [item for item in ranked if item.relevance >= ranked[0].relevance - _OTHER_SECTION]
        sections = [section for item in near if (section := self._section(question, item))]
        if not sections:
            return
        best = max(sections, key=lambda section: (section.chosen, section.best_chance))
        if best.chosen:  # a row of another table may be another case
            sections = [item for item in sections if item.chosen or item.passage.kind is not PassageKind.TABLE]
        if asks_for_article(question):  # what a law says is read from its beginning
            best = replace(best, first=best.units[0])
        yield best.first
        if best.chosen or best.passage.kind is not PassageKind.TABLE:
            yield from (unit for unit in best.units if unit is not best.first)
        yield from (section.first for section in sections if section is not best)

    def _section(self, question: str, candidate: RankedPassage) -> _Section | None:
        """The units of a passage that say something; None when there are none."""
        ranked = self._ranker.units(question, candidate.passage)
        scored = [item for item in ranked if _says_something(item.unit) or self._leads_in(item.unit)]
        if not scored:
            return None
        into = (
            fitting(question, [item.unit.text for item in scored])
            if candidate.passage.kind is PassageKind.TABLE
            else []
        )
        scored = [scored[place] for place in into] or scored
        best = max(scored, key=lambda item: (not _is_worked_out(item.unit, question), item.score))
        others = sum(math.exp(item.score - best.score) for item in scored)
        return _Section(
            candidate.passage,
            [item.unit for item in scored],
            best.unit,
            candidate.relevance - math.log(others),
            chosen=bool(into),
        )


def _in_context(unit: Unit) -> str:
    """A unit as it is said. A yes or a no comes with the question that its section answers, which may not be the one asked."""
    heading = unit.passage.heading
    if _YES_OR_NO.match(fold(unit.text)) and "¿" in heading:
        return f"{heading[heading.index('¿') :]} {unit.text}"
    return unit.text


def _is_worked_out(unit: Unit, question: str) -> bool:
    """Whether a unit works a rule out for certain dates (corpus/README.md has its writers say so), and a question names none."""
    return unit.text.startswith("Calculad") and not numbers(question)


def _says_something(unit: Unit) -> bool:
    """Whether a unit stands alone and is meant for people: neither the lead-in of a list nor an order to a machine."""
    return (unit.is_list or not unit.text.endswith(":")) and not gives_orders(unit.text)


def _stands_in(unit: Unit, quoted: Sequence[Quote]) -> bool:
    """Whether something of a unit was quoted already, as a piece of a list."""
    return any(
        quote.passage_id == unit.passage.id and quote.start < unit.end and unit.start < quote.end for quote in quoted
    )


def _overlap(stems: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets of stems."""
    union = stems | other
    return len(stems & other) / len(union) if union else 1.0

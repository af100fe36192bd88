"""An answer about figures put together: the value, its peers, its trend, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.indicators import texts
from assistant.indicators.asked import Asked, Form, Group
from assistant.indicators.catalogue import Direction, Indicator
from assistant.indicators.compare import Peers, best, change, is_amount, peer_groups, position
from assistant.indicators.entities import Entity, EntityKind
from assistant.indicators.readings import Reading, Readings
from assistant.indicators.records import NATION
from assistant.indicators.sentences import (
    Sentence,
    against_sentence,
    contracted,
    list_sentence,
    median_sentence,
    objections,
    place_sentence,
    series_sentence,
    source_sentence,
    trend_sentence,
    value_sentence,
    with_article,
)
from assistant.types import Figure

KEY_INDICATORS = (
    "poblacion-total", "desempeno-fiscal", "ingresos-totales", "regalias-per-capita", "cobertura-neta-educacion", "tasa-desercion",
)  # fmt: skip
"""What two entities are compared in when nobody says in what."""

LISTED = 5
_OFFICIAL_PLACES = {"desempeno-fiscal": "posicion-desempeno-fiscal"}


@dataclass(frozen=True, slots=True)
class FigureAnswer:
    """What a question about figures gets.

    Attributes:
        statements: sentences in Spanish, each already verified.
        figures: every number in them, with where it was read or how it was computed.
        ask_back: the entities of which somebody must say which one is meant; the statement asks.
        also_guidance: whether the question also asks what the indicator is, which guidance may tell better.
        suggestions: questions that may follow.
        standalone: the question as it was understood, complete without the conversation.
        asks: whether the statement is a question back, whatever the reason.
        no_data: whether the store lacks what was asked for, so that nothing was answered.
    """

    statements: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    ask_back: tuple[Entity, ...] = ()
    also_guidance: bool = False
    suggestions: tuple[str, ...] = ()
    standalone: str = ""
    asks: bool = False
    no_data: bool = False


@dataclass(slots=True)
class Composer:
    """One answer being put together."""

    readings: Readings
    asked: Asked
    entity: Entity
    sentences: list[Sentence] = field(default_factory=list)

    def answer(self) -> FigureAnswer:
        """The answer; each sentence in it is verified."""
        if not self.asked.indicators:
            found = [self._compare_in(indicator) for indicator in self._key_indicators()]
            return self._finished(None, any(found))
        indicator = self._indicator()
        if self.asked.defines and indicator.meaning:
            meaning = texts.MEANING.format(indicator=indicator.name, meaning=indicator.meaning)
            self.sentences.append(Sentence(meaning, names=(indicator.name, indicator.meaning)))
        answered = {
            Form.VALUE: self._value,
            Form.TREND: self._trend,
            Form.RANK: self._rank,
            Form.BEST: self._best,
            Form.COMPARISON: self._comparison,
        }[self.asked.form](indicator)
        return self._finished(indicator, answered)

    def _indicator(self) -> Indicator:
        """Of indexes that go by one name, the one with figures of the years asked for; else the one with the latest."""
        years = self.asked.years

        def fitness(indicator: Indicator) -> tuple[int, int, int]:
            held = [reading.year for reading in self.readings.past(self.entity, indicator)]
            applies = sum((indicator.since or 0) <= year <= (indicator.until or 9999) for year in years)
            reach = len(held) if self.asked.form is Form.TREND else (held[-1] if held else 0)
            return sum(year in held for year in years), applies, reach

        return max(self.asked.indicators, key=fitness)

    def _key_indicators(self) -> Iterator[Indicator]:
        found = map(self.readings.catalogue.get, KEY_INDICATORS)
        return (indicator for indicator in found if indicator is not None)

    def _wanted(self, indicator: Indicator) -> list[Reading]:
        """The figures asked for: of each year named, or the latest one. What is missing is said."""
        if not self.asked.years:
            latest = self.readings.latest(self.entity, indicator)
            if latest is None:
                self._say_missing(indicator, None, ())
            return [latest] if latest else []
        found = []
        for year in self.asked.years:
            reading = self.readings.at(self.entity, indicator, year)
            if reading is None:
                self._say_missing(indicator, year, [item.year for item in self.readings.series(self.entity, indicator)])
            else:
                found.append(reading)
        return found

    def _value(self, indicator: Indicator) -> bool:
        found = self._wanted(indicator)
        for reading in found:
            self.sentences.append(value_sentence(reading))
        if len(found) == 1:
            self._context(found[0])
        elif found:
            self._change(found[0], found[-1])
        self._close(found)
        return bool(found)

    def _context(self, reading: Reading) -> None:
        """What a single figure means: its place among those of its category, and the year before."""
        if reading.indicator.direction is not Direction.NEITHER and not is_amount(reading.indicator):
            self._places(reading, peer_groups(self.readings.registry, self.entity)[:1])
        earlier = [item for item in self.readings.past(self.entity, reading.indicator) if item.year < reading.year]
        if earlier:
            self._change(earlier[-1], reading)

    def _trend(self, indicator: Indicator) -> bool:
        series = self.readings.past(self.entity, indicator)
        if self.asked.years:
            first = self.asked.years[0]
            last = self.asked.years[-1] if len(self.asked.years) > 1 else 9999
            series = [reading for reading in series if first <= reading.year <= last]
        if len(series) < 2:
            return self._value(indicator)
        self.sentences.append(series_sentence(series))
        self._change(series[0], series[-1])
        self._close(series[-1:])
        return True

    def _rank(self, indicator: Indicator) -> bool:
        found = self._wanted(indicator)
        for reading in found:
            self.sentences.append(value_sentence(reading))
            self._official_place(reading)
            self._places(reading, peer_groups(self.readings.registry, self.entity))
        self._close(found)
        return bool(found)

    def _best(self, indicator: Indicator) -> bool:
        peers = self._peers()
        years = self.asked.years[-1:] or self.readings.years(indicator)[-1:]
        ranked = best(self.readings, indicator, years[0], peers) if years else []
        if not ranked:
            self._say_missing(indicator, years[0] if self.asked.years else None, self.readings.years(indicator))
            return False
        first = ranked[:LISTED]
        self.sentences.append(list_sentence(first, peers))
        own = self.readings.at(self.entity, indicator, years[0])
        if own is not None and self.entity in peers.entities:
            self._places(own, (peers,))
        self._close(first[:1])
        return True

    def _peers(self) -> Peers:
        """Among whom the best are looked for: the department named or meant, the category, or the country."""
        registry, groups = self.readings.registry, peer_groups(self.readings.registry, self.entity)
        if self.entity.kind is EntityKind.DEPARTMENT:
            inside = registry.municipalities(department_code=self.entity.department_code)
            return Peers(f"municipios de {self.entity.name}", inside)
        if not groups:
            return Peers("municipios del país", registry.municipalities())
        if Group.CATEGORY in self.asked.groups:
            return groups[0]
        return groups[-2] if Group.DEPARTMENT in self.asked.groups and len(groups) > 1 else groups[-1]

    def _comparison(self, indicator: Indicator) -> bool:
        found = self._wanted(indicator)
        for reading in found[-1:]:
            self.sentences.append(value_sentence(reading))
            for other in self._others():
                self._against(reading, other)
            if Group.CATEGORY in self.asked.groups or not list(self._others()):
                self._beside_peers(reading)
        self._close(found[-1:])
        return bool(found)

    def _compare_in(self, indicator: Indicator) -> bool:
        reading = self.readings.latest(self.entity, indicator)
        others = [other for other in self._others() if reading and self.readings.at(other, indicator, reading.year)]
        if reading is None or not others:
            return False
        self.sentences.append(value_sentence(reading))
        for other in others:
            self._against(reading, other)
        return True

    def _others(self) -> Iterator[Entity]:
        """Whom the entity is compared with: those named, and its department or the nation where they are meant."""
        registry = self.readings.registry
        others: dict[Entity, None] = dict.fromkeys(item for item in self.asked.entities if item != self.entity)
        department = registry.department_of(self.entity)
        if Group.DEPARTMENT in self.asked.groups and department:
            others[department] = None
        nation = registry.get(NATION)
        if Group.NATION in self.asked.groups and nation:
            others[nation] = None
        return iter(others)

    def _against(self, reading: Reading, other: Entity) -> None:
        theirs = self.readings.at(other, reading.indicator, reading.year)
        between = change(theirs, reading) if theirs else None
        if between:
            self.sentences.append(against_sentence(between))
            return
        if theirs is None and other.kind is EntityKind.NATION:
            self._beside_peers(reading)
            return
        text = contracted(
            texts.NOT_COMPARABLE.format(year=reading.year, indicator=reading.indicator.name, entity=with_article(other))
        )
        self.sentences.append(Sentence(text, (reading,), (), (reading.indicator.name, other.label)))

    def _beside_peers(self, reading: Reading) -> None:
        groups = peer_groups(self.readings.registry, self.entity)
        wanted = groups[:1] if Group.CATEGORY in self.asked.groups else groups[-1:]
        for peers in wanted:
            found = position(self.readings, reading, peers)
            if found:
                self.sentences += [median_sentence(found), place_sentence(found, first=True)]
            else:
                text = texts.TOO_FEW.format(year=reading.year, peers=peers.label)
                self.sentences.append(Sentence(text, (reading,), (), (peers.label,)))

    def _places(self, reading: Reading, groups: Iterable[Peers]) -> None:
        said = False
        for peers in groups:
            found = position(self.readings, reading, peers)
            if found:
                self.sentences.append(place_sentence(found, first=not said))
                said = True

    def _official_place(self, reading: Reading) -> None:
        """The place that the source itself gives, where it does."""
        indicator = self.readings.catalogue.get(_OFFICIAL_PLACES.get(reading.indicator.id, ""))
        official = self.readings.at(self.entity, indicator, reading.year) if indicator else None
        if official and official.value is not None:
            text = texts.OFFICIAL_PLACE.format(year=official.year, place=int(official.value))
            self.sentences.append(Sentence(text, (official,)))

    def _change(self, before: Reading, after: Reading) -> None:
        between = change(before, after)
        if between:
            self.sentences.append(trend_sentence(between))

    def _close(self, found: Sequence[Reading]) -> None:
        """What holds for all that was said: how to read the index, and the source."""
        for reading in found[-1:]:
            note = reading.indicator.note
            if note:
                self.sentences.append(Sentence(note, names=(note,)))
            self.sentences.append(source_sentence(reading))

    def _say_missing(self, indicator: Indicator, year: int | None, known: Sequence[int]) -> None:
        entity = with_article(self.entity)
        template = texts.NO_FIGURE if year is None else texts.NO_FIGURE_OF_YEAR
        text = contracted(template.format(year=year, indicator=indicator.name, entity=entity))
        years = _span(known)
        if years:
            text = f"{text} {texts.KNOWN_YEARS.format(years=years)}"
        elif year is None:
            text = f"{text} {texts.IMPORT_HINT}"
        self.sentences.append(Sentence(text, names=(indicator.name, entity, str(year), years)))

    def _finished(self, indicator: Indicator | None, answered: bool) -> FigureAnswer:  # noqa: FBT001
        kept = [sentence for sentence in self.sentences if not objections(sentence)]
        if not answered and not kept:
            name = indicator.name if indicator else ""
            kept = [Sentence(texts.NO_FIGURE.format(indicator=name, entity=self.entity.label), names=(name,))]
        figures = dict.fromkeys(figure for sentence in kept for figure in sentence.figures)
        return FigureAnswer(
            statements=tuple(sentence.text for sentence in kept),
            figures=tuple(figures),
            also_guidance=self.asked.defines,
            suggestions=self._suggestions(indicator) if indicator and answered else (),
            standalone=self._standalone(indicator),
            no_data=not answered,
        )

    def _suggestions(self, indicator: Indicator) -> tuple[str, ...]:
        slots = {"indicator": indicator.name, "entity": self.entity.label, "department": self.entity.department}
        offered = [texts.SUGGEST_TREND] if self.asked.form is not Form.TREND else []
        if indicator.direction is not Direction.NEITHER:
            offered += [texts.SUGGEST_RANK] if self.asked.form is not Form.RANK else []
            offered += [texts.SUGGEST_BEST] if self.asked.form is not Form.BEST and self.entity.is_municipal else []
        return tuple(template.format(**slots) for template in offered)

    def _standalone(self, indicator: Indicator | None) -> str:
        years = " y ".join(map(str, self.asked.years))
        name = indicator.name if indicator else ""
        return texts.STANDALONE.format(indicator=name, entity=self.entity.label, year=f" en {years}" if years else "")


def _span(years: Sequence[int]) -> str:
    """Years as they are said: "2014 a 2019", "2018, 2021"."""
    if not years:
        return ""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} a {years[-1]}"
    return ", ".join(map(str, years))

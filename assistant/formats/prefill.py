"""A format pre-filled for an entity: each field from its own source, and nothing guessed.

What a person wrote stands before anything else. A figure stands where its own indicator, entity and year are those of
the field; a similar one is only shown as an alternative.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.formats import texts
from assistant.formats.deadlines import MissingStart, deadline
from assistant.formats.drafts_records import (
    Alternative,
    Confidence,
    Draft,
    DraftValue,
    FieldState,
    Period,
    TypedValue,
    YearHeading,
    latest_typed,
)  # fmt: skip
from assistant.formats.legal_limits import running_cost_limit
from assistant.formats.money import unit_factor
from assistant.formats.records import FieldKind, FieldSpec, FormatSpec, Layout, OriginKind, SectionSpec
from assistant.indicators.compare import category_name
from assistant.indicators.entities import Entity
from assistant.indicators.readings import CATEGORY, Reading, Readings
from assistant.indicators.sentences import cited
from assistant.indicators.store import IndicatorStore
from assistant.spanish import write_number

SHARED_SECTION = "identificacion"
"""The section that every format begins with: what is written in it once stands in all of them."""

PERIOD_FIELD = "periodo"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a pre-filled format reads: the figures, and what people wrote in this or other formats of the entity."""

    readings: Readings
    store: IndicatorStore
    typed: tuple[TypedValue, ...] = ()

    @property
    def has_many_files(self) -> bool:
        """Whether two files may speak of the same figure."""
        return len(self.store.files()) > 1


def prefill(
    spec: FormatSpec, entity: Entity, sources: Sources, period: Period | None = None, version: int = 0
) -> Draft:
    """Fill what can be known of a format.

    Args:
        spec: the format.
        entity: whose it is.
        sources: where to read.
        period: the government that hands over: its years are those of the matrices, its end that of the deadlines.
            Without one a matrix has its last years with data, and no deadline that depends on it is counted.
        version: of the saved draft that ``sources.typed`` was read from.

    Raises:
        IndicatorsUnavailableError: the indicator store is damaged.
    """
    return _Prefill(spec, entity, sources, period).draft(version)


@dataclass(slots=True)
class _Prefill:
    """One format of one entity being filled."""

    spec: FormatSpec
    entity: Entity
    sources: Sources
    period: Period | None
    typed: dict[tuple[str, int], TypedValue] = field(init=False)
    dates: dict[str, dt.date] = field(init=False)
    many_files: bool = field(init=False)

    def __post_init__(self) -> None:
        shared = {each.id for section in self.spec.sections if section.id == SHARED_SECTION for each in section.fields}
        mine = [each for each in self.sources.typed if each.format_id == self.spec.id or each.field_id in shared]
        self.typed = latest_typed(mine)
        everywhere = latest_typed(each for each in self.sources.typed if isinstance(each.value, dt.date))
        self.dates = {each.field_id: each.value for each in everywhere.values() if isinstance(each.value, dt.date)}
        self.many_files = self.sources.has_many_files

    def draft(self, version: int) -> Draft:
        values: list[DraftValue] = []
        headings: list[YearHeading] = []
        for section in self.spec.sections:
            years = self._years(section)
            headings += [
                YearHeading(section.sheet, cell, year, f"{section.id}.anio.{at}")
                for at, (cell, year) in enumerate(zip(section.year_cells, years, strict=False), start=1)
            ]
            for each in section.fields:
                values += self._field(section, each, years)
        return Draft(
            self.spec.id, self.spec.title, self.entity.code, self.entity.label, self.period,
            tuple(values), tuple(headings), version,
        )  # fmt: skip

    def _years(self, section: SectionSpec) -> tuple[int, ...]:
        """The years of a matrix's columns: those of the period, or the last ones with data of any of its indicators."""
        columns = len(section.year_cells)
        if not columns or self.period is not None:
            return self.period.years[-columns:] if columns and self.period else ()
        indicators = [each.origin.key for each in section.fields if each.origin.kind is OriginKind.INDICATOR]
        known = {reading.year for key in indicators for reading in self._series(key)}
        return tuple(sorted(known)[-columns:])

    def _series(self, indicator: str) -> list[Reading]:
        known = self.sources.readings.catalogue.get(indicator)
        return self.sources.readings.past(self.entity, known) if known else []

    def _field(self, section: SectionSpec, spec: FieldSpec, years: Sequence[int]) -> Iterator[DraftValue]:
        """Every place of a field; of a table's rows those that somebody wrote, or the first one as pending."""
        positions: Iterable[int] = range(len(spec.cells))
        if section.layout is Layout.TABLE:
            positions = sorted({at for name, at in self.typed if name == spec.id and at < section.capacity} | {0})
        for position in positions:
            year = years[position] if section.layout is Layout.MATRIX and position < len(years) else None
            place = DraftValue(
                section.id, spec.id, spec.label, section.sheet, section.cell(spec, position), spec.tag(position),
                position, spec.kind, spec.origin.kind, FieldState.PENDING, unit=spec.unit, year=year, note=spec.help,
            )  # fmt: skip
            yield self._filled(section, spec, place)

    def _filled(self, section: SectionSpec, spec: FieldSpec, place: DraftValue) -> DraftValue:
        read = self._read(section, spec, place)
        written = self.typed.get((spec.id, place.position))
        if written is None:
            return read
        return _as_written(replace(place, alternatives=_with_read(read)), written)

    def _read(self, section: SectionSpec, spec: FieldSpec, place: DraftValue) -> DraftValue:
        kind = spec.origin.kind
        if kind is OriginKind.INDICATOR:
            return self._indicator(section, spec, place)
        if kind is OriginKind.ENTITY:
            return self._attribute(spec, place)
        if kind is OriginKind.CALENDAR:
            return self._deadline(spec, place)
        if kind is OriginKind.GUIDANCE:
            return self._limit(place)
        if spec.id == PERIOD_FIELD and section.id == SHARED_SECTION and self.period is not None:
            return _with(place, str(self.period), texts.PERIOD_ASKED, Confidence.HIGH)
        return place

    def _indicator(self, section: SectionSpec, spec: FieldSpec, place: DraftValue) -> DraftValue:
        series = self._series(spec.origin.key)
        if section.layout is Layout.MATRIX and place.year is None:
            return replace(place, state=FieldState.MISSING, note=texts.NO_MORE_YEARS.format(entity=self.entity.label))
        place = replace(place, alternatives=self._alternatives(spec, place.year))
        if section.layout is Layout.MATRIX:
            reading = next((each for each in series if each.year == place.year), None)
        else:
            reading = next((each for each in reversed(series) if self._in_period(each.year)), None)
        if reading is None:
            return replace(place, state=FieldState.MISSING, note=self._why_missing(place, series))
        return self._reading(spec, place, reading)

    def _in_period(self, year: int) -> bool:
        return self.period is None or self.period.first <= year <= self.period.last

    def _why_missing(self, place: DraftValue, series: Sequence[Reading]) -> str:
        if not series:
            note = texts.NO_FIGURE.format(entity=self.entity.label)
        elif place.year is not None:
            known = ", ".join(str(each.year) for each in series[-4:])
            note = texts.NO_FIGURE_OF_YEAR.format(year=place.year, entity=self.entity.label, years=known)
        else:
            note = texts.NO_FIGURE_IN_PERIOD.format(period=self.period, entity=self.entity.label, year=series[-1].year)
        return f"{note} {texts.SIMILAR}" if place.alternatives else note

    def _reading(self, spec: FieldSpec, place: DraftValue, reading: Reading) -> DraftValue:
        """A figure in its place, unless its unit or its being a word says that it is not what the field asks for."""
        notes = []
        if spec.kind in {FieldKind.TEXT, FieldKind.CHOICE}:
            value: Decimal | str = reading.text or (write_number(reading.value, 6) if reading.value is not None else "")
        elif reading.value is None:
            return replace(place, note=texts.WORD_FOR_NUMBER.format(text=reading.text))
        else:
            factor = unit_factor(reading.unit, spec)
            if factor is None:
                return replace(place, note=texts.OTHER_UNIT.format(unit=reading.unit or "otra unidad"))
            value = reading.value * factor
            if factor != 1:
                notes.append(texts.CONVERTED.format(value=write_number(reading.value, 6), unit=reading.unit))
        confidence = Confidence.HIGH
        if reading.operation:
            notes.append(texts.SUM.format(parts=" y ".join(each.unit.lower() for each in reading.observations)))
        if reading.sample:
            confidence = Confidence.MEDIUM
            notes.append(texts.SAMPLE)
        if spec.kind is FieldKind.PERCENT and isinstance(value, Decimal) and abs(value) > _HUNDRED:
            confidence = Confidence.LOW
            notes.append(texts.OUT_OF_RANGE)
        source = "; ".join(dict.fromkeys(cited(each) for each in reading.observations))
        filled = _with(place, value, source, confidence, " ".join(notes))
        return replace(filled, unit=spec.unit or reading.unit, year=reading.year, figure=reading.figure)

    def _alternatives(self, spec: FieldSpec, year: int | None) -> tuple[Alternative, ...]:
        """What other indicators and other files say of the same place."""
        found = []
        for key in spec.origin.alternatives:
            series = self._series(key)
            same = [each for each in series if year is None or each.year == year]
            found += [_alternative(each) for each in same[-1:]]
        return (*found, *(self._other_files(spec, year) if self.many_files else ()))

    def _other_files(self, spec: FieldSpec, year: int | None) -> Iterator[Alternative]:
        """The same figure as files dated earlier give it, where it differs."""
        indicator = self.sources.readings.catalogue.get(spec.origin.key)
        believed = self._series(spec.origin.key)
        reading = next((each for each in reversed(believed) if year in {None, each.year}), None)
        if reading is None or indicator is None:
            return
        said = self.sources.store.observations(self.entity.code, spec.origin.key, [reading.year], superseded=True)
        for each in said:
            other = Reading(self.entity, indicator, each.year, (each,))
            if (other.value, other.text) != (reading.value, reading.text):
                yield _alternative(other)

    def _attribute(self, spec: FieldSpec, place: DraftValue) -> DraftValue:
        """What the registry of entities, or an imported file for the category, says."""
        key = spec.origin.key
        if key == "category":
            known = self.sources.readings.catalogue.get(CATEGORY)
            reading = self.sources.readings.latest(self.entity, known) if known else None
            if reading is None or not reading.text:
                return replace(place, state=FieldState.MISSING, note=texts.NO_ATTRIBUTE)
            filled = _with(place, category_name(reading.text), cited(reading.observations[0]), Confidence.MEDIUM)
            return replace(filled, year=reading.year, figure=reading.figure)
        found = getattr(self.entity, key)
        if found is None or found == "":
            return replace(place, state=FieldState.MISSING, note=texts.NO_ATTRIBUTE)
        value = (texts.YES if found else texts.NO) if isinstance(found, bool) else str(found)
        return _with(place, value, texts.REGISTRY, Confidence.HIGH)

    def _deadline(self, spec: FieldSpec, place: DraftValue) -> DraftValue:
        found = deadline(spec.origin.key, self.period, self.dates)
        if isinstance(found, MissingStart):
            template = texts.NEEDS_DATE if found.field else texts.NEEDS_PERIOD
            return replace(place, note=template.format(field=found.field, help=spec.help))
        law = "; ".join(basis.reference for basis in spec.legal)
        source = f"{law}: {texts.CALENDAR.format(rule=found.rule)}"
        return replace(_with(place, found.day, source, Confidence.HIGH, spec.help), year=found.day.year)

    def _limit(self, place: DraftValue) -> DraftValue:
        """The one field that the guidance fills: the limit of Ley 617 for the entity's category."""
        known = self.sources.readings.catalogue.get(CATEGORY)
        reading = self.sources.readings.latest(self.entity, known) if known else None
        limit = running_cost_limit(self.entity, reading.text) if reading else None
        if limit is None or reading is None:
            return replace(place, state=FieldState.MISSING, note=texts.NO_LIMIT)
        value, basis = limit
        note = texts.LIMIT_NOTE.format(category=category_name(reading.text))
        return _with(place, value, basis.reference, Confidence.HIGH, note)


def _with(
    place: DraftValue, value: Decimal | str | dt.date, source: str, confidence: Confidence, note: str = ""
) -> DraftValue:
    return replace(place, state=FieldState.FILLED, value=value, source=source, confidence=confidence, note=note)


def _as_written(place: DraftValue, written: TypedValue) -> DraftValue:
    source = texts.TYPED.format(by=written.by, day=written.at.date().isoformat())
    note = texts.TYPED_OVER if place.alternatives else ""
    return replace(_with(place, written.value, source, Confidence.HIGH, note), origin=OriginKind.MANUAL)


def _with_read(read: DraftValue) -> tuple[Alternative, ...]:
    """The alternatives of a place that somebody wrote in: what Relevo read is one of them."""
    if read.value is None:
        return read.alternatives
    return (Alternative(read.label, read.value, read.unit, read.year, read.source), *read.alternatives)


def _alternative(reading: Reading) -> Alternative:
    value = reading.text if reading.value is None else reading.value
    return Alternative(reading.indicator.name, value, reading.unit, reading.year, cited(reading.observations[0]))

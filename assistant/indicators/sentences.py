"""Sentences about figures, and the check that every number in them is one of their figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.indicators import texts
from assistant.indicators.catalogue import Indicator
from assistant.indicators.compare import OPERATIONS, PLACE, Change, Computed, Peers, Position, category_name
from assistant.indicators.entities import Entity
from assistant.indicators.readings import SAMPLE_FILE, Reading
from assistant.indicators.records import Observation
from assistant.spanish import numbers, rounded, write_number
from assistant.types import Figure

_HUNDRED = Decimal(100)
_LAST_ROW = re.compile(r"(?P<where>.*\(.*)(?P<row>fila \d+)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the figures in it and the names that may hold numbers of their own ("Saber 11", a file's name)."""

    text: str
    readings: tuple[Reading, ...] = ()
    computed: tuple[Computed, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures, as they travel in an answer."""
        read = (figure for item in self.readings for figure in item.figures)
        return (*read, *(item.figure for item in self.computed))


def objections(sentence: Sentence) -> tuple[str, ...]:
    """What is wrong with the numbers of a sentence; nothing where each is one of its figures or their years.

    What was computed is computed again from its operands.
    """
    text = sentence.text
    for name in sorted(filter(None, sentence.names), key=len, reverse=True):
        text = text.replace(name, " ")
    allowed: set[Decimal] = set()
    for reading in sentence.readings:
        allowed |= _written(reading.value) | {Decimal(reading.year)} | numbers(reading.text)
    wrong = []
    for result in sentence.computed:
        if OPERATIONS[result.operation](result.operands) != result.value:
            wrong.append(f"{result.label} no sale de {result.operation}")
        allowed |= _written(result.value)
    wrong += [f"{write_number(number, 6)} no es una cifra" for number in sorted(numbers(text) - allowed)]
    return tuple(wrong)


def value_sentence(reading: Reading) -> Sentence:
    """The figure with its unit, year and entity."""
    template = texts.VALUE_OF_SUM if reading.operation else texts.VALUE
    text = template.format(
        indicator=reading.indicator.name,
        entity=with_article(reading.entity),
        year=reading.year,
        value=write_value(reading),
        parts=" y ".join(item.unit.lower() for item in reading.observations),
    )
    over = reading.indicator.is_percentage and reading.value is not None and reading.value > _HUNDRED
    text = f"{text} {texts.OUT_OF_RANGE}" if over else text
    return Sentence(contracted(text), (reading,), (), _names(reading))


def source_sentence(reading: Reading) -> Sentence:
    """Where a figure was read: its source, file, sheet and row."""
    source = cited_together(map(cited, reading.observations))
    text = texts.SOURCE.format(source=source)
    return Sentence(f"{text} {texts.SAMPLE}" if reading.sample else text, (reading,), (), (source,))


def cited(observation: Observation) -> str:
    """Where an observation stands; the sample's sources name the cell of the file that it was taken from."""
    if observation.file == SAMPLE_FILE or not observation.row:
        return observation.source
    sheet = f"hoja «{observation.sheet}»" if observation.sheet else ""
    place = ", ".join(part for part in (observation.file, sheet, f"fila {observation.row}") if part)
    return texts.SOURCE_PLACE.format(source=observation.source, place=place)


def cited_together(places: Iterable[str]) -> str:
    """Several places in one line; those of one sheet are told once: "TerriData (datos.xlsx, fila 7 y fila 8)"."""
    rows: dict[str, list[str]] = {}
    for place in dict.fromkeys(places):
        found = _LAST_ROW.fullmatch(place)
        rows.setdefault(found["where"] if found else place, []).append(found["row"] if found else "")
    return "; ".join(f"{where}{_all(of)})" if of[0] else where for where, of in rows.items())


def _all(rows: Sequence[str]) -> str:
    return f"{', '.join(rows[:-1])} y {rows[-1]}" if len(rows) > 1 else rows[0]


def series_sentence(series: Sequence[Reading]) -> Sentence:
    """Every year of a series."""
    points = "; ".join(texts.POINT.format(year=item.year, value=write_value(item)) for item in series)
    last = series[-1]
    text = texts.SERIES.format(indicator=last.indicator.name, entity=with_article(last.entity), points=points)
    return Sentence(contracted(text), tuple(series), (), _names(last))


def trend_sentence(change: Change) -> Sentence:
    """From the first year to the last."""
    difference = change.difference.value
    if change.after.unit == PLACE:
        return Sentence(_moved(change), (change.before, change.after), (change.difference,), _names(change.after))
    template = texts.ROSE if difference > 0 else texts.FELL if difference < 0 else texts.STAYED
    percent = ""
    if change.percent is not None:
        percent = texts.PERCENT.format(percent=write_number(abs(change.percent.value)))
    text = template.format(
        first=change.before.year,
        last=change.after.year,
        before=_bare(change.before),
        after=write_value(change.after),
        difference=_bare_amount(abs(difference), change.difference.unit),
        percent=percent,
    )
    used = tuple(item for item in (change.difference, change.percent) if item is not None)
    return Sentence(text, (change.before, change.after), used, _names(change.after))


def _moved(change: Change) -> str:
    """From a place to another: the first one is the highest."""
    difference = change.difference.value
    template = texts.PLACE_FELL if difference > 0 else texts.PLACE_ROSE if difference < 0 else texts.PLACE_STAYED
    return template.format(
        first=change.before.year,
        last=change.after.year,
        before=_bare(change.before),
        after=_bare(change.after),
        difference=write_amount(abs(difference), change.difference.unit),
    )


def against_sentence(change: Change) -> Sentence:
    """An entity (``after``) against another (``before``) in the same year."""
    difference = change.difference.value
    ahead = difference < 0 if change.after.unit == PLACE else difference > 0  # the first place is the highest
    template = texts.ABOVE if ahead else texts.BELOW if difference else texts.SAME
    text = template.format(
        entity=_opening(change.after.entity.label),
        other=with_article(change.before.entity),
        value=f"el {write_value(change.before)}" if change.before.unit == PLACE else write_value(change.before),
        year=change.before.year,
        difference=write_amount(abs(difference), change.difference.unit),
    )
    names = (*_names(change.after), change.before.entity.label)
    return Sentence(contracted(text), (change.before, change.after), (change.difference,), names)


def place_sentence(found: Position, *, first: bool) -> Sentence:
    """The place among some peers; the first sentence of several tells the order."""
    template = texts.PLACE if first else texts.PLACE_SHORT
    text = template.format(
        year=found.reading.year,
        place=write_number(found.place.value),
        count=write_number(found.compared.value),
        peers=found.peers.label,
        order=texts.ORDER[found.reading.indicator.direction],
    )
    return Sentence(text, (found.reading,), (found.place, found.compared), (found.peers.label,))


def median_sentence(found: Position) -> Sentence:
    """What is usual among some peers."""
    text = texts.MEDIAN.format(
        count=write_number(found.compared.value),
        peers=found.peers.label,
        value=write_amount(found.median.value, found.reading.unit),
    )
    return Sentence(text, (found.reading,), (found.median, found.compared), (found.peers.label, found.reading.unit))


def list_sentence(ranked: Sequence[Reading], peers: Peers) -> Sentence:
    """The best of some peers, in order."""
    first = ranked[0]
    places = [f"{place})" for place in range(1, len(ranked) + 1)]
    items = "; ".join(
        texts.BEST_ITEM.format(place=place, entity=item.entity.label, value=write_value(item))
        for place, item in enumerate(ranked, 1)
    )
    text = texts.BEST.format(
        indicator=first.indicator.name,
        year=first.year,
        peers=peers.label,
        order=texts.ORDER[first.indicator.direction],
        list=items,
    )
    labels = tuple(item.entity.label for item in ranked)
    return Sentence(text, tuple(ranked), (), (first.indicator.name, first.unit, peers.label, *labels, *places))


def write_value(reading: Reading) -> str:
    """A figure with its unit: "37.511 personas", "80,12 puntos", "86,56 %", "$61.095.270.000"."""
    if reading.value is None:
        return f"categoría {category_name(reading.text)}" if reading.unit == "categoría" else reading.text
    return write_amount(reading.value, reading.unit)


def write_amount(value: Decimal, unit: str, decimals: int = 2) -> str:
    """A number with its unit, as every door says it: "37.511 personas", "$1.200 por habitante", "puesto 3".

    Args:
        value: the number, in ``unit``.
        unit: as a figure carries it; "" for none.
        decimals: how many are written at most.
    """
    written = write_number(value, decimals)
    if unit == PLACE:
        return f"{PLACE} {written}"
    if unit.startswith("pesos"):
        return f"{f'-${written[1:]}' if written.startswith('-') else f'${written}'}{unit.removeprefix('pesos')}"
    one = unit.removesuffix("s") if value == 1 and " " not in unit else unit
    return f"{written} {one}".strip()


def with_article(entity: Entity) -> str:
    """An entity inside a sentence: "el departamento de Antioquia", "Rionegro (Antioquia)"."""
    return f"el {entity.label}" if entity.label.startswith("departamento") else entity.label


def contracted(text: str) -> str:
    """With the contractions that Spanish demands: "de el" is "del"."""
    return text.replace(" de el departamento", " del departamento").replace(" a el departamento", " al departamento")


def _opening(label: str) -> str:
    return f"El {label}" if label.startswith("departamento") else label


def _bare(reading: Reading) -> str:
    return reading.text if reading.value is None else _bare_amount(reading.value, reading.unit)


def _bare_amount(value: Decimal, unit: str) -> str:
    """Without the words of its unit, which the other figure of the sentence has; a percentage's and money's stay."""
    return write_amount(value, unit) if unit.startswith(("pesos", "puntos porcentuales", "%")) else write_number(value)


def _written(value: Decimal | None) -> set[Decimal]:
    return set() if value is None else {abs(rounded(value)), abs(value)}


def _names(reading: Reading) -> tuple[str, ...]:
    indicator: Indicator = reading.indicator
    return indicator.name, reading.entity.label, reading.unit

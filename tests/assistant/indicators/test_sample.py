"""The sample that Relevo brings: who is in it, and that its figures are those of the files that it names."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from assistant.indicators import IndicatorStore
from assistant.indicators.catalogue import load_catalogue
from assistant.indicators.entities import load_registry
from assistant.indicators.readings import SAMPLE_FILE
from assistant.spanish import parse_number
from tests.conftest import CORPUS

PLACE = re.compile(r"\((?P<file>[^,()]+\.(?:xlsx|csv))(?:, hoja «?(?P<sheet>[^,»]+)»?)?, fila (?P<row>\d+)")


@cache
def sample() -> list[dict[str, str]]:
    with (CORPUS / "indicadores" / SAMPLE_FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_has_a_dozen_municipalities_of_many_kinds_their_departments_and_the_nation() -> None:
    registry = load_registry(CORPUS)
    found = {registry.get(row["Código Entidad"]) for row in sample()}
    entities = {entity for entity in found if entity}
    municipal = {entity for entity in entities if entity.is_municipal}
    assert None not in found
    assert len(municipal) >= 12
    assert len({entity.category for entity in municipal}) >= 6
    assert len({entity.region for entity in municipal}) >= 6
    assert {f"{entity.department_code}000" for entity in municipal if entity.name != "Bogotá, D.C."} <= {
        entity.code for entity in entities
    }
    assert registry.get("00000") in entities


def test_each_municipality_has_some_twenty_figures_with_source_and_year() -> None:
    counted = Counter(row["Código Entidad"] for row in sample() if not row["Código Entidad"].endswith("000"))
    assert min(counted.values()) >= 20
    assert all(row["Año"].isdigit() and PLACE.search(row["Fuente"]) for row in sample())


def test_every_indicator_of_it_is_in_the_catalogue(sample_store: IndicatorStore) -> None:
    catalogue = load_catalogue(CORPUS)
    assert [record.id for record in sample_store.indicators() if catalogue.get(record.id) is None] == []
    assert sum(file.observations for file in sample_store.files()) == len(sample())


def test_its_figures_are_those_of_the_cells_that_it_names(shared_data: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    folder = shared_data / "indicadores"

    @cache
    def rows(file: str, sheet: str) -> list[list[object]]:
        if file.endswith(".csv"):
            with (folder / file).open(encoding="utf-8") as text:
                return [list(row) for row in csv.reader(text)]
        book = calamine.CalamineWorkbook.from_path(str(folder / file))
        return list(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))

    wrong = []
    for row in sample():
        place = PLACE.search(row["Fuente"])
        assert place is not None
        cells = rows(place["file"], place["sheet"] or "")[int(place["row"]) - 1]
        if row["Dato Numérico"]:
            value = parse_number(row["Dato Numérico"]) * (100 if "centésimas" in row["Fuente"] else 1)
            held = {number for cell in cells if (number := _number(cell)) is not None}
            right = any(abs(value - number) <= abs(number) * Decimal("1e-14") for number in held)
        else:
            right = row["Dato Cualitativo"] in {str(cell).strip().removesuffix(".0") for cell in cells}
        if not right:
            wrong.append(row["Fuente"])
    assert wrong == []


def _number(cell: object) -> Decimal | None:
    try:
        if isinstance(cell, float | int):
            return Decimal(repr(cell))
        written = str(cell)
        return parse_number(written.removesuffix(",00")) if "," in written else Decimal(written)
    except (ValueError, ArithmeticError):
        return None

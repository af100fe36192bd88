"""How figures are said: numbers with their units, places, and where several were read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.indicators import IndicatorStore
from assistant.indicators.catalogue import load_catalogue
from assistant.indicators.compare import change
from assistant.indicators.entities import load_registry
from assistant.indicators.readings import Reading, Readings
from assistant.indicators.sentences import (
    against_sentence,
    cited_together,
    objections,
    trend_sentence,
    write_amount,
    write_value,
)
from tests.conftest import CORPUS

REGISTRY, CATALOGUE = load_registry(CORPUS), load_catalogue(CORPUS)
SONSON, RIONEGRO = "05756", "05615"


def place(store: IndicatorStore, code: str, year: int) -> Reading:
    entity, indicator = REGISTRY.get(code), CATALOGUE.get("posicion-desempeno-fiscal")
    assert entity is not None
    assert indicator is not None
    found = Readings(store, REGISTRY, CATALOGUE).at(entity, indicator, year)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("3", "puesto", "puesto 3"),
        ("1", "puestos", "1 puesto"),
        ("37511", "personas", "37.511 personas"),
        ("1", "personas", "1 persona"),
        ("86.564", "%", "86,56 %"),
        ("61095270000", "pesos", "$61.095.270.000"),
        ("-12.5", "pesos por habitante", "-$12,5 por habitante"),
        ("4.5", "", "4,5"),
    ],
)
def test_a_number_is_said_with_its_unit(value: str, unit: str, said: str) -> None:
    assert write_amount(Decimal(value), unit) == said


def test_a_place_that_grows_goes_down(sample_store: IndicatorStore) -> None:
    before, after = place(sample_store, SONSON, 2018), place(sample_store, SONSON, 2019)
    worse, better = change(before, after), change(after, before)
    assert write_value(after) == "puesto 89"
    assert worse is not None
    assert better is not None
    said = trend_sentence(worse)
    assert said.text == "Entre 2018 y 2019 bajó del puesto 82 al 89 (7 puestos)."
    assert "subió del puesto 89 al 82" in trend_sentence(better).text
    assert not objections(said)


def test_the_first_place_is_above(sample_store: IndicatorStore) -> None:
    mine, theirs = place(sample_store, SONSON, 2019), place(sample_store, RIONEGRO, 2019)
    compared = change(theirs, mine)
    assert compared is not None
    said = against_sentence(compared)
    assert "está 73 puestos por debajo de Rionegro (Antioquia), que tiene el puesto 16 en 2019" in said.text
    assert not objections(said)


def test_rows_of_one_sheet_are_told_once() -> None:
    places = ["DNP (a.xlsx, hoja «D», fila 7)", "DNP (a.xlsx, hoja «D», fila 8)", "DNP (b.csv, fila 7)", "el concejo"]
    assert cited_together(places) == "DNP (a.xlsx, hoja «D», fila 7 y fila 8); DNP (b.csv, fila 7); el concejo"
    assert cited_together(places[:1] * 2) == places[0]
    assert cited_together([]) == ""

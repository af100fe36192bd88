"""The registry of entities: what there is, and how it is found."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from assistant.errors import ConfigurationError
from assistant.indicators.entities import Entity, EntityKind, Registry, load_registry, normal_code
from tests.conftest import CORPUS

REGISTRY = load_registry(CORPUS)


def codes(entities: tuple[Entity, ...]) -> list[str]:
    return [entity.code for entity in entities]


def test_every_territorial_entity_is_there() -> None:
    kinds = Counter(entity.kind for entity in REGISTRY)
    assert kinds[EntityKind.NATION] == 1
    assert kinds[EntityKind.DEPARTMENT] == 32
    assert kinds[EntityKind.CAPITAL_DISTRICT] == 1
    assert kinds[EntityKind.MUNICIPALITY] >= 1_100
    assert kinds[EntityKind.AREA] == 19


def test_codes_and_names_are_those_of_divipola(shared_data: Path) -> None:
    import csv

    with (shared_data / "divipola" / "divipola.csv").open(encoding="utf-8") as file:
        listed = {row["cod_mpio"]: row for row in csv.DictReader(file)}
    for code, row in listed.items():
        entity = REGISTRY.get(code)
        assert entity is not None, code
        assert (entity.category or "", bool(entity.pdet)) == (row["categoria_ley617_2023"], row["pdet"] == "1"), code
        assert entity.department_code == row["cod_dpto"]


@pytest.mark.parametrize("written", ["5756", "05756", 5756, " 05756 "])
def test_a_code_may_lack_its_leading_zero(written: str | int) -> None:
    entity = REGISTRY.get(written)
    assert entity is not None
    assert (entity.label, entity.category, entity.region) == ("Sonsón (Antioquia)", "5", "Eje Cafetero y Antioquia")


@pytest.mark.parametrize("written", ["01001", "1001", "00000", "0"])
def test_the_nation_has_one_code(written: str) -> None:
    assert normal_code(written) == "00000"


@pytest.mark.parametrize("written", ["", "Sonsón", "123", "123456", "-5756"])
def test_what_is_no_code_is_none(written: str) -> None:
    assert normal_code(written) is None


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("sonson", ["05756"]),
        ("San Luis", ["05660", "73678"]),
        ("La Unión, Nariño", ["52399"]),
        ("la union (narino)", ["52399"]),
        ("San Luis Tolima", ["73678"]),
        ("Bogotá, D.C.", ["11001"]),
        ("cartagena", ["13001"]),
        ("Carmen de Viboral", ["05148"]),
        ("tumaco", ["52835"]),
        ("Narnia", []),
        ("", []),
    ],
)
def test_find_takes_the_exact_name(written: str, found: list[str]) -> None:
    assert codes(REGISTRY.find(written)) == found


@pytest.mark.parametrize(
    ("typed", "expected"), [("Sonzon", "05756"), ("medelin", "05001"), ("antioqia", "05000"), ("son", "05756")]
)
def test_search_forgives_typing_errors_and_beginnings(typed: str, expected: str) -> None:
    assert expected in codes(REGISTRY.search(typed))


def test_search_takes_less_than_five_milliseconds() -> None:
    started = time.perf_counter()
    for typed in ("sonz", "la union", "cartajena", "san", "x"):
        REGISTRY.search(typed)
    assert (time.perf_counter() - started) / 5 < 0.005


def test_a_municipality_knows_its_department_and_bogota_has_none() -> None:
    sonson, bogota = REGISTRY.get("05756"), REGISTRY.get("11001")
    assert sonson is not None
    assert bogota is not None
    assert REGISTRY.department_of(sonson) == REGISTRY.get("05000")
    assert REGISTRY.department_of(bogota) is None
    assert bogota in REGISTRY.municipalities(category="E")


def test_the_registry_grows_without_losing_what_it_knew() -> None:
    grown = REGISTRY.extended(
        [Entity("99999", "Nueva", EntityKind.MUNICIPALITY), Entity("05756", "Otra", EntityKind.AREA)]
    )
    assert len(grown) == len(REGISTRY) + 1
    assert codes(grown.find("nueva")) == ["99999"]
    assert grown.get("05756") == REGISTRY.get("05756")


def test_a_file_that_is_no_registry_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "entidades.csv"
    bad.write_text("code;name\n05756;Sonsón\n", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        Registry.load(bad)

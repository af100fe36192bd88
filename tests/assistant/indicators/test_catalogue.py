"""The catalogue of indicators: what it holds, and how names and questions find it."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from assistant.errors import ConfigurationError
from assistant.indicators.catalogue import Catalogue, Direction, indicator_key, load_catalogue
from assistant.indicators.records import IndicatorRecord
from tests.conftest import CORPUS

CATALOGUE = load_catalogue(CORPUS)


def test_it_knows_more_than_eighty_indicators_whole() -> None:
    assert len(CATALOGUE) >= 80
    for indicator in CATALOGUE:
        assert indicator.meaning.endswith("."), indicator.id
        assert indicator.unit, indicator.id
        assert indicator.source, indicator.id
        assert indicator.sector, indicator.id
        assert set(indicator.sum_of) <= {each.id for each in CATALOGUE}


def test_no_two_indicators_share_a_name_of_files() -> None:
    pairs = {(indicator_key(name), indicator.id) for indicator in CATALOGUE for name in indicator.names}
    twice = {key for key, count in Counter(key for key, _ in pairs).items() if count > 1}
    assert twice == set()


@pytest.mark.parametrize(
    ("heading", "identifier"),
    [
        ("Indicador de desempeño Fiscal 7/", "desempeno-fiscal"),
        ("Posición 2019 a nivel Nacional ", "posicion-desempeno-fiscal"),
        ("3/ Dependencia de las transferencias de la Nación y las Regalías", "dependencia-transferencias"),
        ("Nuevo IDF", "desempeno-fiscal-nuevo"),
        ("Población total de hombres", "poblacion-hombres"),
        ("ine_tasaDesercion", "tasa-desercion"),
    ],
)
def test_the_names_of_the_real_files_are_known(heading: str, identifier: str) -> None:
    found = CATALOGUE.by_name(heading)
    assert found is not None
    assert found.id == identifier


@pytest.mark.parametrize(
    ("question", "identifier"),
    [
        ("cuántos habitantes tiene", "poblacion-total"),
        ("cuánta gente vive en", "poblacion-total"),
        ("desenpeño fiscal", "desempeno-fiscal"),
        ("IDF", "desempeno-fiscal"),
        ("MDM", "mdm"),
        ("IPM", "ipm"),
        ("NBI", "nbi"),
        ("pobreza extrema", "pobreza-extrema"),
        ("desempleo", "tasa-desempleo"),
        ("niños que dejan el colegio", "tasa-desercion"),
        ("cuánta plata recibe", "ingresos-totales"),
        ("regalías por habitante", "regalias-per-capita"),
        ("puntaje de matemáticas", "saber-11-matematicas"),
    ],
)
def test_everyday_words_find_the_indicator(question: str, identifier: str) -> None:
    assert CATALOGUE.match(question)[0][0].id == identifier


@pytest.mark.parametrize("question", ["¿quién firma el acta del empalme?", "¿cuántos empleados de planta hay?"])
def test_words_that_name_no_indicator_find_none(question: str) -> None:
    """Nor does "planta", a word of its own, stand for "plata"."""
    assert CATALOGUE.match(question) == []


def test_directions_are_told() -> None:
    directions = {
        name: indicator.direction
        for name in ("ipm", "desempeno-fiscal", "poblacion-total")
        if (indicator := CATALOGUE.get(name))
    }
    assert directions == {
        "ipm": Direction.LESS,
        "desempeno-fiscal": Direction.MORE,
        "poblacion-total": Direction.NEITHER,
    }


def test_indicators_of_imported_files_are_found_by_their_name() -> None:
    record = IndicatorRecord("hatos", "Número de hatos ganaderos", "Agro", "", "hatos", 2018, 2019, 3)
    grown = CATALOGUE.extended([record])
    assert grown.match("¿cuántos hatos ganaderos hay?") == []
    assert grown.match("número de hatos ganaderos")[0][0].id == "hatos"
    assert CATALOGUE.extended([]) is CATALOGUE


def test_matching_takes_less_than_five_milliseconds() -> None:
    started = time.perf_counter()
    for _ in range(10):
        CATALOGUE.match("cómo va la desersión escolar en los colegios públicos de mi municipio")
    assert (time.perf_counter() - started) / 10 < 0.005


@pytest.mark.parametrize("content", ["", "[[indicador]]\nid = 'x'\n", "esto no es toml ="])
def test_a_file_that_is_no_catalogue_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "catalogo.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        Catalogue.load(path)

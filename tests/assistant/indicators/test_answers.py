"""Questions about figures: what is answered, and that no number comes from anywhere but the store."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from itertools import product

import pytest

from assistant.indicators import IndicatorStore
from assistant.indicators.answers import answer_figures
from assistant.indicators.asked import Form, read_asked
from assistant.indicators.catalogue import load_catalogue
from assistant.indicators.compare import OPERATIONS, best, change, peer_groups, position
from assistant.indicators.composing import FigureAnswer
from assistant.indicators.entities import Entity, load_registry
from assistant.indicators.readings import Reading, Readings
from assistant.indicators.sentences import Sentence, objections, value_sentence
from assistant.spanish import numbers, write_number
from assistant.types import Exchange
from tests.conftest import CORPUS

REGISTRY, CATALOGUE = load_registry(CORPUS), load_catalogue(CORPUS)
SONSON = "05756"


def entity(code: str) -> Entity:
    found = REGISTRY.get(code)
    assert found is not None
    return found


@pytest.fixture
def readings(sample_store: IndicatorStore) -> Readings:
    return Readings(sample_store, REGISTRY, CATALOGUE, dt.date(2026, 11, 22))


def reading(readings: Readings, code: str, indicator: str, year: int) -> Reading:
    known = CATALOGUE.get(indicator)
    assert known is not None
    found = readings.at(entity(code), known, year)
    assert found is not None
    return found


def ask(store: IndicatorStore, question: str, chosen: str | None = None, *history: Exchange) -> FigureAnswer:
    answer = answer_figures(question, chosen, REGISTRY, CATALOGUE, store, history)
    assert answer is not None, question
    return answer


def test_a_value_comes_with_unit_year_entity_and_source(sample_store: IndicatorStore) -> None:
    answer = ask(sample_store, "¿Cuál fue el desempeño fiscal de Sonsón en 2019?")
    assert answer.statements[0] == "Índice de desempeño fiscal de Sonsón (Antioquia) en 2019: 79,49 puntos."
    assert "idf-2019.xlsx" in answer.statements[-1]
    assert "muestra" in answer.statements[-1]
    figure = answer.figures[0]
    assert (figure.entity_code, figure.indicator, figure.year, figure.unit) == (
        SONSON,
        "desempeno-fiscal",
        2019,
        "puntos",
    )
    assert figure.sample
    assert figure.row


def test_what_is_computed_names_its_operation_and_brings_what_it_was_computed_from(
    sample_store: IndicatorStore,
) -> None:
    answer = ask(sample_store, "¿Cuántos habitantes tenía Sonsón en 2019?")
    total, men, women = answer.figures[:3]
    assert total.operation == "suma"
    assert total.value == (men.value or 0) + (women.value or 0) == 36_394
    assert {men.row, women.row}.isdisjoint({None})


def test_a_name_that_several_share_is_asked_back(sample_store: IndicatorStore) -> None:
    answer = ask(sample_store, "¿Cuántas mujeres viven en San Luis?")
    assert [each.code for each in answer.ask_back] == ["05660", "73678"]
    assert answer.asks
    assert answer.figures == ()


def test_the_entity_chosen_tells_namesakes_apart(sample_store: IndicatorStore) -> None:
    assert ask(sample_store, "¿Cuántas mujeres viven en San Luis?", "73678").ask_back == ()
    beside = ask(sample_store, "compárame con Rionegro en desempeño fiscal", SONSON)
    assert "Rionegro (Antioquia)" in " ".join(beside.statements)


def test_the_department_of_whoever_asks_is_meant_when_it_is_named(sample_store: IndicatorStore) -> None:
    answer = ask(sample_store, "¿Cuántos habitantes tiene mi departamento?", SONSON)
    assert "departamento de Antioquia" in answer.statements[0]


def test_without_an_entity_it_asks_for_one(sample_store: IndicatorStore) -> None:
    answer = ask(sample_store, "¿Cuántos habitantes tiene mi municipio?")
    assert answer.asks
    assert answer.statements[0].startswith("¿De qué municipio")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("¿Cuál fue el desempeño fiscal de Sonsón en 2020?", "No hay dato de 2020"),
        ("¿Cuál es la pobreza multidimensional de Sonsón?", "relevo indicators import"),
        ("¿Cuántos habitantes tenía Sonsón en 1985?", "Sí hay de 2018 a 2021"),
    ],
)
def test_what_is_not_known_is_said(sample_store: IndicatorStore, question: str, says: str) -> None:
    answer = ask(sample_store, question)
    assert answer.no_data
    assert says in answer.statements[0]
    assert answer.figures == ()


def test_the_official_place_and_the_computed_ones_are_told_apart(sample_store: IndicatorStore) -> None:
    said = " ".join(ask(sample_store, "¿En qué puesto quedó Sonsón en desempeño fiscal en 2019?").statements)
    assert "En la evaluación oficial de 2019 ocupó el puesto 89." in said
    assert "con dato en Relevo" in said


def test_a_question_about_meaning_and_figure_gets_both(sample_store: IndicatorStore) -> None:
    answer = ask(sample_store, "¿Qué es el IDF y cuánto saqué en 2019?", SONSON)
    assert answer.also_guidance
    assert "79,49 puntos" in " ".join(answer.statements)


def test_follow_ups_keep_what_they_leave_out(sample_store: IndicatorStore) -> None:
    first = ask(sample_store, "¿Cuántos habitantes tiene Sonsón?")
    before = Exchange("¿Cuántos habitantes tiene Sonsón?", first.statements[0], first.standalone)
    assert "en 2018: 36.321 personas" in ask(sample_store, "¿y en 2018?", None, before).statements[0]
    assert "Rionegro (Antioquia)" in ask(sample_store, "¿y Rionegro?", None, before).statements[0]
    assert "departamento de Antioquia" in ask(sample_store, "¿y el departamento?", None, before).statements[1]
    assert "mujeres" in ask(sample_store, "¿y las mujeres?", None, before).statements[0]
    open_question = Exchange("¿Cuántas mujeres viven en San Luis?", "¿Cuál?")
    assert "San Luis (Tolima)" in ask(sample_store, "la del Tolima", None, open_question).statements[0]


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué es el IDF?",
        "¿Cómo se calcula el IDF?",
        "¿Cuántos días hay para entregar el acta?",
        "¿Qué porcentaje del SGP va a educación?",
        "¿Cuál es el límite de gastos de funcionamiento de mi municipio?",
        "¿Cuáles son los mejores proyectos para mi municipio?",
        "¿Cuál es la diferencia entre ingresos corrientes y de capital?",
        "¿Cuáles son las categorías?",
        "¿Qué hago con las regalías?",
        "¿Cómo va el empalme en mi municipio?",
        "¿Qué debe entregar el alcalde de Sonsón?",
        "¿Cuántos concejales firman el acta en Medellín?",
    ],
)
@pytest.mark.parametrize("chosen", [None, SONSON])
def test_guidance_is_left_alone(sample_store: IndicatorStore, question: str, chosen: str | None) -> None:
    assert answer_figures(question, chosen, REGISTRY, CATALOGUE, sample_store) is None


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("¿Cuántos habitantes tiene Sonsón?", Form.VALUE),
        ("Evolución de los ingresos totales de Sonsón", Form.TREND),
        ("¿En qué puesto quedó Sonsón en desempeño fiscal?", Form.RANK),
        ("¿Qué municipios de Antioquia están mejor en desempeño fiscal?", Form.BEST),
        ("Compare la deserción de Sonsón y Quibdó", Form.COMPARISON),
        ("hola, ¿me puede decir cuántos habitantes tiene Sonsón?", Form.VALUE),
        ("¿Quién está mejor en desempeño fiscal, Sonsón o Quibdó?", Form.COMPARISON),
    ],
)
def test_the_form_is_read(question: str, form: Form) -> None:
    asked = read_asked(question, REGISTRY, CATALOGUE)
    assert asked is not None
    assert asked.form is form


def test_every_number_of_every_answer_is_a_figure_of_the_store(sample_store: IndicatorStore) -> None:
    """Asked in all forms about all that the sample has; the sample is read here by itself."""
    with (CORPUS / "indicadores" / "muestra.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    values = {Decimal(row["Dato Numérico"].replace(",", ".")) for row in rows if row["Dato Numérico"]}
    shapes = ("¿Cuál es el dato de {} de {}?", "evolución de {} de {}", "¿en qué puesto quedó en {} {}?")
    names = {"desempeño fiscal", "ingresos totales", "cobertura neta en educación", "regalías per cápita"}
    checked = 0
    for shape, name, code in product(shapes, sorted(names), (SONSON, "27001", "73678")):
        answer = ask(sample_store, shape.format(name, entity(code).label))
        for figure in answer.figures:
            if figure.value is not None and not figure.operation:
                assert Decimal(str(figure.value)) in values, figure
                checked += 1
    assert checked > 75


def test_a_number_that_is_no_figure_is_objected_to(readings: Readings) -> None:
    found = reading(readings, SONSON, "desempeno-fiscal", 2019)
    honest = value_sentence(found)
    assert objections(honest) == ()
    for wrong in ("79,5", "80", "2018", "veinte"):
        forged = Sentence(f"{honest.text} También {wrong}.", honest.readings, honest.computed, honest.names)
        (told,) = objections(forged)
        assert told == f"{write_number(next(iter(numbers(wrong))))} no es una cifra"


def test_places_are_counted_with_ties_and_the_better_end(readings: Readings) -> None:
    found = reading(readings, "44847", "tasa-analfabetismo", 2018)
    placed = position(readings, found, peer_groups(REGISTRY, entity("44847"))[-1])
    assert placed is not None
    assert placed.place.operation == "puesto de menor a mayor"
    assert placed.place.value == placed.compared.value  # the highest illiteracy of the sample
    assert OPERATIONS["puesto de mayor a menor"]([Decimal(5), Decimal(5), Decimal(7)]) == 2


def test_fewer_than_three_are_no_ranking(readings: Readings) -> None:
    found = reading(readings, SONSON, "desempeno-fiscal", 2019)
    assert position(readings, found, peer_groups(REGISTRY, entity(SONSON))[0]) is None


def test_a_difference_is_that_of_the_numbers_shown(readings: Readings) -> None:
    between = change(
        reading(readings, SONSON, "desempeno-fiscal", 2018), reading(readings, SONSON, "desempeno-fiscal", 2019)
    )
    assert between is not None
    assert between.difference.value == Decimal("79.49") - Decimal("79.42")
    assert between.percent is None  # a mark, not an amount


def test_the_best_come_first_either_way(readings: Readings) -> None:
    everybody = peer_groups(REGISTRY, entity(SONSON))[-1]
    for identifier, year in (("desempeno-fiscal", 2019), ("tasa-analfabetismo", 2018)):
        indicator = CATALOGUE.get(identifier)
        assert indicator is not None
        values = [item.value for item in best(readings, indicator, year, everybody) if item.value is not None]
        assert len(values) >= 10
        assert values == sorted(values, reverse=identifier == "desempeno-fiscal")


def test_years_to_come_are_not_the_latest(sample_store: IndicatorStore) -> None:
    early = Readings(sample_store, REGISTRY, CATALOGUE, dt.date(2019, 6, 1))
    population = CATALOGUE.get("poblacion-total")
    assert population is not None
    found = early.latest(entity(SONSON), population)
    assert found is not None
    assert found.year == 2019


def test_a_category_that_no_file_gives_is_the_registrys(sample_store: IndicatorStore) -> None:
    answer = ask(sample_store, "¿Qué categoría tiene Abejorral?")
    assert "en 2023: categoría 6" in answer.statements[0]
    assert "DIVIPOLA" in answer.statements[-1]

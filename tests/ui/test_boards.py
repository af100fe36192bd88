"""An entity's figures as cards: what they are compared with, what is doubted, and where each number comes from."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from assistant import Assistant
from assistant.indicators.charts import Chart, ChartKind, Mark
from assistant.indicators.entities import Entity
from assistant.types import Figure
from tests.ui.conftest import SONSON
from ui.boards import Board, Flag, board_csv, spreadsheet_csv
from ui.web import texts_indicators as texts
from ui.web.figures import figures_table
from ui.web.tabs.cards import cards_html
from ui.web.tabs.trend import trend_svg


@pytest.fixture
def board(assistant: Assistant) -> Board:
    entity = assistant.figures.registry.get(SONSON)
    assert entity is not None
    return Board(assistant.figures, entity, dt.date(2026, 11, 22))


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


def test_every_card_has_a_figure_of_a_year_that_came(board: Board) -> None:
    cards = board.cards()
    assert len(cards) == board.size > 20
    assert all(card.reading.year <= 2026 and card.reading == card.series[-1] for card in cards)


def test_the_department_and_the_nation_are_those_of_the_same_year(board: Board) -> None:
    compared = [other for card in board.cards() for other in (card.department, card.nation) if other]
    assert compared
    for card in board.cards():
        assert card.department is None or (card.department.entity.code, card.department.year) == (
            "05000",
            card.reading.year,
        )
        assert card.nation is None or (card.nation.entity.code, card.nation.year) == ("00000", card.reading.year)


def test_the_sample_and_old_years_are_flagged(board: Board) -> None:
    population = next(card for card in board.cards() if card.reading.indicator.id == "poblacion-total")
    assert set(population.flags) == {Flag.SAMPLE, Flag.OLD}
    assert board.only_sample


def test_a_year_of_the_same_term_is_not_old(assistant: Assistant, board: Board) -> None:
    then = Board(assistant.figures, board.entity, dt.date(2022, 1, 1))
    population = next(card for card in then.cards() if card.reading.indicator.id == "poblacion-total")
    assert population.flags == (Flag.SAMPLE,)


def test_a_percentage_over_a_hundred_is_flagged(board: Board) -> None:
    card = next(card for card in board.cards() if card.reading.indicator.is_percentage and card.reading.value)
    [observation] = card.reading.observations
    over = replace(card.reading, observations=(replace(observation, value=Decimal("100.01")),))
    whole = replace(card.reading, observations=(replace(observation, value=Decimal(100)),))
    assert Flag.OVER_HUNDRED in tuple(board._flags(over))
    assert Flag.OVER_HUNDRED not in tuple(board._flags(whole))


def test_every_dimension_has_its_cards_and_no_card_is_lost(board: Board) -> None:
    by_dimension = [board.cards(dimension) for dimension in board.dimensions()]
    assert all(by_dimension)
    assert sum(map(len, by_dimension)) == board.size


def test_every_number_of_a_card_says_where_it_comes_from(board: Board) -> None:
    for dimension in board.dimensions():
        shown = text_of(cards_html(board, dimension))
        for card in board.cards(dimension):
            assert all(each.source.split(" (")[0] in shown for each in card.reading.observations)


def test_a_place_is_said_before_its_number(board: Board) -> None:
    [card] = [card for card in board.cards() if card.reading.indicator.id == "posicion-desempeno-fiscal"]
    shown = text_of(cards_html(board, card.reading.indicator.dimension))
    assert "puesto 89" in shown
    assert not re.search(r"\d puesto\b", shown)
    figure = Figure("Población: puesto", 3.0, "puesto", 2021, "", "Sonsón", operation="puesto de mayor a menor")
    assert "<td data-label='Valor'>puesto 3</td>" in figures_table((figure,))


def test_an_entity_without_figures_has_no_cards_but_its_category(assistant: Assistant) -> None:
    entity = assistant.figures.registry.get("05002")
    assert entity is not None
    assert {card.reading.indicator.id for card in Board(assistant.figures, entity).cards()} <= {"categoria-ley-617"}


def test_the_csv_holds_every_figure_with_its_cell(assistant: Assistant, board: Board) -> None:
    rows = list(csv.reader(io.StringIO(board_csv(board, assistant.figures).decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:5] == ["Código", "Entidad", "Dimensión", "Indicador", "Año"]
    assert len(rows) - 1 == len(board.observations())
    assert all(row[0] == SONSON and row[7] for row in rows[1:])
    assert any(re.fullmatch(r"\d+,\d+", row[5]) for row in rows[1:])


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "@SUM(A1)", "-cmd|' /C calc'!A0", "\t=1"])
def test_no_cell_of_a_csv_can_be_taken_for_a_formula(cell: str) -> None:
    written = spreadsheet_csv([[cell]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(written), delimiter=";"))[0] == f"'{cell}"


def test_a_negative_number_of_a_csv_stays_one() -> None:
    assert spreadsheet_csv([["-12,5"]]).decode("utf-8-sig").strip() == "-12,5"


def test_a_name_that_is_markup_shows_as_it_is() -> None:
    attack = "<script>x</script> ${1+1} {{7*7}} `a`"
    marks = (Mark(attack, 2018, 1.0, "1", own=True), Mark(attack, 2019, 3.0, "3", own=True))
    drawn = trend_svg(Chart(ChartKind.TREND, attack, attack, attack, attack, marks))
    for sign in ("<script", "${", "{{", "`"):
        assert sign not in drawn
    assert attack in text_of(drawn)


@pytest.mark.parametrize("values", [(5.0,), (5.0, 5.0), (0.0, 0.0), (-3.0, 4.0), (1e12, 2e12), (0.001, 0.0011)])
def test_a_trend_is_drawn_inside_its_frame(values: tuple[float, ...]) -> None:
    marks = tuple(Mark("Sonsón", 2018 + at, value, str(value), own=True) for at, value in enumerate(values))
    drawn = trend_svg(Chart(ChartKind.TREND, "t", "u", "s", "d", marks))
    places = [(float(x), float(y)) for x, y in re.findall(r"<circle cx='([\d.-]+)' cy='([\d.-]+)'", drawn)]
    assert len(places) == len(values)
    assert all(0 <= x <= 340 and 0 <= y <= 200 for x, y in places)


def test_flags_have_words_and_help() -> None:
    assert set(texts.FLAGS) == set(texts.FLAG_HELP) == set(Flag)


def test_a_board_of_the_nation_is_compared_with_nobody(assistant: Assistant) -> None:
    nation: Entity | None = assistant.figures.registry.get("00000")
    assert nation is not None
    assert all(card.nation is None and card.department is None for card in Board(assistant.figures, nation).cards())

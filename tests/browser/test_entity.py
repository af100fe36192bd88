"""The entity that the page works for, and questions that may mean several."""

from __future__ import annotations

import time

import pytest

from tests.browser.conftest import Visit, at_both_widths
from tests.browser.steps import answer, ask, choose_entity, keeps_other, settled
from ui.web import texts

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

expect = sync_api.expect
SONSON = "Sonsón, Antioquia · 05756 · categoría 5"


@at_both_widths
def test_an_entity_is_chosen_by_its_name_without_accents_and_stays(visit: Visit, width: str) -> None:
    page = visit(width)
    page.locator("#entity").click()
    search = page.get_by_label(texts.SEARCH_ENTITY)
    expect(search).to_be_focused()
    search.fill("zzzz")
    expect(page.locator("#chooser")).to_contain_text(texts.NO_ENTITY_FOUND)
    search.fill("sonson")
    expect(page.locator("#chooser .result")).to_have_text([SONSON])
    search.press("Enter")
    expect(page.locator("#entity")).to_have_text(SONSON)
    expect(page.locator("#chooser")).to_be_hidden()
    ask(page, "¿Cuál es mi desempeño fiscal?")
    expect(answer(page)).to_contain_text("Sonsón (Antioquia)")
    expect(page.locator("#last-sources table")).to_contain_text("2021")
    keeps_other(page, "relevo-conversation")
    page.reload()
    expect(page.locator("#entity")).to_have_text(SONSON)
    page.locator("#entity").click()
    page.get_by_role("button", name=texts.DROP_ENTITY).click()
    expect(page.locator("#entity")).to_have_text(texts.CHOOSE_ENTITY)
    page.wait_for_function("() => localStorage.getItem('relevo-entity') === null")


def test_an_entity_is_chosen_by_its_code_as_fast_as_one_types(visit: Visit) -> None:
    page = visit()
    page.locator("#entity").click()
    search = page.get_by_label(texts.SEARCH_ENTITY)
    expect(search).to_be_focused()
    search.fill("0500")
    page.wait_for_timeout(500)
    started = time.perf_counter()
    search.fill("05756")
    expect(page.locator("#chooser .result")).to_have_text([SONSON])
    assert (
        time.perf_counter() - started < 1
    )  # of the browser and a busy machine; the search itself is measured in tests/ui
    choose = page.locator("#chooser .result")
    choose.click()
    expect(page.locator("#entity")).to_have_text(SONSON)


@at_both_widths
def test_a_name_that_several_share_is_asked_back_and_answered_at_a_tap(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, "¿Cuál es el desempeño fiscal de La Unión?")
    choices = page.locator("#choices button")
    expect(choices).to_have_text(
        ["La Unión (Antioquia)", "La Unión (Nariño)", "La Unión (Sucre)", "La Unión (Valle del Cauca)"]
    )
    choices.filter(has_text="Nariño").click()
    settled(page, "La Unión (Nariño)")
    expect(answer(page)).to_contain_text("La Unión (Nariño) en 2021")
    expect(choices.first).to_be_hidden()
    choose_entity(page, "52399")
    ask(page, "¿Cuál es mi desempeño fiscal?")
    expect(answer(page)).to_contain_text("La Unión (Nariño)")

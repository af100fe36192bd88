"""The files of the formats as their visitors see them: made while they are elsewhere, and compared with the template."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.browser.conftest import WIDTHS, Visit, at_both_widths
from tests.browser.steps import blank_format, choose_entity, go_to
from ui.web import texts, texts_formats

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

expect = sync_api.expect


@at_both_widths
def test_every_format_is_made_while_its_visitor_is_elsewhere(visit: Visit, width: str) -> None:
    page = visit(width)
    choose_entity(page, "Sonsón")
    go_to(page, texts.TABS["formatos"])
    page.get_by_role("button", name=texts_formats.DOWNLOAD_ALL).click()
    expect(page.locator("#format-files progress")).to_be_visible()
    go_to(page, texts.TABS["documentos"])
    go_to(page, texts.TABS["formatos"])
    ready = page.locator("#format-files").get_by_role("link", name=texts_formats.FETCH)
    expect(ready).to_be_visible(timeout=60_000)

    again = page.context.new_page()  # another page of the same browser, as one that comes back the next minute
    again.goto(page.url)
    go_to(again, texts.TABS["formatos"])
    with again.expect_download() as downloading:
        again.locator("#format-files").get_by_role("link", name=texts_formats.FETCH).click()
    with zipfile.ZipFile(io.BytesIO(downloading.value.path().read_bytes())) as archive:
        assert len(archive.namelist()) > 10


@at_both_widths
def test_what_changed_in_the_template_is_told(visit: Visit, width: str) -> None:
    page = visit(width)
    choose_entity(page, "Sonsón")
    go_to(page, texts.TABS["formatos"])
    page.locator("[data-format='situacion-fiscal']").click()
    page.get_by_role("button", name=texts_formats.CHANGES).click()
    changes = page.locator("#format-changes .changes")
    expect(changes).to_contain_text(texts_formats.NOTHING_ELSE)
    changes.locator("summary").click()
    expect(changes.locator("tbody tr", has_text="Portada!C6")).to_contain_text("Sonsón")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0]


def test_what_changed_in_a_blank_format_is_told(visit: Visit, tmp_path: Path) -> None:
    blank = blank_format(tmp_path / "pedido.xlsx", "Municipio", "Población total")
    page = visit()
    choose_entity(page, "Sonsón")
    go_to(page, texts.TABS["formatos"])
    page.set_input_files("#blank-format input[type=file]", blank)
    with page.expect_download():
        page.get_by_role("button", name=texts_formats.BLANK_FILL).click()
    changes = page.locator("#blank-changes")
    expect(changes).to_contain_text(texts_formats.NOTHING_ELSE)
    expect(changes).to_contain_text(texts_formats.WROTE[".xlsx"].format(written=2))


@at_both_widths
def test_the_tabs_stand_in_one_line(visit: Visit, width: str) -> None:
    page = visit(width)
    tops = page.locator("#tabs [role=tab]").evaluate_all("tabs => tabs.map((tab) => tab.getBoundingClientRect().top)")
    assert len(tops) >= len(texts.TABS)
    assert len(set(tops[-len(texts.TABS) :])) == 1


def test_one_s_conversations_open_over_the_chat_and_close_again(visit: Visit) -> None:
    page = visit()
    before = page.locator("#chat").bounding_box()
    page.locator("#mine").click()
    expect(page.locator("#conversations")).to_be_visible()
    assert page.locator("#chat").bounding_box() == before
    page.locator("#mine").click()
    expect(page.locator("#conversations")).to_be_hidden()

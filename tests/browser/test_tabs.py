"""The tabs beside the conversation as their visitors see them: figures, documents and formats."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from tests.browser.conftest import WIDTHS, Visit, at_both_widths
from tests.browser.steps import answer, ask, blank_format, choose_entity, go_to
from ui.boards import NO_DIMENSION
from ui.web import texts, texts_documents, texts_formats, texts_indicators

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

Page = sync_api.Page
expect = sync_api.expect

QUESTION = "¿Cuántas cuadras de andén tiene el corregimiento de Piedraparada?"
WALKWAYS = """# Inventario de andenes de Piedraparada

## Andenes del corregimiento

El corregimiento de Piedraparada tiene cuarenta y siete cuadras de andén construidas, según el inventario de 2023.
&lt;script&gt;window.hacked=1&lt;/script&gt; ${window.hacked=2}
"""


def fits(page: Page, width: str) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") == WIDTHS[width][0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "malo.pdf").write_text("no es un PDF")
    (tmp_path / "inventario de andenes.md").write_text(WALKWAYS, encoding="utf-8")
    (tmp_path / "<img src=x onerror=window.hacked=4>.md").write_text(WALKWAYS, encoding="utf-8")
    return tmp_path


@at_both_widths
def test_the_figures_of_the_entity_are_shown_compared_and_charted(visit: Visit, width: str) -> None:
    page = visit(width)
    go_to(page, texts.TABS["indicadores"])
    expect(page.locator("#indicators .empty-state")).to_contain_text("Elija su municipio")
    choose_entity(page, "sonson")
    card = page.locator(".card", has=page.get_by_role("heading", name="Población total", exact=True))
    expect(card).to_contain_text("37.511 personas")
    expect(card).to_contain_text(texts_indicators.FLAGS["sample"])
    expect(card.locator("dl")).to_contain_text(texts_indicators.DEPARTMENT)
    expect(card.locator(".source").first).to_contain_text("fila 7710")
    card.locator("summary").click()
    expect(card.get_by_role("img")).to_have_attribute("aria-label", re.compile("2021"))
    assert card.locator("circle").count() == 4
    expect(card.locator("tbody tr").first).to_contain_text("37.511")
    assert fits(page, width)
    with page.expect_download() as downloading:
        page.get_by_role("link", name=texts_indicators.CSV).click()
    assert downloading.value.suggested_filename == "indicadores-05756.csv"
    assert "Sonsón" in downloading.value.path().read_text(encoding="utf-8-sig")


def test_another_dimension_shows_other_cards(visit: Visit) -> None:
    page = visit()
    choose_entity(page, "Sonsón")
    go_to(page, texts.TABS["indicadores"])
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_label(texts_indicators.DIMENSION).click()
    page.get_by_role("option", name="Finanzas públicas").click()
    expect(page.locator(".card h3", has_text="Población total de hombres")).to_have_count(0)
    expect(page.locator(".card").first).to_be_visible()


def test_a_file_of_figures_is_imported_and_its_result_told(visit: Visit, tmp_path: Path) -> None:
    table = tmp_path / "bibliotecas.csv"
    table.write_text("Código,Municipio,Año,Bibliotecas <b>rurales</b>\n05002,Abejorral,2023,7\n", encoding="utf-8")
    wrong = tmp_path / "nada.csv"
    wrong.write_text("esto no es una tabla", encoding="utf-8")
    page = visit()
    choose_entity(page, "Abejorral")
    go_to(page, texts.TABS["indicadores"])
    page.set_input_files("#indicators input[type=file]", [table, wrong])
    outcome = page.locator("#import-outcome")
    expect(outcome.locator(".done")).to_contain_text("bibliotecas.csv: 1 cifras")
    expect(outcome.locator(".failed")).to_contain_text("nada.csv")
    page.get_by_label(texts_indicators.DIMENSION).click()
    page.get_by_role("option", name=NO_DIMENSION).click()
    expect(page.locator("#indicator-cards h3", has_text="Bibliotecas <b>rurales</b>")).to_be_visible()
    page.reload()
    go_to(page, texts.TABS["indicadores"])
    expect(page.locator("#import-outcome .done")).to_have_count(1)


@at_both_widths
def test_a_document_answers_what_only_it_says_and_only_to_its_browser(visit: Visit, width: str, folder: Path) -> None:
    page = visit(width)
    go_to(page, texts.TABS["documentos"])
    page.set_input_files("#documents input[type=file]", [folder / "inventario de andenes.md", folder / "malo.pdf"])
    expect(page.locator("#documents-outcome .done")).to_contain_text("1 pasaje")
    expect(page.locator("#documents-outcome .failed")).to_contain_text("malo.pdf")
    expect(page.locator("#own-documents .own li")).to_have_count(1)
    assert fits(page, width)

    other = visit(width)
    for visitor, knows in ((page, True), (other, False)):
        go_to(visitor, texts.TABS["conversar"])
        ask(visitor, QUESTION)
        assert ("cuarenta y siete cuadras" in answer(visitor).inner_text()) is knows
        assert visitor.evaluate("window.hacked") is None
    go_to(other, texts.TABS["documentos"])
    expect(other.locator("#own-documents")).to_contain_text(texts_documents.NONE_YET)

    go_to(page, texts.TABS["documentos"])
    remove = page.locator("#own-documents").get_by_role("button", name="Quitar")
    remove.click()
    page.locator("#own-documents button", has_text=texts_documents.CONFIRM).click()
    expect(page.locator("#own-documents")).to_contain_text(texts_documents.NONE_YET)


def test_a_file_name_that_is_markup_does_nothing(visit: Visit, folder: Path) -> None:
    page = visit()
    go_to(page, texts.TABS["documentos"])
    page.set_input_files("#documents input[type=file]", [folder / "<img src=x onerror=window.hacked=4>.md"])
    expect(page.locator("#documents-outcome .done, #documents-outcome .failed")).to_have_count(1)
    expect(page.locator("#documents-outcome img, #own-documents img")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_what_is_indexed_is_told_by_collection_with_its_dates(visit: Visit) -> None:
    page = visit()
    go_to(page, texts.TABS["documentos"])
    groups = page.locator("#indexed-documents details")
    expect(groups.first).to_be_visible()
    groups.filter(has_text=texts_documents.COLLECTIONS["normas"]).locator("summary").click()
    expect(page.locator("#indexed-documents details[open] tbody tr").first).to_contain_text("de ")


@at_both_widths
def test_a_format_is_filled_downloaded_and_opened_again(visit: Visit, width: str) -> None:
    page = visit(width)
    choose_entity(page, "Sonsón")
    go_to(page, texts.TABS["formatos"])
    row = page.locator("#format-list li", has_text="Talento humano")
    expect(row.locator(".bar")).to_be_visible()
    row.get_by_role("button").click()
    expect(page.locator("#format-table h2")).to_contain_text("Talento humano")
    attack = f"Ana <script>window.hacked=5</script> ({width})"
    box = page.locator("#format-table [aria-label='Entrega']")
    box.fill(attack)
    box.press("Tab")
    expect(page.locator("#format-status")).to_contain_text(texts_formats.SAVED.format(label="Entrega"))
    assert fits(page, width)
    with page.expect_download() as downloading:
        page.get_by_role("button", name=texts_formats.DOWNLOAD[".xlsx"]).click()
    assert downloading.value.suggested_filename.endswith("05756.xlsx")
    values = {
        cell.value
        for sheet in openpyxl.load_workbook(io.BytesIO(downloading.value.path().read_bytes()))
        for cells in sheet.iter_rows()
        for cell in cells
    }
    assert {attack, "Sonsón"} <= values

    page.get_by_role("button", name=texts_formats.BACK).click()
    row.get_by_role("button").click()
    expect(box).to_have_value(attack)
    expect(page.locator("#format-table tr", has=page.locator("[aria-label='Entrega']"))).to_contain_text("lo escribió")
    assert page.evaluate("window.hacked") is None


def test_a_value_that_its_field_does_not_take_is_told_in_words(visit: Visit) -> None:
    page = visit()
    choose_entity(page, "Sonsón")
    go_to(page, texts.TABS["formatos"])
    page.locator("[data-format='situacion-fiscal']").click()
    page.locator("#format-table details.section", has_text="Operaciones efectivas").locator("summary").first.click()
    box = page.locator("#format-table [inputmode=decimal]").first
    box.fill("mucha plata")
    box.press("Tab")
    expect(page.locator("#format-status [role=alert]")).to_contain_text("se espera un número")
    expect(box).to_have_value("mucha plata")


def test_a_blank_format_shows_what_was_recognised_before_anything_is_filled(visit: Visit, tmp_path: Path) -> None:
    blank = blank_format(tmp_path / "pedido.xlsx", "Municipio", "Población total", "Nombre del <b>alcalde</b>")
    page = visit()
    choose_entity(page, "Sonsón")
    go_to(page, texts.TABS["formatos"])
    page.set_input_files("#blank-format input[type=file]", blank)
    expect(page.locator("#blank-format [role=status]")).to_contain_text("«pedido.xlsx»: 3 campos")
    expect(page.locator("#blank-format tbody")).to_contain_text("Nombre del <b>alcalde</b>")
    with page.expect_download() as downloading:
        page.get_by_role("button", name=texts_formats.BLANK_FILL).click()
    filled = openpyxl.load_workbook(io.BytesIO(downloading.value.path().read_bytes()))["Datos"]
    assert filled["B2"].value == 37511
    expect(page.locator("#blank-format b")).to_have_count(0)

"""What visitors do and look at, by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ui.web import texts

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

TERM = "¿Qué plazo hay para presentar el acta de informe de gestión?"
PARTS = "¿Qué partes debe tener el plan de desarrollo?"
MARKET = "¿A qué hora abre la plaza de mercado de Aguaclara?"
UNKNOWN = "¿Cuál es la capital de Francia?"


def enter(page: Page, question: str) -> None:
    """Type a question and press Enter, whatever comes of it."""
    page.fill("#composer textarea", question)
    page.keyboard.press("Enter")


def ask(page: Page, question: str) -> None:
    enter(page, question)
    settled(page, question)


def settled(page: Page, question: str) -> None:
    """Wait for the whole answer to a question."""
    from playwright.sync_api import expect

    expect(page.locator("#chat .user-row").last).to_contain_text(question)
    expect(answer(page)).not_to_contain_text("…")
    expect(page.get_by_role("button", name=texts.SEND, exact=True)).to_be_visible()


def kept(page: Page, name: str) -> str | None:
    """What the browser keeps of the page under a name."""
    found: str | None = page.evaluate("(name) => localStorage.getItem(name)", name)
    return found


def keeps_other(page: Page, name: str, than: str | None = None) -> None:
    """Wait until the browser keeps something else under a name: a test reloads the page faster than a person."""
    page.wait_for_function("([name, than]) => localStorage.getItem(name) !== than", arg=[name, than])


def answer(page: Page) -> Locator:
    return page.locator("#chat .bot-row").last


def whole(page: Page) -> Locator:
    """The last answer once its end is shown too."""
    if answer(page).get_by_role("link", name="Ver más").is_visible():
        answer(page).get_by_role("link", name="Ver más").click()
    return answer(page)


def chips(page: Page) -> Locator:
    return answer(page).get_by_role("link", name="[")


def words(text: str) -> str:
    """Text without what a list or a citation adds to it."""
    return " ".join(re.findall(r"[^\W\d_]+", text))


def choose_entity(page: Page, written: str) -> None:
    from playwright.sync_api import expect

    page.locator("#entity").click()
    page.locator("#chooser").get_by_role("textbox").fill(written)
    page.locator("#chooser .result").first.click()
    expect(page.locator("#entity")).not_to_contain_text(texts.CHOOSE_ENTITY)


def go_to(page: Page, tab: str) -> None:
    from playwright.sync_api import expect

    control = page.get_by_role("tab", name=tab)
    control.click()
    expect(control).to_have_attribute("aria-selected", "true")


def blank_format(path: Path, *labels: str) -> Path:
    """A workbook, never seen by Relevo, that asks for something beside each label."""
    from openpyxl import Workbook
    from openpyxl.styles import Border, Side

    line = Side(style="thin")
    book = Workbook()
    sheet = book.create_sheet("Datos", 0)
    for row, label in enumerate(labels, start=1):
        sheet.cell(row, 1, label)
        sheet.cell(row, 1).border = sheet.cell(row, 2).border = Border(line, line, line, line)
    book.save(path)
    return path

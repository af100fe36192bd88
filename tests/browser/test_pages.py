"""The page of a PDF as a picture beside the quote that stands on it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit, at_both_widths
from tests.browser.steps import ask
from ui.web import texts

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

expect = sync_api.expect

CAR = "¿Qué placa tiene el carro de bomberos de Aguaclara?"


@at_both_widths
def test_a_quote_of_a_pdf_stands_beside_its_page(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, CAR)
    card = page.locator("#fuente-1-1")
    expect(card.locator("mark")).to_contain_text("OBX 214")
    expect(card.locator("figcaption")).to_have_text(texts.PAGE_CAPTION.format(page="2"))
    picture = card.locator("figure img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#fuente-1-1 img').naturalWidth > 500")
    address = picture.get_attribute("src") or ""
    assert address.startswith("/v1/pages/")
    forged = address[:-4] + ("AAAA" if not address.endswith("AAAA") else "BBBB")
    assert page.request.get(page.url.split("/chat")[0] + forged).status == 404

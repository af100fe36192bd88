"""What a visitor or a document says never becomes a part of the page."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.steps import MARKET, answer, ask, chips
from ui.web import texts

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

expect = sync_api.expect


def test_neither_a_question_nor_a_document_becomes_markup(visit: Visit) -> None:
    page = visit()
    attack = (
        "<script>window.hacked=1</script><img src=x onerror='window.hacked=2'> ${window.hacked=3} ${1+1} {{7*7}} "
        "[enlace](javascript:window.hacked=4) ![foto](https://example.com/x.png) # título"
    )
    ask(page, attack)
    assert page.locator("#chat .user-row").inner_text() == attack
    ask(page, MARKET)
    written = '<script>window.hacked=1</script> <img src=x onerror="window.hacked=2"> ${window.hacked=3} {{7*7}}'
    expect(answer(page)).to_contain_text(written)
    expect(answer(page)).to_contain_text("![foto](https://example.com/x.png) **fuerte** https://example.com/a.")
    expect(page.locator("#fuente-2-1 mark")).to_contain_text(written)
    expect(page.locator("#fuente-2-1 dl")).to_contain_text("<b>de</b> la plaza ${window.hacked=5} {{window}} `x`")
    expect(page.locator("#fuente-2-1 .badge")).to_have_text(texts.CHANGED)
    expect(page.locator("#fuente-2-1 .changed")).to_contain_text("Hoy rige: Acuerdo 12 de 2022 <b>nuevo</b>.")
    chips(page).first.click()
    page.get_by_role("button", name=texts.TO_DRAFT).click()
    expect(page.locator("#draft-sources")).to_contain_text(written)
    assert page.evaluate("window.hacked") is None
    inside = page.locator("#chat .message-content, #sources, #draft-sources")
    assert inside.locator("img, script, b, i, a[href^=javascript], a[href*=example]").count() == 0

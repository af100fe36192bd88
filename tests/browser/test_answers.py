"""What can be done with an answer: read it whole, copy it, rate it, take it to a draft, keep its conversation."""

from __future__ import annotations

import io
import re

import docx
import pytest

from tests.browser.conftest import Interruptible, Visit, at_both_widths
from tests.browser.steps import PARTS, TERM, answer, ask, chips, go_to, keeps_other, kept, whole, words
from ui.web import texts

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

expect = sync_api.expect

Page = sync_api.Page


def downloaded(page: Page, label: str) -> tuple[str, bytes]:
    """The name and the content of the file that a button brings."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).locator("visible=true").click()
    assert "/v1/files/" in waiting.value.url
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


@at_both_widths
def test_a_long_answer_shows_its_beginning_and_opens(
    visit: Visit, interruptible: tuple[str, Interruptible], width: str
) -> None:
    address, generator = interruptible
    generator.may_go_on.set()
    page = visit(width, at=address)
    ask(page, TERM)
    cited = answer(page).locator("a[href*='#fuente-']")  # a role would find only those in sight
    sentences = answer(page).locator(":is(p, li):has(> a[href*='#fuente-'])")
    expect(sentences.locator("visible=true")).to_have_count(3)
    hidden = sentences.count() - 3
    assert hidden > 1
    assert chips(page).count() < cited.count()
    answer(page).get_by_role("link", name=texts.MORE.format(count=hidden)).click()
    expect(chips(page).locator("visible=true")).to_have_count(cited.count())
    expect(sentences.locator("visible=true")).to_have_count(3 + hidden)


def test_the_answer_is_copied_with_its_sources(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, TERM)
    page.get_by_role("button", name=texts.COPY).click()
    expect(page.get_by_role("button", name=texts.COPIED)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    said, sources = copied.split(f"\n\n{texts.SOURCES}\n[1] ")
    assert words(said) == words(whole(page).inner_text())
    assert words(page.locator("#fuente-1-1 mark").inner_text()) in words(sources)


@at_both_widths
def test_an_opinion_is_kept_with_its_reason(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, TERM)
    page.get_by_role("button", name=texts.UNHELPFUL).click()
    page.get_by_label(texts.REASON).fill("es de otra ley")
    page.get_by_label(texts.REASON).press("Enter")
    expect(page.get_by_label(texts.REASON)).to_be_hidden()
    expect(page.locator("#thanks")).to_have_text(texts.THANKED)
    page.reload()
    expect(page.get_by_role("button", name=f"✓ {texts.UNHELPFUL}")).to_be_visible()
    kept = page.evaluate("""async () => {
        const mine = await (await fetch('/v1/conversations')).json();
        return (await (await fetch(`/v1/conversations/${mine[0].id}`)).json()).turns[0].feedback; }""")
    assert kept == {"rating": "bad", "reason": "es de otra ley"}


def test_what_was_read_can_be_seen(visit: Visit) -> None:
    page = visit()
    ask(page, TERM)
    quote = words(page.locator("#fuente-1-1 mark").inner_text())
    page.locator("#last-sources .read summary").click()
    items = page.locator("#last-sources .read li")
    assert items.count() > 3
    assert any(quote in words(item.inner_text()) for item in items.all())


@at_both_widths
def test_an_answer_becomes_a_draft_with_footnotes_that_stays(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, PARTS)
    quote = page.locator("#fuente-1-1 mark").inner_text()
    page.get_by_role("button", name=texts.TO_DRAFT).click()
    expect(page.get_by_label(texts.NOTE_TITLE)).to_have_value(PARTS)
    page.get_by_label(texts.ADDRESSEE, exact=True).fill("Secretaría de Planeación")
    body = page.get_by_label(texts.BODY, exact=True)
    body.fill("Respetada doctora:\n\n" + body.input_value())
    name, content = downloaded(page, texts.DRAFT_WORD)
    assert name == "que-partes-debe-tener-el-plan-de-desarrollo.docx"
    document = docx.Document(io.BytesIO(content))
    written = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Respetada doctora:" in written
    assert "Para: Secretaría de Planeación" in written
    assert words(quote) in words(written.split("Anexo")[1])
    assert document.element.xpath("//w:footnoteReference")
    page.reload()
    go_to(page, texts.TABS["borradores"])
    expect(page.get_by_label(texts.ADDRESSEE, exact=True)).to_have_value("Secretaría de Planeación")


def test_an_answer_goes_to_the_draft_that_was_open_although_its_tab_was_not_seen_again(visit: Visit) -> None:
    page = visit()
    ask(page, TERM)
    go_to(page, texts.TABS["borradores"])
    page.get_by_label(texts.NOTE_TITLE).fill("Oficio")
    page.get_by_label(texts.ADDRESSEE, exact=True).fill("Concejo Municipal")
    page.get_by_label(texts.BODY, exact=True).fill("Respetada doctora:")
    page.get_by_role("button", name=texts.SAVE_DRAFT).click()
    expect(page.get_by_text(texts.DRAFT_SAVED)).to_be_visible()
    keeps_other(page, "relevo-draft")
    page.reload()
    page.get_by_role("button", name=texts.TO_DRAFT).click()
    expect(page.get_by_label(texts.BODY, exact=True)).to_have_value(
        re.compile(r"^Respetada doctora:\s+\S.*\[1\]", re.S)
    )
    expect(page.get_by_label(texts.NOTE_TITLE)).to_have_value("Oficio")
    expect(page.get_by_label(texts.ADDRESSEE, exact=True)).to_have_value("Concejo Municipal")
    draft = kept(page, "relevo-draft")
    page.get_by_role("button", name=texts.NEW_DRAFT).click()
    expect(page.get_by_label(texts.BODY, exact=True)).to_have_value("")
    keeps_other(page, "relevo-draft", than=draft)
    page.reload()
    go_to(page, texts.TABS["borradores"])
    page.get_by_label(texts.DRAFTS).click()
    expect(page.get_by_role("option")).to_contain_text(["Oficio"])
    expect(page.get_by_label(texts.BODY, exact=True)).to_have_value("")


@at_both_widths
def test_a_conversation_is_renamed_exported_opened_and_deleted(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, TERM)
    page.get_by_role("button", name=texts.CLEAR).click()
    ask(page, PARTS)
    page.get_by_role("button", name=texts.MINE).click()
    page.locator("#listed label").filter(has_text=TERM).click()
    page.get_by_label(texts.NAME).fill("El plazo <b>del</b> acta")
    page.get_by_label(texts.NAME).press("Enter")
    renamed = page.locator("#listed label").filter(has_text="El plazo <b>del</b> acta · 1 pregunta")
    expect(renamed).to_be_visible()
    name, content = downloaded(page, texts.EXPORT_MARKDOWN)
    assert name.endswith(".md")
    assert content.decode().startswith("# El plazo \\<b\\>del\\</b\\> acta")
    name, content = downloaded(page, texts.EXPORT_WORD)
    assert "quince (15) días" in "\n".join(item.text for item in docx.Document(io.BytesIO(content)).paragraphs)
    page.get_by_role("button", name=texts.OPEN_CONVERSATION).click()
    expect(page.locator("#chat .user-row")).to_have_text(TERM)
    page.get_by_role("button", name=texts.MINE).click()
    page.locator("#listed label").filter(has_text="El plazo").click()
    page.get_by_role("button", name=texts.DELETE, exact=True).click()
    page.get_by_role("button", name=texts.DELETE_SURE).locator("visible=true").click()
    expect(page.locator("#listed label")).to_have_count(1)
    expect(page.locator("#chat .example")).to_have_count(6)

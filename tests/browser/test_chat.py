"""The chat as its visitors see it: typed, tapped, stopped, attacked."""

from __future__ import annotations

import re

import pytest

from assistant.answering.texts import REFUSAL
from tests.browser.conftest import BREAKS, WIDTHS, Interruptible, Visit
from ui.web import texts

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

Page = sync_api.Page
expect = sync_api.expect

TERM = "¿Qué plazo hay para presentar el acta de informe de gestión?"
PARTS = "¿Qué partes debe tener el plan de desarrollo?"
MARKET = "¿A qué hora abre la plaza de mercado de Aguaclara?"
UNKNOWN = "¿Cuál es la capital de Francia?"
CONTRAST = """() => {
  const rgb = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const shown = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() &&
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
  const measured = shown.map((e) => {
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.slice(0, 40)];
  });
  return [measured.length, measured.filter(([ratio]) => ratio < 4.5)];
}"""

at_both_widths = pytest.mark.parametrize("width", WIDTHS)


def ask(page: Page, question: str) -> None:
    page.fill("#composer textarea", question)
    page.keyboard.press("Enter")
    settled(page, question)


def settled(page: Page, question: str) -> None:
    """Wait for the whole answer to a question."""
    expect(page.locator("#chat .user-row").last).to_contain_text(question)
    expect(page.get_by_role("button", name=texts.SEND)).to_be_visible()
    expect(page.locator("#chat .bot-row").last).not_to_contain_text("…")


def answer(page: Page) -> sync_api.Locator:
    return page.locator("#chat .bot-row").last


def chips(page: Page) -> sync_api.Locator:
    return answer(page).get_by_role("link", name="[")


def words(text: str) -> str:
    """Text without what a list or a citation adds to it."""
    return " ".join(re.findall(r"[^\W\d_]+", text))


@at_both_widths
def test_a_typed_question_is_answered_beside_its_sources(visit: Visit, width: str) -> None:
    page = visit(width)
    expect(page.get_by_role("button", name=texts.CLEAR)).to_be_hidden()
    ask(page, TERM)
    expect(answer(page)).to_contain_text("quince (15) días hábiles")
    assert words(page.locator("#fuente-1-1 mark").inner_text()) in words(answer(page).inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTHS[width][0]
    if width == "desktop":
        assert page.evaluate("document.documentElement.scrollHeight") == WIDTHS[width][1]
    else:
        order = ["#chat", "#sources", "#suggestions", "#composer"]
        tops = [page.locator(part).bounding_box()["y"] for part in order[:3]]  # type: ignore[index]
        assert tops == sorted(tops)
        expect(page.locator("#composer textarea")).to_be_in_viewport(ratio=1)
        assert page.locator("#composer textarea").bounding_box()["width"] > 200  # type: ignore[index]


@at_both_widths
def test_a_citation_opens_its_passage(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, PARTS)
    chips(page).last.click()
    card = page.locator(f"#fuente-1-{chips(page).count()}")
    expect(card).to_have_attribute("open", "")
    expect(page.locator("#sources details[open]")).to_have_count(1)
    expect(card.locator("mark")).to_be_in_viewport()
    quote, passage = (words(card.locator(part).inner_text()) for part in ("mark", "blockquote"))
    assert quote in words(answer(page).inner_text())
    assert quote in passage
    assert len(passage) > len(quote)


def test_a_citation_of_an_earlier_answer_opens_its_own_source(visit: Visit) -> None:
    page = visit()
    ask(page, PARTS)
    said = words(answer(page).inner_text())
    ask(page, "¿Qué es el KPT y qué etapas cubre?")
    expect(page.locator("#sources .about:visible")).to_contain_text("KPT")
    page.locator("#chat .bot-row").first.get_by_role("link", name="[1]").click()
    expect(page.locator("#sources .about:visible")).to_have_text(texts.SOURCES_OF.format(question=PARTS))
    assert said.startswith(words(page.locator("#fuente-1-1 mark").inner_text()))
    chips(page).first.click()
    expect(page.locator("#sources .about:visible")).to_contain_text("KPT")
    expect(page.locator("#fuente-2-1 mark")).to_be_visible()


@at_both_widths
def test_an_example_and_a_suggestion_are_questions_at_a_tap(visit: Visit, width: str) -> None:
    page = visit(width)
    page.locator("#chat .example").filter(has_text="irregularidades").click()
    settled(page, "irregularidades")
    expect(page.locator("#chat .example")).to_have_count(0)
    suggestion = page.locator("#suggestions button").first
    label = suggestion.inner_text()
    suggestion.click()
    settled(page, label)
    assert page.locator("#chat .user-row").count() == 2


def test_a_follow_up_goes_on_from_what_was_said(visit: Visit) -> None:
    page = visit()
    ask(page, TERM)
    ask(page, "¿y en qué artículo está?")
    expect(page.locator("#last-sources summary").first).to_contain_text("artículo")
    assert "acta" in answer(page).inner_text() + page.locator("#last-sources").inner_text()


@at_both_widths
def test_a_question_outside_the_guidance_is_declined_without_sources(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, UNKNOWN)
    expect(answer(page)).to_contain_text(REFUSAL)
    expect(page.locator("#sources")).to_contain_text(texts.NO_SOURCES_REFUSED)
    expect(page.locator("#sources details")).to_have_count(0)
    expect(page.locator("#suggestions button")).not_to_have_count(0)


def test_stopping_keeps_what_was_said_and_lets_one_ask_again(
    visit: Visit, interruptible: tuple[str, Interruptible]
) -> None:
    address, generator = interruptible
    generator.may_go_on.clear()
    page = visit(at=address)
    expect(page.get_by_role("button", name=texts.STOP)).to_be_hidden()
    page.fill("#composer textarea", PARTS)
    page.keyboard.press("Enter")
    expect(chips(page).first).to_be_visible()
    expect(page.get_by_role("button", name=texts.SEND)).to_be_hidden()
    page.get_by_role("button", name=texts.STOP).click()
    expect(answer(page)).to_contain_text(texts.STOPPED)
    expect(page.get_by_role("button", name=texts.STOP)).to_be_hidden()
    expect(page.locator("#fuente-1-1 mark")).to_be_visible()
    page.fill("#composer textarea", TERM)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=texts.STOP)).to_be_visible()
    generator.may_go_on.set()
    settled(page, TERM)
    assert page.locator("#chat .user-row").count() == 2
    first = page.locator("#chat .bot-row").first
    expect(first).to_contain_text(texts.STOPPED)
    expect(first.get_by_role("link")).to_have_count(1)
    expect(page.locator("#fuente-2-1")).to_be_visible()


def test_a_new_conversation_ends_the_answer_under_way(visit: Visit, interruptible: tuple[str, Interruptible]) -> None:
    address, generator = interruptible
    generator.may_go_on.clear()
    page = visit(at=address)
    page.fill("#composer textarea", PARTS)
    page.keyboard.press("Enter")
    expect(chips(page)).to_have_count(1)
    page.get_by_role("button", name=texts.CLEAR).click()
    expect(page.locator("#chat .example")).to_have_count(6)
    generator.may_go_on.set()
    ask(page, TERM)
    assert page.locator("#chat .user-row").count() == 1
    expect(page.locator("#fuente-1-1")).to_be_visible()


def test_an_error_is_told_in_place_and_in_words(visit: Visit, interruptible: tuple[str, Interruptible]) -> None:
    address, generator = interruptible
    generator.may_go_on.set()
    page = visit(at=address)
    with page.expect_response("**/queue/data*"):
        page.locator("#composer textarea").press("Enter")
    page.wait_for_timeout(300)
    ask(page, "¿?")
    assert page.locator("#chat .user-row").count() == 1
    expect(answer(page)).to_contain_text("La pregunta está vacía.")
    ask(page, BREAKS)
    expect(answer(page)).to_contain_text(texts.FAILED)
    assert "Traceback" not in page.content()
    ask(page, TERM)
    expect(answer(page)).to_contain_text("quince (15) días")


@at_both_widths
def test_a_new_conversation_forgets_the_one_before(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, TERM)
    page.get_by_role("button", name=texts.CLEAR).click()
    expect(page.locator("#chat .example")).to_have_count(6)
    expect(page.locator("#sources")).to_contain_text(texts.NO_SOURCES)
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("details")).to_have_count(0)
    ask(page, TERM)
    expect(page.locator("#fuente-1-1")).to_be_visible()
    assert page.locator("#chat .user-row").count() == 1


def test_two_visitors_do_not_see_each_other(visit: Visit) -> None:
    first, second = visit(), visit()
    ask(first, TERM)
    ask(second, UNKNOWN)
    assert first.locator("#chat .user-row").count() == 1
    assert second.locator("#chat .user-row").count() == 1
    assert "951" not in second.locator("#chat").inner_text()
    second.reload()
    expect(second.locator("#chat .user-row")).to_have_text(UNKNOWN)


@at_both_widths
def test_a_conversation_survives_a_reload_and_goes_on(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, TERM)
    ask(page, PARTS)
    said, sources = answer(page).inner_text(), page.locator("#last-sources").inner_text()
    page.reload()
    expect(page.locator("#chat .user-row")).to_have_count(2)
    assert (answer(page).inner_text(), page.locator("#last-sources").inner_text()) == (said, sources)
    page.locator("#chat .bot-row").first.get_by_role("link", name="[1]").click()
    expect(page.locator("#fuente-1-1 mark")).to_be_visible()
    ask(page, UNKNOWN)
    page.reload()
    expect(page.locator("#chat .user-row")).to_have_count(3)
    listed = page.evaluate("async () => (await fetch('/v1/conversations')).json()")
    assert [(item["title"], item["length"]) for item in listed] == [(TERM, 3)]
    page.get_by_role("button", name=texts.CLEAR).click()
    expect(page.locator("#chat .example")).to_have_count(6)
    page.reload()
    expect(page.locator("#chat .example")).to_have_count(6)


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
    assert page.evaluate("window.hacked") is None
    inside = page.locator("#chat .message-content, #sources")
    assert inside.locator("img, script, b, i, strong, a[href^=javascript], a[href*=example]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_reaches_the_contrast_of_wcag_aa(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    assert page.evaluate(CONTRAST)[1] == []
    ask(page, UNKNOWN)
    ask(page, MARKET)
    count, pale = page.evaluate(CONTRAST)
    assert pale == []
    assert count > 20
    page.add_style_tag(content="#footer p { color: #999 !important; background: #888 }")
    assert len(page.evaluate(CONTRAST)[1]) == 1
    assert page.evaluate("getComputedStyle(document.querySelector('#chat .bot-row p')).fontSize") >= "16px"


def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#composer textarea")).to_be_focused()
    page.locator("#theme").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert (page.evaluate("document.activeElement.className.includes('example')"), outline) == (True, "solid")
    page.keyboard.press("Enter")
    expect(chips(page).first).to_be_visible()
    chips(page).first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('details').id") == "fuente-1-1"


def test_the_page_speaks_spanish_whatever_the_browser_does(visit: Visit) -> None:
    page = visit(locale="en-US")
    ask(page, TERM)
    assert page.locator("html").get_attribute("lang") == "es"
    names = page.evaluate("""() => [...document.querySelectorAll("[aria-label], [title], [placeholder]")]
        .filter((e) => e.checkVisibility()).flatMap((e) => [e.ariaLabel, e.title, e.placeholder]).filter(Boolean)""")
    spoken = f"{' '.join(names)} {page.locator('body').inner_text()}"
    assert not re.findall(
        r"\b(?:message|clear|copy|chatbot|conversation|select|scroll|submit|stop|gradio)\b", spoken, re.I
    )


def test_the_answer_is_copied_with_its_sources(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, TERM)
    page.get_by_role("button", name=texts.COPY).click()
    expect(page.get_by_role("button", name=texts.COPIED)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    said, sources = copied.split(f"\n\n{texts.SOURCES}\n[1] ")
    assert words(said) == words(answer(page).inner_text())
    assert words(page.locator("#fuente-1-1 mark").inner_text()) in words(sources)


def test_the_theme_can_be_chosen_and_stays(visit: Visit) -> None:
    page = visit(color_scheme="light")
    page.get_by_role("button", name=texts.DARK).click()
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    page.reload()
    expect(page.get_by_role("button", name=texts.LIGHT)).to_be_visible()
    expect(page.locator("body")).to_have_class(re.compile("dark"))

"""The chat as its visitors see it: typed, tapped, stopped, attacked."""

from __future__ import annotations

import pytest

from tests.browser.conftest import BREAKS, WIDTHS, Interruptible, Visit, at_both_widths
from tests.browser.steps import PARTS, TERM, UNKNOWN, answer, ask, chips, enter, keeps_other, settled, whole, words
from ui.web import texts

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

expect = sync_api.expect


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
        order = ["#chat", "#under", "#sources", "#suggestions"]
        tops = [page.locator(part).bounding_box()["y"] for part in order]  # type: ignore[index]
        assert tops == sorted(tops)
        expect(page.locator("#composer textarea")).to_be_in_viewport(ratio=1)
        assert page.locator("#composer textarea").bounding_box()["width"] > 200  # type: ignore[index]


@at_both_widths
def test_a_citation_opens_its_passage(visit: Visit, width: str) -> None:
    page = visit(width)
    ask(page, PARTS)
    whole(page)
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


def test_what_is_pressed_does_not_move_from_under_the_finger(visit: Visit) -> None:
    page = visit()
    ask(page, PARTS)
    ask(page, BREAKS)
    page.locator("#chat .bot-row").first.dispatch_event("pointerdown")
    moved = """async (log) => {
        log.scrollTop = 0;
        document.body.classList.toggle("changed");
        await new Promise(requestAnimationFrame);
        return [log.scrollTop, log.scrollHeight - log.clientHeight];
    }"""
    top, most = page.locator("#chat [role=log]").evaluate(moved)
    assert most > 0, "nothing to scroll: the test says nothing"
    assert top == 0


@at_both_widths
def test_an_example_and_a_suggestion_are_questions_at_a_tap(visit: Visit, width: str) -> None:
    page = visit(width)
    page.locator("#chat .example").filter(has_text="pactos").click()
    settled(page, "pactos")
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
    expect(answer(page)).to_contain_text("prefiero no inventar")
    expect(page.locator("#sources")).to_contain_text(texts.NO_SOURCES_REFUSED)
    expect(page.locator("#sources details:not(.read)")).to_have_count(0)
    expect(page.locator("#copy")).to_be_hidden()
    expect(page.locator("#suggestions")).to_be_hidden()  # nothing of the guidance is near


def test_stopping_keeps_what_was_said_and_lets_one_ask_again(
    visit: Visit, interruptible: tuple[str, Interruptible]
) -> None:
    address, generator = interruptible
    generator.may_go_on.clear()
    page = visit(at=address)
    expect(page.get_by_role("button", name=texts.STOP)).to_be_hidden()
    enter(page, PARTS)
    expect(chips(page).first).to_be_visible()
    expect(page.get_by_role("button", name=texts.SEND)).to_be_hidden()
    page.get_by_role("button", name=texts.STOP).click()
    expect(answer(page)).to_contain_text(texts.STOPPED)
    expect(page.get_by_role("button", name=texts.STOP)).to_be_hidden()
    expect(page.locator("#fuente-1-1 mark")).to_be_visible()
    enter(page, TERM)
    expect(page.get_by_role("button", name=texts.STOP)).to_be_visible()
    generator.may_go_on.set()
    settled(page, TERM)
    assert page.locator("#chat .user-row").count() == 2
    first = page.locator("#chat .bot-row").first
    expect(first).to_contain_text(texts.STOPPED)
    expect(first.get_by_role("link")).to_have_count(1)
    expect(page.locator("#fuente-2-1")).to_be_visible()


def test_a_question_entered_while_another_is_answered_is_asked_after_it(
    visit: Visit, interruptible: tuple[str, Interruptible]
) -> None:
    address, generator = interruptible
    generator.may_go_on.clear()
    page = visit(at=address)
    enter(page, PARTS)
    page.keyboard.press("Enter")  # once too often
    expect(page.get_by_role("button", name=texts.STOP)).to_be_visible()
    enter(page, TERM)
    expect(chips(page)).to_have_count(1)
    expect(page.locator("#chat .user-row")).to_have_text(PARTS)
    expect(page.locator("#composer textarea")).to_have_value(TERM)
    generator.may_go_on.set()
    settled(page, TERM)
    expect(page.locator("#chat .user-row")).to_have_text([PARTS, TERM])
    expect(page.locator("#composer textarea")).to_have_value("")


def test_a_question_that_waits_stays_in_its_box_when_the_answer_is_stopped(
    visit: Visit, interruptible: tuple[str, Interruptible]
) -> None:
    address, generator = interruptible
    generator.may_go_on.clear()
    page = visit(at=address)
    enter(page, PARTS)
    expect(chips(page)).to_have_count(1)
    enter(page, TERM)
    page.get_by_role("button", name=texts.STOP).click()
    expect(answer(page)).to_contain_text(texts.STOPPED)
    expect(page.get_by_role("button", name=texts.SEND, exact=True)).to_be_visible()
    expect(page.locator("#composer textarea")).to_have_value(TERM)
    generator.may_go_on.set()
    page.locator("#composer textarea").press("Enter")
    settled(page, TERM)
    expect(page.locator("#chat .user-row")).to_have_text([PARTS, TERM])


def test_a_new_conversation_ends_the_answer_under_way(visit: Visit, interruptible: tuple[str, Interruptible]) -> None:
    address, generator = interruptible
    generator.may_go_on.clear()
    page = visit(at=address)
    enter(page, PARTS)
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
    with page.expect_response(lambda came: came.url.endswith("/queue/join?") and '["",null' in came.request.post_data):
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
    expect(page.locator("#talk details")).to_have_count(0)
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
    keeps_other(second, "relevo-conversation")
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
    expect(page.locator("#earlier-sources .sources")).to_have_count(1)
    page.locator("#chat .bot-row").first.get_by_role("link", name="[1]").click()
    expect(page.locator("#fuente-1-1 mark")).to_be_visible()
    ask(page, UNKNOWN)
    page.reload()
    expect(page.locator("#chat .user-row")).to_have_count(3)
    listed = page.evaluate("async () => (await fetch('/v1/conversations')).json()")
    assert [(item["title"], item["length"]) for item in listed] == [(TERM, 3)]
    page.get_by_role("button", name=texts.CLEAR).click()
    expect(page.locator("#chat .example")).to_have_count(6)
    page.wait_for_function("() => localStorage.getItem('relevo-conversation') === null")
    page.reload()
    expect(page.locator("#chat .example")).to_have_count(6)

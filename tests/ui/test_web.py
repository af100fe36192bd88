"""The web door without a browser: what the page remembers, what it shows of it, and the page itself."""

from __future__ import annotations

import datetime as dt
import html
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import gradio as gr
import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Assistant, Citation, Exchange, Settings, Statement
from assistant.conversations import Conversations, Feedback, Rating
from assistant.types import AnswerReady, Event, Figure, Kind, PassagesFound, StatementReady
from tests.assistant.factories import TERM, found, passage
from ui.links import Links
from ui.owners import COOKIE, is_token, new_token
from ui.pages import PagePictures
from ui.server import create_server
from ui.web import sources, texts
from ui.web.app import create_web
from ui.web.bubbles import literal, messages
from ui.web.header import full_name
from ui.web.memory import Memory
from ui.web.replies import Conversation, Reply, Status, ask, history
from ui.web.safe import safe
from ui.web.sources import plain

QUOTE = "quince (15) días hábiles"
ATTACK = (
    "<script>x</script> <img src=x onerror=y> ${1+1} {{7*7}} `a` [b](javascript:c) ![d](https://e.f/g.png) **h** # i"
)


def citation(number: int = 1, **fields: object) -> Citation:
    known: dict[str, object] = {
        "id": number, "passage_id": "ley-951-2005#0001", "document_id": "ley-951-2005", "title": "Ley 951 de 2005",
        "issuer": "Relevo", "source": "", "date": dt.date(2005, 3, 31), "section": "Artículo 4", "norm": "Ley 951 de 2005",
        "article": "4", "page_label": None, "page_index": None, "quote": QUOTE, "url": "https://example.gov.co/ley",
        "in_force": True, "official": False,
    }  # fmt: skip
    return Citation(**(known | fields))  # type: ignore[arg-type]


def answered(*citations: Citation, number: int = 1, question: str = "¿Qué plazo hay?", words: str = "") -> Reply:
    """A reply as the assistant's events make it: one statement for each citation."""
    statements = tuple(Statement(f"Dicho {item.id}.", (item.id,)) for item in citations)
    said = [f"{item.text} [{item.citations[0]}]" for item in statements]
    answer = Answer(question, Kind.GUIDANCE, "\n\n".join([*said, *([words] if words else [])]), refused=not citations,
                    statements=statements, citations=citations, suggestions=("Otra",))  # fmt: skip
    reply = Reply(number, question).then(PassagesFound(tuple(found(passage(TERM)))))
    for statement, item in zip(statements, citations, strict=True):
        reply = reply.then(StatementReady(statement, (item,)))
    return reply.then(AnswerReady(answer))


def forget(conversation_id: str, entity: str, answer: Answer) -> None:
    """What the page does with an answer when nothing can be kept."""


def panel(conversation: Conversation) -> str:
    """The panel where no source is a PDF at hand."""
    return sources.panel(conversation, lambda _: "")


def earlier(conversation: Conversation) -> str:
    return sources.earlier(conversation, lambda _: "")


def shown(markup: str) -> str:
    """What a browser would show of some HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


class Scripted:
    """An assistant whose events are given; one of them may be an error."""

    def __init__(self, *events: Event | Exception) -> None:
        self.events = events
        self.heard: list[tuple[Exchange, ...]] = []

    def stream(self, turn: object) -> Iterator[Event]:
        self.heard.append(turn.history)  # type: ignore[attr-defined]
        for event in self.events:
            if isinstance(event, Exception):
                raise event
            yield event


def test_a_reply_grows_event_by_event() -> None:
    reply = Reply(1, "¿Qué plazo hay?")
    assert reply.remark == texts.SEARCHING
    reply = reply.then(PassagesFound(tuple(found(passage(TERM)))))
    assert reply.remark == texts.READING.format(count=1)
    reply = reply.then(StatementReady(Statement("Quince días.", (1,)), (citation(),)))
    assert (reply.text, reply.remark, reply.status) == ("Quince días. [1]", texts.CHECKING, Status.ASKING)


def test_the_whole_answer_keeps_the_assistants_own_words_after_its_statements() -> None:
    reply = answered(citation(1), citation(2), words="Atención: cambió.")
    assert reply.words == "Atención: cambió."
    assert reply.text == "Dicho 1. [1]\n\nDicho 2. [2]\n\nAtención: cambió."


def test_a_stopped_reply_keeps_what_was_said() -> None:
    reply = Reply(1, "¿Y?").then(StatementReady(Statement("Quince días.", (1,)), (citation(),))).stopped()
    assert (reply.status, reply.remark) == (Status.STOPPED, texts.STOPPED)
    sources = (("Ley 951 de 2005", "4"),)
    assert history((reply,)) == (Exchange("¿Y?", "Quince días. [1]", sources=sources),)
    assert Reply(1, "¿Y?").stopped().remark == texts.STOPPED_EARLY


def test_an_answered_reply_cannot_be_stopped() -> None:
    reply = answered(citation())
    assert reply.stopped() is reply


def test_an_unexpected_error_is_told_in_words_and_does_not_enter_the_history() -> None:
    assistant = Scripted(RuntimeError("secret"))
    last = list(ask(assistant, "¿Y?", (), forget))[-1]  # type: ignore[arg-type]
    assert (last.status, last.remark) == (Status.FAILED, texts.FAILED)
    list(ask(assistant, "¿Y ahora?", (last,), forget))  # type: ignore[arg-type]
    assert assistant.heard[-1] == ()


def test_an_error_for_people_is_shown_as_it_is(assistant: Assistant) -> None:
    last = list(ask(assistant, "¿?", (), forget))[-1]
    assert last.remark.startswith("La pregunta está vacía.")


def test_the_chat_shows_each_statement_with_a_link_to_its_source() -> None:
    said = messages((answered(citation(1), number=3),))[-1]["content"]
    assert said == 'Dicho 1. [&#91;1&#93;](#fuente-3-1 "Ver la fuente 1")'


def test_a_list_of_the_answer_is_a_list_and_its_items_are_literal() -> None:
    statement = Statement("Son:\n1. *uno*\n2. dos\n- tres", (1,))
    said = messages((Reply(1, "¿?").then(StatementReady(statement, (citation(),))),))[-1]["content"]
    assert said.splitlines()[:2] == ["Son:", "1. &#42;uno&#42;"]
    assert said.splitlines()[3].startswith("- tres")


@given(st.text(st.characters(exclude_categories=("C",), include_characters="\n")))
def test_literal_text_shows_as_it_is_and_holds_nothing_to_act_on(text: str) -> None:
    written = literal(text)
    assert html.unescape(written) == "\n".join(line.lstrip() for line in text.split("\n"))
    left = re.sub(r"&#\d+;", "x", written)
    assert not re.search(r"[<>*_`\[\]{}$#!|~\\&@]|://|^[-+=]|^\d{1,4}[.)]", left, re.MULTILINE)


def test_a_long_answer_hides_its_end_behind_a_link_and_a_short_one_does_not() -> None:
    short, long = (answered(*map(citation, range(1, count + 1))) for count in (4, 5))
    assert "#mas-1" not in messages((short,))[-1]["content"]
    said = messages((long,))[-1]["content"].split("\n\n")
    assert [part.startswith("Dicho") for part in said] == [True, True, True, False, True, True]
    assert said[3] == "[Ver más (2 frases)](#mas-1)"


def test_the_answers_to_several_questions_stand_under_each() -> None:
    statements = (Statement("Sí.", (), "¿A?"), Statement("No.", (), "¿*B*?"))
    text = "Sobre «¿A?»:\n\nSí.\n\nSobre «¿*B*?»:\n\nNo.\n\nSobre «¿C?», la guía que tengo no responde."
    answer = Answer("¿A? ¿*B*? ¿C?", Kind.GUIDANCE, text, refused=False, statements=statements)
    reply = Reply(1, answer.question).then(AnswerReady(answer))
    assert reply.text == text
    assert reply.words == "Sobre «¿C?», la guía que tengo no responde."
    assert "**Sobre «¿&#42;B&#42;?»:**" in messages((reply,))[-1]["content"]


def test_what_was_read_can_be_seen_and_is_never_markup() -> None:
    read = passage(f"{TERM} {ATTACK}")
    markup = panel((Reply(1, "¿?").then(PassagesFound(tuple(found(read)))),))
    assert texts.PASSAGES_READ.format(count=1) in shown(markup)
    assert ATTACK in shown(markup)
    assert "<script" not in markup


def test_a_figure_tells_its_year_and_where_it_was_read() -> None:
    figure = Figure("Desempeño fiscal", 66.2875, "puntos", 2021, "DNP, 2021 <b>", "Sonsón (Antioquia)")
    answer = Answer("¿?", Kind.FIGURES, "66,29", refused=False, statements=(Statement("66,29"),), figures=(figure,))
    markup = panel((Reply(1, "¿?").then(AnswerReady(answer)),))
    for told in ("Desempeño fiscal, Sonsón (Antioquia)", "66,29 puntos", "2021", "DNP, 2021 <b>"):
        assert f">{safe(told)}</td>" in markup


def test_a_page_is_shown_where_its_source_is_a_pdf_at_hand() -> None:
    attacked = citation(title="x' onerror='y", page_index=3, page_label="<4>")
    markup = sources.panel((answered(attacked),), lambda _: "/v1/pages/abc")
    assert "<img src='/v1/pages/abc' loading='lazy'" in markup
    assert texts.PAGE_CAPTION.format(page="<4>") in shown(markup)
    assert " onerror='" not in markup


def test_what_a_document_says_is_never_markup_in_the_panel() -> None:
    attacked = citation(quote=ATTACK, title=ATTACK, issuer=ATTACK, section=ATTACK, norm=ATTACK, replaced_by=ATTACK,
                        source=ATTACK, url="javascript:x")  # fmt: skip
    markup = panel((answered(attacked, question=ATTACK),))
    for sign in ("<script", "<img", "${", "{{", "`", "javascript:x'"):
        assert sign not in markup
    assert ATTACK in shown(markup)
    assert "<a " not in markup


def test_the_quote_is_marked_in_its_passage() -> None:
    markup = panel((answered(citation()),))
    assert f"El saliente tiene <mark>{QUOTE}</mark> para rendir el informe" in markup


def test_a_quote_without_its_passage_stands_alone() -> None:
    markup = panel((answered(citation(passage_id="other")),))
    assert f"<blockquote><mark>{QUOTE}</mark></blockquote>" in markup


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"replaced_by": "Ley 2294 de 2023"}, "Hoy rige: Ley 2294 de 2023."),
        (
            {"in_force": False, "valid_to": dt.date(2022, 8, 6), "replaced_by": "Ley 2294 de 2023"},
            "Rigió así hasta el 6 de agosto de 2022. Hoy rige: Ley 2294 de 2023.",
        ),
        ({"in_force": False}, texts.CHANGED_SOMEHOW),
    ],
)
def test_a_modified_norm_wears_a_badge_and_tells_what_stands_in_its_place(fields: dict[str, object], told: str) -> None:
    markup = panel((answered(citation(**fields)),))
    assert f"<span class='badge'>{texts.CHANGED}</span>" in markup
    assert f"<p class='changed'>{told}</p>" in markup
    assert "badge" not in panel((answered(citation()),))


def test_a_pdf_opens_at_its_page() -> None:
    markup = panel((answered(citation(url="https://example.gov.co/a.PDF", page_index=11, page_label="xii")),))
    assert "href='https://example.gov.co/a.PDF#page=12'" in markup
    assert "<dd>xii</dd>" in markup


def test_each_answer_keeps_its_own_sources() -> None:
    conversation = (answered(citation()), answered(citation(), number=2), answered(number=3))
    assert "id='fuente-1-1'" in earlier(conversation)
    assert "id='fuente-2-1'" in earlier(conversation)
    assert texts.NO_SOURCES_REFUSED in shown(panel(conversation))


def test_the_panel_says_what_it_is_for_before_the_first_question() -> None:
    assert texts.NO_SOURCES in shown(panel(()))


def test_an_answer_is_copied_with_its_sources() -> None:
    assert plain(answered(citation())) == (
        f"Dicho 1. [1]\n\nFuentes\n[1] Ley 951 de 2005, artículo 4. «{QUOTE}» https://example.gov.co/ley"
    )


@given(st.text(st.characters(exclude_categories=("C",))))
def test_safe_text_shows_as_it_is(text: str) -> None:
    assert html.unescape(safe(text)) == text
    assert not re.search(r"[<>'\"`${}]", re.sub(r"&#?\w+;", "", safe(text)))


@pytest.fixture(scope="module")
def visited(assistant: Assistant, conversations: Conversations) -> httpx.Response:
    return TestClient(create_server(assistant, conversations)).get("/chat/")


@pytest.fixture(scope="module")
def page(visited: httpx.Response) -> str:
    return visited.text


def test_the_page_is_in_spanish_and_carries_its_icon(page: str) -> None:
    assert page.lstrip().startswith('<!doctype html>\n<html\n\tlang="es"')
    assert '<link rel="icon" href="data:' in page
    assert "manifest.json" not in page


def test_the_page_names_the_browser_to_itself_out_of_reach_of_scripts(visited: httpx.Response) -> None:
    cookie = visited.headers["set-cookie"]
    assert is_token(visited.cookies[COOKIE])
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_a_browser_that_has_an_owner_keeps_it(assistant: Assistant, conversations: Conversations) -> None:
    client = TestClient(create_server(assistant, conversations), cookies={COOKIE: new_token()})
    assert "set-cookie" not in client.get("/chat/").headers


def test_an_answer_is_kept_and_comes_back_as_it_was(assistant: Assistant, conversations: Conversations) -> None:
    memory = Memory(assistant, conversations)
    remember = partial(memory.remember, owner="navegador")
    question = "¿Qué partes debe tener el plan de desarrollo?"
    first = list(ask(assistant, question, (), remember))[-1]
    second = list(ask(assistant, "¿y en qué artículo está?", (first,), remember))[-1]
    assert first.kept_in == second.kept_in
    recalled = memory.recall(first.kept_in)
    assert history(recalled) == history((first, second))
    assert messages(recalled) == messages((first, second))
    assert panel(recalled[:1]) == panel((first,))
    assert (recalled[1].turn, second.turn) == (2, 2)
    memory.rate(second, Feedback(Rating.BAD, "falta el artículo"))
    assert memory.recall(first.kept_in)[1].feedback == Feedback(Rating.BAD, "falta el artículo")
    assert [summary.title for summary in conversations.list("navegador")] == [question]


def test_a_conversation_that_is_gone_is_an_empty_page(assistant: Assistant, conversations: Conversations) -> None:
    assert Memory(assistant, conversations).recall("borrada") == ()


def test_a_store_that_fails_costs_no_answer(assistant: Assistant, tmp_path: Path) -> None:
    store = Conversations.open(Settings(data_dir=tmp_path, database_url=""))
    store.close()
    (tmp_path / "conversations.db").write_bytes(b"roto" * 5_000)
    memory = Memory(assistant, store)
    last = list(ask(assistant, "¿Qué es el KPT?", (), partial(memory.remember, owner="")))[-1]
    assert (last.status, last.kept_in) == (Status.ANSWERED, "")
    assert memory.recall("x") == ()


def test_nothing_of_the_conversation_can_be_called_from_outside(
    assistant: Assistant, conversations: Conversations
) -> None:
    blocks: gr.Blocks = create_web(assistant, conversations, Links(), PagePictures(assistant))
    assert {function.api_visibility for function in blocks.fns.values()} == {"private"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("sonson", "Sonsón, Antioquia · 05756 · categoría 5"),
        ("05756", "Sonsón, Antioquia · 05756 · categoría 5"),
        ("bogota", "Bogotá, D.C. · 11001 · categoría especial"),
        ("departamento de antioquia", "Departamento de Antioquia · 05000 · categoría especial"),
    ],
)
def test_an_entity_is_found_without_accents_and_named_in_full(assistant: Assistant, written: str, name: str) -> None:
    registry = assistant.figures.registry
    started = time.perf_counter()
    found_entity = registry.search(written.removeprefix("departamento de "), 6)
    assert time.perf_counter() - started < 0.1
    assert name in [full_name(entity) for entity in found_entity]

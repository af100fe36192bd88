"""Exports hold the whole conversation, and nothing in them is more than text."""

from __future__ import annotations

import datetime as dt
import html
import io
import re

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.conversations import Conversation, Feedback, Rating, RecordedTurn
from assistant.conversations.export import as_docx, as_markdown, file_name
from assistant.writing import NOTE
from tests.assistant.conversations.samples import REFUSED, answer, citation

NIGHT = dt.datetime(2026, 11, 23, 3, 30, tzinfo=dt.UTC)  # still the 22nd in Colombia
ATTACK = (
    "<script>x</script> **fuerte** _a_ [b](javascript:c) ![d](https://e.f/g.png) `h` # i | j ~~k~~ &lt; https://l.co"
)


def conversation(*turns: RecordedTurn, title: str = "Empalme en Sonsón", entity: str | None = None) -> Conversation:
    return Conversation("0" * 32, title, entity, NIGHT, NIGHT, turns)


CITED = (citation(1), citation(2, official=True, issuer="Congreso"))
WHOLE = conversation(
    RecordedTurn(
        1,
        NIGHT,
        answer(text="Debe incluir: [1][2]\n\n- el plazo\n- el acta", citations=CITED),
        Feedback(Rating.BAD, "falta el día"),
    ),
    RecordedTurn(2, NIGHT, REFUSED),
)


def rendered(markdown: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)


def paragraphs(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def test_markdown_holds_the_whole_conversation() -> None:
    page = rendered(as_markdown(WHOLE, "Sonsón, Antioquia"))
    for said in (
        "<h1>Empalme en Sonsón</h1>", "Sonsón, Antioquia", "22 de noviembre de 2026", NOTE,
        "<h2>1. ¿Qué plazo hay para el acta?</h2>",
        "<li>el plazo</li>", "[1] <strong>Ley 951 de 2005, artículo 4</strong>", "síntesis de Relevo", "Congreso · texto oficial",
        "«Quince (15) días hábiles.»", 'href="https://example.gov.co/ley?id=951&amp;x=1"', "<strong>No está en la guía</strong>",
        "no útil. falta el día", "abc123",
    ):  # fmt: skip
        assert said in page


def test_word_holds_the_whole_conversation() -> None:
    document = docx.Document(io.BytesIO(as_docx(WHOLE, "Sonsón, Antioquia")))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for part in (
        "Empalme en Sonsón", "Entidad: Sonsón, Antioquia", "Fecha: 22 de noviembre de 2026", NOTE, "Debe incluir: [1][2]",
        "Congreso · texto oficial", "«Quince (15) días hábiles.»", "No está en la guía", "no útil. falta el día", "abc123",
    ):  # fmt: skip
        assert part in said
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["2. ¿Capital de Francia?"] == "Heading 1"
    assert styles["el acta"] == "List Bullet"
    targets = [link.target_ref for link in document.part.rels.values() if link.is_external]
    assert "https://example.gov.co/ley?id=951&x=1" in targets


def test_the_entity_is_named_or_shown_by_its_code_or_left_out() -> None:
    assert "código DIVIPOLA 05756" in as_markdown(conversation(entity="05756"))
    assert "DIVIPOLA" not in as_markdown(conversation(entity="05756"), "Sonsón")
    assert "Entidad" not in as_markdown(conversation())


def test_what_a_question_or_a_document_says_is_never_markup() -> None:
    attacked = citation(quote=ATTACK, title=ATTACK, norm=ATTACK, issuer=ATTACK, url="javascript:x")
    turn = RecordedTurn(1, NIGHT, answer(ATTACK, ATTACK, citations=(attacked,)), Feedback(Rating.BAD, ATTACK))
    page = rendered(as_markdown(conversation(turn, title=ATTACK)))
    for sign in ("<script", "<img", "<a ", "<code", "<em>a", "<s>", "<strong>fuerte"):
        assert sign not in page
    assert "&lt;script&gt;x&lt;/script&gt; **fuerte** _a_ [b](javascript:c)" in page
    assert any(ATTACK in line for line in paragraphs(as_docx(conversation(turn, title=ATTACK))))


@given(st.text(st.characters(exclude_categories=("C",), include_characters="\n")))
def test_an_answer_in_markdown_holds_text_and_lists_and_nothing_else(text: str) -> None:
    page = rendered(as_markdown(conversation(RecordedTurn(1, NIGHT, answer("q", text, citations=())))))
    between = page.split("</h2>")[1].split("<hr")[0]
    assert set(re.findall(r"<(\w+)", between)) <= {"p", "ul", "ol", "li", "br"}


@given(st.text(st.characters(exclude_categories=("C",)), min_size=1))
def test_a_title_of_any_kind_stays_text_in_both_formats(title: str) -> None:
    page = rendered(as_markdown(conversation(title=title)))
    heading = re.search(r"<h1>(.*)</h1>", page)
    assert heading
    assert html.unescape(heading[1]).split() == title.split()
    assert paragraphs(as_docx(conversation(title=title)))[0] == title


@pytest.mark.parametrize(
    ("title", "name"),
    [("¿Qué plazo hay?", "que-plazo-hay.md"), ('../../"x"\r\n', "x.md"), ("¿?", "conversacion.md"), ("ñ" * 90, "n" * 60 + ".md")],
)  # fmt: skip
def test_the_file_has_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(conversation(title=title), ".md") == name

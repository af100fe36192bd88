"""The formats on the page and over HTTP: what is shown of a draft, and what people write in it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.conversations import Conversations
from assistant.formats.answers import parse_answer
from assistant.formats.desk import FormatDesk
from assistant.formats.drafts import NewValue
from assistant.formats.drafts_records import FieldState
from assistant.formats.reading.records import Beside, DetectedField, DetectedTemplate
from assistant.indicators.entities import Entity
from tests.ui.conftest import SONSON
from ui.api import create_api
from ui.web import texts_formats as texts
from ui.web.tabs.blank_formats import detected_html
from ui.web.tabs.format_list import list_html
from ui.web.tabs.format_table import is_editable, table_html, typed_text

ATTACK = "<script>x</script> <img src=x onerror=y> ${1+1} {{7*7}} `a` ' \" b"


def test_the_list_has_every_format_with_its_bar(desk: FormatDesk, sonson: Entity) -> None:
    drafts = {draft.format_id: draft for draft in desk.all_drafts(sonson)}
    shown = list_html(desk.catalogue.entries, drafts)
    assert shown.count("class='bar'") == shown.count("data-format=") == len(desk.catalogue.entries)
    for draft in drafts.values():
        assert texts.BAR.format(filled=len(draft.filled), total=len(draft.values)) in html.unescape(shown)


def test_a_group_is_open_the_first_one_or_that_of_the_format_left(desk: FormatDesk, sonson: Entity) -> None:
    drafts = {draft.format_id: draft for draft in desk.all_drafts(sonson)}
    for left, group in (("", "empalme"), ("plan-indicativo", "kpt")):
        opened = re.findall(
            r"<details class='group' open><summary><h2>(.*?)</h2>", list_html(desk.catalogue.entries, drafts, left)
        )
        assert [html.unescape(each) for each in opened] == [texts.GROUPS[group]]


def test_a_concept_without_any_figure_says_it_once(desk: FormatDesk, sonson: Entity) -> None:
    shown = table_html(desk.catalogue.get("situacion-fiscal"), desk.draft("situacion-fiscal", sonson))
    assert texts.UNKNOWN in shown
    assert html.unescape(shown).count("Relevo no tiene este dato") < shown.count(texts.UNKNOWN)


def test_without_an_entity_the_list_teaches_what_to_do(desk: FormatDesk) -> None:
    shown = list_html(desk.catalogue.entries, {})
    assert html.escape(texts.NO_ENTITY) in shown
    assert "data-format" not in shown


def test_what_people_must_fill_has_a_box_and_what_relevo_read_has_none(desk: FormatDesk, sonson: Entity) -> None:
    for entry in desk.catalogue.entries:
        spec, draft = desk.catalogue.get(entry.id), desk.draft(entry.id, sonson)
        shown = table_html(spec, draft)
        boxes = set(re.findall(r"data-field='([^']+)' data-position='(\d+)'", shown))
        tables = {section.id for section in spec.sections if section.layout == "tabla"}
        for value in draft.values:
            if value.section not in tables:
                assert ((value.field, str(value.position)) in boxes) is is_editable(value)


def test_every_box_says_what_it_is_for(desk: FormatDesk, sonson: Entity) -> None:
    shown = table_html(desk.catalogue.get("talento-humano"), desk.draft("talento-humano", sonson))
    boxes = re.findall(r"<(?:input|select|textarea)[^>]*>", shown)
    assert boxes
    assert all(re.search(r"aria-label='[^']+'", box) for box in boxes)


def test_what_somebody_wrote_shows_as_it_is(desk: FormatDesk, sonson: Entity) -> None:
    desk.drafts.save(SONSON, "talento-humano", [NewValue("entrega", ATTACK)], 0, ATTACK)
    shown = table_html(desk.catalogue.get("talento-humano"), desk.draft("talento-humano", sonson))
    for sign in ("<script", "<img", "${", "{{", "`"):
        assert sign not in shown
    assert ATTACK in html.unescape(shown)


def test_a_table_offers_a_row_after_those_written(desk: FormatDesk, sonson: Entity) -> None:
    spec = desk.catalogue.get("talento-humano")
    section = next(each for each in spec.sections if each.layout == "tabla")
    field = next(each for each in section.fields if each.kind == "texto")
    before = table_html(spec, desk.draft(spec.id, sonson))
    assert f"data-field='{field.id}' data-position='0'" in before
    assert f"data-field='{field.id}' data-position='1'" not in before
    desk.drafts.save(SONSON, spec.id, [NewValue(field.id, "Uno", 0)], 0, "Ana")
    assert f"data-field='{field.id}' data-position='1'" in table_html(spec, desk.draft(spec.id, sonson))


@given(number=st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_a_number_in_a_box_is_read_back_as_it_was(assistant: Assistant, number: object) -> None:
    spec = FormatDesk(assistant.settings, assistant.figures).catalogue.get("situacion-fiscal")
    field = next(each for each in spec.fields if each.kind == "moneda")
    assert parse_answer(spec, field.id, typed_text(number)) == number  # type: ignore[arg-type]


def test_what_was_recognised_in_a_blank_format_is_escaped() -> None:
    field = DetectedField(ATTACK, ATTACK, "B2", Beside.RIGHT, doubt=ATTACK)
    shown = detected_html(DetectedTemplate(ATTACK, "0", (field,), (), ()))
    for sign in ("<script", "<img", "${", "{{", "`"):
        assert sign not in shown
    assert texts.BLANK_PEOPLE in shown


@pytest.fixture
def client(assistant: Assistant, conversations: Conversations) -> Iterator[TestClient]:
    with TestClient(create_api(assistant, conversations), raise_server_exceptions=False) as client:
        yield client


def test_the_api_lists_prefills_keeps_and_gives_the_file(client: TestClient) -> None:
    listed = [each["id"] for each in client.get("/v1/formats").json()]
    assert "contratacion" in listed
    where = f"/v1/formats/contratacion?entity={SONSON}"
    draft = client.get(where).json()
    assert draft["entity_code"] == SONSON
    assert FieldState.FILLED in {each["state"] for each in draft["values"]}
    wrote = {"version": draft["version"], "by": "Planeación", "values": [{"field": "entrega", "value": "Ana Ruiz"}]}
    address = f"/v1/formats/contratacion/values?entity={SONSON}"
    assert client.put(address, json=wrote).json() == {"version": draft["version"] + 1}
    assert client.put(address, json=wrote).status_code == 409
    file = client.get(f"/v1/formats/contratacion/file?entity={SONSON}")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert any(cell.value == "Ana Ruiz" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/v1/formats/no-existe?entity={SONSON}", 404),
        ("/v1/formats/contratacion?entity=99999", 404),
        ("/v1/formats/contratacion?entity=x", 422),
        (f"/v1/formats/contratacion?entity={SONSON}&period=ayer", 422),
        (f"/v1/formats/contratacion/file?entity={SONSON}&format=docx", 404),
        ("/v1/entities/99999", 404),
        (f"/v1/entities/{SONSON}/indicators/no-existe", 404),
    ],
)
def test_the_api_says_in_words_what_is_wrong(client: TestClient, address: str, status: int) -> None:
    told = client.get(address)
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")
    assert told.json()["detail"]


def test_the_api_finds_entities_and_their_figures(client: TestClient) -> None:
    [found] = client.get("/v1/entities?q=sonson").json()
    assert found["code"] == SONSON
    latest = client.get(f"/v1/entities/{SONSON}/indicators").json()
    assert all(each["source"] and each["year"] for each in latest)
    series = client.get(f"/v1/entities/{SONSON}/indicators/poblacion-total").json()
    assert [each["year"] for each in series] == [2018, 2019, 2020, 2021]
    assert client.get(f"/v1/entities/{SONSON}/indicators.csv").headers["content-type"].startswith("text/csv")

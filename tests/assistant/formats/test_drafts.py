"""What people wrote in the formats: kept with who and when, and never written over."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.errors import DraftConflictError, DraftsUnavailableError, InvalidAnswerError
from assistant.formats.answers import parse_answer
from assistant.formats.drafts import DraftStore, NewValue
from assistant.formats.drafts_records import DraftCell
from tests.assistant.formats.desks import entity, open_desk, shared_desk

TEXT = NewValue("entrega", "Ana Gómez")


@pytest.fixture
def drafts(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path / "formatos.db")


def test_what_was_written_comes_back_with_who_and_when(drafts: DraftStore) -> None:
    values = [TEXT, NewValue("icld", Decimal("1234.50")), NewValue("fecha-corte", dt.date(2019, 12, 31))]
    assert drafts.save("05756", "situacion-fiscal", values, 0, "Ana") == 1
    found = {each.field_id: each for each in drafts.typed("05756")}
    assert {name: each.value for name, each in found.items()} == {each.field_id: each.value for each in values}
    assert found["icld"].by == "Ana"
    assert dt.datetime.now(dt.UTC) - found["icld"].at < dt.timedelta(minutes=1)
    assert drafts.typed("05615") == ()


def test_the_second_of_two_people_is_told_and_nothing_is_lost(drafts: DraftStore) -> None:
    drafts.save("05756", "situacion-fiscal", [TEXT], 0, "Ana")
    with pytest.raises(DraftConflictError) as told:
        drafts.save("05756", "situacion-fiscal", [NewValue("entrega", "Luis")], 0, "Luis")
    assert (told.value.changed, told.value.version) == (("entrega",), 1)
    assert "entrega (Ana)" in told.value.user_message
    assert [each.value for each in drafts.typed("05756")] == ["Ana Gómez"]

    assert drafts.save("05756", "situacion-fiscal", [NewValue("entrega", "Luis")], 1, "Luis") == 2
    assert [each.value for each in drafts.history("05756", "situacion-fiscal")] == ["Ana Gómez", "Luis"]
    assert [each.value for each in drafts.typed("05756")] == ["Luis"]


def _save(file: Path, who: str) -> str:
    try:
        return str(DraftStore(file).save("05756", "contratacion", [NewValue("entrega", who)], 0, who))
    except DraftConflictError:
        return "told"


def test_of_processes_that_save_at_once_one_wins_and_the_others_are_told(tmp_path: Path) -> None:
    file = tmp_path / "formatos.db"
    with multiprocessing.get_context("fork").Pool(4) as pool:
        results = pool.starmap(_save, [(file, f"persona {each}") for each in range(8)])
    assert sorted(results) == ["1", *["told"] * 7]
    assert len(DraftStore(file).history("05756", "contratacion")) == 1


def test_a_damaged_file_is_told_in_a_sentence_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "formatos.db"
    file.write_bytes(b"esto no es una base de datos" * 50)
    with pytest.raises(DraftsUnavailableError, match=r"formatos\.db"):
        DraftStore(file).typed("05756")
    assert file.read_bytes().startswith(b"esto no es")


def test_reading_makes_no_file(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "sub" / "formatos.db")
    assert store.typed("05756") == ()
    assert store.version("05756", "contratacion") == 0
    assert not (tmp_path / "sub").exists()


def test_saving_nothing_makes_no_version(drafts: DraftStore) -> None:
    assert drafts.save("05756", "contratacion", [], 0, "Ana") == 0


def test_a_saved_draft_merges_with_the_figures_and_the_cover_is_written_once(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    whose = entity(desk)
    desk.drafts.save(whose.code, "situacion-fiscal", [TEXT, NewValue("sgp-total", Decimal(5), 0)], 0, "Ana")
    fiscal = desk.draft("situacion-fiscal", whose)
    assert fiscal.version == 1
    held = {(each.field, each.position): each.value for each in fiscal.filled}
    assert held["sgp-total", 0] == Decimal(5)
    assert held["ingresos-totales", 3] == Decimal(61095270000)
    other = desk.draft("contratacion", whose)
    assert next(each.value for each in other.filled if each.field == "entrega") == "Ana Gómez"
    assert other.version == 0


def test_a_date_written_in_one_format_serves_a_deadline_of_another(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    whose = entity(desk)
    signed = NewValue("fecha-acta", dt.date(2020, 1, 23))
    desk.drafts.save(whose.code, "acta-informe-gestion", [signed], 0, "Ana")
    goods = desk.draft("bienes-y-archivo", whose)
    assert next(each.value for each in goods.filled if each.field == "verificacion-hasta") == dt.date(2020, 3, 5)


@pytest.mark.parametrize(
    ("format_id", "field", "written", "value"),
    [
        ("situacion-fiscal", "icld", "$ 1.234.567,5", Decimal("1234567.5")),
        ("situacion-fiscal", "limite-617", "80 %", Decimal(80)),
        ("situacion-fiscal", "mfmp-fecha", "23 de enero de 2020", dt.date(2020, 1, 23)),
        ("situacion-fiscal", "mfmp-fecha", "2020-01-23", dt.date(2020, 1, 23)),
        ("situacion-fiscal", "programa-saneamiento", "si", "Sí"),
        ("situacion-fiscal", "nota-fiscal", " =1+1 ", "=1+1"),
    ],
)
def test_what_people_write_is_read_as_the_field_holds_it(
    format_id: str, field: str, written: str, value: DraftCell
) -> None:
    assert parse_answer(shared_desk().catalogue.get(format_id), field, written) == value


@pytest.mark.parametrize(
    ("field", "written", "position", "says"),
    [
        ("icld", "mucho", 0, "se espera un número"),
        ("mfmp-fecha", "ayer", 0, "se espera una fecha"),
        ("programa-saneamiento", "quizás", 0, "Sí, No, No aplica"),
        ("nota-fiscal", "  ", 0, "está vacío"),
        ("nota-fiscal", "x" * 6_000, 0, "caracteres"),
        ("garantia", "predial", 99, "no tiene el lugar 100"),
        ("no-existe", "1", 0, "no tiene un campo"),
        ("icld", "NaN", 0, "se espera un número"),
    ],
)
def test_what_a_field_does_not_take_is_told(field: str, written: str, position: int, says: str) -> None:
    spec = shared_desk().catalogue.get("situacion-fiscal")
    with pytest.raises(InvalidAnswerError, match=says):
        parse_answer(spec, field, written, position)

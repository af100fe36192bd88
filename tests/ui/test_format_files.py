"""The files of the formats: made while their page is open or not, and found again; and what they changed in the template."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from assistant import Assistant, RelevoError
from assistant.formats.desk import FormatDesk
from assistant.indicators.entities import Entity
from tests.ui.conftest import SONSON
from ui.links import PATH, Links
from ui.web import texts_formats as texts
from ui.web.tabs.format_changes import changes_html
from ui.web.tabs.format_files import FormatFiles

CHANGES = "acta-informe-gestion"


@pytest.fixture
def links() -> Links:
    return Links()


@pytest.fixture
def files(assistant: Assistant, desk: FormatDesk, links: Links) -> FormatFiles:
    shell: Any = SimpleNamespace(
        chosen=lambda code: assistant.figures.registry.get(code) if code else None, links=links
    )
    return FormatFiles(shell, desk)


def visitor(name: str) -> Any:
    return SimpleNamespace(cookies={}, session_hash=name)


def test_every_format_comes_in_one_zip_that_is_found_again(files: FormatFiles, links: Links, desk: FormatDesk) -> None:
    made = list(files.every(SONSON, "", visitor("ana")))
    assert [address for address, _ in made[:-1]] == [""] * (len(made) - 1)
    offered = links.get(made[-1][0].removeprefix(f"{PATH}/"))
    assert offered is not None
    with zipfile.ZipFile(io.BytesIO(offered.content)) as archive:
        assert len(archive.namelist()) >= len(desk.catalogue.entries)
    *_, shown = files.come_back(visitor("ana"))
    assert texts.READY.format(name=offered.name) in html.unescape(shown)
    assert f"href='{made[-1][0]}'" in shown
    assert list(files.come_back(visitor("beto"))) == [""]


def test_a_pdf_that_cannot_be_made_is_told_where_its_file_would_be(
    files: FormatFiles, desk: FormatDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RelevoError("Falta LibreOffice.", "Instálelo.")

    monkeypatch.setattr(desk, "fill", refuse)
    made = list(files.pdf(SONSON, "", CHANGES, visitor("ana")))
    assert "Falta LibreOffice. Instálelo." in made[-2][1]
    assert made[-1][0] == ""


def test_nothing_is_made_for_nobody(files: FormatFiles) -> None:
    assert list(files.every("", "", visitor("ana"))) == []
    assert list(files.pdf(SONSON, "", "", visitor("ana"))) == []
    assert files.now(".xlsx")("", "", CHANGES) == ""


def test_what_changed_in_the_templates_is_told_place_by_place(desk: FormatDesk, sonson: Entity) -> None:
    draft = desk.draft(CHANGES, sonson)
    changes = desk.changes(draft)
    shown = html.unescape(changes_html(changes, draft))
    assert shown.count(texts.NOTHING_ELSE) == len(changes) == 2
    assert texts.ALSO_CHANGED not in shown
    told = re.findall(r"<td data-label='Lugar'>(.*?)</td>", shown)
    assert {place for each in told for place in each.split(", ")} == {
        place for each in changes for place in each.written
    }
    population = next(each for each in draft.filled if each.field == "entidad")
    assert f"{population.sheet}!{population.cell}" in shown


def test_a_change_that_nobody_asked_for_is_an_alarm(desk: FormatDesk, sonson: Entity) -> None:
    draft = desk.draft(CHANGES, sonson)
    attack = "xl/<script>x</script>"
    shown = changes_html([replace(desk.changes(draft)[0], others=(attack,))], draft)
    assert html.escape(attack) in shown
    assert "role='alert'" in shown
    assert texts.NOTHING_ELSE not in html.unescape(shown)

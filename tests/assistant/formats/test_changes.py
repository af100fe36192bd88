"""What a fill changed in its template: what was asked for, and the alarm where anything else did."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from assistant.formats import template_changes
from assistant.formats.filling import fill_format
from tests.assistant.formats.desks import entity, shared_desk

DESK = shared_desk()
FORMATS = [entry.id for entry in DESK.catalogue.entries]


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_changes_in_the_templates_of_the_kit_but_what_was_asked_for(name: str) -> None:
    spec, draft = DESK.catalogue.get(name), DESK.draft(name, entity(DESK))
    found = DESK.changes(draft)
    assert [each.suffix for each in found] == [".xlsx", *([".docx"] if spec.document else [])]
    assert all(each.written and each.equal and not each.others for each in found)
    assert found[0].added
    assert len(found[0].marked) == len(draft.left)


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        (
            "xl/worksheets/sheet1.xml",
            b"</sheetData>",
            b'<row r="900"><c r="Z900"><v>1</v></c></row></sheetData>',
            "Z900",
        ),
        ("xl/worksheets/sheet1.xml", b"</worksheet>", b"<extLst/></worksheet>", "extLst"),
        ("docProps/core.xml", b">", b"> ", "docProps/core.xml"),
    ],
)
def test_what_nobody_asked_for_is_told(part: str, old: bytes, new: bytes, told: str, tmp_path: Path) -> None:
    name = FORMATS[0]
    spec, draft = DESK.catalogue.get(name), DESK.draft(name, entity(DESK))
    out = tmp_path / "lleno.xlsx"
    report = fill_format(spec, draft, out)
    with zipfile.ZipFile(out) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(out, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    assert any(told in each for each in template_changes(spec.template, report).others)

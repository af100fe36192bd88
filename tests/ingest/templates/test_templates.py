"""The templates are what their descriptions make, small, and the same bytes every time."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from assistant.formats import FieldKind, load_catalogue
from ingest.templates.documents import make_document
from ingest.templates.workbooks import make_workbook
from tests.conftest import CORPUS

FORMATS = [entry.id for entry in load_catalogue(CORPUS).entries]


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_template_is_what_its_description_makes(format_id: str) -> None:
    spec = load_catalogue(CORPUS).get(format_id)
    made = make_workbook(spec)
    assert made == spec.template.read_bytes(), "run python -m ingest.templates"
    assert len(made) < 40_960
    if spec.document:
        document = make_document(spec)
        assert document == spec.document.read_bytes(), "run python -m ingest.templates"
        assert len(document) < 40_960


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_template_prints_and_protects(format_id: str) -> None:
    spec = load_catalogue(CORPUS).get(format_id)
    book = load_workbook(spec.template)
    assert book.sheetnames[0] == "Portada"
    assert "Propuesta de Relevo, no oficial" in book["Portada"]["A2"].value
    for section in spec.sections[1:]:
        sheet = book[section.sheet]
        assert sheet.protection.sheet
        assert sheet.freeze_panes == "C7"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert "$6:$6" in str(sheet.print_title_rows)
        assert "Página &P de &N" in str(sheet.oddFooter.right.text)
        validated = {str(each.sqref) for each in sheet.data_validations.dataValidation}
        assert len(validated) >= len(section.fields)


def test_choices_come_from_a_hidden_sheet() -> None:
    spec = load_catalogue(CORPUS).get("contratacion")
    book = load_workbook(spec.template)
    assert book["Listas"].sheet_state == "hidden"
    rules = {
        each.promptTitle: each.formula1
        for each in book["Contratos"].data_validations.dataValidation
        if each.type == "list"
    }
    choices = [field for field in spec.sections[1].fields if field.kind is FieldKind.CHOICE]
    assert set(rules) == {field.label for field in choices}
    assert all(formula.startswith("Listas!$") for formula in rules.values())

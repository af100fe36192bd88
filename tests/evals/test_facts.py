"""The fact checker: every rule catches what it is for, and the bundled guidance breaks none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from evals import facts
from evals.deadlines import Calendar, Term, add_business_days, add_months
from evals.facts import Report, check, load_allowances, main, page
from evals.guidance import Finding
from tests.conftest import CORPUS, REPOSITORY

LAW = """---
titulo: "LEY 900 DE 2004 - por la cual se prueba"
---

# LEY 900 DE 2004

### CAPITULO I

**Artículo 1º.** *Plazo.* El informe se rinde en quince (15) días hábiles y el plan se publica a más tardar el 31 de enero.

**Artículo 2º.** La multa es de veinte (20) salarios.

LEGISLACIÓN ANTERIOR []

**Artículo 2º.** La multa es de diez (10) salarios.

Vigente desde: 01/01/2004 y hasta el: 31/12/2010

**Artículo 3º.** El acta tiene este contenido mínimo, que debe presentarse por escrito ante la secretaría de la entidad:

1. Obras.

2. Cuentas.

3. Archivos.

### CAPITULO II

**Artículo 4º.** La licencia dura ocho (8) meses.

Vigente desde: 01/01/2004 y hasta el: 31/12/2010

**Artículo 5º.** El artículo 7º de la Ley 800 de 2003 quedará así:

**Artículo 7º.** El archivo se guarda treinta (30) años.
"""

FRONT = """---
id: {id}
title: Prueba
issuer: Relevo
source: Ley 900 de 2004
date: 2004-01-01
valid_from:
valid_to:
replaced_by:
url: https://example.org/ley
mark: V
---
"""

Checked = Callable[..., list[Finding]]


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """Check a corpus of one document: its body, and changes to its front matter as (old, new)."""

    def run(body: str, *changes: tuple[str, str], allowed: str = "", laws: bool = True) -> list[Finding]:
        front = FRONT.format(id="prueba")
        for old, new in changes:
            assert old in front
            front = front.replace(old, new)
        write(tmp_path / "corpus" / "guia" / "prueba.md", f"{front}\n# Prueba\n\n{body}\n")
        write(tmp_path / "corpus" / "manifest.toml", '[[document]]\npath = "guia/prueba.md"\n')
        write(tmp_path / "leyes" / "LEY-900-2004.md", LAW)
        write(tmp_path / "allowed.toml", allowed)
        report = check(tmp_path / "corpus", tmp_path / "leyes" if laws else None, tmp_path / "allowed.toml")
        return list(report.findings)

    return run


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rules(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.detail) for finding in findings]


@pytest.mark.parametrize(
    "body",
    [
        "Son quince (15) días hábiles (Ley 900 de 2004, artículo 1).",
        "Son 15 días (Ley 900 de 2004, artículo 1) y veinte (20) salarios (Ley 900 de 2004, artículo 2).",
        "Se publica hasta el 31 de enero (Ley 900 de 2004, artículo 1).",
        "Antes eran diez (10) salarios: así decía el texto anterior (Ley 900 de 2004, artículo 2).",
        "Eran diez (10) salarios (Ley 900 de 2004, artículo 2).\n<!-- valid_to: 2010-12-31 -->",
        "La tarifa cambió en 2011 (Ley 900 de 2004, artículo 2).",
        "La versión anterior daba ocho meses (Ley 900 de 2004, artículo 4).",
        "El contenido mínimo son tres puntos (Ley 900 de 2004, artículo 3).",
        "Tiene dos partes (Ley 900 de 2004, artículo 1):\n\n- La primera.\n- La segunda.",
        "El archivo dura treinta años (Ley 900 de 2004, artículo 5).",
        "Como dice el artículo 99 de la Constitución Política, se rinde informe (Ley 900 de 2004, artículo 1).",
        "Cuesta 77 pesos (Ley 2999 de 2030, artículo 4).",
        "| Qué | Fuente |\n|---|---|\n| quince días | Guía 2015-2016; Ley 900 de 2004, artículo 1 |",
    ],
)
def test_what_the_law_says_may_be_stated(checked: Checked, body: str) -> None:
    assert checked(f"## ¿Qué?\n\n{body}") == []


def test_a_cited_article_must_exist(checked: Checked) -> None:
    found = checked("## ¿Qué?\n\nSe rinde informe (Ley 900 de 2004, artículo 12).")
    assert rules(found) == [("artículo inexistente", "Ley 900 de 2004, artículo 12")]
    assert (found[0].document, found[0].section) == ("prueba", "¿Qué?")


def test_an_article_quoted_by_a_reform_is_none_of_the_reform(checked: Checked) -> None:
    found = checked("## ¿Qué?\n\nSe guarda (Ley 900 de 2004, artículo 7).")
    assert rules(found) == [("artículo inexistente", "Ley 900 de 2004, artículo 7")]


def test_an_article_without_a_text_in_force_is_reported(checked: Checked) -> None:
    found = checked("## ¿Qué?\n\nHay una licencia (Ley 900 de 2004, artículo 4).")
    assert rules(found) == [("artículo sin texto vigente", "Ley 900 de 2004, artículo 4")]


@pytest.mark.parametrize(
    ("sentence", "detail"),
    [
        ("Son catorce días (Ley 900 de 2004, artículo 1).", "14"),
        ("Son 16 días (Ley 900 de 2004, artículo 1).", "16"),
        ("Son veinte (20) salarios (Ley 900 de 2004, artículo 1).", "20"),
        ("Son 15 días (Ley 900 de 2004, artículo 1), salvo 40 casos de fuerza mayor.", "40"),
        ("Son 15 días (Ley 900 de 2004, artículo 2) y 20 salarios (Ley 900 de 2004, artículo 2).", "15"),
    ],
)
def test_a_number_must_stand_in_the_article_of_its_clause(checked: Checked, sentence: str, detail: str) -> None:
    assert rules(checked(f"## ¿Qué?\n\n{sentence}")) == [("número sin respaldo", detail)]


def test_a_number_of_a_superseded_text_must_be_told_as_such(checked: Checked) -> None:
    found = checked("## ¿Qué?\n\nSon diez (10) salarios (Ley 900 de 2004, artículo 2).")
    assert rules(found) == [("número de un texto superado", "10")]


def test_a_date_must_stand_in_the_article(checked: Checked) -> None:
    found = checked("## ¿Qué?\n\nSe publica el 15 de enero (Ley 900 de 2004, artículo 1).")
    assert rules(found) == [("fecha sin respaldo", "-----01-15")]


def test_a_list_item_rests_on_its_lead_in(checked: Checked) -> None:
    found = checked("## ¿Qué?\n\nSe hace así (Ley 900 de 2004, artículo 1):\n\n- En quince días.\n- En nueve días.")
    assert rules(found) == [("número sin respaldo", "9")]
    assert "En nueve días." in found[0].sentence


def test_a_table_row_rests_on_its_source_column(checked: Checked) -> None:
    table = (
        "| Qué | Norma |\n|---|---|\n| 15 días | Ley 900 de 2004, artículo 1 |\n| 15 | Ley 900 de 2004, artículo 2 |"
    )
    found = checked(f"## ¿Qué?\n\n{table}")
    assert rules(found) == [("número sin respaldo", "15")]


def test_twelve_words_in_a_row_are_a_copy(checked: Checked) -> None:
    copied = "Traiga el contenido mínimo, que debe presentarse por escrito ante la secretaría de la entidad."
    (found,) = checked(f"## ¿Qué?\n\n{copied}")
    assert found.rule == "copia de doce palabras"
    assert checked("## ¿Qué?\n\nTraiga el contenido, que debe presentarse por escrito ante la secretaría.") == []


def test_letters_and_digits_must_agree(checked: Checked) -> None:
    found = checked("## ¿Qué?\n\nSon quince (20) días y treinta por ciento (30 %), en un (1) mes.", laws=False)
    assert [finding.rule for finding in found] == ["letras y cifras distintas"]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2019, 12, 31), 15, date(2020, 1, 23)),
        (date(2023, 12, 31), 15, date(2024, 1, 23)),
        (date(2027, 12, 31), 15, date(2028, 1, 24)),
        (date(2020, 1, 23), 30, date(2020, 3, 5)),
        (date(2019, 12, 15), -1, date(2019, 12, 13)),
        (date(2023, 12, 15), -1, date(2023, 12, 14)),
    ],
)
def test_business_days_leave_out_colombian_holidays(start: date, days: int, end: date) -> None:
    assert add_business_days(start, days) == end


def test_months_end_on_the_same_number_or_fill_whole_months() -> None:
    assert add_months(date(2019, 12, 31), 2) == date(2020, 2, 29)
    assert Term("", "months_from", 4).end(date(2020, 1, 1)) == date(2020, 4, 30)
    assert Term("", "months_after", 1).end(date(2020, 4, 30)) == date(2020, 5, 31)
    assert Term("", "months", 2, frozenset({(1, 1)})).end(date(2020, 2, 1)) is None


def test_a_term_has_one_unit(tmp_path: Path) -> None:
    write(tmp_path / "calendar.toml", 'periods = []\n[[term]]\nrule = "x"\nmonths = 1\ncalendar_days = 2\n')
    with pytest.raises(ValueError, match="una unidad"):
        Calendar.load(tmp_path / "calendar.toml")


@pytest.mark.parametrize(
    "sentence",
    [
        "Calculado: quien salió el 31 de diciembre de 2019 tuvo quince días hábiles, hasta el jueves 23 de enero de 2020.",
        "Calculado con el calendario: firmada el 15 de enero de 2024, treinta días hábiles vencen el 26 de febrero.",
        "Calculado: los últimos días son 20, 21, 22 y 23 de enero de 2020, porque el 1 y el 6 de enero fueron festivos.",
        "Calculado: el 15 de diciembre de 2019 fue domingo y el último hábil, el viernes 13 de diciembre de 2019.",
        "Calculado con la fecha de la ley, 25 de mayo de 2019: terminó el 25 de noviembre de 2019.",
    ],
)
def test_a_date_that_follows_from_a_rule_is_accepted(checked: Checked, sentence: str) -> None:
    assert checked(f"## ¿Hasta cuándo?\n\n{sentence}", laws=False) == []


@pytest.mark.parametrize(
    ("sentence", "detail"),
    [
        (
            "Calculado: para quien salió el 31 de diciembre de 2019, quince días hábiles: 24 de enero de 2020.",
            "no se deduce de ningún plazo: 2020-01-24",
        ),
        ("El acto fue el martes 23 de enero de 2020.", "no es ese día de la semana: martes 23 de enero de 2020"),
        ("El 15 de diciembre de 2019 fue lunes.", "no es ese día de la semana: 15 de diciembre de 2019 fue lunes"),
        (
            "Calculado: los días son 2, 3, 6 y 7 de enero de 2020.",
            "no son los días hábiles: 2, 3, 6 y 7 de enero de 2020",
        ),
        (
            "Calculado: vence el 23 de enero de 2020, porque el 1 y el 7 de enero fueron festivos.",
            "no son festivos: 2020-01-01, 2020-01-07",
        ),
    ],
)
def test_a_date_that_follows_from_no_rule_is_reported(checked: Checked, sentence: str, detail: str) -> None:
    assert ("fecha", detail) in rules(checked(f"## ¿Hasta cuándo?\n\n{sentence}", laws=False))


def test_rows_under_a_calculated_lead_in_are_calculated(checked: Checked) -> None:
    lead = "Calculado con el calendario, a quince días hábiles:"
    right, wrong = ("31 de diciembre de 2019 | 23 de enero de 2020", "31 de agosto de 2022 | 20 de septiembre de 2022")
    found = checked(f"## ¿Cuándo?\n\n{lead}\n\n| Sale | Vence |\n|---|---|\n| {right} |\n| {wrong} |", laws=False)
    assert {finding.sentence for finding in found} == {wrong}


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ("title: Prueba", "title: Una: dos", "el YAML no se puede leer"),
        ("source: Ley 900 de 2004\n", "", "falta source"),
        ("mark: V", "mark: V\nautor: yo", "sobra autor"),
        ("id: prueba", "id: otra", "no es el nombre del archivo"),
        ("issuer: Relevo", "issuer: DNP", "issuer es DNP"),
        ("mark: V", "mark: M", "mark es M"),
        ("https://example.org/ley", "ftp://example.org", "no es una dirección web"),
        ("date: 2004-01-01", "date: 2004", "date no es una fecha"),
        ("valid_to:", "valid_to: pronto", "valid_to no es una fecha"),
        ("valid_from:\nvalid_to:", "valid_from: 2005-01-01\nvalid_to: 2004-01-01", "anterior a valid_from"),
        ("replaced_by:", "replaced_by: (adición)", "no es una norma"),
    ],
)
def test_front_matter_is_complete_and_readable(checked: Checked, old: str, new: str, detail: str) -> None:
    found = [
        finding for finding in checked("## ¿Qué?\n\nTexto.", (old, new), laws=False) if finding.rule == "encabezado"
    ]
    assert detail in found[0].detail


@pytest.mark.parametrize(
    ("note", "detail"),
    [
        ("nota: hola", "clave conocida"),
        ("mark: M", "mark es M"),
        ("valid_to: 31/12/2020", "no es una fecha"),
        ("valid_from: 2020-01-02; valid_to: 2020-01-01", "anterior a valid_from"),
        ("replaced_by: declarado inexequible", "no es una norma"),
        ("replaced_by: Ley 900 de 2004, artículo 1 (adición)", "no es una norma"),
    ],
)
def test_notes_have_known_keys_and_readable_values(checked: Checked, note: str, detail: str) -> None:
    found = [each for each in checked(f"## ¿Qué?\n\nTexto.\n<!-- {note} -->", laws=False) if each.rule == "nota"]
    assert detail in found[0].detail


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("## ¿Qué?\n\nUno.\n\n## ¿Qué?\n\nDos.", "título repetido"),
        ("## ¿Qué?\n\nUno.\n\n# Otro\n\nDos.", "título"),
        ("## ¿Qué?\n\n## ¿Cómo?\n\nDos.", "sección vacía"),
        ("## ¿Qué?\n\n| A | B |\n|---|---|\n| 1 | 2 | 3 |", "tabla"),
        ("## ¿Qué?\n\n| A | B |\n| 1 | 2 |\n| 1 | 2 |", "tabla"),
        ("## ¿Qué?\n\nVea [otra](otra.md).", "enlace"),
        ("## ¿Qué?\n\nVea [arriba](#cómo).", "enlace"),
        ("## ¿Qué?\n\nTexto. <!-- mark: P", "nota"),
    ],
)
def test_documents_are_well_formed(checked: Checked, body: str, rule: str) -> None:
    assert rule in {finding.rule for finding in checked(body, laws=False)}


def test_a_link_to_a_section_that_exists_is_accepted(checked: Checked) -> None:
    assert checked("## ¿Qué más?\n\nVea [esto](prueba.md#qué-más) y [la ley](https://example.org).", laws=False) == []


def test_manifest_and_folder_hold_the_same_files(checked: Checked, tmp_path: Path) -> None:
    assert checked("## ¿Qué?\n\nTexto.", laws=False) == []
    corpus = tmp_path / "corpus"
    write(corpus / "otra" / "prueba.md", (corpus / "guia" / "prueba.md").read_text(encoding="utf-8"))
    manifest = corpus / "manifest.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8") * 2 + '[[document]]\npath = "guia/falta.md"\n')
    found = {(each.rule, each.detail) for each in check(corpus, None, tmp_path / "allowed.toml").findings}
    assert found == {
        ("manifiesto", "aparece más de una vez"),
        ("manifiesto", "el archivo no existe"),
        ("manifiesto", "el archivo no está en el manifiesto"),
        ("encabezado", "id prueba ya es de guia/prueba.md"),
    }


def test_an_unreadable_document_is_a_finding(checked: Checked, tmp_path: Path) -> None:
    checked("## ¿Qué?\n\nTexto.")
    (tmp_path / "corpus" / "guia" / "prueba.md").write_bytes(b"")
    found = check(tmp_path / "corpus", None, tmp_path / "allowed.toml").findings
    assert "lectura" in {finding.rule for finding in found}


ALLOWED = '[[allowed]]\ndocument = "{}"\nfragment = "{}"\ndetail = "{}"\nreason = "{}"\n'


def test_an_allowance_accepts_its_finding_and_no_other(checked: Checked) -> None:
    body = "## ¿Qué?\n\nSon 16 días (Ley 900 de 2004, artículo 1). Son 18 días (Ley 900 de 2004, artículo 1)."
    assert rules(checked(body, allowed=ALLOWED.format("prueba", "16 días", "16", "es un ejemplo"))) == [
        ("número sin respaldo", "18")
    ]


def test_an_allowance_that_is_not_needed_is_a_finding(checked: Checked) -> None:
    found = checked("## ¿Qué?\n\nTexto.", allowed=ALLOWED.format("*", "16 días", "16", "es un ejemplo"))
    assert [finding.rule for finding in found] == ["excepción sin uso"]


def test_an_allowance_says_why(tmp_path: Path) -> None:
    write(tmp_path / "allowed.toml", ALLOWED.format("prueba", "16 días", "16", " "))
    with pytest.raises(ValueError, match="le falta algo"):
        load_allowances(tmp_path / "allowed.toml")


def test_the_command_ends_with_one_when_something_is_wrong(
    checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checked("## ¿Qué?\n\nSon 16 días (Ley 900 de 2004, artículo 1).")
    wrong = check(tmp_path / "corpus", tmp_path / "leyes", tmp_path / "allowed.toml")
    monkeypatch.setattr(facts, "check", lambda: wrong)
    assert main([]) == 1
    assert "número sin respaldo: 16" in capsys.readouterr().out
    monkeypatch.setattr(facts, "check", lambda: Report((), (), (), (), 0))
    assert main([]) == 0


@pytest.fixture(scope="session")
def report(shared_data: Path) -> Report:
    """What the checker says of the bundled guidance."""
    return check(laws=shared_data / "leyes")


def test_the_bundled_guidance_is_well_formed() -> None:
    assert [str(finding) for finding in check(laws=None).findings] == []


def test_the_bundled_guidance_says_what_the_laws_say(report: Report) -> None:
    assert [str(finding) for finding in report.findings] == []


def test_every_law_at_hand_is_compared(report: Report, shared_data: Path) -> None:
    assert len(report.laws) == len(list((shared_data / "leyes").glob("*.md")))
    assert all(law.references >= law.sentences >= law.documents > 0 for law in report.laws)


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [
        ("guia-empalme/plazos-del-acta.md", "treinta (30) días hábiles", "cuarenta (40) días hábiles"),
        ("guia-empalme/plazos-del-acta.md", "Ley 951 de 2005, artículo 4", "Ley 951 de 2005, artículo 44"),
        ("guia-empalme/plazos-del-acta.md", "23 de enero de 2020", "24 de enero de 2020"),
        ("kpt/calendario-del-pdt.md", "29-feb-2024", "28-feb-2024"),
    ],
)
def test_a_slip_in_the_bundled_guidance_is_caught(
    shared_data: Path, tmp_path: Path, document: str, old: str, new: str
) -> None:
    corpus = tmp_path / "corpus"
    (corpus / document).parent.mkdir(parents=True)
    shutil.copy(CORPUS / document, corpus / document)
    write(corpus / "manifest.toml", f'[[document]]\npath = "{document}"\n')
    laws = tmp_path / "leyes"
    laws.mkdir()
    shutil.copy(shared_data / "leyes" / "LEY-951-2005.md", laws)
    nothing = tmp_path / "none.toml"
    before = check(corpus, laws, nothing).findings
    text = (corpus / document).read_text(encoding="utf-8")
    assert old in text
    write(corpus / document, text.replace(old, new))
    assert len(check(corpus, laws, nothing).findings) > len(before)


def test_the_page_about_the_corpus_is_current(report: Report) -> None:
    current = (REPOSITORY / "docs" / "corpus.md").read_text(encoding="utf-8")
    assert current == page(report), "run: python -m evals.facts --report"

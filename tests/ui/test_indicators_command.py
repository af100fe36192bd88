"""`relevo indicators`: what a person sees and what scripts can rely on."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from ingest import indicators
from ingest.indicators import FigureSource
from tests.ingest.indicators.tables import TERRIDATA_HEADER, terridata_row, write_text
from tests.ingest.sites import POLICY, Site, serves, site
from tests.ui.conftest import Relevo

__all__ = ["site"]


@pytest.fixture
def relevo(relevo: Relevo) -> Relevo:
    """`relevo indicators`."""
    return partial(relevo, "indicators")


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """An export with two figures and a row without one."""
    rows = [
        TERRIDATA_HEADER,
        terridata_row(),
        terridata_row(year="2019", value="7,25"),
        terridata_row(year="2020", value=""),
    ]
    return write_text(tmp_path / "arboles.txt", rows)


def test_the_sample_shows_itself_before_anything_is_imported(relevo: Relevo) -> None:
    said = relevo("show", "--entity", "sonson")
    assert said.code == 0
    assert said.out.startswith("Sonsón (Antioquia) · 05756\n")
    assert "Finanzas públicas" in said.out


def test_an_import_says_what_came_and_what_did_not(relevo: Relevo, trees: Path) -> None:
    said = relevo("import", str(trees))
    assert said.code == 0
    assert "arboles.txt: 3 filas, 2 datos de 1 entidades. Indicadores: 1. Años: 2018-2019." in said.out
    assert "Sin dato: 1 (fila 4: " in said.out


def test_a_bad_file_is_one_line_and_exit_code_one(relevo: Relevo, trees: Path, tmp_path: Path) -> None:
    (tmp_path / "malo.csv").write_bytes(b"")
    said = relevo("import", str(tmp_path / "malo.csv"), str(trees))
    assert said.code == 1
    assert "No se importó malo.csv. El archivo «malo.csv» está vacío." in said.err
    assert "arboles.txt: 3 filas" in said.out


def test_an_import_as_json_has_the_whole_report(relevo: Relevo, trees: Path) -> None:
    report = json.loads(relevo("import", str(trees), "--json").out)
    (file,) = report["files"]
    assert (file["kind"], file["rows"], file["observations"], report["failed"]) == ("terridata", 3, 2, [])
    assert file["skipped"][0]["reason"] == "Sin dato"


def test_a_query_gives_the_cell_of_each_figure(relevo: Relevo, trees: Path) -> None:
    relevo("import", str(trees))
    said = relevo("query", "--entity", "5756", "--indicator", "Árboles sembrados")
    assert said.code == 0
    assert "2018  1.234,5 Árboles  (Fuente de prueba; arboles.txt, celda H2)" in said.out
    found = json.loads(
        relevo("query", "--entity", "Sonsón", "--indicator", "arboles-sembrados", "--year", "2019", "--json").out
    )
    assert [(item["value"], item["row"]) for item in found["observations"]] == [("7.25", 3)]


def test_a_year_without_a_figure_is_exit_code_three(relevo: Relevo, trees: Path) -> None:
    relevo("import", str(trees))
    said = relevo("query", "--entity", "05756", "--indicator", "arboles-sembrados", "--year", "1999")
    assert said.code == 3
    assert "No hay dato de Sonsón (Antioquia)." in said.err


def test_a_name_of_several_asks_which(relevo: Relevo) -> None:
    said = relevo("query", "--entity", "San Luis", "--indicator", "mujeres")
    assert said.code == 3
    assert said.err.splitlines() == [
        "¿Cuál «San Luis»? Repita con el código o con el departamento:",
        "  05660  San Luis (Antioquia)",
        "  73678  San Luis (Tolima)",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--entity", "Xyzzyplugh", "--indicator", "mujeres"), "No se reconoce la entidad «Xyzzyplugh»"),
        (("--entity", "05756", "--indicator", "xyzzy"), "No se reconoce el indicador «xyzzy»"),
    ],
)
def test_what_is_not_known_is_one_line(relevo: Relevo, options: tuple[str, ...], message: str) -> None:
    said = relevo("query", *options)
    assert (said.code, said.out) == (1, "")
    assert message in said.err


def test_a_proposal_imports_nothing(relevo: Relevo, tmp_path: Path) -> None:
    path = write_text(tmp_path / "t.csv", [["Municipio", "Valor"], ["Sonsón", 1]], ";")
    said = relevo("import", str(path), "--propose")
    assert said.code == 0
    assert 'nombre = "Municipio"' in said.out
    assert not (tmp_path / "datos").exists()


def test_a_fetch_brings_and_imports(relevo: Relevo, trees: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/datos"] = serves(trees.read_bytes())
    source = FigureSource("datos", "Datos", "DNP", site.url("/datos"), "datos.txt", "archivo")
    monkeypatch.setattr(indicators, "figure_sources", lambda corpus_dir: [source])
    monkeypatch.setattr(indicators, "FIGURES_POLICY", POLICY)
    said = relevo("fetch")
    assert said.code == 0
    assert "datos.txt: 3 filas, 2 datos" in said.out


def test_a_fetch_without_a_network_is_one_line(relevo: Relevo, monkeypatch: pytest.MonkeyPatch) -> None:
    source = FigureSource("datos", "Datos", "DNP", "http://127.0.0.1:9/", "datos.txt", "archivo")
    monkeypatch.setattr(indicators, "figure_sources", lambda corpus_dir: [source])
    monkeypatch.setattr(indicators, "FIGURES_POLICY", POLICY)
    said = relevo("fetch")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("No hay conexión con los sitios de los indicadores. Revise la conexión.")
    assert len(said.err.splitlines()) == 1

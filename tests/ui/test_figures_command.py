"""`relevo indicators chart`, `compare` and `rank`, on the sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.test_cli import relevo


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cifras")


def test_rank_tells_the_place_among_each_group_of_peers(data_dir: Path) -> None:
    run = relevo(
        data_dir, "indicators", "rank", "--entity", "Sonsón", "--indicator", "desempeño fiscal", "--year", "2019"
    )
    assert run.returncode == 0, run.stderr
    assert "79,49 puntos" in run.stdout
    assert "municipios de Antioquia con dato en Relevo" in run.stdout
    assert "muestra" in run.stdout


def test_compare_gives_figures_with_their_cells(data_dir: Path) -> None:
    arguments = ("--entity", "05756", "--indicator", "cobertura neta", "--with", "Rionegro, Antioquia", "--json")
    run = relevo(data_dir, "indicators", "compare", *arguments)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    own, other, difference = told["figures"][:3]
    assert own["value"] - other["value"] == pytest.approx(difference["value"])
    assert difference["operation"] == "diferencia"
    assert "por debajo de Rionegro (Antioquia)" in told["statements"][1]


def test_chart_writes_a_picture_and_a_specification(data_dir: Path, tmp_path: Path) -> None:
    for name in ("ingresos.png", "ingresos.json"):
        run = relevo(
            data_dir,
            "indicators",
            "chart",
            "--entity",
            "05756",
            "--indicator",
            "ingresos",
            "--out",
            str(tmp_path / name),
        )
        assert run.returncode == 0, run.stderr
    assert json.loads((tmp_path / "ingresos.json").read_text(encoding="utf-8"))["data"]["values"][-1]["anio"] == 2019
    assert (tmp_path / "ingresos.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("rank", "--entity", "San Luis", "--indicator", "idf"), 3, "73678"),
        (("rank", "--entity", "Sonsón", "--indicator", "idf", "--year", "1990"), 1, "No hay dato"),
        (("chart", "--entity", "Sonsón", "--indicator", "ipm", "--out", "x.png"), 1, "No hay dato"),
        (("compare", "--entity", "Sonsón", "--indicator", "zzzz"), 1, "No se reconoce el indicador"),
        (("compare", "--entity", "Colombia", "--indicator", "población"), 3, "No hay con quién comparar"),
        (("chart", "--entity", "Sonsón", "--indicator", "idf"), 2, "--out"),
    ],
)
def test_what_cannot_be_done_is_one_spanish_message(
    data_dir: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    run = relevo(data_dir, "indicators", *arguments)
    assert run.returncode == code, run.stderr
    assert says in run.stderr
    assert "Traceback" not in run.stderr

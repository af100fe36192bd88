"""`relevo indicators chart`, `compare` and `rank`, on the sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.conftest import Relevo


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cifras")


def test_rank_tells_the_place_among_each_group_of_peers(relevo: Relevo) -> None:
    run = relevo("indicators", "rank", "--entity", "Sonsón", "--indicator", "desempeño fiscal", "--year", "2019")
    assert run.code == 0, run.err
    assert "79,49 puntos" in run.out
    assert "municipios de Antioquia con dato en Relevo" in run.out
    assert "muestra" in run.out


def test_compare_gives_figures_with_their_cells(relevo: Relevo) -> None:
    arguments = ("--entity", "05756", "--indicator", "cobertura neta", "--with", "Rionegro, Antioquia", "--json")
    run = relevo("indicators", "compare", *arguments)
    assert run.code == 0, run.err
    told = json.loads(run.out)
    own, other, difference = told["figures"][:3]
    assert own["value"] - other["value"] == pytest.approx(difference["value"])
    assert difference["operation"] == "diferencia"
    assert "por debajo de Rionegro (Antioquia)" in told["statements"][1]


def test_chart_writes_a_picture_and_a_specification(relevo: Relevo, tmp_path: Path) -> None:
    for name in ("ingresos.png", "ingresos.json"):
        run = relevo(
            "indicators",
            "chart",
            "--entity",
            "05756",
            "--indicator",
            "ingresos",
            "--out",
            str(tmp_path / name),
        )
        assert run.code == 0, run.err
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
    relevo: Relevo, arguments: tuple[str, ...], code: int, says: str
) -> None:
    run = relevo("indicators", *arguments)
    assert run.code == code, run.err
    assert says in run.err
    assert "Traceback" not in run.err

"""`relevo bench retrieval`: a table for people, JSON for scripts, one sentence when the file will not do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from ui import cli

BENCHMARK = {
    "passages": [{"id": "1", "text": "El informe de gestión."}, {"id": "2", "text": "El plan de desarrollo."}],
    "questions": [{"id": "a", "question": "informe de gestión", "relevant": ["1"]}],
}


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    path = tmp_path / "mio.json"
    path.write_text(json.dumps(BENCHMARK), encoding="utf-8")
    return path


def relevo(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["relevo", "bench", "retrieval", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_table_shows_the_three_searches(
    bench: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert relevo(monkeypatch, bench) == 0
    shown = capsys.readouterr().out
    for head in (
        "mio: 2 pasajes, 1 preguntas",
        "Por palabras",
        "Por sentido",
        "Las dos juntas",
        "MRR@10",
        "1,000",
        "p95 (ms)",
    ):
        assert head in shown


def test_json_has_one_leg_when_one_is_asked_for(
    bench: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert relevo(monkeypatch, bench, "--leg", "dense", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    (leg,) = told["legs"]
    assert (told["passages"], told["questions"], leg["leg"]) == (2, 1, "dense")
    assert leg["recall_at_1"]["value"] == 1.0
    assert leg["recall_at_1"]["low"] < leg["recall_at_1"]["high"]


def test_a_file_that_will_not_do_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert relevo(monkeypatch, tmp_path / "nada.json") == 1
    (tmp_path / "roto.json").write_text("{", encoding="utf-8")
    assert relevo(monkeypatch, tmp_path / "roto.json") == 1
    first, second = capsys.readouterr().err.splitlines()
    assert "No existe el archivo nada.json" in first
    assert "roto.json no sirve como banco de pruebas" in second


def test_an_unknown_leg_is_a_usage_error(bench: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert relevo(monkeypatch, bench, "--leg", "rara") == 2

"""`relevo eval`: what a person sees and what scripts can rely on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant import Assistant, Settings
from assistant.settings import load_settings
from evals.gate import Gate, Holding, Thresholds
from tests.conftest import REPOSITORY
from ui import cli
from ui.cli import evaluating

QUESTIONS = REPOSITORY / "evals" / "questions" / "premisa-falsa.jsonl"


class Said(NamedTuple):
    code: int
    out: str
    err: str


Relevo = Callable[..., Said]


@pytest.fixture
def relevo(
    assistant: Assistant, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Relevo]:
    """The command line over the bundled guidance, which is indexed by then."""
    monkeypatch.setenv("RELEVO_DATA_DIR", str(settings.data_dir))

    def run(*arguments: object, **variables: str) -> Said:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        load_settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["relevo", "eval", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    yield run
    load_settings.cache_clear()


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Six questions in a file of one's own."""
    path = tmp_path / "mias.jsonl"
    path.write_text("".join(QUESTIONS.open(encoding="utf-8").readlines()[:6]), encoding="utf-8")
    return path


def folder_of(said: Said) -> Path:
    assert said.code == 0, said.err
    return Path(json.loads(said.out)["folder"])


def test_a_run_shows_its_figures_in_spanish_and_says_where_it_is(relevo: Relevo, few: Path, tmp_path: Path) -> None:
    said = relevo("run", "--file", few, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    assert "· mias.jsonl · 6 preguntas" in said.out
    assert "| Hizo lo que debía " in said.out
    assert "| Intervalo del 95 % |" in said.out
    assert "| premisa-falsa | 6 " in said.out
    assert "\x1b[" not in said.out
    (folder,) = (tmp_path / "out").iterdir()
    assert str(folder) in said.err
    names = {path.name for path in folder.iterdir()}
    assert names == {"config.json", "results.jsonl", "summary.json", "report.html"}


def test_json_is_the_whole_summary_and_nothing_else(relevo: Relevo, few: Path, tmp_path: Path) -> None:
    said = relevo("run", "--file", few, "--out", tmp_path, "--json", "--quiet")
    told = json.loads(said.out)
    assert told["config"]["dataset"] == "mias.jsonl"
    assert told["config"]["generator"] == "extractive"
    assert told["total"]["questions"] == 6
    assert {item["measure"] for item in told["total"]["estimates"]} >= {"passed", "premise", "verified"}
    assert said.err == ""


def test_a_run_without_a_file_uses_the_bundled_questions(relevo: Relevo, tmp_path: Path) -> None:
    told = json.loads(relevo("run", "--set", "control", "--out", tmp_path, "--json").out)
    assert told["config"]["dataset"] == "control"
    assert told["total"]["questions"] >= 200
    assert "number_exact" in {item["measure"] for item in told["total"]["estimates"]}


def test_the_same_run_is_not_done_twice(relevo: Relevo, few: Path, tmp_path: Path) -> None:
    arguments = ("run", "--file", few, "--out", tmp_path / "out", "--json")
    first, second = relevo(*arguments), relevo(*arguments)
    assert folder_of(first) == folder_of(second)
    assert first.out == second.out  # times too


def test_two_runs_of_the_same_are_no_clear_difference(relevo: Relevo, few: Path, tmp_path: Path) -> None:
    folders = [folder_of(relevo("run", "--file", few, "--out", tmp_path / name, "--json")) for name in "ab"]
    told = relevo("compare", *folders)
    assert told.code == 0, told.err
    assert told.out.rstrip().endswith("Conclusión: sin diferencia clara. Mejor: 0. Peor: 0. Igual: 6.")


def test_what_changed_is_listed(relevo: Relevo, few: Path, tmp_path: Path) -> None:
    arguments = ("run", "--file", few, "--out", tmp_path / "out", "--json")
    folders = [folder_of(relevo(*arguments, RELEVO_REFUSAL_THRESHOLD=value)) for value in "01"]
    told = relevo("compare", *folders)
    assert "\npeor: premisa-falsa-" in told.out
    assert "(le falta " in told.out
    comparison = json.loads(relevo("compare", *folders, "--json").out)
    assert [change for change in comparison["changes"] if change["change"] == "peor"]
    assert comparison["left_out"] == 0


def test_a_question_that_could_not_be_asked_ends_with_1(relevo: Relevo, few: Path, tmp_path: Path) -> None:
    first = json.loads(few.read_text(encoding="utf-8").splitlines()[0])
    few.write_text(json.dumps({**first, "question": "x" * 3_000}) + "\n", encoding="utf-8")
    said = relevo("run", "--file", few, "--out", tmp_path / "out")
    assert said.code == 1
    assert "Preguntas que no se pudieron hacer: 1. La pregunta es demasiado larga." in said.err


def test_the_gate_tells_each_failure_in_a_line(relevo: Relevo, monkeypatch: pytest.MonkeyPatch) -> None:
    impossible = Gate(
        (Thresholds("desarrollo", {"premise": 1.01}, {"unsupported": -1}),), (Holding("perdido", ("empalme-001",), {}),)
    )
    monkeypatch.setattr(evaluating, "load_gate", lambda: impossible)
    few_questions = [item for item in evaluating.load_questions() if item.topic == "voto-programatico"]
    kept = [item for item in evaluating.load_questions() if item.expected == "correct" and item.split == "desarrollo"]
    monkeypatch.setattr(evaluating, "load_questions", lambda: [*few_questions, *kept[:2]])
    said = relevo("gate")
    assert said.code == 1
    lost, *figures = said.out.strip().splitlines()[:3]
    assert lost == "Falta el documento perdido (preguntas que se apoyan en él: 1)."
    assert figures[0].startswith("Corrigió la premisa falsa (desarrollo): ")
    assert figures[1] == "Afirmaciones sin respaldo (desarrollo): 0; máximo -1."
    told = json.loads(relevo("gate", "--json").out)
    assert told["passed"] is False
    assert [failure["subject"] for failure in told["failures"]][:3] == ["perdido", "premise", "unsupported"]
    assert told["runs"].keys() == {"desarrollo"}


def test_a_gate_that_holds_says_what_it_checked(relevo: Relevo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "load_gate", lambda: Gate((), ()))
    monkeypatch.setattr(evaluating, "load_questions", list)
    said = relevo("gate")
    assert (said.code, said.out.strip()) == (0, "Nada empeoró: 0 preguntas y 0 documentos comprobados.")
    assert json.loads(relevo("gate", "--json").out)["passed"] is True


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No existe el archivo"),
        ("", "No hay preguntas"),
        ("{}\n", "tiene un error: preguntas.jsonl:1"),
        ("[1", "tiene un error"),
    ],
)
def test_a_file_that_is_no_use_is_one_spanish_sentence(
    relevo: Relevo, tmp_path: Path, content: str | None, said: str
) -> None:
    path = tmp_path / "preguntas.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    told = relevo("run", "--file", path)
    assert told.code == 1
    assert said in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_a_folder_that_is_no_run_is_one_spanish_sentence(relevo: Relevo, tmp_path: Path) -> None:
    told = relevo("compare", tmp_path, tmp_path)
    assert told.code == 1
    assert "no es una evaluación terminada" in told.err
    assert len(told.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["run", "--set", "otro"], ["run", "--generator", "gpt"], ["compare"], ["run", "--workers", "0"]]
)
def test_a_badly_typed_command_is_told_in_spanish(relevo: Relevo, arguments: list[str]) -> None:
    told = relevo(*arguments)
    assert told.code == 2
    assert told.err.startswith("No entendí la orden:")

"""`relevo eval`: what a person sees and what scripts can rely on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from evals.gate import Gate, Holding, Thresholds
from evals.runs import load_run, without_times
from tests.chat_server import ChatServer, chat_server
from tests.conftest import REPOSITORY
from tests.ui.conftest import Relevo, Said
from ui.cli import evaluating

QUESTIONS = REPOSITORY / "evals" / "questions" / "premisa-falsa.jsonl"


@pytest.fixture
def data_dir(assistant: Assistant, settings: Settings) -> Path:
    """Where the bundled guidance is indexed by then."""
    return settings.data_dir


@pytest.fixture
def relevo(relevo: Relevo) -> Relevo:
    """`relevo eval`."""
    return partial(relevo, "eval")


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
    assert "· Relevo · mias.jsonl · 6 preguntas" in said.out
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
    assert told["config"]["subject"]["generator"] == "extractive"
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


# Other assistants

ASKED = {"plazo": "¿Qué plazo hay?", "firma": "¿Quién firma?", "clima": "¿Va a llover?"}


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A question about a figure, one about a fact and one out of scope."""
    number = {"value": 15, "unit": "días hábiles"}
    source = {"norm": "Ley 951 de 2005", "article": "4"}
    golds = {
        "plazo": {"facts": [["15 días hábiles", "quince (15) días hábiles"]], "number": number, **source},
        "firma": {"facts": [["el saliente", "quien sale"]]},
        "clima": {},
    }
    path = tmp_path / "tres.jsonl"
    lines = (
        {
            "id": name, "question": ASKED[name], "kind": "refuse" if name == "clima" else "answer", "gold": gold, "topic": name,
            "group": "pruebas", "split": "control",
        }
        for name, gold in golds.items()
    )  # fmt: skip
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def served() -> Iterator[ChatServer]:
    """A model that knows the term, is wrong about the signature and declines the rest."""
    with chat_server() as server:
        server.said = {ASKED["plazo"]: "Son quince (15) días hábiles.", ASKED["firma"]: "La firma el notario."}
        yield server


Measure = Callable[..., Said]


@pytest.fixture
def measure(relevo: Relevo, three: Path, served: ChatServer, tmp_path: Path) -> Measure:
    """`relevo eval run` of the three questions against the server."""

    def run(*arguments: object, **variables: str) -> Said:
        named = ("--endpoint", served.address, "--model", "modelo", "--file", three, "--out", tmp_path / "otros")
        return relevo("run", *named, *arguments, **variables)

    return run


def test_another_assistant_is_measured_with_the_same_yardstick(measure: Measure, served: ChatServer) -> None:
    said = measure("--workers", "2", "--json")
    told = json.loads(said.out)
    values = {item["measure"]: item["value"] for item in told["total"]["estimates"]}
    assert values["passed"] == pytest.approx(2 / 3)
    assert values["answered"] == values["facts"] == 0.5
    assert values["number_exact"] == values["refusal_precision"] == values["refusal_recall"] == 1.0
    assert not values.keys() & {
        "recall_at_10",
        "mrr",
        "ndcg",
        "citation_precision",
        "citation_recall",
        "source_cited",
        "verified",
    }
    assert told["total"]["unsupported"] is None
    assert told["config"]["subject"]["name"] == "openai:modelo"
    assert told["config"]["subject"]["address"] == served.address
    assert told["config"]["subject"]["guidance"] is None
    assert sorted(served.asked) == sorted(ASKED.values())


def test_its_figures_are_shown_without_those_that_do_not_apply(measure: Measure) -> None:
    said = measure()
    assert said.code == 0, said.err
    assert "· openai:modelo · tres.jsonl · 3 preguntas" in said.out
    assert "| Hizo lo que debía " in said.out
    assert not [word for word in ("Recall", "citas", "respaldo", "Citó", "—") if word in said.out]


def test_its_report_makes_sense(measure: Measure) -> None:
    html = (folder_of(measure("--json")) / "report.html").read_text(encoding="utf-8")
    assert "Evaluación de openai:modelo" in html
    assert "La firma el notario." in html
    assert not [word for word in ("Recall", "respaldo", "Pasajes", "no hay curva", "guía de") if word in html]


def test_the_key_is_sent_and_never_kept(measure: Measure, served: ChatServer) -> None:
    said = measure("--json", "--key-env", "CLAVE_DE_PRUEBA", CLAVE_DE_PRUEBA="sk-secreta")
    assert set(served.keys) == {"Bearer sk-secreta"}
    assert "sk-secreta" not in said.out + said.err
    assert not [path for path in folder_of(said).iterdir() if "sk-secreta" in path.read_text(encoding="utf-8")]


def test_the_same_server_gives_the_same_results(measure: Measure, relevo: Relevo, three: Path, tmp_path: Path) -> None:
    first = folder_of(measure("--json"))
    again = tmp_path / "otra-vez"
    first.rename(again)
    second = folder_of(measure("--json", "--workers", "3"))
    assert second.name == first.name
    assert without_times(load_run(again)) == without_times(load_run(second))


def test_a_question_that_the_network_lost_is_asked_again(measure: Measure, served: ChatServer) -> None:
    answer, served.said[ASKED["firma"]] = served.said[ASKED["firma"]], (400, {"error": "sk-secreta"}, {})
    lost = measure()
    assert lost.code == 1
    assert "Preguntas que no se pudieron hacer: 1. El servidor del modelo modelo no respondió: código 400." in lost.err
    assert "sk-secreta" not in lost.out + lost.err
    served.requests.clear()
    served.said[ASKED["firma"]] = answer
    found = measure("--json")
    assert found.code == 0
    assert served.asked == [ASKED["firma"]]
    assert json.loads(found.out)["total"]["questions"] == 3


def test_ours_and_another_are_compared_by_what_both_show(
    measure: Measure, relevo: Relevo, three: Path, tmp_path: Path
) -> None:
    other = folder_of(measure("--json"))
    mine = folder_of(relevo("run", "--file", three, "--out", tmp_path / "propia", "--json"))
    told = relevo("compare", mine, other)
    assert told.code == 0, told.err
    assert "(Relevo) → " in told.out
    assert "(openai:modelo)" in told.out
    measures = {item["measure"] for item in json.loads(relevo("compare", mine, other, "--json").out)["differences"]}
    assert measures == {"passed", "facts", "number_exact", "refusal_recall"}


def test_a_runnable_is_measured_by_name(
    relevo: Relevo, three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cadena_de_prueba.py").write_text(
        "from langchain_core.runnables import RunnableLambda\n"
        "chain = RunnableLambda(lambda messages: 'Son 15 días hábiles.' if 'plazo' in messages[-1].content else '')\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    said = relevo("run", "--runnable", "cadena_de_prueba:chain", "--file", three, "--out", tmp_path / "otros", "--json")
    told = json.loads(said.out)
    assert told["config"]["subject"]["name"] == "runnable:cadena_de_prueba:chain"
    assert {item["measure"]: item["value"] for item in told["total"]["estimates"]}["passed"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--runnable", "modulo_que_no_existe:chain"],
            "No pude importar «modulo_que_no_existe» (ModuleNotFoundError).",
        ),
        (["--runnable", "json:dumps"], "«json:dumps» no es un Runnable de LangChain."),
        (["--endpoint", "ftp://ejemplo", "--model", "m"], "La dirección del modelo debe empezar por http"),
        (["--endpoint", "http://127.0.0.1:9", "--model", "m", "--key-env", "NO_HAY"], "la variable NO_HAY está vacía"),
    ],
)
def test_an_assistant_that_cannot_be_reached_is_one_spanish_sentence(
    relevo: Relevo, arguments: list[str], told: str
) -> None:
    said = relevo("run", *arguments)
    assert said.code == 1
    assert told in said.err
    assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "detail"),
    [
        (["--endpoint", "http://a", "--model", "m", "--runnable", "a:b"], "--endpoint y --runnable no van juntos"),
        (["--endpoint", "http://a"], "con --endpoint falta --model"),
        (["--model", "m"], "--model solo va con --endpoint"),
        (["--runnable", "a:b", "--key-env", "CLAVE"], "--key-env solo va con --endpoint"),
        (["--runnable", "a:b", "--generator", "extractive"], "--generator es de Relevo"),
        (["--generator", "gpt"], "--generator es extractive, o un modelo"),
    ],
)
def test_options_that_do_not_go_together_are_told(relevo: Relevo, arguments: list[str], detail: str) -> None:
    said = relevo("run", *arguments)
    assert said.code == 2
    assert said.err.startswith(f"No entendí la orden: {detail}")
    assert len(said.err.strip().splitlines()) == 1

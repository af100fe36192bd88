"""A benchmark file is read, indexed as the product does and asked; what is wrong with one is told in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, RelevoError, Settings
from evals.exports import Layout, export
from evals.questions import load_questions
from evals.retrieval_bench import Leg, indexed, read_benchmark, run_benchmark, score
from evals.scale import synthetic_passages, synthetic_questions

PASSAGES = [
    {"id": "1", "text": "El alcalde saliente entrega un informe de gestión.", "law": "LEY-951-2005"},
    {"id": "2", "text": "El consejo territorial de planeación estudia el proyecto de plan.", "law": "LEY-152-1994"},
    {"id": 3, "text": "Los quesos se guardan en un lugar fresco y seco."},
]
QUESTIONS = [
    {"id": "a", "question": "informe de gestión del alcalde", "relevant": ["1"]},
    {"id": "b", "question": "¿quién estudia el proyecto de plan?", "relevant": ["2"]},
    {"id": "c", "question": "¿dónde se guardan los quesos?", "relevant": [3]},
]


def write(folder: Path, content: Any) -> Path:
    path = folder / "banco.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_each_leg_is_measured_with_its_intervals(tmp_path: Path, settings: Settings) -> None:
    benchmark = read_benchmark(write(tmp_path, {"passages": PASSAGES, "questions": QUESTIONS}))
    seen: list[str] = []
    result = run_benchmark(benchmark, tmp_path, settings, progress=lambda stage, done, total: seen.append(stage))
    assert (result.passages, result.questions) == (3, 3)
    assert [each.leg for each in result.legs] == [Leg.LEXICAL, Leg.DENSE, Leg.HYBRID]
    for each in result.legs:
        assert each.mrr_at_10.value == each.recall_at_1.value == 1.0
        assert each.mrr_at_10.low < 1.0 == each.mrr_at_10.high
        assert each.queries_per_second > 0
        assert each.p50_ms <= each.p95_ms
    assert "Buscando (hybrid)" in seen


def test_the_hybrid_is_the_search_of_the_product(tmp_path: Path, settings: Settings) -> None:
    benchmark = read_benchmark(write(tmp_path, {"passages": PASSAGES, "questions": QUESTIONS}))
    with indexed(benchmark, tmp_path, settings) as retriever:
        found = retriever.search("quesos", 3)
        assert found[0].passage.id == "3"
        assert {passage.id for passage in retriever.index.passages(["1", "2", "3"])} == {"1", "2", "3"}


def test_json_lines_and_other_names_are_read(tmp_path: Path) -> None:
    lines = [*PASSAGES, {"_id": "a", "query": "informe", "relevant": "1"}]
    whole = read_benchmark(write(tmp_path, "\n".join(map(json.dumps, lines)) + "\n"))
    assert [item.relevant for item in whole.questions] == [("1",)]
    assert [passage.id for passage in whole.passages] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no es JSON", "la línea 1 no es JSON"),
        ('{"id": 1, "text": "a"}\nroto', "la línea 2 no es JSON"),
        ("[]", "no es un objeto"),
        ({"passages": PASSAGES}, "no tiene una lista «questions»"),
        ({"passages": [], "questions": QUESTIONS}, "no tiene pasajes"),
        ({"passages": PASSAGES, "questions": []}, "no tiene preguntas"),
        ({"passages": [{"id": "1"}], "questions": QUESTIONS}, "le falta «text»"),
        ({"passages": ["uno"], "questions": QUESTIONS}, "un pasaje no es un objeto"),
        ({"passages": [*PASSAGES, PASSAGES[0]], "questions": QUESTIONS}, "el pasaje «1» está repetido"),
        ({"passages": PASSAGES, "questions": [*QUESTIONS, QUESTIONS[0]]}, "la pregunta «a» está repetida"),
        (
            {"passages": PASSAGES, "questions": [{**QUESTIONS[0], "relevant": ["9"]}]},
            "nombra el pasaje «9», que no está",
        ),
        ({"passages": PASSAGES, "questions": [{**QUESTIONS[0], "relevant": []}]}, "no dice qué pasaje la responde"),
        ({"passages": PASSAGES, "questions": [{**QUESTIONS[0], "question": " "}]}, "la pregunta «a» no tiene texto"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(RelevoError, match=said) as told:
        read_benchmark(write(tmp_path, content))
    assert told.value.hint


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RelevoError, match=r"No existe el archivo nada\.json"):
        read_benchmark(tmp_path / "nada.json")


def test_ranks_are_scored_by_hand() -> None:
    scored = score(["x", "a", "y", "b"], ["a", "b"])
    assert (scored.recall_at_1, scored.recall_at_5, scored.recall_at_10) == (0.0, 1.0, 1.0)
    assert scored.reciprocal_rank == 0.5
    assert scored.ndcg == pytest.approx((0.63093 + 0.43068) / (1.0 + 0.63093), abs=1e-4)
    missed = score(["a"], ["a", "b"])
    assert missed.ndcg == pytest.approx(1.0 / 1.63093, abs=1e-4)
    assert score([], ["a"]).reciprocal_rank == 0.0


def test_our_questions_make_a_benchmark_file(assistant: Assistant, tmp_path: Path) -> None:
    exported = export(Layout.BENCH, assistant, load_questions(split="control")[:30], tmp_path)
    benchmark = read_benchmark(exported.files[0])
    assert len(benchmark.questions) == exported.questions > 10
    assert len(benchmark.passages) == exported.passages
    assert all(passage.document.title for passage in benchmark.passages)


def test_synthetic_passages_differ_and_repeat_with_their_seed() -> None:
    passages = synthetic_passages(1_000)
    assert len({passage.text for passage in passages}) == len({passage.id for passage in passages}) == 1_000
    assert len({passage.document.id for passage in passages}) == 5
    assert min(len(passage.text.split()) for passage in passages) >= 100
    assert passages == synthetic_passages(1_000)
    assert synthetic_questions(5) == synthetic_questions(5)

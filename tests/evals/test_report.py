"""The report says what the run holds, offline, and lets nothing in it become markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant import Citation, RelevoError
from assistant.types import Step
from evals.metrics import Score, summarize
from evals.questions import Expected
from evals.report import coverage_points, decimal, fault_of, render_report, write_report
from evals.report_charts import Row, curve_chart, histogram, interval_chart
from evals.report_texts import Fault
from evals.runs import Result, Run, RunConfig
from evals.subjects import Guidance, Profile

HOSTILE = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> {{ 7*7 }} </style></svg> & 'fin'"
OURS = Profile("Relevo", "extractive", "asistente", Guidance("índice", "modelo", 155, 2073, 0.45))
PEER = Profile("openai:modelo", "modelo", "otro", address="http://127.0.0.1:9/v1", instructions="i" * 16)
CONFIG = RunConfig("f" * 16, OURS, "todo", 4, "2026-11-22T21:00:00-05:00")


def result(
    identifier: str = "q1", *, passed: bool = True, refused: bool = False, chance: float | None = None, **fields: object
) -> Result:
    values: dict[str, object] = {
        "question_id": identifier, "group": "empalme", "topic": "plazos", "split": "control", "expected": Expected.ANSWER,
        "passed": passed, "refused": refused, "retrieval": None, "facts": float(passed), "forbidden": (),
        "number_exact": None, "citation_precision": None, "citation_recall": None, "source_cited": None, "statements": 1,
        "unsupported": 0, "premise": None, "asked_back": None, "spanish": 0.5, "words": 10, "latency_ms": 40.0,
    }  # fmt: skip
    scored = {name: value for name, value in fields.items() if name in Score.__dataclass_fields__}
    own = {name: value for name, value in fields.items() if name not in scored}
    base = Result(identifier, "¿Pregunta?", "Respuesta.", refused, (), (), (), Score(**(values | scored)))  # type: ignore[arg-type]
    trace = () if chance is None else (Step("answerable", f"{chance:.3f}"),)
    return replace(base, trace=trace, **own)  # type: ignore[arg-type]


def run(*results: Result, subject: Profile = OURS) -> Run:
    config = replace(CONFIG, questions=len(results), subject=subject)
    return Run(config.id, config, results, summarize([item.score for item in results], resamples=50))


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile() -> Result:
    citation = Citation(
        1, "d#1", "d", HOSTILE, HOSTILE, "", None, "", HOSTILE, None, None, None, HOSTILE, "javascript:alert(3)",
        in_force=True, official=False,
    )  # fmt: skip
    return result(
        HOSTILE, passed=False, question=HOSTILE, answer=HOSTILE, citations=(citation,), evidence=(HOSTILE,), error=HOSTILE,
        topic=HOSTILE, group=HOSTILE, missing=(HOSTILE,), forbidden=(HOSTILE,),
    )  # fmt: skip


def test_what_a_run_holds_never_becomes_markup() -> None:
    page = Page(render_report(run(hostile(), result(chance=0.4))))
    assert {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "link"} == set()
    assert [name for _, attributes in page.tags for name in attributes if name.startswith("on")] == []
    assert page.text.count(HOSTILE) >= 10
    assert "49" not in page.text


def test_the_page_asks_for_nothing() -> None:
    html = render_report(run(hostile(), result(chance=0.9)))
    page = Page(html)
    assert [
        attributes["href"]
        for tag, attributes in page.tags
        if tag == "a" and not str(attributes["href"]).startswith("#")
    ] == []
    assert not re.search(r"url\(|@import|xlink|<use\b", html)
    assert "default-src 'none'" in html
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {f"#{name}" for name in ids}
    assert {str(attributes["href"]) for tag, attributes in page.tags if tag == "a"} <= named


def test_every_chart_has_a_title_and_a_description() -> None:
    html = render_report(run(result("a", chance=0.9), result("b", passed=False, chance=0.8)))
    charts = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(charts) == 3
    for chart in charts:
        assert re.search(r"<title[^>]*>[^<]+</title>", chart)
        assert re.search(r"<desc[^>]*>[^<]{20,}</desc>", chart)
        assert "nan" not in chart


def test_totals_and_failures_are_those_of_the_run() -> None:
    results = [result("a"), result("b"), result("c"), result("d", passed=False, facts=0.5, missing=("quince días",))]
    text = " ".join(Page(render_report(run(*results))).text.split())
    assert "75,0 %" in text
    assert "Con alguna falla: 1 de 4." in text
    assert f"{Fault.INCOMPLETE.value} (1)" in text
    assert "quince días" in text
    assert "3 de 4" in text


def test_without_probabilities_the_page_says_that_there_is_no_curve() -> None:
    assert "no hay curva que trazar" in render_report(run(result()))


def test_the_curve_has_the_threshold_of_the_run() -> None:
    strict = replace(OURS, guidance=replace(OURS.guidance, refusal_threshold=0.83))  # type: ignore[type-var]
    assert "Con el umbral de hoy (0,83)" in render_report(run(result(chance=0.9), subject=strict))


def test_another_assistant_is_reported_without_what_does_not_apply_to_it() -> None:
    results = [result("a", unsupported=None), result("b", unsupported=None, passed=False, answer="No sé.")]
    html = render_report(run(*results, subject=PEER))
    page = Page(html)
    assert "Evaluación de openai:modelo" in page.text
    assert "en http://127.0.0.1:9/v1" in page.text
    assert "no se le aplican" in page.text
    for absent in ("pasajes", "Pasajes", "respaldo", "Responder o declinar", "Recall", "Citó", "None", "guía de"):
        assert absent not in page.text
    assert len(re.findall("<svg", html)) == 2  # groups and times
    links = {str(attributes["href"]) for tag, attributes in page.tags if tag == "a"}
    assert links <= {f"#{attributes['id']}" for _, attributes in page.tags if "id" in attributes}


@pytest.mark.parametrize(
    "results",
    [
        [result(passed=False, refused=True, expected=Expected.ASK_BACK, chance=0.2)],
        [result(passed=False, error="No se pudo.")],
        [result(latency_ms=0.0, chance=1.0)],
    ],
)
def test_odd_runs_are_reported_too(results: list[Result]) -> None:
    assert "</html>" in render_report(run(*results))


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_report(run(result()), tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(RelevoError, match=r"No pude escribir report\.html"):
        write_report(run(result()), tmp_path / "no-está" / "report.html")


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (result(), None),
        (result(passed=True, unsupported=1), Fault.UNSUPPORTED),
        (result(passed=False, forbidden=("60 días",)), Fault.FORBIDDEN),
        (result(passed=False, expected=Expected.REFUSE), Fault.SHOULD_REFUSE),
        (result(passed=True, refused=True, expected=Expected.REFUSE), None),
        (result(passed=False, expected=Expected.CORRECT), Fault.PREMISE),
        (result(passed=False, refused=True, expected=Expected.CORRECT), Fault.DECLINED),
        (result(passed=False, expected=Expected.ASK_BACK), Fault.SHOULD_ASK),
        (result(passed=False, refused=True), Fault.DECLINED),
        (result(passed=False), Fault.INCOMPLETE),
        (result(passed=False, error="cayó"), Fault.ERROR),
    ],
)
def test_the_gravest_fault_is_named(item: Result, fault: Fault | None) -> None:
    assert fault_of(item) is fault


def test_the_curve_is_exact_where_there_are_answers_and_bounded_where_there_are_none() -> None:
    results = [
        result("a"),
        result("b", passed=False),
        result("c", refused=True, passed=False),  # declined: might have been right
        result("d", refused=True, expected=Expected.REFUSE),  # declined rightly: answering it would be wrong
    ]
    known, beyond = coverage_points(results, {"a": 0.9, "b": 0.6, "c": 0.4, "d": 0.1}, threshold=0.5)
    assert [(point.coverage, point.low, point.high) for point in known] == [(0.5, 0.5, 0.5)]
    assert [(point.coverage, round(point.low, 3), round(point.high, 3)) for point in beyond] == [
        (0.75, 0.333, 0.667),
        (1.0, 0.5, 0.75),
    ]


def test_a_question_declined_for_another_reason_is_answered_at_no_cut_off() -> None:
    known, beyond = coverage_points([result("a"), result("b", refused=True)], {"a": 0.7, "b": 0.9}, threshold=0.5)
    assert ([point.coverage for point in known], beyond) == ([0.5], [])


def test_questions_without_a_probability_are_left_out_of_the_curve() -> None:
    assert coverage_points([result("a")], {}, 0.5) == ([], [])
    known, _ = coverage_points([result("a"), result("b")], {"a": 0.7}, 0.5)
    assert known[-1].coverage == 1.0


def test_a_histogram_counts_every_value_once() -> None:
    chart = histogram(
        "h", "Tiempos", "Descripción", "Milisegundos", [5.0] * 50 + [12.0] * 30 + [900.0], [("mitad", 5.0)]
    )
    counts = [int(bar.said.rsplit(": ", 1)[1]) for bar in chart.bars]
    assert sum(counts) == 81
    assert counts[-1] >= 1
    assert all(chart.left <= bar.x <= bar.x + bar.width <= chart.right for bar in chart.bars)
    assert max(bar.height for bar in chart.bars) <= chart.bottom - chart.top


def test_labels_stay_inside_the_drawing() -> None:
    chart = histogram("h", "Tiempos", "Descripción", "ms", [float(value) for value in range(100)], [("95 %: 95", 95.0)])
    assert [line.anchor for line in chart.lines] == ["end"]
    curve = curve_chart("c", "Curva", "Descripción", [], [], "hoy")
    assert (curve.points, curve.band, curve.dot) == ("", "", None)


def test_intervals_stand_on_their_axis() -> None:
    chart = interval_chart(
        "i", "Grupos", "Eje (%)", [Row("uno", 0.0, 0.0, 0.1, "0 %"), Row("dos", 1.0, 0.9, 1.0, "100 %")]
    )
    first, second = chart.intervals
    assert (first.value, second.value) == (chart.left, chart.right)
    assert first.y < second.y < chart.bottom


def test_numbers_are_written_as_in_colombia() -> None:
    assert (decimal(1234567.891, 2), decimal(0.5), decimal(2012, 0)) == ("1.234.567,89", "0,5", "2.012")

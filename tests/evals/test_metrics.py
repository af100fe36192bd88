"""The metrics, on cases worked out by hand. Every one of them falls when what it measures gets worse."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest

from assistant import Answer, Citation, Passage, Statement
from assistant.retrieval import AskingModel, Embedder, Index
from assistant.types import Kind
from evals.metrics import (
    MEASURES,
    Score,
    asks_back,
    confirms,
    estimate,
    gives,
    score,
    spanish_share,
    summarize,
)
from evals.questions import Expected, Figure, Gold, Question, load_questions
from evals.retrieval_metrics import Shelf, carries, plain, says, score_retrieval, sources_of
from ingest.build import build_index
from tests.conftest import CORPUS
from tests.evals.test_summary import made

TERM = "El saliente tiene quince (15) días hábiles para rendir el informe (Ley 951 de 2005, artículo 4)."
DELAY = "Rendir el informe tarde es una falta disciplinaria (Ley 951 de 2005, artículo 15)."
HOLIDAYS = "El servidor tiene quince (15) días hábiles de vacaciones (Decreto 1045 de 1978, artículo 8)."
DUTY = "Rendir el informe es un deber del saliente (Ley 951 de 2005, artículo 4)."

GUIDE = """---
id: {id}
title: {id}
issuer: Relevo
norm: {norm}
---

# Guía

"""

GOLD = Gold(
    facts=(("15 días hábiles", "15) días hábiles"), ("rendir el informe",)),
    forbidden=("60 días",),
    norm="Ley 951 de 2005",
    article="4",
)
ASKED = Question(
    "plazo-1", "¿Qué plazo tengo para el informe?", Expected.ANSWER, GOLD, "plazo", "empalme", "desarrollo"
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, asking: AskingModel) -> Shelf:
    """Four passages in two documents."""
    folder = tmp_path_factory.mktemp("guia")
    for name, norm, texts in (("acta", "Ley 951 de 2005", (TERM, DELAY, DUTY)), ("empleo", "", (HOLIDAYS,))):
        sections = "".join(f"## Sección {number}\n\n{text}\n\n" for number, text in enumerate(texts, start=1))
        (folder / f"{name}.md").write_text(GUIDE.format(id=name, norm=norm) + sections, encoding="utf-8")
    build_index(folder / "index", embedder, CORPUS, [str(folder / "acta.md"), str(folder / "empleo.md")])
    return Shelf(Index.open_current(folder / "index", embedder.id, asking.id))


def passage(shelf: Shelf, text: str) -> Passage:
    return next(item for item in shelf.passages.values() if item.text == text)


def cite(shelf: Shelf, text: str, number: int = 1, **changed: object) -> Citation:
    """A citation of a whole passage, by the first article that its text names."""
    source = passage(shelf, text)
    norm, article = sources_of(source)[1]
    shown = Citation(
        id=number, passage_id=source.id, document_id=source.document.id, title="", issuer="", source="", date=None,
        section="", norm=norm.name if norm else None, article=article, page_label=None, page_index=None, quote=text,
        url=None, in_force=True, official=False,
    )  # fmt: skip
    return replace(shown, **changed)  # type: ignore[arg-type]


def answer(*citations: Citation, said: str | None = None) -> Answer:
    """An answer of one statement for each citation, in the words of its quote unless told otherwise."""
    statements = tuple(Statement(said or item.quote, (item.id,)) for item in citations)
    text = "\n\n".join(f"{item.text} [{item.citations[0]}]" for item in statements)
    return Answer("", Kind.GUIDANCE, text, False, statements, citations, timings_ms={"total": 12.5})


REFUSED = Answer(
    "", Kind.GUIDANCE, "La guía no responde. Lo más cercano:\n- 15) días hábiles para rendir el informe", True
)


def scored(shelf: Shelf, given: Answer, question: Question = ASKED, *found: str) -> Score:
    return score(question, given, [passage(shelf, text) for text in found], shelf)


# Matching


@pytest.mark.parametrize(
    ("text", "form", "stands"),
    [
        ("Tiene Quince (15) DÍAS hábiles", "15) dias habiles", True),
        ("tiene 115 días hábiles", "15 días hábiles", False),
        ("el alcalde electo", "alcald", False),
        ("el 80\u00a0% de los ingresos", "80 %", True),
        ("$1.096,1 billones", "1.096", True),
        ("suma 1.500.000 pesos", "500.000", False),
        ("unos 10.000 habitantes", "10", False),
        ("el artículo 4.", "4", True),
        ("los pactos (25) del plan", "(25)", True),
        ("hay diez.\n\nFormatos nuevos", "diez formatos", False),
    ],
)
def test_a_fact_is_found_as_whole_words(text: str, form: str, stands: bool) -> None:
    assert says(plain(text), form) is stands


def test_the_required_source_is_the_norm_and_its_article(shelf: Shelf) -> None:
    assert carries(sources_of(passage(shelf, TERM)), GOLD)
    assert not carries(sources_of(passage(shelf, DELAY)), GOLD)
    assert not carries(sources_of(passage(shelf, HOLIDAYS)), GOLD)
    assert carries(sources_of(passage(shelf, DELAY)), replace(GOLD, article=None))
    assert carries((), Gold())


# Retrieval


def found_by(shelf: Shelf, *texts: str, gold: Gold = GOLD) -> list[float]:
    result = score_retrieval([passage(shelf, text) for text in texts], gold, shelf)
    assert result is not None
    return [result.recall_at_1, result.recall_at_5, result.recall_at_10, result.reciprocal_rank, result.ndcg]


def test_retrieval_is_perfect_when_the_passages_come_by_what_they_hold(shelf: Shelf) -> None:
    assert found_by(shelf, TERM, DUTY) == [1, 1, 1, 1, 1]


def test_retrieval_falls_when_the_answer_comes_later(shelf: Shelf) -> None:
    # HOLIDAYS and DELAY hold a fact, but not from the required article; DUTY holds one of the two, TERM both.
    gained = 1 / math.log2(3) + 2 / math.log2(5)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert found_by(shelf, HOLIDAYS, DUTY, DELAY, TERM) == pytest.approx([0, 1, 1, 1 / 2, gained / ideal])


def test_recall_at_five_looks_at_five(shelf: Shelf) -> None:
    assert found_by(shelf, HOLIDAYS, DELAY, HOLIDAYS, DELAY, HOLIDAYS, DUTY)[:3] == [0, 0, 0.5]


def test_retrieval_is_nothing_when_nothing_relevant_is_found(shelf: Shelf) -> None:
    assert found_by(shelf, HOLIDAYS, DELAY) == [0, 0, 0, 0, 0]
    assert found_by(shelf) == [0, 0, 0, 0, 0]


def test_the_ideal_ranking_knows_what_was_not_found(shelf: Shelf) -> None:
    assert found_by(shelf, DUTY)[4] == pytest.approx(1 / 2)


def test_a_question_without_required_facts_has_no_retrieval_score(shelf: Shelf) -> None:
    assert score_retrieval([passage(shelf, TERM)], Gold(), shelf) is None


def test_a_page_is_hit_by_its_printed_label(shelf: Shelf) -> None:
    page = replace(passage(shelf, TERM), page_label="41")
    gold = replace(GOLD, documents=("acta#41",))
    hits = [score_retrieval([item], gold, shelf) for item in (page, replace(page, page_label="42"))]
    assert [hit.page_hit for hit in hits if hit] == [True, False]
    assert score_retrieval([page], GOLD, shelf).page_hit is None  # type: ignore[union-attr]


# The answer


def test_a_right_answer_has_everything(shelf: Shelf) -> None:
    got = scored(shelf, answer(cite(shelf, TERM)), ASKED, TERM)
    assert (got.passed, got.facts, got.missing, got.forbidden, got.unsupported) == (True, 1.0, (), (), 0)
    assert (got.citation_precision, got.citation_recall, got.source_cited) == (1.0, 1.0, True)
    assert (got.latency_ms, got.words, got.cost) == (12.5, 17, None)


def test_an_answer_without_a_required_fact_fails_and_says_which(shelf: Shelf) -> None:
    got = scored(shelf, answer(cite(shelf, DUTY)))
    assert (got.passed, got.facts, got.missing) == (False, 0.5, ("15 días hábiles",))


def test_what_only_a_wrong_answer_says_fails_it(shelf: Shelf) -> None:
    got = scored(shelf, answer(cite(shelf, TERM), said=TERM + " Otros dicen 60 días."))
    assert (got.passed, got.facts, got.forbidden) == (False, 1.0, ("60 días",))


def test_a_refusal_gives_no_facts_whatever_topics_it_names(shelf: Shelf) -> None:
    got = scored(shelf, REFUSED)
    assert (got.passed, got.facts, got.refused, got.source_cited) == (False, 0.0, True, False)


@pytest.mark.parametrize(
    ("said", "exact"),
    [
        ("Son quince días hábiles desde 2005.", True),
        ("Son 15 días hábiles, según la norma de 2005.", True),
        ("Son 16 días hábiles desde 2005.", False),
        ("Son 15 días calendario desde 2005.", False),
        ("Son 15 días hábiles.", False),
    ],
)
def test_a_figure_is_exact_with_value_unit_and_year(shelf: Shelf, said: str, exact: bool) -> None:
    assert gives(answer(cite(shelf, TERM), said=said), Figure(Decimal(15), "días hábiles", 2005)) is exact


@pytest.mark.parametrize(
    ("said", "figure", "exact"),
    [
        ("Hasta el 80% de los ingresos", Figure(Decimal(80), "%"), True),
        ("Hasta el ochenta por ciento", Figure(Decimal(80), "%"), True),
        ("El artículo 80", Figure(Decimal(80), "%"), False),
        ("Vale $1.096,1 billones", Figure(Decimal("1096.1"), "billones de pesos"), True),
        ("Vale $1.096 billones", Figure(Decimal("1096.1"), "billones de pesos"), False),
        ("Está en la p. 41", Figure(Decimal(41), "página"), True),
        ("Dura un mes", Figure(Decimal(1), "mes"), True),
    ],
)
def test_units_have_symbols_and_numbers_words(shelf: Shelf, said: str, figure: Figure, exact: bool) -> None:
    assert gives(answer(cite(shelf, TERM), said=said), figure) is exact


def test_a_figure_in_two_statements_is_not_exact(shelf: Shelf) -> None:
    split = answer(cite(shelf, TERM), said="Son 15.")
    apart = replace(split, statements=(*split.statements, Statement("Se cuentan en días hábiles.", (1,))))
    assert not gives(apart, Figure(Decimal(15), "días hábiles"))
    assert not gives(REFUSED, Figure(Decimal(15), "días hábiles"))


def test_the_bundled_questions_ask_for_figures() -> None:
    asked = {question.id: question.gold.number for question in load_questions()}
    assert asked["normas-013"] == Figure(Decimal("24.5"), "%")
    assert asked["pnd-018"] is not None
    assert asked["pnd-018"].year == 2022


# Citations


def test_an_invented_quote_supports_nothing(shelf: Shelf) -> None:
    invented = cite(shelf, TERM, quote=TERM.replace("quince (15)", "veinte (20)"))
    got = scored(shelf, answer(invented))
    assert (got.citation_precision, got.citation_recall, got.source_cited, got.unsupported) == (0.0, 0.0, False, 1)


def test_a_quote_of_a_passage_that_is_not_there_supports_nothing(shelf: Shelf) -> None:
    got = scored(shelf, answer(cite(shelf, TERM, passage_id="acta#9999")))
    assert (got.citation_precision, got.unsupported) == (0.0, 1)


def test_citation_precision_falls_with_a_quote_that_has_nothing_to_do(shelf: Shelf) -> None:
    gold = replace(GOLD, facts=(("rendir el informe",),))
    question = replace(ASKED, gold=gold)
    assert scored(shelf, answer(cite(shelf, TERM)), question).citation_precision == 1.0
    assert scored(shelf, answer(cite(shelf, TERM), cite(shelf, HOLIDAYS, 2)), question).citation_precision == 0.5


def test_citation_recall_counts_each_fact_and_the_source(shelf: Shelf) -> None:
    # Required: two facts and the article. DUTY brings one fact and the article, DELAY one fact.
    assert scored(shelf, answer(cite(shelf, DUTY))).citation_recall == pytest.approx(2 / 3)
    assert scored(shelf, answer(cite(shelf, DELAY))).citation_recall == pytest.approx(1 / 3)


def test_the_wrong_article_is_not_the_required_source(shelf: Shelf) -> None:
    got = scored(shelf, answer(cite(shelf, TERM, article="5")))
    assert (got.source_cited, got.missing) == (False, ("Ley 951 de 2005, artículo 4",))


def test_citations_are_not_judged_where_nothing_is_required(shelf: Shelf) -> None:
    got = scored(shelf, answer(cite(shelf, TERM)), replace(ASKED, gold=Gold(), expected=Expected.REFUSE))
    assert (got.citation_precision, got.citation_recall, got.source_cited) == (None, None, None)


@pytest.mark.parametrize(
    "said",
    [
        TERM.replace("quince (15)", "veinte (20)"),
        TERM.replace("artículo 4", "artículo 5"),
        TERM.replace("Ley 951", "Ley 152"),
        TERM + " Vence el 23 de enero de 2020.",
    ],
)
def test_a_statement_that_says_more_than_its_passage_is_unsupported(shelf: Shelf, said: str) -> None:
    got = scored(shelf, answer(cite(shelf, TERM), said=said))
    assert (got.statements, got.unsupported) == (1, 1)


def test_a_statement_that_cites_nothing_is_unsupported(shelf: Shelf) -> None:
    bare = replace(
        answer(cite(shelf, TERM)), statements=(Statement(TERM, ()), Statement(TERM, (7,)), Statement(TERM, (1,)))
    )
    assert scored(shelf, bare).unsupported == 2


# Declining, asking back, correcting


def test_to_decline_is_right_only_where_it_should(shelf: Shelf) -> None:
    out_of_scope = replace(ASKED, expected=Expected.REFUSE, gold=Gold(forbidden=("no responde",)))
    assert not scored(shelf, REFUSED, out_of_scope).passed, "it says what it must not"
    assert scored(shelf, REFUSED, replace(out_of_scope, gold=Gold())).passed
    assert not scored(shelf, answer(cite(shelf, TERM)), replace(out_of_scope, gold=Gold())).passed


def test_asking_back_is_a_question_that_claims_nothing(shelf: Shelf) -> None:
    asks = Answer("", Kind.GUIDANCE, "Hay varios San Pedro. ¿De qué departamento?", refused=False)
    assert asks_back(asks)
    assert not asks_back(replace(asks, text="San Pedro es de sexta."))
    assert not asks_back(replace(asks, refused=True))
    assert not asks_back(replace(asks, citations=(cite(shelf, TERM),)))
    question = replace(ASKED, expected=Expected.ASK_BACK, gold=Gold())
    assert scored(shelf, asks, question).asked_back is True
    assert scored(shelf, REFUSED, question).asked_back is False


def test_a_bare_confirmation_brings_nothing_of_its_own() -> None:
    premise = "El programa de gobierno no obliga, ¿cierto?"
    assert confirms(premise, "Sí, el programa de gobierno no obliga. [1]")
    assert confirms(premise, "Cierto.")
    assert not confirms(premise, "Sí obliga: es un mandato de los electores.")
    assert not confirms(premise, "El programa de gobierno no obliga.")
    assert not confirms(premise, "Si el programa obliga, se cumple.")


def test_a_false_premise_is_corrected_with_the_facts_and_not_confirmed(shelf: Shelf) -> None:
    premise = replace(ASKED, expected=Expected.CORRECT, text="¿Para rendir el informe hay 15) días hábiles?")
    assert scored(shelf, answer(cite(shelf, TERM)), premise).premise is True
    assert scored(shelf, answer(cite(shelf, DUTY)), premise).premise is False
    assert scored(shelf, REFUSED, premise).premise is False
    echo = answer(cite(shelf, TERM), said="Sí, para rendir el informe hay 15) días hábiles.")
    assert scored(shelf, echo, premise).premise is False


def test_spanish_is_told_by_its_stop_words() -> None:
    assert spanish_share("El saliente tiene quince días para rendir el informe") == pytest.approx(4 / 9)
    assert spanish_share("The outgoing mayor has fifteen working days to submit the report") < 0.2
    assert spanish_share("2019 2020") == 0.0


def test_the_retrieval_measures_fall_too(shelf: Shelf) -> None:
    found = [score_retrieval([passage(shelf, text) for text in texts], GOLD, shelf) for texts in ([TERM], [HOLIDAYS])]
    good, bad = (made(number, retrieval=item) for number, item in enumerate(found))
    for name in ("recall_at_1", "recall_at_5", "recall_at_10", "mrr", "ndcg"):
        measure = next(item for item in MEASURES if item.name == name)
        values = [estimate(measure, [item]) for item in (good, bad)]
        assert [value.value for value in values if value] == [1.0, 0.0]


# Assistants that show no evidence


def test_what_does_not_apply_without_evidence_is_left_out_and_never_zero() -> None:
    asked = replace(ASKED, gold=replace(GOLD, number=Figure(Decimal(15), "días hábiles")))
    said = Answer(
        asked.text, Kind.GUIDANCE, TERM, refused=False, statements=(Statement(TERM),), timings_ms={"total": 5.0}
    )
    got = score(asked, said, (), None)
    assert (got.passed, got.facts, got.number_exact, got.missing) == (True, 1.0, True, ())
    assert (got.retrieval, got.citation_precision, got.citation_recall, got.source_cited, got.unsupported) == (
        None,
    ) * 5
    total = summarize([got]).total
    assert total.unsupported is None
    assert {item.measure for item in total.estimates} == {
        "passed", "answered", "facts", "forbidden", "number_exact", "in_spanish", "words", "latency_ms"
    }  # fmt: skip


def test_a_question_without_an_answer_has_no_length_language_or_time() -> None:
    nothing = Answer(ASKED.text, Kind.GUIDANCE, "", refused=False)
    total = summarize([score(ASKED, nothing, (), None)]).total
    assert {item.measure: item.value for item in total.estimates} == {
        "passed": 0.0, "answered": 0.0, "facts": 0.0, "forbidden": 0.0
    }  # fmt: skip

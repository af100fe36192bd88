"""A format pre-filled: each value is its source's, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

import pytest

from assistant.formats import FieldKind, FieldSpec, LegalBasis, Origin, OriginKind
from assistant.formats.deadlines import Deadline, MissingStart, deadline, known_rules
from assistant.formats.drafts import NewValue
from assistant.formats.drafts_records import Confidence, DraftValue, FieldState, Period
from assistant.formats.legal_limits import running_cost_limit
from assistant.formats.money import unit_factor
from tests.assistant.formats.desks import entity, shared_desk
from tests.conftest import CORPUS

DESK = shared_desk()
FORMATS = [entry.id for entry in DESK.catalogue.entries]


def value(values: tuple[DraftValue, ...], field: str, position: int = 0) -> DraftValue:
    return next(each for each in values if each.field == field and each.position == position)


@pytest.mark.parametrize("code", ["05756", "27001", "05000", "11001", "00000", "94343"])
@pytest.mark.parametrize("name", FORMATS)
def test_every_filled_figure_is_the_store_s_and_carries_its_source(name: str, code: str) -> None:
    store = DESK.figures.store()
    for each in DESK.draft(name, entity(DESK, code)).filled:
        assert each.source
        assert each.confidence is not None
        if each.origin is OriginKind.INDICATOR and not (each.figure and each.figure.operation):
            assert each.figure is not None
            assert each.figure.row
            observed = store.observations(code, each.figure.indicator, [each.figure.year or 0])[-1]
            assert each.value == (observed.text if observed.value is None else observed.value)
            assert each.year == observed.year


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_filled_says_why_and_has_no_value(name: str) -> None:
    for each in DESK.draft(name, entity(DESK)).left:
        assert each.value is None
        assert each.note
        assert "None" not in each.note


def test_every_format_is_filled_in_time() -> None:
    DESK.all_drafts(entity(DESK))  # the catalogue is read once
    started = time.perf_counter()
    DESK.all_drafts(entity(DESK, "05615"))
    assert time.perf_counter() - started < 5


def test_without_a_period_a_matrix_has_its_last_four_years_with_data() -> None:
    draft = DESK.draft("situacion-fiscal", entity(DESK))
    assert [each.year for each in draft.headings if each.sheet == "Operaciones"] == [2016, 2017, 2018, 2019]
    assert value(draft.values, "ingresos-totales", 3).value == Decimal(61095270000)


def test_a_period_chooses_the_years() -> None:
    draft = DESK.draft("situacion-fiscal", entity(DESK), Period(2012, 2015))
    assert {each.year for each in draft.headings} == {2012, 2013, 2014, 2015}
    figures = {each.year for each in draft.filled if each.origin is OriginKind.INDICATOR}
    assert figures <= {2012, 2013, 2014, 2015}
    assert value(draft.values, "periodo").value == "2012-2015"


def test_a_year_without_data_is_not_available() -> None:
    missing = value(DESK.draft("situacion-fiscal", entity(DESK), Period(2020, 2023)).values, "ingresos-totales", 1)
    assert missing.state is FieldState.MISSING
    assert "2021" in missing.note


def test_a_column_without_a_year_to_say_stays_empty() -> None:
    draft = DESK.draft("diagnostico-por-dimension", entity(DESK))
    assert [each.year for each in draft.headings if each.tag.startswith("educacion")] == [2017, 2018, 2019]
    fourth = next(each for each in draft.values if each.label == "Cobertura neta" and each.position == 3)
    assert (fourth.state, fourth.year, fourth.alternatives) == (FieldState.MISSING, None, ())


def test_a_similar_indicator_is_an_alternative_and_never_the_value() -> None:
    field = value(DESK.draft("situacion-fiscal", entity(DESK)).values, "funcionamiento-icld")
    assert field.value is None
    assert [each.label for each in field.alternatives] == [
        DESK.figures.catalogue.get("autofinanciacion-funcionamiento").name  # type: ignore[union-attr]
    ]


def test_a_figure_of_the_sample_is_of_medium_confidence() -> None:
    figure = value(DESK.draft("situacion-fiscal", entity(DESK)).values, "ingresos-totales", 3)
    assert figure.confidence is Confidence.MEDIUM
    assert "muestra" in figure.note


def test_a_sum_says_what_it_sums() -> None:
    draft = DESK.draft("diagnostico-por-dimension", entity(DESK))
    people = [each for each in draft.filled if each.figure and each.figure.indicator == "poblacion-total"]
    men, women = (DESK.figures.store().latest("05756", f"poblacion-{each}") for each in ("hombres", "mujeres"))
    assert men is not None
    assert women is not None
    assert people[-1].value == (men.value or 0) + (women.value or 0)
    assert "Suma" in people[-1].note


def test_what_a_person_wrote_stands_before_the_figure_which_stays_as_an_alternative() -> None:
    written = [NewValue("ingresos-totales", Decimal(1), 3)]
    draft = DESK.preview("situacion-fiscal", entity(DESK), written, by="Ana")
    field = value(draft.values, "ingresos-totales", 3)
    assert (field.value, field.origin) == (Decimal(1), OriginKind.MANUAL)
    assert "Ana" in field.source
    assert field.alternatives[0].value == Decimal(61095270000)


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("acta-de-gestion", dt.date(2020, 1, 23)),
        ("plan-de-accion", dt.date(2020, 1, 31)),
        ("proyecto-al-ctp", dt.date(2020, 2, 29)),
        ("concepto-ctp", dt.date(2020, 3, 31)),
        ("plan-al-concejo", dt.date(2020, 4, 30)),
        ("diagnostico-ninez", dt.date(2020, 4, 30)),
        ("decision-concejo", dt.date(2020, 5, 31)),
    ],
)
def test_deadlines_are_those_of_the_guidance(key: str, day: dt.date) -> None:
    found = deadline(key, Period(2016, 2019), {})
    assert isinstance(found, Deadline)
    assert found.day == day


def test_a_deadline_runs_from_the_day_that_somebody_wrote() -> None:
    found = deadline("verificacion-bienes", None, {"fecha-acta": dt.date(2020, 1, 23)})
    assert isinstance(found, Deadline)
    assert found.day == dt.date(2020, 3, 5)
    later = deadline("decision-concejo", Period(2016, 2019), {"presentado-concejo": dt.date(2020, 4, 15)})
    assert isinstance(later, Deadline)
    assert later.day == dt.date(2020, 5, 15)


@pytest.mark.parametrize("key", ["verificacion-bienes", "concepto-car"])
def test_a_deadline_whose_start_is_not_known_is_not_counted(key: str) -> None:
    found = deadline(key, Period(2016, 2019), {})
    assert isinstance(found, MissingStart)
    assert found.field


def test_every_rule_of_the_catalogue_is_known() -> None:
    asked = {
        each.origin.key
        for spec in DESK.catalogue.specs()
        for each in spec.fields
        if each.origin.kind is OriginKind.CALENDAR
    }
    assert asked <= known_rules()


@pytest.mark.parametrize(("category", "limit"), [("E", 50), ("1", 65), ("2", 70), ("3", 70), ("4", 80), ("6", 80)])
def test_limits_are_those_of_the_law_as_the_corpus_has_it(category: str, limit: int) -> None:
    found = running_cost_limit(entity(DESK), category)
    assert found is not None
    assert found[0] == limit
    assert found[1].reference == "Ley 617 de 2000, artículo 6"
    law = (CORPUS / "normas" / "ley-617-2000.md").read_text(encoding="utf-8")
    assert f"| {limit}% | Ley 617 de 2000, artículo 6 |" in law


def test_a_category_that_does_not_exist_has_no_limit() -> None:
    assert running_cost_limit(entity(DESK), "9") is None
    assert running_cost_limit(entity(DESK), None) is None


def _field(kind: FieldKind, unit: str = "") -> FieldSpec:
    origin = Origin(OriginKind.INDICATOR, "x")
    return FieldSpec("x", "X", kind, "", origin, (LegalBasis("Ley 951 de 2005"),), unit=unit, cells=("A1",))


@pytest.mark.parametrize(
    ("unit", "kind", "wanted", "factor"),
    [
        ("pesos", FieldKind.MONEY, "pesos", 1),
        ("Millones de pesos corrientes", FieldKind.MONEY, "pesos", 1_000_000),
        ("miles de pesos", FieldKind.MONEY, "pesos", 1_000),
        ("millones de pesos", FieldKind.MONEY, "millones de pesos", 1),
        ("personas", FieldKind.MONEY, "pesos", None),
        ("%", FieldKind.MONEY, "pesos", None),
        ("%", FieldKind.PERCENT, "%", 1),
        ("puntos", FieldKind.PERCENT, "%", None),
        ("%", FieldKind.NUMBER, "puntos", None),
        ("puntos", FieldKind.NUMBER, "puntos", 1),
    ],
)
def test_a_figure_in_another_unit_is_converted_exactly_or_left_out(
    unit: str, kind: FieldKind, wanted: str, factor: int | None
) -> None:
    assert unit_factor(unit, _field(kind, wanted)) == factor


@pytest.mark.parametrize("written", ["2019-2016", "hoy", "1800-1803", "2000-2099", "2016–x", ""])
def test_a_period_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of int() as well
        Period.parse(written)


def test_a_period_is_read_as_it_is_written() -> None:
    assert Period.parse("2016–2019").years == (2016, 2017, 2018, 2019)
    assert str(Period.parse("2019")) == "2019"

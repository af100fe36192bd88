"""What Relevo knows of an entity, as LangChain tools."""

from __future__ import annotations

import pytest
from langchain_core.tools import BaseTool
from pydantic import ValidationError

from assistant.entity_tools import (
    CompareEntities,
    EntityIndicators,
    FoundFigures,
    ListedFormats,
    ListFormats,
    PrefilledFormat,
    PrefillFormat,
    entity_tools,
)
from tests.assistant.formats.desks import entity, shared_desk

DESK = shared_desk()
TOOLS: dict[str, BaseTool] = {tool.name: tool for tool in entity_tools(DESK)}


def figures(name: str, **arguments: object) -> FoundFigures:
    return FoundFigures.model_validate_json(TOOLS[name].invoke(arguments))


def test_their_arguments_are_typed() -> None:
    assert {name: tool.args_schema for name, tool in TOOLS.items()} == {
        "entity_indicators": EntityIndicators,
        "compare_entities": CompareEntities,
        "list_formats": ListFormats,
        "prefill_format": PrefillFormat,
    }


def test_an_indicator_comes_with_every_year_and_its_source() -> None:
    found = figures("entity_indicators", entity="Sonsón", indicator="desempeño fiscal").figures
    assert found[-1].value in {"79,49", "66,29"}
    assert all(each.source for each in found)
    assert [each.year for each in found] == sorted(each.year for each in found)


def test_without_an_indicator_each_has_its_last_figure() -> None:
    found = figures("entity_indicators", entity="05756").figures
    assert len({each.indicator for each in found}) == len(found) > 10


def test_entities_are_compared_in_a_year_that_all_have() -> None:
    found = figures(
        "compare_entities", entities=["Sonsón", "Rionegro, Antioquia"], indicator="ingresos totales"
    ).figures
    assert [each.entity for each in found] == ["Sonsón (Antioquia)", "Rionegro (Antioquia)"]
    assert {each.year for each in found} == {2019}
    assert found[0].value == "61.095.270.000"


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("entity_indicators", {"entity": "San Luis"}, "73678"),
        ("entity_indicators", {"entity": "Macondo"}, "No se reconoce la entidad"),
        ("entity_indicators", {"entity": "Sonsón", "indicator": "zzzz"}, "No se reconoce el indicador"),
        ("compare_entities", {"entities": ["Sonsón", "Macondo"], "indicator": "población"}, "Macondo"),
    ],
)
def test_what_cannot_be_found_is_a_problem_to_ask_again_about(
    name: str, arguments: dict[str, object], says: str
) -> None:
    found = figures(name, **arguments)
    assert says in found.problem
    assert found.figures == ()


def test_the_formats_are_listed_as_not_official() -> None:
    listed = ListedFormats.model_validate_json(TOOLS["list_formats"].invoke({})).formats
    assert [each.id for each in listed] == [entry.id for entry in DESK.catalogue.entries]
    assert all("no oficial" in each.notice for each in listed)


def test_a_format_is_prefilled_as_everywhere_else() -> None:
    told = TOOLS["prefill_format"].invoke({"format": "2", "entity": "05756", "period": "2016-2019"})
    found = PrefilledFormat.model_validate_json(told)
    assert found.title == "Situación fiscal"
    assert any(each.value == "61.095.270.000" and each.year == 2019 and each.source for each in found.filled)
    draft = DESK.draft("situacion-fiscal", entity(DESK))
    assert len(found.left) + len(found.filled) == len(draft.values)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"format": "99", "entity": "05756"}, "No se reconoce el formato"),
        ({"format": "2", "entity": "05756", "period": "siempre"}, "2016-2019"),
        ({"format": "2", "entity": "San Luis"}, "Repita con el código"),
    ],
)
def test_a_format_that_cannot_be_prefilled_says_why(arguments: dict[str, object], says: str) -> None:
    assert says in PrefilledFormat.model_validate_json(TOOLS["prefill_format"].invoke(arguments)).problem


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("entity_indicators", {}),
        ("compare_entities", {"entities": ["Sonsón"], "indicator": "población"}),
        ("compare_entities", {"entities": ["Sonsón", "Rionegro"], "indicator": "población", "year": 99}),
        ("prefill_format", {"format": "2"}),
        ("prefill_format", {"format": "2", "entity": "05756", "otro": 1}),
    ],
)
def test_wrong_arguments_are_refused(name: str, arguments: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TOOLS[name].invoke(arguments)

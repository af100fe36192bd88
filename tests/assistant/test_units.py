"""What a passage can be quoted by."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.units import units
from assistant.types import PassageKind
from tests.assistant.factories import listing, passage


def test_a_list_stays_whole_with_its_lead_in() -> None:
    text = "Antes de todo, lea. El acta contiene:\n1. Informe.\n2. Recursos.\nEs obligatoria."
    assert [unit.text for unit in units(listing(text))] == [
        "Antes de todo, lea.",
        "El acta contiene:\n1. Informe.\n2. Recursos.",
        "Es obligatoria.",
    ]


def test_a_small_table_stays_whole() -> None:
    text = "Los límites son:\nCategoría: sexta; Límite: 80 %\nCategoría: primera; Límite: 65 %"
    assert [unit.text for unit in units(passage(text, kind=PassageKind.TABLE))] == [text]


def test_each_row_of_a_large_table_is_a_unit() -> None:
    rows = [f"Municipio: {number}; Población: {number * 1_000} habitantes según el censo" for number in range(1, 30)]
    found = units(passage("\n".join(rows), kind=PassageKind.TABLE))
    assert [unit.text for unit in found] == rows


@given(
    st.lists(st.sampled_from(["Uno dos.", "El acta contiene:", "- uno", "1. dos", "a) tres", "Fin. Otra."]), max_size=8)
)
def test_units_stand_where_they_say_and_do_not_overlap(lines: list[str]) -> None:
    source = listing("\n".join(lines))
    end = 0
    for unit in units(source):
        assert source.text[unit.start : unit.end] == unit.text
        assert unit.start >= end
        end = unit.end
    spoken = "".join(unit.text for unit in units(source))
    assert sorted(spoken.replace("\n", "").replace(" ", "")) == sorted("".join(lines).replace(" ", ""))

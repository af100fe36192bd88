"""Words as people type them on phones."""

from __future__ import annotations

import pytest

from assistant.spanish import Speller
from assistant.spanish.spelling import sound

SPELLER = Speller(
    dict.fromkeys(
        "cuanto tiempo tengo entregar informe archivo vigencia estado gasto monto presupuesto regalias equipo plan".split(),
        10,
    ),
    names=["Sonsón"],
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cuanto tienpo tengo pa entregar el imforme", "cuanto tiempo tengo para entregar el informe"),
        ("qe tengo q entregar del archibo", "que tengo que entregar del archivo"),
        ("la bijencia del presupesto", "la vigencia del presupuesto"),
        ("rregalias y ekipo", "regalias y equipo"),
    ],
)
def test_what_was_meant_is_found(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "como arreglo la moto",  # not "monto": a word of Spanish was meant
        "mis gatos",  # not "gastos"
        "estamos en diciembre",  # "estados" is no slip of it
        "¿Qué hago en Zonzón, Antioquia?",  # a name
        "Escríbeme un poema",  # whoever types accents knows the word
        "en sonson",
        "BPIN 2017000",
    ],
)
def test_what_is_a_word_stays(text: str) -> None:
    assert SPELLER.correct(text) == text


def test_only_the_wrong_word_changes() -> None:
    assert SPELLER.correct("¿Cuánto   tienpo…?") == "¿Cuánto   tiempo…?"


@pytest.mark.parametrize(
    ("one", "other"), [("vijencia", "vigencia"), ("acer", "hacer"), ("enpalme", "empalme"), ("kiero", "quiero")]
)
def test_what_sounds_alike_is_one(one: str, other: str) -> None:
    assert sound(one) == sound(other)
    assert sound("casa") != sound("cosa")

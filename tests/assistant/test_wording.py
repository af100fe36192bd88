"""What the words of a question alone tell."""

from __future__ import annotations

import pytest

from assistant.answering.wording import scaled, wording


@pytest.mark.parametrize(
    ("answered", "unanswered"),
    [
        ("¿Qué plazo tiene el saliente para rendir el informe?", "¿Quién es hoy el alcalde de Nariño?"),
        ("¿Qué debe contener el plan de desarrollo?", "¿Cuánto cuesta en pesos el programa para hacer el plan?"),
    ],
)
def test_what_nobody_wrote_down_is_put_otherwise(answered: str, unanswered: str) -> None:
    assert wording(answered) > 0 > wording(unanswered)


def test_it_stays_within_bounds() -> None:
    assert (scaled(100.0), scaled(-100.0), scaled(2.0)) == (1.5, -1.5, 0.5)
    assert abs(wording("contraseña " * 3 + "contraseña del whatsapp del gobernador de Nariño hoy")) <= 1.5

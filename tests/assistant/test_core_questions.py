"""What every new mayor asks, in the plainest words: the first thing said is what the guidance says of it."""

from __future__ import annotations

import pytest

from assistant import Assistant, Turn
from assistant.spanish import fold

CORE = [
    ("¿Qué es el empalme?", "entrega"),
    ("¿Es obligatorio el empalme?", "si: la entrega"),
    ("¿Cuándo empieza el empalme?", "electo"),
    ("¿Qué plazo hay para entregar el acta de informe de gestión?", "quince (15) dias habiles"),
    ("¿Cuántos días hay para revisar el acta?", "treinta (30) dias"),
    ("¿Qué pasa si encuentro irregularidades?", "organo de control"),
    ("¿Qué debe contener el acta de informe de gestión?", "ley 951 de 2005, articulo 10"),
    ("Si el alcalde no entrega el informe, ¿qué sanción tiene?", "disciplinari"),
    ("¿Cuándo se entrega la información para el plan?", "antes del 15 de diciembre"),
    ("¿Cuándo se presenta el plan al concejo?", "cuatro (4) meses"),
    ("¿Hasta cuándo hay plazo para presentar el plan de desarrollo?", "cuatro (4) meses"),
    ("¿Cuándo se debe presentar el proyecto de plan al CTP?", "dos (2) meses"),
    ("¿Cuánto tiempo tiene el CTP para dar su concepto?", "un (1) mes"),
    ("¿Qué plazo tiene el concejo para aprobar el plan?", "mes siguiente"),
    ("¿Qué pasa si el concejo no aprueba el plan?", "decreto"),
    ("¿Puede el alcalde adoptar el plan por decreto?", "el alcalde puede adoptar"),
    ("¿Quiénes integran el Consejo Territorial de Planeación?", "terna"),
    ("¿Qué partes debe tener el plan de desarrollo?", "parte estrategica"),
    ("¿Qué es el plan indicativo?", "plan indicativo es"),
    ("¿Qué es el plan plurianual de inversiones?", "plan plurianual de inversiones (ppi) es"),
    ("¿Qué es el KPT?", "kit de planeacion territorial"),
    ("¿Qué es TerriData?", "terridata"),
    ("¿Cuánto dura el plan de desarrollo municipal?", "cuatro"),
    ("¿Cuántos pactos tiene el PND 2018-2022?", "25 pactos"),
    ("¿Cuáles son los pactos del PND 2018-2022?", "legalidad"),
    ("¿Cuánto suma el plan de inversiones del PND 2018-2022?", "1.096,1"),
    ("¿Qué es un OCAD?", "organo colegiado"),
]


@pytest.mark.parametrize(("question", "said"), CORE)
def test_a_core_question_is_answered_at_once(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(Turn(question))
    assert not answer.refused
    assert said in fold(answer.statements[0].text)

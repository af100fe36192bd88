"""Text in documents is data. A sentence that gives orders to whoever reads it by machine is no evidence of anything."""

from __future__ import annotations

import re

from assistant.spanish import fold

_START = r"(?:^|[:;.»\"]\s*)\W*(?:por favor,?\s+)?"
_ORDERS = re.compile(
    r"\b(?:ignor[ae]n?|olvid[ae]n?|olvidate|desatiend[ae]|descart[ae]|omit[ae]|haz caso omiso|haga caso omiso|no hagas? caso)\b"
    r"[^.]{0,40}\b(?:instruccion(?:es)?|anterior(?:es)?|reglas|indicaciones|contexto|mensajes?|pasajes?|todo lo)\b"
    r"|\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:previous|above|instructions?|rules?|context|prompt|everything)\b"
    r"|\b(?:ahora eres|eres ahora|usted es ahora|ahora usted es|you are now|finge (?:ser|que))\b"
    r"|\b(?:modo (?:desarrollador|administrador|dios|sin restricciones)|developer mode|jailbreak|system prompt)\b"
    r"|\b(?:mensaje|instruccion(?:es)?|prompt|aviso|nota|orden(?:es)?)\s+(?:del|para el|para la|al?)\s+"
    r"(?:sistema|asistente|modelo|chatbot|ia|bot)\s*:"
    r"|\b(?:asistente|modelo de lenguaje|inteligencia artificial|chatbot|ia|llm|assistant|language model)\b[^.]{0,20}"
    r"\b(?:deb[ea]s?|responda|responde|conteste|contesta|diga|di|escriba|escribe|cite|cita|must|should|say|reply)\b"
    rf"|{_START}(?:responde|responda|conteste|contesta|diga|di|escriba|escribe|afirme)\s+(?:siempre|solo|solamente|unicamente|que)\b"
    rf"|{_START}(?:actua|actue) como\b|{_START}act as\b"
    r"|\b(?:revela|revele|imprime|imprima|repite|repita|muestra|muestre)\b[^.]{0,30}\b(?:tus|sus) instrucciones\b"
    r"|\b(?:reply|respond|answer|say|print|output)\s+(?:only|with|that|always)\b"
)
_MARKS = re.compile(
    r"<\|[^|>]*\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|user|instructions?|pasaje|pasajes|pregunta|script|img|iframe)\b"
    r"|^\W*(?:system|assistant|user|human|sistema|asistente|usuario)\s*:|#{2,}\s*(?:instruction|instrucci[oó]n|system|sistema)(?:es|s)?\s*:"
    r"|!\[[^\]]*\]\(|\]\(\s*(?:https?|javascript|data):|javascript:|\{\{.*\}\}",
    re.IGNORECASE | re.MULTILINE,
)


def gives_orders(text: str) -> bool:
    """Whether a text speaks to the machine that reads it: orders, or the roles it should take."""
    return _ORDERS.search(fold(text)) is not None


def is_for_machines(text: str) -> bool:
    """Whether a text gives orders or holds marks that only a program acts on: nothing that a model's sentence may bring."""
    return _MARKS.search(text) is not None or gives_orders(text)

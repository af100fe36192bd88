"""Questions that ask what the law makes of one person's own case: they get the rule, and who can advise."""

from __future__ import annotations

import re

from assistant.spanish import fold

_OWN_CASE = re.compile(
    r"\b(?:me|nos) (?:puede[n]?|va[n]? a|podrian?) (?:\w+ )?(?:sancionar|destituir|demandar|denunciar|investigar|inhabilitar|"
    r"condenar|embargar|suspender|multar|encarcelar|capturar|meter)"
    r"|\b(?:en mi caso|mi situacion|que me (?:aconseja|recomienda|conviene)|estoy inhabilitad[oa]|soy responsable|me defiendo|"
    r"(?:debo|puedo|tengo que|deberia) (?:demandar|denunciar|apelar|renunciar)|gano (?:el|la) (?:proceso|demanda)|me toca pagar)\b"
)


def asks_advice(question: str) -> bool:
    """Whether a question asks for advice on the case of whoever asks."""
    return _OWN_CASE.search(fold(question)) is not None

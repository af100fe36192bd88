"""What kind of thing a question asks for, read from how it is put: "qué es", "quién", "cuándo", "puedo", "qué pasa si"."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from assistant.spanish.text import fold


class Shape(StrEnum):
    """The kind of thing asked for."""

    COMPARISON = "comparison"
    CONSEQUENCE = "consequence"
    REASON = "reason"
    DEFINITION = "definition"
    PERSON = "person"
    AMOUNT = "amount"
    MOMENT = "moment"
    PLACE = "place"
    SOURCE = "source"
    PROCEDURE = "procedure"
    LIST = "list"
    PERMISSION = "permission"
    OTHER = "other"


_CUES = [
    (shape, re.compile(pattern))
    for shape, pattern in (
        (Shape.COMPARISON, r"\bdiferencias?\b|\bse diferencian?\b|\bes lo mismo\b|\bson lo mismo\b|\bcomparad[oa]\b"),
        (Shape.CONSEQUENCE,
         r"\bque (?:me |le |les )?(?:pasa|ocurre|sucede|sigue|puede pasar)\b|\bque hago si\b|\bconsecuencias?\b"
         r"|\bsancion(?:es|an)?\b|\by aho?ra que\b"),
        (Shape.REASON, r"\bpor ?que\b(?! (?:medio|norma|ley))|\bpara que (?:sirve|se|le|me|es)\b|\bque (?:gana|saca|utilidad)\b"),
        (Shape.SOURCE, r"\b(?:que|cual|en que|en cual) (?:es la )?(?:articulo|norma|ley|decreto|resolucion)\b|\bdonde dice\b"),
        (Shape.DEFINITION,
         r"\bque (?:es|son|significa|quiere decir)\b|\ben que consisten?\b|\bde que (?:se )?trata\b|\bdefin|\bsignificado\b"
         r"|\bsigla\b"),
        (Shape.MOMENT,
         r"\bcuando\b|\bhasta (?:que dia|cuando)\b|\b(?:que|en que|cual) (?:dia|fecha|mes|ano|momento)\b|\bplazos?\b"
         r"|\bcuant[oa]s? (?:tiempo|dias|meses|anos)\b|\bse (?:vence|vencia|vencio)\b|\bfechas?\b"),
        (Shape.AMOUNT, r"\bcuant[oa]s?\b|\bque (?:porcentaje|parte|tajada|monto)\b|\btope\b|\blimites?\b"),
        (Shape.PERSON, r"\b(?:a |de |con |ante )?quien(?:es)?\b|\bque (?:entidad|autoridad|funcionario|servidor)(?:es)?\b"),
        (Shape.PLACE, r"\b(?:a|en|de)? ?donde\b|\ben que (?:pagina|sitio|portal)\b"),
        (Shape.PROCEDURE, r"\bcomo\b|\bpasos?\b|\bque (?:hago|hacer|debo hacer|tengo que hacer)\b|\bde que (?:manera|forma)\b"),
        (Shape.PERMISSION,
         r"\b(?:puedo|puede|pueden|podemos|se puede|debo|deben?|hay que|toca|tengo que|tienen? que|es obligatori[oa]|"
         r"obligad[oa]s?|basta|sirve|vale)\b"),
        (Shape.LIST,
         r"\bcuales\b|\bque (?:debe|tiene|lleva|contiene|incluye|documentos|requisitos|papeles|partes|etapas|fases)\b|\blista\b"),
    )
]  # fmt: skip


@lru_cache(maxsize=20_000)
def shape_of(question: str) -> Shape:
    """The kind of thing that a question asks for; the first cue that fits decides."""
    folded = fold(question)
    return next((shape for shape, cue in _CUES if cue.search(folded)), Shape.OTHER)

"""How a question is put, where that tells whether guidance could answer it at all.

Guidance says what holds for everybody. It knows neither what is going on today in one town, nor what things cost, nor what
somebody must do for an errand of their own; and it writes no speeches.
"""

from __future__ import annotations

import re

from assistant.spanish import Shape, fold, shape_of

_CUES = {
    "today": r"\b(?:hoy|ahora|actual(?:es|mente)?|este (?:ano|mes)|esta semana|en este momento|ayer|manana|ultim[oa]s?|todavia|aun|"
    r"ya (?:esta|estan|\w+aron|\w+ieron|(?:entreg|aprob|public|report|present)o)|va|van|anda)\b",
    "own": r"\b(?:mi|nuestr[oa]|este|aqui|aca)\s?(?:municipio|pueblo|alcald\w+|departamento|gobernacion|concejo)?\b",
    "myself": r"\b(?:me|mi|mis|yo|soy|estoy|tengo)\b",
    "price": r"\b(?:vale|valen|cuestan?|cobran?|precios?|en pesos|pagan?|ganan?|honorarios|salarios?|sueldos?)\b",
    "extract": r"\b(?:paginas?|laminas?|diapositivas?|transcrib\w+|articulo por articulo|textual(?:mente)?|al pie de la letra)\b",
    "order": r"^\W*(?:haga|hazme|hagame|escrib\w+|redact\w+|dame|deme|calcul\w+|expli\w+|transcri\w+|diga\w*|dime|cuent\w+|"
    r"muestr\w+|traduz\w+|recomiend\w+)\b",
    "who_is": r"\bquien(?:es)? (?:es|son|fue|fueron|sera|quedo|gano)\b|\bcomo se llaman?\b|\bnombres? (?:del?|de la)\b",
    "errand": r"\bcomo (?:hago|saco|pido|me|actualizo|consigo|inscribo|recupero)\b|"
    r"\bdonde (?:pago|saco|reclamo|pido|voto|compro)\b",
}  # fmt: skip
_CUES_IN = {name: re.compile(pattern) for name, pattern in _CUES.items()}
_INSTITUTION = (
    "Acci|Alcal|Aten|Conce|Concejo|Consej|Constit|Contr|Desarr|Educ|Empal|Empl|Estado|Gobern|Gobie|Hacie|Inver|Justi|Naci|Orden|"
    "Partic|Planea|Presid|Procur|Registr|Salud|Secret|Trans|Vivien"
)
_PLACE = re.compile(
    rf"\b(?:de|en|del) (?:(?:La|El|San|Santa|Los|Las) )?(?!{_INSTITUTION})[A-ZÁÉÍÓÚÑ][a-záéíóúñü]{{3,}}"
)


def cues(question: str) -> dict[str, float]:
    """Each cue, 1.0 where the question has it: those above, a place it names, and the kind of thing that it asks for."""
    folded, shape = fold(question), shape_of(question)
    found = {name: float(pattern.search(folded) is not None) for name, pattern in _CUES_IN.items()}
    asks = {f"asks_{kind}": float(kind is shape) for kind in Shape}
    return found | asks | {"place": float(_PLACE.search(question) is not None)}

"""Which indicator, or which attribute of the entity, a label of a template speaks of."""

from __future__ import annotations

import re

from assistant.formats.reading.records import Match
from assistant.formats.records import OriginKind
from assistant.indicators.catalogue import Catalogue, Indicator
from assistant.spanish import content_stems, fold

_ATTRIBUTES = {
    "name": ("municipio", "entidad", "entidad territorial", "nombre del municipio", "nombre de la entidad", "nombre entidad"),
    "code": ("codigo dane", "codigo divipola", "divipola", "codigo del municipio", "codigo dane del municipio", "codigo entidad"),
    "department": ("departamento", "nombre del departamento"),
    "category": ("categoria", "categoria del municipio", "categoria ley 617", "categoria municipal"),
    "region": ("region",),
    "pdet": ("es pdet", "es municipio pdet", "municipio pdet"),
}  # fmt: skip
_NOT_WORDS = re.compile(r"[^a-z0-9% ]+")
_UNIT = re.compile(r"\([^)]*\)")
_GENERIC = content_stems("valor dato total indicador año vigencia pesos")
_NOISE = _GENERIC | content_stems("porcentaje tasa")
_LEAST = 0.55
_ONE_WORD = 0.85
"""What one everyday word is worth at most: "ingresos" beside a box may be those of a household."""


def match_label(label: str, catalogue: Catalogue) -> Match | None:
    """The likeliest thing that a label speaks of, with a score; None where nothing is like it.

    The score is 1 for an official name, else the share of the label's words that a name or synonym accounts for.
    """
    compact = " ".join(_NOT_WORDS.sub(" ", fold(_UNIT.sub(" ", label))).split())
    for key, names in _ATTRIBUTES.items():
        if compact in names:
            return Match(OriginKind.ENTITY, key, label, 1.0)
    exact = catalogue.by_name(label) or catalogue.by_name(compact)
    if exact is not None:
        return _of(exact, 1.0)
    found = catalogue.match(compact)
    if not found:
        return None
    ties = [indicator for indicator, score in found if score == found[0][1]]
    words = content_stems(compact) - (_NOISE - catalogue.matched_stems(compact))
    score = len(catalogue.matched_stems(compact) & words) / max(len(words), 1)
    if score < _LEAST:
        return None
    score = min(score, _ONE_WORD) if len(content_stems(compact) - _GENERIC) == 1 else score
    return _of(ties[0], round(score / len(ties), 2))


def _of(indicator: Indicator, score: float) -> Match:
    return Match(OriginKind.INDICATOR, indicator.id, indicator.name, score)

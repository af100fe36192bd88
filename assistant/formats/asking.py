"""Whether a question is about Relevo's formats, and what it wants of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.formats.catalog import Catalogue
from assistant.formats.records import FormatEntry
from assistant.spanish import content_stems, fold


class Wish(StrEnum):
    """What is wanted of the formats."""

    PREFILL = "prediligenciar"
    PREFILL_ALL = "prediligenciar todos"
    LEFT = "que falta"
    FIELD = "que va"
    LIST = "cuales hay"


@dataclass(frozen=True, slots=True)
class AskedFormat:
    """A question about formats. ``entry`` is the one meant, None where none is told; ``label`` the field asked about."""

    wish: Wish
    entry: FormatEntry | None = None
    label: str = ""


_ELSEWHERE = re.compile(
    r"contralor|5674|951|hoja de ruta|\bdnp\b|funcion publica|procuradur|\boficial|formato unico|\bchip\b|\bfut\b|\bsia\b|\bsuip\b"
    r"|\binvent(?:a|e|ar|ame|eme)\b|\bcuantos formatos\b|anexos? de la resolucion"
)
"""Formats that are not ours, and tricks: guidance answers them, or declines."""

_PREFILL = re.compile(
    r"\b(?:pre ?-?diligenci(?:a|e|ar|ame|eme|arme|alo|elo|emos)|pre ?-?llen(?:a|e|ar|ame|eme|arme|alo)|diligenci(?:ame|eme|e|a)"
    r"|llen(?:ame|eme|arme|a|e)|complet(?:ame|eme|arme)|genera(?:me)?|genere(?:me)?|hagame|hazme|preparame|prepareme|dame|deme"
    r"|descarg(?:a|ar|arme|ue)|ayud\w+ a (?:llenar|diligenciar|pre ?-?diligenciar)"
    r"|(?:quiero|necesito)(?! (?:saber|entender|conocer)))\b"
)
_CERTAIN = re.compile(r"\bpre ?-?(?:diligenci|llen)\w*|\b(?:diligenci|llen)(?:ame|eme)\b")
_QUESTION = re.compile(
    r"\b(?:como se|como debo|quien(?:es)?|cuando|donde|por que|para que|cual(?:es)? (?:es|son)|que (?:es|son|debe|debo|norma|ley)|"
    r"es obligatori\w|debo|deben?|plazos?)\b"
)
_LEFT = re.compile(
    r"\b(?:que|cuanto|cuales?|cuantos) (?:campos? )?(?:me|nos|le|les)? ?(?:falta|faltan|queda|quedan)\b"
    r"|\bcomo (?:va|vamos|voy|anda)\b.*\bformato|\bque (?:hay|tengo) que (?:llenar|diligenciar)\b"
    r"|\bpor (?:llenar|diligenciar)\b"
)
_GOES = (
    r"(?:va|van|pongo|ponen?|escribo|lleno|diligencio|coloco|significa|quiere decir|es"
    r"|se (?:pone|escribe|llena|diligencia|coloca))"
)
_PLACE = r"(?:columna|campo|casilla|celda|renglon|fila|casillero)s?"
_FIELD = re.compile(
    rf"\b(?:que|como) {_GOES}\b(?: lo de)?(?: (?:en|con))?(?: (?:el|la|los|las))? {_PLACE}(?: del?| llamad[oa])? (?P<label>.+)"
)
_OF_FORMAT = re.compile(r"\s*\b(?:del|en el|en|de) (?:el )?formato\b.*")
_QUOTES = re.compile(r"[«\"'“‘](?P<label>[^»\"'”’]+)[»\"'”’]")
_LIST = re.compile(
    r"\bque formatos\b.*\b(?:tiene|puede|sabe|hay|trae|ofrece|propone|llena|prellena)|\bcuales formatos\b"
    r"|\blista\w*(?: de)?(?: los)? formatos\b|\bmuestr\w+ (?:los|sus) formatos\b"
)
_RELEVO = re.compile(r"\b(?:relevo|usted|tu|me|prellen\w*|pre ?-?diligenci\w*|llenar|listame|listeme|kpt)\b|puede")
_NUMBERED = re.compile(
    r"\bformatos? (?:de )?(?P<group>kpt )?(?:numero |no\.? ?|# ?)?(?P<number>\d{1,2})\b(?P<after> (?:del? )?(?:kpt|plan))?"
)
_FORMAT = re.compile(r"\bformatos?\b")
_ACTA = re.compile(r"\bacta de (?:informe de )?gestion\b")
_ALL = re.compile(r"\btodos (?:los|mis)? ?formatos\b|\blos (?:diez|10|19) formatos\b")
_VERBS = content_stems(
    "prediligencia prediligenciar pre diligencia diligenciar prellena llena llenar falta faltan formato formatos quiero necesito "
    "dame deme genera descarga municipio alcaldía favor ayuda ayúdame"
)


def read_asked(question: str, catalogue: Catalogue) -> AskedFormat | None:
    """What a question wants of Relevo's formats; None where it is about something else.

    Args:
        question: without the name of the entity, which could be taken for part of a format's.
        catalogue: the formats.
    """
    folded = " ".join(fold(question).split())
    if _ELSEWHERE.search(folded):
        return None
    named = _FORMAT.search(folded) is not None
    field = _FIELD.search(folded)
    if field is not None:
        return AskedFormat(Wish.FIELD, _entry(folded, catalogue) if named else None, _label(question, field["label"]))
    if named and _LIST.search(folded) and _RELEVO.search(folded):
        return AskedFormat(Wish.LIST)
    entry = _entry(folded, catalogue)
    if _LEFT.search(folded) and named:
        return AskedFormat(Wish.LEFT, entry) if entry else None
    if not _PREFILL.search(folded) or (_QUESTION.search(folded) and not _CERTAIN.search(folded)):
        return None
    if _CERTAIN.search(folded) and _QUESTION.search(folded) and _is_how(folded):
        return None
    if _ALL.search(folded):
        return AskedFormat(Wish.PREFILL_ALL)
    if entry is not None and (named or _CERTAIN.search(folded)):
        return AskedFormat(Wish.PREFILL, entry)
    return AskedFormat(Wish.PREFILL) if named and _CERTAIN.search(folded) else None


def _is_how(folded: str) -> bool:
    """Whether it asks how or by whom a format is filled, which guidance tells."""
    return re.match(r"\W*(?:como|quien(?:es)?|cuando|donde|por que|para que|debo|deben?)\b", folded) is not None


def _entry(folded: str, catalogue: Catalogue) -> FormatEntry | None:
    """The format that a question names, by number or by the words of its name."""
    numbered = _NUMBERED.search(folded)
    if numbered:
        group = "kpt " if numbered["group"] or numbered["after"] else ""
        return catalogue.find(f"{group}{numbered['number']}")
    after = _FORMAT.search(folded)
    if after:
        rest = re.sub(r"^(?:\s*(?:de la|de los|del|de|sobre|para el|la|el|los))+\s+", "", folded[after.end() :]).strip(
            ' ?.!¿¡»«"'
        )
        exact = catalogue.find(rest) if rest else None
        if exact is not None:
            return exact
    if _ACTA.search(folded):
        return catalogue.find("acta de informe de gestión")
    words = set(content_stems(folded)) - _VERBS
    return catalogue.find(" ".join(words)) if words else None


def _label(question: str, after: str) -> str:
    """The field asked about: what stands between quotes, else the words after "columna"."""
    quoted = _QUOTES.search(question)
    if quoted:
        return quoted["label"].strip()
    return _OF_FORMAT.sub("", after).strip(" ?.!¿¡«»\"'“”‘’")

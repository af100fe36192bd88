"""Words, stems and sentences of Spanish as officials and mayors write it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import Stemmer

_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+", re.UNICODE)
_COMBINING = re.compile("[\u0300-\u036f]+")
_STEMMER = Stemmer.Stemmer("spanish", 0)

# Snowball knows "-ción" only with its accent, and phones leave accents out.
_LOST_ACCENT = re.compile(r"ion$")

STOPWORDS = frozenset(
    (
        "a al algo ante asi aun aunque bajo cada como con contra cual cuales cualquier cuando cuanto cuanta "
        "cuantos cuantas de del desde donde e el ella ellas ellos en entonces entre era eran es esa esas ese eso "
        "esos esta estan estas este esto estos fue fueron ha habia han hasta hay la las le les lo los mas me mi "
        "mis mucho muy ni no nos nosotros nuestra nuestro o otra otras otro otros para pero por porque pues que "
        "quien quienes se segun ser si sido sin sobre son su sus tal tambien tan te tiene tienen tengo toda todas "
        "todo todos tu tus u un una unas uno unos usted ya y yo debe deben debo puede pueden puedo hacer hace hago "
        "pasa expliqueme explique explicame explica enumere enumera digame diga dime cuenteme cuente cuentame quiero "
        "quisiera necesito saber favor ayudeme muestreme indiqueme indique describa resuma liste significa consiste"
    ).split()
)

_ABBREVIATIONS = frozenset(
    (
        "art arts num nums no nro par pars lit lits inc cap tit sec dr dra sr sra av cra pag pags p pp ej etc fig "
        "vol ed d c s a e p r h us ee uu vs cfr ord res exp"
    ).split()
)
_LIST_MARKER = re.compile(r"(?:[-•*–·▪]|\(?(?:[a-zñ]|[ivx]{1,4}|\d{1,3})[.)°º-]+)\s", re.IGNORECASE)
_ASKS = re.compile(
    r"[\W_]*(?:(?:a|ante|con|de|desde|en|hasta|para|por|segun|sobre) )?"
    r"(?:que|cual(?:es)?|quien(?:es)?|cuando|cuant[oa]s?|donde|adonde|como|es|son|se puede|puedo|debo|tengo que|hay que)\b"
)
_BOUNDARY = re.compile(r"[.!?…]+[»”\")\]]*\s+(?=[¿¡«“\"(\[]?[A-ZÁÉÍÓÚÜÑ0-9])|\n{2,}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: ``source[start:end] == text``."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents or tildes, one character for each of the composed (NFC) text's where possible."""
    lowered = text.lower()
    return lowered if lowered.isascii() else _COMBINING.sub("", unicodedata.normalize("NFD", lowered))


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Snowball stem of a folded word, the same with and without its accents."""
    return fold(_STEMMER.stemWord(_LOST_ACCENT.sub("ión", word)))


def stems_and_pairs(text: str) -> list[str]:
    """The stems of a text and its pairs of neighbouring stems, each once."""
    stems = [stem(word) for word in words(text)]
    return list(dict.fromkeys([*stems, *(f"{one} {other}" for one, other in pairwise(stems))]))


def content_words(text: str) -> list[str]:
    """The folded words that carry meaning: no stop words, no lone letters; numbers stay."""
    return [word for word in words(text) if word not in STOPWORDS and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=4_096)  # the same passages are read again and again
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(stem(word) for word in content_words(text))


def is_question(text: str) -> bool:
    """Whether a text asks, with or without its question marks: "cuanto tiempo tengo", but not "Plazo para entregar"."""
    return "?" in text or _ASKS.match(fold(text)) is not None


def sentences(text: str) -> list[Span]:
    """Split a text into sentences, each with its place. Abbreviations ("art. 39", "D. C.") do not end one."""
    spans: list[Span] = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        if _is_abbreviation(text, boundary.start()):
            continue
        end = boundary.start() + len(boundary.group().rstrip())
        _append(spans, text, start, end)
        start = boundary.end()
    _append(spans, text, start, len(text))
    return spans


def is_list_item(line: str) -> bool:
    """Whether a line begins with a list's bullet, letter or number ("- ", "a) ", "3. ")."""
    return _LIST_MARKER.match(line) is not None


def _is_abbreviation(text: str, dot: int) -> bool:
    """Whether the dot closes an abbreviation or a list number rather than a sentence."""
    if dot >= len(text) or text[dot] != ".":
        return False
    before = re.search(r"(\w+)$", text[:dot])
    if before is None:
        return False
    word = fold(before.group(1))
    starts_line = before.start() == 0 or text[before.start() - 1] == "\n"
    return word in _ABBREVIATIONS or (word.isdigit() and starts_line)


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        offset = start + piece.index(stripped)
        spans.append(Span(stripped, offset, offset + len(stripped)))

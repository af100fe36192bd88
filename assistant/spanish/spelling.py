"""Words as people type them on phones, brought to words that the guidance has: "cuanto tienpo tengo pa entregar el imforme".

A word is touched only where nobody has it: neither the index nor a dictionary of Spanish. Words that sound alike come first
("vijencia"), then those that are a slip of the finger away (Damerau, 1964, https://doi.org/10.1145/363958.363994).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from assistant.spanish.text import fold, stem

_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 4  # shorter words are too like one another
_FUZZY = 6
_LONG = 9
_NEIGHBOURS = frozenset(
    pair
    for row in ("qwertyuiop", "asdfghjklñ", "zxcvbnm")
    for one, other in pairwise(row)
    for pair in (one + other, other + one)
)
"""Keys side by side on a Spanish keyboard."""

_SHORTHAND = {
    "q": "que", "k": "que", "qe": "que", "ke": "que", "d": "de", "ay": "hay", "pa": "para", "pal": "para el", "xa": "para",
    "x": "por", "xq": "porque", "pq": "porque",
    "xk": "porque", "tb": "también", "tmb": "también", "tbn": "también", "bn": "bien", "cdo": "cuando", "cm": "como",
    "kien": "quien", "qien": "quien", "dl": "del", "muni": "municipio", "mpio": "municipio", "depto": "departamento",
    "dpto": "departamento", "gob": "gobierno", "doc": "documento", "docs": "documentos", "info": "información",
    "admon": "administración", "aki": "aquí", "nesesito": "necesito",
}  # fmt: skip
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ch", "3"), (r"h", ""), (r"ll", "y"), (r"qu|k|c(?![eiy])", "c"), (r"[zx]|c(?=[eiy])|sc(?=[ei])|ps", "s"),
        (r"v|w", "b"), (r"gu(?=[ei])", "g"), (r"g(?=[ei])", "j"), (r"n(?=[pbmv])", "m"), (r"m(?=[^aeiouypbm])", "n"),
        (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


class Speller:
    """Corrects the words of a question against the vocabulary of an index."""

    def __init__(self, vocabulary: Mapping[str, int], names: Iterable[str] = ()) -> None:
        """Prepare for a vocabulary: folded words, each with the number of passages that hold it; ``names`` are never touched."""
        self._known = {stem(word) for word in vocabulary} | {
            stem(word) for name in names for word in _WORD.findall(fold(name))
        }
        self._by_sound: dict[str, str] = {}
        for word in sorted(
            vocabulary, key=lambda item: (vocabulary[item], item)
        ):  # the commonest of a sound comes last and stays
            if len(word) >= _SHORT and word.isalpha():
                self._by_sound[sound(word)] = word
        self._counts = vocabulary

    def correct(self, text: str) -> str:
        """The text with its misspelt words replaced; everything else stays as typed, down to the spaces."""
        return _WORD.sub(
            lambda match: self._correct(match.group(), starts=not text[: match.start()].strip(" ¿¡\"'(")), text
        )

    def _correct(self, written: str, *, starts: bool) -> str:
        word = fold(written)
        if word in _SHORTHAND and word not in self._counts:
            return _SHORTHAND[word]
        is_name = written[0].isupper() and not starts and not written.isupper()
        is_careful = len(word) >= _SHORT and fold(written) != written.lower()  # whoever types accents knows the word
        if is_name or is_careful or len(word) < _SHORT or stem(word) in self._known or is_spanish_word(word):
            return written
        return self._nearest(word) or written

    def _nearest(self, word: str) -> str | None:
        from rapidfuzz.distance import OSA  # not on the way of a question that is spelt right
        from rapidfuzz.process import extract

        heard = sound(word)
        if heard in self._by_sound:
            return self._by_sound[heard]
        if len(heard) < _FUZZY:
            return None
        slips = 2 if len(heard) >= _LONG else 1
        near = extract(heard, self._by_sound.keys(), scorer=OSA.distance, score_cutoff=slips, limit=20)
        likely = [(slip, self._by_sound[key]) for key, slip, _ in near if key[0] == heard[0] and _is_slip(heard, key)]
        return min(likely, key=lambda item: (item[0], -self._counts[item[1]], item[1]))[1] if likely else None


def _is_slip(typed: str, meant: str) -> bool:
    """Whether fingers do that: a letter more or less, two swapped, or a neighbouring key; "estamos" is no slip of "estados"."""
    if len(typed) != len(meant) or sorted(typed) == sorted(meant):
        return True
    return all(one == other or one + other in _NEIGHBOURS for one, other in zip(typed, meant, strict=True))


def sound(word: str) -> str:
    """How a folded word sounds in Colombia, spelling apart: "vijencia" and "vigencia" are one."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


def is_spanish_word(word: str) -> bool:
    """Whether a word stands in a dictionary of Spanish, in some form of it."""
    return stem(fold(word)) in _spanish()


@cache
def _spanish() -> frozenset[str]:
    """The stems of a dictionary of Spanish: a word that stands in it was meant."""
    packed = files("spellchecker").joinpath("resources/es.json.gz").read_bytes()
    return frozenset(stem(fold(word)) for word in json.loads(gzip.decompress(packed)))

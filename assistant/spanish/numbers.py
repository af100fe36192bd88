"""Numbers as Colombia writes them: "1.096", "23.573,45", "quince (15)", "treinta y cinco"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from assistant.spanish.text import fold

_DIGITS = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w]*\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")

_UNITS = {
    name: value
    for value, names in enumerate(
        (
            "cero uno,un,una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
            "diecisiete dieciocho diecinueve veinte veintiuno,veintiun,veintiuna veintidos veintitres veinticuatro "
            "veinticinco veintiseis veintisiete veintiocho veintinueve"
        ).split()
    )
    for name in names.split(",")
}
_TENS = {
    name: 10 * value
    for value, name in enumerate(("treinta cuarenta cincuenta sesenta setenta ochenta noventa").split(), 3)
}
_HUNDREDS = {"cien": 100, "ciento": 100} | {
    f"{stem}{ending}": 100 * value
    for value, stem in enumerate(
        ("doscient trescient cuatrocient quinient seiscient setecient ochocient novecient").split(), 2
    )
    for ending in ("os", "as")
}
_ADDENDS = _UNITS | _TENS | _HUNDREDS
_PERCENT = re.compile(r"\bpor ciento\b")
_SPOKEN = re.compile(
    r"\b(?:{words})\b(?:\s+(?:y\s+)?(?:{words})\b)*".format(
        words="|".join([*sorted(_ADDENDS, key=len, reverse=True), "mil", "millon(?:es)?"])
    )
)
_MULTIPLIERS = {"mil": 1_000, "millon": 1_000_000}
_NO_LIMIT = 10**9
_ARTICLE_LIKE = frozenset({"un", "una", "uno"})


def parse_number(written: str) -> Decimal:
    """The value of digits with Colombian separators: a dot before three digits groups thousands, a comma is decimal.

    Raises:
        ValueError: the text is not such a number.
    """
    compact = written.strip()
    if _THOUSANDS.fullmatch(compact):
        compact = compact.replace(".", "").replace(",", ".")
    elif compact.count(",") == 1 and "." not in compact:
        compact = compact.replace(",", ".")
    try:
        return Decimal(compact)
    except ArithmeticError as error:
        raise ValueError(written) from error


def rounded(value: Decimal, decimals: int = 2) -> Decimal:
    """A number with at most so many decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def write_number(value: Decimal, decimals: int = 2) -> str:
    """As Colombia writes it: "37.511", "80,12", "-0,5"; no more decimals than there are."""
    written = f"{rounded(value, decimals):,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written.translate(str.maketrans(",.", ".,"))


def numbers(text: str, *, one_counts: bool = False) -> frozenset[Decimal]:
    """Every number of a text, in digits or words.

    Args:
        text: any Spanish text.
        one_counts: take "un", "una" and "uno" as 1. They are articles far more often, so a statement is not asked to
            prove them, while evidence may use them to support a "1".
    """
    folded = fold(text)
    found = {value for match in _DIGITS.finditer(folded) for value in _digit_values(match.group())}
    for match in _SPOKEN.finditer(_PERCENT.sub("%", folded)):
        for spoken in _separate(match.group().split()):
            if one_counts or len(spoken) > 1 or spoken[0] not in _ARTICLE_LIKE:
                found.add(Decimal(_spoken_value(spoken)))
    return frozenset(found)


def _digit_values(written: str) -> list[Decimal]:
    try:
        return [parse_number(written)]
    except ValueError:  # "2.2.22.1.1" or "1.4.7": compare its parts
        return [Decimal(part) for part in re.split(r"[.,]", written)]


def _separate(spoken: list[str]) -> Iterator[list[str]]:
    """Split number words that do not make one number: "uno siete" are two, "ciento veinte mil cinco" is one."""
    current: list[str] = []
    room = _NO_LIMIT  # what the next word must stay under to belong to the same number
    for word in spoken:
        if word == "y":
            continue
        multiplier = word == "mil" or word.startswith("millon")
        value = _MULTIPLIERS[word[:6]] if multiplier else _ADDENDS[word]
        if current and not multiplier and value >= room:
            yield current
            current = []
        current.append(word)
        room = value if multiplier else 100 if value >= 100 else 10 if value >= 30 else 1
    if current:
        yield current


def _spoken_value(spoken: list[str]) -> int:
    total = group = 0
    for word in spoken:
        if word == "mil":
            total += (group or 1) * 1_000
            group = 0
        elif word.startswith("millon"):
            total = (total + (group or 1)) * 1_000_000
            group = 0
        else:
            group += _ADDENDS[word]
    return total + group

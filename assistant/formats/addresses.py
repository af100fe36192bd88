"""Cell addresses and ranges as a workbook writes them: "B7", "$B$7:$F$12"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True, order=True)
class CellAddress:
    """A cell of a sheet; row and column count from 1 (ECMA-376 part 1, 18.18.7)."""

    row: int
    column: int

    @classmethod
    def parse(cls, written: str) -> CellAddress:
        """Read "B7" or "$B$7".

        Raises:
            ValueError: it is no cell of a sheet.
        """
        match = _ADDRESS.fullmatch(written)
        address = cls(int(match[2]), column_number(match[1])) if match else cls(0, 0)
        if not (1 <= address.row <= LAST_ROW and 1 <= address.column <= LAST_COLUMN):
            raise ValueError(written)
        return address

    def __str__(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class CellRange:
    """A rectangle of cells, both corners included."""

    first: CellAddress
    last: CellAddress

    @classmethod
    def parse(cls, written: str) -> CellRange:
        """Read "A1:C3", or "A1" as a range of one cell; corners in any order.

        Raises:
            ValueError: it is no range of cells.
        """
        start, _, end = written.partition(":")
        one, other = CellAddress.parse(start), CellAddress.parse(end or start)
        return cls(
            CellAddress(min(one.row, other.row), min(one.column, other.column)),
            CellAddress(max(one.row, other.row), max(one.column, other.column)),
        )

    def __contains__(self, address: CellAddress) -> bool:
        return (
            self.first.row <= address.row <= self.last.row and self.first.column <= address.column <= self.last.column
        )

    def __str__(self) -> str:
        return f"{self.first}:{self.last}"


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

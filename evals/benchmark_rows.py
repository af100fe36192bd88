"""What `make bench` prints: one line for each measurement, in the numbers of Colombia."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assistant.settings import CORPUS_DIR

REAL_DATA: Path = CORPUS_DIR.parent.parent / "shared" / "data"
"""Real laws, PDFs and benchmark files that the project may not ship."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: what, how much, what it should be, and whether it is. Without a target it is there to compare with."""

    what: str
    measured: str
    target: str
    reached: bool

    @property
    def verdict(self) -> str:
        """Whether the target is reached, in a word; nothing where there is none to reach."""
        return "NO" if not self.reached else "sí" if self.target else ""


def spanish(figure: float, decimals: int = 0) -> str:
    """A number with a point for thousands and a decimal comma."""
    return f"{figure:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def timed(work: Callable[[], _T]) -> tuple[float, _T]:
    """What some work took, in seconds, and what it gave."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result

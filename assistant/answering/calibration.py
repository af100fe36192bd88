"""Figures that data chose: what each signal is worth, and when evidence is too weak to answer.

Written by ``python -m evals.calibrate`` into ``calibration.json``; nothing there was chosen by eye.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

CALIBRATION = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted.

    ``ranking`` weighs the signals of a passage, ``units`` those of its units; ``refusal`` and ``intercept`` are a logistic
    model of "it can be answered".
    """

    ranking: dict[str, float]
    units: dict[str, float]
    refusal: dict[str, float]
    intercept: float

    def write(self) -> None:
        """Make this the calibration in use."""
        CALIBRATION.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        calibration.cache_clear()


@cache
def calibration() -> Calibration:
    """The calibration in use."""
    return Calibration(**json.loads(CALIBRATION.read_text(encoding="utf-8")))

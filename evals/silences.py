"""The known silences as training material: what declining should do with questions that nobody wrote down.

Every third silence is kept from the index whole, and stands for what nobody thought of; of the others the last ways of asking.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.types import Silence
from ingest.silences import read_silences, silence_files

_UNKNOWN = 3
_LAST = 3


@dataclass(frozen=True, slots=True)
class HeldSilence:
    """A question kept from the index, that the guidance does not answer."""

    text: str
    topic: str


def hold_silences(corpus_dir: Path) -> list[HeldSilence]:
    """Rewrite a copy of the corpus without some of what it knows of silences; what was taken from it."""
    held = []
    for path in silence_files(corpus_dir):
        kept = []
        for place, silence in enumerate(read_silences([path])):
            left = () if place % _UNKNOWN == 0 else silence.forms[:-_LAST]
            held += [HeldSilence(form, silence.topic) for form in silence.forms[len(left) :]]
            kept.append(replace(silence, forms=left))
        path.write_text("\n".join(map(_as_toml, kept)), encoding="utf-8")
    return held


def _as_toml(silence: Silence) -> str:
    # A JSON string is a TOML string, and a list of them a TOML list.
    fields = {"tema": silence.topic, "pide": silence.asks, "donde": silence.where, "formas": silence.forms}
    return "\n".join(
        ["[[silencio]]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()), ""]
    )

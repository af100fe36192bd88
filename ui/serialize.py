"""Values as JSON, the same for every door."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

_ADAPTERS: dict[type, TypeAdapter[Any]] = {}
"""Building one costs more than writing any answer."""


def as_json(value: Any) -> Any:
    """Any of our frozen dataclasses as plain JSON values: dates in ISO 8601, tuples as lists."""
    kind = type(value)
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind].dump_python(value, mode="json")


def json_text(value: Any) -> str:
    """JSON for a terminal or a file: indented, accents as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2)

"""The pairs that the model learns from: read, kept apart from the benchmarks, sorted by kind, repeated by worth."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from assistant.errors import ConfigurationError
from ingest.model_card import Recipe

Pair: TypeAlias = tuple[str, str]

_GRAM = 8
_SHARED_AT_MOST = 0.3
_TITLE = re.compile(r"por (?:el|la|los|las|medio)\b.*\bcual|por (?:el|la) que|mediante (?:el|la) cual", re.IGNORECASE)
_HEADED = re.compile(r"([A-ZÁÉÍÓÚÑ][^.:;]{5,90})\. +(?=[A-ZÁÉÍÓÚÑ])(.{120,})", re.DOTALL)
_NO_HEADING = re.compile(r"\d|rige|regirá|dad[oa] en|presidente", re.IGNORECASE)
_HEADING_WORDS = 12


class Kind(Enum):
    """What the query of a pair is to its passage."""

    HEADING = "heading"
    TITLE = "title"
    SENTENCE = "sentence"
    QUESTION = "question"


def read_pairs(path: Path) -> list[Pair]:
    """Read pairs from JSON lines, plain or compressed with xz.

    Args:
        path: file with one ``[query, passage]`` a line.

    Raises:
        ConfigurationError: the file cannot be read, or a line is not a pair of texts.
    """
    try:
        content = path.read_bytes()
        text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"No se pudo leer el archivo de pares «{path.name}».") from error
    return [_pair(line, number, path.name) for number, line in enumerate(text.rstrip("\n").split("\n"), start=1)]


def kind_of(pair: Pair) -> Kind:
    """Tell what a query is: a law's title says by itself that it is one; a cut-out sentence leaves a gap of spaces."""
    query, passage = pair
    if query.endswith("?"):
        return Kind.QUESTION
    if _TITLE.match(query):
        return Kind.TITLE
    return Kind.SENTENCE if "  " in passage or passage != passage.strip() else Kind.HEADING


def without_benchmarks(pairs: Sequence[Pair], benchmarks: Iterable[Path]) -> list[Pair]:
    """Leave out pairs whose passage repeats one of a benchmark: laws copy one another, and a copy is the passage itself.

    Args:
        pairs: what there is to learn from.
        benchmarks: files as :func:`ingest.embedding.scoring.score` reads them.

    Returns:
        The pairs that share at most three in ten of their runs of eight words with those passages.
    """
    texts = [
        passage["text"] for file in benchmarks for passage in json.loads(file.read_text(encoding="utf-8"))["passages"]
    ]
    known = {gram for text in texts for gram in _grams(text)}
    return [pair for pair in pairs if not known or _share(pair[1], known) <= _SHARED_AT_MOST]


def headings_inside(pairs: Iterable[Pair]) -> list[Pair]:
    """Headings that stand as the first sentence of a passage, each with the rest of it: pairs nobody had written down."""
    found: dict[Pair, Pair] = {}
    for pair in pairs:
        if kind_of(pair) not in {Kind.SENTENCE, Kind.TITLE}:
            continue
        headed = _HEADED.fullmatch(pair[1].strip())
        if headed and len(headed[1].split()) <= _HEADING_WORDS and not _NO_HEADING.search(headed[1]):
            found.setdefault((headed[1].lower(), headed[2][:40].lower()), (headed[1], headed[2].strip()))
    return list(found.values())


def by_worth(pairs: Sequence[Pair], recipe: Recipe) -> list[Pair]:
    """The pairs of one epoch: headings and questions are asked in earnest and repeated, the rest is thinned out."""
    kinds = {kind: [pair for pair in pairs if kind_of(pair) is kind] for kind in Kind}
    others = [*kinds[Kind.TITLE], *kinds[Kind.SENTENCE]]
    return [
        *[*kinds[Kind.HEADING], *headings_inside(pairs)] * recipe.heading_repeats,
        *kinds[Kind.QUESTION] * recipe.question_repeats,
        *others[:: recipe.others_one_in],
    ]


def _pair(line: str, number: int, file_name: str) -> Pair:
    try:
        query, passage = json.loads(line)
        return query.strip(), passage.strip("\r\n")
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"La línea {number} de «{file_name}» no es un par.", "Cada línea debe ser [consulta, pasaje] en JSON."
        ) from error


def _grams(text: str) -> list[int]:
    words = re.findall(r"\w+", text.lower())
    return [hash(tuple(words[start : start + _GRAM])) for start in range(len(words) - _GRAM + 1)]


def _share(text: str, known: set[int]) -> float:
    grams = _grams(text)
    return sum(gram in known for gram in grams) / max(1, len(grams))

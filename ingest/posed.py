"""How people ask for what the guidance says: the ``corpus/preguntas`` file of a document, bound to its passages.

Each entry names a section, the beginning of the sentence, list or row of it that answers, and several ways of asking for that.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import ConfigurationError
from assistant.spanish import fold
from assistant.types import Passage, PosedQuestion

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Posed:
    """One entry: the heading of a section, how what answers begins, and the ways of asking for it."""

    section: str
    answer: str
    forms: tuple[str, ...]


def read_posed(path: Path) -> list[Posed]:
    """The entries of a file; none when the document has no file.

    Raises:
        ConfigurationError: it is there but is not such a file.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["pregunta"]
        return [Posed(entry["seccion"], entry["responde"], tuple(entry["formas"])) for entry in entries]
    except FileNotFoundError:
        return []
    except (OSError, KeyError, TypeError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            f"No se pueden leer las preguntas de {path.name}.", "Vuelva a instalar Relevo."
        ) from error


def attach(passages: Sequence[Passage], entries: Sequence[Posed]) -> tuple[list[Passage], list[Posed]]:
    """The passages with the questions that each answers, and the entries whose answer stands in none of them."""
    found: dict[str, list[PosedQuestion]] = {passage.id: [] for passage in passages}
    headings = {
        passage.id: {_plain(text) for text in [*passage.section.split(" › "), passage.document.title]}
        for passage in passages
    }
    left = []
    for entry in entries:
        heading = _plain(entry.section)
        place = _place([passage for passage in passages if heading in headings[passage.id]], entry.answer)
        if place is None:
            left.append(entry)
            continue
        passage, start = place
        found[passage.id] += [PosedQuestion(form, start) for form in entry.forms]
    return [replace(passage, posed=tuple(found[passage.id])) for passage in passages], left


def _place(passages: Sequence[Passage], answer: str) -> tuple[Passage, int] | None:
    """Where an answer begins: the first of some passages that says it, and the offset in its text."""
    words = _WORD.findall(answer)
    as_written = answer[answer.index(words[0]) :]
    for passage in passages:
        start = passage.text.find(as_written)
        if start >= 0:
            return passage, start
    # Markup, and the name of its column before each cell of a table, stand between the words: only the words have to agree.
    pattern = re.compile(r"\W+(?:\w[\w ]{0,40}:\s+)?".join(map(re.escape, words)))
    matches = ((passage, pattern.search(passage.text)) for passage in passages)
    return next(((passage, match.start()) for passage, match in matches if match), None)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))

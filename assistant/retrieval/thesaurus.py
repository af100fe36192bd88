"""The field's words for the words people use: acronyms, synonyms, everyday Spanish ("plata" is "recursos")."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ConfigurationError
from assistant.spanish import content_stems, stem, words


@dataclass(frozen=True, slots=True)
class Expansion:
    """What the guidance says for something in a question.

    ``trigger`` are the stems of the question's own words that carry meaning, ``forms`` those of each way the guidance may put it.
    """

    trigger: frozenset[str]
    forms: tuple[frozenset[str], ...]


class Thesaurus:
    """Entries found by the words of a question; none is a rule about one question."""

    def __init__(self, entries: Mapping[str, tuple[str, ...]]) -> None:
        """Build from the forms of each term."""
        self.digest = hashlib.sha256(repr(sorted(entries.items())).encode()).hexdigest()[:8]
        self._by_first: dict[str, list[tuple[tuple[str, ...], Expansion]]] = {}
        for term, forms in entries.items():
            sequence = tuple(map(stem, words(term)))
            expansion = Expansion(
                content_stems(term) or frozenset(sequence), tuple(content_stems(form) for form in forms)
            )
            self._by_first.setdefault(sequence[0], []).append((sequence, expansion))

    @classmethod
    def load(cls, path: Path) -> Thesaurus:
        """Read a thesaurus file.

        Raises:
            ConfigurationError: it is there but is not a thesaurus. A missing file is an empty thesaurus.
        """
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["entry"]
            return cls({entry["term"]: tuple(entry["forms"]) for entry in entries})
        except FileNotFoundError:
            return cls({})
        except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError("El tesauro no se puede leer.", f"Revise {path.name}.") from error

    def expansions(self, question: str) -> list[Expansion]:
        """The entries whose term stands in a question, in its order."""
        asked = [stem(word) for word in words(question)]
        return [
            expansion
            for place, first in enumerate(asked)
            for sequence, expansion in self._by_first.get(first, ())
            if tuple(asked[place : place + len(sequence)]) == sequence
        ]

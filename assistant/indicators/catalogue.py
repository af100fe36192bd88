"""The catalogue of indicators: what each means, how people ask for it, and under which names files give it."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from assistant.errors import ConfigurationError
from assistant.indicators.records import IndicatorRecord
from assistant.spanish import content_stems, fold, is_spanish_word, stem, words

_FOOTNOTE = re.compile(r"\b\d+\s*/")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NOT_LETTERS = re.compile(r"[^a-z0-9%]+")
_LEAST_SIMILAR = 84
_SHORTEST_TYPO = 6


class Direction(StrEnum):
    """Whether more of an indicator is better, less is, or neither."""

    MORE = "mas"
    LESS = "menos"
    NEITHER = "ninguna"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator, as ``corpus/indicadores/catalogo.toml`` describes it.

    Attributes:
        id: kebab-case; what observations carry.
        name: the official one where a source was seen.
        synonyms: what people call it.
        meaning: one sentence in plain words, ours.
        dimension: TerriData's dimension.
        unit: in Spanish, as an answer writes it.
        source: who measures it.
        direction: whether more is better.
        sector: sector of public policy.
        sdgs: numbers of the Sustainable Development Goals that it speaks of (our classification).
        fields: ids of the format fields that it fills.
        pnd_goals: goals of the PND 2018-2022 that it feeds.
        names: how files call it.
        sum_of: ids whose sum it is where it has no figure of its own.
        since: first year of its method; None without a limit.
        until: last year of its method; None without a limit.
        note: what must be known to read it.
    """

    id: str
    name: str
    synonyms: tuple[str, ...] = ()
    meaning: str = ""
    dimension: str = ""
    unit: str = ""
    source: str = ""
    direction: Direction = Direction.NEITHER
    sector: str = ""
    sdgs: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    pnd_goals: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    note: str = ""

    @property
    def is_percentage(self) -> bool:
        """Whether its unit is a share of a hundred."""
        return self.unit == "%"


def indicator_key(name: str) -> str:
    """What a name keeps from file to file: no accents, capitals, punctuation, footnote marks ("7/") nor years."""
    return _NOT_LETTERS.sub(" ", _YEAR.sub(" ", _FOOTNOTE.sub(" ", fold(name)))).strip()


class Catalogue:
    """The indicators that are known. Immutable; safe to share between threads."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_id = {indicator.id: indicator for indicator in indicators}
        self._by_name: dict[str, Indicator] = {}
        self._forms: list[tuple[frozenset[str], Indicator]] = []
        for indicator in self._by_id.values():
            for name in (indicator.name, *indicator.names):
                self._by_name.setdefault(indicator_key(name), indicator)
            forms = {content_stems(form) for form in (indicator.name, *indicator.synonyms)}
            self._forms.extend((form, indicator) for form in sorted(forms, key=sorted) if form)
        seen = Counter(word for form in {form for form, _ in self._forms} for word in form)
        self._weights = {word: 1.0 + math.log(len(self._forms) / count) for word, count in seen.items()}

    @classmethod
    def load(cls, path: Path) -> Catalogue:
        """Read a catalogue file.

        Raises:
            ConfigurationError: it is not there or is not a catalogue.
        """
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(_indicator(entry) for entry in raw["indicador"])
        except (OSError, KeyError, ValueError) as error:
            raise ConfigurationError("El catálogo de indicadores no se puede leer.", f"Revise {path.name}.") from error

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._by_id.values())

    def get(self, identifier: str) -> Indicator | None:
        """The indicator of an id."""
        return self._by_id.get(identifier)

    def by_name(self, name: str) -> Indicator | None:
        """The indicator that a file calls so: the name of a TerriData indicator or the heading of a column."""
        return self._by_name.get(indicator_key(name))

    def extended(self, records: Iterable[IndicatorRecord]) -> Catalogue:
        """A catalogue that also knows the indicators that imported files brought under names of their own."""
        added = [
            Indicator(record.id, record.name, dimension=record.dimension, unit=record.unit, names=(record.name,))
            for record in records
            if record.id not in self._by_id
        ]
        return Catalogue([*self._by_id.values(), *added]) if added else self

    def match(self, question: str) -> list[tuple[Indicator, float]]:
        """The indicators that a question speaks of, best first, each with a score.

        All the words of a name or synonym must be in the question, save their endings and one typing error; the score is what
        those words are worth, so that "pobreza extrema" wins over "pobreza".
        """
        asked = self._asked(question)
        best: dict[str, float] = {}
        for form, indicator in self._forms:
            if form <= asked:
                worth = sum(self._weights[word] for word in form)
                best[indicator.id] = max(worth, best.get(indicator.id, 0.0))
        ranked = sorted(best.items(), key=lambda item: -item[1])
        return [(self._by_id[identifier], score) for identifier, score in ranked]

    def matched_stems(self, question: str) -> frozenset[str]:
        """The stems of a question that are part of the best matching name."""
        asked = self._asked(question)
        held = [form for form, _ in self._forms if form <= asked]
        return max(held, key=lambda form: sum(self._weights[word] for word in form), default=frozenset())

    def _asked(self, question: str) -> frozenset[str]:
        """The stems of a question, those with a typing error replaced by the ones they stand for."""
        asked = set()
        for word in words(question):
            read = stem(word)
            if read not in self._weights and len(word) >= _SHORTEST_TYPO and not is_spanish_word(word):
                near = process.extractOne(read, list(self._weights), scorer=fuzz.ratio, score_cutoff=_LEAST_SIMILAR)
                read = near[0] if near else read
            asked.add(read)
        return frozenset(asked)


@cache
def load_catalogue(corpus: Path) -> Catalogue:
    """The catalogue that a corpus folder brings, read once.

    Raises:
        ConfigurationError: it is not there or is not a catalogue.
    """
    return Catalogue.load(corpus / "indicadores" / "catalogo.toml")


def _indicator(raw: dict[str, Any]) -> Indicator:
    return Indicator(
        id=raw["id"],
        name=raw["nombre"],
        synonyms=tuple(raw["sinonimos"]),
        meaning=raw["significado"],
        dimension=raw["dimension"],
        unit=raw["unidad"],
        source=raw["fuente"],
        direction=Direction(raw["direccion"]),
        sector=raw["sector"],
        sdgs=tuple(raw["ods"]),
        fields=tuple(raw["formatos"]),
        pnd_goals=tuple(raw["metas_pnd"]),
        names=tuple(raw["nombres"]),
        sum_of=tuple(raw.get("suma", ())),
        since=raw.get("desde"),
        until=raw.get("hasta"),
        note=raw.get("nota", ""),
    )

"""The territorial entities: nation, departments, municipalities and the areas that are none, found by name or code."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from assistant.errors import ConfigurationError
from assistant.indicators.records import NATION
from assistant.spanish import fold

_WORD = re.compile(r"[a-z0-9]+")
_ARTICLES = frozenset({"el", "la", "los", "las"})
_CODE = re.compile(r"\d{4,5}")
_NATION_IN_TERRIDATA = "01001"
_LEAST_SIMILAR = 78
"""Similarity (0 to 100) under which two names are not a typing error apart: «Sonzon» and «Sonsón» are at 83."""


class EntityKind(StrEnum):
    """What an entity is in DIVIPOLA."""

    NATION = "nacion"
    DEPARTMENT = "departamento"
    CAPITAL_DISTRICT = "distrito_capital"
    MUNICIPALITY = "municipio"
    ISLAND = "isla"
    AREA = "area_no_municipalizada"


@dataclass(frozen=True, slots=True)
class Entity:
    """A territorial entity.

    Attributes:
        code: five digits: ``05756``, a department ``05000``, the nation ``00000``.
        name: official name in DIVIPOLA.
        kind: what it is.
        department_code: two digits; empty for the nation.
        department: the department's name; empty for the nation.
        category: category of Ley 617 de 2000: E (especial) or 1 to 6. Of 2023 for municipalities and of 2021 for departments;
            None where there is none.
        pdet: whether it is among the municipalities with a development programme with a territorial approach; None for
            what is not a municipality.
        region: region of the PND 2018-2022, as the DNP's fiscal-performance annexes group departments.
        pact: its regional pact in Ley 1955 de 2019, artículo 3; empty where no source read says it.
        aliases: other names in use.
    """

    code: str
    name: str
    kind: EntityKind
    department_code: str = ""
    department: str = ""
    category: str | None = None
    pdet: bool | None = None
    region: str = ""
    pact: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """As a person tells it from its namesakes: "Sonsón (Antioquia)"."""
        if self.kind in {EntityKind.NATION, EntityKind.CAPITAL_DISTRICT}:
            return self.name
        if self.kind is EntityKind.DEPARTMENT:
            return f"departamento de {self.name}"
        return f"{self.name} ({self.department})"

    @property
    def is_municipal(self) -> bool:
        """Whether it is compared with municipalities; Bogotá is."""
        return self.kind in {EntityKind.MUNICIPALITY, EntityKind.CAPITAL_DISTRICT}


def name_key(name: str) -> str:
    """A name without accents, capitals or punctuation: what equal names have in common."""
    return " ".join(_WORD.findall(fold(name)))


def normal_code(written: str | int) -> str | None:
    """Five digits from a code as files write it: 5756 is ``05756``, 1001 and 01001 the nation; None if it is no code."""
    compact = str(written).strip()
    if compact in {"0", NATION}:
        return NATION
    if not _CODE.fullmatch(compact):
        return None
    code = compact.zfill(5)
    return NATION if code == _NATION_IN_TERRIDATA else code


class Registry:
    """Every entity that is known. Immutable; safe to share between threads."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._by_code = {entity.code: entity for entity in entities}
        self._by_key: dict[str, list[Entity]] = {}
        without_article: dict[str, list[Entity]] = {}
        for entity in self._by_code.values():
            for key in dict.fromkeys(name_key(name) for name in (entity.name, *entity.aliases)):
                self._by_key.setdefault(key, []).append(entity)
                article, _, rest = key.partition(" ")
                if article in _ARTICLES and " " in rest:  # «Carmen de Viboral», but not «Unión»
                    without_article.setdefault(rest, []).append(entity)
        self._by_key = without_article | self._by_key
        self._searched = list(self._by_key)

    @classmethod
    def load(cls, path: Path) -> Registry:
        """Read the registry's file (``corpus/indicadores/entidades.csv``).

        Raises:
            ConfigurationError: it is not there or is not a registry.
        """
        try:
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            departments = {row["department_code"]: row["name"] for row in rows if row["code"].endswith("000")}
            return cls(_entity(row, departments) for row in rows)
        except (OSError, KeyError, ValueError) as error:
            raise ConfigurationError("La lista de entidades no se puede leer.", f"Revise {path.name}.") from error

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._by_code.values())

    @property
    def names(self) -> Mapping[str, Sequence[Entity]]:
        """Entities by the key (:func:`name_key`) of each of their names."""
        return self._by_key

    def extended(self, entities: Iterable[Entity]) -> Registry:
        """A registry that also knows others, as the imported files bring; what is known already stays as it is."""
        added = {entity.code: entity for entity in entities}
        return Registry((added | self._by_code).values())

    def get(self, code: str | int) -> Entity | None:
        """The entity of a code, with or without its leading zero."""
        return self._by_code.get(normal_code(code) or "")

    def department_of(self, entity: Entity) -> Entity | None:
        """The department that a municipality belongs to; None for any other entity and for Bogotá."""
        if entity.kind in {EntityKind.NATION, EntityKind.DEPARTMENT}:
            return None
        return self._by_code.get(f"{entity.department_code}000")

    def municipalities(self, *, category: str | None = None, department_code: str | None = None) -> tuple[Entity, ...]:
        """The municipalities, all of them or those of a category or department."""
        return tuple(
            entity
            for entity in self._by_code.values()
            if entity.is_municipal
            and category in {None, entity.category}
            and department_code in {None, entity.department_code}
        )

    def departments(self) -> tuple[Entity, ...]:
        """The departments, by code."""
        return tuple(entity for entity in self._by_code.values() if entity.kind is EntityKind.DEPARTMENT)

    def find(self, text: str) -> tuple[Entity, ...]:
        """The entities with exactly this name, alias or code; several for a name that municipalities share.

        "La Unión, Nariño" and "La Unión (Nariño)" name one of them. The order is that of the codes.
        """
        if (entity := self.get(text)) is not None:
            return (entity,)
        key = name_key(text)
        if found := self._by_key.get(key):
            return tuple(found)
        words = key.split()
        for cut in range(len(words) - 1, 0, -1):
            departments = {e.department_code for e in self._by_key.get(" ".join(words[cut:]), ()) if _is_department(e)}
            named = self._by_key.get(" ".join(words[:cut]), ())
            if inside := tuple(e for e in named if e.department_code in departments and not _is_department(e)):
                return inside
        return ()

    def search(self, text: str, limit: int = 10) -> tuple[Entity, ...]:
        """The entities that somebody may mean while typing: equal names, then those that begin so, then similar ones."""
        if exact := self.find(text):
            return exact[:limit]
        key = name_key(text)
        if not key:
            return ()
        begun = sorted((name for name in self._searched if name.startswith(key)), key=len)
        inside = [name for name in self._searched if f" {key}" in name]
        similar = process.extract(key, self._searched, scorer=fuzz.ratio, limit=limit, score_cutoff=_LEAST_SIMILAR)
        names = dict.fromkeys([*begun, *inside, *(name for name, _, _ in similar)])
        return tuple(dict.fromkeys(entity for name in names for entity in self._by_key[name]))[:limit]

    def similar(self, text: str) -> tuple[Entity, ...]:
        """The entities whose name is nearest to one with a typing error; none where no name is near."""
        nearest = process.extractOne(name_key(text), self._searched, scorer=fuzz.ratio, score_cutoff=_LEAST_SIMILAR)
        return tuple(self._by_key[nearest[0]]) if nearest else ()


@cache
def load_registry(corpus: Path) -> Registry:
    """The registry that a corpus folder brings, read once.

    Raises:
        ConfigurationError: it is not there or is not a registry.
    """
    return Registry.load(corpus / "indicadores" / "entidades.csv")


def _is_department(entity: Entity) -> bool:
    return entity.kind is EntityKind.DEPARTMENT


def _entity(row: dict[str, str], departments: dict[str, str]) -> Entity:
    kind = EntityKind(row["kind"])
    name = row["name"]
    department = name if kind is EntityKind.CAPITAL_DISTRICT else departments.get(row["department_code"], "")
    return Entity(
        code=row["code"],
        name=name,
        kind=kind,
        department_code=row["department_code"],
        department="" if kind is EntityKind.NATION else department,
        category=row["category"] or None,
        pdet=row["pdet"] == "1" if row["pdet"] else None,
        region=row["region"],
        pact=row["pacto_regional"],
        aliases=tuple(filter(None, row["aliases"].split(";"))),
    )

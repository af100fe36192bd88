"""The entities that a question names, told from the ordinary words that are also names of municipalities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.indicators.entities import Entity, EntityKind, Registry, name_key
from assistant.indicators.ordinary import ORDINARY
from assistant.spanish import is_spanish_word

_MUNICIPAL = frozenset(
    "municipio municipios alcaldia alcalde alcaldesa concejo personeria personero distrito ciudad pueblo isla".split()
)
_DEPARTMENTAL = frozenset("departamento departamentos gobernacion gobernador gobernadora asamblea".split())
_LEADS = frozenset(
    "en de del a al para por con entre contra desde hasta y e o que como tiene tienen tuvo tenia es esta va fue saco quedo hay "
    "vive viven comparar comparame compare versus vs frente sobre".split()
)
_ARTICLES = frozenset({"el", "la", "los", "las"})
_JOINING = frozenset({"de", "del", "municipal", "departamental", "llamado", "llamada"})
_LINKS = frozenset({"de", "del", "en", "el", "la", "departamento"})
_NEVER_ALONE = frozenset({"meta", "cesar", "valle", "magdalena"})
_LONGEST_MISSPELT, _SHORTEST_MISSPELT = 3, 5
"""Words at most, and letters at least, of a name with a typing error: shorter ones are near too many others."""

_BRIEF = 4
"""Words of a question too short to tell by its other words whether it is written all in capitals."""

_TOKEN = re.compile(r"[^\W_]+")
_CODE_LEADS = frozenset({"codigo", "divipola", "municipio", "entidad"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a question names an entity: ``question[start:end]``. Several candidates share the name."""

    text: str
    start: int
    end: int
    candidates: tuple[Entity, ...]

    @property
    def entity(self) -> Entity | None:
        """The entity, when only one can be meant."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def ambiguous(self) -> bool:
        """Whether somebody must say which one is meant."""
        return len(self.candidates) > 1


@dataclass(frozen=True, slots=True)
class _Token:
    written: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Read:
    """A question cut into words. ``cased`` tells whether its capital letters mean anything."""

    question: str
    tokens: tuple[_Token, ...]
    cased: bool

    def key(self, first: int, last: int) -> str:
        return " ".join(token.key for token in self.tokens[first:last])

    def before(self, place: int, skipped: frozenset[str] = _ARTICLES) -> str:
        """The word before a place, skipping some; empty where a sentence begins."""
        while place > 0 and not self._separated(place):
            place -= 1
            if self.tokens[place].key not in skipped:
                return self.tokens[place].key
        return ""

    def head(self, place: int) -> str:
        """The noun that a name at a place belongs to: "municipio" in "el municipio de La Unión"."""
        return self.before(place, _ARTICLES | _JOINING)

    def _separated(self, place: int) -> bool:
        between = self.question[self.tokens[place - 1].end : self.tokens[place].start]
        return any(mark in between for mark in ".;:?!¿¡")


def named_in(question: str, registry: Registry) -> tuple[Mention, ...]:
    """The entities that a question names, in its order; a name that several share is one mention with all of them.

    A department that follows a municipality ("La Unión, Nariño", "San Luis de Antioquia") tells which one and is no mention of
    its own. A bare name that a department and municipalities share is the department's.
    """
    read = _read(question)
    longest = _longest_name(registry)
    found: list[Mention] = []
    place = 0
    while place < len(read.tokens):
        mention, after = _mention_at(read, place, registry, longest)
        if mention:
            found.append(mention)
        place = after
    return _told_apart(found)


def misspelt_in(question: str, registry: Registry) -> Mention | None:
    """The entity whose name, with a typing error, ends a question: "cuantos habitantes tiene sonzon"."""
    read = _read(question)
    end = len(read.tokens)
    for first in range(max(0, end - _LONGEST_MISSPELT), end):
        if read.before(first) not in _LEADS or sum(map(len, read.key(first, end).split())) < _SHORTEST_MISSPELT:
            continue
        if all(is_spanish_word(token.key) for token in read.tokens[first:end]):
            continue  # "los perros de la calle" is no misspelt La Calera
        if near := registry.similar(read.key(first, end)):
            return _mention(read, first, end, near)
    return None


def _read(question: str) -> _Read:
    tokens = tuple(
        _Token(match.group(), name_key(match.group()), match.start(), match.end())
        for match in _TOKEN.finditer(question)
    )
    long = [token.written for token in tokens if len(token.written) > 3]
    brief = len(tokens) <= _BRIEF and not question.isupper()
    return _Read(question, tokens, cased=brief or any(word.islower() for word in long))


@lru_cache(maxsize=4)
def _longest_name(registry: Registry) -> int:
    return max(key.count(" ") for key in registry.names) + 1


def _mention_at(read: _Read, place: int, registry: Registry, longest: int) -> tuple[Mention | None, int]:
    """The mention that begins at a word, and where to read on."""
    code = read.tokens[place].key
    if code.isdigit():
        entity = registry.get(code) if len(code) >= 4 and read.before(place) in _CODE_LEADS else None
        return (_mention(read, place, place + 1, (entity,)) if entity else None), place + 1
    for last in range(min(len(read.tokens), place + longest), place, -1):
        key = read.key(place, last)
        named = [entity for entity in registry.names.get(key, ()) if _is_its_name(entity, key)]
        if not named:
            continue
        inside, after = _in_department(read, last, named, registry)
        if inside:
            return _mention(read, place, after, inside), after
        candidates = _meant(named, read.head(place))
        if candidates and _speaks_for(read, place, last, candidates):
            return _mention(read, place, last, candidates), last
    return None, place + 1


def _is_its_name(entity: Entity, key: str) -> bool:
    """Whether a key names an entity in running text: "el país" and "la Nación" speak of the nation without naming it."""
    return entity.kind is not EntityKind.NATION or key == name_key(entity.name)


def _mention(read: _Read, first: int, last: int, candidates: tuple[Entity, ...]) -> Mention:
    start, end = read.tokens[first].start, read.tokens[last - 1].end
    return Mention(read.question[start:end], start, end, candidates)


def _in_department(
    read: _Read, after: int, named: Sequence[Entity], registry: Registry
) -> tuple[tuple[Entity, ...], int]:
    """The municipalities of a name that lie in the department written right after it, and where that ends."""
    place = after
    while place < len(read.tokens) and read.tokens[place].key in _LINKS and place - after < 4:
        place += 1
    for first in dict.fromkeys((after, place, place - 1)):
        for last in range(min(len(read.tokens), first + 4), max(first, after), -1):
            departments = {
                entity.department_code
                for entity in registry.names.get(read.key(first, last), ())
                if entity.kind is EntityKind.DEPARTMENT
            }
            inside = tuple(entity for entity in named if entity.is_municipal and entity.department_code in departments)
            if inside:
                return inside, last
    return (), after


def _meant(named: Sequence[Entity], head: str) -> tuple[Entity, ...]:
    """Which entities of a name are meant, by the noun that it belongs to."""
    departments = tuple(entity for entity in named if entity.kind is EntityKind.DEPARTMENT)
    municipal = tuple(entity for entity in named if entity.kind not in {EntityKind.DEPARTMENT, EntityKind.NATION})
    if head in _MUNICIPAL and municipal:
        return municipal
    if head in _DEPARTMENTAL and departments:
        return departments
    nation = tuple(entity for entity in named if entity.kind is EntityKind.NATION)
    return nation or departments or municipal


def _speaks_for(read: _Read, first: int, last: int, candidates: Sequence[Entity]) -> bool:
    """Whether what stands around a name shows that a place is meant."""
    key = read.key(first, last)
    if key not in ORDINARY or read.head(first) in _MUNICIPAL | _DEPARTMENTAL:
        return True
    lead = read.before(first)
    if read.cased and first > 0 and read.tokens[last - 1].written[0].isupper() and lead in _LEADS:
        return True
    is_department = any(entity.kind is EntityKind.DEPARTMENT for entity in candidates)
    return is_department and lead == "en" and key not in _NEVER_ALONE


def _told_apart(mentions: list[Mention]) -> tuple[Mention, ...]:
    """Choose among namesakes by a department named elsewhere in the question."""
    departments = {
        mention.entity.department_code
        for mention in mentions
        if mention.entity and mention.entity.kind is EntityKind.DEPARTMENT
    }
    told = []
    for mention in mentions:
        inside = tuple(entity for entity in mention.candidates if entity.department_code in departments)
        only = inside if mention.ambiguous and len(inside) == 1 else mention.candidates
        told.append(Mention(mention.text, mention.start, mention.end, only))
    return tuple(told)

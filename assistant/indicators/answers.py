"""Questions about figures answered from the store: the value, its peers, its trend, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.indicators import texts
from assistant.indicators.asked import Asked, Form, Group, read_asked
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.composing import Composer, FigureAnswer
from assistant.indicators.entities import Entity, Registry
from assistant.indicators.mentions import Mention
from assistant.indicators.readings import Observations, Readings
from assistant.indicators.records import NATION
from assistant.types import Exchange


def answer_figures(
    question: str,
    entity_code: str | None,
    registry: Registry,
    catalogue: Catalogue,
    store: Observations,
    history: Sequence[Exchange] = (),
) -> FigureAnswer | None:
    """The answer to a question about figures; None where it is about something else.

    Args:
        question: as it was written.
        entity_code: DIVIPOLA code of the entity chosen for the conversation, if one was.
        registry: the entities.
        catalogue: the indicators.
        store: the figures.
        history: the exchanges before, oldest first.
    """
    asked = read_asked(question, registry, catalogue, chosen=entity_code is not None, history=history)
    if asked is None:
        return None
    chosen = registry.get(entity_code) if entity_code else None
    asked = _settled(asked, chosen)
    if asked.ambiguous:
        return _which(asked.ambiguous, question)
    entity = _level_meant(asked, _subject(asked, chosen), registry)
    if entity is None:
        return FigureAnswer((texts.UNKNOWN_ENTITY,), asks=True, standalone=question, also_guidance=asked.defines)
    return Composer(Readings(store, registry, catalogue), asked, entity).answer()


def _settled(asked: Asked, chosen: Entity | None) -> Asked:
    """Namesakes told apart by what else is known: the entity chosen, or the department of the one spoken of."""
    known = next(iter(asked.entities), None) or chosen
    return replace(asked, mentions=tuple(_nearest(mention, known) for mention in asked.mentions))


def _nearest(mention: Mention, known: Entity | None) -> Mention:
    if not mention.ambiguous or known is None:
        return mention
    same = tuple(entity for entity in mention.candidates if entity == known)
    beside = tuple(entity for entity in mention.candidates if entity.department_code == known.department_code)
    only = same or beside
    return replace(mention, candidates=only) if len(only) == 1 else mention


def _subject(asked: Asked, chosen: Entity | None) -> Entity | None:
    """Whom the figures are of: whoever asks, where the question says so, else the first one named."""
    named = asked.entities
    if chosen and (asked.own or not named):
        return chosen
    if asked.form is Form.COMPARISON and len(named) == 1 and chosen and named[0] != chosen:
        return chosen
    return named[0] if named else None


def _level_meant(asked: Asked, entity: Entity | None, registry: Registry) -> Entity | None:
    """The department or the nation where the figure asked for is theirs: "¿cuántos habitantes tiene mi departamento?"."""
    if entity is None or asked.entities or asked.form not in {Form.VALUE, Form.TREND}:
        return entity
    if Group.DEPARTMENT in asked.groups:
        return registry.department_of(entity) or entity
    return registry.get(NATION) if Group.NATION in asked.groups else entity


def _which(mention: Mention, question: str) -> FigureAnswer:
    options = texts.WHICH_OPTION_JOIN.join(entity.label for entity in mention.candidates)
    statement = texts.WHICH.format(name=mention.text, options=options)
    return FigureAnswer((statement,), ask_back=mention.candidates, asks=True, standalone=question)

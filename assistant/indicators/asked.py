"""Whether a question asks for figures, and which: the indicator, the entities, the years, how they are to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.indicators import wording
from assistant.indicators.catalogue import Catalogue, Indicator
from assistant.indicators.entities import Entity, EntityKind, Registry
from assistant.indicators.mentions import Mention, misspelt_in, named_in
from assistant.spanish import content_stems, content_words, fold, without_references
from assistant.types import Exchange

_BRIEF = 6
_TERSE = 3
"""Content words of a question so short that, with an entity chosen, it can only ask for its figure."""
_LITTLE, _SOME = 1, 3
"""Words beside the indicator's that a question for its figure may have: of one's own entity, and of one that it names."""
_MOST_EXCHANGES = 4


class Form(StrEnum):
    """What is wanted of an indicator."""

    VALUE = "valor"
    TREND = "evolucion"
    RANK = "puesto"
    BEST = "mejores"
    COMPARISON = "comparacion"


class Group(StrEnum):
    """Whom an entity is compared with, beside those named."""

    DEPARTMENT = "departamento"
    NATION = "nacion"
    CATEGORY = "categoria"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about figures, as it was understood.

    Attributes:
        form: what is wanted.
        indicators: those that may be meant, the likeliest first; empty where the question names none.
        mentions: the entities named, in order.
        years: the years named, ascending.
        groups: whom to compare with.
        own: whether it speaks of the entity of whoever asks ("mi municipio", "¿en qué puesto quedamos?").
        defines: whether it also asks what the indicator is.
    """

    form: Form
    indicators: tuple[Indicator, ...]
    mentions: tuple[Mention, ...]
    years: tuple[int, ...]
    groups: frozenset[Group]
    own: bool = False
    defines: bool = False

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities named that nobody shares a name with."""
        return tuple(mention.entity for mention in self.mentions if mention.entity)

    @property
    def ambiguous(self) -> Mention | None:
        """The first name that several entities share."""
        return next((mention for mention in self.mentions if mention.ambiguous), None)


def read_asked(
    question: str,
    registry: Registry,
    catalogue: Catalogue,
    *,
    chosen: bool = False,
    history: Sequence[Exchange] = (),
) -> Asked | None:
    """The figures that a question asks for; None where it asks for something else.

    Args:
        question: as it was written.
        registry: the entities.
        catalogue: the indicators.
        chosen: whether an entity was chosen for the conversation.
        history: the exchanges before, oldest first, from which "¿y en 2018?" and "¿y Rionegro?" are understood.
    """
    asked = _read(question, registry, catalogue)
    if asked.indicators and _is_about_figures(question, asked, catalogue, chosen=chosen):
        return asked
    if not asked.indicators and _is_plain_comparison(question, asked, chosen=chosen):
        return asked
    return _continued(question, asked, registry, catalogue, chosen=chosen, history=history)


def _read(question: str, registry: Registry, catalogue: Catalogue) -> Asked:
    folded = fold(question)
    mentions = named_in(question, registry)
    if not mentions and (misspelt := misspelt_in(question, registry)):
        # An indicator's words are no misspelt name: "la tasa de analfabetismo".
        mentions = (misspelt,) if catalogue.match(question) == catalogue.match(question[: misspelt.start]) else ()
    free = without_references(_without(question, mentions))
    years = tuple(sorted({int(year) for year in wording.YEAR.findall(free)}))
    return Asked(
        form=_form(folded, mentions),
        indicators=_indicators(catalogue, wording.CIRCUMSTANCE.sub(" ", fold(_without(question, mentions)))),
        mentions=mentions,
        years=years,
        groups=_groups(folded),
        own=wording.OWN.search(folded) is not None,
        defines=wording.DEFINES.search(folded) is not None,
    )


def _indicators(catalogue: Catalogue, text: str) -> tuple[Indicator, ...]:
    """The best matches: those that score the same as the first (an index before and after a change of method)."""
    ranked = catalogue.match(text)
    return tuple(indicator for indicator, score in ranked if score >= ranked[0][1] - 0.01)


def _without(question: str, mentions: Sequence[Mention]) -> str:
    """The question without the names of entities, whose words may be those of an indicator."""
    for mention in reversed(mentions):
        question = f"{question[: mention.start]} {question[mention.end :]}"
    return question


def _form(folded: str, mentions: Sequence[Mention]) -> Form:
    if len(mentions) > 1:
        return Form.COMPARISON
    if wording.BEST.search(folded):
        return Form.BEST
    if wording.COMPARISON.search(folded):
        return Form.COMPARISON
    if wording.RANK.search(folded):
        return Form.RANK
    if wording.TREND.search(folded):
        return Form.TREND
    return Form.VALUE


def _groups(folded: str) -> frozenset[Group]:
    found = {Group.DEPARTMENT: wording.DEPARTMENT, Group.NATION: wording.NATION, Group.CATEGORY: wording.CATEGORY}
    return frozenset(group for group, pattern in found.items() if pattern.search(folded))


def _is_about_figures(question: str, asked: Asked, catalogue: Catalogue, *, chosen: bool) -> bool:
    """Whether figures are what is wanted, and not what a rule says of the same matter."""
    if _speaks_of_rules(question):
        return False
    asks = asked.form is not Form.VALUE or wording.ASKS.search(fold(question)) is not None
    named = any(mention.ambiguous or _is_territory(mention.entity) for mention in asked.mentions)
    if named:
        plain = asked.form is not Form.VALUE or _says_little_else(_without(question, asked.mentions), catalogue, _SOME)
        return plain and (asks or len(content_words(question)) <= _BRIEF)
    if asked.mentions:  # the nation alone
        return asks and len(content_words(question)) <= _BRIEF
    if asked.defines and not wording.ASKS.search(wording.DEFINES.sub(" ", fold(question))):
        return False
    if asked.own:
        return asks and (asked.form is not Form.VALUE or _says_little_else(question, catalogue, _LITTLE))
    return chosen and _suits_the_chosen(question, asked)


def _says_little_else(question: str, catalogue: Catalogue, most: int) -> bool:
    """Whether hardly a word is left beside the indicator: "la plata en las cuentas bancarias" is not the income of a year."""
    rest = content_stems(wording.OWN.sub(" ", wording.CIRCUMSTANCE.sub(" ", wording.YEAR.sub(" ", fold(question)))))
    return len(rest - catalogue.matched_stems(question)) <= most


def _speaks_of_rules(question: str) -> bool:
    """Whether it is about what a rule says; "¿me puede decir…?" is only polite."""
    return wording.RULES.search(wording.INNOCENT.sub(" ", without_references(question))) is not None


def _suits_the_chosen(question: str, asked: Asked) -> bool:
    """Whether a question that names no entity can only be about the one chosen for the conversation."""
    if asked.form is Form.VALUE:
        return len(content_words(question)) <= _TERSE and wording.COUNTS.search(fold(question)) is not None
    return asked.form is not Form.COMPARISON or bool(asked.groups)


def _is_plain_comparison(question: str, asked: Asked, *, chosen: bool) -> bool:
    """Whether entities are to be compared without saying in what: "compárame con Rionegro"."""
    named = len(asked.mentions) + chosen
    brief = len(content_words(question)) <= _BRIEF and not _speaks_of_rules(question)
    return bool(asked.mentions) and named > 1 and brief and wording.COMPARES.search(fold(question)) is not None


def _is_territory(entity: Entity | None) -> bool:
    return entity is not None and entity.kind is not EntityKind.NATION


def _continued(
    question: str,
    asked: Asked,
    registry: Registry,
    catalogue: Catalogue,
    *,
    chosen: bool,
    history: Sequence[Exchange],
) -> Asked | None:
    """A follow-up with what it leaves out taken from the question before: "¿y en 2018?", "¿y el departamento?"."""
    brief = len(content_words(question)) <= _BRIEF and not _speaks_of_rules(question)
    adds = bool(asked.mentions or asked.years or asked.groups or asked.indicators) or asked.form is not Form.VALUE
    starts = wording.FOLLOWS.match(fold(question)) is not None or bool(asked.mentions) or asked.form is not Form.VALUE
    if not history or not brief or not adds or not starts:
        return None
    last = history[-1]
    before = read_asked(
        last.standalone or last.question,
        registry,
        catalogue,
        chosen=chosen,
        history=history[max(0, len(history) - _MOST_EXCHANGES) : -1],
    )
    return _merged(before, asked) if before else None


def _merged(before: Asked, asked: Asked) -> Asked:
    form = asked.form if asked.form is not Form.VALUE or not asked.groups else Form.COMPARISON
    years = asked.years or (() if asked.form is Form.TREND else before.years)
    mentions = _chosen_among(before.mentions, asked.mentions)
    if not asked.mentions or (form is Form.COMPARISON and len(asked.mentions) == 1):
        mentions = tuple(dict.fromkeys((*before.mentions, *asked.mentions)))
    return replace(
        asked,
        form=form,
        indicators=asked.indicators or before.indicators,
        mentions=mentions,
        years=years,
        own=before.own or asked.own,
    )


def _chosen_among(before: Sequence[Mention], said: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """What was said, unless it tells which of the namesakes asked about was meant: "la de Nariño"."""
    departments = {entity.department_code for mention in before if (entity := mention.entity)}
    if len(said) == 1 and said[0].ambiguous:
        beside = tuple(entity for entity in said[0].candidates if entity.department_code in departments)
        return (replace(said[0], candidates=beside),) if len(beside) == 1 else said
    open_question = next((mention for mention in before if mention.ambiguous), None)
    if open_question is None or len(said) != 1 or said[0].entity is None:
        return said
    inside = tuple(
        entity
        for entity in open_question.candidates
        if entity == said[0].entity
        or (said[0].entity.kind is EntityKind.DEPARTMENT and entity.department_code == said[0].entity.department_code)
    )
    return (replace(said[0], candidates=inside),) if inside else said

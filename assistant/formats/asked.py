"""Questions about the formats answered: a format pre-filled, what it lacks, and what goes in one of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from assistant.formats import texts
from assistant.formats.asking import AskedFormat, Wish, read_asked
from assistant.formats.desk import FormatDesk
from assistant.formats.drafts_records import Draft, DraftValue, FieldState
from assistant.formats.filling import value_with_unit
from assistant.formats.prefill import SHARED_SECTION
from assistant.formats.records import FieldKind, FieldSpec, FormatEntry, FormatSpec, OriginKind
from assistant.indicators import texts as figure_texts
from assistant.indicators.entities import Entity
from assistant.indicators.mentions import Mention, misspelt_in, named_in
from assistant.spanish import content_stems, fold
from assistant.types import Figure

SHOWN_VALUES = 6
SHOWN_LABELS = 5
SHOWN_FIELDS = 3


@dataclass(frozen=True, slots=True)
class FormatAnswer:
    """What a question about formats gets; the fields that a :class:`FigureAnswer` has mean the same here.

    ``format_id`` is the format that it speaks of and ``entity_code`` whose it is, empty where it speaks of none.
    """

    statements: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    ask_back: tuple[Entity, ...] = ()
    also_guidance: bool = False
    suggestions: tuple[str, ...] = ()
    standalone: str = ""
    asks: bool = False
    no_data: bool = False
    format_id: str = ""
    entity_code: str = ""


def answer_format(question: str, entity_code: str | None, desk: FormatDesk) -> FormatAnswer | None:
    """The answer to a question about Relevo's formats; None where it is about something else.

    Args:
        question: as it was written.
        entity_code: DIVIPOLA code of the entity chosen for the conversation, if one was.
        desk: the formats, the figures and the saved drafts.

    Raises:
        RelevoError: the catalogue of formats, the figures or the drafts cannot be read.
    """
    asked = read_asked(question, desk.catalogue)
    if asked is None:
        return None
    return _Answering(question, entity_code, desk).answer()


@dataclass(slots=True)
class _Answering:
    question: str
    entity_code: str | None
    desk: FormatDesk
    mentions: tuple[Mention, ...] = field(init=False)

    def __post_init__(self) -> None:
        registry = self.desk.figures.registry
        named = named_in(self.question, registry)
        misspelt = misspelt_in(self.question, registry) if not named else None
        self.mentions = named or ((misspelt,) if misspelt and self._is_no_format(misspelt) else ())

    def _is_no_format(self, mention: Mention) -> bool:
        """Whether a word like an entity's name is not one that names the format: "contratación" is not "Concepción"."""
        catalogue = self.desk.catalogue
        without = self.question[: mention.start] + self.question[mention.end :]
        return read_asked(without, catalogue) == read_asked(self.question, catalogue)

    def answer(self) -> FormatAnswer | None:
        rest = self.question
        for mention in self.mentions:
            rest = rest.replace(self.question[mention.start : mention.end], " ")
        asked = read_asked(rest, self.desk.catalogue) or read_asked(self.question, self.desk.catalogue)
        if asked is None:
            return None
        if asked.wish is Wish.FIELD:
            return self._field(asked)
        if asked.wish is Wish.LIST:
            titles = ", ".join(entry.title for entry in self.desk.catalogue.entries)
            listed = texts.LISTED_FORMATS.format(count=len(self.desk.catalogue.entries), formats=titles)
            return FormatAnswer((listed,), standalone=self.question)
        if asked.entry is None and asked.wish is not Wish.PREFILL_ALL:
            titles = ", ".join(entry.title for entry in self.desk.catalogue.entries)
            return FormatAnswer((texts.WHICH_FORMAT.format(formats=titles),), asks=True, standalone=self.question)
        return self._about(asked)

    def _about(self, asked: AskedFormat) -> FormatAnswer:
        """An answer that is about the format of an entity: of the one named, else of the one chosen."""
        mention = next(iter(self.mentions), None)
        registry = self.desk.figures.registry
        entity = registry.get(self.entity_code) if self.entity_code else None
        if mention is not None and mention.ambiguous and entity not in mention.candidates:
            options = figure_texts.WHICH_OPTION_JOIN.join(each.label for each in mention.candidates)
            which = figure_texts.WHICH.format(name=mention.text, options=options)
            return FormatAnswer((which,), ask_back=mention.candidates, asks=True, standalone=self.question)
        if mention is not None and mention.entity is not None:
            entity = mention.entity
        if entity is None:
            return FormatAnswer((texts.WHOSE_FORMAT,), asks=True, standalone=self.question)
        if asked.wish is Wish.PREFILL_ALL or asked.entry is None:
            return self._all(entity)
        return self._left(entity, asked.entry) if asked.wish is Wish.LEFT else self._prefill(entity, asked.entry)

    def _prefill(self, entity: Entity, entry: FormatEntry) -> FormatAnswer:
        draft = self.desk.draft(entry.id, entity)
        slots = {"title": draft.title, "notice": _lowered(entry.notice), "entity": draft.entity}
        shown = _worth_showing(draft)
        years = sorted({value.year for value in draft.filled if value.year and value.figure and not value.figure.text})
        said = texts.PREFILLED_YEARS.format(years=_listed(map(str, years), len(years))) if years else ""
        statements = [
            texts.PREFILLED.format(filled=len(draft.filled), total=len(draft.values), years=said, **slots)
            if draft.filled
            else texts.PREFILLED_NONE.format(**slots)
        ]
        if shown:
            statements.append(texts.PREFILLED_SHOWN.format(values="; ".join(map(_said, shown))))
            sources = dict.fromkeys(value.source for value in shown)
            statements.append(texts.PREFILLED_SOURCES.format(sources="; ".join(sources)))
        if any(value.figure and value.figure.sample for value in draft.filled):
            statements.append(texts.PREFILLED_SAMPLE)
        statements += _what_is_left(draft)
        statements.append(texts.DOWNLOAD.format(format=entry.id, code=entity.code))
        figures = tuple(value.figure for value in shown if value.figure)
        suggestions = (texts.SUGGEST_LEFT.format(title=draft.title),)
        return self._of(draft, statements, figures, suggestions)

    def _left(self, entity: Entity, entry: FormatEntry) -> FormatAnswer:
        draft = self.desk.draft(entry.id, entity)
        total, left = len(draft.values), len(draft.left)
        if not left:
            return self._of(draft, [texts.LEFT_NONE.format(total=total)])
        statements = [texts.WHAT_IS_LEFT.format(title=draft.title, entity=draft.entity, left=left, total=total)]
        for section in self.desk.catalogue.get(entry.id).sections:
            labels = _labels(value for value in draft.left if value.section == section.id)
            if labels:
                listed = _listed(labels, SHOWN_LABELS)
                statements.append(texts.LEFT_SECTION.format(section=section.title, labels=listed))
        people = dict.fromkeys(each.by for each in self.desk.drafts.history(entity.code, entry.id))
        if people:
            statements.append(texts.WRITTEN_BY.format(people=", ".join(people)))
        pending = next(value for value in draft.left)
        suggestions = (
            texts.SUGGEST_PREFILL.format(title=draft.title),
            texts.SUGGEST_FIELD.format(label=pending.label, title=draft.title),
        )
        return self._of(draft, statements, (), suggestions)

    def _all(self, entity: Entity) -> FormatAnswer:
        drafts = self.desk.all_drafts(entity)
        told = texts.ALL_PREFILLED.format(
            count=len(drafts), entity=entity.label,
            filled=sum(len(each.filled) for each in drafts), total=sum(len(each.values) for each in drafts),
        )  # fmt: skip
        download = texts.DOWNLOAD_ALL.format(code=entity.code)
        return FormatAnswer((told, download), standalone=self.question, entity_code=entity.code)

    def _field(self, asked: AskedFormat) -> FormatAnswer | None:
        """What goes in a field, from its help and its law; of several formats with one so called, in each."""
        catalogue = self.desk.catalogue
        specs = [catalogue.get(asked.entry.id)] if asked.entry else list(catalogue.specs())
        found = _fields_called(asked.label, specs)
        if not found and asked.entry is None:
            return None
        if not found:
            spec = specs[0]
            said = texts.NO_SUCH_FIELD.format(title=spec.title, label=asked.label, format=spec.id)
            return FormatAnswer((said,), no_data=True, standalone=self.question, format_id=spec.id)
        statements = [_goes(spec, each) for spec, each in found[:SHOWN_FIELDS]]
        others = dict.fromkeys(spec.title for spec, _ in found[SHOWN_FIELDS:])
        if others:
            statements.append(texts.FIELD_ELSEWHERE.format(titles=", ".join(others)))
        spec = found[0][0]
        suggestions = (texts.SUGGEST_PREFILL.format(title=spec.title),)
        return FormatAnswer(tuple(statements), suggestions=suggestions, standalone=self.question, format_id=spec.id)

    def _of(
        self,
        draft: Draft,
        statements: Sequence[str],
        figures: tuple[Figure, ...] = (),
        suggestions: tuple[str, ...] = (),
    ) -> FormatAnswer:
        return FormatAnswer(
            tuple(statements), figures, suggestions=suggestions, format_id=draft.format_id, entity_code=draft.entity_code,
            standalone=f"{self.question.rstrip()} ({draft.entity})",
        )  # fmt: skip


def _fields_called(label: str, specs: Sequence[FormatSpec]) -> list[tuple[FormatSpec, FieldSpec]]:
    """The fields of that name; where none has it whole, those whose name holds all its words. The cover's once."""
    wanted = fold(label).strip()
    stems = content_stems(wanted)
    named: list[Callable[[FieldSpec], bool]] = [
        lambda each: wanted in {fold(each.label).strip(" ¿?"), each.id},
        lambda each: bool(stems) and stems == content_stems(each.label),
        lambda each: bool(stems) and stems <= content_stems(each.label),
    ]
    for test in named:
        found: dict[tuple[str, str], tuple[FormatSpec, FieldSpec]] = {}
        for spec in specs:
            for section, each in spec.placed():
                if test(each):
                    key = ("", each.id) if section.id == SHARED_SECTION else (spec.id, each.id)
                    found.setdefault(key, (spec, each))
        if found:
            return list(found.values())
    return []


def _goes(spec: FormatSpec, each: FieldSpec) -> str:
    parts = [texts.FIELD_GOES.format(label=each.label, title=spec.title, help=each.help)]
    if each.choices:
        parts.append(texts.FIELD_CHOICES.format(choices=", ".join(each.choices)))
    if each.unit:
        parts.append(texts.FIELD_UNIT.format(unit=each.unit))
    if each.origin.kind is not OriginKind.MANUAL:
        parts.append(texts.FIELD_FILLED_BY)
    law = "; ".join(basis.reference for basis in each.legal)
    return " ".join([*parts, texts.FIELD_LAW.format(law=law)] if law else parts)


def _worth_showing(draft: Draft) -> list[DraftValue]:
    """The values worth saying: figures first, each field once with its last year, then what the calendar or law gave."""
    last = {value.field: value for value in draft.filled if value.section != SHARED_SECTION}
    return sorted(last.values(), key=lambda value: value.figure is None)[:SHOWN_VALUES]


def _said(value: DraftValue) -> str:
    assert value.value is not None
    year = f" ({value.year})" if value.year and value.kind is not FieldKind.DATE else ""
    shown = value_with_unit(value.value, value.unit if value.kind is FieldKind.NUMBER else "", value.kind)
    return texts.PREFILLED_VALUE.format(label=value.label, year=year, value=shown)


def _what_is_left(draft: Draft) -> list[str]:
    pending, missing = draft.in_state(FieldState.PENDING), draft.in_state(FieldState.MISSING)
    said = []
    if pending:
        said.append(texts.LEFT_FOR_PEOPLE.format(count=len(pending), labels=_listed(_labels(pending), SHOWN_LABELS)))
    if missing:
        said.append(texts.LEFT_MISSING.format(count=len(missing), labels=_listed(_labels(missing), SHOWN_LABELS)))
    return said or [texts.LEFT_NONE.format(total=len(draft.values))]


def _labels(values: Iterable[DraftValue]) -> list[str]:
    return list(dict.fromkeys(value.label for value in values))


def _listed(labels: Iterable[str], most: int) -> str:
    """Labels in a row: "a, b y c", or the first ones and how many more there are."""
    known = list(labels)
    if len(known) > most:
        return texts.MORE_LABELS.format(labels=", ".join(known[:most]), count=len(known) - most)
    return f"{', '.join(known[:-1])} y {known[-1]}" if len(known) > 1 else "".join(known)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]

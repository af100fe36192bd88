"""What Relevo knows of an entity and can fill for it, as LangChain tools with typed arguments and results.

They stand beside those of :mod:`assistant.tools`. A name that several entities share, or none has, is a result that says
so (``problem``), since whoever calls can ask again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import RelevoError
from assistant.formats.desk import FormatDesk
from assistant.formats.drafts_records import Draft, Period
from assistant.formats.filling import written_value
from assistant.indicators.catalogue import Indicator
from assistant.indicators.entities import Entity
from assistant.indicators.readings import Reading, Readings
from assistant.indicators.sentences import cited

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MAX_FIGURES = 60
MAX_ENTITIES = 10
_UNKNOWN_ENTITY = "No se reconoce la entidad «{name}»."
_SHARED_NAME = "Hay varias entidades llamadas «{name}»: {options}. Repita con el código."
_UNKNOWN_INDICATOR = "No se reconoce el indicador «{name}»."
_UNKNOWN_FORMAT = "No se reconoce el formato «{name}»."
_BAD_PERIOD = "El período se escribe como 2016-2019."
_ENTITY = "Código DIVIPOLA o nombre: «05756», «Sonsón», «La Unión, Nariño»."


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EntityIndicators(_Arguments):
    """Arguments of ``entity_indicators``."""

    entity: str = Field(description=_ENTITY, min_length=2, max_length=80)
    indicator: str = Field(
        default="", description="Indicador, como lo llama la gente; vacío para el último de todos.", max_length=120
    )


class CompareEntities(_Arguments):
    """Arguments of ``compare_entities``."""

    entities: list[str] = Field(
        description="Códigos o nombres de las entidades.", min_length=2, max_length=MAX_ENTITIES
    )
    indicator: str = Field(description="Indicador, como lo llama la gente.", min_length=2, max_length=120)
    year: int | None = Field(default=None, ge=1990, le=2100, description="Año; sin él, el último que todas tienen.")


class ListFormats(_Arguments):
    """Arguments of ``list_formats``; it takes none."""


class PrefillFormat(_Arguments):
    """Arguments of ``prefill_format``."""

    format: str = Field(
        description="Formato: su nombre, su número («2», «kpt 3») o su identificador.", min_length=1, max_length=80
    )
    entity: str = Field(description=_ENTITY, min_length=2, max_length=80)
    period: str = Field(default="", description="Años del gobierno que entrega: «2016-2019».", max_length=12)


class FoundFigure(BaseModel):
    """A figure as a tool returns it; ``value`` is written as Colombia does, ``source`` names file, sheet and row."""

    entity: str
    indicator: str
    year: int
    value: str
    unit: str
    source: str
    sample: bool


class FoundFigures(BaseModel):
    """Figures, or what kept them from being found."""

    figures: tuple[FoundFigure, ...] = ()
    problem: str = ""


class ListedFormat(BaseModel):
    """A format of the catalogue; none is official."""

    id: str
    number: int
    group: str
    title: str
    summary: str
    notice: str


class ListedFormats(BaseModel):
    """The formats there are."""

    formats: tuple[ListedFormat, ...]


class FilledField(BaseModel):
    """A field with its value and where it was read."""

    field: str
    label: str
    year: int | None
    value: str
    unit: str
    source: str
    confidence: str
    note: str


class PendingField(BaseModel):
    """A field that people must fill, and why."""

    field: str
    label: str
    state: str
    note: str


class PrefilledFormat(BaseModel):
    """A format pre-filled for an entity, or what kept it from being filled."""

    title: str = ""
    entity: str = ""
    filled: tuple[FilledField, ...] = ()
    left: tuple[PendingField, ...] = ()
    problem: str = ""


def entity_tools(desk: FormatDesk) -> list[BaseTool]:
    """The tools over an entity's figures and formats."""
    from langchain_core.tools import StructuredTool

    calls: tuple[tuple[Callable[..., str], type[BaseModel], str], ...] = (
        (
            _Calls(desk).entity_indicators, EntityIndicators,
            "Trae cifras de una entidad territorial con su año, unidad y fuente: las de un indicador o la última de cada uno.",
        ),
        (
            _Calls(desk).compare_entities, CompareEntities,
            "Compara un indicador entre entidades territoriales en un mismo año, con la fuente de cada cifra.",
        ),
        (_Calls(desk).list_formats, ListFormats, "Lista los formatos de empalme y del plan; ninguno es oficial."),
        (
            _Calls(desk).prefill_format, PrefillFormat,
            "Pre-diligencia un formato para una entidad: cada campo con su valor y fuente, y lo que falta.",
        ),
    )  # fmt: skip
    return [
        StructuredTool.from_function(call, args_schema=arguments, description=description)
        for call, arguments, description in calls
    ]


class _ProblemError(Exception):
    """Why a call has no result; the message is Spanish, for the model."""


class _Calls:
    """What the tools do, over one desk."""

    def __init__(self, desk: FormatDesk) -> None:
        self._desk = desk

    def entity_indicators(self, entity: str, indicator: str = "") -> str:
        """The figures of an entity."""
        try:
            whose, readings = self._entity(entity), self._readings()
            if indicator:
                found: Sequence[Reading] = readings.past(whose, self._indicator(indicator))
            else:
                last = (readings.latest(whose, each) for each in readings.catalogue)
                found = [reading for reading in last if reading is not None]
            return FoundFigures(figures=tuple(map(_figure, found[-MAX_FIGURES:]))).model_dump_json()
        except (_ProblemError, RelevoError) as error:
            return FoundFigures(problem=str(error)).model_dump_json()

    def compare_entities(self, entities: list[str], indicator: str, year: int | None = None) -> str:
        """An indicator of several entities in one year."""
        try:
            which, readings = self._indicator(indicator), self._readings()
            series = [readings.past(self._entity(name), which) for name in entities]
            common = set.intersection(*({reading.year for reading in each} for each in series))
            wanted = year if year is not None else max(common, default=None)
            found = [reading for each in series for reading in each if reading.year == wanted]
            return FoundFigures(figures=tuple(map(_figure, found))).model_dump_json()
        except (_ProblemError, RelevoError) as error:
            return FoundFigures(problem=str(error)).model_dump_json()

    def list_formats(self) -> str:
        """The catalogue of formats."""
        listed = (
            ListedFormat(
                id=each.id,
                number=each.number,
                group=each.group,
                title=each.title,
                summary=each.summary,
                notice=each.notice,
            )
            for each in self._desk.catalogue.entries
        )
        return ListedFormats(formats=tuple(listed)).model_dump_json()

    def prefill_format(self, format: str, entity: str, period: str = "") -> str:  # noqa: A002 - what a model calls it
        """A format pre-filled."""
        try:
            draft = self._desk.draft(self._format(format), self._entity(entity), _period(period))
            return _prefilled(draft).model_dump_json()
        except (_ProblemError, RelevoError) as error:
            return PrefilledFormat(problem=str(error)).model_dump_json()

    def _format(self, name: str) -> str:
        entry = self._desk.catalogue.find(name)
        if entry is None:
            raise _ProblemError(_UNKNOWN_FORMAT.format(name=name))
        return entry.id

    def _readings(self) -> Readings:
        figures = self._desk.figures
        return Readings(figures.store(), figures.registry, figures.catalogue)

    def _entity(self, name: str) -> Entity:
        found = self._desk.figures.registry.find(name)
        if len(found) == 1:
            return found[0]
        if not found:
            raise _ProblemError(_UNKNOWN_ENTITY.format(name=name))
        options = ", ".join(f"{each.label} ({each.code})" for each in found)
        raise _ProblemError(_SHARED_NAME.format(name=name, options=options))

    def _indicator(self, name: str) -> Indicator:
        catalogue = self._desk.figures.catalogue
        matched = catalogue.match(name)
        found = catalogue.get(name) or catalogue.by_name(name) or (matched[0][0] if matched else None)
        if found is None:
            raise _ProblemError(_UNKNOWN_INDICATOR.format(name=name))
        return found


def _period(written: str) -> Period | None:
    try:
        return Period.parse(written) if written else None
    except ValueError as error:
        raise _ProblemError(_BAD_PERIOD) from error


def _figure(reading: Reading) -> FoundFigure:
    return FoundFigure(
        entity=reading.entity.label,
        indicator=reading.indicator.name,
        year=reading.year,
        value=reading.text if reading.value is None else written_value(reading.value),
        unit=reading.unit,
        source="; ".join(dict.fromkeys(cited(each) for each in reading.observations)),
        sample=reading.sample,
    )


def _prefilled(draft: Draft) -> PrefilledFormat:
    return PrefilledFormat(
        title=draft.title,
        entity=draft.entity,
        filled=tuple(
            FilledField(
                field=each.field, label=each.label, year=each.year, unit=each.unit, source=each.source, note=each.note,
                value=written_value(each.value) if each.value is not None else "", confidence=each.confidence or "",
            )
            for each in draft.filled
        ),
        left=tuple(
            PendingField(field=each.field, label=each.label, state=each.state, note=each.note) for each in draft.left
        ),
    )  # fmt: skip

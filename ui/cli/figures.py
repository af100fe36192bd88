"""`relevo indicators chart`, `compare` and `rank`: figures drawn and set side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import RelevoError, load_settings
from assistant.indicators.charts import ChartKind
from ui.cli import texts
from ui.cli.console import notices, out
from ui.cli.indicators import EXIT_NOT_FOUND, open_figures, the_entity, the_indicator
from ui.serialize import as_json, json_text

if TYPE_CHECKING:
    from assistant.indicators.catalogue import Indicator
    from assistant.indicators.charts import Chart
    from assistant.indicators.entities import Entity
    from assistant.indicators.readings import Reading, Readings
    from assistant.indicators.sentences import Sentence

EntityName = Annotated[str, typer.Option("--entity", help=texts.INDICATORS_ENTITY, show_default=False)]
IndicatorName = Annotated[str, typer.Option(help=texts.INDICATORS_INDICATOR, show_default=False)]
Others = Annotated[list[str] | None, typer.Option("--with", help=texts.INDICATORS_WITH, show_default=False)]
Year = Annotated[int | None, typer.Option(help=texts.INDICATORS_CHART_YEAR, show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help=texts.AS_JSON)]


def register(indicators_app: typer.Typer) -> None:
    """Add the commands to the `relevo indicators` commands."""
    indicators_app.command("chart", help=texts.INDICATORS_CHART)(chart)
    indicators_app.command("compare", help=texts.INDICATORS_COMPARE)(compare)
    indicators_app.command("rank", help=texts.INDICATORS_RANK)(rank)


def chart(
    entity: EntityName,
    indicator: IndicatorName,
    output: Annotated[Path, typer.Option("--out", help=texts.INDICATORS_CHART_OUT, show_default=False)],
    kind: Annotated[ChartKind, typer.Option(help=texts.INDICATORS_CHART_KIND)] = ChartKind.TREND,
    others: Others = None,
    year: Year = None,
) -> None:
    """Draw an indicator into a file."""
    from assistant.indicators.drawing import save_chart

    with _about(entity, indicator, others) as about:
        save_chart(about.chart(kind, year), output)
    notices.print(texts.INDICATORS_CHARTED.format(name=output.name), markup=False)


def compare(
    entity: EntityName,
    indicator: IndicatorName,
    others: Others = None,
    year: Year = None,
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """Set an entity beside others; beside its department where none is named."""
    from assistant.indicators.compare import change
    from assistant.indicators.sentences import against_sentence, source_sentence, value_sentence

    with _about(entity, indicator, others) as about:
        reading = about.reading(year)
        found = [about.readings.at(other, about.indicator, reading.year) for other in about.compared()]
        between = [change(other, reading) for other in found if other is not None]
    against = [against_sentence(each) for each in between if each is not None]
    _show([value_sentence(reading), *against, source_sentence(reading)], as_json_output=as_json_output)
    if not against:
        notices.print(texts.INDICATORS_NO_PEERS.format(year=reading.year), markup=False)
        raise typer.Exit(EXIT_NOT_FOUND)


def rank(
    entity: EntityName,
    indicator: IndicatorName,
    year: Year = None,
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """The place of an entity among its peers."""
    from assistant.indicators.compare import peer_groups, position
    from assistant.indicators.sentences import median_sentence, place_sentence, source_sentence, value_sentence

    with _about(entity, indicator, None) as about:
        reading = about.reading(year)
        groups = peer_groups(about.readings.registry, about.entity)
        found = [place for peers in groups if (place := position(about.readings, reading, peers))]
    places = [place_sentence(each, first=at == 0) for at, each in enumerate(found)]
    medians = [median_sentence(each) for each in found[-1:]]
    _show([value_sentence(reading), *places, *medians, source_sentence(reading)], as_json_output=as_json_output)
    if not found:
        notices.print(texts.INDICATORS_NO_PEERS.format(year=reading.year), markup=False)
        raise typer.Exit(EXIT_NOT_FOUND)


@dataclass(frozen=True, slots=True)
class _About:
    """What a command was asked: an indicator of an entity, and others beside it."""

    readings: Readings
    entity: Entity
    indicator: Indicator
    others: tuple[Entity, ...]

    def reading(self, year: int | None) -> Reading:
        """The figure of a year, or the last one.

        Raises:
            RelevoError: there is none.
        """
        if year is None:
            found = self.readings.latest(self.entity, self.indicator)
        else:
            found = self.readings.at(self.entity, self.indicator, year)
        if found is None:
            when = f" de {year}" if year else ""
            raise self._missing(when)
        return found

    def compared(self) -> tuple[Entity, ...]:
        """The others named, or the department."""
        department = self.readings.registry.department_of(self.entity)
        return self.others or ((department,) if department else ())

    def chart(self, kind: ChartKind, year: int | None) -> Chart:
        """The chart of a kind.

        Raises:
            RelevoError: there are no numbers to show.
        """
        from assistant.indicators.charts import comparison_chart, position_chart, trend_chart
        from assistant.indicators.compare import best, peer_groups

        try:
            if kind is ChartKind.TREND:
                return trend_chart([self.readings.past(each, self.indicator) for each in (self.entity, *self.others)])
            reading = self.reading(year)
            if kind is ChartKind.COMPARISON:
                found = (self.readings.at(each, self.indicator, reading.year) for each in self.compared())
                return comparison_chart([reading, *(each for each in found if each is not None)])
            peers = peer_groups(self.readings.registry, self.entity)[-1]
            return position_chart(best(self.readings, self.indicator, reading.year, peers), self.entity, peers)
        except (ValueError, IndexError) as error:
            raise self._missing("") from error

    def _missing(self, when: str) -> RelevoError:
        return RelevoError(
            texts.INDICATORS_NO_YEAR.format(indicator=self.indicator.name, entity=self.entity.label, year=when),
            texts.INDICATORS_UNKNOWN_HINT,
        )


@contextmanager
def _about(entity: str, indicator: str, others: Sequence[str] | None) -> Iterator[_About]:
    from assistant.indicators.entities import load_registry
    from assistant.indicators.known import known_entities
    from assistant.indicators.readings import Readings

    with open_figures() as (store, catalogue):
        registry = known_entities(load_registry(load_settings().corpus_dir), store.entities())
        known = catalogue.get(the_indicator(indicator, store, catalogue))
        if known is None:
            raise RelevoError(texts.INDICATORS_UNKNOWN.format(name=indicator), texts.INDICATORS_UNKNOWN_HINT)
        whose = the_entity(entity, store)
        beside = tuple(the_entity(other, store) for other in others or ())
        yield _About(Readings(store, registry, catalogue), whose, known, beside)


def _show(sentences: Sequence[Sentence], *, as_json_output: bool) -> None:
    if as_json_output:
        figures = dict.fromkeys(figure for sentence in sentences for figure in sentence.figures)
        said = [sentence.text for sentence in sentences]
        out.print(json_text({"statements": said, "figures": [as_json(figure) for figure in figures]}), markup=False)
        return
    for sentence in sentences:
        out.print(sentence.text, markup=False)

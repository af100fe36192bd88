"""The indicators of an entity as cards: value, year, source, who it is compared with, and the years before."""

from __future__ import annotations

import datetime as dt

from assistant.indicators.charts import trend_chart
from assistant.indicators.compare import Position, is_amount
from assistant.indicators.entities import EntityKind
from assistant.indicators.readings import Reading
from assistant.indicators.sentences import cited, cited_together, write_amount, write_value
from assistant.spanish import write_number
from ui.boards import Board, Card, Flag
from ui.web import texts_indicators as texts
from ui.web.safe import safe
from ui.web.tabs.tables import table
from ui.web.tabs.trend import trend_svg


def cards_html(board: Board, dimension: str) -> str:
    """The cards of a dimension; everything that a file brought is escaped."""
    return f"<div class='cards'>{''.join(_card(board, card) for card in board.cards(dimension))}</div>"


def _card(board: Board, card: Card) -> str:
    reading = card.reading
    meaning = f"<p class='meaning'>{safe(reading.indicator.meaning)}</p>" if reading.indicator.meaning else ""
    past = f"<div class='past'><div>{meaning}{_chart(board, card)}</div>{_table(board, card)}</div>"
    return (
        f"<article class='card'><h3>{safe(reading.indicator.name)}</h3>"
        f"<p class='value'><strong>{safe(write_value(reading))}</strong> <span>{reading.year}</span></p>"
        f"{_flags(card)}{_beside(board, card)}"
        f"<p class='source'>{safe(texts.SOURCE.format(source=_origin(reading)))}</p>"
        f"<details><summary>{texts.EVOLUTION}</summary>{past}</details></article>"
    )


def _flags(card: Card) -> str:
    years = dt.date.today().year - card.reading.year
    badges = "".join(
        f"<li class='flag {flag}' title='{safe(texts.FLAG_HELP[flag])}'>{safe(texts.FLAGS[flag].format(years=years))}</li>"
        for flag in card.flags
    )
    warned = (
        f"<p class='warned'>{safe(texts.FLAG_HELP[Flag.OVER_HUNDRED])}</p>" if Flag.OVER_HUNDRED in card.flags else ""
    )
    return (f"<ul class='flags'>{badges}</ul>" if badges else "") + warned


def _beside(board: Board, card: Card) -> str:
    """The department, the nation and those of the same category in the same year, as far as the entity has them."""
    missing = texts.NO_DATA.format(year=card.reading.year)
    rows = []
    if board.entity.kind is EntityKind.MUNICIPALITY:
        rows.append((texts.DEPARTMENT, write_value(card.department) if card.department else missing))
    if board.entity.kind is not EntityKind.NATION:
        rows.append((texts.NATION, write_value(card.nation) if card.nation else missing))
        rows.append(_peers(card))
    terms = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in rows)
    return f"<dl>{terms}</dl>" if rows else ""


def _peers(card: Card) -> tuple[str, str]:
    found = card.peers
    if found is None:
        return texts.PEERS.format(peers="misma categoría"), texts.TOO_FEW
    place = texts.PLACE.format(place=write_number(found.place.value), count=write_number(found.compared.value))
    return texts.PEERS.format(peers=found.peers.label), f"{_median(found)} · {place}"


def _median(found: Position) -> str:
    return write_amount(found.median.value, found.reading.unit)


def _chart(board: Board, card: Card) -> str:
    if card.reading.value is None:
        return f"<p>{texts.WORDS_ONLY}</p>"
    if len(card.series) == 1:
        return f"<p>{safe(texts.ONE_YEAR.format(year=card.reading.year))}</p>"
    return trend_svg(trend_chart([card.series, *_drawn_beside(board, card)]))


def _drawn_beside(board: Board, card: Card) -> tuple[tuple[Reading, ...], ...]:
    """Whom the chart shows too: nobody where the figure is an amount, which a whole country's would flatten."""
    return () if is_amount(card.reading.indicator) else board.against(card)


def _same_year(card: Card) -> tuple[tuple[Reading, ...], ...]:
    """The department's and the nation's figures that the card shows, where the chart has not their years."""
    others = (card.department, card.nation) if is_amount(card.reading.indicator) else ()
    return tuple((each,) for each in others if each is not None)


def _table(board: Board, card: Card) -> str:
    """Every number of the card and its chart with the cell that it was read from."""
    readings = sorted(
        (each for series in (card.series, *_drawn_beside(board, card), *_same_year(card)) for each in series),
        key=lambda each: (-each.year, each.entity != board.entity, each.entity.code),
    )
    rows = [(str(each.year), each.entity.label, write_value(each), _origin(each)) for each in readings]
    if card.peers is not None:
        computed = texts.COMPUTED.format(count=write_number(card.peers.compared.value), peers=card.peers.peers.label)
        rows.append((str(card.reading.year), card.peers.peers.label, _median(card.peers), computed))
    return table(texts.COLUMNS, (list(map(safe, row)) for row in rows), caption=texts.TABLE, kind="figures")


def _origin(reading: Reading) -> str:
    places = cited_together(map(cited, reading.observations))
    if not reading.operation:
        return places
    parts = " y ".join(each.unit.lower() for each in reading.observations)
    return f"{texts.SUM.format(parts=parts)} {places}"

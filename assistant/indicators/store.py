"""The indicator store: one immutable DuckDB file, found through a pointer file that names the current one.

    DIR/current        the name of the file in use, replaced atomically
    DIR/<id>.duckdb    the figures

Servers only read, any number of them. Writing happens in :mod:`ingest.indicators`, aside, and is published by rename.
A figure that two files give is one observation each; the file dated later is believed, the other stays traceable.

``observations`` lies in the order of indicator, entity, year and month, so that a question about one indicator reads a
few thousand rows of however many there are; ``latest`` has what stands for the last month of each indicator, in the order
of entities.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from assistant.errors import IndicatorsUnavailableError
from assistant.indicators.records import ImportedFile, IndicatorRecord, Observation, SeenEntity
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

LAYOUT_VERSION = 1
"""Raise it when the tables change: a store of another version is to be imported again."""

POINTER = "current"
_REIMPORT = "Vuelva a importar los archivos con: relevo indicators import ARCHIVO…"
_READING: dict[str, Any] = {
    "threads": 2,
    "memory_limit": "512MB",
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
}
_COLUMNS = "indicator_id, entity, year, month, series_id, row, value, exact, text"


def store_path(settings: Settings) -> Path:
    """The folder of the indicator store on this machine."""
    return settings.data_dir / "indicadores"


def current_file(directory: Path) -> Path | None:
    """The file in use, or None when nothing was imported yet."""
    try:
        name = (directory / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return directory / name if name else None


class _Row(NamedTuple):
    """A row of ``observations``; month 0 is none."""

    indicator_id: int
    entity: int
    year: int
    month: int
    series_id: int
    row: int
    value: float | None
    exact: str | None
    text: str | None

    @property
    def when(self) -> tuple[int, int, int]:
        """What may be said twice: an annual figure is December's, as TerriData writes it."""
        return self.indicator_id, self.year, self.month or 12


@dataclass(frozen=True, slots=True)
class _Series:
    """A column of a file: what its figures have in common."""

    rank: int
    unit: str
    source: str
    file: str
    sheet: str
    column: str
    factor: Decimal
    imported_at: datetime


class IndicatorStore:
    """The figures, open for reading. Safe to share between threads; a folder without a store is an empty one."""

    def __init__(self, directory: Path, file: Path | None) -> None:
        """Open a file of a store's folder, or none; see :meth:`open`."""
        self._directory = directory
        self._file = file
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._ids: dict[int, str] = {}
        self._indicators: dict[str, tuple[int, IndicatorRecord]] = {}
        self._series: dict[int, _Series] = {}
        if file is not None:
            with _damage_reported():
                self._connection = _connect(file)
                self._load()

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the store in use.

        Raises:
            IndicatorsUnavailableError: it is damaged or of another version.
        """
        for _ in range(2):  # an import may publish, and remove an old file, between the pointer and the opening
            file = current_file(directory)
            if file is None or file.exists():
                return cls(directory, file)
        raise IndicatorsUnavailableError("Los indicadores están dañados.", _REIMPORT)

    @property
    def version(self) -> str:
        """The name of the file being read; empty for an empty store."""
        return self._file.stem if self._file else ""

    @property
    def is_current(self) -> bool:
        """Whether no import was published since this was opened; if one was, open the store again to see it."""
        return current_file(self._directory) == self._file

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def observations(
        self,
        entity: str,
        indicator: str | None = None,
        years: Iterable[int] | None = None,
        *,
        superseded: bool = False,
    ) -> list[Observation]:
        """The figures of an entity, by indicator, year and month: one for each, from the file dated last.

        Args:
            entity: code of five digits.
            indicator: only this one; all of them otherwise.
            years: only these.
            superseded: also what other files say of the same month, after the one that is believed.
        """
        conditions, values = ["entity = ?"], [_number(entity)]
        if indicator is not None:
            if indicator not in self._indicators:
                return []
            conditions.append("indicator_id = ?")
            values.append(self._indicators[indicator][0])
        rows = self._rows(f"SELECT {_COLUMNS} FROM observations WHERE {' AND '.join(conditions)}", values)  # noqa: S608
        wanted = None if years is None else frozenset(years)
        rows = [row for row in rows if wanted is None or row.year in wanted]
        rows.sort(key=lambda row: (self._ids[row.indicator_id], row.year, row.month or 12, *self._preference(row)))
        if not superseded:
            rows = [next(same) for _, same in groupby(rows, key=lambda row: row.when)]
        return [self._observation(row) for row in rows]

    def latest(self, entity: str, indicator: str) -> Observation | None:
        """The figure of the last year and month."""
        found = self.observations(entity, indicator)
        return found[-1] if found else None

    def overview(self, entity: str) -> list[Observation]:
        """The last figure of each indicator of an entity, by indicator id."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM latest WHERE entity = ?", [_number(entity)])  # noqa: S608
        rows.sort(key=lambda row: (self._ids[row.indicator_id], *self._preference(row)))
        return [self._observation(next(same)) for _, same in groupby(rows, key=lambda row: row.indicator_id)]

    def across(self, indicator: str, year: int, entities: Collection[str] | None = None) -> list[Observation]:
        """One figure for each entity, by code: that of the year's last month with one. For peers and rankings.

        Args:
            indicator: id.
            year: the year.
            entities: codes to look at; every entity (nation and departments too) otherwise.
        """
        if indicator not in self._indicators:
            return []
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM observations WHERE indicator_id = ? AND year = ?",  # noqa: S608
            [self._indicators[indicator][0], year],
        )
        if entities is not None:
            wanted = {_number(code) for code in entities}
            rows = [row for row in rows if row.entity in wanted]
        rows.sort(key=lambda row: (row.entity, -(row.month or 12), *self._preference(row)))
        return [self._observation(next(same)) for _, same in groupby(rows, key=lambda row: row.entity)]

    def years(self, indicator: str, entity: str | None = None) -> list[int]:
        """The years with a figure, of any entity or of one, ascending."""
        if indicator not in self._indicators:
            return []
        number = self._indicators[indicator][0]
        if entity is None:
            found = self._fetch("SELECT year FROM coverage WHERE indicator_id = ? ORDER BY year", [number])
        else:
            found = self._fetch(
                "SELECT DISTINCT year FROM observations WHERE indicator_id = ? AND entity = ? ORDER BY year",
                [number, _number(entity)],
            )
        return [int(year) for (year,) in found]

    def indicator(self, identifier: str) -> IndicatorRecord | None:
        """What is known of an indicator, None where it has no figures."""
        return self._indicators[identifier][1] if identifier in self._indicators else None

    def indicators(self, entity: str | None = None) -> list[IndicatorRecord]:
        """The indicators with figures, of any entity or of one, by dimension, subcategory and name."""
        if entity is None:
            records = [record for _, record in self._indicators.values()]
        else:
            found = self._fetch("SELECT DISTINCT indicator_id FROM latest WHERE entity = ?", [_number(entity)])
            records = [self._indicators[self._ids[number]][1] for (number,) in found]
        return sorted(records, key=lambda record: (record.dimension, record.subcategory, record.name, record.id))

    def entities(self) -> list[SeenEntity]:
        """The entities with figures, by code."""
        found = self._fetch("SELECT code, name, department, file FROM entities ORDER BY code")
        return [SeenEntity(*row) for row in found]

    def files(self) -> list[ImportedFile]:
        """The imported files, the one dated last first."""
        found = self._fetch(
            "SELECT name, sha256, dated, imported_at, observations FROM files ORDER BY dated DESC, imported_at DESC, file_id"
        )
        return [ImportedFile(name, sha, _utc(dated), _utc(at), count) for name, sha, dated, at, count in found]

    def _load(self) -> None:
        """Read what all figures share: a few thousand rows, once."""
        if self._fetch("SELECT layout FROM about") != [(LAYOUT_VERSION,)]:
            raise IndicatorsUnavailableError("Los indicadores son de otra versión de Relevo.", _REIMPORT)
        for number, *known in self._fetch(
            "SELECT indicator_id, id, name, dimension, subcategory, unit, first_year, last_year, entities FROM indicators"
        ):
            record = IndicatorRecord(*known)
            self._ids[number] = record.id
            self._indicators[record.id] = (number, record)
        for number, rank, unit, source, file, sheet, column, factor, at in self._fetch(
            'SELECT series_id, rank() OVER (ORDER BY dated, imported_at, file_id), unit, source, files.name, sheet, "column", '
            "factor, imported_at FROM series JOIN files USING (file_id)"
        ):
            self._series[number] = _Series(rank, unit, source, file, sheet, column, Decimal(factor), _utc(at))

    def _preference(self, row: _Row) -> tuple[int, int]:
        """Sorts what speaks of the same month: the file dated last first, in a file its last row."""
        return -self._series[row.series_id].rank, -row.row

    def _observation(self, row: _Row) -> Observation:
        series = self._series[row.series_id]
        return Observation(
            entity=f"{row.entity:05d}",
            indicator=self._ids[row.indicator_id],
            year=row.year,
            month=row.month or None,
            value=None if row.value is None else _exact(row.value, row.exact),
            text=row.text,
            unit=series.unit,
            source=series.source,
            file=series.file,
            sheet=series.sheet,
            row=row.row,
            column=series.column,
            factor=series.factor,
            imported_at=series.imported_at,
        )

    def _rows(self, query: str, values: list[int]) -> list[_Row]:
        return [_Row(*row) for row in self._fetch(query, values)]

    def _fetch(self, query: str, values: list[int] | None = None) -> list[tuple[Any, ...]]:
        if self._connection is None:
            return []
        with _damage_reported(), self._connection.cursor() as cursor:
            return cursor.execute(query, values or []).fetchall()


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(str(file), read_only=True, config=_READING)


@contextmanager
def _damage_reported() -> Iterator[None]:
    import duckdb

    try:
        yield
    except (duckdb.Error, TypeError, ValueError) as error:
        raise IndicatorsUnavailableError("Los indicadores están dañados o son de otra versión.", _REIMPORT) from error


def _number(code: str) -> int:
    """A code as it is stored; what is no code is no entity's."""
    return int(code) if code.isascii() and code.isdecimal() and len(code) == 5 else -1


def _exact(value: float, exact: str | None) -> Decimal:
    """The number that the source wrote: a double says fifteen digits of it, and ``exact`` all where there are more."""
    if exact is not None:
        return Decimal(exact)
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)

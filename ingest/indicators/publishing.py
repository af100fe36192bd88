"""From what an import read to the store in use: merged with what was there, ordered, written aside, renamed into place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from assistant.errors import IndicatorsUnavailableError
from assistant.indicators.records import ImportedFile, IndicatorRecord, SeenEntity
from assistant.indicators.store import LAYOUT_VERSION, POINTER, IndicatorStore, current_file
from ingest.indicators.report import Conflict
from ingest.indicators.staging import Staging

WORKPLACE = ".trabajo-"
"""How the folder of an import at work begins; it lies beside the store, on the same disk."""

_EXAMPLES = 10
_BATCH = 1_000_000
_NOISE = "1e-12"
"""What the arithmetic of a spreadsheet leaves behind, relative to the number: no difference."""

_TABLES = """
CREATE TABLE files (file_id INTEGER, name VARCHAR, sha256 VARCHAR, dated TIMESTAMP, imported_at TIMESTAMP, observations BIGINT);
CREATE TABLE series (series_id INTEGER, file_id INTEGER, indicator_id INTEGER, unit VARCHAR, source VARCHAR, sheet VARCHAR,
  "column" VARCHAR, factor VARCHAR);
CREATE TABLE entities (code VARCHAR, name VARCHAR, department VARCHAR, file VARCHAR);
CREATE TABLE names (indicator_id INTEGER, id VARCHAR, name VARCHAR, dimension VARCHAR, subcategory VARCHAR, unit VARCHAR);
"""
_COPIED = """
INSERT INTO files SELECT * FROM old.files;
INSERT INTO series SELECT * FROM old.series;
INSERT INTO entities SELECT * FROM old.entities;
INSERT INTO names SELECT indicator_id, id, name, dimension, subcategory, unit FROM old.indicators;
"""
_SUMMARISED = """
CREATE TABLE new.series AS SELECT * FROM series WHERE series_id IN (SELECT DISTINCT series_id FROM new.observations);
CREATE TABLE new.files AS SELECT files.* REPLACE (count AS observations) FROM files JOIN (
    SELECT file_id, count(*) AS count FROM new.observations JOIN new.series USING (series_id) GROUP BY file_id) USING (file_id);
CREATE TABLE new.entities AS SELECT * FROM entities WHERE code::INTEGER IN (SELECT DISTINCT entity FROM new.observations);
CREATE TABLE new.coverage AS SELECT DISTINCT indicator_id, year FROM new.observations ORDER BY ALL;
CREATE TABLE new.latest AS SELECT o.* FROM new.observations AS o JOIN (
    SELECT entity, indicator_id, max(year * 16 + CASE month WHEN 0 THEN 12 ELSE month END) AS last
    FROM new.observations GROUP BY entity, indicator_id) AS ends
  ON o.entity = ends.entity AND o.indicator_id = ends.indicator_id
    AND o.year * 16 + CASE o.month WHEN 0 THEN 12 ELSE o.month END = last
  ORDER BY o.entity, o.indicator_id;
CREATE TABLE new.indicators AS SELECT names.*, first_year, last_year, entities FROM names
  JOIN (SELECT indicator_id, min(year) AS first_year, max(year) AS last_year FROM new.coverage GROUP BY 1) USING (indicator_id)
  JOIN (SELECT indicator_id, count(DISTINCT entity) AS entities FROM new.latest GROUP BY 1) USING (indicator_id)
  ORDER BY indicator_id;
CREATE TEMP TABLE ranks AS SELECT series_id, rank() OVER (ORDER BY dated, imported_at, file_id) AS place
  FROM new.series JOIN new.files USING (file_id);
"""
_DIFFERENT = """
WITH shared AS (SELECT indicator_id FROM new.series GROUP BY 1 HAVING count(DISTINCT file_id) > 1),
said AS (SELECT o.*, file_id, place,
    CASE WHEN value = trunc(value) THEN 0 ELSE length(split_part(value::VARCHAR, '.', 2)) END AS decimals
  FROM new.observations o JOIN new.series USING (series_id) JOIN ranks USING (series_id)
  WHERE o.indicator_id IN (FROM shared)),
mine AS (FROM said WHERE file_id = {file}), others AS (FROM said WHERE file_id <> {file})
SELECT id, mine.entity, mine.year, coalesce(mine.exact, mine.value::VARCHAR, mine.text),
  coalesce(others.exact, others.value::VARCHAR, others.text), theirs.name, others.place > mine.place
FROM mine JOIN others ON mine.indicator_id = others.indicator_id AND mine.entity = others.entity AND mine.year = others.year
    AND CASE mine.month WHEN 0 THEN 12 ELSE mine.month END = CASE others.month WHEN 0 THEN 12 ELSE others.month END
  JOIN new.indicators ON mine.indicator_id = indicators.indicator_id
  JOIN new.files AS theirs ON others.file_id = theirs.file_id
WHERE (mine.value, mine.text) IS DISTINCT FROM (others.value, others.text)
  AND NOT coalesce(abs(mine.value - others.value) <= greatest(
    0.5000001 * pow(10, -least(mine.decimals, others.decimals)), {noise} * abs(mine.value)), false)
"""
"""Figures that two files give otherwise; one that only rounds the other does not count."""

_TWICE = """
SELECT count(*) FROM (SELECT 1 FROM new.observations JOIN new.series USING (series_id) WHERE file_id = {file}
  GROUP BY observations.indicator_id, entity, year, month
  HAVING count(*) > 1 AND (max(value) - min(value) > {noise} * greatest(abs(max(value)), 1)
    OR min(hash(text)) <> max(hash(text))))
"""


class Draft:
    """The store that an import is about to publish. It opens with what the store in use knows.

    What it knows of files, columns, indicators and entities lies in the staging file, so that a file which cannot be read
    takes its part of it away. ``lost`` says why there was a store and nothing of it could be kept; empty otherwise.
    """

    def __init__(self, directory: Path, staging: Staging) -> None:
        self._directory = directory
        self._sql = staging.connection
        self._path = directory / f".nuevo-{os.getpid()}.duckdb"
        self._old, self.lost = _readable(directory)
        self._run(_TABLES)
        if self._old is not None:
            self._attach(self._old, "old", " (READ_ONLY)")
            self._run(_COPIED)
        # Numbers are never given twice: figures of a file that was replaced still stand in the old store.
        self._next = {
            table: self._int(f"SELECT coalesce(max({column}), 0) + 1 FROM {table}")  # noqa: S608
            for table, column in (("files", "file_id"), ("series", "series_id"), ("names", "indicator_id"))
        }

    def known_indicators(self) -> dict[str, tuple[int, IndicatorRecord]]:
        """The indicators of the draft by id, each with its number."""
        rows = self._all("SELECT indicator_id, id, name, dimension, subcategory, unit FROM names")
        return {
            identifier: (number, IndicatorRecord(identifier, name, dimension, subcategory, unit, 0, 0, 0))
            for number, identifier, name, dimension, subcategory, unit in rows
        }

    def add_file(self, file: ImportedFile) -> tuple[int, int]:
        """Enter a file; one of that name, or of those very bytes, gives way to it.

        Returns:
            The file's number, and how many figures of an earlier import go.
        """
        before = self._all(
            "SELECT file_id, observations FROM files WHERE name = ? OR sha256 = ?", file.name, file.sha256
        )
        for number, _ in before:
            self._sql.execute("DELETE FROM series WHERE file_id = ?", [number])
            self._sql.execute("DELETE FROM files WHERE file_id = ?", [number])
        number = self._take("files")
        values = [number, file.name, file.sha256, _naive(file.dated), _naive(file.imported_at), file.observations]
        self._sql.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", values)
        return number, sum(count for _, count in before)

    def add_series(self, file: int, indicator: int, unit: str, source: str, cells: tuple[str, str, str]) -> int:
        """Enter a column of figures and return its number; ``cells`` are its sheet, its letter and its factor."""
        number = self._take("series")
        self._sql.execute(
            "INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [number, file, indicator, unit, source, *cells]
        )
        return number

    def add_indicator(self, record: IndicatorRecord) -> int:
        """Enter an indicator and return its number."""
        number = self._take("names")
        values = [number, record.id, record.name, record.dimension, record.subcategory, record.unit]
        self._sql.execute("INSERT INTO names VALUES (?, ?, ?, ?, ?, ?)", values)
        return number

    def add_entities(self, entities: Sequence[SeenEntity]) -> None:
        """Enter the entities that a file names; the first name of each code stays, unless it was empty."""
        known: dict[str, str] = dict(self._all("SELECT code, name FROM entities"))
        added: dict[str, SeenEntity] = {}
        for entity in entities:
            if not known.get(entity.code):
                known[entity.code] = entity.name
                added[entity.code] = entity
        if added:
            self._sql.execute("DELETE FROM entities WHERE list_contains(?, code)", [list(added)])
            rows = [(entity.code, entity.name, entity.department, entity.file) for entity in added.values()]
            self._sql.executemany("INSERT INTO entities VALUES (?, ?, ?, ?)", rows)

    def order(self) -> None:
        """Put the figures of all files in their order. Whatever a report asks is asked after this."""
        self._attach(self._path, "new")
        self._sql.execute(f"CREATE TABLE new.about AS SELECT {LAYOUT_VERSION} AS layout")
        self._sql.execute("CREATE TABLE new.observations AS FROM fresh LIMIT 0")
        rows = "SELECT * FROM fresh WHERE series_id IN (FROM kept)"
        if self._old is not None:
            rows += " UNION ALL SELECT * FROM old.observations WHERE series_id IN (FROM kept)"
        self._sql.execute("CREATE TEMP VIEW kept AS SELECT series_id FROM series")
        counted = self._all(f"SELECT indicator_id, count(*) FROM ({rows}) GROUP BY 1 ORDER BY 1")  # noqa: S608
        for first, last in _batches(counted):  # sorting all at once would take as much memory as there are figures
            self._sql.execute(
                f"INSERT INTO new.observations SELECT * FROM ({rows}) WHERE indicator_id BETWEEN {first} AND {last} "  # noqa: S608
                "ORDER BY indicator_id, entity, year, month"
            )
        self._run(_SUMMARISED)

    def conflicts(self, file: int) -> tuple[int, tuple[Conflict, ...]]:
        """How many figures of a file another one gives otherwise, and the first of them."""
        query = _DIFFERENT.format(file=file, noise=_NOISE)
        ((count,),) = self._all(f"SELECT count(*) FROM ({query})")  # noqa: S608
        ((name,),) = self._all("SELECT name FROM new.files WHERE file_id = ?", file)
        found = self._all(f"{query} ORDER BY 1, 2, 3 LIMIT {_EXAMPLES}") if count else []
        return count, tuple(
            Conflict(indicator, f"{entity:05d}", year, here, other, theirs, theirs if theirs_stands else name)
            for indicator, entity, year, here, other, theirs, theirs_stands in found
        )

    def said_twice(self, file: int) -> int:
        """How many figures a file itself gives twice, and differently."""
        return self._int(_TWICE.format(file=file, noise=_NOISE))

    def total(self) -> int:
        """How many observations the draft holds."""
        return self._int("SELECT count(*) FROM new.observations")

    def publish(self) -> str:
        """Make the draft the store in use, by rename; returns its name. The one before stays for who has it open."""
        self._run("DROP TABLE ranks; CHECKPOINT new; DETACH new;" + (" DETACH old;" if self._old else ""))
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"
        target = self._directory / f"{name}.duckdb"
        self._path.replace(target)
        pointer = self._directory / f".{POINTER}.{os.getpid()}"
        pointer.write_text(f"{target.name}\n", encoding="utf-8")
        pointer.replace(self._directory / POINTER)
        _remove_all_but(self._directory, {target, self._old})
        return name

    def _take(self, table: str) -> int:
        number = self._next[table]
        self._next[table] += 1
        return number

    def _int(self, query: str) -> int:
        return int(self._all(query)[0][0])

    def _attach(self, path: Path, name: str, options: str = "") -> None:
        quoted = str(path).replace("'", "''")
        self._sql.execute(f"ATTACH '{quoted}' AS {name}{options}")

    def _run(self, script: str) -> None:
        for statement in filter(None, (part.strip() for part in script.split(";"))):
            self._sql.execute(statement)

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._sql.execute(query, list(values)).fetchall()


def _batches(counted: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges of indicator numbers that hold about :data:`_BATCH` figures each; ``counted`` is by number."""
    first, held = None, 0
    for number, count in counted:
        first = number if first is None else first
        held += count
        if held >= _BATCH or number == counted[-1][0]:
            yield first, number
            first, held = None, 0


def _readable(directory: Path) -> tuple[Path | None, str]:
    """The store in use if it can be built upon; else none, and what is wrong with it."""
    try:
        with IndicatorStore.open(directory):
            return current_file(directory), ""
    except IndicatorsUnavailableError as error:
        return None, error.user_message


def remove_leftovers(directory: Path) -> None:
    """What a run that was killed left behind. We hold the lock, so nobody is using it."""
    for leftover in directory.glob(".nuevo-*"):
        leftover.unlink(missing_ok=True)
    for leftover in directory.glob(f"{WORKPLACE}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _remove_all_but(directory: Path, kept: set[Path | None]) -> None:
    for file in directory.glob("*.duckdb"):
        if file not in kept and not file.name.startswith("."):
            try:
                file.unlink(missing_ok=True)
            except OSError:  # Windows: a server still reads it; the next import removes it
                continue


def _naive(moment: datetime) -> datetime:
    """As DuckDB's TIMESTAMP holds it: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)

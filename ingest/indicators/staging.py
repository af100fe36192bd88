"""Where an import works: a DuckDB file of its own, in which the cells of one file after another become figures.

A file comes in as text, cell by cell, whatever it was. What its cells have in common (entities, indicators, dates) is
understood once for each distinct writing; the numbers are understood column by column, in SQL, since a whole-country file
has ten million of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ingest.indicators.cells import AMBIGUOUS, ENGLISH_NUMBER, NO_DATA, SPANISH_NUMBER, SURELY_ENGLISH, SURELY_SPANISH
from ingest.indicators.staged import EXAMPLES, StagedCell
from ingest.indicators.tables import DelimitedText
from ingest.indicators.terridata import Header

if TYPE_CHECKING:
    import duckdb

_SEPARATOR = "\x1f"  # ASCII's unit separator: no cell holds it
_LINE_BYTES = 4 << 20
_WRITING: dict[str, Any] = {
    "threads": 2,
    "memory_limit": "700MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_TEXTS = (
    "sheet", '"column"', "number", "words", "year", "indicator", "code", "name", "department", "level", "month",
    "indicator_id", "dimension", "subcategory", "unit", "source", "factor",
)  # fmt: skip
PLACE = ("code", "name", "department", "level")
"""What says which entity a cell speaks of."""
TOPIC = ("sheet", '"column"', "indicator_id", "indicator", "dimension", "subcategory", "unit", "source", "factor")
"""What says which indicator a cell holds, and in what unit."""
MOMENT = ("year", "month")
"""What says when."""

NO_DATE = "Sin un año que se entienda"
NO_INDICATOR = "Sin nombre de indicador"
NO_FIGURE = "Sin dato"
NO_NUMBER = "El dato no es un número que se entienda"

_SCHEMA = """
CREATE TABLE raw (row INTEGER, native BOOLEAN, sheet VARCHAR, "column" VARCHAR, number VARCHAR, words VARCHAR, year VARCHAR,
  indicator VARCHAR, code VARCHAR, name VARCHAR, department VARCHAR, level VARCHAR, month VARCHAR, indicator_id VARCHAR,
  dimension VARCHAR, subcategory VARCHAR, unit VARCHAR, source VARCHAR, factor VARCHAR);
CREATE TABLE places (code VARCHAR, name VARCHAR, department VARCHAR, level VARCHAR, entity INTEGER, reason VARCHAR);
CREATE TABLE topics (sheet VARCHAR, "column" VARCHAR, indicator_id VARCHAR, indicator VARCHAR, dimension VARCHAR,
  subcategory VARCHAR, unit VARCHAR, source VARCHAR, factor VARCHAR, series_id INTEGER,
  indicator_number INTEGER, scale DOUBLE, first_year SMALLINT, last_year SMALLINT);
CREATE TABLE moments (year VARCHAR, month VARCHAR, year_number SMALLINT, month_number TINYINT);
CREATE TABLE conventions (sheet VARCHAR, "column" VARCHAR, english BOOLEAN);
CREATE TABLE read (indicator_id INTEGER, entity INTEGER, year SMALLINT, month TINYINT, series_id INTEGER, row INTEGER,
  value DOUBLE, exact VARCHAR, text VARCHAR);
"""

# A number as written, without what stands around it: «$ 1.234,5 %», «(3)», a Unicode minus, spaces between thousands.
_BARE = r"""CASE WHEN regexp_full_match(number, '[-0-9.,]+') THEN number ELSE
  regexp_replace(regexp_replace(replace(number, '−', '-'), '^\((.*)\)$', '-\1'), '[$%\s\x{a0}]|COP', '', 'g') END"""


_DIGITS = "replace(ltrim(canonical, '-0.'), '.', '')"
_EXACT_DIGITS = 15
"""Decimal digits that any double keeps (IEEE 754, binary64): a number with more is kept as written too."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How the numbers of a column are written. Counts are of cells that tell, one way or the other, and of those that cannot."""

    sheet: str
    column: str
    spanish: int
    english: int
    ambiguous: int
    example: str

    @property
    def is_english(self) -> bool:
        """Whether a dot is decimal; where nothing tells, Colombia's way of writing is taken."""
        return self.english > self.spanish


@dataclass(frozen=True, slots=True)
class Left:
    """Cells that became no figure: why, how many, and the first of them as (sheet, row, what is written)."""

    reason: str
    count: int
    examples: tuple[tuple[str, int, str], ...]


class Staging:
    """An open workplace. What one file brings is kept when its transaction is, and gone when it is not."""

    def __init__(self, path: Path) -> None:
        import duckdb

        settings = _WRITING | {"temp_directory": str(path.with_suffix(".tmp"))}
        self.connection: duckdb.DuckDBPyConnection = duckdb.connect(str(path), config=settings)
        self.connection.execute(
            "CREATE TABLE fresh (indicator_id INTEGER, entity INTEGER, year SMALLINT, month TINYINT, series_id INTEGER, "
            "row INTEGER, value DOUBLE, exact VARCHAR, text VARCHAR)"
        )

    def begin(self) -> None:
        """Make room for a file."""
        self.connection.execute("BEGIN")
        self.connection.execute(_SCHEMA)

    def keep(self) -> None:
        """Add what was read of the file to what the run brings."""
        self.connection.execute("INSERT INTO fresh SELECT * FROM read")
        for table in ("raw", "places", "topics", "moments", "conventions", "read"):
            self.connection.execute(f"DROP TABLE {table}")
        self.connection.execute("COMMIT")

    def forget(self) -> None:
        """Drop whatever was read of the file."""
        self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the workplace's file."""
        self.connection.close()

    def load(self, cells: Iterable[StagedCell]) -> int:
        """Take cells in; returns how many."""
        with TemporaryDirectory(prefix="relevo-") as folder:
            path = Path(folder) / "celdas"
            with path.open("w", encoding="utf-8", newline="\n") as file:
                for cell in cells:
                    file.write(_SEPARATOR.join([str(cell.row), "1" if cell.native else "0", *_ordered(cell)]) + "\n")
            fields = [f"f[{at}]" for at in range(3, len(_TEXTS) + 3)]
            return self._insert(
                f"SELECT f[1]::INTEGER, f[2] = '1', {', '.join(fields)} FROM {_lines(path, _SEPARATOR)}"  # noqa: S608
            )

    def load_export(self, text: DelimitedText, header: Header) -> tuple[int, int]:
        """Take in a TerriData export that is plain text, as fast as the disk gives it.

        Returns:
            How many rows it has below its header, and how many of them came in; the others are blank or filler.
        """
        named = {name: f"coalesce(f[{at + 1}], '')" for name, at in header.places.items()}
        named |= {name: f"trim({named[name]})" for name in ("number", "words", "code", "year") if name in named}
        number = named["number"]
        named['"column"'] = f"CASE WHEN {number} = '' THEN '{header.words_column}' ELSE '{header.value_column}' END"
        named["factor"] = "'1'"
        fields = ", ".join(named.get(name, "''") for name in _TEXTS)
        total = self._insert(
            f"SELECT row, false, {fields} FROM {_lines(text.path, text.delimiter)} "  # noqa: S608
            f"WHERE row > {header.row} AND trim(line) <> ''"
        )
        ((filler,),) = self._all("DELETE FROM raw WHERE code = '' AND year = '' AND trim(name) = ''")
        return total, total - filler

    def distinct(self, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Every way in which some columns are filled together."""
        listed = ", ".join(columns)
        return self._all(f"SELECT {listed} FROM raw GROUP BY {listed} ORDER BY min(row)")  # noqa: S608

    def understand(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write down what each distinct writing means: in ``places``, ``topics`` or ``moments``."""
        columns = [list(column) for column in zip(*rows, strict=True)]
        if columns:  # whole columns at once: a row at a time takes a hundred times as long
            values = ", ".join("unnest(?)" for _ in columns)
            self.connection.execute(f"INSERT INTO {table} SELECT {values}", columns)

    def broken_words(self) -> list[str]:
        """Words that may have been read in the wrong code page."""
        return [word for (word,) in self._all("SELECT DISTINCT words FROM raw WHERE regexp_matches(words, '[ÂÃ]|â€')")]

    def replace_words(self, mended: dict[str, str]) -> None:
        """Put mended words in place of broken ones."""
        for before, after in mended.items():
            self.connection.execute("UPDATE raw SET words = ? WHERE words = ?", [after, before])

    def conventions(self) -> list[Convention]:
        """How the numbers of each column are written, decided by all of its cells together."""
        counted = [
            Convention(*row)
            for row in self._all(
                f"""SELECT sheet, "column",
                  count(*) FILTER (regexp_full_match(bare, '-?(?:{SURELY_SPANISH})')),
                  count(*) FILTER (regexp_full_match(bare, '-?(?:{SURELY_ENGLISH})')),
                  count(*) FILTER (regexp_full_match(bare, '-?{AMBIGUOUS}')),
                  coalesce(min(number) FILTER (regexp_full_match(bare, '-?{AMBIGUOUS}')), '')
                FROM (SELECT sheet, "column", number, {_BARE} AS bare FROM raw WHERE NOT native AND number SIMILAR TO '.*[.,].*')
                GROUP BY sheet, "column" ORDER BY sheet, "column" """  # noqa: S608
            )
        ]
        self.understand("conventions", [(item.sheet, item.column, item.is_english) for item in counted])
        return counted

    def columns_with(self, mark: str) -> set[tuple[str, str]]:
        """The columns in whose numbers a mark stands, as "%" or "$"."""
        return set(
            self._all('SELECT DISTINCT sheet, "column" FROM raw WHERE NOT native AND contains(number, ?)', [mark])
        )

    def read(self) -> None:
        """Turn what was understood into figures."""
        self.connection.execute(f"""
            INSERT INTO read
            SELECT indicator_number, entity, year_number, month_number, series_id, row,
              CASE WHEN scale < 1 THEN parsed / round(1 / scale) ELSE parsed * scale END,
              CASE WHEN NOT native AND scale = 1 AND length({_DIGITS}) > {_EXACT_DIGITS} THEN canonical END,
              CASE WHEN has_words THEN words END
            FROM ({_UNDERSTOOD}) WHERE reason IS NULL""")  # noqa: S608

    def left(self) -> list[Left]:
        """The cells that became no figure, by reason."""
        found = self._all(f"""
            SELECT reason, count(*),
              min({{'row': row, 'sheet': sheet, 'what': what}}, {EXAMPLES})
            FROM (SELECT reason, row, sheet, concat_ws(' · ', nullif(code, ''), nullif(name, ''), nullif(indicator, ''),
                nullif(number, ''), nullif(words, '')) AS what FROM ({_UNDERSTOOD}) WHERE reason IS NOT NULL)
            GROUP BY reason ORDER BY count(*) DESC, reason""")  # noqa: S608
        return [
            Left(reason, count, tuple((item["sheet"], item["row"], item["what"]) for item in examples))
            for reason, count, examples in found
        ]

    def summary(self) -> tuple[int, int, int | None, int | None]:
        """How many figures the file brings, of how many entities, and their first and last year."""
        return self._one("SELECT count(*), count(DISTINCT entity), min(year), max(year) FROM read")

    def indicator_numbers(self) -> list[int]:
        """The indicators that the file brings figures of."""
        return [number for (number,) in self._all("SELECT DISTINCT indicator_id FROM read")]

    def entity_numbers(self) -> set[int]:
        """The entities that the file brings figures of."""
        return {number for (number,) in self._all("SELECT DISTINCT entity FROM read")}

    def _insert(self, query: str) -> int:
        ((count,),) = self.connection.execute(f"INSERT INTO raw {query}").fetchall()
        return int(count)

    def _one(self, query: str) -> tuple[Any, ...]:
        (found,) = self._all(query)
        return found

    def _all(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, values or []).fetchall()


def _ordered(cell: StagedCell) -> Iterator[str]:
    for name in _TEXTS:
        value = getattr(cell, name.strip('"'))
        yield value.replace(_SEPARATOR, " ") if _SEPARATOR in value else value


def _lines(path: Path, delimiter: str) -> str:
    """A text's lines with their numbers, each split into its fields. DuckDB reads them in the order of the file."""
    mark = delimiter.replace("'", "''")
    name = str(path).replace("'", "''")
    return (
        f"(SELECT row_number() OVER ()::INTEGER AS row, line, string_split(line, '{mark}') AS f FROM read_csv('{name}', "  # noqa: S608
        f"columns={{'line': 'VARCHAR'}}, delim='\x01', quote='', escape='', header=false, auto_detect=false, "
        f"max_line_size={_LINE_BYTES}))"
    )


def _matches(table: str, columns: tuple[str, ...]) -> str:
    return f"JOIN {table} ON " + " AND ".join(f"raw.{name} = {table}.{name}" for name in columns)


_MARKS = ", ".join("'" + mark.replace("'", "''") + "'" for mark in NO_DATA)
_UNDERSTOOD = f"""
SELECT *, CASE
    WHEN entity IS NULL THEN place_reason
    WHEN year_number IS NULL THEN '{NO_DATE}'
    WHEN indicator = '' THEN '{NO_INDICATOR}'
    WHEN has_number AND parsed IS NULL AND NOT has_words THEN '{NO_NUMBER}'
    WHEN parsed IS NULL AND NOT has_words THEN '{NO_FIGURE}' END AS reason
FROM (SELECT *, TRY_CAST(canonical AS DOUBLE) AS parsed,
    lower(number) NOT IN ({_MARKS}) AS has_number, lower(words) NOT IN ({_MARKS}) AS has_words
  FROM (SELECT *, CASE
      WHEN native THEN number
      WHEN english AND regexp_full_match(bare, '-?(?:{ENGLISH_NUMBER})') THEN replace(bare, ',', '')
      WHEN NOT english AND regexp_full_match(bare, '-?(?:{SPANISH_NUMBER})') THEN replace(replace(bare, '.', ''), ',', '.')
      END AS canonical
    FROM (SELECT raw.*, entity, places.reason AS place_reason, year_number, month_number, series_id, indicator_number, scale,
        coalesce(english, false) AS english, {_BARE} AS bare
      FROM raw {_matches("places", PLACE)} {_matches("moments", MOMENT)} {_matches("topics", TOPIC)}
        AND coalesce(year_number, last_year) BETWEEN first_year AND last_year AND (year_number IS NOT NULL OR first_year = 0)
      LEFT JOIN conventions ON raw.sheet = conventions.sheet AND raw."column" = conventions."column")))
"""  # noqa: S608

"""What people wrote in the formats of each entity: who, when, and never over somebody else's words.

One SQLite file. Every value ever written stays in it as a row; the last one of each place is the one that holds. A draft
(a format of an entity) has a version that grows with each save: who saves from an older one is told what changed since,
and nothing of theirs or of the other's is lost.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.errors import DraftConflictError, DraftsUnavailableError
from assistant.formats import texts
from assistant.formats.drafts_records import DraftCell, TypedValue
from assistant.settings import Settings

_LAYOUT = 1
_BUSY_SECONDS = 5.0
_TABLE = """
CREATE TABLE IF NOT EXISTS written (
    entity TEXT NOT NULL, format TEXT NOT NULL, field TEXT NOT NULL, position INTEGER NOT NULL,
    value TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (entity, format, field, position, version)
) WITHOUT ROWID
"""
_COLUMNS = "format, field, position, value, by, at, version"


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value that somebody has just written; ``position`` is the year of a matrix or the row of a table, from 0."""

    field_id: str
    value: DraftCell
    position: int = 0


def drafts_file(settings: Settings) -> Path:
    """Where the saved drafts of this machine are."""
    return settings.data_dir / "formatos.db"


class DraftStore:
    """The saved drafts. Safe to use from several threads and several processes: each call has its own connection.

    Every method raises DraftsUnavailableError where the file is damaged or busy for too long.
    """

    def __init__(self, file: Path) -> None:
        """Open a file of drafts; it is made with the first save."""
        self._file = file

    def typed(self, entity: str) -> tuple[TypedValue, ...]:
        """What holds of everything that was written for an entity, in every format."""
        found = self._read(f"SELECT {_COLUMNS} FROM written WHERE entity = ? ORDER BY version", (entity,))  # noqa: S608
        last = {(each.format_id, each.field_id, each.position): each for each in map(_typed, found)}
        return tuple(last.values())

    def history(self, entity: str, format_id: str) -> tuple[TypedValue, ...]:
        """Everything that was ever written in a format of an entity, oldest first."""
        query = f"SELECT {_COLUMNS} FROM written WHERE entity = ? AND format = ? ORDER BY version, field, position"  # noqa: S608
        return tuple(map(_typed, self._read(query, (entity, format_id))))

    def version(self, entity: str, format_id: str) -> int:
        """How many times a draft was saved; 0 where it never was."""
        found = self._read(
            "SELECT coalesce(max(version), 0) FROM written WHERE entity = ? AND format = ?", (entity, format_id)
        )
        return int(found[0][0]) if found else 0

    def save(self, entity: str, format_id: str, values: Sequence[NewValue], version: int, by: str) -> int:
        """Keep what somebody wrote; the new version comes back.

        Args:
            entity: DIVIPOLA code.
            format_id: the format.
            values: what was written, each place once.
            version: of the draft that they had in front of them.
            by: who wrote it.

        Raises:
            DraftConflictError: the draft was saved since; nothing was written.
        """
        now = dt.datetime.now(dt.UTC).isoformat()
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")  # the version is read and written in one turn
            query = f"SELECT {_COLUMNS} FROM written WHERE entity = ? AND format = ? ORDER BY version"  # noqa: S608
            saved = [_typed(row) for row in connection.execute(query, (entity, format_id))]
            current = max((each.version for each in saved), default=0)
            if current != version:
                connection.execute("ROLLBACK")
                raise _conflict([each for each in saved if each.version > version], current)
            if not values:
                connection.execute("ROLLBACK")
                return current
            connection.executemany(
                "INSERT INTO written VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (entity, format_id, each.field_id, each.position, _encoded(each.value), by, now, current + 1)
                    for each in values
                ],
            )
            connection.execute("COMMIT")
        return current + 1

    def _read(self, query: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
        if not self._file.exists():
            return []
        with self._open() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if not self._file.exists():
                self._file.touch(mode=0o600)  # names and figures of the administration: for its own eyes
            with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
                _prepare(connection)
                yield connection
        except sqlite3.OperationalError as error:
            raise DraftsUnavailableError(texts.DRAFTS_LOCKED, texts.DRAFTS_LOCKED_HINT) from error
        except (sqlite3.DatabaseError, ValueError, KeyError) as error:
            message = texts.DRAFTS_DAMAGED.format(name=self._file.name)
            raise DraftsUnavailableError(message, texts.DRAFTS_DAMAGED_HINT) from error


def _prepare(connection: sqlite3.Connection) -> None:
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    if layout not in {0, _LAYOUT}:
        raise sqlite3.DatabaseError(layout)
    if layout == 0:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA user_version = {_LAYOUT}")
        connection.execute("COMMIT")


def _conflict(newer: Sequence[TypedValue], version: int) -> DraftConflictError:
    changed = dict.fromkeys(texts.CHANGED.format(field=each.field_id, by=each.by) for each in newer)
    return DraftConflictError(
        texts.CONFLICT.format(changed=", ".join(changed)),
        texts.CONFLICT_HINT.format(version=version),
        tuple(dict.fromkeys(each.field_id for each in newer)),
        version,
    )


def _encoded(value: DraftCell) -> str:
    kind = "numero" if isinstance(value, Decimal) else "fecha" if isinstance(value, dt.date) else "texto"
    return json.dumps([kind, str(value)], ensure_ascii=False)


def _decoded(written: str) -> DraftCell:
    kind, value = json.loads(written)
    if kind == "numero":
        return Decimal(value)
    return dt.date.fromisoformat(value) if kind == "fecha" else str(value)


def _typed(row: tuple[Any, ...]) -> TypedValue:
    format_id, field, position, value, by, at, version = row
    return TypedValue(format_id, field, _decoded(value), by, dt.datetime.fromisoformat(at), position, version)

"""The database under the store: its engine, its transactions, and its failures in words.

SQLite is used in WAL mode, so that several threads and several server processes read while one writes. A transaction that
writes begins with BEGIN IMMEDIATE: it waits for its turn at the start (``busy_timeout``) instead of failing half-way
(https://www.sqlite.org/isolation.html).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from assistant.conversations import texts
from assistant.conversations.migrate import bring_up_to_date
from assistant.errors import ConfigurationError, ConversationsUnavailableError, RelevoError
from assistant.settings import Settings

BUSY_TIMEOUT_MS = 5_000
_CONNECT_TIMEOUT_S = 5
_PRAGMAS = {
    "busy_timeout": str(BUSY_TIMEOUT_MS),  # first: the next one may already have to wait for another process
    "journal_mode": "WAL",
    "synchronous": "NORMAL",  # a power cut may lose the last answer, never the file
    "foreign_keys": "ON",
    "secure_delete": "ON",  # what is deleted is overwritten with zeros
    "temp_store": "MEMORY",
}
_log = logging.getLogger(__name__)


def storable(text: str) -> str:
    """Text without what databases refuse: the null character and halves of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


class Database:
    """An open database whose tables are up to date. Safe to use from several threads."""

    def __init__(self, url: URL) -> None:
        """Open a database, creating or migrating its tables.

        Raises:
            ConfigurationError: the driver is not installed.
            ConversationsUnavailableError: it cannot be opened, or a newer Relevo made it.
        """
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.name = Path(url.database or "").name if self.is_sqlite else f"{url.host or 'local'}/{url.database or ''}"
        with self._failures_told():
            self._engine = _sqlite(url) if self.is_sqlite else _server(url)
            self._writer = self._engine.execution_options(relevo_begin="BEGIN IMMEDIATE")
            with self._writer.begin() as connection:
                bring_up_to_date(connection)
        self.scrub()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout."""
        with self._failures_told(), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end, or rolled back if anything is raised."""
        with self._failures_told(), Session(self._writer) as session, session.begin():
            yield session

    def scrub(self) -> None:
        """Leave nothing of what was deleted in the files: SQLite's log is copied into the file and emptied.

        Where a reader holds an older state for longer than ``busy_timeout`` the log stays; the next deletion or opening
        empties it.
        """
        if not self.is_sqlite:
            return
        with self._failures_told():
            connection = self._engine.raw_connection()
            try:
                busy, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()
        if busy:
            _log.warning("Lo borrado se quitará de %s-wal al abrir Relevo de nuevo.", self.name)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextmanager
    def _failures_told(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeoutError) as error:
            raise self._told(error) from error
        except OSError as error:
            raise self._unwritable() from error

    def _told(self, error: DBAPIError | PoolTimeoutError) -> RelevoError:
        if not self.is_sqlite:
            return ConversationsUnavailableError(texts.SERVER_AWAY.format(name=self.name), texts.SERVER_AWAY_HINT)
        code = getattr(getattr(error, "orig", None), "sqlite_errorname", "SQLITE_BUSY")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return ConversationsUnavailableError(texts.LOCKED, texts.LOCKED_HINT)
        if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_PERM", "SQLITE_IOERR")):
            return self._unwritable()
        return ConversationsUnavailableError(texts.DAMAGED.format(name=self.name), texts.DAMAGED_HINT)

    def _unwritable(self) -> ConversationsUnavailableError:
        return ConversationsUnavailableError(texts.UNWRITABLE.format(name=self.name), texts.UNWRITABLE_HINT)


def database_url(settings: Settings) -> URL:
    """Where the settings say that conversations are kept.

    Raises:
        ConfigurationError: ``database_url`` is not a PostgreSQL or SQLite address.
    """
    if not settings.database_url:
        return URL.create("sqlite", database=str(settings.conversations_file))
    try:
        url = make_url(settings.database_url)
    except ArgumentError as error:
        raise ConfigurationError(texts.BAD_URL, texts.BAD_URL_HINT) from error
    if url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url
    raise ConfigurationError(texts.BAD_URL, texts.BAD_URL_HINT)


def _sqlite(url: URL) -> Engine:
    file = Path(url.database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)  # people's questions are for their own eyes; SQLite gives its log the same permissions
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:
    """Pragmas belong to a connection. Without an isolation level the driver leaves transactions to us."""
    connection.isolation_level = None
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("relevo_begin", "BEGIN"))


def _server(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT_TIMEOUT_S})
    except ModuleNotFoundError as error:
        raise ConfigurationError(texts.NO_DRIVER, texts.NO_DRIVER_HINT) from error

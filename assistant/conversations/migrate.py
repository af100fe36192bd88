"""Brings the tables up to date when the store opens. Whole or not at all, one process at a time."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from assistant.conversations.texts import NEWER, NEWER_HINT
from assistant.errors import ConversationsUnavailableError

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 951_152  # any number of ours: what PostgreSQL's advisory locks are named by


def bring_up_to_date(connection: Connection, migrations: Path = MIGRATIONS) -> None:
    """Run the migrations that a database lacks, inside the connection's open transaction.

    On SQLite that transaction must hold the write lock (BEGIN IMMEDIATE); on PostgreSQL an advisory lock makes other
    processes wait. Who waited finds nothing left to do.

    Raises:
        ConversationsUnavailableError: a newer Relevo made the database.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    try:
        script.get_revision(current or "base")
    except CommandError as error:
        raise ConversationsUnavailableError(NEWER, NEWER_HINT) from error
    command.upgrade(config, "head")

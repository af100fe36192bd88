"""Tables are brought up to date when the store opens; what a newer Relevo made is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant import Settings
from assistant.conversations import Conversations
from assistant.conversations.database import Database, database_url
from assistant.conversations.migrate import MIGRATIONS, bring_up_to_date
from assistant.conversations.schema import Base
from assistant.errors import ConversationsUnavailableError
from tests.assistant.conversations.samples import answer

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade():
    op.add_column("conversations", sa.Column("note_{revision}", sa.Text()))
    {then}
"""


@pytest.fixture
def database(settings: Settings, kept: Conversations) -> Database:
    """A database with a conversation in it."""
    kept.append(None, answer())
    return kept._database


def newer(tmp_path: Path, *then: str) -> Path:
    """The migrations of a Relevo to come: ours, and one more for each last line given."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    before = "0002"
    for number, line in enumerate(then, start=9_001):
        revision = str(number)
        content = NEXT.format(revision=revision, before=before, then=line)
        (folder / "versions" / f"v{revision}.py").write_text(content, encoding="utf-8")
        before = revision
    return folder


def columns(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.execute(text("SELECT * FROM conversations")).keys())


def test_an_older_database_is_upgraded_with_what_it_holds(
    database: Database, kept: Conversations, tmp_path: Path
) -> None:
    with database.writing() as session:
        bring_up_to_date(session.connection(), newer(tmp_path, "", ""))
    assert columns(database) >= {"note_9001", "note_9002"}
    assert len(kept.list("")) == 1


def test_an_upgrade_that_fails_changes_nothing(database: Database, tmp_path: Path) -> None:
    before = columns(database)
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        bring_up_to_date(session.connection(), newer(tmp_path, "", "1 / 0"))
    assert columns(database) == before
    with database.reading() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "0002"


def test_what_a_newer_relevo_made_is_refused_and_left_as_it_is(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConversationsUnavailableError, match="versión más nueva"):
        Conversations.open(settings)
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM turns")) == 1


def test_the_migrations_make_the_tables_that_the_code_reads(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_database_in_the_settings_is_a_file_unless_told_otherwise(tmp_path: Path) -> None:
    assert database_url(Settings(data_dir=tmp_path, database_url="")).database == str(tmp_path / "conversations.db")
    elsewhere = Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/otra/base.db")
    Conversations.open(elsewhere).close()
    assert (tmp_path / "otra" / "base.db").is_file()

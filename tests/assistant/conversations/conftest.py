"""A store in a fresh SQLite file, and the same store in a PostgreSQL of this test run.

The PostgreSQL is ``RELEVO_TEST_POSTGRES`` (the URL of an empty database) or one that the tests start from Debian's package
``postgresql``. Where there is neither, its tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Settings
from assistant.conversations import Conversations

POSTGRES = "RELEVO_TEST_POSTGRES"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database."""
    if given := os.environ.get(POSTGRES):
        yield given
        return
    pytest.importorskip("psycopg", reason="psycopg is not installed (pip install 'relevo[postgres]')")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    program = found[-1] if found else shutil.which("initdb")
    if program is None:
        pytest.skip(f"no PostgreSQL on this machine (apt-get install postgresql, or {POSTGRES}=postgresql://…)")
    with tempfile.TemporaryDirectory(prefix="relevo-pg-") as folder:
        yield from _cluster(Path(program).parent, Path(folder))


def _cluster(programs: Path, folder: Path) -> Iterator[str]:
    """A server of our own, on a Unix socket in its folder. PostgreSQL refuses to run as root."""
    as_user = []
    if os.geteuid() == 0:
        if shutil.which("runuser") is None:
            pytest.skip("PostgreSQL does not run as root, and there is no runuser here")
        as_user = ["runuser", "-u", "nobody", "--"]
        shutil.chown(folder, "nobody")
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run([*as_user, programs / program, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    run("initdb", "-D", str(data), "-U", "relevo", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"
    run("pg_ctl", "start", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options)
    try:
        yield f"postgresql://relevo@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(data))


@pytest.fixture
def postgres_settings(postgres_url: str, tmp_path: Path) -> Settings:
    """Settings over the PostgreSQL, emptied."""
    from sqlalchemy import create_engine, text

    from assistant.conversations.database import database_url

    settings = Settings(data_dir=tmp_path, database_url=postgres_url)
    engine = create_engine(database_url(settings))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    engine.dispose()
    return settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Where the store of a test lives: each test that takes it runs on both databases."""
    if request.param == "sqlite":
        return Settings(data_dir=tmp_path, database_url="")
    chosen: Settings = request.getfixturevalue("postgres_settings")
    return chosen


@pytest.fixture
def kept(settings: Settings) -> Iterator[Conversations]:
    """An empty store."""
    store = Conversations.open(settings)
    yield store
    store.close()

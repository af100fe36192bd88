"""The file and the server under the store: what deletion leaves, who may write at once, how failures are told."""

from __future__ import annotations

import random
import sqlite3
import stat
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest

from assistant import Settings
from assistant.conversations import Conversations, Feedback, Rating, database
from assistant.errors import ConfigurationError, ConversationsUnavailableError
from tests.assistant.conversations.samples import answer, citation
from tests.conftest import REPOSITORY

WRITER = """
import sys
from pathlib import Path
from assistant import Settings
from assistant.conversations import Conversations
from tests.assistant.conversations.samples import answer
kept = Conversations.open(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2]))
sys.stdin.readline()
for number in range(40):
    kept.append(sys.argv[3], answer(f"{sys.argv[4]} {number}"))
"""


def left_in(folder: Path, word: str) -> list[str]:
    """The files of the folder whose bytes hold a word."""
    return [file.name for file in folder.iterdir() if word.encode() in file.read_bytes()]


def secret(times: int) -> tuple[str, str]:
    """A word that stands nowhere else, and a text full of it."""
    word = f"canario{uuid.uuid4().hex}"
    return word, f"{word} " * times


@pytest.fixture
def file_settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url="")


@pytest.mark.parametrize("times", [1, 40, 4_000])
def test_nothing_of_a_deleted_conversation_is_left_in_the_files(file_settings: Settings, times: int) -> None:
    kept = Conversations.open(file_settings)
    word, long = secret(times)
    other = kept.append(None, answer("otra"))
    saved = kept.append(None, answer(long, long, citations=(citation(quote=long),), fingerprint=word))
    kept.give_feedback(saved.conversation_id, 1, Feedback(Rating.BAD, long))
    assert left_in(file_settings.data_dir, word)
    kept.delete(saved.conversation_id)
    assert left_in(file_settings.data_dir, word) == []
    assert left_in(file_settings.data_dir, saved.conversation_id) == []
    assert [exchange.question for exchange in kept.history(other.conversation_id)] == ["otra"]


def test_nothing_is_left_whatever_was_kept_and_deleted_before(file_settings: Settings) -> None:
    kept = Conversations.open(file_settings)
    chance = random.Random(951)
    alive: dict[str, str] = {}
    deleted: set[str] = set()
    for _ in range(120):
        if alive and chance.random() < 0.35:
            identifier = chance.choice(list(alive))
            kept.delete(identifier)
            deleted.add(alive.pop(identifier))
        else:
            word, long = secret(chance.choice([1, 10, 200, 2_000]))
            alive[kept.append(None, answer(long, word)).conversation_id] = word
    content = b"".join(file.read_bytes() for file in file_settings.data_dir.iterdir())
    assert [word for word in deleted if word.encode() in content] == []
    assert all(word.encode() in content for word in alive.values())


def test_what_a_reader_kept_in_the_log_goes_at_the_next_opening(
    file_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database._PRAGMAS, "busy_timeout", "100")
    kept = Conversations.open(file_settings)
    word, long = secret(50)
    saved = kept.append(None, answer(long))
    reader = sqlite3.connect(file_settings.conversations_file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM turns").fetchall()
    kept.delete(saved.conversation_id)
    assert left_in(file_settings.data_dir, word)
    reader.close()
    Conversations.open(file_settings).close()
    assert left_in(file_settings.data_dir, word) == []
    kept.close()


def test_the_file_is_for_its_owner_alone(file_settings: Settings) -> None:
    kept = Conversations.open(file_settings)
    kept.append(None, answer())
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in file_settings.data_dir.iterdir()}
    assert modes == {f"conversations.db{end}": 0o600 for end in ("", "-wal", "-shm")}
    kept.close()


def test_two_processes_write_at_once(settings: Settings) -> None:
    kept = Conversations.open(settings)
    shared = kept.append(None, answer("primera")).conversation_id
    command = [sys.executable, "-c", WRITER, str(settings.data_dir), settings.database_url, shared]
    writers = [
        subprocess.Popen([*command, name], cwd=REPOSITORY, stdin=subprocess.PIPE, text=True) for name in ("uno", "dos")
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [writer.wait(90) for writer in writers] == [0, 0]
    turns = kept.get(shared).turns
    assert [turn.number for turn in turns] == list(range(1, 82))
    assert {turn.answer.question for turn in turns[1:]} == {f"{name} {n}" for name in ("uno", "dos") for n in range(40)}
    kept.close()


def test_several_threads_write_read_and_delete_at_once(settings: Settings) -> None:
    kept = Conversations.open(settings)
    shared = kept.append(None, answer("primera")).conversation_id
    failures: list[Exception] = []

    def work() -> None:
        try:
            for number in range(10):
                own = kept.append(None, answer(f"propia {number}")).conversation_id
                kept.append(shared, answer(f"común {number}"))
                assert len(kept.history(own)) == 1
                kept.delete(own)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [turn.number for turn in kept.get(shared).turns] == list(range(1, 62))
    assert len(kept.list("")) == 1
    kept.close()


def test_several_processes_open_a_new_store_at_once(settings: Settings) -> None:
    command = [sys.executable, "-c", WRITER, str(settings.data_dir), settings.database_url, "", "x"]
    writers = [subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.DEVNULL) for _ in range(3)]
    assert [writer.wait(90) for writer in writers] == [0, 0, 0]
    kept = Conversations.open(settings)
    assert len(kept.list("", limit=200)) == 120
    kept.close()


def test_a_damaged_file_is_told_in_one_message(file_settings: Settings) -> None:
    file_settings.conversations_file.write_bytes(b"esto no es una base de datos" * 500)
    with pytest.raises(ConversationsUnavailableError, match="dañado") as told:
        Conversations.open(file_settings)
    assert told.value.hint
    assert str(file_settings.data_dir) not in str(told.value)


def test_a_file_damaged_in_use_is_told_too(file_settings: Settings) -> None:
    kept = Conversations.open(file_settings)
    saved = kept.append(None, answer("x" * 20_000))
    kept.close()
    whole = file_settings.conversations_file.read_bytes()
    file_settings.conversations_file.write_bytes(whole[:4_096] + b"\xff" * (len(whole) - 4_096))
    with pytest.raises(ConversationsUnavailableError, match="dañado"):
        Conversations.open(file_settings).get(saved.conversation_id)


def test_a_file_that_another_program_holds_is_told(file_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(database._PRAGMAS, "busy_timeout", "50")
    kept = Conversations.open(file_settings)
    other = sqlite3.connect(file_settings.conversations_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConversationsUnavailableError, match="ocupadas"):
        kept.append(None, answer())
    with pytest.raises(ConversationsUnavailableError, match="ocupadas"):
        Conversations.open(file_settings)
    other.close()
    assert kept.append(None, answer()).number == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "datos").write_text("un archivo, no una carpeta", encoding="utf-8")
    with pytest.raises(ConversationsUnavailableError, match="No se pueden guardar"):
        Conversations.open(Settings(data_dir=tmp_path / "datos", database_url=""))


@pytest.mark.parametrize("url", ["mysql://a:secreto@b/c", "nada", "sqlite://", "sqlite:///:memory:", "http://x"])
def test_an_address_that_is_not_a_database_is_a_configuration_error(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match="RELEVO_DATABASE_URL") as told:
        Conversations.open(Settings(data_dir=tmp_path, database_url=url))
    assert "secreto" not in str(told.value)


def test_a_server_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    url = "postgresql://relevo:secreto@127.0.0.1:1/relevo"
    settings = Settings(data_dir=tmp_path, database_url=url)
    with pytest.raises(ConversationsUnavailableError, match=r"127\.0\.0\.1/relevo") as told:
        Conversations.open(settings)
    assert "secreto" not in str(told.value) + repr(settings)


def test_a_server_without_its_driver_is_a_configuration_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError, match="PostgreSQL") as told:
        Conversations.open(Settings(data_dir=tmp_path, database_url="postgres://relevo@127.0.0.1/relevo"))
    assert "relevo[postgres]" in told.value.hint


def test_the_engine_is_imported_without_the_database_library() -> None:
    code = "import sys, assistant, ui.cli; sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0

"""The store of conversations that every door shares."""

from __future__ import annotations

import json
import secrets
import textwrap
from datetime import UTC, datetime
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import CursorResult, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from assistant.conversations import texts
from assistant.conversations.database import Database, database_url, storable
from assistant.conversations.notes import Notes
from assistant.conversations.records import Conversation, ConversationSummary, Feedback, Rating, RecordedTurn, Saved
from assistant.conversations.schema import ConversationRow, TurnRow
from assistant.errors import ConversationNotFoundError, RelevoError
from assistant.settings import Settings, load_settings
from assistant.types import Answer, Exchange, Kind

HISTORY = 20  # exchanges that a follow-up may look back on
TITLE_CHARACTERS = 80
_ANSWER = TypeAdapter(Answer)

# What every turn costs: three statements built once, rather than rows that the session would track.
_CONVERSATIONS, _TURNS = cast("Table", ConversationRow.__table__), cast("Table", TurnRow.__table__)
_TOUCH = (
    update(_CONVERSATIONS)
    .where(ConversationRow.id == bindparam("conversation_id"))
    .values(updated_at=bindparam("now"), entity=func.coalesce(bindparam("chosen"), ConversationRow.entity))
)
_LAST_NUMBER = select(func.max(TurnRow.number)).where(TurnRow.conversation_id == bindparam("conversation_id"))
_ADD_CONVERSATION, _ADD_TURN = insert(_CONVERSATIONS), insert(_TURNS)


class Conversations:
    """Conversations on disk or on a server. Safe to use from several threads and several processes.

    The id of a conversation is its key: whoever has it may read, continue and delete it. Ids are 128 random bits. The
    ``owner`` is a token that only decides what is listed. Every method raises ConversationsUnavailableError when the
    database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, settings: Settings | None = None) -> Conversations:
        """Open the conversations where the settings say, creating or migrating their tables.

        Raises:
            ConfigurationError: RELEVO_DATABASE_URL is not an address we know, or its driver is not installed.
            ConversationsUnavailableError: locked, damaged, unwritable, away, or made by a newer Relevo.
        """
        return cls(Database(database_url(settings or load_settings())))

    def history(self, conversation_id: str | None) -> tuple[Exchange, ...]:
        """The last exchanges of a conversation, oldest first; none for one that is not known."""
        if not conversation_id:
            return ()
        wanted = select(TurnRow).where(TurnRow.conversation_id == conversation_id)
        with self._database.reading() as session:
            rows = session.scalars(wanted.order_by(TurnRow.number.desc()).limit(HISTORY)).all()
            return tuple(Exchange.of(_answer(row)) for row in reversed(rows))

    def append(
        self, conversation_id: str | None, answer: Answer, *, owner: str = "", entity: str | None = None
    ) -> Saved:
        """Keep an answer at the end of a conversation: of a new one, titled by its question, when the id is not known."""
        now = datetime.now(UTC)
        with self._database.writing() as session:
            known = conversation_id if conversation_id and _touch(session, conversation_id, now, entity) else None
            identifier = known or _create(session, answer.question, owner, entity, now)
            last = session.scalar(_LAST_NUMBER, {"conversation_id": identifier})
            number = (last or 0) + 1
            session.execute(_ADD_TURN, _turn_values(identifier, number, now, answer))
        return Saved(identifier, number)

    def list(self, owner: str | None, limit: int = 50, offset: int = 0) -> tuple[ConversationSummary, ...]:
        """An owner's conversations, or everybody's for None, the last one used first."""
        length = (
            select(func.count())
            .where(TurnRow.conversation_id == ConversationRow.id)
            .correlate(ConversationRow)
            .scalar_subquery()
        )
        wanted = select(ConversationRow, length).order_by(ConversationRow.updated_at.desc(), ConversationRow.id)
        if owner is not None:
            wanted = wanted.where(ConversationRow.owner == owner)
        with self._database.reading() as session:
            return tuple(
                ConversationSummary(row.id, row.title, row.entity, row.created_at, row.updated_at, count)
                for row, count in session.execute(wanted.limit(limit).offset(offset))
            )

    def get(self, conversation_id: str) -> Conversation:
        """A whole conversation.

        Raises:
            ConversationNotFoundError: there is none with that id.
        """
        with self._database.reading() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                raise _not_found()
            turns = tuple(
                RecordedTurn(turn.number, turn.asked_at, _answer(turn), _feedback(turn)) for turn in row.turns
            )
            return Conversation(row.id, row.title, row.entity, row.created_at, row.updated_at, turns)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title, shortened to 80 characters.

        Raises:
            ConversationNotFoundError: there is none with that id.
            RelevoError: the title is empty.
        """
        shortened = _title(title)
        if not shortened:
            raise EmptyTitleError(texts.EMPTY_TITLE, texts.EMPTY_TITLE_HINT)
        with self._database.writing() as session:
            _existing(session, conversation_id).title = shortened

    def give_feedback(self, conversation_id: str, number: int, feedback: Feedback | None) -> None:
        """Keep an opinion of an answer in the place of the one before; None withdraws it.

        Raises:
            ConversationNotFoundError: there is no such conversation, or no turn of that number in it.
        """
        with self._database.writing() as session:
            _existing(session, conversation_id)
            turn = session.get(TurnRow, (conversation_id, number))
            if turn is None:
                raise ConversationNotFoundError(texts.NO_TURN.format(number=number), texts.NO_TURN_HINT)
            turn.rating = feedback.rating.value if feedback else None
            turn.reason = storable(feedback.reason) if feedback else None

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation for good: on SQLite nothing of its text is left in the files.

        Raises:
            ConversationNotFoundError: there is none with that id.
        """
        with self._database.writing() as session:
            session.delete(_existing(session, conversation_id))
        self._database.scrub()

    def delete_all(self, owner: str) -> int:
        """Delete every conversation of an owner for good, and say how many they were."""
        with self._database.writing() as session:
            ids = session.scalars(
                delete(ConversationRow).where(ConversationRow.owner == owner).returning(ConversationRow.id)
            ).all()
        self._database.scrub()
        return len(ids)

    @property
    def notes(self) -> Notes:
        """The notes written from answers, in the same database."""
        return Notes(self._database)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


class EmptyTitleError(RelevoError):
    """A conversation cannot be called nothing."""

    http_status = 422


def _new_id() -> str:
    """128 random bits in hexadecimal: unlike base 64, it never begins with a dash, which a terminal takes for an option."""
    return secrets.token_hex(16)


def _title(text: str) -> str:
    return textwrap.shorten(storable(text), TITLE_CHARACTERS, placeholder="…")


def _not_found() -> ConversationNotFoundError:
    return ConversationNotFoundError(texts.NOT_FOUND, texts.NOT_FOUND_HINT)


def _locked(session: Session, conversation_id: str) -> ConversationRow | None:
    """A conversation that no other process changes meanwhile: PostgreSQL locks its row, SQLite the whole file."""
    return session.get(ConversationRow, conversation_id, with_for_update=True)


def _existing(session: Session, conversation_id: str) -> ConversationRow:
    row = _locked(session, conversation_id)
    if row is None:
        raise _not_found()
    return row


def _touch(session: Session, conversation_id: str, now: datetime, entity: str | None) -> bool:
    """Note that a conversation goes on, which also locks its row; False when there is none."""
    noted = session.execute(_TOUCH, {"conversation_id": conversation_id, "now": now, "chosen": entity})
    return bool(cast("CursorResult[Any]", noted).rowcount)


def _create(session: Session, question: str, owner: str, entity: str | None, now: datetime) -> str:
    values = {"id": _new_id(), "owner": owner, "title": _title(question), "entity": entity}
    session.execute(_ADD_CONVERSATION, {**values, "created_at": now, "updated_at": now})
    return values["id"] or ""


def _turn_values(conversation_id: str, number: int, now: datetime, answer: Answer) -> dict[str, Any]:
    whole = json.dumps(_ANSWER.dump_python(answer, mode="json"), ensure_ascii=False)
    return {
        "conversation_id": conversation_id,
        "number": number,
        "asked_at": now,
        "question": storable(answer.question),
        "text": storable(answer.text),
        "refused": answer.refused,
        "fingerprint": answer.fingerprint,
        "answer": storable(whole),
    }


def _answer(row: TurnRow) -> Answer:
    """The answer as it was given; what a Relevo of another shape kept comes back as its text."""
    try:
        return _ANSWER.validate_json(row.answer)
    except ValidationError:
        return Answer(row.question, Kind.GUIDANCE, row.text, refused=row.refused, fingerprint=row.fingerprint)


def _feedback(row: TurnRow) -> Feedback | None:
    return Feedback(Rating(row.rating), row.reason or "") if row.rating else None

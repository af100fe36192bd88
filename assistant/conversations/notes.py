"""Notes and letters built from answers: kept beside the conversations, seen only by whoever writes them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import select

from assistant.conversations import texts
from assistant.conversations.database import Database, storable
from assistant.conversations.schema import NoteRow
from assistant.errors import ConversationNotFoundError
from assistant.types import Answer, Citation

_CITATIONS = TypeAdapter(tuple[Citation, ...])
_MARK = re.compile(r"\[(\d{1,4})\]")


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is written.

    ``body`` names its sources as ``[n]``, n being the ``id`` of one of ``citations``; a person may edit it, so that a
    source may be named no more, and a number may name none.
    """

    id: str = ""
    title: str = ""
    addressee: str = ""
    body: str = ""
    citations: tuple[Citation, ...] = ()
    updated_at: datetime | None = None

    def with_answer(self, answer: Answer) -> Note:
        """The note with an answer at its end, its sources numbered after those that the note has."""
        taken = max((citation.id for citation in self.citations), default=0)
        renumbered = tuple(replace(citation, id=citation.id + taken) for citation in answer.citations)
        known = {citation.id for citation in answer.citations}
        said = _MARK.sub(lambda mark: f"[{int(mark[1]) + taken}]" if int(mark[1]) in known else mark[0], answer.text)
        body = "\n\n".join(filter(None, (self.body.strip(), said)))
        return replace(self, title=self.title or answer.question, body=body, citations=self.citations + renumbered)

    def cited(self) -> tuple[Citation, ...]:
        """The sources that the body still names, in the order in which it names them first."""
        by_id = {citation.id: citation for citation in self.citations}
        named = dict.fromkeys(int(mark) for mark in _MARK.findall(self.body))
        return tuple(by_id[number] for number in named if number in by_id)


class Notes:
    """The notes of every owner. Every method raises ConversationsUnavailableError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, owner: str, limit: int = 50) -> tuple[Note, ...]:
        """An owner's notes, the last one written first."""
        wanted = select(NoteRow).where(NoteRow.owner == owner).order_by(NoteRow.updated_at.desc(), NoteRow.id)
        with self._database.reading() as session:
            return tuple(_note(row) for row in session.scalars(wanted.limit(limit)))

    def get(self, owner: str, identifier: str) -> Note:
        """One of an owner's notes.

        Raises:
            ConversationNotFoundError: the owner has none with that id.
        """
        with self._database.reading() as session:
            row = session.get(NoteRow, identifier)
            if row is None or row.owner != owner:
                raise ConversationNotFoundError(texts.NO_NOTE, texts.NO_NOTE_HINT)
            return _note(row)

    def save(self, owner: str, note: Note) -> Note:
        """Keep a note as it is now, and return it: with an id of its own when it has none or somebody else has that one."""
        now = datetime.now(UTC)
        with self._database.writing() as session:
            row = session.get(NoteRow, note.id) if note.id else None
            if row is None or row.owner != owner:
                identifier = note.id if note.id and row is None else secrets.token_hex(16)
                row = NoteRow(id=identifier, owner=owner, created_at=now)
                session.add(row)
            row.title, row.addressee, row.body = map(storable, (note.title, note.addressee, note.body))
            row.citations = storable(_CITATIONS.dump_json(note.citations).decode())
            row.updated_at = now
            return replace(note, id=row.id, updated_at=now)

    def delete(self, owner: str, identifier: str) -> None:
        """Delete one of an owner's notes for good.

        Raises:
            ConversationNotFoundError: the owner has none with that id.
        """
        with self._database.writing() as session:
            row = session.get(NoteRow, identifier)
            if row is None or row.owner != owner:
                raise ConversationNotFoundError(texts.NO_NOTE, texts.NO_NOTE_HINT)
            session.delete(row)
        self._database.scrub()


def marks(body: str) -> Sequence[tuple[str, int | None]]:
    """A body cut where it names sources: pairs of a text and the number that follows it, None after the last one."""
    pieces = _MARK.split(body)
    numbers = [*map(int, pieces[1::2]), None]
    return tuple(zip(pieces[::2], numbers, strict=True))


def _note(row: NoteRow) -> Note:
    citations = _CITATIONS.validate_json(row.citations)
    return Note(row.id, row.title, row.addressee, row.body, citations, row.updated_at)

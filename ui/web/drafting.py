"""Drafts as they are saved while somebody writes them: whatever the order in which savings arrive, the last writing stays."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from threading import Lock

from assistant import Answer
from assistant.conversations import Note
from assistant.conversations.notes import Notes
from assistant.errors import ConversationNotFoundError

_ID = re.compile(r"[0-9a-f]{32}")
_REMEMBERED = 10_000


def begun() -> Note:
    """An empty draft, which has its id before it is saved: all the savings that follow are then of the same one."""
    return Note(secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class Writing:
    """What stood in the editor when the browser took it, all at once.

    ``moment`` is the browser's clock, in milliseconds: a later writing of a draft has a greater one.
    """

    id: str
    title: str
    addressee: str
    body: str
    moment: int


class Drafting:
    """Saves drafts as they are written. Safe to use from several threads.

    Two savings of a draft may be under way at once, and the older one may come last: it then changes nothing. Every method
    raises ConversationsUnavailableError when the notes cannot be used.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._moments: dict[tuple[str, str], int] = {}
        self._lock = Lock()

    def keep(self, owner: str, writing: Writing) -> Note:
        """The draft once it says what was written; an empty one is not saved before it says something."""
        with self._lock:
            return self._keep(owner, writing)

    def bring(self, owner: str, writing: Writing, answer: Answer) -> Note:
        """The draft once it says what was written and, at its end, an answer."""
        with self._lock:
            return self._notes.save(owner, self._keep(owner, writing).with_answer(answer))

    def drop(self, owner: str, writing: Writing) -> None:
        """Delete a draft for good; what was written before stays deleted, also when it comes later.

        Raises:
            ConversationNotFoundError: the owner has none with that id.
        """
        with self._lock:
            self._notes.delete(owner, writing.id)
            self._remember(owner, writing)

    def _keep(self, owner: str, writing: Writing) -> Note:
        note = self._saved(owner, writing.id)
        if writing.moment < self._moments.get((owner, note.id), writing.moment):
            return note
        self._remember(owner, replace(writing, id=note.id))
        written = replace(note, title=writing.title.strip(), addressee=writing.addressee.strip(), body=writing.body)
        return note if written == note else self._notes.save(owner, written)

    def _saved(self, owner: str, identifier: str) -> Note:
        if not _ID.fullmatch(identifier):
            return begun()
        try:
            return self._notes.get(owner, identifier)
        except ConversationNotFoundError:
            return Note(identifier)

    def _remember(self, owner: str, writing: Writing) -> None:
        """Note the moment of a writing; those of drafts that nobody has written for long are forgotten."""
        self._moments.pop((owner, writing.id), None)
        self._moments[owner, writing.id] = writing.moment
        if len(self._moments) > _REMEMBERED:
            del self._moments[next(iter(self._moments))]

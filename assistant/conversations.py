"""What was said before: the history that lets a follow-up be understood."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict

from assistant.types import Exchange

MAX_CONVERSATIONS = 2_000
MAX_EXCHANGES = 50


class Conversations:
    """Conversations kept in memory while the server runs; the oldest give way. Safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Exchange, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def history(self, conversation_id: str | None) -> tuple[Exchange, ...]:
        """The exchanges of a conversation, oldest first; none for one that is not known."""
        with self._lock:
            return self._kept.get(conversation_id or "", ())

    def append(self, conversation_id: str | None, exchange: Exchange) -> str:
        """Add an exchange and return the conversation's id: a new, unguessable one when it was not given or not known."""
        with self._lock:
            known = conversation_id if conversation_id in self._kept else None
            identifier = known or uuid.uuid4().hex
            exchanges = (*self._kept.pop(identifier, ()), exchange)[-MAX_EXCHANGES:]
            self._kept[identifier] = exchanges
            while len(self._kept) > MAX_CONVERSATIONS:
                self._kept.popitem(last=False)
            return identifier

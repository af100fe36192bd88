"""Files offered for a while at an address that nobody guesses: what the page downloads."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

PATH = "/v1/files"
MINUTES = 30
MOST_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that can be downloaded until ``until`` (seconds of the clock)."""

    content: bytes
    name: str
    media_type: str
    until: float


class Links:
    """The files on offer, in memory. Safe to use from several threads; the oldest go when all would pass 128 MiB."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._offered: OrderedDict[str, Offered] = OrderedDict()
        self._lock = Lock()

    def put(self, content: bytes, name: str, media_type: str) -> str:
        """Offer a file for half an hour and return its address in our API: 256 random bits."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._offered[token] = Offered(content, name, media_type, self._clock() + MINUTES * 60)
            self._forget()
        return f"{PATH}/{token}"

    def get(self, token: str) -> Offered | None:
        """The file of an address; None once it has expired or when it never was."""
        with self._lock:
            offered = self._offered.get(token)
            return offered if offered and offered.until > self._clock() else None

    def _forget(self) -> None:
        """Let go of what expired, then of the oldest while there is too much; the newest always stays."""
        now = self._clock()
        for token in [token for token, offered in self._offered.items() if offered.until <= now]:
            del self._offered[token]
        held = sum(len(offered.content) for offered in self._offered.values())
        while held > MOST_BYTES and len(self._offered) > 1:
            _, gone = self._offered.popitem(last=False)
            held -= len(gone.content)

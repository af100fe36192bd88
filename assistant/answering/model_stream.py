"""Reads a language model's reply without ever waiting for longer than a person would."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering import texts

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

_log = logging.getLogger(__name__)
_FINISH_KEYS = ("finish_reason", "stop_reason", "done_reason")
_WHOLE = frozenset({"stop", "end_turn", "stop_sequence"})


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one message of a stream brings: text, and how the reply finished when it says so."""

    text: str
    finish: str


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more comes; ``error`` when something should have."""

    error: Exception | None = None


_Received = queue.Queue[_Piece | _End]


class ModelFailedError(Exception):
    """The model did not give a whole, usable reply. ``reason`` says why in Spanish, as the start of a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reply(stream: Callable[[], Iterable[BaseMessage]], seconds: float, *, tracing: bool = False) -> Iterator[str]:
    """The text of a reply, piece by piece.

    The model is read on a thread of its own: a server that sends nothing but signs of life, or one byte a minute, is given up at
    the deadline like any other. A thread given up ends with its request, whose time-out is the same.

    Args:
        stream: opens the reply.
        seconds: how long the whole reply may take.
        tracing: let LangSmith record the call where its own variables ask for it.

    Raises:
        ModelFailedError: it came late, broke off, was refused, or was cut at the model's limit.
    """
    received: _Received = queue.Queue()
    abandoned = threading.Event()
    reader = threading.Thread(
        target=_read, args=(stream, received, abandoned, tracing), daemon=True, name="relevo-model"
    )
    reader.start()
    deadline = time.monotonic() + seconds
    finish = ""
    try:
        while isinstance(item := _next(received, deadline), _Piece):
            finish = item.finish or finish
            if item.text:
                yield item.text
        if item.error is not None:
            raise ModelFailedError(_reason(item.error)) from item.error
    finally:
        abandoned.set()
    if finish.lower() not in _WHOLE:
        _log.warning("El modelo no terminó su respuesta: %s", finish or "sin cierre")
        raise ModelFailedError(texts.MODEL_CUT)


def _next(received: _Received, deadline: float) -> _Piece | _End:
    try:
        return received.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        raise ModelFailedError(texts.MODEL_LATE) from None


def _read(
    stream: Callable[[], Iterable[BaseMessage]],
    received: _Received,
    abandoned: threading.Event,
    tracing: bool,  # noqa: FBT001
) -> None:
    """Put every piece, with how the reply finished when it says so, then the end or the error."""
    from langsmith import tracing_context

    try:
        with tracing_context(enabled=None if tracing else False):
            for message in stream():
                if abandoned.is_set():
                    return
                received.put(_Piece(message.text, _finish(message)))
        received.put(_End())
    except Exception as error:  # providers, their HTTP clients and their parsers each raise their own kinds
        received.put(_End(error))


def _finish(message: BaseMessage) -> str:
    """How a message says that its reply finished, "" when it does not."""
    return next((str(message.response_metadata[key]) for key in _FINISH_KEYS if message.response_metadata.get(key)), "")


def _reason(error: Exception) -> str:
    """What to tell a person. The error's own text may hold a key, so that only its kind is logged."""
    from langchain_core import exceptions as known

    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    _log.warning("El modelo falló: %s (%s)", type(error).__name__, status or "sin estado")
    name = type(error).__name__.lower()
    if isinstance(error, known.ModelTimeoutError) or "timeout" in name:
        return texts.MODEL_LATE
    if isinstance(error, known.ModelAuthenticationError | known.ModelPermissionDeniedError) or status in {401, 403}:
        return texts.MODEL_KEY_REFUSED
    if isinstance(error, known.ModelRateLimitError) or status == 429:
        return texts.MODEL_BUSY
    if isinstance(error, known.ModelNotFoundError) or status == 404:
        return texts.MODEL_UNKNOWN
    if isinstance(error, known.ContextOverflowError | known.ModelInvalidRequestError) or status in {400, 422}:
        return texts.MODEL_REJECTED
    if isinstance(error, known.ModelConnectionError) or "connect" in name:
        return texts.MODEL_UNREACHABLE
    return texts.MODEL_BROKEN

"""`relevo serve`."""

from __future__ import annotations

import ctypes
import socket
from contextlib import suppress
from threading import Thread
from typing import Annotated

import typer

from assistant import Assistant, RelevoError, load_settings
from ui.cli import texts
from ui.cli.console import notices, progress_bar
from ui.cli.conversations import open_conversations
from ui.opening import open_assistant

_M_ARENA_MAX = -8


def serve(
    host: Annotated[str | None, typer.Option(help=texts.HOST, show_default=False)] = None,
    port: Annotated[int | None, typer.Option(help=texts.PORT, min=0, max=65535, show_default=False)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help=texts.QUIET)] = False,  # noqa: FBT002
) -> None:
    """Open the web chat and the API until Ctrl+C."""
    _share_one_heap()
    settings = load_settings()
    address, number = host or settings.host, settings.port if port is None else port
    listener = _listen(address, number)
    if not quiet:
        notices.print(texts.PREPARING)
    with progress_bar(quiet=quiet) as progress:
        assistant = open_assistant(settings, progress=progress)
    warming = Thread(target=_warm, args=[assistant], daemon=True)
    warming.start()
    import uvicorn  # with the web it is two seconds of import that no other command pays

    from ui.server import create_server

    conversations = open_conversations()
    shown = f"http://{address}:{listener.getsockname()[1]}"
    notices.print(texts.OPENING.format(address=shown))
    server = uvicorn.Server(uvicorn.Config(create_server(assistant, conversations), log_level="warning"))
    warming.join()  # who is let in finds an assistant that is ready
    server.run(sockets=[listener])


def _warm(assistant: Assistant) -> None:
    """Read what is read only once, so that nobody's first question waits for it."""
    assistant.warm()
    import matplotlib.pyplot  # noqa: F401 - Gradio asks for it before whatever it runs first: half a second


def _share_one_heap() -> None:
    """Have every thread take its memory from one heap, where the C library is glibc.

    By default each thread has one of its own (mallopt(3)), and what one freed is not there for the others: tens of megabytes.
    Python runs one thread at a time anyhow, so hardly any waits for another.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything slow starts, so that a port in use is told at once."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise RelevoError(texts.PORT_TAKEN.format(port=port), texts.PORT_TAKEN_HINT) from error
    return listener

"""A tiny server of OpenAI's chat completions on the loopback, for tests of what speaks to one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, Any, dict[str, str]]
"""Status, what is sent as JSON, headers."""


def completion(text: str | None) -> dict[str, Any]:
    """The body of a chat completion."""
    usage = {"prompt_tokens": 40, "completion_tokens": 9}
    return {"choices": [{"message": {"role": "assistant", "content": text}}], "usage": usage}


class ChatServer:
    """What it was asked, and what it answers: ``replies`` in turn, else ``said`` by question, else that it does not know."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.replies: list[Reply] = []
        self.said: dict[str, Reply | str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"

    @property
    def asked(self) -> list[str]:
        """The questions heard, in order."""
        return [request["messages"][-1]["content"] for request in self.requests]

    def reply(self, question: str) -> Reply:
        """What a question is answered with."""
        if self.replies:
            return self.replies.pop(0)
        said = self.said.get(question, "No tengo esa información.")
        return (200, completion(said), {}) if isinstance(said, str) else said

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                served.requests.append({"path": self.path, **body})
                served.keys.append(self.headers["Authorization"])
                status, reply, headers = served.reply(body["messages"][-1]["content"])
                payload = json.dumps(reply).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(payload)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *arguments: object) -> None:
                """Quiet."""

        return Handler


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """A server that listens while the context lasts."""
    served = ChatServer()
    threading.Thread(target=served.server.serve_forever, args=(0.01,), daemon=True).start()
    yield served
    served.server.shutdown()
    served.server.server_close()

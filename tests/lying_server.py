"""A server on loopback that speaks the OpenAI chat protocol and says what a test tells it to, true or not."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Script = Callable[["Exchange"], None]
_PASSAGE = re.compile(r'<pasaje n="(\d+)">(.*?)</pasaje>', re.DOTALL)


class Server(ThreadingHTTPServer):
    """Follows one script; ``requests`` are the bodies it received, in order."""

    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.script = script
        self.requests: list[dict] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up is no news."""


class Exchange(BaseHTTPRequestHandler):
    """One request and what the script makes of it."""

    server: Server

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(self.body)
        self.server.script(self)

    def log_message(self, *_: object) -> None:
        """Silence."""

    @property
    def prompt(self) -> str:
        """Everything that the model was given."""
        return "\n".join(str(message.get("content")) for message in self.body["messages"])

    def number_of(self, words: str) -> int:
        """The number of the first passage of the prompt that holds some words; 1 when none does."""
        return next((int(number) for number, text in _PASSAGE.findall(self.prompt) if words in text), 1)

    def start(self, status: int = 200, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()

    def send(self, raw: str) -> None:
        self.wfile.write(raw.encode())
        self.wfile.flush()

    def send_delta(self, delta: dict, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
        self.send(f"data: {json.dumps(chunk)}\n\n")

    def done(self, reason: str = "stop") -> None:
        self.send_delta({}, reason)
        self.send("data: [DONE]\n\n")


@dataclass(frozen=True)
class Says:
    """Streams a text in pieces of a few characters; ``{n}`` in it is the number of the passage that holds ``about``.

    ``pause`` seconds pass before each sentence's piece; ``end`` is how the reply finishes, None for a stream that is cut off.
    """

    text: str
    about: str = "contados desde que deja el cargo"
    pause: float = 0.0
    end: str | None = "stop"

    def __call__(self, exchange: Exchange) -> None:
        exchange.start()
        text = self.text.replace("{n}", str(exchange.number_of(self.about)))
        for piece in re.findall(r".{1,23}", text, re.DOTALL):
            if self.pause and "." in piece:
                time.sleep(self.pause)
            exchange.send_delta({"role": "assistant", "content": piece})
        if self.end is not None:
            exchange.done(self.end)


@dataclass(frozen=True)
class Fails:
    """Answers with an HTTP error that holds a secret, as providers' messages do."""

    status: int

    def __call__(self, exchange: Exchange) -> None:
        exchange.start(self.status, "application/json")
        error = {"message": "Incorrect API key provided: sk-secreta. <b>Traceback</b>", "type": "error", "code": "x"}
        exchange.send(json.dumps({"error": error}))


@dataclass(frozen=True)
class Sends:
    """Sends something raw as the event stream."""

    raw: str

    def __call__(self, exchange: Exchange) -> None:
        exchange.start()
        exchange.send(self.raw)


def hangs(exchange: Exchange) -> None:
    """Takes the question and never says anything."""
    exchange.server.stopping.wait(30)


def drips(exchange: Exchange) -> None:
    """Gives signs of life for ever, and no text: no read time-out ever fires."""
    exchange.start()
    while not exchange.server.stopping.wait(0.1):
        exchange.send(": sigo aquí\n\n")


def gushes(exchange: Exchange) -> None:
    """Never stops talking, without a sentence's end."""
    exchange.start()
    while not exchange.server.stopping.is_set():
        exchange.send_delta({"role": "assistant", "content": "bla " * 200})


@dataclass
class Calls:
    """Calls tools one after another, then says ``text``. ``{n}`` is the number of the tool's passage that holds ``about``."""

    calls: list[tuple[str, dict]]
    text: str
    about: str = "quince (15) días hábiles"
    answered: list[str] = field(default_factory=list)

    def __call__(self, exchange: Exchange) -> None:
        results = [message["content"] for message in exchange.body["messages"] if message["role"] == "tool"]
        self.answered[:] = results
        if len(results) < len(self.calls):
            name, arguments = self.calls[len(results)]
            call = {
                "id": f"c{len(results)}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
            self._reply(exchange, message, "tool_calls")
            return
        found = [item for result in results if result.startswith("{") for item in json.loads(result)["passages"]]
        number = next((item["number"] for item in found if self.about in item["text"]), 1)
        self._reply(exchange, {"role": "assistant", "content": self.text.replace("{n}", str(number))}, "stop")

    def _reply(self, exchange: Exchange, message: dict, reason: str) -> None:
        if exchange.body.get("stream"):
            exchange.start()
            for place, call in enumerate(message.get("tool_calls", [])):
                call["index"] = place
            exchange.send_delta(message)
            exchange.done(reason)
            return
        exchange.start(kind="application/json")
        choice = {"index": 0, "message": message, "finish_reason": reason}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        body = {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}
        exchange.send(json.dumps(body))


@contextmanager
def serving(script: Script) -> Iterator[Server]:
    """A server that follows a script while the block lasts."""
    server = Server(script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()

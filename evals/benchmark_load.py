"""Fifty conversations at once over one `relevo serve`: how long each waits, what fails, what memory it costs.

``python -m evals.benchmark_load``, or with everything else in ``make bench``. The web page is asked as a browser asks it, through
Gradio's queue, and the API through its stream. Both come in two rhythms. *All at once*: every conversation sends its next
question at the same instant, the worst that fifty people can do. *At a human pace*: each thinks between one answer and its
next question, five seconds on average, exponentially. Who asks shares the machine's cores with the server.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import statistics
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from rich.console import Console

from evals.benchmark_rows import Row, spanish
from evals.benchmark_server import Served, served
from evals.questions import load_questions

CONVERSATIONS, LENGTH = 50, 8
THINKING_S = 5.0
QUESTIONS = 2_000
"""After how many the memory is looked at again."""

_PATIENCE_S = 60.0
_FOLLOW_UPS = (
    "¿Y en qué artículo está eso?",
    "¿Y si no se cumple?",
    "¿Quién responde por eso?",
    "¿Y para un departamento?",
)
_PAGE = "/chat"
_IDENTIFIER = re.compile(r"[0-9a-f]{32}")  # of a conversation


@dataclass(frozen=True, slots=True)
class Lap:
    """One question: seconds to its first verified sentence (None when there was none) and to its whole answer, or what failed."""

    first_s: float | None
    whole_s: float
    error: str = ""


class Conversing(Protocol):
    """One conversation with the server."""

    async def ask(self, question: str) -> Lap:
        """Ask the next question and wait for its whole answer."""

    async def kept(self) -> int:
        """How many of its answers the server keeps."""


Door = Callable[[httpx.AsyncClient], Awaitable[Conversing]]


def load() -> Iterator[Row]:
    """The web page and the API under fifty conversations, and the page's memory over two thousand questions."""
    for name, door in (("la página", PageConversation.open), ("la API", ApiConversation.open)):
        with tempfile.TemporaryDirectory() as folder, served(folder) as server:
            yield from asyncio.run(_measured(name, door, server))


async def _measured(name: str, door: Door, server: Served) -> list[Row]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=server.address, timeout=_PATIENCE_S, limits=limits) as client:
        alone = await (await door(client)).ask(_FOLLOW_UPS[0])
        held = server.megabytes
        at_once, lost_at_once = await _all_at_once(client, door, _scripts(0))
        at_pace, lost_at_pace = await _at_human_pace(client, door, _scripts(1))
        rows = [
            *_rows(f"50 conversaciones en {name}, todas en el mismo instante", at_once, lost_at_once),
            *_rows(f"50 conversaciones en {name}, a ritmo humano", at_pace, lost_at_pace),
        ]
        asked = len(at_once) + len(at_pace) + 1
        while asked < QUESTIONS:
            laps, _ = await _all_at_once(client, door, _scripts(asked))
            asked += len(laps)
        grown = server.megabytes - held
        measured = f"{grown:+.0f} MB (de {held:.0f} a {server.megabytes:.0f})"
        first = f"{1_000 * alone.whole_s:.0f} ms"
        return [
            *rows,
            Row(f"Primera pregunta de todas en {name}", first, "400 ms", alone.whole_s < 0.4),
            Row(f"Memoria tras {spanish(asked)} preguntas en {name}", measured, "+50 MB", held > 0 and grown < 50),
        ]


def _rows(what: str, laps: Sequence[Lap], lost: int) -> Iterator[Row]:
    firsts = [lap.first_s for lap in laps if lap.first_s is not None]
    wholes = [lap.whole_s for lap in laps]
    failed = [lap.error for lap in laps if lap.error]
    yield Row(f"{what}: primera frase", _spread(firsts), "", reached=True)
    yield Row(f"{what}: respuesta completa", _spread(wholes), "p95 2 s", _p95(wholes) < 2)
    errors = f"{len(failed)} de {len(laps)}; sin guardar {lost}" + (f" ({failed[0]})" if failed else "")
    yield Row(f"{what}: errores", errors, "0", not failed and not lost)


def _spread(seconds: Sequence[float]) -> str:
    return f"p50 {1_000 * statistics.median(seconds):.0f} ms, p95 {1_000 * _p95(seconds):.0f} ms"


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


async def _all_at_once(
    client: httpx.AsyncClient, door: Door, scripts: Sequence[Sequence[str]]
) -> tuple[list[Lap], int]:
    talks = [await door(client) for _ in scripts]
    laps: list[Lap] = []
    for questions in zip(*scripts, strict=True):
        laps += await asyncio.gather(*(talk.ask(question) for talk, question in zip(talks, questions, strict=True)))
    return laps, await _lost(talks)


async def _at_human_pace(
    client: httpx.AsyncClient, door: Door, scripts: Sequence[Sequence[str]]
) -> tuple[list[Lap], int]:
    talks = [await door(client) for _ in scripts]

    async def talk_through(talk: Conversing, questions: Sequence[str], thinking: random.Random) -> list[Lap]:
        laps = []
        for question in questions:
            await asyncio.sleep(thinking.expovariate(1 / THINKING_S))
            laps.append(await talk.ask(question))
        return laps

    through = (
        talk_through(talk, questions, random.Random(seed))  # noqa: S311
        for seed, (talk, questions) in enumerate(zip(talks, scripts, strict=True))
    )
    laps = [lap for each in await asyncio.gather(*through) for lap in each]
    return laps, await _lost(talks)


async def _lost(talks: Sequence[Conversing]) -> int:
    return sum(LENGTH - kept for kept in await asyncio.gather(*(talk.kept() for talk in talks)))


def _scripts(seed: int) -> list[list[str]]:
    """What each conversation asks: questions of the development set, every third one followed up."""
    texts = [question.text for question in load_questions(split="desarrollo") if not question.history]
    drawn = random.Random(seed)  # noqa: S311
    return [
        [drawn.choice(_FOLLOW_UPS) if place % 3 == 1 else drawn.choice(texts) for place in range(LENGTH)]
        for _ in range(CONVERSATIONS)
    ]


class ApiConversation:
    """A conversation through ``POST /v1/ask/stream``."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._id: str | None = None

    @classmethod
    async def open(cls, client: httpx.AsyncClient) -> ApiConversation:
        """A conversation that has not begun."""
        return cls(client)

    async def ask(self, question: str) -> Lap:
        """See :class:`Conversing`."""
        body = {"question": question, "conversation_id": self._id}
        started, first, answer = time.perf_counter(), None, None
        try:
            async with self._client.stream("POST", "/v1/ask/stream", json=body) as response:
                response.raise_for_status()
                event = ""
                async for line in response.aiter_lines():
                    if line.startswith("event:"):
                        event = line.removeprefix("event:").strip()
                        if event == "statement" and first is None:
                            first = time.perf_counter() - started
                    elif line.startswith("data:") and event == "answer":
                        answer = json.loads(line.removeprefix("data:"))
        except httpx.HTTPError as error:
            return Lap(first, time.perf_counter() - started, repr(error))
        if answer is None:
            return Lap(first, time.perf_counter() - started, "sin respuesta")
        self._id = answer["conversation_id"]
        return Lap(first, time.perf_counter() - started)

    async def kept(self) -> int:
        """See :class:`Conversing`."""
        return await _kept(self._client, self._id)


class PageConversation:
    """A conversation through the web page, as Gradio's own client in the browser holds it."""

    def __init__(self, client: httpx.AsyncClient, page: dict[str, Any]) -> None:
        self._client = client
        self._asks = next(entry for entry in page["dependencies"] if entry["api_name"] == "ask")
        self._settles = next(entry for entry in page["dependencies"] if entry["trigger_after"] == self._asks["id"])
        self._session = uuid.uuid4().hex
        self._asked = 0
        self._id: str | None = None

    @classmethod
    async def open(cls, client: httpx.AsyncClient) -> PageConversation:
        """A page just opened."""
        return cls(client, (await client.get(f"{_PAGE}/config")).raise_for_status().json())

    async def ask(self, question: str) -> Lap:
        """See :class:`Conversing`."""
        self._asked += 1
        sentence = f"(#fuente-{self._asked}-"
        started, first = time.perf_counter(), None
        ended: dict[str, Any] = {}
        try:
            async for message in self._messages(question):
                if first is None and sentence in message:
                    first = time.perf_counter() - started
                if '"msg":"process_completed"' in message:
                    ended = json.loads(message)
                    break
        except httpx.HTTPError as error:
            return Lap(first, time.perf_counter() - started, repr(error))
        if not ended.get("success"):
            return Lap(first, time.perf_counter() - started, str(ended.get("output")))
        settled = await self._send("run/predict", self._settles, [None])
        self._id = next((value for value in settled["data"] if _IDENTIFIER.fullmatch(str(value))), None)
        return Lap(first, time.perf_counter() - started)

    async def _send(self, path: str, event: dict[str, Any], inputs: list[str | None]) -> dict[str, Any]:
        body = {"data": inputs, "fn_index": event["id"], "session_hash": self._session}
        sent = await self._client.post(f"{_PAGE}/gradio_api/{path}", json=body)
        answered: dict[str, Any] = sent.raise_for_status().json()
        return answered

    async def _messages(self, question: str) -> AsyncIterator[str]:
        others = [None] * (len(self._asks["inputs"]) - 1)  # what the server remembers of the page
        await self._send("queue/join", self._asks, [question, *others])
        listening = {"session_hash": self._session}
        async with self._client.stream("GET", f"{_PAGE}/gradio_api/queue/data", params=listening) as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                if line.startswith("data:"):
                    yield line.removeprefix("data:")

    async def kept(self) -> int:
        """See :class:`Conversing`."""
        return await _kept(self._client, self._id)


async def _kept(client: httpx.AsyncClient, identifier: str | None) -> int:
    """The answers of a conversation that the server keeps."""
    if not identifier:
        return 0
    return len((await client.get(f"/v1/conversations/{identifier}")).raise_for_status().json()["turns"])


def main() -> None:
    """Print each row as it is measured."""
    console = Console(soft_wrap=True, highlight=False)
    for row in load():
        console.print(f"{row.what}: {row.measured}" + (f" (meta: {row.target})" if row.target else ""))


if __name__ == "__main__":
    main()

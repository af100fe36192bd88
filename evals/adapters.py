"""Other assistants under the same yardstick: any OpenAI-compatible endpoint, any LangChain Runnable.

What they say becomes an Answer with text alone. They show no passages and no quotes that could be checked, so the figures of
retrieval and citations do not apply to them.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable

from assistant import Answer, RelevoError, Statement, Turn
from assistant.answering.texts import REFUSAL
from assistant.errors import ConfigurationError
from assistant.spanish import fold
from assistant.types import Kind, Step
from evals.subjects import Profile, digest_of, fingerprint_of

INSTRUCTIONS = (
    "Usted ayuda a alcaldes electos de Colombia con el empalme, el plan de desarrollo territorial, el Kit de Planeación "
    "Territorial (KPT) y el Plan Nacional de Desarrollo 2018-2022. Responda en español, breve, con la norma y el artículo. "
    "Si la pregunta trata de otra cosa o no sabe la respuesta con certeza, escriba solamente: No tengo esa información."
)
"""What a model without a system prompt of its own is told; it says how to decline, so that a refusal can be told apart."""

_DECLINES = re.compile(
    r"no (?:tengo|cuento con|dispongo de|encuentro|encontre) (?:esa|dicha|suficiente|la|esta)? ?informacion"
    r"|no (?:puedo|me es posible) (?:responder|ayudar|proporcionar|contestar|cumplir)"
    r"|lo siento, (?:pero )?no\b"
    r"|i (?:can(?:'|no)t|am unable to) (?:help|answer|assist)"
)
_OPENING_CHARACTERS = 200
_RETRIED = frozenset({408, 409, 429, 500, 502, 503, 504})
_LONGEST_WAIT_S = 60.0
_HOW_NAMED = "Escríbalo como modulo:atributo; el módulo se busca en la carpeta de trabajo y entre lo instalado."
_HOW_READ = digest_of([Path(__file__)])  # what becomes of the words of others is decided here


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served and how patiently it is asked.

    ``base_url`` ends before ``/chat/completions``; ``key_variable`` names the environment variable with the key, empty for a
    server that asks for none. ``timeout_s`` is for one attempt; ``retries`` come after the first, ``backoff_s`` apart at
    first and twice as long each time, or as long as the server asks (one minute at most).
    """

    base_url: str
    model: str
    key_variable: str = ""
    instructions: str = INSTRUCTIONS
    temperature: float | None = 0.0
    timeout_s: float = 60.0
    retries: int = 3
    backoff_s: float = 1.0


class OpenAIAnswerer:
    """Asks a server that speaks OpenAI's chat completions. Safe to use from several threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Open a client.

        Raises:
            ConfigurationError: the address is not http(s), or the environment variable holds no key.
        """
        address, key = _address(endpoint.base_url), _key(endpoint.key_variable)
        told = fingerprint_of(endpoint.instructions)
        self.profile = Profile(
            name=f"openai:{endpoint.model}",
            generator=endpoint.model,
            fingerprint=fingerprint_of(_HOW_READ, REFUSAL, address, endpoint.model, told, endpoint.temperature),
            address=address,
            instructions=told,
        )
        self._endpoint = endpoint
        self._client = httpx.Client(
            base_url=endpoint.base_url.rstrip("/"),
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=endpoint.timeout_s,
        )

    def ask(self, turn: Turn) -> Answer:
        """The model's words as an answer; its trace holds the tokens that it counted.

        Raises:
            RelevoError: the server did not answer, or not with a chat completion.
        """
        started = time.perf_counter()
        body: dict[str, Any] = {"model": self._endpoint.model, "messages": self._messages(turn)}
        if self._endpoint.temperature is not None:
            body["temperature"] = self._endpoint.temperature
        try:
            completion = self._post(body).json()
            text = (completion["choices"][0]["message"]["content"] or "").strip()
            used = completion.get("usage") or {}
            steps = [Step("usage", f"{used.get('prompt_tokens', 0)} + {used.get('completion_tokens', 0)} tokens")]
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise RelevoError("El servidor del modelo no respondió con una respuesta de chat.") from error
        return text_answer(turn, text, self.profile.name, started, steps)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _messages(self, turn: Turn) -> list[dict[str, str]]:
        system = [{"role": "system", "content": self._endpoint.instructions}] if self._endpoint.instructions else []
        said = [
            {"role": role, "content": content}
            for exchange in turn.history
            for role, content in (("user", exchange.question), ("assistant", exchange.answer))
        ]
        return [*system, *said, {"role": "user", "content": turn.text}]

    def _post(self, body: dict[str, Any]) -> httpx.Response:
        """One completed request: what may pass is tried again, what will not is told at once."""
        reason = ""
        for attempt in range(self._endpoint.retries + 1):
            wait = self._endpoint.backoff_s * 2**attempt
            try:
                response = self._client.post("/chat/completions", json=body)
            except httpx.TransportError as error:
                reason = "se agotó el tiempo" if isinstance(error, httpx.TimeoutException) else "no hubo conexión"
            else:
                if response.is_success:
                    return response
                reason = f"código {response.status_code}"
                if response.status_code not in _RETRIED:
                    break
                wait = _asked_wait(response) or wait
            if attempt < self._endpoint.retries:
                time.sleep(min(wait, _LONGEST_WAIT_S))
        raise RelevoError(f"El servidor del modelo {self._endpoint.model} no respondió: {reason}.")


class RunnableAnswerer:
    """Asks a LangChain Runnable: a chat model, a chain, an agent. As safe to use from threads as the Runnable is."""

    def __init__(
        self,
        runnable: Runnable[Any, Any],
        name: str = "",
        as_input: Callable[[Turn], Any] | None = None,
        version: str = "",
    ) -> None:
        """Wrap a Runnable.

        Args:
            runnable: what to ask.
            name: names it in the record; its own name if left out.
            as_input: makes the Runnable's input of a turn; :func:`turn_messages` if left out, ``lambda turn: turn.text`` for
                a chain that takes the question alone.
            version: changes when the Runnable does; answers of two versions are never mixed in a run.
        """
        told = None if as_input else fingerprint_of(INSTRUCTIONS)
        full_name = f"runnable:{name or runnable.get_name()}"
        self.profile = Profile(
            name=full_name,
            generator=runnable.get_name(),
            fingerprint=fingerprint_of(_HOW_READ, REFUSAL, full_name, version, told),
            instructions=told,
        )
        self._runnable = runnable
        self._as_input = as_input or turn_messages

    def ask(self, turn: Turn) -> Answer:
        """What the Runnable says, as an answer.

        Raises:
            RelevoError: it fails, or its output holds no text that we know how to find.
        """
        started = time.perf_counter()
        try:
            output = self._runnable.invoke(self._as_input(turn))
        except (
            Exception
        ) as error:  # each provider has its own for a network that fails, and their messages may show a key
            raise RelevoError(f"{self.profile.name} falló ({type(error).__name__}).") from error
        return text_answer(turn, _said(output), self.profile.name, started)


def load_runnable(name: str) -> RunnableAnswerer:
    """The Runnable of a name such as "my_module:chain". Its version is the text of its module.

    Raises:
        ConfigurationError: the module cannot be imported, or the attribute is not a Runnable.
    """
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise ConfigurationError(f"«{name}» no nombra un Runnable.", _HOW_NAMED)
    try:
        module = import_module(module_name)
    except Exception as error:  # a module that is not there, or anything that goes wrong inside it
        raise ConfigurationError(f"No pude importar «{module_name}» ({type(error).__name__}).", _HOW_NAMED) from error
    runnable = getattr(module, attribute, None)
    if not isinstance(runnable, Runnable):
        raise ConfigurationError(f"«{name}» no es un Runnable de LangChain.", _HOW_NAMED)
    source = getattr(module, "__file__", None)
    return RunnableAnswerer(runnable, name, version=digest_of([Path(source)]) if source else "")


def turn_messages(turn: Turn, instructions: str = INSTRUCTIONS) -> list[BaseMessage]:
    """A turn as LangChain messages: the instructions, the conversation and the question."""
    said = [
        message
        for exchange in turn.history
        for message in (HumanMessage(exchange.question), AIMessage(exchange.answer))
    ]
    return [SystemMessage(instructions), *said, HumanMessage(turn.text)]


def declines(text: str) -> bool:
    """Whether free text begins by declining to answer: ours, the sentence of the instructions, or the usual ways to say it."""
    opening = fold(text[:_OPENING_CHARACTERS])
    return not text.strip() or fold(REFUSAL) in opening or _DECLINES.search(opening) is not None


def text_answer(turn: Turn, text: str, made_by: str, started: float, steps: list[Step] | None = None) -> Answer:
    """Free text as an Answer: each paragraph a statement without citations.

    ``started`` is the reading of ``time.perf_counter`` when the question was asked.
    """
    refused = declines(text)
    paragraphs = [] if refused else [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return Answer(
        question=turn.text,
        kind=Kind.GUIDANCE,
        text=text.strip(),
        refused=refused,
        statements=tuple(Statement(paragraph) for paragraph in paragraphs),
        fingerprint=made_by,
        timings_ms={"total": round((time.perf_counter() - started) * 1_000, 2)},
        trace=tuple(steps or ()),
    )


def _address(base_url: str) -> str:
    """The address of a server as it may be recorded: without user, password or parameters.

    Raises:
        ConfigurationError: it is not an address of http(s).
    """
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not url.host:
        raise ConfigurationError("La dirección del modelo debe empezar por http:// o https:// y nombrar un servidor.")
    return str(url.copy_with(userinfo=b"", query=None, fragment=None)).rstrip("/")


def _key(variable: str) -> str:
    """The key that an environment variable holds; none without a variable.

    Raises:
        ConfigurationError: it holds none, or one that cannot be sent.
    """
    key = os.environ.get(variable, "").strip() if variable else ""
    if variable and not (key.isascii() and key.isprintable() and key):
        raise ConfigurationError(f"Falta la clave del modelo: la variable {variable} está vacía o no es una clave.")
    return key


def _asked_wait(response: httpx.Response) -> float:
    """The seconds that a ``Retry-After`` header asks for; 0 without one, or when it gives a date (RFC 9110, 10.2.3)."""
    try:
        return max(0.0, float(response.headers.get("retry-after", 0)))
    except ValueError:
        return 0.0


def _said(output: Any) -> str:
    """The text of what a Runnable returned: a string, a message, or a mapping with the answer or the messages in it."""
    if isinstance(output, str):
        return output
    if isinstance(output, BaseMessage):
        return str(output.text)
    if isinstance(output, dict):
        for key in ("answer", "output", "result", "text", "response"):
            if key in output:
                return _said(output[key])
        if output.get("messages"):
            return _said(output["messages"][-1])
    raise RelevoError(f"No encontré texto en lo que devolvió el Runnable ({type(output).__name__}).")

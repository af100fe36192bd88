"""Opens the chat model that the settings name, through LangChain; whatever cannot work is told before the first question."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_HOW = "Escríbalo como proveedor:modelo, por ejemplo openai:gpt-4o-mini u ollama:llama3.1."


@dataclass(frozen=True, slots=True)
class _Provider:
    """A provider that Relevo knows more of than LangChain tells: its extra, and where its key is read from (any will do)."""

    extra: str
    keys: tuple[str, ...] = ()


_PROVIDERS = {
    "openai": _Provider("openai", ("OPENAI_API_KEY",)),
    "anthropic": _Provider("anthropic", ("ANTHROPIC_API_KEY",)),
    "google_genai": _Provider("google", ("GOOGLE_API_KEY", "GEMINI_API_KEY")),
    "ollama": _Provider("ollama"),
}


def open_chat_model(name: str, base_url: str = "", timeout: float = 60.0) -> BaseChatModel:
    """The chat model of a name such as "openai:gpt-4o-mini", at temperature 0 and without retries of its own.

    Args:
        name: provider and model, as LangChain's ``init_chat_model`` takes them.
        base_url: another address that speaks the provider's protocol; empty for the provider's own.
        timeout: seconds that one request may wait for the server.

    Raises:
        ConfigurationError: the name is malformed, the provider is not known, its package is not installed, or its key is missing.
    """
    provider, _, model = name.partition(":")
    if not provider or not model:
        raise ConfigurationError(f"«{name}» no dice proveedor y modelo.", _HOW)
    known = _PROVIDERS.get(provider)
    if known and known.keys and not base_url and not any(os.environ.get(key) for key in known.keys):
        raise ConfigurationError(
            f"Falta la clave de «{provider}» para usar el modelo «{model}».",
            f"Póngala en la variable {known.keys[0]}. Relevo también responde sin modelo: quite RELEVO_MODEL.",
        )
    from langchain.chat_models import init_chat_model  # a second of import that only a model pays

    try:
        opened: BaseChatModel = init_chat_model(model, model_provider=provider, **_options(provider, base_url, timeout))
    except ImportError as error:
        raise ConfigurationError(
            f"Falta el paquete del proveedor «{provider}».", f"Instálelo con: {_install(provider, error)}"
        ) from error
    except ValueError as error:
        if "provider" not in str(error).lower():
            raise _unusable(name) from error
        known_names = ", ".join(_PROVIDERS)
        raise ConfigurationError(f"No conozco el proveedor «{provider}». Use uno de: {known_names}.", _HOW) from error
    except Exception as error:  # each provider has its own errors for what it does not take
        raise _unusable(name) from error
    return opened


def _options(provider: str, base_url: str, timeout: float) -> dict[str, Any]:
    """What a model is opened with. A retry would wait where a person is waiting: the extractive answer is at hand."""
    options: dict[str, Any] = {"temperature": 0}
    if provider == "ollama":
        options["client_kwargs"] = {"timeout": timeout}
    else:
        options |= {"timeout": timeout, "max_retries": 0}
    if base_url:
        options["base_url"] = base_url
        known = _PROVIDERS.get(provider)
        if known and known.keys and not any(os.environ.get(key) for key in known.keys):
            options["api_key"] = "sin-clave"  # local servers ask for none, their clients do
    return options


def _install(provider: str, error: ImportError) -> str:
    known = _PROVIDERS.get(provider)
    if known:
        return f"pip install 'relevo[{known.extra}]'"
    named = re.search(r"pip install [\w-]+", str(error))
    return named[0] if named else f"pip install langchain-{provider}"


def _unusable(name: str) -> ConfigurationError:
    return ConfigurationError(f"No se pudo preparar el modelo «{name}».", f"Revise su nombre y su clave. {_HOW}")

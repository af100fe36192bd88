"""A model that cannot work is told at start-up, in Spanish, with what to do."""

from __future__ import annotations

import sys

import pytest

from assistant import Assistant, Settings
from assistant.answering.models import open_chat_model
from assistant.errors import ConfigurationError

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)


@pytest.mark.parametrize(
    ("name", "says", "hint"),
    [
        ("gpt-4o-mini", "no dice proveedor y modelo", "openai:gpt-4o-mini"),
        ("openai:", "no dice proveedor y modelo", "proveedor:modelo"),
        (":modelo", "no dice proveedor y modelo", "proveedor:modelo"),
        ("inventado:modelo", "No conozco el proveedor «inventado»", "proveedor:modelo"),
        ("openai:gpt-4o-mini", "Falta la clave", "OPENAI_API_KEY"),
        ("anthropic:claude", "Falta la clave", "ANTHROPIC_API_KEY"),
        ("google_genai:gemini", "Falta la clave", "GOOGLE_API_KEY"),
        ("mistralai:large", "Falta el paquete del proveedor «mistralai»", "pip install langchain-mistralai"),
    ],
)
def test_what_cannot_work_is_told_with_what_to_do(name: str, says: str, hint: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        open_chat_model(name)
    assert says in told.value.user_message
    assert hint in told.value.hint


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [
        ("openai:m", "langchain_openai", "openai"),
        ("anthropic:m", "langchain_anthropic", "anthropic"),
        ("google_genai:m", "langchain_google_genai", "google"),
        ("ollama:m", "langchain_ollama", "ollama"),
    ],
)
def test_a_missing_package_comes_with_its_command(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str, extra: str
) -> None:
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigurationError) as told:
        open_chat_model(name, base_url="http://127.0.0.1:1")
    assert f"pip install 'relevo[{extra}]'" in told.value.hint
    base._get_chat_model_creator.cache_clear()


def test_a_server_of_ones_own_needs_no_key() -> None:
    assert open_chat_model("openai:local", "http://127.0.0.1:1/v1") is not None


def test_the_assistant_tells_it_before_any_question(assistant: Assistant, settings: Settings) -> None:
    with pytest.raises(ConfigurationError):
        Assistant(assistant.retriever, settings.model_copy(update={"model": "inventado:x"}))

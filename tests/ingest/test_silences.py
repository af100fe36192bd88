"""What people ask and the guidance does not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Turn
from assistant.errors import ConfigurationError
from assistant.settings import CORPUS_DIR
from evals.silences import hold_silences
from ingest.silences import FOLDER, read_silences, silence_files

ENTRY = '[[silencio]]\ntema = "{0}"\npide = "quién es"\ndonde = "Pregunte allá."\nformas = ["¿Quién es?", "quien es", "x", "y"]\n'


def test_every_silence_of_the_guidance_is_whole() -> None:
    silences = read_silences(silence_files(CORPUS_DIR))
    assert len(silences) > 100
    for silence in silences:
        assert silence.asks
        assert not silence.asks.endswith((".", "?"))
        assert silence.where.endswith(".")
        assert len(set(silence.forms)) == len(silence.forms) >= 6


def test_no_form_is_both_known_and_silent(assistant: Assistant) -> None:
    posed = {
        form.text
        for document in assistant.retriever.index.documents
        for passage in assistant.retriever.index.lexical.of_document(document)
        for form in passage.posed
    }
    assert not posed & {form for silence in read_silences(silence_files(CORPUS_DIR)) for form in silence.forms}


def test_a_damaged_file_and_a_name_used_twice_are_configuration_errors(tmp_path: Path) -> None:
    for name, text in (("mala.toml", "[[silencio]]\ntema = 3"), ("doble.toml", ENTRY.format("a") * 2)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(ConfigurationError, match=name):
            read_silences([tmp_path / name])


def test_some_silences_are_held_whole_and_of_the_others_the_last_forms(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "uno.toml").write_text(ENTRY.format("a") + ENTRY.format("b"), encoding="utf-8")
    held = hold_silences(tmp_path)
    left = read_silences(silence_files(tmp_path))
    assert [(item.topic, item.text) for item in held[4:]] == [("b", "quien es"), ("b", "x"), ("b", "y")]
    assert [(item.topic, item.forms) for item in left] == [("a", ()), ("b", ("¿Quién es?",))]


def test_a_refusal_says_what_the_guidance_lacks_and_where_to_turn(assistant: Assistant) -> None:
    silence = read_silences(silence_files(CORPUS_DIR))[0]
    answer = assistant.ask(Turn(silence.forms[0]))
    assert answer.refused
    assert silence.asks in answer.text
    assert silence.where in answer.text

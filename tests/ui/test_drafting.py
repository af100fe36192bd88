"""Drafts as they are saved while somebody writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Answer, Settings
from assistant.conversations import Conversations
from assistant.errors import ConversationNotFoundError
from assistant.types import Kind
from ui.web.drafting import Drafting, Writing, begun

ANSWER = Answer("¿Qué plazo hay?", Kind.GUIDANCE, "Quince días.", False, (), (), ())


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    conversations = Conversations.open(Settings(data_dir=tmp_path))
    yield conversations
    conversations.close()


def test_all_the_savings_of_a_draft_that_was_just_begun_are_of_the_same_one(kept: Conversations) -> None:
    drafting, identifier = Drafting(kept.notes), begun().id
    drafting.keep("ana", Writing(identifier, "", "", "", 1))
    assert kept.notes.list("ana") == ()
    drafting.keep("ana", Writing(identifier, "Oficio", "", "", 2))
    drafting.keep("ana", Writing(identifier, "Oficio", "Concejo", "", 3))
    assert [(note.id, note.addressee) for note in kept.notes.list("ana")] == [(identifier, "Concejo")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(order=st.permutations(range(5)))
def test_the_last_writing_stays_whatever_the_order_in_which_they_arrive(kept: Conversations, order: list[int]) -> None:
    drafting, identifier = Drafting(kept.notes), begun().id
    for moment in order:
        drafting.keep("ana", Writing(identifier, "Oficio", "Concejo" if moment else "", f"Texto {moment}", moment))
    assert kept.notes.get("ana", identifier).body == "Texto 4"
    assert kept.notes.get("ana", identifier).addressee == "Concejo"


def test_a_late_saving_neither_takes_away_an_answer_nor_brings_a_deleted_draft_back(kept: Conversations) -> None:
    drafting, identifier = Drafting(kept.notes), begun().id
    late = Writing(identifier, "Oficio", "", "Respetada doctora:", 1)
    drafting.keep("ana", late)
    brought = drafting.bring("ana", Writing(identifier, "Oficio", "", "Respetada doctora:", 2), ANSWER)
    assert drafting.keep("ana", late) == kept.notes.get("ana", identifier) == brought
    assert brought.body == "Respetada doctora:\n\nQuince días."
    drafting.drop("ana", Writing(identifier, "Oficio", "", brought.body, 4))
    drafting.keep("ana", Writing(identifier, "Oficio", "", brought.body, 3))
    with pytest.raises(ConversationNotFoundError):
        kept.notes.get("ana", identifier)


@pytest.mark.parametrize("identifier", ["", "../x", "a" * 400])
def test_an_id_that_is_not_ours_is_not_taken(kept: Conversations, identifier: str) -> None:
    note = Drafting(kept.notes).keep("ana", Writing(identifier, "Oficio", "", "", 1))
    assert len(note.id) == 32
    assert note.id != identifier


def test_somebody_elses_draft_is_not_written_over(kept: Conversations) -> None:
    drafting, identifier = Drafting(kept.notes), begun().id
    drafting.keep("ana", Writing(identifier, "Oficio", "", "", 1))
    assert drafting.keep("luis", Writing(identifier, "Otra", "", "", 2)).id != identifier
    assert kept.notes.get("ana", identifier).title == "Oficio"

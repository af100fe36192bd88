"""What was said before."""

from __future__ import annotations

from assistant.conversations import MAX_CONVERSATIONS, MAX_EXCHANGES, Conversations
from assistant.types import Exchange


def test_a_conversation_goes_on_under_its_id() -> None:
    kept = Conversations()
    first = kept.append(None, Exchange("uno", "1"))
    assert kept.append(first, Exchange("dos", "2")) == first
    assert [exchange.question for exchange in kept.history(first)] == ["uno", "dos"]


def test_an_unknown_id_opens_a_new_conversation_and_reveals_nothing() -> None:
    kept = Conversations()
    assert kept.append("adivinado", Exchange("uno", "1")) != "adivinado"
    assert kept.history("adivinado") == ()


def test_two_conversations_do_not_see_each_other() -> None:
    kept = Conversations()
    one, other = kept.append(None, Exchange("uno", "1")), kept.append(None, Exchange("dos", "2"))
    assert kept.history(one) != kept.history(other)


def test_memory_is_bounded() -> None:
    kept = Conversations()
    first = kept.append(None, Exchange("q", "a"))
    for _ in range(MAX_EXCHANGES + 5):
        kept.append(first, Exchange("q", "a"))
    assert len(kept.history(first)) == MAX_EXCHANGES
    for _ in range(MAX_CONVERSATIONS):
        kept.append(None, Exchange("q", "a"))
    assert kept.history(first) == ()

"""What a question means on its own: small talk told from guidance, follow-ups completed from the conversation."""

from __future__ import annotations

import re

from assistant.spanish import content_words, fold
from assistant.types import Exchange, Kind, Turn, Understood

_GREETING = re.compile(
    r"[\W_]*(?:hola|buen[oa]s(?: dias| tardes| noches)?|buen dia|saludos|que tal|hey)[\W_]*(?:relevo)?[\W_]*"
)
_THANKS = re.compile(r"[\W_]*(?:muchas |mil )?gracias\b.{0,40}|[\W_]*(?:listo|perfecto|entendido|ok|vale)[\W_]*")
_FOLLOWS = re.compile(
    r"[\W_]*(?:y|pero|entonces|ademas|tambien|eso|esa|ese|esto|en ese caso|en que articulo esta|cual articulo)\b"
)
_STANDALONE_WORDS = 5


def understand(turn: Turn) -> Understood:
    """The question as it will be searched, and its kind."""
    folded = fold(turn.text)
    if _GREETING.fullmatch(folded) or _THANKS.fullmatch(folded):
        return Understood(turn.text.strip(), Kind.SMALL_TALK)
    return Understood(_standalone(turn.text.strip(), turn.history), Kind.GUIDANCE)


def is_thanks(question: str) -> bool:
    """Whether small talk says thanks rather than hello."""
    return _THANKS.fullmatch(fold(question)) is not None


def _standalone(question: str, history: tuple[Exchange, ...]) -> str:
    """A follow-up ("¿y si no la entrega?") with the question that it follows; any other question as it is."""
    follows = _FOLLOWS.match(fold(question)) is not None
    if history and follows and len(content_words(question)) <= _STANDALONE_WORDS:
        return f"{history[-1].question} {question}"
    return question

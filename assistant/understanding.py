"""What a turn means on its own: small talk told from guidance, several questions told apart, follow-ups completed."""

from __future__ import annotations

import re

from assistant.spanish import content_words, fold
from assistant.types import Kind, Turn, Understood

MAX_PARTS = 3
"""Questions of one message that are answered; who asks more is answered these, and may ask again."""

_GREETING = re.compile(
    r"[\W_]*(?:hola|buen[oa]s(?: dias| tardes| noches)?|buen dia|saludos|que tal|hey)[\W_]*(?:relevo)?[\W_]*"
)
_THANKS = re.compile(r"[\W_]*(?:muchas |mil )?gracias\b.{0,40}|[\W_]*(?:listo|perfecto|entendido|ok|vale)[\W_]*")

_CONTINUES = re.compile(r"[\W_]*(?:y|o|pero|entonces|ademas|tambien|en ese caso)\b[\W_]*")
_POINTS_BACK = re.compile(
    r"\b(?:eso|esa|ese|esos|esas|esto|ello|ellos|ellas|alli|ahi|otro|otra|otros|otras|dicho|dicha|el mismo|la misma)\b"
    r"|\b(?:l[oae]s?|se l[oae]s?) (?:[a-z]+(?:n|a|e|o)\b)|[a-z]+[aei]r(?:se)?l[oae]s?\b"
)
_STANDS_ALONE = re.compile(
    r"[\W_]*(?:que|quien|cual|cuales) (?:es|son|significa|quiere decir)\b|[\W_]*(?:defin|para que sirve)"
)
_ASKS_SOURCE = re.compile(
    r"\b(?:en )?(?:que|cual) (?:articulo|norma|ley|decreto|parte)\b|\bde donde (?:sale|saco|lo saca)|\bquien lo dice\b"
)
_MODIFIES = re.compile(
    r"[\W_]*y (?:(?P<preposition>a|al|con|de|del|en|para|por|sobre|entre|desde|hasta|si es|si son|si fuera) )?"
    r"(?P<what>(?:(?:el|la|los|las|un|una) )?[^\W_]+(?: (?:de|del|de la|y)? ?[^\W_]+){0,3})[\W_]*"
)
_IS_CLAUSE = re.compile(
    r"\b(?:que|cual(?:es)?|quien(?:es)?|cuando|cuant[oa]s?|donde|como|por que|no|me|se|l[oae]s? [a-z]+(?:n|r))\b"
    r"|\by si (?!es |son |fuera )"
)
_WHAT_IF = re.compile(r"^[\W_]*y si\b", re.IGNORECASE)
_INFINITIVE = re.compile(r"[a-z]{3,}[aei]r(?:se|l[aeo]s?)?")
_GENERIC = frozenset(
    "plazo plazos tiempo dias dia meses mes anos ano fecha fechas articulo norma ley dice obligatorio obligado obligada obligacion "
    "soy estoy me van entregan primero primeros primera tres dos ultimo ultima cosas cosa ejemplo manera forma parte partes "
    "veces vez igual entonces tambien".split()
)
_CONTINUED_WORDS, _CONTEXT_WORDS, _TOPIC_WORDS = 4, 7, 6


def understand(turn: Turn) -> Understood:
    """The questions of a turn as they will be searched, and their kind."""
    text = turn.text.strip()
    folded = fold(text)
    if _GREETING.fullmatch(folded) or _THANKS.fullmatch(folded):
        return Understood(text, Kind.SMALL_TALK)
    before = ""
    for exchange in turn.history:
        before = exchange.standalone or standalone(exchange.question, before)
    parts: list[str] = []
    for part in questions(text):
        parts.append(standalone(part, parts[-1] if parts else before))
    return Understood(" ".join(parts), Kind.GUIDANCE, tuple(parts))


def is_thanks(question: str) -> bool:
    """Whether small talk says thanks rather than hello."""
    return _THANKS.fullmatch(fold(question)) is not None


def questions(text: str) -> list[str]:
    """The questions of a message, each with what leads to it; a message without question marks is one question."""
    pieces = [piece.strip() for piece in re.split(r"(?<=\?)(?:\s+|(?=¿))", text) if any(map(str.isalnum, piece))]
    if pieces and "?" not in pieces[-1] and len(pieces) > 1:  # what follows the last question belongs to it
        pieces[-2:] = [" ".join(pieces[-2:])]
    return pieces[:MAX_PARTS] or [text]


def standalone(question: str, before: str) -> str:
    """A follow-up completed from the question before it ("¿y si no la entrega?"); any other question as it is."""
    if not before or not _follows(question):
        return question
    folded = fold(question)
    if _ASKS_SOURCE.search(folded) and not _specific(question):
        return before
    modifies = _MODIFIES.fullmatch(folded)
    if modifies and not _IS_CLAUSE.search(folded):
        return _replaced(before, modifies["preposition"], question)
    asked = _WHAT_IF.sub("¿Qué pasa si", question)
    return f"{asked} ({' '.join(_topic(before))})"


def _follows(question: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    folded = fold(question)
    if _STANDS_ALONE.match(folded) and _specific(question):
        return False
    words = len(_specific(question))
    continues = _CONTINUES.match(folded) is not None and words <= _CONTINUED_WORDS
    points_back = _POINTS_BACK.search(folded) is not None and words <= _CONTEXT_WORDS
    return words == 0 or continues or points_back


def _topic(question: str) -> list[str]:
    """The last things that a question names: who asks comes before, and what is done to them may change."""
    asked = question[question.rfind("¿") + 1 :]
    named = _specific(asked) or _specific(question)
    return ([word for word in named if not _INFINITIVE.fullmatch(word)] or named)[-_TOPIC_WORDS:]


def _specific(question: str) -> list[str]:
    """The words of a question that say what it is about, rather than what is wanted of it."""
    return [word for word in content_words(question) if word not in _GENERIC]


def _replaced(before: str, preposition: str | None, question: str) -> str:
    """The question before, with its last phrase of that preposition replaced ("¿y a agua?"), or with the new phrase added."""
    phrase = question.strip(" ¿?")
    opening = _CONTINUES.match(fold(phrase))
    phrase = phrase[opening.end() :] if opening else phrase
    head = before.rstrip(" ¿?.")
    if preposition:
        kept, found, _ = head.rpartition(f" {preposition} ")
        if found:
            return f"{kept} {phrase}?"
    return f"{head} {phrase}?"

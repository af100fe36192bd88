"""A conversation as a file that people keep, sign or attach: Markdown or Word."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta, timezone

from assistant.conversations import texts
from assistant.conversations.records import Conversation, RecordedTurn
from assistant.spanish import fold, write_date
from assistant.types import Citation
from assistant.writing import (
    NOTE,
    NOTE_TITLE,
    SOURCES,
    add_note,
    add_sources,
    add_text,
    describe_source,
    new_document,
    printable,
)

_COLOMBIA = timezone(timedelta(hours=-5))  # all year round: no daylight saving since 1993
# What Markdown would act on, wherever it stands; a citation's [1] is left, being a link only before ( [ or :
_MARKUP = re.compile(
    r"[\\`*_<>|~#]|&(?=#?\w)|\](?=[(\[:])|!(?=\[)|(?<=:)/(?=/)|(?<=www)\."
    r"|^[+=]|^-(?! )|^(?:- ?){2,}",  # a rule or a heading where only the lists of an answer should begin
    re.MULTILINE | re.IGNORECASE,
)
_MARGIN = re.compile(r"^[^\S\n]+", re.MULTILINE)  # four spaces are a block of code
_FILE_NAME_CHARACTERS = 60


def as_markdown(conversation: Conversation, entity_name: str = "") -> str:
    """The conversation as Markdown; nothing that a question or a document says is markup there.

    ``entity_name`` is the entity as people call it; its code is shown where it is left out.
    """
    facts = [f"**{name}:** {_literal(value)}" for name, value in _facts(conversation, entity_name)]
    parts = [f"# {_literal(conversation.title)}", "  \n".join(facts), f"> **{NOTE_TITLE}.** {NOTE}"]
    for turn in conversation.turns:
        parts += _markdown_turn(turn)
    parts.append(f"---\n\n{texts.FINGERPRINT}: {_fingerprints(conversation)}")
    return "\n\n".join(parts) + "\n"


def as_docx(conversation: Conversation, entity_name: str = "") -> bytes:
    """The conversation as a Word document; ``entity_name`` as in :func:`as_markdown`."""
    document = new_document(conversation.title)
    facts = document.add_paragraph()
    for place, (name, value) in enumerate(_facts(conversation, entity_name)):
        if place:
            facts.add_run().add_break()
        facts.add_run(f"{name}: ").bold = True
        facts.add_run(printable(value))
    add_note(document)
    for turn in conversation.turns:
        document.add_heading(printable(f"{turn.number}. {turn.answer.question}"), level=1)
        if turn.answer.refused:
            document.add_paragraph().add_run(texts.REFUSED).bold = True
        add_text(document, turn.answer.text)
        add_sources(document, turn.answer.citations)
        if turn.feedback:
            document.add_paragraph().add_run(printable(_feedback(turn))).italic = True
    document.add_paragraph(f"{texts.FINGERPRINT}: {_fingerprints(conversation)}", style="Caption")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def file_name(conversation: Conversation, suffix: str) -> str:
    """A name for the file, in plain letters that every system takes: ``que-plazo-hay.docx``."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(conversation.title)).strip("-")[:_FILE_NAME_CHARACTERS].strip("-")
    return f"{words or texts.FILE_NAME}{suffix}"


def _facts(conversation: Conversation, entity_name: str) -> list[tuple[str, str]]:
    entity = entity_name or (texts.DIVIPOLA.format(code=conversation.entity) if conversation.entity else "")
    first, last = (_day(moment) for moment in (conversation.created_at, conversation.updated_at))
    facts = [
        (texts.ENTITY, entity),
        (texts.DATE, first if first == last else texts.FROM_TO.format(first=first, last=last)),
        (texts.QUESTIONS, str(len(conversation.turns))),
    ]
    return [(name, value) for name, value in facts if value]


def _day(moment: datetime) -> str:
    return write_date(moment.astimezone(_COLOMBIA).date())


def _markdown_turn(turn: RecordedTurn) -> list[str]:
    answer = turn.answer
    question = " ".join(answer.question.split())  # a heading is one line
    parts = [f"## {turn.number}. {_literal(question)}"]
    if answer.refused:
        parts.append(f"**{texts.REFUSED}**")
    parts.append(_literal(answer.text))
    if answer.citations:
        parts.append(f"**{SOURCES}**")
        parts.append("\n".join(_markdown_source(citation) for citation in answer.citations))
    if turn.feedback:
        parts.append(f"*{_literal(_feedback(turn))}*")
    return parts


def _markdown_source(citation: Citation) -> str:
    quote = _literal(" ".join(citation.quote.split()))
    reference, about = _literal(citation.reference), _literal(describe_source(citation, beside_reference=True))
    return f"- [{citation.id}] **{reference}** · {about}. «{quote}» {_address(citation.url or '')}".rstrip()


def _address(address: str) -> str:
    """An ordinary web address as a link; anything else as text."""
    return f"<{address}>" if re.fullmatch(r"https?://[^\s<>]+", address) else _literal(address)


def _feedback(turn: RecordedTurn) -> str:
    assert turn.feedback is not None
    reason = f". {turn.feedback.reason}" if turn.feedback.reason else ""
    return f"{texts.FEEDBACK}: {texts.RATINGS[turn.feedback.rating]}{reason}"


def _fingerprints(conversation: Conversation) -> str:
    return ", ".join(sorted({turn.answer.fingerprint for turn in conversation.turns}))


def _literal(text: str) -> str:
    """Text that Markdown shows as it is, except that the lists of an answer are lists."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", _MARGIN.sub("", text))

"""The conversation as the chat shows it: Markdown in which nothing that anybody said is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant import Statement
from assistant.answering.texts import about_part
from ui.web import texts
from ui.web.replies import Conversation, Reply

SHOWN_AT_FIRST = 3
"""Statements that fit the screen of a phone; the others open with «Ver más»."""

# Everything but letters, digits and the punctuation of plain Spanish prose is written as an entity, so that neither HTML,
# nor Markdown, nor a template finds anything to act on. What is left only means something in certain places:
_ANYTHING_SPECIAL = re.compile(
    r"[^\w\s.,;:()¿?¡%/«»“”–—-]|_"
    r"|(?<=:)/|(?<=www)\."  # an address, which Markdown would turn into a link
    r"|^-|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]|(?<=^\d\d\d\d)[.)]",  # a list
    re.MULTILINE | re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?P<mark>- |\d{1,2}\. )?(?P<rest>.*)")
_MARGIN = re.compile(r"^[^\S\n]+", re.MULTILINE)  # four spaces are a block of code


def messages(conversation: Conversation) -> list[dict[str, str]]:
    """The conversation as the chat takes it."""
    return [
        message
        for reply in conversation
        for message in (
            {"role": "user", "content": literal(reply.question)},
            {"role": "assistant", "content": "\n\n".join(_paragraphs(reply))},
        )
    ]


def anchor(reply: Reply, citation: int) -> str:
    """The name of a citation's place in the source panel, its own in the whole conversation."""
    return f"fuente-{reply.number}-{citation}"


def literal(text: str) -> str:
    """Text for the chat that shows as it is: whatever it holds, it is not markup there."""
    return _ANYTHING_SPECIAL.sub(lambda found: f"&#{ord(found[0])};", _MARGIN.sub("", text))


def _paragraphs(reply: Reply) -> Iterator[str]:
    part = ""
    for place, item in enumerate(reply.statements):
        if place == SHOWN_AT_FIRST and len(reply.statements) > SHOWN_AT_FIRST + 1:  # nothing is gained by hiding one
            yield _more(reply, len(reply.statements) - place)
        if item.part != part:
            part = item.part
            yield f"**{literal(about_part(part))}**"
        yield f"{_listed(item.text)} {_chips(reply, item)}".strip()
    if reply.words:
        yield _listed(reply.words)
    if reply.remark:
        yield f"*{literal(reply.remark)}*"


def _more(reply: Reply, count: int) -> str:
    """A link that the page's style hides the rest behind, and its script opens."""
    return f"[{literal(texts.MORE.format(count=count))}](#mas-{reply.number})"


def _chips(reply: Reply, statement: Statement) -> str:
    return "".join(
        f'[&#91;{number}&#93;](#{anchor(reply, number)} "{texts.OPEN_CITATION.format(number=number)}")'
        for number in statement.citations
    )


def _listed(text: str) -> str:
    """Text that is literal except for its lists: only the mark that begins an item is left to Markdown."""
    lines = (_ITEM.match(line) for line in text.split("\n"))
    return "\n".join((found["mark"] or "") + literal(found["rest"]) for found in lines if found)

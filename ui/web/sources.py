"""The source panel: each citation with its quote in its passage, as HTML in which nothing from a document is markup."""

from __future__ import annotations

import html
from urllib.parse import urlsplit

from assistant import Citation
from assistant.spanish import write_date
from ui.web import texts
from ui.web.replies import Conversation, Reply, Status, anchor

_TEMPLATE_CHARACTERS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;"})
_NOTHING_TO_CITE = {
    Status.ASKING: texts.NO_SOURCES_YET,
    Status.ANSWERED: texts.NO_SOURCES_NEEDED,
    Status.REFUSED: texts.NO_SOURCES_REFUSED,
}


def safe(text: str) -> str:
    """Text that shows as it is: neither HTML nor the page's own templates see anything to act on."""
    return html.escape(text).translate(_TEMPLATE_CHARACTERS)


def panel(conversation: Conversation) -> str:
    """The sources of the last reply; a sentence that teaches when there is nothing to show."""
    if conversation and conversation[-1].citations:
        return _group(conversation[-1])
    message = _NOTHING_TO_CITE.get(conversation[-1].status, texts.NO_SOURCES) if conversation else texts.NO_SOURCES
    return (
        f"<section class='sources' aria-label='{safe(texts.SOURCES)}'><h2>{safe(texts.SOURCES)}</h2>"
        f"<p class='empty'>{safe(message)}</p></section>"
    )


def earlier(conversation: Conversation) -> str:
    """The sources of every reply but the last, out of sight until a citation of theirs is chosen."""
    return "".join(_group(reply) for reply in conversation[:-1] if reply.citations)


def _group(reply: Reply) -> str:
    cards = "".join(_card(citation, reply, opened=citation is reply.citations[0]) for citation in reply.citations)
    about = texts.SOURCES_OF.format(question=reply.question)
    return (
        f"<section class='sources' aria-label='{safe(texts.SOURCES)}'><h2>{safe(texts.SOURCES)}</h2>"
        f"<p class='about'>{safe(about)}</p>{cards}"
        f"<button type='button' class='copy'>{safe(texts.COPY)}</button>"
        f"<pre class='copied' hidden>{safe(plain(reply))}</pre></section>"
    )


def plain(reply: Reply) -> str:
    """The reply with its sources as plain text, to paste in a letter."""
    sources = [
        f"[{citation.id}] {citation.reference}. «{citation.quote}»" + (f" {citation.url}" if citation.url else "")
        for citation in reply.citations
    ]
    return "\n\n".join([reply.text, "\n".join([texts.SOURCES, *sources])])


def _card(citation: Citation, reply: Reply, *, opened: bool) -> str:
    modified = bool(citation.replaced_by) or not citation.in_force
    badge = f" <span class='badge'>{safe(texts.CHANGED)}</span>" if modified else ""
    return (
        f"<details id='{anchor(reply, citation.id)}'{' open' if opened else ''}>"
        f"<summary><span class='number'>{citation.id}</span><span>{safe(citation.reference)}{badge}</span></summary>"
        f"{_change(citation) if modified else ''}"
        f"<blockquote>{_quoted(citation, dict(reply.passages).get(citation.passage_id, ''))}</blockquote>"
        f"{_facts(citation)}{_link(citation)}</details>"
    )


def _change(citation: Citation) -> str:
    """What became of the norm: until when it stood, and what stands in its place."""
    told = [
        texts.CHANGED_UNTIL.format(date=write_date(citation.valid_to)) if citation.valid_to else "",
        texts.CHANGED_BY.format(norm=citation.replaced_by) if citation.replaced_by else "",
    ]
    return f"<p class='changed'>{safe(' '.join(filter(None, told)) or texts.CHANGED_SOMEHOW)}</p>"


def _quoted(citation: Citation, passage: str) -> str:
    """The quote marked in its passage, or alone when the passage is not at hand."""
    before, found, after = passage.partition(citation.quote)
    if not found:
        return f"<mark>{safe(citation.quote)}</mark>"
    return f"{safe(before)}<mark>{safe(found)}</mark>{safe(after)}"


def _facts(citation: Citation) -> str:
    known = {
        "document": f"{citation.title} ({_whose(citation)})",
        "source": citation.source,
        "date": write_date(citation.date) if citation.date else "",
        "section": citation.section,
        "page": citation.page_label or "",
    }
    rows = "".join(f"<dt>{texts.FIELDS[name]}</dt><dd>{safe(value)}</dd>" for name, value in known.items() if value)
    return f"<dl>{rows}</dl>"


def _whose(citation: Citation) -> str:
    if citation.issuer == "Relevo":
        return texts.DIGEST
    return citation.issuer or (texts.OFFICIAL if citation.official else texts.GIVEN)


def _link(citation: Citation) -> str:
    """A link to the source, at its page in a PDF; only where the address is an ordinary web one."""
    address = urlsplit(citation.url or "")
    if address.scheme not in {"http", "https"}:
        return ""
    if address.path.lower().endswith(".pdf") and citation.page_index is not None and not address.fragment:
        address = address._replace(fragment=f"page={citation.page_index + 1}")
    return (
        f"<p class='link'><a href='{safe(address.geturl())}' target='_blank' rel='noopener noreferrer'>"
        f"{safe(texts.OPEN_SOURCE)} <span class='aside'>{safe(texts.NEW_TAB)}</span></a></p>"
    )

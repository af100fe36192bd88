"""The source panel: each citation with its quote in its passage, as HTML in which nothing from a document is markup."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from assistant import Citation, Passage
from assistant.spanish import write_date
from assistant.types import GUIDANCE_ISSUER
from ui.web import texts
from ui.web.bubbles import anchor
from ui.web.figures import figures_table
from ui.web.replies import Conversation, Reply, Status
from ui.web.safe import safe

Picture = Callable[[Citation], str]
"""The address of the page that a citation stands on as a picture; "" where there is none."""

_NOTHING_TO_CITE = {
    Status.ASKING: texts.NO_SOURCES_YET,
    Status.ANSWERED: texts.NO_SOURCES_NEEDED,
    Status.REFUSED: texts.NO_SOURCES_REFUSED,
}


def panel(conversation: Conversation, picture: Picture) -> str:
    """The sources of the last reply; a sentence that teaches when there is nothing to show."""
    if not conversation:
        return _section(_empty(texts.NO_SOURCES))
    last = conversation[-1]
    if last.citations or last.figures:
        return _group(last, picture)
    return _section(_empty(_NOTHING_TO_CITE.get(last.status, texts.NO_SOURCES)), _passages_read(last))


def earlier(conversation: Conversation, picture: Picture) -> str:
    """The sources of every reply but the last, out of sight until a citation of theirs is chosen."""
    return "".join(_group(reply, picture) for reply in conversation[:-1] if reply.citations)


def _section(*parts: str) -> str:
    name = safe(texts.SOURCES)
    return f"<section class='sources' aria-label='{name}'><h2>{name}</h2>{''.join(parts)}</section>"


def _empty(message: str) -> str:
    return f"<p class='empty'>{safe(message)}</p>"


def _group(reply: Reply, picture: Picture) -> str:
    about = f"<p class='about'>{safe(texts.SOURCES_OF.format(question=reply.question))}</p>"
    cards = [_card(citation, reply, picture, opened=citation is reply.citations[0]) for citation in reply.citations]
    copied = f"<pre class='copied' hidden>{safe(plain(reply))}</pre>"
    return _section(about, figures_table(reply.figures), *cards, _passages_read(reply), copied)


def _passages_read(reply: Reply) -> str:
    """Everything that was read for an answer, closed until somebody wants to know."""
    if not reply.passages:
        return ""
    items = "".join(f"<li>{_passage(passage)}</li>" for passage in reply.passages)
    summary = safe(texts.PASSAGES_READ.format(count=len(reply.passages)))
    return f"<details class='read'><summary>{summary}</summary><ol>{items}</ol></details>"


def _passage(passage: Passage) -> str:
    where = " › ".join(filter(None, (passage.document.title, passage.section)))
    return f"<span class='where'>{safe(where)}</span><p>{safe(passage.text)}</p>"


def plain(reply: Reply) -> str:
    """The reply with its sources as plain text, to paste in a letter."""
    sources = [
        f"[{citation.id}] {citation.reference}. «{citation.quote}»" + (f" {citation.url}" if citation.url else "")
        for citation in reply.citations
    ]
    return "\n\n".join([reply.text, "\n".join([texts.SOURCES, *sources])])


def _card(citation: Citation, reply: Reply, picture: Picture, *, opened: bool) -> str:
    passages = {passage.id: passage.text for passage in reply.passages}
    modified = bool(citation.replaced_by) or not citation.in_force
    badge = f" <span class='badge'>{safe(texts.CHANGED)}</span>" if modified else ""
    return (
        f"<details id='{anchor(reply, citation.id)}'{' open' if opened else ''}>"
        f"<summary><span class='number'>{citation.id}</span><span>{safe(citation.reference)}{badge}</span></summary>"
        f"{_change(citation) if modified else ''}"
        f"<blockquote>{_quoted(citation, passages.get(citation.passage_id, ''))}</blockquote>"
        f"{_facts(citation)}{_page(citation, picture(citation))}{_link(citation)}</details>"
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


def _page(citation: Citation, address: str) -> str:
    """The page itself, fetched when somebody looks at it."""
    if not address:
        return ""
    page = citation.page_label or str((citation.page_index or 0) + 1)
    alternative = safe(texts.PAGE_PICTURE.format(page=page, title=citation.title))
    return (
        f"<figure><a href='{safe(address)}' target='_blank' rel='noopener noreferrer'>"
        f"<img src='{safe(address)}' loading='lazy' alt='{alternative}'></a>"
        f"<figcaption>{safe(texts.PAGE_CAPTION.format(page=page))}</figcaption></figure>"
    )


def _whose(citation: Citation) -> str:
    if citation.issuer == GUIDANCE_ISSUER:
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

"""From a verified quote to the citation that every door shows."""

from __future__ import annotations

from datetime import date

from assistant.spanish import LegalReference, references
from assistant.types import Citation, Passage, Quote


def cite(number: int, quote: Quote, passage: Passage, today: date) -> Citation:
    """The citation of a quote: its document, section, page, and the norm and article that carry it.

    Args:
        number: how the answer refers to it, from 1.
        quote: a verified quote of the passage.
        passage: where it stands.
        today: a passage whose validity ended before this day is not in force.
    """
    norm, article = _legal_reference(quote, passage)
    record = passage.document
    return Citation(
        id=number,
        passage_id=passage.id,
        document_id=record.id,
        title=record.title,
        issuer=record.issuer,
        source=record.source,
        date=record.date,
        section=passage.section,
        norm=norm,
        article=article,
        page_label=passage.page_label,
        page_index=passage.page_index,
        quote=quote.text,
        url=record.url,
        in_force=passage.in_force and (passage.valid_to is None or passage.valid_to >= today),
        official=record.official,
        replaced_by=passage.replaced_by,
        valid_to=passage.valid_to,
    )


def _legal_reference(quote: Quote, passage: Passage) -> tuple[str | None, str | None]:
    """The norm and article of a quote: of the passage when it is an article, else cited in the quote, else after it."""
    if passage.article:
        return passage.norm, passage.article
    cited = references(quote.text) or references(passage.text[quote.end :]) or references(passage.text)
    best = next((reference for reference in cited if reference.article and reference.norm), None) or _first(cited)
    if best is None:
        return passage.document.norm, None
    return (best.norm.name if best.norm else passage.document.norm), best.article


def _first(cited: list[LegalReference]) -> LegalReference | None:
    return cited[0] if cited else None

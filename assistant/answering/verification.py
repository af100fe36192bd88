"""What may leave the house.

A claim is shown only if every quote it rests on stands word for word in its passage, and every number, date, article and
norm that it states stands in the passages it quotes. Who wrote the claim, a rule or a language model, makes no difference.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answering.generator import Claim
from assistant.spanish import dates, norms, numbers, references
from assistant.types import Passage, Quote


def objections(claim: Claim, passages: Mapping[str, Passage]) -> list[str]:
    """Why a claim may not be shown; empty when it may.

    Args:
        claim: what a generator would say.
        passages: the evidence it was given, by id. A quote of anything else is an invented citation.
    """
    if not claim.quotes:
        return ["no cita ningún pasaje"]
    found = [objection for quote in claim.quotes for objection in _quote_objections(quote, passages)]
    evidence = [passages[quote.passage_id] for quote in claim.quotes if quote.passage_id in passages]
    return found + _unsupported(claim.text, "\n".join(map(_evidence_text, evidence)))


def _quote_objections(quote: Quote, passages: Mapping[str, Passage]) -> list[str]:
    passage = passages.get(quote.passage_id)
    if passage is None:
        return [f"cita un pasaje que no recibió: {quote.passage_id}"]
    if not quote.text.strip() or passage.text[quote.start : quote.end] != quote.text:
        return [f"la cita no está en su pasaje: «{quote.text[:80]}»"]
    return []


def _evidence_text(passage: Passage) -> str:
    """All that a passage says of itself: its text, its headings and its norm."""
    article = f"{passage.norm or ''}, artículo {passage.article}" if passage.article else ""
    return "\n".join([passage.text, passage.section, passage.document.title, passage.norm or "", article])


def _unsupported(text: str, evidence: str) -> list[str]:
    """The numbers, dates, articles and norms of a text that its evidence lacks."""
    found = [f"número sin respaldo: {number}" for number in sorted(numbers(text) - numbers(evidence, one_counts=True))]
    known_dates = dates(evidence)
    known_days = {(month, day) for _, month, day in known_dates}
    found += [
        f"fecha sin respaldo: {day}"
        for day in sorted(dates(text), key=str)
        if day not in known_dates and not (day[0] is None and day[1:] in known_days)
    ]
    known_norms = norms(evidence)
    found += [
        f"norma sin respaldo: {norm.name}"
        for norm in norms(text)
        if not any(norm.same_as(known) for known in known_norms)
    ]
    known = references(evidence)
    for cited in references(text):
        supported = cited.article is None or any(
            cited.article == other.article
            and (cited.norm is None or other.norm is None or cited.norm.same_as(other.norm))
            for other in known
        )
        if not supported:
            found.append(f"artículo sin respaldo: {cited.article}")
    return found

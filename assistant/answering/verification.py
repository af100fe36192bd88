"""What may leave the house.

A claim is shown only if every quote it rests on stands word for word in its passage, and every number, date, article and
norm that it states stands in the passages it quotes. Who wrote the claim, a rule or a language model, makes no difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answering.generator import Claim, Computed
from assistant.calendar import terms
from assistant.spanish import dates, norms, numbers, references, without_dates, without_references, write_date
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
    held = "\n".join(map(evidence_text, evidence))
    if claim.computed:
        found += _miscomputed(claim.computed, claim.quotes)
        held += f"\n{write_date(claim.computed.start)}\n{write_date(claim.computed.end)}"
    if claim.denies and numbers(claim.denies) & numbers(held, one_counts=True):
        found.append(f"niega lo que sí está: {claim.denies}")
    text = claim.text.replace(f"«{claim.denies}»", "", 1) if claim.denies else claim.text
    return found + unsupported(text, held)


def _miscomputed(computed: Computed, quotes: Sequence[Quote]) -> list[str]:
    """Why a computed date does not follow from its quotes."""
    if not any(computed.term in terms(quote.text) for quote in quotes):
        return [f"plazo sin respaldo: {computed.term.amount} {computed.term.unit}"]
    return [] if computed.term.end(computed.start) == computed.end else [f"fecha mal contada: {computed.end}"]


def _quote_objections(quote: Quote, passages: Mapping[str, Passage]) -> list[str]:
    passage = passages.get(quote.passage_id)
    if passage is None:
        return [f"cita un pasaje que no recibió: {quote.passage_id}"]
    if not quote.text.strip() or passage.text[quote.start : quote.end] != quote.text:
        return [f"la cita no está en su pasaje: «{quote.text[:80]}»"]
    return []


def evidence_text(passage: Passage, said: str | None = None) -> str:
    """What a passage says of itself: its text, or only what is quoted of it, with its headings and its norm."""
    article = f"{passage.norm or ''}, artículo {passage.article}" if passage.article else ""
    text = passage.text if said is None else said
    return "\n".join([text, passage.section, passage.document.title, passage.norm or "", article])


def unsupported(text: str, evidence: str) -> list[str]:
    """The numbers, dates, articles and norms of a text that its evidence lacks.

    The number of an article, a norm or a date supports that and nothing else: neither "artículo 4" nor "4 de enero" is proof
    of four days; and a term must be stated with its unit: thirty calendar days are no proof of thirty business days.
    """
    known_numbers = numbers(without_dates(without_references(evidence)), one_counts=True)
    found = [
        f"número sin respaldo: {number}"
        for number in sorted(numbers(without_dates(without_references(text))) - known_numbers)
    ]
    found += [f"plazo sin respaldo: {term.amount} {term.unit}" for term in terms(text) if term not in terms(evidence)]
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

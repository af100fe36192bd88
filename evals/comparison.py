"""What the guidance says against what the laws say: articles that exist, numbers and dates that stand in them, no copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.spanish import Norm, dates, numbers
from evals.guidance import Claim, Finding, Statement
from evals.statutes import Article, Day, Statutes, without_references


@dataclass(frozen=True, slots=True)
class LawCount:
    """What was compared with one law."""

    norm: Norm
    documents: int
    sentences: int
    references: int
    numbers: int


class Tally:
    """Counts what is compared with each law."""

    def __init__(self) -> None:
        self._documents: dict[Norm, set[str]] = {}
        self._sentences: Counter[Norm] = Counter()
        self._references: Counter[Norm] = Counter()
        self._numbers: Counter[Norm] = Counter()

    def statement(self, statement: Statement, cited: list[Norm]) -> None:
        """Count a statement that cites one article of each of these laws (a law once for each article)."""
        self._references.update(cited)
        for norm in set(cited):
            self._sentences[norm] += 1
            self._documents.setdefault(norm, set()).add(statement.document)

    def numbers(self, norm: Norm, amount: int) -> None:
        """Count numbers that were looked for in articles of a law."""
        self._numbers[norm] += amount

    def laws(self) -> tuple[LawCount, ...]:
        """The counts, in order of kind, year and number of the law."""
        ordered = sorted(self._references, key=lambda norm: (norm.kind, norm.year or 0, int(norm.number)))
        return tuple(
            LawCount(
                norm, len(self._documents[norm]), self._sentences[norm], self._references[norm], self._numbers[norm]
            )
            for norm in ordered
        )


def compare(statement: Statement, statutes: Statutes, tally: Tally) -> Iterator[Finding]:
    """Compare one statement with the articles that it cites; what it calculated is for the calendar to judge."""
    cited = []
    for reference in statement.references:
        norm = statutes.held(reference.norm)
        if norm is None or reference.article is None:
            continue
        cited.append(norm)
        article = statutes.article(norm, reference.article)
        if article is None:
            yield statement.finding("artículo inexistente", f"{norm.name}, artículo {reference.article}")
        elif not article.in_force and not statement.former:
            yield statement.finding("artículo sin texto vigente", f"{norm.name}, artículo {reference.article}")
    tally.statement(statement, cited)
    if not statement.calculated:
        for claim in statement.claims:
            yield from _compare_claim(statement, claim, statutes, tally)
    if (copied := statutes.copied(statement.text)) is not None:
        yield statement.finding("copia de doce palabras", copied)


def _compare_claim(statement: Statement, claim: Claim, statutes: Statutes, tally: Tally) -> Iterator[Finding]:
    evidence = _evidence(claim, statutes)
    if not evidence:
        return
    stated = numbers(without_references(claim.text))
    for norm in dict.fromkeys(norm for norm, _ in evidence):
        tally.numbers(norm, len(stated))
    articles = [article for _, article in evidence]
    known = frozenset[Day]().union(*(article.dates(former=statement.former) for article in articles))
    proven = frozenset[Decimal]().union(*(article.numbers(former=statement.former) for article in articles))
    proven |= {Decimal(each.norm.year) for each in claim.references if each.norm and each.norm.year}
    proven |= {Decimal(part) for year, _, day in dates(claim.text) & known for part in (year, day) if part}
    proven |= {Decimal(statement.items)}
    for number in sorted(stated - proven):
        superseded = any(number in article.former.numbers for article in articles)
        yield statement.finding("número de un texto superado" if superseded else "número sin respaldo", f"{number:f}")
    if stated <= proven:
        for year, month, day in sorted(dates(claim.text) - known, key=str):
            yield statement.finding("fecha sin respaldo", f"{year or '----'}-{month:02}-{day:02}")


def _evidence(claim: Claim, statutes: Statutes) -> list[tuple[Norm, Article]]:
    """The articles that a claim rests on; none where part of what it rests on is not at hand."""
    found = []
    for reference in claim.references:
        norm = statutes.held(reference.norm)
        if norm is None and reference.norm is not None:
            return []
        article = statutes.article(norm, reference.article) if norm and reference.article else None
        if norm and article:
            found.append((norm, article))
    return found

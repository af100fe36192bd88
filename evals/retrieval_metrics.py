"""Metrics of the evidence: how well the passages found are ranked, and whether what is cited carries what is said. No model judges.

A required fact stands in a text when one of its accepted forms does, both folded, as whole words. A passage is relevant to a
question when it holds at least one required fact and the required legal source, where there is one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from assistant import Answer, Citation, Passage, Statement
from assistant.calendar import terms
from assistant.retrieval import Index
from assistant.spanish import Norm, dates, fold, norms, numbers, parse_date, references, write_date
from evals.questions import Gold

_DENIAL = re.compile(r"El pasaje citado no dice «([^»]+)»\. ")

DEPTH = 10
"""How many of the passages found are looked at: the k of MRR@10 and nDCG@10."""

Source = tuple[Norm | None, str | None]
"""A norm and one of its articles, as a text names them; either may be missing."""


def plain(text: str) -> str:
    """A text as it is matched: folded, with single spaces; a blank line stays a border that no form crosses."""
    return re.sub(r"\s+", " ", fold(re.sub(r"\n\s*\n", " ¶ ", text))).strip()


def says(plain_text: str, form: str) -> bool:
    """Whether a form stands in a text that :func:`plain` returned, as whole words.

    A form that begins or ends with digits is not found inside a longer number: "500.000" is not in "1.500.000", nor "10" in
    "10.000". A decimal part may follow ("1.096" is in "1.096,1").
    """
    wanted = _plain_form(form)
    return wanted in plain_text and _whole_words(wanted).search(plain_text) is not None


@lru_cache(maxsize=8_192)
def _plain_form(form: str) -> str:
    """A form as it is matched: the same few thousand are looked for in every passage."""
    return plain(form)


def facts_said(plain_text: str, gold: Gold) -> frozenset[int]:
    """The places, among the required facts, of those that a text holds."""
    return frozenset(place for place, forms in enumerate(gold.facts) if any(says(plain_text, form) for form in forms))


def carries(sources: Iterable[Source], gold: Gold) -> bool:
    """Whether one of the sources is the required one; True where none is required.

    Where only a norm is required any of its articles will do. A missing year agrees with any, a missing norm with none.
    """
    required = required_norm(gold)
    if required is None:
        return True
    return any(
        norm is not None and norm.same_as(required) and (gold.article is None or gold.article == article)
        for norm, article in sources
    )


def required_norm(gold: Gold) -> Norm | None:
    """The norm that must be cited, if any."""
    return next(iter(norms(gold.norm)), None) if gold.norm else None


def sources_of(passage: Passage) -> tuple[Source, ...]:
    """Every legal source that a passage names: in its text, and as the article that it is a piece of.

    An article named without its norm belongs to the document's.
    """
    own_norm = next(iter(norms(passage.norm or passage.document.norm or "")), None)
    named = [(reference.norm or own_norm, reference.article) for reference in references(passage.text)]
    return tuple(dict.fromkeys([(own_norm, passage.article), *named]))


def cited(citation: Citation) -> Source:
    """The legal source that a citation shows."""
    return next(iter(norms(citation.norm or "")), None), citation.article


class Shelf:
    """Every passage of an index that serves everybody and is in force, prepared for matching.

    It is what the ideal ranking is drawn from, and what an answer's citations are looked up in. Safe to use from threads.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        shared = [record.id for record in index.documents.values() if record.entity is None]
        held = [passage for name in shared for passage in index.lexical.of_document(name) if passage.in_force]
        self.passages: dict[str, Passage] = {passage.id: passage for passage in held}
        self._text = {passage.id: plain(passage.text) for passage in held}
        self._sources = {passage.id: sources_of(passage) for passage in held}
        self._holders: dict[str, frozenset[str]] = {}

    def passage(self, identifier: str) -> Passage | None:
        """The passage of that id as the index holds it, an entity's own and superseded ones too; None if there is none."""
        return self.passages.get(identifier) or next(iter(self._index.passages([identifier])), None)

    def holders(self, forms: Sequence[str]) -> frozenset[str]:
        """The ids of the passages that hold a fact, given as its accepted forms."""
        found: frozenset[str] = frozenset()
        for form in forms:
            if form not in self._holders:
                self._holders[form] = frozenset(name for name, text in self._text.items() if says(text, form))
            found |= self._holders[form]
        return found

    def facts_held(self, gold: Gold) -> dict[str, frozenset[int]]:
        """The relevant passages of a question, by id, each with the places of the required facts that it holds."""
        held: dict[str, frozenset[int]] = {}
        for place, forms in enumerate(gold.facts):
            for name in self.holders(forms):
                held[name] = held.get(name, frozenset()) | {place}
        return {name: places for name, places in held.items() if carries(self._sources[name], gold)}

    def mentions(self, forms: Sequence[str]) -> Counter[str]:
        """How many times each document says a fact, by document id; overlapping forms count once."""
        pattern = re.compile("|".join(_guarded(plain(form)) for form in sorted(forms, key=len, reverse=True)))
        counted: Counter[str] = Counter()
        for name in self.holders(forms):
            counted[self.passages[name].document.id] += len(pattern.findall(self._text[name]))
        return counted


@dataclass(frozen=True, slots=True)
class RetrievalScore:
    """How well the passages found serve a question, each from 0 to 1; ``page_hit`` None where no page is required.

    ``recall_at_k``: subtopic recall (Zhai, Cohen and Lafferty, 2003, "Beyond independent relevance"): the share of the required
    facts held by the relevant ones of the first k passages. The guidance says many things in several places, so recall of
    passages would punish an index for holding an answer twice.
    ``reciprocal_rank``: 1 over the rank of the first relevant passage among ten, 0 if there is none (Voorhees, 1999, TREC-8);
    its mean over questions is MRR@10.
    ``ndcg``: normalised discounted cumulative gain at 10 (Järvelin and Kekäläinen, 2002, "Cumulated gain-based evaluation"): the
    gain of a relevant passage is the share of the required facts that it holds, divided by log2(rank + 1); the ideal ranking
    is drawn from the whole index, as deep as passages were found (ten at most).
    ``page_hit``: a passage of a required page ("document#label" in the gold documents) is among the first ten.
    """

    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    reciprocal_rank: float
    ndcg: float
    page_hit: bool | None = None


def score_retrieval(found: Sequence[Passage], gold: Gold, shelf: Shelf) -> RetrievalScore | None:
    """Score the passages found, best first; None for a question that requires no fact."""
    if not gold.facts:
        return None
    relevant = shelf.facts_held(gold)
    held = [relevant.get(passage.id, frozenset[int]()) for passage in found[:DEPTH]]
    ranks = [rank for rank, places in enumerate(held, start=1) if places]
    return RetrievalScore(
        recall_at_1=_recall(held[:1], gold),
        recall_at_5=_recall(held[:5], gold),
        recall_at_10=_recall(held, gold),
        reciprocal_rank=1.0 / ranks[0] if ranks else 0.0,
        ndcg=ndcg([len(places) for places in held], [len(places) for places in relevant.values()]),
        page_hit=_page_hit(found[:DEPTH], gold),
    )


def _recall(held: Sequence[frozenset[int]], gold: Gold) -> float:
    return len(frozenset[int]().union(*held)) / len(gold.facts)


def ndcg(gains: Sequence[int], every_gain: Sequence[int]) -> float:
    """See :class:`RetrievalScore`.

    Args:
        gains: of what was found, best first; in any unit, since what they are divided by cancels out.
        every_gain: of all that could have been found.
    """
    ideal = _discounted(sorted(every_gain, reverse=True)[: len(gains)])
    return _discounted(gains) / ideal if ideal else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _page_hit(found: Sequence[Passage], gold: Gold) -> bool | None:
    required = {name for name in gold.documents if "#" in name}
    if not required:
        return None
    return any(f"{passage.document.id}#{passage.page_label}" in required for passage in found)


def stands(citation: Citation, shelf: Shelf) -> bool:
    """Whether a citation's quote stands word for word in its passage, as the index holds it."""
    passage = shelf.passage(citation.passage_id)
    return passage is not None and bool(citation.quote.strip()) and citation.quote in passage.text


def supports(citation: Citation, gold: Gold, shelf: Shelf) -> bool:
    """Whether a citation stands and its quote holds a required fact, or it shows the required source and its passage names it."""
    passage = shelf.passage(citation.passage_id)
    if passage is None or not stands(citation, shelf):
        return False
    named = required_norm(gold) is not None and carries(sources_of(passage), gold) and carries([cited(citation)], gold)
    return named or bool(facts_said(plain(citation.quote), gold))


def citation_precision(answer: Answer, gold: Gold, shelf: Shelf) -> float | None:
    """The share of the citations that support; None without citations or where nothing is required.

    After Gao et al., 2023, "Enabling large language models to generate text with citations", with a rule in place of a model.
    """
    if not answer.citations or not gold.facts:
        return None
    return sum(supports(citation, gold, shelf) for citation in answer.citations) / len(answer.citations)


def citation_recall(answer: Answer, gold: Gold, shelf: Shelf) -> float | None:
    """The share of what is required (each fact, and the source) that citations which stand bring; None where nothing is."""
    if not gold.facts:
        return None
    standing = [citation for citation in answer.citations if stands(citation, shelf)]
    held = frozenset[int]().union(*(facts_said(plain(citation.quote), gold) for citation in standing))
    if required_norm(gold) is None:
        return len(held) / len(gold.facts)
    return (len(held) + carries(map(cited, standing), gold)) / (len(gold.facts) + 1)


def source_cited(answer: Answer, gold: Gold, shelf: Shelf) -> bool | None:
    """Whether the required norm and article are cited, by a quote that stands; None where none is required."""
    if required_norm(gold) is None:
        return None
    return carries((cited(citation) for citation in answer.citations if stands(citation, shelf)), gold)


def supported(statement: Statement, answer: Answer, shelf: Shelf) -> bool:
    """Whether a statement's citations all stand, and every number, date, norm and article it gives is in their passages.

    It is read anew from the index, with nothing of what the assistant verified. Attribution as in Rashkin et al., 2023,
    "Measuring attribution in natural language generation models". What a statement denies ("El pasaje citado no dice «60 días»")
    must be absent; a day that it computes must be the end of a term of its passages, counted from a day of the question.
    """
    by_id = {citation.id: citation for citation in answer.citations}
    brought = [by_id[number] for number in statement.citations if number in by_id]
    if not brought or len(brought) < len(statement.citations) or not all(stands(item, shelf) for item in brought):
        return False
    passages = [passage for item in brought if (passage := shelf.passage(item.passage_id))]
    evidence = "\n".join(f"{item.text}\n{item.section}\n{item.document.title}" for item in passages)
    sources = {source for passage in passages for source in sources_of(passage)}
    sources |= {(reference.norm, reference.article) for reference in references(evidence)}
    own = {norm.number for norm, _ in sources if norm} | {str(norm.year) for norm, _ in sources if norm}
    denied = _DENIAL.match(statement.text)
    said = statement.text[denied.end() :] if denied else statement.text
    if denied and numbers(denied[1]) & numbers(evidence, one_counts=True):
        return False
    evidence += "\n" + "\n".join(map(write_date, _computable(evidence, answer)))
    stated = {number for number in numbers(said) if f"{number:f}" not in own}
    articles = {Decimal(article) for _, article in sources if article and article.isdigit()}
    return (
        stated <= numbers(evidence, one_counts=True) | articles
        and _dates_known(said, evidence)
        and all(_named(reference.norm, reference.article, sources) for reference in references(said))
    )


def _computable(evidence: str, answer: Answer) -> list[date]:
    """The days that may be computed: a day of the question, and where each term of the evidence that runs from it ends."""
    start = parse_date(answer.standalone or answer.question)
    return [start, *(term.end(start) for term in terms(evidence))] if start else []


def _dates_known(text: str, evidence: str) -> bool:
    """Whether every date stands in the evidence; one without its year agrees with any year's."""
    known = dates(evidence)
    days = {(month, day) for _, month, day in known}
    return all(day in known or (day[0] is None and day[1:] in days) for day in dates(text))


def _named(norm: Norm | None, article: str | None, sources: Iterable[Source]) -> bool:
    return any(
        article in {None, other_article} and (norm is None or (other is not None and norm.same_as(other)))
        for other, other_article in sources
    )


@dataclass(frozen=True, slots=True)
class EvidenceScore:
    """What the evidence of an answer is worth, by the functions of the same names; None is "does not apply".

    ``unsupported``: how many of the answer's statements are not :func:`supported`.
    """

    retrieval: RetrievalScore | None = None
    citation_precision: float | None = None
    citation_recall: float | None = None
    source_cited: bool | None = None
    unsupported: int | None = None


def score_evidence(answer: Answer, found: Sequence[Passage], gold: Gold, shelf: Shelf) -> EvidenceScore:
    """Score what was read, best first, and what is cited of it."""
    return EvidenceScore(
        retrieval=score_retrieval(found, gold, shelf),
        citation_precision=citation_precision(answer, gold, shelf),
        citation_recall=citation_recall(answer, gold, shelf),
        source_cited=source_cited(answer, gold, shelf),
        unsupported=sum(not supported(statement, answer, shelf) for statement in answer.statements),
    )


@lru_cache(maxsize=10_000)
def _whole_words(wanted: str) -> re.Pattern[str]:
    return re.compile(_guarded(wanted))


def _guarded(wanted: str) -> str:
    """A pattern of the form with borders where it begins or ends in a letter or digit."""
    before = r"(?<!\w)" if wanted[:1].isalnum() else ""
    after = r"(?!\w)" if wanted[-1:].isalnum() else ""
    if wanted[:1].isdigit():
        before += r"(?<!\d[.,])"
    if wanted[-1:].isdigit():
        after += r"(?!\.\d{3})"
    return before + re.escape(wanted) + after

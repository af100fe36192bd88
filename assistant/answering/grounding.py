"""From a sentence that a language model wrote to a claim: the spans that carry it, and whether they do.

Verification holds any claim to its evidence. Prose is held to more: to the very sentences that it rests on rather than to
their whole passage, to their words and to their yes or no. A rephrasing passes; what was added or turned round does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.answering.asked import Asked, Idf
from assistant.answering.generator import Claim
from assistant.answering.injection import is_for_machines
from assistant.answering.prose import Sentence
from assistant.answering.units import Unit, units
from assistant.answering.verification import evidence_text, objections, unsupported
from assistant.retrieval.thesaurus import Thesaurus
from assistant.spanish import content_stems, fold, is_spanish, numbers, words
from assistant.types import Passage, Quote

SUPPORT = 0.65
"""Least share of a sentence's words, by weight, that its quotes must hold. ``python -m evals.support`` measures it."""

MAX_QUOTES = 3
_WORTH_QUOTING = 0.12  # what one more span must add of the sentence's words
_SAME_CLAUSE = 0.6
_MARKUP = re.compile(r"https?:|www\.|!\[|\]\(|</?[a-z!]|&[a-z#]\w+;|\{\{", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.¿?¡!\n]+|\b(?:si|cuando|aunque|salvo|pero|sino|porque)\b", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)")
_NEGATIONS = frozenset(
    "no ni nunca jamas tampoco ningun ninguno ninguna nadie nada sin abstiene abstienen abstenga prohibe prohiben prohibido".split()
)
_NAME = re.compile(r"(?<=[\w,;] )[A-ZÁÉÍÓÚÑ]\w+")
_YES_OR_NO = re.compile(r"\W*(si|no)\b[\s,.:;]")


class Grounding:
    """Finds in the passages what a sentence rests on, and says what is wrong with it."""

    def __init__(self, idf: Idf, thesaurus: Thesaurus, least_support: float = SUPPORT) -> None:
        self._idf = idf
        self._thesaurus = thesaurus
        self._least_support = least_support

    def claim(self, sentence: Sentence, passages: Sequence[Passage]) -> Claim:
        """The sentence with the spans that carry it. It cites passages by number from 1; an invented number stays invented."""
        given = [number for number in sentence.cited if 1 <= number <= len(passages)]
        invented = tuple(Quote(f"[{number}]", "", 0, 0) for number in sentence.cited if number not in given)
        asked = Asked.read(sentence.text, self._idf, self._thesaurus)
        candidates = [
            unit for number in given for unit in units(passages[number - 1]) if not is_for_machines(unit.text)
        ]
        return Claim(sentence.text, (*_chosen(sentence.text, asked, candidates), *invented))

    def objections(self, claim: Claim, passages: Mapping[str, Passage]) -> list[str]:
        """Why a claim written by a language model may not be shown; empty when it may."""
        if found := objections(claim, passages):
            return found
        quoted = "\n".join(evidence_text(passages[quote.passage_id], quote.text) for quote in claim.quotes)
        return list(self._prose_objections(claim, passages, quoted))

    def support(self, text: str, evidence: str) -> float:
        """The share of a text's words, by inverse document frequency, that its evidence says in some way, 0 to 1."""
        return Asked.read(text, self._idf, self._thesaurus).coverage(content_stems(evidence))

    def _prose_objections(self, claim: Claim, passages: Mapping[str, Passage], quoted: str) -> Iterator[str]:
        if _MARKUP.search(claim.text) or is_for_machines(claim.text):
            yield "trae enlaces o marcado"
        if not is_spanish(claim.text):
            yield "no está en español"
        yield from unsupported(claim.text, quoted)
        support = self.support(claim.text, quoted)
        if support < self._least_support:
            yield f"sus citas no lo dicen ({support:.2f})"
        if strangers := [name for name in _NAME.findall(claim.text) if not self.support(name, quoted)]:
            yield f"sus citas no nombran: {', '.join(strangers)}"
        if negation_changed(claim.text, [(quote.text, passages[quote.passage_id].heading) for quote in claim.quotes]):
            yield "cambia un sí por un no"


def negation_changed(text: str, quotes: Sequence[tuple[str, str]]) -> bool:
    """Whether a clause of a text denies what the quotes affirm or leave open, or affirms what they deny.

    Args:
        text: what is said.
        quotes: each quote with the heading of its passage: a quote that begins with a yes or a no answers its heading.
    """
    known = [clause for quote, _ in quotes for clause in _clauses(quote)]
    for quote, heading in quotes:
        if answer := _YES_OR_NO.match(fold(quote)):
            known.append((content_stems(heading), answer[1] == "no"))
    for stems, denied in _clauses(text):
        overlaps = [(len(stems & other) / len(stems), other_denied) for other, other_denied in known]
        closest = max((overlap for overlap, _ in overlaps), default=0.0)
        if closest >= _SAME_CLAUSE and (closest, denied) not in overlaps:
            return True
        if denied and not any(overlap and other_denied for overlap, other_denied in overlaps):
            return True
    return False


def _clauses(text: str) -> Iterator[tuple[frozenset[str], bool]]:
    """The clauses of a text: the stems of each, and whether it is negated."""
    for clause in _CLAUSE.split(_ASIDE.sub(" ", text)):
        stems = content_stems(clause)
        if stems:
            yield stems, not _NEGATIONS.isdisjoint(words(clause))


def _chosen(text: str, asked: Asked, candidates: Sequence[Unit]) -> tuple[Quote, ...]:
    """The few units that together hold most of a sentence's words and figures, each adding something of its own."""
    figures = numbers(text)
    chosen: list[Unit] = []
    held: frozenset[str] = frozenset()
    stated: frozenset[object] = frozenset()

    def worth(unit: Unit) -> float:
        gained = asked.coverage(held | content_stems(unit.text)) - asked.coverage(held)
        new_figures = len((figures - stated) & numbers(unit.text, one_counts=True))
        return gained + (0.5 * new_figures / len(figures) if figures else 0.0)

    while candidates and len(chosen) < MAX_QUOTES:
        best = max(candidates, key=worth)
        if chosen and (best in chosen or worth(best) < _WORTH_QUOTING):
            break
        chosen.append(best)
        held |= content_stems(best.text)
        stated |= numbers(best.text, one_counts=True)
    return tuple(unit.quote for unit in chosen)

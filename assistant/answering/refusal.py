"""Whether the evidence can answer the question at all: a logistic model over the signals of the best passages.

Among them is how much the question is like one that the guidance is known not to answer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.calibration import calibration
from assistant.answering.cues import cues
from assistant.answering.generator import Claim
from assistant.answering.named import asks_for_article, cites, missing, named_articles
from assistant.answering.ranking import Closeness, RankedPassage, Ranker
from assistant.answering.wording import wording
from assistant.retrieval.forms import Form, KnownForms
from assistant.retrieval.index import Index
from assistant.types import GUIDANCE_ISSUER, Passage, Silence

CONSIDERED = 3
_BEST = (
    "coverage", "heading_coverage", "heading_precision", "opening_coverage", "similarity", "opening_similarity", "posed",
    "posed_alike",
)  # fmt: skip
_FIRST = ("coverage", "similarity", "posed", "posed_alike", "uncovered")
_MANY_WORDS = 12
_NEAREST = 16
"""Known silences compared with the question word by word: those with the most similar vectors."""

UNVERIFIED = "Por verificar:"
"""How the guidance begins a sentence about what was not verified; corpus/README.md holds its writers to it."""

_VOTES = 8
"""Known ways of asking, of either kind, among which the share of silences is taken."""

TOLD, BEFORE_FIGURES = 0.75, 0.85
"""How close a silence has to be for its reader to be told what it is that the guidance does not say, and to go before figures."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The probability that the passages answer, 0 to 1, and the known silence that the question is like, if any."""

    chance: float
    silence: Silence | None


def unverified(claim: Claim, passages: Mapping[str, Passage]) -> Silence | None:
    """What to say instead of a claim that only tells what nobody could verify, and where to look it up."""
    quote = claim.quotes[0] if claim.quotes else None
    if quote is None or not quote.text.startswith(UNVERIFIED):
        return None
    paragraph = passages[quote.passage_id].text[quote.start :].split("\n", 1)[0]
    return Silence("por-verificar", "eso con certeza", paragraph)


class Decider:
    """Decides whether to answer. Known silences are those of the bundled guidance, so they say nothing of other documents."""

    def __init__(self, ranker: Ranker, index: Index) -> None:
        self._ranker = ranker
        self._index = index

    def judge(self, question: str, ranked: Sequence[RankedPassage]) -> Judgement:
        """Whether the passages, most relevant first, can answer a question.

        An article named by its number is there or is not: what is like it is another article. A known question has its answer.
        """
        named = named_articles(question)
        if named and not any(cites(item.passage, article) for item in ranked for article in named):
            return Judgement(0.0, missing(named[0]))
        if asks_for_article(question) or (ranked and ranked[0].known):
            return Judgement(1.0, None)
        fitted = calibration()
        seen = self.features(question, ranked)
        score = fitted.intercept + sum(fitted.refusal[name] * value for name, value in seen.items())
        return Judgement(1.0 / (1.0 + math.exp(-score)), self.silence(question) if seen["silent"] else None)

    def silence(self, question: str, least: float = TOLD) -> Silence | None:
        """The known silence that a question is closest to, if it is as close as that."""
        weighed = self._weighed(question, self._index.silences)
        form, nearest = max(weighed, key=lambda item: item[1].value, default=(None, None))
        return self._index.silent[form.owner] if form and nearest and nearest.value >= least else None

    def features(self, question: str, ranked: Sequence[RankedPassage]) -> dict[str, float]:
        """What the decision sees, each from 0 to about 1.

        The best value of the signals among the first passages and those of the first one, how far the first stands above the
        second, how many of the question's words the index has seen, how it is put, and how close it is to known silences.
        """
        first, known = ranked[:CONSIDERED], self._ranker.known_words(question)
        seen = {f"best_{name}": max((getattr(item.signals, name) for item in first), default=0.0) for name in _BEST}
        seen |= {f"first_{name}": getattr(ranked[0].signals, name) if ranked else 0.0 for name in _FIRST}
        return (
            seen
            | {
                "least_uncovered": min((item.signals.uncovered for item in first), default=1.0),
                "lead": (ranked[0].relevance - ranked[1].relevance) / 5 if len(ranked) > 1 else 0.0,
                "known_share": known.share,
                "words": min(known.words, _MANY_WORDS) / _MANY_WORDS,
                "unknown_words": (1 - known.share) * min(known.words, _MANY_WORDS),
            }
            | cues(question)
            | self._silent(question, ranked)
        )

    def _silent(self, question: str, ranked: Sequence[RankedPassage]) -> dict[str, float]:
        """How close the question is to known silences, their share among the known ways of asking nearest to it, and its words."""
        if not ranked or ranked[0].passage.document.issuer != GUIDANCE_ISSUER:
            return {"silent": 0.0, "silent_alike": 0.0, "silent_share": 0.0, "wording": 0.0}
        silent, posed = (self._weighed(question, forms) for forms in (self._index.silences, self._index.posed))
        nearest = sorted([*((item.value, 1.0) for _, item in silent), *((item.value, 0.0) for _, item in posed)])[
            -_VOTES:
        ]
        weight = sum(value for value, _ in nearest)
        return {
            "silent": max((item.value for _, item in silent), default=0.0),
            "silent_alike": max((item.value for _, item in silent if item.alike), default=0.0),
            "silent_share": sum(value * vote for value, vote in nearest) / weight if weight else 0.0,
            "wording": wording(question),
        }

    def _weighed(self, question: str, forms: KnownForms) -> list[tuple[Form, Closeness]]:
        """The known ways of asking whose vectors are nearest to a question, each with how close it is word by word."""
        nearest = forms.nearest(self._ranker.asking_vector(question), _NEAREST)
        return list(zip(nearest, self._ranker.closeness(question, [form.text for form in nearest], forms), strict=True))

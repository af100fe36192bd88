"""The words of a question, what each is worth, and what else would say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from assistant.retrieval.thesaurus import Expansion, Thesaurus
from assistant.spanish import content_words, stem

Idf = Callable[[str], float]


@dataclass(frozen=True)
class Asked:
    """A text's stems with their inverse document frequency, and the thesaurus entries that stand in it."""

    weights: dict[str, float]
    expansions: tuple[Expansion, ...]

    @classmethod
    def read(cls, text: str, idf: Idf, thesaurus: Thesaurus) -> Asked:
        """Weigh the content words of a text."""
        weights = {stem(word): idf(word) for word in content_words(text)}
        return cls(weights, tuple(thesaurus.expansions(text)))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(self.weights)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its stems and those of what says the same."""
        related = (form for expansion in self.expansions for form in expansion.forms)
        return frozenset(self.weights).union(*related)

    @cached_property
    def _total(self) -> float:
        return sum(self.weights.values())

    def coverage(self, stems: frozenset[str]) -> float:
        """The share of its words, by weight, that stand among other stems, as they are or said in another way; 0 to 1."""
        held, total = self._held(stems), self._total
        return sum([weight for word, weight in self.weights.items() if word in held]) / total if total else 0.0

    def rarest_missing(self, stems: frozenset[str]) -> float:
        """The weight of its rarest word that does not stand among other stems in any way; 0 where all do."""
        held = self._held(stems)
        return max((weight for word, weight in self.weights.items() if word not in held), default=0.0)

    def _held(self, stems: frozenset[str]) -> frozenset[str]:
        """Other stems, with the words that they say in another way."""
        if not self.expansions:
            return stems
        return stems.union(*(item.trigger for item in self.expansions if any(form <= stems for form in item.forms)))

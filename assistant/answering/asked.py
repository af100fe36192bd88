"""The words of a question, what each is worth, and what else would say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.retrieval.thesaurus import Expansion, Thesaurus
from assistant.spanish import content_words, stem

Idf = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text's stems with their inverse document frequency, and the thesaurus entries that stand in it."""

    weights: dict[str, float]
    expansions: tuple[Expansion, ...]

    @classmethod
    def read(cls, text: str, idf: Idf, thesaurus: Thesaurus) -> Asked:
        """Weigh the content words of a text."""
        weights = {stem(word): idf(word) for word in content_words(text)}
        return cls(weights, tuple(thesaurus.expansions(text)))

    @property
    def words(self) -> frozenset[str]:
        """Its stems and those of what says the same."""
        related = (form for expansion in self.expansions for form in expansion.forms)
        return frozenset(self.weights).union(*related)

    def coverage(self, stems: frozenset[str]) -> float:
        """The share of its words, by weight, that stand among other stems, as they are or said in another way; 0 to 1."""
        total = sum(self.weights.values())
        said = (item.trigger for item in self.expansions if any(form <= stems for form in item.forms))
        held = stems.union(*said)
        return sum(weight for word, weight in self.weights.items() if word in held) / total if total else 0.0

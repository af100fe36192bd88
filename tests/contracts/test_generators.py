"""What every generator promises: claims bound to quotes of the evidence it was given, or nothing."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.answering import ExtractiveGenerator, Generator, Ranker
from assistant.answering.verification import objections
from tests.assistant.factories import found, passage

QUESTIONS = ["¿Qué plazo hay para rendir el informe?", "¿Qué contiene el acta?", "asdf qwerty"]


class GeneratorContract:
    """Subclass it with a fixture named ``generator`` to hold an implementation to the contract."""

    def test_it_names_itself(self, generator: Generator) -> None:
        assert generator.id

    def test_without_evidence_it_says_nothing(self, generator: Generator) -> None:
        assert list(generator.generate(QUESTIONS[0], [])) == []

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_what_it_says_is_bound_to_its_evidence(self, generator: Generator, question: str) -> None:
        evidence = [
            passage(),
            passage(
                "El acta contiene:\n1. Informe.\n2. Recursos.", "ley-951-2005#0002", section="Artículo 10", article="10"
            ),
        ]
        claims = list(generator.generate(question, found(*evidence)))
        assert claims
        for claim in claims:
            assert objections(claim, {item.id: item for item in evidence}) == []


class TestExtractive(GeneratorContract):
    @pytest.fixture
    def generator(self, assistant: Assistant) -> Generator:
        retriever = assistant.retriever
        return ExtractiveGenerator(Ranker(retriever.embedder, retriever.index.lexical.idf, retriever.thesaurus))

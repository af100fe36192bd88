"""What every generator promises: claims bound to quotes of the evidence it was given, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Settings
from assistant.answering import Claim, ExtractiveGenerator, Generator, Ranker
from assistant.answering.verification import objections
from assistant.generators import open_generator
from tests.assistant.factories import found, passage
from tests.lying_server import Fails, Says, serving

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
        claims = [said for said in generator.generate(question, found(*evidence)) if isinstance(said, Claim)]
        assert claims
        for claim in claims:
            assert objections(claim, {item.id: item for item in evidence}) == []


def ranker_of(assistant: Assistant) -> Ranker:
    retriever = assistant.retriever
    return Ranker.over(retriever)


class TestExtractive(GeneratorContract):
    @pytest.fixture
    def generator(self, assistant: Assistant) -> Generator:
        return ExtractiveGenerator(ranker_of(assistant))


@pytest.mark.parametrize("tools", [False, True], ids=["prompt", "agent"])
class TestLanguageModel(GeneratorContract):
    @pytest.fixture
    def generator(self, assistant: Assistant, settings: Settings, tools: bool) -> Iterator[Generator]:
        with serving(Says("El saliente tiene quince (15) días hábiles [1]. El acta vence en 99 días [1].")) as server:
            update = {"model": "openai:m", "model_base_url": server.url, "model_tools": tools}
            yield open_generator(settings.model_copy(update=update), assistant.retriever, ranker_of(assistant))


class TestFailingLanguageModel(GeneratorContract):
    @pytest.fixture
    def generator(self, assistant: Assistant, settings: Settings) -> Iterator[Generator]:
        with serving(Fails(500)) as server:
            update = {"model": "openai:m", "model_base_url": server.url}
            yield open_generator(settings.model_copy(update=update), assistant.retriever, ranker_of(assistant))

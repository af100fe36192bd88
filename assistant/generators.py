"""The generator that the settings ask for."""

from __future__ import annotations

from assistant.answering import ExtractiveGenerator, Generator, Ranker
from assistant.retrieval import Retriever
from assistant.settings import Settings


def open_generator(settings: Settings, retriever: Retriever, ranker: Ranker) -> Generator:
    """Extraction, or the configured language model with extraction behind it.

    Raises:
        ConfigurationError: the model cannot work as configured.
    """
    extractive = ExtractiveGenerator(ranker, retriever.index.lexical.section_of)
    if not settings.model:
        return extractive
    from assistant.answering.grounding import Grounding
    from assistant.answering.llm import LLMGenerator
    from assistant.answering.models import open_chat_model

    model = open_chat_model(settings.model, settings.model_base_url, settings.model_timeout)
    grounding = Grounding(retriever.index.lexical.idf, retriever.thesaurus)
    seconds, tracing = settings.model_timeout, settings.model_tracing
    if settings.model_tools:
        from assistant.agent import AgentGenerator

        return AgentGenerator(model, settings.model, retriever, grounding, extractive, seconds, tracing=tracing)
    return LLMGenerator(model, settings.model, grounding, extractive, seconds, tracing=tracing)

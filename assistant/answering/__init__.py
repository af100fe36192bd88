"""From evidence to an answer: generators propose, verification decides."""

from assistant.answering.extractive import ExtractiveGenerator
from assistant.answering.generator import Claim, Generator
from assistant.answering.ranking import Ranker

__all__ = ["Claim", "ExtractiveGenerator", "Generator", "Ranker"]

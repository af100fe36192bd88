"""From evidence to an answer: generators propose, verification decides."""

from assistant.answering.extractive import ExtractiveGenerator
from assistant.answering.generator import Claim, Consulted, Dropped, Generator, Note, Proposal
from assistant.answering.ranking import Ranker

__all__ = ["Claim", "Consulted", "Dropped", "ExtractiveGenerator", "Generator", "Note", "Proposal", "Ranker"]

"""A tool-calling model that searches the guidance itself. What it finally says is checked like anything else that a model says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from assistant.answering.generator import Generator
from assistant.answering.grounding import Grounding
from assistant.answering.llm import CheckedGenerator, generator_id, prompt
from assistant.answering.model_stream import reply
from assistant.retrieval import Retriever
from assistant.tools import Reading, guidance_tools
from assistant.types import Passage, ScoredPassage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

MAX_STEPS = 12
"""Model calls and tool runs of one answer: enough for a few searches, too few to wander."""


class AgentGenerator(CheckedGenerator):
    """Answers with ``langchain.agents.create_agent``. Its evidence is what its tools returned in that run, and nothing else."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        retriever: Retriever,
        grounding: Grounding,
        fallback: Generator,
        seconds: float,
        *,
        tracing: bool = False,
    ) -> None:
        """Build a generator; the arguments are those of :class:`~assistant.answering.llm.LLMGenerator`, and what to search."""
        super().__init__(grounding, fallback)
        self._model = model
        self._retriever = retriever
        self._seconds = seconds
        self._tracing = tracing
        self.id = generator_id("agent", name, prompt("agent"))

    def _pieces(self, question: str, evidence: Sequence[ScoredPassage], read: list[Passage]) -> Iterator[str]:
        entity = next((item.passage.document.entity for item in evidence if item.passage.document.entity), None)
        reading = Reading(read)
        return reply(lambda: self._final_message(question, reading, entity), self._seconds, tracing=self._tracing)

    def _final_message(self, question: str, reading: Reading, entity: str | None) -> list[BaseMessage]:
        """What the agent says when it is done; whatever it says before that is not for the reader."""
        from langchain.agents import create_agent

        tools = guidance_tools(self._retriever, reading, entity)
        agent = create_agent(self._model, tools, system_prompt=prompt("agent"))
        asked = {"role": "user", "content": f"<pregunta>{escape(question)}</pregunta>"}
        state = agent.invoke({"messages": [asked]}, {"recursion_limit": MAX_STEPS})
        return [state["messages"][-1]]

"""What Relevo can do, as LangChain tools with typed arguments and results, for a model that calls tools or any other agent.

Each tool is built by a function of its own and joins :func:`guidance_tools`. What a tool returns is numbered in a
:class:`Reading`, so that the passages of one run can be cited by number and verified afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.llm import readable
from assistant.retrieval import Filters, Retriever
from assistant.spanish import Norm, norms
from assistant.types import Passage

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MAX_PASSAGES = 12


class SearchGuidance(BaseModel):
    """Arguments of ``search_guidance``."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(description="Qué se busca, en español corriente.", min_length=2, max_length=500)
    limit: int = Field(default=6, ge=1, le=MAX_PASSAGES, description="Cuántos pasajes traer.")


class GetArticle(BaseModel):
    """Arguments of ``get_article``."""

    model_config = ConfigDict(extra="forbid")

    norm: str = Field(description="La norma, por ejemplo «Ley 951 de 2005».", min_length=3, max_length=120)
    article: str = Field(description="El número del artículo, por ejemplo «4».", min_length=1, max_length=12)


class FoundPassage(BaseModel):
    """A passage as a tool returns it. ``number`` is how to cite it in this run."""

    number: int
    title: str
    section: str
    norm: str | None
    article: str | None
    in_force: bool
    text: str


class FoundPassages(BaseModel):
    """What a search found, the most relevant first; empty when there is nothing."""

    passages: tuple[FoundPassage, ...]


@dataclass(slots=True)
class Reading:
    """The passages that one run has read, in the order in which they came; the first is number 1."""

    passages: list[Passage] = field(default_factory=list)

    def add(self, found: Sequence[Passage]) -> FoundPassages:
        """Number passages, each once however often it is found."""
        numbers = {passage.id: number for number, passage in enumerate(self.passages, start=1)}
        for passage in found:
            if passage.id not in numbers:
                self.passages.append(passage)
                numbers[passage.id] = len(self.passages)
        return FoundPassages(passages=tuple(_as_found(numbers[passage.id], passage) for passage in found))


def guidance_tools(retriever: Retriever, reading: Reading, entity: str | None = None) -> list[BaseTool]:
    """The tools over the guidance.

    Args:
        retriever: what they search.
        reading: numbers what they return.
        entity: DIVIPOLA code whose own documents are searched too.
    """
    filters = Filters(entity=entity)
    return [_search_guidance(retriever, reading, filters), _get_article(retriever, reading, filters)]


def _search_guidance(retriever: Retriever, reading: Reading, filters: Filters) -> BaseTool:
    from langchain_core.tools import StructuredTool

    def search_guidance(query: str, limit: int = 6) -> str:
        found = retriever.search(query, limit, filters)
        return reading.add([item.passage for item in found]).model_dump_json()

    return StructuredTool.from_function(
        search_guidance,
        args_schema=SearchGuidance,
        description="Busca en la guía de empalme, plan de desarrollo, KPT y PND, y en sus normas. Devuelve pasajes numerados.",
    )


def _get_article(retriever: Retriever, reading: Reading, filters: Filters) -> BaseTool:
    from langchain_core.tools import StructuredTool

    def get_article(norm: str, article: str) -> str:
        return reading.add(article_passages(retriever, norm, article, filters)).model_dump_json()

    return StructuredTool.from_function(
        get_article,
        args_schema=GetArticle,
        description="Trae lo que hay de un artículo de una norma. Devuelve pasajes numerados, ninguno si no está.",
    )


def article_passages(retriever: Retriever, norm: str, article: str, filters: Filters) -> list[Passage]:
    """The passages of one article, in reading order; empty when the norm is not named as one or the article is not there."""
    named = norms(norm)
    if not named:
        return []
    documents = [record for record in retriever.index.documents.values() if _is_of(named[0], record.norm)]
    found = [passage for record in documents for passage in retriever.index.lexical.of_document(record.id)]
    wanted = article.strip().rstrip(".°º").upper()
    return [item for item in found if (item.article or "").upper() == wanted and filters.admit(item)][:MAX_PASSAGES]


def _is_of(norm: Norm, written: str | None) -> bool:
    return any(norm.same_as(other) for other in norms(written or ""))


def _as_found(number: int, passage: Passage) -> FoundPassage:
    return FoundPassage(
        number=number,
        title=passage.document.title,
        section=passage.section,
        norm=passage.norm,
        article=passage.article,
        in_force=passage.in_force,
        text=readable(passage),
    )

"""The retriever as LangChain users know it."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.retrieval.lexical import Filters
from assistant.retrieval.retriever import Retriever


class GuidanceRetriever(BaseRetriever):
    """Relevo's passages as LangChain documents: ``page_content`` is the passage, ``metadata`` says where it stands."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = Field(default=8, ge=1, description="Passages to return.")
    filters: Filters = Filters()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # nothing here reports progress
        return [
            Document(
                id=found.passage.id,
                page_content=found.passage.text,
                metadata={
                    "document_id": found.passage.document.id,
                    "title": found.passage.document.title,
                    "section": found.passage.section,
                    "norm": found.passage.norm,
                    "article": found.passage.article,
                    "page_label": found.passage.page_label,
                    "in_force": found.passage.in_force,
                    "score": found.score,
                },
            )
            for found in self.retriever.search(query, self.k, self.filters)
        ]

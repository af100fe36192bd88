"""Finding the right passage: an index with two legs, and how they are fused."""

from assistant.retrieval.asking import AskingModel
from assistant.retrieval.embeddings import Embedder, load_embedder
from assistant.retrieval.index import Index
from assistant.retrieval.lexical import Filters
from assistant.retrieval.retriever import Retriever

__all__ = ["AskingModel", "Embedder", "Filters", "Index", "Retriever", "load_embedder"]

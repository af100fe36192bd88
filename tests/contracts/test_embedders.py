"""What every embedder promises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval import Embedder, load_embedder
from tests.conftest import CORPUS

TEXTS = ["El acta de informe de gestión.", "La categoría del municipio.", ""]


class EmbedderContract:
    """Subclass it with a fixture named ``embedder`` to hold an implementation to the contract."""

    def test_it_has_a_stable_id(self, embedder: Embedder) -> None:
        assert embedder.id
        assert embedder.id == embedder.id.strip()

    def test_passages_are_rows_of_unit_length(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(TEXTS[:2])
        assert vectors.shape == (2, embedder.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)

    def test_no_passages_give_no_rows(self, embedder: Embedder) -> None:
        assert embedder.embed_passages([]).shape == (0, embedder.dimension)

    def test_an_empty_text_is_not_an_error(self, embedder: Embedder) -> None:
        assert np.isfinite(embedder.embed_passages(TEXTS)).all()
        assert np.isfinite(embedder.embed_query("")).all()

    def test_the_same_text_gives_the_same_vector(self, embedder: Embedder) -> None:
        assert np.array_equal(embedder.embed_query(TEXTS[0]), embedder.embed_query(TEXTS[0]))

    def test_a_query_is_nearest_to_itself(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(TEXTS[:2])
        assert int(np.argmax(vectors @ embedder.embed_query(TEXTS[1]))) == 1


class TestStatic(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return load_embedder("", CORPUS / "modelo")


class TestSentenceTransformers(EmbedderContract):
    @pytest.fixture
    def embedder(self, random_model: Path) -> Embedder:
        return load_embedder(str(random_model), CORPUS / "modelo")


@pytest.fixture(scope="module")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny sentence-transformers model with random weights, made here: hubs are out of reach."""
    folder = tmp_path_factory.mktemp("modelo")
    torch = pytest.importorskip("torch")
    pytest.importorskip("sentence_transformers")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(0)
    words = sorted({word for text in TEXTS for word in text.lower().replace(".", " .").split()})
    (folder / "vocab.txt").write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]), encoding="utf-8"
    )
    config = BertConfig(
        vocab_size=len(words) + 5, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(str(folder / "vocab.txt"), strip_accents=False).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu").save(str(folder / "st"))
    return folder / "st"

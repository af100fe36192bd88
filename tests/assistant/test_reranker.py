"""A second look at the first passages, by a model made here with random weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ConfigurationError
from assistant.retrieval.reranker import Reranker
from tests.assistant.factories import found, passage

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "plazo", "acta", "informe", "empalme"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sentence_transformers")
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(1)
    made = tmp_path_factory.mktemp("cruzado")
    (made / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertForSequenceClassification(BertConfig(vocab_size=len(WORDS), num_labels=1, **sizes)).save_pretrained(made)
    BertTokenizer(vocab=str(made / "vocab.txt")).save_pretrained(made)
    return made


def test_the_model_decides_the_order_and_loses_nothing(folder: Path) -> None:
    passages = found(
        *(passage(text, f"d#{place}") for place, text in enumerate(["plazo acta", "informe", "empalme acta"]))
    )
    reranker = Reranker(str(folder))
    once, again = reranker.rerank("plazo", passages), reranker.rerank("plazo", passages[::-1])
    assert [item.passage.id for item in once] == [item.passage.id for item in again]
    assert {item.passage.id for item in once} == {"d#0", "d#1", "d#2"}
    assert reranker.rerank("plazo", []) == []


def test_a_model_that_is_not_there_is_a_configuration_error(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(ConfigurationError, match="no existe"):
        Reranker(str(tmp_path / "nada"))

"""The folder of a model: written small, and put in the place of the old one in one step."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ConfigurationError
from assistant.retrieval.static_model import pack_nibbles
from ingest.embedding.training import TrainedModel, Vectors

SIZE_LIMIT = 16 * 1024 * 1024


def save(folder: Path, model: TrainedModel) -> None:
    """Write a folder that model2vec and sentence-transformers load too, without the phrases that they do not know.

    Pieces are stored as int8 with one scale a row, in the ``weights`` that both multiply them by; phrases in four bits.

    Args:
        folder: an empty folder, or one to be made.
        model: what training returned.
    """
    from safetensors.numpy import save as to_bytes

    folder.mkdir(parents=True, exist_ok=True)
    pieces = model.phrases.pieces
    embeddings, weights = _whole_numbers(model.vectors[:pieces], 127)
    phrases, phrase_weights = _whole_numbers(model.vectors[pieces:], 7)
    tensors: dict[str, NDArray[Any]] = {
        "embeddings": embeddings,
        "weights": weights,
        "phrases": pack_nibbles(phrases),
        "phrase_weights": phrase_weights,
        "lead": np.array([model.lead.decay, model.lead.floor], dtype=np.float32),
        "phrase_keys": model.phrases.keys.astype(np.uint32),
    }
    (folder / "model.safetensors").write_bytes(to_bytes(tensors))
    model.tokenizer.no_truncation()
    model.tokenizer.no_padding()
    model.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    modules = [
        {"idx": 0, "name": "0", "path": ".", "type": "sentence_transformers.models.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    config = {
        "model_type": "model2vec",
        "model_name": "relevo-es",
        "normalize": True,
        "max_length": None,
        "hidden_dim": int(model.vectors.shape[1]),
        "embedding_dtype": "int8",
    }
    _write_json(folder / "modules.json", modules)
    _write_json(folder / "config.json", config)
    _write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})


def publish(folder: Path, out: Path) -> None:
    """Put a finished folder in the place of another, so that nobody reads half a model.

    Args:
        folder: the new model, on the same disk as ``out``; it is gone afterwards.
        out: where it goes.

    Raises:
        ConfigurationError: the model is larger than what Relevo ships.
    """
    size = sum(file.stat().st_size for file in folder.iterdir())
    if size > SIZE_LIMIT:
        raise ConfigurationError(
            f"El modelo pesa {size / 2**20:.1f} MB y no debe pasar de {SIZE_LIMIT / 2**20:.0f} MB.",
            "Entrénelo con menos vocabulario o menos dimensiones.",
        )
    folder.chmod(0o755)  # a temporary folder is private to whoever made it
    old = out.with_name(f".{out.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    folder.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _whole_numbers(vectors: Vectors, largest: int) -> tuple[NDArray[np.int8], Vectors]:
    """Rows as whole numbers up to ``largest`` either way, and what each is to be multiplied by."""
    scales = np.maximum(np.abs(vectors).max(axis=1), np.finfo(np.float32).tiny) / largest
    return np.round(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)

"""Texts to vectors: the embedded Spanish model, or any sentence-transformers model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.retrieval.static_model import PhraseModel

    Vectors: TypeAlias = NDArray[np.float32]

_STATIC_FILES = ("model.safetensors", "tokenizer.json", "config.json")
_STATIC_MODULES = ("StaticEmbedding", "Normalize")


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity.

    ``id`` names the model and a hash of its content, so that an index knows which model made it; two models with the
    same id give the same vectors. ``dimension`` is the length of a vector.
    """

    @property
    def id(self) -> str:
        """Name, dimension and content hash, as in ``relevo-es-256:1a2b3c4d``."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages: float32, ``len(texts)`` x ``dimension``, each row of length 1 (0 if nothing is known)."""

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question: float32, ``dimension`` long, of length 1 (0 if no word is known)."""


class StaticEmbedder:
    """A static model, read with numpy alone: a text is the sum of its tokens' vectors, and of its phrases' if it has any."""

    def __init__(self, path: Path) -> None:
        """Read a folder in model2vec's layout, or one saved by sentence-transformers' ``StaticEmbedding``.

        The files are read here rather than by ``StaticModel.from_pretrained``: it imports the Hugging Face client
        (0.1 s of a cold start) and, for a folder that is missing, asks the network for it.

        Args:
            path: folder with ``model.safetensors``, ``tokenizer.json`` and ``config.json``.

        Raises:
            ConfigurationError: the folder is missing, incomplete or damaged.
        """
        try:
            self._model, name = _read_static_model(path)
        except (OSError, ValueError, KeyError) as error:
            raise _unreadable_static_model(path) from error
        self.dimension = int(self._model.dim)
        self.id = f"{name}-{self.dimension}:{_digest((path / file).read_bytes() for file in _STATIC_FILES[:2])}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See :class:`Embedder`. About 9,000 passages of 100 words a second on two cores."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return _unit_rows(self._model.encode_passages(texts))

    def embed_query(self, text: str) -> Vectors:
        """See :class:`Embedder`. Well under a millisecond."""
        row: Vectors = _unit_rows(self._model.encode_query(text)[None])[0]
        return row


class _MeanOfTokens:
    """A static model without phrases, as model2vec and sentence-transformers make them."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.dim = int(model.dim)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors: Vectors = self._model.encode(list(texts), normalize=False)
        return vectors

    def encode_query(self, text: str) -> Vectors:
        row: Vectors = self.encode_passages([text])[0]
        return row


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, from a folder or from the Hugging Face hub."""

    def __init__(self, name_or_path: str) -> None:
        """Load the model; the first use of a hub name downloads it.

        Args:
            name_or_path: folder of a saved model, or a hub name such as ``intfloat/multilingual-e5-small``.

        Raises:
            ConfigurationError: sentence-transformers is not installed, or there is no such model within reach.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ConfigurationError(
                f"El modelo de búsqueda «{_shown(name_or_path)}» necesita sentence-transformers, que no está instalado.",
                "Instálelo con: pip install 'relevo[modelos]', o deje RELEVO_EMBEDDER vacía para usar el modelo incluido.",
            ) from error
        try:
            self._model = SentenceTransformer(name_or_path)
        # Each backend has its own exceptions for "no such model", "no network" and "not a model": all mean the same here.
        except Exception as error:
            raise ConfigurationError(
                f"No se pudo cargar el modelo de búsqueda «{_shown(name_or_path)}»: no existe, está incompleto o no hay "
                "conexión para descargarlo.",
                "Revise el nombre en RELEVO_EMBEDDER, o déjela vacía para usar el modelo incluido, que no usa la red.",
            ) from error
        self.dimension = len(self.embed_query("dimensión"))
        self.id = f"{_shown(name_or_path)}-{self.dimension}:{self._content_hash()}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See :class:`Embedder`. Uses the model's own prompt for documents, if it has one."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return _unit_rows(self._model.encode_document(list(texts), show_progress_bar=False))

    def embed_query(self, text: str) -> Vectors:
        """See :class:`Embedder`. Uses the model's own prompt for queries, if it has one."""
        row: Vectors = _unit_rows(self._model.encode_query([text], show_progress_bar=False))[0]
        return row

    def _content_hash(self) -> str:
        """Hash of what decides a vector: the weights, the prompts and the length texts are cut at."""
        import torch

        tensors = (tensor for _, tensor in sorted(self._model.state_dict().items()))
        weights = (
            memoryview(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy()) for tensor in tensors
        )
        settings = json.dumps([self._model.prompts, self._model.max_seq_length], sort_keys=True, default=str)
        return _digest([settings.encode(), *weights])


def load_embedder(setting: str, model_dir: Path) -> Embedder:
    """Load the embedding model that a setting names.

    Args:
        setting: ``Settings.embedder``: empty for the embedded model, else a folder or a sentence-transformers name.
            A folder that holds a static model is read without torch.
        model_dir: folder of the embedded model.

    Raises:
        ConfigurationError: the model is not there, or what reads it is not installed.
    """
    if not setting.strip():
        return StaticEmbedder(model_dir)
    folder = Path(setting.strip()).expanduser()
    if _is_static(folder):
        return StaticEmbedder(folder)
    return SentenceTransformerEmbedder(str(folder) if folder.is_dir() else setting.strip())


def _read_static_model(path: Path) -> tuple[PhraseModel | _MeanOfTokens, str]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    weights, tokenizer_file, config_file = (path / file for file in _STATIC_FILES)
    config = json.loads(config_file.read_text(encoding="utf-8")) if config_file.is_file() else {}
    try:
        tensors = load_file(weights)
        tokenizer = Tokenizer.from_str(tokenizer_file.read_text(encoding="utf-8"))
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    except OSError:
        raise
    # tokenizers raises a bare Exception for a file that it cannot read.
    except Exception as error:
        raise ValueError(str(error)) from error
    name = str(config.get("model_name", path.resolve().name))
    if "phrases" in tensors:
        from assistant.retrieval.static_model import PhraseModel

        return PhraseModel.read(tensors, tokenizer), name
    from model2vec import StaticModel

    vectors = tensors["embeddings"] if "embeddings" in tensors else tensors["embedding.weight"]
    model = StaticModel(
        vectors,
        tokenizer,
        weights=tensors.get("weights"),
        token_mapping=tensors.get("mapping"),
        max_length=config.get("max_length"),
    )
    return _MeanOfTokens(model), name


def _is_static(folder: Path) -> bool:
    """Whether the folder holds nothing but a static embedding, in either layout."""
    modules = folder / "modules.json"
    if not (folder / "model.safetensors").is_file():
        return False
    try:
        if modules.is_file():
            kinds = [
                str(module["type"]).rpartition(".")[2] for module in json.loads(modules.read_text(encoding="utf-8"))
            ]
            return kinds[:1] == ["StaticEmbedding"] and all(kind in _STATIC_MODULES for kind in kinds)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return isinstance(config, dict) and config.get("model_type") == "model2vec"


def _unit_rows(rows: NDArray[Any]) -> Vectors:
    import numpy as np

    vectors = rows.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    # A text without a single known token stays at zero: it is as far from everything as can be.
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


def _digest(parts: Iterable[bytes | memoryview]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:8]


def _shown(name_or_path: str) -> str:
    """The name of a model, without the folders above it: a message never shows where things lie on this machine."""
    path = Path(name_or_path)
    return path.name if path.is_absolute() or path.exists() else name_or_path


def _unreadable_static_model(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"No se pudo leer el modelo de búsqueda de la carpeta «{path.name}»: falta o está dañado.",
        "Reinstale Relevo, o revise RELEVO_EMBEDDER si señala otro modelo.",
    )

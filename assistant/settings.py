"""One tree of settings, read from RELEVO_* variables and an optional .env file."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import ConfigurationError

CORPUS_DIR = Path(__file__).resolve().parent.parent / "corpus"


class Settings(BaseSettings):
    """Everything that can be configured. Each field is the variable ``RELEVO_<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix="RELEVO_", extra="forbid", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("relevo", appauthor=False)),
        description="Folder for what Relevo keeps on this machine: the index and the conversations.",
    )
    database_url: str = Field(
        default="",
        repr=False,  # it may hold a password
        description="Where conversations are kept: empty for a file in the data folder, else a PostgreSQL URL.",
    )
    corpus_dir: Path = Field(default=CORPUS_DIR, description="Folder of the guidance that Relevo brings.")
    embedder: str = Field(
        default="",
        description="Embedding model: empty for the embedded Spanish one, else a sentence-transformers name or path.",
    )
    lexical_weight: float = Field(
        default=0.5,
        ge=0.0,
        le=1.0,
        description="Weight of the lexical leg in the fused score; the dense leg has the rest.",
    )
    adaptive_fusion: bool = Field(
        default=True, description="Weigh the two legs by the query; without it, by lexical_weight alone."
    )
    reranker: str = Field(
        default="",
        description="Model that reads question and passage together to reorder what was found; empty for none.",
    )
    exact_weight: float = Field(
        default=1.0, gt=0.0, description="Weight of exact (folded) terms over stems inside the lexical leg."
    )
    candidates: int = Field(default=50, ge=1, le=500, description="Passages that each leg proposes before fusion.")
    passages: int = Field(default=12, ge=1, le=50, description="Passages read to write an answer.")
    refusal_threshold: float = Field(
        default=0.5, ge=0.0, le=1.0, description="Least probability of being answerable below which Relevo declines."
    )
    model: str = Field(
        default="", description="Language model that writes the answers, as provider:model; empty answers without one."
    )
    model_base_url: str = Field(
        default="", description="Another address that speaks the provider's protocol, such as a local server."
    )
    model_timeout: float = Field(
        default=60.0, gt=0.0, le=600.0, description="Seconds that a language model's whole reply may take."
    )
    model_tools: bool = Field(
        default=False, description="Let the language model search the guidance itself, with tools."
    )
    model_tracing: bool = Field(
        default=False, description="Let LangSmith record the calls to the language model, where its variables say so."
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the server listens on.")

    @property
    def index_dir(self) -> Path:
        """The default index, with the bundled guidance and what the user added to it."""
        return self.data_dir / "index"

    @property
    def conversations_file(self) -> Path:
        """Where conversations are kept unless ``database_url`` says otherwise."""
        return self.data_dir / "conversations.db"

    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when a setting that shapes answers changes."""
        shaping = self.model_dump_json(
            include={
                "embedder",
                "lexical_weight",
                "adaptive_fusion",
                "reranker",
                "exact_weight",
                "candidates",
                "passages",
                "refusal_threshold",
            }
        )
        return hashlib.sha256(shaping.encode()).hexdigest()[:12]


@cache
def load_settings() -> Settings:
    """Read the settings once.

    Raises:
        ConfigurationError: a variable holds a value that its field does not take.
    """
    try:
        return Settings()
    except ValidationError as error:
        fields = ", ".join(f"RELEVO_{'_'.join(map(str, item['loc'])).upper()}" for item in error.errors())
        raise ConfigurationError(
            f"La configuración tiene un valor que no sirve en {fields}.",
            "Corrija la variable o quítela; docs/configuracion.md dice qué acepta cada una.",
        ) from error

"""What the API takes and gives."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant import Answer
from assistant.conversations import Rating, Saved
from ui.serialize import as_json

_NOT_KEPT: dict[str, object] = {"conversation_id": None, "turn": None}


class AskRequest(BaseModel):
    """A question, and the conversation it belongs to."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "¿Qué plazo hay para presentar el acta de informe de gestión?"}]},
    )

    question: str = Field(description="La pregunta, en español corriente.", max_length=20_000)
    conversation_id: Annotated[str, Field(max_length=64)] | None = Field(
        default=None, description="El que devolvió la respuesta anterior, para continuar la conversación."
    )
    entity: Annotated[str, Field(pattern=r"^\d{2}(\d{3})?$")] | None = Field(
        default=None, description="Código DIVIPOLA de la entidad, por ejemplo 05756."
    )


class RenameRequest(BaseModel):
    """Another title for a conversation."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"title": "Empalme con la Secretaría"}]})

    title: str = Field(description="El título nuevo; se acorta a 80 caracteres.", max_length=2_000)


class FeedbackRequest(BaseModel):
    """What its reader thought of an answer."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"rating": "bad", "reason": "El plazo es de otra ley."}]}
    )

    rating: Rating = Field(description="good: útil; bad: no útil.")
    reason: str = Field(default="", description="Por qué, si se quiere decir.", max_length=2_000)


def answer_json(answer: Answer, saved: Saved | None) -> dict[str, object]:
    """An answer as the API gives it: its own fields and where it was kept, which is nowhere when it could not be."""
    kept = {"conversation_id": saved.conversation_id, "turn": saved.number} if saved else _NOT_KEPT
    return {**as_json(answer), **kept}

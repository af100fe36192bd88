"""What the API takes and gives."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant import Answer
from ui.serialize import as_json


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


def answer_json(answer: Answer, conversation_id: str) -> dict[str, object]:
    """An answer as the API gives it: its own fields and the conversation's id."""
    return {**as_json(answer), "conversation_id": conversation_id}

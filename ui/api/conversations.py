"""The conversations over HTTP: list, read, rename, delete, export, and say what one thought of an answer.

FastAPI reads the annotations of the endpoints below, which name values that only exist inside ``conversations_router``: that
is why annotations are not postponed here.
"""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from assistant.conversations import Conversation, Conversations, ConversationSummary, Feedback
from assistant.conversations.export import as_docx, as_markdown, file_name
from ui.api.schemas import FeedbackRequest, RenameRequest
from ui.owners import Owner

MOST_LISTED = 200
_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

Identifier = Annotated[str, Path(max_length=64, description="El `conversation_id` que devolvió la respuesta.")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="El `turn` que devolvió la respuesta.")]
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {} for kind in _TYPES.values()}, "description": "El archivo"}
}


class ExportFormat(StrEnum):
    """The formats of an exported conversation."""

    MARKDOWN = "md"
    WORD = "docx"


def conversations_router(conversations: Conversations) -> APIRouter:
    """The endpoints under ``/v1/conversations``. The id of a conversation is its key; a list is of one owner."""
    router = APIRouter(prefix="/v1/conversations", tags=["conversaciones"])

    @router.get("", summary="Sus conversaciones, la última usada primero")
    def list_conversations(
        owner: Owner,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[ConversationSummary]:
        return list(conversations.list(owner, limit, offset))

    @router.delete("", summary="Borra para siempre todas sus conversaciones")
    def delete_all(owner: Owner) -> dict[str, int]:
        return {"deleted": conversations.delete_all(owner)}

    @router.get("/{identifier}", summary="Una conversación completa")
    def get_conversation(identifier: Identifier) -> Conversation:
        return conversations.get(identifier)

    @router.patch("/{identifier}", summary="Cambia el título", status_code=204)
    def rename(identifier: Identifier, request: RenameRequest) -> None:
        conversations.rename(identifier, request.title)

    @router.delete("/{identifier}", summary="Borra la conversación para siempre", status_code=204)
    def delete(identifier: Identifier) -> None:
        conversations.delete(identifier)

    @router.get(
        "/{identifier}/export", summary="La conversación como archivo", response_class=Response, responses=_FILES
    )
    def export(
        identifier: Identifier, kind: Annotated[ExportFormat, Query(alias="format")] = ExportFormat.WORD
    ) -> Response:
        conversation = conversations.get(identifier)
        content = as_docx(conversation) if kind is ExportFormat.WORD else as_markdown(conversation).encode()
        disposition = f'attachment; filename="{file_name(conversation, f".{kind}")}"'
        return Response(content, media_type=_TYPES[kind], headers={"content-disposition": disposition})

    @router.put("/{identifier}/turns/{number}/feedback", summary="Valora una respuesta", status_code=204)
    def give_feedback(identifier: Identifier, number: Number, request: FeedbackRequest) -> None:
        conversations.give_feedback(identifier, number, Feedback(request.rating, request.reason))

    @router.delete("/{identifier}/turns/{number}/feedback", summary="Retira la valoración", status_code=204)
    def withdraw_feedback(identifier: Identifier, number: Number) -> None:
        conversations.give_feedback(identifier, number, None)

    return router

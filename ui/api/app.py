"""The HTTP API over one assistant.

FastAPI reads the annotations of the endpoints below, which name functions that only exist inside ``create_api``: that is why
annotations are not postponed here.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant import Answer, Assistant, Turn
from assistant.conversations import Conversations, Saved
from assistant.errors import ConversationsUnavailableError
from assistant.types import AnswerReady, Event, PassagesFound, StatementReady, Understood
from ingest.shelves import shelf_of
from ui.api import problems
from ui.api.conversations import conversations_router
from ui.api.documents import documents_router
from ui.api.formats import formats_router
from ui.api.indicators import indicators_router
from ui.api.schemas import AskRequest, answer_json
from ui.owners import Owner
from ui.serialize import as_json

_log = logging.getLogger(__name__)
TITLE = "Relevo"
DESCRIPTION = (
    "Asistente sobre la guía de empalme, el plan de desarrollo y el PND 2018-2022: respuestas con citas comprobadas."
)


def create_api(assistant: Assistant, conversations: Conversations) -> FastAPI:
    """The API as an application of its own; a server may mount the web beside it."""
    app = FastAPI(title=TITLE, description=DESCRIPTION, version="1")
    problems.install(app)
    app.include_router(conversations_router(conversations))
    app.include_router(indicators_router(assistant.figures))
    app.include_router(documents_router(assistant))
    app.include_router(formats_router(assistant))

    def turn_of(request: AskRequest, owner: str) -> Turn:
        history = conversations.history(request.conversation_id)
        return Turn(request.question, history, request.entity, shelf_of(owner))

    def opened(request: AskRequest, owner: Owner) -> Iterator[Event]:
        """Opened before the response starts, so that a bad question still gets its own status."""
        return assistant.stream(turn_of(request, owner))

    def remember(request: AskRequest, answer: Answer, owner: str) -> Saved | None:
        """Who asked gets the answer also where it cannot be kept."""
        try:
            return conversations.append(request.conversation_id, answer, owner=owner, entity=request.entity)
        except ConversationsUnavailableError as error:
            _log.warning("Una respuesta no se guardó: %s", error)
            return None

    @app.post("/v1/ask", summary="Responde una pregunta", response_class=JSONResponse)
    def ask(request: AskRequest, owner: Owner) -> dict[str, object]:
        answer = assistant.ask(turn_of(request, owner))
        return answer_json(answer, remember(request, answer, owner))

    @app.post("/v1/ask/stream", summary="Responde por partes (SSE)", response_class=EventSourceResponse)
    def ask_stream(
        request: AskRequest, events: Annotated[Iterator[Event], Depends(opened)], owner: Owner
    ) -> Iterable[ServerSentEvent]:
        for event in events:
            if isinstance(event, AnswerReady):
                yield _sse("answer", answer_json(event.answer, remember(request, event.answer, owner)))
            else:
                yield _sse(*_event_json(event))

    @app.get("/healthz", summary="El proceso vive")
    def healthz() -> dict[str, str]:
        return {"status": "ok", "fingerprint": assistant.fingerprint}

    return app


def _sse(name: str, data: object) -> ServerSentEvent:
    return ServerSentEvent(event=name, raw_data=json.dumps(data, ensure_ascii=False))


def _event_json(event: Event) -> tuple[str, object]:
    match event:
        case Understood(question, kind):
            return "understood", {"question": question, "kind": kind}
        case PassagesFound(passages):
            found = [{"id": item.passage.id, "section": item.passage.section, "score": item.score} for item in passages]
            return "passages", {"passages": found}
        case StatementReady():
            return "statement", as_json(event)
    raise AssertionError(event)

"""The HTTP API over one assistant.

FastAPI reads the annotations of the endpoints below, which name functions that only exist inside ``create_api``: that is why
annotations are not postponed here.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant import Answer, Assistant, Exchange, Turn
from assistant.conversations import Conversations
from assistant.types import AnswerReady, Event, PassagesFound, StatementReady, Understood
from ui.api import problems
from ui.api.schemas import AskRequest, answer_json
from ui.serialize import as_json

TITLE = "Relevo"
DESCRIPTION = (
    "Asistente sobre la guía de empalme, el plan de desarrollo y el PND 2018-2022: respuestas con citas comprobadas."
)


def create_api(assistant: Assistant, conversations: Conversations) -> FastAPI:
    """The API as an application of its own; a server may mount the web beside it."""
    app = FastAPI(title=TITLE, description=DESCRIPTION, version="1")
    problems.install(app)

    def turn_of(request: AskRequest) -> Turn:
        return Turn(request.question, conversations.history(request.conversation_id), request.entity)

    def opened(request: AskRequest) -> Iterator[Event]:
        """Opened before the response starts, so that a bad question still gets its own status."""
        return assistant.stream(turn_of(request))

    def remember(request: AskRequest, answer: Answer) -> str:
        return conversations.append(request.conversation_id, Exchange(request.question, answer.text))

    @app.post("/v1/ask", summary="Responde una pregunta", response_class=JSONResponse)
    def ask(request: AskRequest) -> dict[str, object]:
        answer = assistant.ask(turn_of(request))
        return answer_json(answer, remember(request, answer))

    @app.post("/v1/ask/stream", summary="Responde por partes (SSE)", response_class=EventSourceResponse)
    def ask_stream(
        request: AskRequest, events: Annotated[Iterator[Event], Depends(opened)]
    ) -> Iterable[ServerSentEvent]:
        for event in events:
            if isinstance(event, AnswerReady):
                yield _sse("answer", answer_json(event.answer, remember(request, event.answer)))
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

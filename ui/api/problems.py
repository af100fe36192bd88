"""Errors as RFC 9457 problem+json, with a Spanish detail (https://www.rfc-editor.org/rfc/rfc9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant import RelevoError

_log = logging.getLogger(__name__)

INVALID_BODY = "La solicitud no tiene la forma esperada: revise {fields}."
UNEXPECTED = "Algo salió mal dentro de Relevo. Vuelva a intentarlo."
_TITLES = {
    400: "Solicitud incorrecta",
    404: "No existe",
    405: "Método no permitido",
    413: "Demasiado grande",
    422: "No se puede procesar",
    500: "Error interno",
    503: "No disponible",
}


def problem(status: int, detail: str) -> JSONResponse:
    """A problem document."""
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Answer every error of an application with a problem document."""

    @app.exception_handler(RelevoError)
    def _known(_: Request, error: RelevoError) -> JSONResponse:
        return problem(error.http_status, str(error))

    @app.exception_handler(RequestValidationError)
    def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        fields = ", ".join(".".join(str(part) for part in item["loc"] if part != "body") for item in error.errors())
        return problem(422, INVALID_BODY.format(fields=fields or "el cuerpo"))

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, _TITLES.get(error.status_code, str(error.detail)) + ".")

    @app.exception_handler(Exception)
    def _unexpected(_: Request, error: Exception) -> JSONResponse:
        _log.error("Error sin atender", exc_info=error)
        return problem(500, UNEXPECTED)

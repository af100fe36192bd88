"""Entities and their figures over HTTP.

FastAPI reads the annotations of the endpoints below, which name values that only exist inside the router's function: that is
why annotations are not postponed here.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from assistant import RelevoError
from assistant.figures import FigureDesk
from assistant.indicators import IndicatorRecord
from assistant.indicators.entities import Entity
from assistant.types import Figure
from ui.boards import Board, board_csv

MOST_FOUND = 50
_UNKNOWN = "No conozco una entidad con el código {code}."
_UNKNOWN_HINT = "Búsquela por su nombre en /v1/entities?q=…"
_NO_INDICATOR = "No hay cifras de ese indicador para {entity}."
_NO_INDICATOR_HINT = "Mire los que hay en /v1/entities/{code}/indicators"

Code = Annotated[str, Path(pattern=r"^\d{5}$", description="Código DIVIPOLA, por ejemplo 05756.")]


class UnknownEntityError(RelevoError):
    """A code that is no entity's, or an indicator that an entity has no figures of."""

    http_status = 404


def known_entity(desk: FigureDesk, code: str) -> Entity:
    """The entity of a code.

    Raises:
        UnknownEntityError: there is none.
    """
    entity = desk.registry.get(code)
    if entity is None:
        raise UnknownEntityError(_UNKNOWN.format(code=code), _UNKNOWN_HINT)
    return entity


def indicators_router(desk: FigureDesk) -> APIRouter:
    """The endpoints under ``/v1/entities`` and ``/v1/indicators``. Figures are the same for everybody."""
    router = APIRouter(prefix="/v1", tags=["indicadores"])

    @router.get("/entities", summary="Busca entidades por nombre o código")
    def entities(
        q: Annotated[str, Query(max_length=200, description="Nombre, sin importar tildes, o código.")],
        limit: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 10,
    ) -> list[Entity]:
        return list(desk.registry.search(q, limit))

    @router.get("/entities/{code}", summary="Una entidad")
    def entity(code: Code) -> Entity:
        return known_entity(desk, code)

    @router.get("/indicators", summary="Los indicadores que tienen cifras")
    def indicators() -> list[IndicatorRecord]:
        return desk.store().indicators()

    @router.get("/entities/{code}/indicators", summary="La última cifra de cada indicador de una entidad")
    def latest(code: Code) -> list[Figure]:
        return [card.reading.figure for card in Board(desk, known_entity(desk, code)).cards()]

    @router.get(
        "/entities/{code}/indicators.csv",
        summary="Todas las cifras de una entidad, con el lugar del que salen",
        response_class=Response,
        responses={200: {"content": {"text/csv": {}}, "description": "El archivo"}},
    )
    def as_csv(code: Code) -> Response:
        board = Board(desk, known_entity(desk, code))
        disposition = f'attachment; filename="indicadores-{code}.csv"'
        return Response(
            board_csv(board, desk), media_type="text/csv; charset=utf-8", headers={"content-disposition": disposition}
        )

    @router.get("/entities/{code}/indicators/{indicator}", summary="Un indicador de una entidad, año por año")
    def series(code: Code, indicator: Annotated[str, Path(max_length=200)]) -> list[Figure]:
        whose = known_entity(desk, code)
        found = Board(desk, whose).series(indicator)
        if not found:
            raise UnknownEntityError(_NO_INDICATOR.format(entity=whose.label), _NO_INDICATOR_HINT.format(code=code))
        return [reading.figure for reading in found]

    return router

"""The formats over HTTP: what there is, a format pre-filled for an entity, what people write in it, and its files.

FastAPI reads the annotations of the endpoints below, which name values that only exist inside ``formats_router``: that is why
annotations are not postponed here.
"""

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from assistant import Assistant, RelevoError
from assistant.formats.answers import parse_answer
from assistant.formats.desk import FormatDesk, file_name
from assistant.formats.drafts import NewValue
from assistant.formats.drafts_records import Draft, Period
from assistant.formats.records import FormatEntry
from ui.api.indicators import known_entity
from ui.media_types import MEDIA_TYPES

MOST_VALUES = 500
_BAD_PERIOD = "«{period}» no es un período de gobierno."
_BAD_PERIOD_HINT = "Escríbalo así: 2024-2027"

Identifier = Annotated[str, InPath(max_length=80, description="El `id` del formato.")]
EntityCode = Annotated[str, Query(pattern=r"^\d{5}$", description="Código DIVIPOLA, por ejemplo 05756.")]
Years = Annotated[str | None, Query(max_length=9, description="Gobierno que entrega, por ejemplo 2024-2027.")]


class FileKind(StrEnum):
    """The files that a format can be had as."""

    WORKBOOK = "xlsx"
    DOCUMENT = "docx"
    PDF = "pdf"


class WrittenValue(BaseModel):
    """What somebody wrote in a place of a format."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description="El `id` del campo.", max_length=120)
    value: str = Field(description="El valor, como se escribe en español.", max_length=5_000)
    position: int = Field(
        default=0, ge=0, le=10_000, description="El año de una matriz o la fila de una tabla, desde 0."
    )


class SaveRequest(BaseModel):
    """What somebody wrote, and the version of the draft that they had in front of them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"version": 0, "by": "Secretaría de Planeación", "values": []}]},
    )

    version: int = Field(ge=0, description="La `version` del borrador que se leyó.")
    values: list[WrittenValue] = Field(max_length=MOST_VALUES)
    by: str = Field(default="la API", max_length=80, description="Quién lo escribió.")


class BadPeriodError(RelevoError):
    """A period that is none."""

    http_status = 422


def formats_router(assistant: Assistant) -> APIRouter:
    """The endpoints under ``/v1/formats``. What is written in the formats of an entity is the same for everybody."""
    router = APIRouter(prefix="/v1/formats", tags=["formatos"])
    desk = FormatDesk(assistant.settings, assistant.figures)

    def drafted(identifier: str, code: str, period: str | None) -> Draft:
        return desk.draft(identifier, known_entity(assistant.figures, code), _period(period))

    @router.get("", summary="Los formatos que hay")
    def listed() -> list[FormatEntry]:
        return list(desk.catalogue.entries)

    @router.get("/{identifier}", summary="Un formato prellenado para una entidad")
    def draft(identifier: Identifier, entity: EntityCode, period: Years = None) -> Draft:
        return drafted(identifier, entity, period)

    @router.put("/{identifier}/values", summary="Guarda lo que alguien escribió en un formato")
    def save(identifier: Identifier, entity: EntityCode, request: SaveRequest) -> dict[str, int]:
        whose, spec = known_entity(assistant.figures, entity), desk.catalogue.get(identifier)
        values = [
            NewValue(each.field, parse_answer(spec, each.field, each.value, each.position), each.position)
            for each in request.values
        ]
        return {"version": desk.drafts.save(whose.code, identifier, values, request.version, request.by)}

    @router.get("/{identifier}/file", summary="El formato lleno, como archivo", response_class=Response)
    def file(
        identifier: Identifier,
        entity: EntityCode,
        kind: Annotated[FileKind, Query(alias="format")] = FileKind.WORKBOOK,
        period: Years = None,
    ) -> Response:
        found = drafted(identifier, entity, period)
        name = file_name(found, f".{kind}", desk.catalogue)
        with tempfile.TemporaryDirectory(prefix="relevo-formato-") as folder:
            content = desk.fill(found, Path(folder) / name).report.path.read_bytes()
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=MEDIA_TYPES[f".{kind}"], headers=headers)

    return router


def _period(written: str | None) -> Period | None:
    try:
        return Period.parse(written) if written else None
    except ValueError as error:
        raise BadPeriodError(_BAD_PERIOD.format(period=written), _BAD_PERIOD_HINT) from error

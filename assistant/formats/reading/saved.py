"""What was found in a template, as TOML that a person reviews: a match corrected there is the one that is filled."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.errors import InvalidFormatError
from assistant.formats.fills import TargetKind
from assistant.formats.reading.records import (
    Beside,
    DetectedColumn,
    DetectedField,
    DetectedTable,
    DetectedTemplate,
    Match,
)  # fmt: skip
from assistant.formats.records import OriginKind
from assistant.settings import Settings

_HEADING = (
    "# Lo que Relevo encontró en una plantilla. Revíselo: «llenar = true» llena el campo, «origen» y «clave» dicen con qué",
    "# (indicador o entidad), «parecido» va de 0 a 1. Un campo sin clave lo llena la administración.",
)


def saved_file(settings: Settings, detected: DetectedTemplate) -> Path:
    """Where the review of a template is kept: a template changed since is another one."""
    return settings.data_dir / "plantillas" / f"{Path(detected.name).stem[:60]}-{detected.sha256[:12]}.toml"


def save_detected(detected: DetectedTemplate, out: Path) -> Path:
    """Write what was found, whole or not at all.

    Raises:
        OSError: ``out`` cannot be written.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=out.parent, prefix=".relevo-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write("\n".join(_lines(detected)) + "\n")
        Path(aside).chmod(0o644)
        Path(aside).replace(out)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return out


def load_detected(file: Path) -> DetectedTemplate:
    """Read a reviewed file: a field that it says to fill has no more doubt.

    Raises:
        InvalidFormatError: it is not there or not such a file.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        return DetectedTemplate(
            raw["plantilla"],
            raw["sha256"],
            tuple(_field(each) for each in raw.get("campo", ())),
            tuple(_table(each) for each in raw.get("tabla", ())),
            tuple(raw.get("instrucciones", ())),
        )
    except (OSError, KeyError, ValueError, TypeError) as error:
        message = f"La descripción de la plantilla «{file.name}» no se puede leer."
        raise InvalidFormatError(
            message, "Corríjala o hágala de nuevo con: relevo formats read ARCHIVO --save"
        ) from error


def _lines(detected: DetectedTemplate) -> Iterator[str]:
    yield from _HEADING
    yield f"plantilla = {_text(detected.name)}"
    yield f"sha256 = {_text(detected.sha256)}"
    yield f"instrucciones = [{', '.join(map(_text, detected.instructions))}]"
    for field in detected.fields:
        yield "\n[[campo]]"
        yield from _pairs(
            etiqueta=field.label, hoja=field.sheet, lugar=field.place, posicion=field.beside, year=field.year,
            destino=field.target, duda=field.doubt or None,
        )  # fmt: skip
        yield f"llenar = {str(field.sure).lower()}"
        if field.match is not None:
            yield from _match_lines(field.match)
    for table in detected.tables:
        yield "\n[[tabla]]"
        yield from _pairs(hoja=table.sheet, primera_fila=table.first_row, filas_llenas=table.filled)
        yield f"encabezado = [{', '.join(map(str, table.header))}]"
        for column in table.columns:
            yield "\n[[tabla.columna]]"
            yield from _pairs(etiqueta=column.label, columna=column.column)
            if column.match is not None:
                yield from _match_lines(column.match)


def _match_lines(match: Match) -> Iterator[str]:
    yield from _pairs(origen=match.origin, clave=match.key, nombre=match.name)
    yield f"parecido = {match.score}"


def _pairs(**values: str | int | None) -> Iterator[str]:
    for key, value in values.items():
        if value is not None:
            yield f"{'anio' if key == 'year' else key} = {value if isinstance(value, int) else _text(value)}"


def _text(value: str) -> str:
    """A basic string of TOML: JSON writes the same escapes, save that of the character DEL."""
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _field(raw: dict[str, Any]) -> DetectedField:
    match = _match(raw)
    fills = bool(raw.get("llenar", False))
    field = DetectedField(
        label=raw["etiqueta"],
        sheet=raw.get("hoja", ""),
        place=raw["lugar"],
        beside=Beside(raw["posicion"]),
        year=raw.get("anio"),
        match=match,
        doubt=raw.get("duda", ""),
        target=TargetKind(raw["destino"]) if "destino" in raw else None,
    )
    if fills and match is not None:
        return replace(field, match=replace(match, score=1.0), doubt="")
    return replace(field, doubt=field.doubt or "Así quedó en la revisión.") if field.sure else field


def _table(raw: dict[str, Any]) -> DetectedTable:
    columns = tuple(DetectedColumn(each["etiqueta"], each["columna"], _match(each)) for each in raw.get("columna", ()))
    return DetectedTable(raw["hoja"], tuple(raw["encabezado"]), raw["primera_fila"], columns, raw["filas_llenas"])


def _match(raw: dict[str, Any]) -> Match | None:
    if not raw.get("clave"):
        return None
    return Match(OriginKind(raw["origen"]), raw["clave"], raw.get("nombre", ""), float(raw.get("parecido", 1.0)))

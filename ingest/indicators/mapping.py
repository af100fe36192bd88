"""How a table that nobody described is read: a mapping, kept as TOML so that a person can correct it.

Columns are named by their headers, compared without accents, capitals or punctuation. A long table has a column with the
name of the indicator and one with its number; a wide one has a ``[[columna]]`` for each column of figures.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping as Names
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from assistant.errors import RelevoError
from assistant.indicators.entities import name_key

_FIX = "Corrija el archivo o pida una propuesta con: relevo indicators import ARCHIVO --propose"


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of figures of a wide table: its header, the indicator, and the year where the header says it.

    Without an indicator it is that of the row, where the table has a column of them, else the file's own name.
    """

    header: str
    indicator: str
    id: str = ""
    unit: str = ""
    factor: str = "1"
    year: int | None = None
    words: bool = False


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """What is known of an indicator of a long table, by the name that the table uses."""

    name: str
    title: str = ""
    id: str = ""
    unit: str = ""
    factor: str = "1"


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Which column says what. Empty names are columns that the table does not have.

    ``headers`` are those of the table that it was made for: a table with the same ones is read in the same way.
    ``unit`` and ``source`` are columns; ``unit_text`` and ``source_text`` what holds for the whole table.
    """

    headers: tuple[str, ...]
    sheet: str = ""
    code: str = ""
    name: str = ""
    department: str = ""
    level: str = ""
    year: str = ""
    fixed_year: int | None = None
    month: str = ""
    indicator: str = ""
    number: str = ""
    words: str = ""
    unit: str = ""
    unit_text: str = ""
    source: str = ""
    source_text: str = ""
    columns: tuple[ValueColumn, ...] = ()
    known: tuple[KnownIndicator, ...] = ()

    @property
    def signature(self) -> frozenset[str]:
        """What tables read in the same way have in common."""
        return frozenset(name_key(header) for header in self.headers if header)

    def lacks(self) -> tuple[str, ...]:
        """What a table needs and this mapping does not give, in Spanish."""
        missing = []
        if not (self.code or self.name or self.department):
            missing.append("la columna del código o del nombre de la entidad")
        if not (self.year or self.fixed_year or (self.columns and all(column.year for column in self.columns))):
            missing.append("el año")
        if not self.columns and not self.number and not self.words:
            missing.append("las columnas con los datos")
        return tuple(missing)


def read_mapping(path: Path) -> TableMapping:
    """A mapping from its file.

    Raises:
        RelevoError: it is not there, or is no mapping.
    """
    try:
        return _parsed(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise RelevoError(f"No existe el mapeo {path.name}.", "Revise el nombre.") from error
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise RelevoError(f"El mapeo {path.name} tiene un error: {error}.", _FIX) from error


def _parsed(content: dict[str, Any]) -> TableMapping:
    def part(name: str) -> dict[str, Any]:
        return dict(content.get(name, {}))

    table, entity, period, value = part("tabla"), part("entidad"), part("periodo"), part("valor")
    return TableMapping(
        headers=tuple(str(header) for header in table["encabezados"]),
        sheet=_text(table, "hoja"),
        source=_text(table, "columna_fuente"),
        source_text=_text(table, "fuente"),
        code=_text(entity, "codigo"),
        name=_text(entity, "nombre"),
        department=_text(entity, "departamento"),
        level=_text(entity, "nivel"),
        year=_text(period, "columna_anio"),
        fixed_year=_year(period.get("anio")),
        month=_text(period, "columna_mes"),
        indicator=_text(value, "columna_indicador"),
        number=_text(value, "columna_numero"),
        words=_text(value, "columna_texto"),
        unit=_text(value, "columna_unidad"),
        unit_text=_text(value, "unidad"),
        columns=tuple(
            ValueColumn(
                header=str(entry["titulo"]),
                indicator=str(entry.get("indicador", entry["titulo"])),
                id=_text(entry, "id"),
                unit=_text(entry, "unidad"),
                factor=_factor(entry),
                year=_year(entry.get("anio")),
                words=bool(entry.get("texto", False)),
            )
            for entry in content.get("columna", [])
        ),
        known=tuple(
            KnownIndicator(
                str(entry["nombre"]), _text(entry, "titulo"), _text(entry, "id"), _text(entry, "unidad"), _factor(entry)
            )
            for entry in content.get("indicador", [])
        ),
    )


def _text(part: Names[str, Any], name: str) -> str:
    return str(part.get(name, "")).strip()


def _year(written: object) -> int | None:
    return int(str(written)) if written not in {None, ""} else None


def _factor(part: Names[str, Any]) -> str:
    factor = Decimal(str(part.get("factor", "1")))
    if not factor.is_finite() or factor <= 0:
        raise ValueError(f"factor {factor}")
    return str(factor)


def mapping_toml(mapping: TableMapping) -> str:
    """The mapping as a file that a person can read and correct."""
    parts = [
        "# Cómo lee Relevo esta tabla. Corrija lo que haga falta; deje «» en lo que la tabla no tenga.",
        _section("tabla", {
            "encabezados": list(mapping.headers), "hoja": mapping.sheet, "columna_fuente": mapping.source,
            "fuente": mapping.source_text,
        }),
        _section("entidad", {
            "codigo": mapping.code, "nombre": mapping.name, "departamento": mapping.department, "nivel": mapping.level,
        }),
        _section("periodo", {
            "columna_anio": mapping.year, "anio": mapping.fixed_year or "", "columna_mes": mapping.month,
        }),
    ]  # fmt: skip
    if not mapping.columns:
        parts.append(
            _section("valor", {
                "columna_indicador": mapping.indicator, "columna_numero": mapping.number, "columna_texto": mapping.words,
                "columna_unidad": mapping.unit, "unidad": mapping.unit_text,
            })
        )  # fmt: skip
    for column in mapping.columns:
        entry = {"titulo": column.header, "indicador": column.indicator, "unidad": column.unit}
        optional = {
            "id": column.id, "anio": column.year, "factor": column.factor if column.factor != "1" else "",
            "texto": column.words or "",
        }  # fmt: skip
        parts.append(_section("[columna]", entry | {name: value for name, value in optional.items() if value}))
    for known in mapping.known:
        entry = {
            "nombre": known.name,
            "titulo": known.title,
            "id": known.id,
            "unidad": known.unit,
            "factor": known.factor,
        }
        parts.append(_section("[indicador]", entry))
    return "\n".join(parts)


def _section(name: str, values: Names[str, object]) -> str:
    # A JSON string, number, boolean or list of strings is written the same in TOML.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""])

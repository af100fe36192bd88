"""The catalogue of formats: ``corpus/formatos/catalogo.toml`` lists them, one TOML each describes its fields."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import InvalidFormatError
from assistant.formats.addresses import CellAddress, column_number
from assistant.formats.records import (
    ComputedColumn,
    FieldKind,
    FieldSpec,
    FormatEntry,
    FormatSpec,
    Layout,
    LegalBasis,
    Origin,
    OriginKind,
    SectionSpec,
    Years,
)  # fmt: skip
from assistant.spanish import content_stems, fold

COMMON_SECTIONS = "comun.toml"
"""The sections that every workbook begins with: who hands over what, and when."""

_ENTRY_KEYS = {"id", "number", "group", "title", "summary", "aliases"}
_SECTION_KEYS = {
    "id",
    "title",
    "help",
    "sheet",
    "layout",
    "legal",
    "first_row",
    "capacity",
    "year_cells",
    "field",
    "computed",
}
_FIELD_KEYS = {
    "id", "label", "kind", "unit", "help", "legal", "choices", "origin", "key", "years", "alternatives", "cell", "cells",
    "column", "year_cell", "source_cell", "total",
}  # fmt: skip
_BASIS = re.compile(r"(?P<norm>.+?)(?:, artículo (?P<article>[\w.-]+))?")
_NUMBER = re.compile(r"\b(?:formato|numero|no\.?|#)?\s*(\d{1,2})\b")
_GROUP_WORDS = {"kpt": "kpt", "acta": "acta"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The formats there are. Each is read when it is asked for."""

    folder: Path
    entries: tuple[FormatEntry, ...]
    _read: dict[str, FormatSpec] = field(default_factory=dict, repr=False, compare=False)

    def get(self, format_id: str) -> FormatSpec:
        """A format by its id.

        Raises:
            InvalidFormatError: there is none, or it is described wrongly.
        """
        entry = next((entry for entry in self.entries if entry.id == format_id), None)
        if entry is None:
            known = ", ".join(entry.id for entry in self.entries)
            raise InvalidFormatError(f"No hay un formato «{format_id}».", f"Los que hay son: {known}.")
        if format_id not in self._read:
            self._read[format_id] = _read_format(self.folder, entry)
        return self._read[format_id]

    def find(self, asked: str) -> FormatEntry | None:
        """The format that a person means: by id, by number ("formato 3", "kpt 2"), by name or by what people call it.

        A number without a group is that of a hand-over format. None when nothing or more than one fits.
        """
        folded = fold(asked).strip()
        exact = [each for each in self.entries if folded in {each.id, fold(each.title), *map(fold, each.aliases)}]
        if exact:
            return exact[0]
        numbered = _NUMBER.fullmatch(re.sub(r"\b(?:kpt|el|del|de)\b", "", folded).strip())
        if numbered:
            group = next((group for word, group in _GROUP_WORDS.items() if word in folded.split()), "empalme")
            return next(
                (each for each in self.entries if each.group == group and each.number == int(numbered[1])), None
            )
        return self._by_words(asked)

    def _by_words(self, asked: str) -> FormatEntry | None:
        wanted = set(content_stems(asked)) - {*content_stems("formato formatos plantilla diligenciar")}
        fits: dict[str, int] = {}
        for entry in self.entries:
            names = (set(content_stems(name)) for name in (entry.title, *entry.aliases))
            overlap = max((len(name) for name in names if name and name <= wanted), default=0)
            if overlap:
                fits[entry.id] = overlap
        best = max(fits.values(), default=0)
        chosen = [each for each in self.entries if fits.get(each.id) == best]
        return chosen[0] if best and len(chosen) == 1 else None

    def specs(self) -> tuple[FormatSpec, ...]:
        """Every format, read."""
        return tuple(self.get(entry.id) for entry in self.entries)


@cache
def load_catalogue(corpus_dir: Path) -> Catalogue:
    """The catalogue of a corpus folder; no format is read yet.

    Raises:
        InvalidFormatError: the list of formats is missing or wrong.
    """
    folder = corpus_dir / "formatos"
    listed = _load(folder / "catalogo.toml").get("format", [])
    entries = tuple(
        FormatEntry(**{**_only(raw, _ENTRY_KEYS, "catalogo.toml"), "aliases": tuple(raw.get("aliases", ()))})
        for raw in listed
    )
    _unique([entry.id for entry in entries], "catalogo.toml")
    return Catalogue(folder, entries)


def _read_format(folder: Path, entry: FormatEntry) -> FormatSpec:
    name = f"{entry.id}.toml"
    raw = _load(folder / name)
    document = folder / "plantillas" / f"{entry.id}.docx"
    sections = (*_common_sections(folder), *(_section(each, name) for each in raw.get("section", ())))
    _unique([section.id for section in sections], name)
    _unique([field.id for section in sections for field in section.fields], name)
    _unique([f"{section.sheet}!{cell}" for section in sections for cell in _cells(section)], name)
    return FormatSpec(
        entry=entry,
        sections=sections,
        template=folder / "plantillas" / f"{entry.id}.xlsx",
        document=document if raw.get("document") else None,
    )


@cache
def _common_sections(folder: Path) -> tuple[SectionSpec, ...]:
    return tuple(_section(each, COMMON_SECTIONS) for each in _load(folder / COMMON_SECTIONS).get("section", ()))


def _cells(section: SectionSpec) -> list[str]:
    beside = [cell for each in section.fields for cell in (each.year_cell, each.source_cell) if cell]
    return [cell for each in section.fields for cell in section.places(each)] + [*section.year_cells, *beside]


def _section(raw: Mapping[str, Any], name: str) -> SectionSpec:
    _only(raw, _SECTION_KEYS, name)
    where = f"{name}, sección «{raw.get('id', '')}»"
    try:
        layout = Layout(raw["layout"])
        legal = _legal(raw.get("legal", ()))
        section = SectionSpec(
            id=raw["id"], title=raw["title"], help=raw["help"], sheet=raw["sheet"], layout=layout, legal=legal,
            fields=tuple(_field(each, legal, where) for each in raw["field"]),
            first_row=raw.get("first_row", 0), capacity=raw.get("capacity", 0),
            year_cells=tuple(raw.get("year_cells", ())),
            computed=tuple(
                ComputedColumn(each["label"], FieldKind(each["kind"]), each["column"], each["formula"])
                for each in raw.get("computed", ())
            ),
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise _wrong(where, f"falta o no se entiende {error}") from error
    _check_section(section, where)
    return section


def _field(raw: Mapping[str, Any], legal: tuple[LegalBasis, ...], where: str) -> FieldSpec:
    _only(raw, _FIELD_KEYS, where)
    origin = Origin(
        OriginKind(raw.get("origin", "manual")),
        raw.get("key", ""),
        Years(raw.get("years", "latest")),
        tuple(raw.get("alternatives", ())),
    )
    return FieldSpec(
        id=raw["id"], label=raw["label"], kind=FieldKind(raw["kind"]), help=raw["help"], origin=origin,
        legal=_legal(raw["legal"]) if "legal" in raw else legal, unit=raw.get("unit", ""),
        choices=tuple(raw.get("choices", ())),
        cells=tuple(raw["cells"]) if "cells" in raw else (raw["cell"],) if "cell" in raw else (),
        column=raw.get("column"), year_cell=raw.get("year_cell"), source_cell=raw.get("source_cell"),
        total=raw.get("total", False),
    )  # fmt: skip


def _check_section(section: SectionSpec, where: str) -> None:
    """What a section must be for its cells to make sense."""
    if not section.fields:
        raise _wrong(where, "no tiene campos")
    if section.layout is Layout.TABLE and not (section.first_row and section.capacity):
        raise _wrong(where, "una tabla necesita «first_row» y «capacity»")
    for each in section.fields:
        place = f"{where}, campo «{each.id}»"
        if (each.column is not None) != (section.layout is Layout.TABLE) or bool(each.cells) == bool(each.column):
            raise _wrong(place, "un campo de tabla tiene «column»; los demás, sus celdas")
        if section.layout is Layout.MATRIX and len(each.cells) != len(section.year_cells):
            raise _wrong(place, "una matriz tiene una celda por año")
        if (each.kind is FieldKind.CHOICE) != bool(each.choices):
            raise _wrong(place, "una lista tiene sus opciones, y solo ella")
        if (each.origin.kind is OriginKind.MANUAL) == bool(each.origin.key):
            raise _wrong(place, "el origen dice de dónde («key»), salvo que sea manual")
        if each.column is not None and not 1 <= column_number(each.column) <= 50:
            raise _wrong(place, f"«{each.column}» no es una columna")
        for cell in (*each.cells, each.year_cell, each.source_cell):
            _check_cell(cell, place)


def _check_cell(cell: str | None, where: str) -> None:
    if cell is not None:
        try:
            CellAddress.parse(cell)
        except ValueError as error:
            raise _wrong(where, f"«{cell}» no es una celda") from error


def _legal(written: Sequence[str]) -> tuple[LegalBasis, ...]:
    matches = (_BASIS.fullmatch(each) for each in written)
    return tuple(LegalBasis(match["norm"], match["article"]) for match in matches if match)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _wrong(path.name, "no existe") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path.name, f"no es TOML: {error}") from error


def _only(raw: Mapping[str, Any], known: set[str], where: str) -> Mapping[str, Any]:
    unknown = set(raw) - known
    if unknown:
        raise _wrong(where, f"no se conoce «{', '.join(sorted(unknown))}»")
    return raw


def _unique(names: Sequence[str], where: str) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise _wrong(where, f"se repite «{repeated[0]}»")


def _wrong(where: str, why: str) -> InvalidFormatError:
    return InvalidFormatError(f"El catálogo de formatos tiene un error en {where}: {why}.")

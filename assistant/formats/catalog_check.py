"""Whether the catalogue holds: its cells stand in its templates, its rules in the corpus, its indicators in theirs.

Reading nineteen templates and the whole corpus takes seconds, so this runs in tests and by hand, never on the way to an
answer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from assistant.formats.addresses import CellAddress
from assistant.formats.book import Book
from assistant.formats.catalog import Catalogue
from assistant.formats.records import FieldKind, FormatSpec, LegalBasis, OriginKind
from assistant.spanish import LegalReference, references


def check_catalogue(catalogue: Catalogue, corpus_dir: Path) -> tuple[str, ...]:
    """Everything that is wrong, one line each; nothing when the catalogue holds."""
    cited = cited_rules(corpus_dir)
    indicators = _indicators(corpus_dir)
    found: list[str] = []
    for spec in catalogue.specs():
        found += check_template(spec)
        found += [
            f"{spec.id}: el corpus no cita {basis.reference}" for basis in spec.legal if not _stands(basis, cited)
        ]
        for field in spec.fields:
            if field.origin.kind is OriginKind.INDICATOR:
                unknown = {field.origin.key, *field.origin.alternatives} - indicators
                found += [f"{spec.id}: no hay indicador «{key}» ({field.id})" for key in sorted(unknown)]
    return tuple(found)


def check_template(spec: FormatSpec) -> Iterator[str]:
    """Cells of a format that its workbook cannot take."""
    book = Book(spec.template)
    for section in spec.sections:
        if section.sheet not in book.sheet_parts:
            yield f"{spec.id}: la plantilla no tiene la hoja «{section.sheet}»"
            continue
        sheet = book.sheet(section.sheet)
        beside = [cell for each in section.fields for cell in (each.year_cell, each.source_cell) if cell]
        values = [(cell, each.kind) for each in section.fields for cell in section.places(each)]
        for written, kind in [*values, *((cell, None) for cell in (*section.year_cells, *beside))]:
            address = CellAddress.parse(written)
            cell = sheet.cell(address)
            place = f"{spec.id}: {section.sheet}!{written}"
            if cell is None:
                yield f"{place} no está en la plantilla"
            elif cell.formula is not None or sheet.anchor(address) != address:
                yield f"{place} no se puede llenar"
            elif book.styles is None or (sheet.protected and not book.styles.is_unlocked(cell.style)):
                yield f"{place} está bloqueada"
            elif kind is FieldKind.DATE and not book.styles.shows_dates(cell.style):
                yield f"{place} no muestra fechas"


def cited_rules(corpus_dir: Path) -> frozenset[tuple[str, str | None]]:
    """Every rule that the guidance cites: the norm's name and the article, and each norm by itself."""
    found: set[tuple[str, str | None]] = set()
    for path in sorted(corpus_dir.glob("*/*.md")):
        text = path.read_text(encoding="utf-8")
        own = next((line.removeprefix("norm:").strip() for line in text.splitlines() if line.startswith("norm:")), "")
        for reference in references(text):
            found |= _rules(reference, own)
    return frozenset(found)


def _rules(reference: LegalReference, own: str) -> set[tuple[str, str | None]]:
    names = {reference.norm.name} if reference.norm else set()
    if own and reference.article:
        names.add(own)  # a heading "Artículo 10" of a digest of one norm
    return {(name, article) for name in names for article in (None, reference.article)}


def _stands(basis: LegalBasis, cited: frozenset[tuple[str, str | None]]) -> bool:
    return (basis.norm, basis.article) in cited


def _indicators(corpus_dir: Path) -> frozenset[str]:
    listed = tomllib.loads((corpus_dir / "indicadores" / "catalogo.toml").read_text(encoding="utf-8"))
    return frozenset(each["id"] for each in listed["indicador"])

"""Which way of reading fits a file: the formats that are known, a mapping that is kept, or one proposed on the spot."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from assistant.errors import RelevoError
from assistant.indicators.entities import name_key
from ingest.indicators.annexes import FiscalAnnex
from ingest.indicators.mapped import MappedTable
from ingest.indicators.mapping import TableMapping, mapping_toml, read_mapping
from ingest.indicators.proposal import SEARCHED_ROWS, Proposal, find_mapped, headers_of, propose
from ingest.indicators.staged import Layout
from ingest.indicators.tables import Table, opened
from ingest.indicators.terridata import TerriData
from ingest.readers.blocks import refuse
from ingest.sources import slug

_PROPOSE = "Vea una propuesta con --propose, complétela y pásela con --mapping."


def layout_of(table: Table, mapping: TableMapping | None, folders: Iterable[Path]) -> Layout:
    """How to read a table.

    Args:
        table: the file.
        mapping: what a person says of it; stands over whatever is known.
        folders: where mappings are kept, the first first.

    Raises:
        UnreadableDocumentError: nothing in it looks like figures by entity, or the mapping is of another table.
        RelevoError: it is a table, and what its columns say cannot be told.
    """
    title = table.path.stem
    if mapping is not None:
        found = find_mapped(table, mapping)
        if found is None:
            raise refuse(
                table.path, "no tiene las columnas que dice el mapeo", "Compare sus encabezados con los del mapeo."
            )
        return MappedTable(_complete(table.path, found), title)
    known = TerriData.recognise(table) or FiscalAnnex.recognise(table) or _kept(table, folders)
    if known is not None:
        return known
    proposal = propose(table)
    if proposal is None:
        hint = "Importe una tabla con una columna de código DIVIPOLA o de nombre de la entidad, un año y datos."
        raise refuse(table.path, "no tiene una tabla de datos por entidad", hint)
    return MappedTable(_complete(table.path, proposal), title, is_proposed=True)


def proposed_mapping(path: Path) -> str:
    """The mapping that would be tried for a file, as TOML, complete or not.

    Raises:
        UnreadableDocumentError: it cannot be read, or nothing in it looks like figures by entity.
    """
    with opened(path) as table:
        proposal = propose(table)
        if proposal is None:
            raise refuse(path, "no tiene una tabla de datos por entidad", "Indique otro archivo.")
        return mapping_toml(proposal.mapping)


def save_mapping(path: Path, mapping: str, folder: Path) -> Path:
    """Keep the mapping of a file, for it and for tables with the same headers; returns where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{slug(path.stem)}.toml"
    draft = target.with_suffix(".nuevo")
    draft.write_text(mapping, encoding="utf-8")
    return draft.replace(target)


def _complete(path: Path, proposal: Proposal) -> Proposal:
    missing = proposal.mapping.lacks()
    if missing:
        raise RelevoError(f"De la tabla «{path.name}» no se pudo saber: {'; '.join(missing)}.", _PROPOSE)
    return proposal


def _kept(table: Table, folders: Iterable[Path]) -> Layout | None:
    """The table read by a mapping that was made for these very headers."""
    mappings = [read_mapping(file) for folder in folders for file in sorted(folder.glob("*.toml"))]
    by_signature: dict[frozenset[str], TableMapping] = {}
    for mapping in mappings:
        by_signature.setdefault(mapping.signature, mapping)
    for sheet in table.sheets:
        for number, cells in islice(sheet.rows(), SEARCHED_ROWS):
            kept = by_signature.get(frozenset(filter(None, map(name_key, headers_of(cells)))))
            if kept is not None and not kept.lacks():
                return MappedTable(Proposal(kept, sheet, number), table.path.stem)
    return None

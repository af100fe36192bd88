"""What an import says of itself: every row of a file is an observation, or is counted here with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a file was understood."""

    TERRIDATA = "terridata"
    FISCAL_ANNEX = "anexo-fiscal"
    TABLE = "tabla"


@dataclass(frozen=True, slots=True)
class Skipped:
    """What did not become observations: why (Spanish), how many rows or cells, and the first of them.

    ``examples`` are "fila 2", with the sheet before it and what stands there after it.
    """

    reason: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two files that say different things of one figure; ``believed`` names the file that stands."""

    indicator: str
    entity: str
    year: int
    here: str
    other: str
    other_file: str
    believed: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes:
        file: its name.
        kind: how it was understood.
        rows: rows of its sheets below the header, blank ones left out.
        cells: cells that should hold a figure: as many as rows in a long table, rows times columns in a wide one.
            ``cells == observations + what skipped says of cells``.
        observations: figures now in the store.
        entities: how many entities they are of.
        indicators: ids of their indicators.
        first_year: of the figures; None when there are none.
        last_year: of the figures.
        skipped: what did not become observations, and why.
        notices: what a person should know: ambiguous numbers, repaired text, hidden sheets.
        replaced: observations of an earlier import of the same file, now gone.
        new_entities: codes that the registry did not know, with the name that the file gives.
        conflicts: how many figures differ from another file's.
        conflict_examples: the first of them.
        mapping: the mapping by which a table was read, as TOML; empty for the formats that are known.
        mapping_file: where it was saved; empty where it was not.
    """

    file: str
    kind: Kind
    rows: int
    cells: int
    observations: int
    entities: int
    indicators: tuple[str, ...]
    first_year: int | None
    last_year: int | None
    skipped: tuple[Skipped, ...] = ()
    notices: tuple[str, ...] = ()
    replaced: int = 0
    new_entities: tuple[str, ...] = ()
    conflicts: int = 0
    conflict_examples: tuple[Conflict, ...] = ()
    mapping: str = ""
    mapping_file: str = ""


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that was not imported: its name, why, and what to do."""

    file: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a run did. ``store`` names the store now in use, ``observations`` counts all it holds.

    ``lost`` says why nothing of the store before could be kept, where it was damaged or of another version.
    """

    files: tuple[FileReport, ...]
    failed: tuple[FailedFile, ...]
    store: str
    observations: int
    lost: str = ""

"""Files of figures in, a published store out. Each file comes in whole or not at all; the others go on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from assistant.errors import RelevoError
from assistant.indicators.catalogue import Catalogue, load_catalogue
from assistant.indicators.entities import Registry, load_registry
from assistant.indicators.records import ImportedFile, IndicatorRecord
from assistant.indicators.store import current_file
from ingest.build import Progress, silent
from ingest.indicators.cells import month_of, repaired, unit_of, year_of
from ingest.indicators.layouts import layout_of, save_mapping
from ingest.indicators.mapping import TableMapping
from ingest.indicators.matching import EntityMatcher, IndicatorNames, NamedIndicator, seen_entity
from ingest.indicators.publishing import WORKPLACE, Draft, remove_leftovers
from ingest.indicators.report import FailedFile, FileReport, ImportReport, Skipped
from ingest.indicators.sample import SAMPLE_DATE, sample_is_due, sample_path
from ingest.indicators.staged import Journal, Layout, place
from ingest.indicators.staging import MOMENT, PLACE, TOPIC, Staging
from ingest.indicators.tables import Table, opened, refuse_empty
from ingest.indicators.terridata import FILLER, TerriData

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Importing:
    """What imports have in common: where the store lives, what is known beforehand, and who is told of the work.

    Attributes:
        directory: folder of the store (:func:`assistant.indicators.store_path`).
        corpus_dir: has the registry of entities and the catalogue.
        mapping: how to read tables that are of no known format; a proposal is made where there is none.
        progress: told what is being done.
    """

    directory: Path
    corpus_dir: Path
    mapping: TableMapping | None = None
    progress: Progress = silent


def import_files(paths: Sequence[Path], setting: Importing) -> ImportReport:
    """Import files into the store, and publish it.

    A file that cannot be read is told in the report and changes nothing; when none can, the store stays as it was.

    Raises:
        RelevoError: another import is at work, or the store cannot be written.
    """
    import duckdb

    try:
        setting.directory.mkdir(parents=True, exist_ok=True)
        with FileLock(setting.directory / ".lock", timeout=0):
            remove_leftovers(setting.directory)
            with (
                TemporaryDirectory(prefix=WORKPLACE, dir=setting.directory) as folder,
                _staging(Path(folder)) as staging,
            ):
                return _Run(setting, staging).of(paths)
    except Timeout as error:
        raise RelevoError("Otro proceso está importando indicadores.", "Espere a que termine y repita.") from error
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise RelevoError(
            "No se pudieron guardar los indicadores.", "Revise que haya espacio y permiso de escritura."
        ) from error


def bring_sample(setting: Importing) -> None:
    """Import the sample that Relevo brings, unless it is there: a check of a few milliseconds.

    Raises:
        RelevoError: the store is damaged, or another process is importing.
    """
    if sample_is_due(setting.directory, setting.corpus_dir):
        import_files([sample_path(setting.corpus_dir)], setting)


def mapping_folders(setting: Importing) -> tuple[Path, Path]:
    """Where mappings are: those that this machine made or was given, then those that Relevo brings."""
    return setting.directory / "mapeos", setting.corpus_dir / "indicadores" / "mapeos"


def _mended(text: str) -> str:
    return repaired(" ".join(text.split()))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _staging(folder: Path) -> Iterator[Staging]:
    staging = Staging(folder / "trabajo.duckdb")
    try:
        yield staging
    finally:
        staging.close()


class _Run:
    """One import: the files one after another, then the publication."""

    def __init__(self, setting: Importing, staging: Staging) -> None:
        self._setting = setting
        self._staging = staging
        self._draft = Draft(setting.directory, staging)
        self._registry: Registry = load_registry(setting.corpus_dir)
        self._catalogue: Catalogue = load_catalogue(setting.corpus_dir)
        self._now = datetime.now(UTC)

    def of(self, paths: Sequence[Path]) -> ImportReport:
        """Import them all and publish what could be read."""
        read: list[tuple[int, FileReport]] = []
        failed: list[FailedFile] = []
        names: set[str] = set()
        for done, path in enumerate(paths):
            self._setting.progress("Leyendo archivos", done, len(paths))
            try:
                read.append(self._file(path, names))
                names.add(path.name)
            except RelevoError as error:
                failed.append(FailedFile(path.name, error.user_message, error.hint))
        if not read:
            current = current_file(self._setting.directory)
            return ImportReport((), tuple(failed), current.stem if current else "", 0)
        self._setting.progress("Ordenando los datos", len(paths), len(paths) + 1)
        self._draft.order()
        reports = tuple(self._compared(number, report) for number, report in read)
        total = self._draft.total()
        return ImportReport(reports, tuple(failed), self._draft.publish(), total, self._draft.lost)

    def _file(self, path: Path, taken: Collection[str]) -> tuple[int, FileReport]:
        if path.name in taken:  # the second would replace the first
            raise RelevoError(f"Ya se leyó otro archivo llamado «{path.name}».", "Cámbiele el nombre a uno de los dos.")
        with opened(path) as table:
            layout = layout_of(table, self._setting.mapping, mapping_folders(self._setting))
            self._staging.begin()
            try:
                number, report = self._read(path, table, layout)
                self._staging.keep()
            except BaseException:
                self._staging.forget()
                raise
        if layout.is_proposed:
            report = replace(
                report, mapping_file=str(save_mapping(path, layout.mapping, mapping_folders(self._setting)[0]))
            )
        return number, report

    def _read(self, path: Path, table: Table, layout: Layout) -> tuple[int, FileReport]:
        journal = Journal(notices=list(table.notices))
        cells = self._load(layout, journal)
        if not cells:
            raise refuse_empty(path)
        new_entities = self._understand_places(path.name)
        self._understand_moments()
        self._mend_words(journal)
        number, replaced = self._draft.add_file(
            ImportedFile(path.name, _sha256(path), self._date(path, table), self._now, observations=0)
        )
        self._understand_topics(number)
        self._note_conventions(journal)
        self._staging.read()
        observations, entities, first, last = self._staging.summary()
        if not observations:
            raise self._nothing(path)
        ids = {held: identifier for identifier, (held, _) in self._draft.known_indicators().items()}
        return number, FileReport(
            file=path.name,
            kind=layout.kind,
            rows=journal.rows,
            cells=cells,
            observations=observations,
            entities=entities,
            indicators=tuple(sorted(ids[held] for held in self._staging.indicator_numbers())),
            first_year=first,
            last_year=last,
            skipped=(*journal.skipped(), *(self._left() if observations < cells else ())),
            notices=tuple(journal.notices),
            replaced=replaced,
            new_entities=new_entities,
            mapping=layout.mapping,
        )

    def _date(self, path: Path, table: Table) -> datetime:
        return SAMPLE_DATE if path == sample_path(self._setting.corpus_dir) else table.dated

    def _load(self, layout: Layout, journal: Journal) -> int:
        """Take the file's cells in; returns how many."""
        plain = layout.plain_text if isinstance(layout, TerriData) else None
        if plain is None:
            return self._staging.load(layout.cells(journal))
        journal.rows, cells = self._staging.load_export(*plain)
        if journal.rows > cells:
            journal.skip(FILLER, "", count=journal.rows - cells)
        return cells

    def _understand_places(self, file: str) -> tuple[str, ...]:
        """Find the entity of each writing; returns the codes that the registry did not know."""
        matcher = EntityMatcher(self._registry)
        rows, seen = [], []
        new: dict[str, str] = {}
        for code, name, department, level in self._staging.distinct(PLACE):
            match = matcher.match(code, name, department, level)
            rows.append((code, name, department, level, int(match.code) if match.code else None, match.reason))
            if match.code:
                seen.append(seen_entity(match.code, name, department, file))
            if match.new:
                new[match.code] = new.get(match.code) or repaired(name)
        self._staging.understand("places", rows)
        self._draft.add_entities(seen)
        return tuple(f"{code} {name}".strip() for code, name in sorted(new.items()))

    def _understand_moments(self) -> None:
        self._staging.understand(
            "moments",
            [
                (year, month, year_of(year), month_of(month) or month_of(year if "-" in year else "") or 0)
                for year, month in self._staging.distinct(MOMENT)
            ],
        )

    def _understand_topics(self, file: int) -> None:
        """Give each column of figures its indicator, entering those that are new."""
        known = self._draft.known_indicators()
        names = IndicatorNames(self._catalogue, (record for _, record in known.values()))
        percent, money = self._staging.columns_with("%"), self._staging.columns_with("$")
        numbers = {identifier: number for identifier, (number, _) in known.items()}
        understood = []
        for topic in self._staging.distinct(TOPIC):
            sheet, column, given, name, dimension, subcategory, unit, source, factor = topic
            name, dimension, subcategory, source = (_mended(text) for text in (name, dimension, subcategory, source))
            unit = unit_of(unit) or ("%" if (sheet, column) in percent else "pesos" if (sheet, column) in money else "")
            for each in [NamedIndicator(given)] if given else names.named(name, subcategory, unit):
                if each.id not in numbers:
                    record = IndicatorRecord(each.id, name, dimension, subcategory, unit or each.unit, 0, 0, 0)
                    numbers[each.id] = self._draft.add_indicator(record)
                cells = (sheet.strip(), column, factor)
                series = self._draft.add_series(file, numbers[each.id], unit or each.unit, source, cells)
                scale = float(Decimal(factor))
                understood.append((*topic, series, numbers[each.id], scale, each.first_year, each.last_year))
        self._staging.understand("topics", understood)

    def _mend_words(self, journal: Journal) -> None:
        mended = {word: fixed for word in self._staging.broken_words() if (fixed := repaired(word)) != word}
        self._staging.replace_words(mended)
        if mended:
            journal.notices.append(f"Se repararon {len(mended)} textos con letras dañadas.")

    def _note_conventions(self, journal: Journal) -> None:
        for found in self._staging.conventions():
            column = f"la columna {found.column}" + (f" de la hoja «{found.sheet.strip()}»" if found.sheet else "")
            if found.spanish and found.english:
                way = "1,234.5" if found.is_english else "1.234,5"
                journal.notices.append(f"En {column} hay números escritos de dos maneras; se leyeron como {way}.")
            elif found.ambiguous and not (found.spanish or found.english):
                journal.notices.append(
                    f"En {column} nada dice si «{found.example}» lleva miles o decimales; se leyó como se escribe en Colombia."
                )

    def _left(self) -> tuple[Skipped, ...]:
        return tuple(
            Skipped(
                left.reason, left.count, tuple(f"{place(sheet, row)}: {what}" for sheet, row, what in left.examples)
            )
            for left in self._staging.left()
        )

    def _nothing(self, path: Path) -> RelevoError:
        reasons = "; ".join(f"{left.reason.lower()} ({left.count})" for left in self._staging.left()[:3])
        return RelevoError(f"En «{path.name}» no se entendió ningún dato: {reasons}.", "Revise el archivo o su mapeo.")

    def _compared(self, number: int, report: FileReport) -> FileReport:
        """With what other files say of the same figures."""
        conflicts, examples = self._draft.conflicts(number)
        twice = self._draft.said_twice(number)
        notices = report.notices
        if twice:
            notices += (f"El archivo da {twice} cifras dos veces y con valores distintos; vale la última.",)
        return replace(report, conflicts=conflicts, conflict_examples=examples, notices=notices)

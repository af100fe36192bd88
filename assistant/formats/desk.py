"""The desk for formats: the catalogue, the figures and the saved drafts together, for every door."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.figures import FigureDesk
from assistant.formats.catalog import Catalogue, load_catalogue
from assistant.formats.changes import TemplateChanges, template_changes
from assistant.formats.drafts import DraftStore, NewValue, drafts_file
from assistant.formats.drafts_records import Draft, Period, TypedValue
from assistant.formats.filling import fill_format, zip_files
from assistant.formats.fills import FillReport
from assistant.formats.prefill import Sources, prefill
from assistant.indicators.entities import Entity
from assistant.indicators.readings import Readings
from assistant.settings import Settings
from assistant.spanish import fold

ALL_NAME = "formatos-{code}.zip"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class FilledFormat:
    """A format written to a file, and the draft that it was written from."""

    draft: Draft
    report: FillReport


class FormatDesk:
    """Pre-fills, keeps and writes the formats of any entity. Safe to use from several threads."""

    def __init__(self, settings: Settings, figures: FigureDesk | None = None) -> None:
        """Open the desk.

        Args:
            settings: where the corpus, the figures and the drafts are.
            figures: a desk for figures already open.
        """
        self.figures = figures or FigureDesk(settings)
        self.drafts = DraftStore(drafts_file(settings))
        self._corpus = settings.corpus_dir

    @property
    def catalogue(self) -> Catalogue:
        """The formats there are.

        Raises:
            InvalidFormatError: the list of formats is missing or wrong.
        """
        return load_catalogue(self._corpus)

    def draft(self, format_id: str, entity: Entity, period: Period | None = None) -> Draft:
        """A format pre-filled for an entity, with what people wrote in it.

        Raises:
            InvalidFormatError: there is no such format.
            IndicatorsUnavailableError: the figures are damaged.
            DraftsUnavailableError: the saved drafts are damaged or busy.
        """
        return self._drafts([format_id], entity, period)[0]

    def all_drafts(self, entity: Entity, period: Period | None = None) -> tuple[Draft, ...]:
        """Every format pre-filled for an entity, in the catalogue's order; see :meth:`draft`."""
        return self._drafts([entry.id for entry in self.catalogue.entries], entity, period)

    def preview(
        self, format_id: str, entity: Entity, values: Sequence[NewValue], period: Period | None = None, by: str = ""
    ) -> Draft:
        """A draft with values that are not saved; see :meth:`draft`."""
        saved = self.sources(entity)
        now = dt.datetime.now(dt.UTC)
        new = tuple(TypedValue(format_id, each.field_id, each.value, by, now, each.position) for each in values)
        sources = replace(saved, typed=(*saved.typed, *new))
        return prefill(self.catalogue.get(format_id), entity, sources, period)

    def fill(self, draft: Draft, out: Path) -> FilledFormat:
        """Write a draft to a file: .xlsx, .docx or .pdf by its suffix; see :func:`assistant.formats.filling.fill_format`."""
        return FilledFormat(draft, fill_format(self.catalogue.get(draft.format_id), draft, out))

    def changes(self, draft: Draft) -> tuple[TemplateChanges, ...]:
        """What writing a draft changes in each template of its format, by writing it and comparing; see :meth:`fill`."""
        spec = self.catalogue.get(draft.format_id)
        with tempfile.TemporaryDirectory(prefix="relevo-formato-") as folder:
            return tuple(
                template_changes(template, self.fill(draft, Path(folder) / f"lleno{template.suffix}").report)
                for template in (spec.template, spec.document)
                if template is not None
            )

    def fill_all(
        self, entity: Entity, folder: Path, period: Period | None = None, progress: Progress | None = None
    ) -> tuple[list[FilledFormat], Path]:
        """Write every format into a folder, and all of them in one zip beside them.

        Args:
            entity: whose formats.
            folder: where they are written.
            period: the years that they speak of.
            progress: told the title of each format, how many are done and how many there are.

        Raises:
            OSError: the folder cannot be written.
        """
        filled = []
        drafts = self.all_drafts(entity, period)
        for done, draft in enumerate(drafts):
            if progress is not None:
                progress(draft.title, done, len(drafts))
            spec = self.catalogue.get(draft.format_id)
            suffixes = (".xlsx", ".docx") if spec.document else (".xlsx",)
            filled += [self.fill(draft, folder / file_name(draft, suffix, self.catalogue)) for suffix in suffixes]
        archive = zip_files([each.report.path for each in filled], folder / ALL_NAME.format(code=entity.code))
        return filled, archive

    def _drafts(self, format_ids: Sequence[str], entity: Entity, period: Period | None) -> tuple[Draft, ...]:
        sources = self.sources(entity)
        return tuple(
            prefill(self.catalogue.get(each), entity, sources, period, _version(sources.typed, each))
            for each in format_ids
        )

    def sources(self, entity: Entity) -> Sources:
        """Where the formats of an entity read: the figures, and what people wrote."""
        store = self.figures.store()
        readings = Readings(store, self.figures.registry, self.figures.catalogue)
        return Sources(readings, store, self.drafts.typed(entity.code))


def file_name(draft: Draft, suffix: str, catalogue: Catalogue) -> str:
    """The name of a filled format: "empalme-02-situacion-fiscal-05756.xlsx", so that a folder lists them in order."""
    entry = catalogue.get(draft.format_id).entry
    return f"{fold(entry.group)}-{entry.number:02d}-{entry.id}-{draft.entity_code}{suffix}"


def _version(typed: Sequence[TypedValue], format_id: str) -> int:
    return max((each.version for each in typed if each.format_id == format_id), default=0)

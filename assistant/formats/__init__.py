"""Hand-over and planning formats: what each asks for, and templates filled without touching anything else."""

from assistant.formats.catalog import Catalogue, load_catalogue
from assistant.formats.changes import TemplateChanges, template_changes
from assistant.formats.document import fill_document
from assistant.formats.fills import (
    CellFill,
    DocumentFill,
    FillReport,
    PendingCell,
    Refusal,
    SourceLine,
    TargetKind,
)  # fmt: skip
from assistant.formats.package_diff import CellChange, PackageDiff, PartChange, package_diff
from assistant.formats.pdf import libreoffice, write_pdf
from assistant.formats.records import (
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
from assistant.formats.workbook import fill_workbook

__all__ = [
    "Catalogue", "CellChange", "CellFill", "DocumentFill", "FieldKind", "FieldSpec", "FillReport", "FormatEntry",
    "FormatSpec", "Layout", "LegalBasis", "Origin", "OriginKind", "PackageDiff", "PartChange", "PendingCell", "Refusal",
    "SectionSpec", "SourceLine", "TargetKind", "TemplateChanges", "Years", "fill_document", "fill_workbook", "libreoffice",
    "load_catalogue", "package_diff", "template_changes", "write_pdf",
]  # fmt: skip

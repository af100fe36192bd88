"""A template of any origin opened and its fields found."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assistant.formats.package import DOCUMENT, MEGABYTE, WORKBOOK, Template, refuse
from assistant.formats.reading.document_fields import document_fields
from assistant.formats.reading.records import DetectedTemplate
from assistant.formats.reading.workbook_fields import workbook_fields
from assistant.indicators.catalogue import Catalogue

MAX_SHEETS = 40 * MEGABYTE
"""Sheets larger than this (as XML) are data and no form: finding fields in them would take minutes."""


def read_template(path: Path, catalogue: Catalogue) -> DetectedTemplate:
    """Find the fields of a workbook or document.

    Args:
        path: the .xlsx or .docx.
        catalogue: the indicators that may fill it.

    Raises:
        InvalidTemplateError: it is missing, damaged, over-large, protected, carries macros or is something else.
    """
    if path.suffix.lower() == ".docx":
        Template(path, DOCUMENT)  # every check before another library opens it
        found = document_fields(path, catalogue)
    elif path.suffix.lower() in {".xlsx", ".xlsm", ".xls"}:
        _check_size(Template(path, WORKBOOK))
        found = workbook_fields(path, catalogue)
    else:
        raise refuse(path, "no es un libro de Excel ni un documento de Word", "Guárdela como .xlsx o .docx.")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return DetectedTemplate(path.name, digest, found.fields, found.tables, found.instructions)


def _check_size(package: Template) -> None:
    size = sum(len(package[part]) for part in package.parts if "/worksheets/" in part)
    if size > MAX_SHEETS:
        raise refuse(
            package.path, "tiene demasiados datos para buscar campos en ella", "Deje solo las hojas del formato."
        )

"""Documents of any supported kind, read by one call: the reader is chosen by the name of the file and by its content.

The readers are imported when they are used: a question never needs one.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from assistant.errors import UnreadableDocumentError
from ingest.documents import ParsedDocument
from ingest.readers.base import Limits, Reader

__all__ = ["Limits", "Reader", "read_document", "reader_for", "supported_suffixes"]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of document: what people call it, its reader, and the endings its files have, the usual one first."""

    name: str
    module: str
    reader: str
    suffixes: tuple[str, ...]


_PDF = _Kind("un PDF", "pdf", "PdfReader", (".pdf",))
_DOCX = _Kind("un documento de Word", "office.docx", "DocxReader", (".docx", ".docm"))
_XLSX = _Kind("un libro de Excel", "office.xlsx", "XlsxReader", (".xlsx", ".xlsm"))
_PPTX = _Kind("una presentación de PowerPoint", "office.pptx", "PptxReader", (".pptx", ".pptm", ".ppsx"))
_HTML = _Kind("una página web", "html", "HtmlReader", (".html", ".htm", ".xhtml"))
_MARKDOWN = _Kind("un texto Markdown", "markdown", "MarkdownReader", (".md", ".markdown"))
_TEXT = _Kind("un texto sin formato", "text", "TextReader", (".txt",))
_KINDS = {suffix: kind for kind in (_PDF, _DOCX, _XLSX, _PPTX, _HTML, _MARKDOWN, _TEXT) for suffix in kind.suffixes}

_OLD_OFFICE = {".doc": ".docx", ".dot": ".docx", ".rtf": ".docx", ".odt": ".docx", ".xls": ".xlsx", ".ods": ".xlsx",
               ".ppt": ".pptx", ".pps": ".pptx", ".odp": ".pptx"}  # fmt: skip
_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp"}

_SNIFFED = 4096
_PDF_WITHIN = 1024
_STRAY = 16  # bytes that may stand before the mark of a PDF; farther in, it may be a text that speaks of PDFs
_PARTS = {"word/": _DOCX, "xl/": _XLSX, "ppt/": _PPTX}
_SIGNATURES = {
    b"{\\rtf": "un texto RTF",
    b"\x89PNG\r\n": "una imagen",
    b"\xff\xd8\xff": "una imagen",
    b"GIF8": "una imagen",
    b"II*\x00": "una imagen",
    b"MM\x00*": "una imagen",
    b"Rar!": "un archivo comprimido",
    b"7z\xbc\xaf": "un archivo comprimido",
    b"\x1f\x8b": "un archivo comprimido",
    b"MZ": "un programa",
    b"\x7fELF": "un programa",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta")


def supported_suffixes() -> frozenset[str]:
    """Return the endings of the files that can be read, lower case with the dot."""
    return frozenset(_KINDS)


def read_document(path: Path, limits: Limits = Limits()) -> ParsedDocument:  # noqa: B008 - frozen, never changed
    """Read a document of any supported kind.

    Args:
        path: the file.
        limits: how large it may be.

    Raises:
        UnreadableDocumentError: its kind is not supported, its name does not say what it holds, or its reader refuses it.
    """
    return reader_for(path).read(path, limits)


def reader_for(path: Path) -> Reader:
    """Return the reader for a file.

    Args:
        path: the file; its first bytes are looked at, because a web page is often saved under the name of a PDF.

    Raises:
        UnreadableDocumentError: it cannot be opened, is empty, of an unsupported kind, or holds something else than its
            name says.
    """
    kind = _KINDS.get(path.suffix.lower())
    start = _start(path)
    found = _sniff(path, start)
    if kind is None:
        raise _unsupported(path, found)
    if found is not None and found != kind and not (found == _HTML and kind in (_MARKDOWN, _TEXT)):
        raise _mislabelled(path, kind, found)
    module = import_module(f"ingest.readers.{kind.module}")
    return cast("Reader", getattr(module, kind.reader)())


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFFED)
    except OSError:
        raise UnreadableDocumentError(
            f"No se pudo abrir el archivo «{path.name}».", "Revise que exista y que usted tenga permiso para leerlo."
        ) from None
    if not start:
        raise UnreadableDocumentError(
            f"El archivo «{path.name}» está vacío (0 bytes).",
            "Vuelva a descargarlo o pida de nuevo el archivo a quien lo envió.",
        )
    return start


def _sniff(path: Path, start: bytes) -> _Kind | str | None:
    """Return what the content is: a kind, the name of something unsupported, or None where it does not tell."""
    place = start.find(b"%PDF-", 0, _PDF_WITHIN)
    if 0 <= place <= _STRAY or (place > 0 and path.suffix.lower() == ".pdf"):
        return _PDF
    if start.startswith(b"PK\x03\x04"):
        return _sniff_zip(path)
    for signature, name in _SIGNATURES.items():
        if start.startswith(signature):
            return name
    if start.startswith(_OLE) and path.suffix.lower() not in {*_DOCX.suffixes, *_XLSX.suffixes, *_PPTX.suffixes}:
        return "un archivo de Office antiguo"  # under a new name it may be a protected one: its reader tells which
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return _HTML if text.startswith(_HTML_STARTS) else None


def _sniff_zip(path: Path) -> _Kind | str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return None if path.suffix.lower() in _KINDS else "un archivo comprimido"
    for part, kind in _PARTS.items():
        if any(name.startswith(part) for name in names):
            return kind
    return "un documento de LibreOffice" if "mimetype" in names[:1] else "un archivo comprimido"


def _mislabelled(path: Path, kind: _Kind, found: _Kind | str) -> UnreadableDocumentError:
    said = f"El archivo «{path.name}» tiene nombre de {_bare(kind.name)}, pero por dentro es"
    if isinstance(found, str):
        return UnreadableDocumentError(
            f"{said} {found}.", "Consiga el documento original, o ábralo y guárdelo como PDF o como documento de Word."
        )
    if found == _HTML:
        return UnreadableDocumentError(
            f"{said} {found.name}.",
            "Suele ser el aviso de un portal en vez del documento: descárguelo de nuevo desde el navegador.",
        )
    return UnreadableDocumentError(f"{said} {found.name}.", f"Cámbiele la terminación a {found.suffixes[0]}.")


def _unsupported(path: Path, found: _Kind | str | None) -> UnreadableDocumentError:
    suffix = path.suffix.lower()
    said = f"El archivo «{path.name}» no es de un tipo que Relevo pueda leer."
    if isinstance(found, _Kind):
        return UnreadableDocumentError(
            said, f"Por dentro es {found.name}: cámbiele la terminación a {found.suffixes[0]}."
        )
    if suffix in _OLD_OFFICE:
        return UnreadableDocumentError(said, f"Ábralo y guárdelo como {_OLD_OFFICE[suffix]}.")
    if suffix in _PICTURES or found == "una imagen":
        return UnreadableDocumentError(
            said,
            "Es una imagen: pásela por un programa de reconocimiento de texto (OCR) y guarde el resultado como PDF.",
        )
    return UnreadableDocumentError(
        said, "Puede leer PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), páginas web, Markdown y texto (.txt)."
    )


def _bare(name: str) -> str:
    return name.split(" ", 1)[1]

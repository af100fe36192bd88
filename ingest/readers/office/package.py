"""Office files opened safely: every check before any parser sees the content.

An Office file is a zip of XML parts (ECMA-376). Both layers can be made to exhaust a machine: a zip that unpacks to
terabytes, XML whose entities multiply. :class:`Package` refuses both, and parses parts with a parser that resolves no
entity and reaches for no network.
"""

from __future__ import annotations

import copy
import mmap
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from lxml import etree

from assistant.errors import UnreadableDocumentError
from ingest.readers.base import Limits
from ingest.readers.blocks import MEGABYTE, check_size, clean, damage_reported, refuse

RATIO_MATTERS_FROM = MEGABYTE  # a small part that packs well threatens nobody

_CHUNK = 64 * 1024
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_DISGUISES = {b"%PDF": "un PDF", b"{\\rtf": "un texto RTF", b"<": "una página web"}
_STRICT_NAMESPACES = {
    f"http://purl.oclc.org/ooxml/{strict}".encode(): f"http://schemas.openxmlformats.org/{usual}".encode()
    for strict, usual in {
        "wordprocessingml/main": "wordprocessingml/2006/main",
        "spreadsheetml/main": "spreadsheetml/2006/main",
        "drawingml/main": "drawingml/2006/main",
        "officeDocument/relationships": "officeDocument/2006/relationships",
        "officeDocument/math": "officeDocument/2006/math",
    }.items()
}
_CORE_PROPERTIES = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "keywords": "keywords",
    "description": "description",
    "category": "category",
    "created": "created",
    "modified": "modified",
    "lastModifiedBy": "last_modified_by",
    "language": "language",
}


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """One Office format: how to call it, what its main part declares itself to be, and its ancestor before 2007."""

    name: str
    suffix: str
    content_type: re.Pattern[str]
    old_stream: str
    old_suffix: str


WORD = OfficeKind(
    "un documento de Word",
    ".docx",
    re.compile(r"word(?:processingml)?\.(?:document|template)(?:\.macroEnabled)?(?:Template)?\.main\+xml"),
    "WordDocument",
    ".doc",
)
EXCEL = OfficeKind(
    "un libro de Excel",
    ".xlsx",
    re.compile(r"(?:ms-excel|spreadsheetml)\.(?:sheet|template)(?:\.macroEnabled)?\.main\+xml"),
    "Workbook",
    ".xls",
)
POWERPOINT = OfficeKind(
    "una presentación de PowerPoint",
    ".pptx",
    re.compile(r"(?:ms-powerpoint|presentationml)\.(?:presentation|slideshow)(?:\.macroEnabled)?\.main\+xml"),
    "PowerPoint Document",
    ".ppt",
)


class Package:
    """An Office file that has passed every check and can be parsed without risk.

    Args:
        path: the file.
        limits: how large it may be, packed and unpacked.
        kind: what it must be.

    Raises:
        UnreadableDocumentError: it is empty, over-large, damaged, protected by a password, hostile, of the formats
            before 2007, or something else under this name.
    """

    def __init__(self, path: Path, limits: Limits, kind: OfficeKind) -> None:
        check_size(path, limits)
        self._path = path
        with damage_reported(path):
            self._archive = _open_zip(path, kind)
        try:
            self._parts = {part.filename.replace("\\", "/").lower(): part for part in self._archive.infolist()}
            self._check_declared(limits)
            self._check_content()
            self.main = self._find_main(kind)
        except BaseException:
            self._archive.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A part as a stream; a damaged one is reported as such."""
        with damage_reported(self._path), self._archive.open(self._parts[name.lower()]) as stream:
            yield stream

    def parse(self, name: str | None) -> etree._Element | None:
        """The root element of an XML part, None where the package has no such part."""
        if name is None or name.lower() not in self._parts:
            return None
        with self.open(name) as stream:
            content = stream.read()
            for strict, usual in _STRICT_NAMESPACES.items() if b"//purl.oclc.org/ooxml" in content else ():
                content = content.replace(strict, usual)
            return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to inside the package: relationship id -> (last word of its type, part name)."""
        folder, base = posixpath.split(name)
        root = self.parse(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for link in root if root is not None else ():
            if isinstance(link.tag, str) and link.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))
                found[link.get("Id", "")] = (link.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def properties(self) -> dict[str, str]:
        """The core properties: title, author, dates."""
        names = [target for kind, target in self.related("").values() if kind == "core-properties"]
        root = self.parse(names[0] if names else "docProps/core.xml")
        found: dict[str, str] = {}
        for element in root if root is not None else ():
            if isinstance(element.tag, str) and (key := _CORE_PROPERTIES.get(etree.QName(element).localname)):
                value = clean(element.text or "")
                if value:
                    found[key] = value[:10] if key in {"created", "modified"} else value
        return found

    def _check_declared(self, limits: Limits) -> None:
        """Judge the package by its table of contents, before unpacking anything."""
        parts = self._archive.infolist()
        if any(part.flag_bits & 0x1 for part in parts):
            raise _protected(self._path)
        for part in parts:
            is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
            packed_too_well = part.file_size > max(part.compress_size, 1) * limits.compression_ratio
            if is_xml and part.file_size > RATIO_MATTERS_FROM and packed_too_well:
                raise refuse(self._path, "se infla de forma sospechosa al descomprimirlo y no se leyó")
        total = sum(part.file_size for part in parts)
        if total > limits.unpacked_bytes:
            allowed = f"{limits.unpacked_bytes / MEGABYTE:.0f} MB"
            raise refuse(self._path, f"ocuparía {total / MEGABYTE:.0f} MB al descomprimirlo y el máximo es {allowed}")

    def _check_content(self) -> None:
        """Unpack every part once, in small pieces: it must be as large as declared and hold no document type."""
        for part in self._archive.infolist():
            with damage_reported(self._path):
                # One byte more than declared: zipfile stops at the size the part claims, however much more it holds.
                probe = copy.copy(part)
                probe.file_size += 1
                with self._archive.open(probe) as stream:
                    size = sum(len(piece) for piece in iter(lambda: stream.read(_CHUNK), b""))
                if size != part.file_size:
                    raise zlib.error(part.filename)
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with self._archive.open(part) as stream:
                        self._refuse_document_type(stream)

    def _refuse_document_type(self, stream: IO[bytes]) -> None:
        """ECMA-376 forbids document types; they serve to multiply entities and to read files of the machine."""
        try:
            next(iter(ElementTree.iterparse(stream, events=("start",), forbid_dtd=True)), None)
        except DefusedXmlException as error:
            raise refuse(self._path, "trae instrucciones XML peligrosas y no se leyó") from error
        except ParseError:
            return  # a damaged part matters only if it is needed, and then its parser says so

    def _find_main(self, kind: OfficeKind) -> str:
        types = self.parse("[Content_Types].xml")
        declared = [entry.get("ContentType", "") for entry in types] if types is not None else []
        main = [target for link, target in self.related("").values() if link == "officeDocument"]
        if (
            not any(kind.content_type.search(each) for each in declared)
            or not main
            or main[0].lower() not in self._parts
        ):
            hint = f"Guárdelo como {kind.suffix} desde su programa y vuelva a cargarlo."
            raise refuse(self._path, f"es un archivo comprimido, pero no contiene {kind.name}", hint)
        return main[0]


def _open_zip(path: Path, kind: OfficeKind) -> zipfile.ZipFile:
    with path.open("rb") as stream:
        start = stream.read(8)
        if start == _OLE_MAGIC:
            raise _old_or_protected(path, stream, kind)
    if start.startswith(_ZIP_MAGIC):
        try:
            return zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise refuse(path, "está incompleto o dañado", "Vuelva a descargarlo o pídalo de nuevo.") from error
    for magic, disguise in _DISGUISES.items():
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
            raise refuse(
                path, f"no es {kind.name}, sino {disguise} con otro nombre", "Póngale su terminación verdadera."
            )
    raise refuse(path, f"no es {kind.name} o está dañado")


def _old_or_protected(path: Path, stream: IO[bytes], kind: OfficeKind) -> UnreadableDocumentError:
    """Office keeps two things in an OLE container: encrypted files of today, and every file from before 2007."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            return _protected(path)
        if content.find(kind.old_stream.encode("utf-16-le")) >= 0:
            why = f"es del formato anterior a 2007 ({kind.old_suffix}), que no se puede leer"
            return refuse(path, why, f"Ábralo y guárdelo como {kind.suffix}.")
    return refuse(path, f"no es {kind.name} o está dañado")


def _protected(path: Path) -> UnreadableDocumentError:
    return refuse(path, "está protegido con contraseña", "Guárdelo sin contraseña y vuelva a cargarlo.")

"""Office packages opened without risk and written without touching what nobody asked to change.

A workbook or document is a zip of parts (ECMA-376 part 2). :class:`Template` refuses what cannot be filled in one
sentence each; :func:`write_package` copies every part that did not change with its compressed bytes as they are, and
publishes the result by renaming, so that a fill cut off leaves no half file.
"""

from __future__ import annotations

import copy
import os
import posixpath
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lxml import etree

from assistant.errors import InvalidTemplateError
from assistant.formats.markup import MarkupError, outline

MEGABYTE = 1 << 20
MAX_FILE = 25 * MEGABYTE
MAX_UNPACKED = 250 * MEGABYTE
MAX_PARTS = 5_000
MAX_RATIO = 200  # sheets of real town halls pack 10 to 40 times
RATIO_MATTERS_FROM = 5 * MEGABYTE

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_NEW_PART_DATE = (1980, 1, 1, 0, 0, 0)
_MACROS = re.compile(r"vbaProject|macroEnabled", re.IGNORECASE)
_DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TemplateKind:
    """What a template must be: its name for people, its suffix, and what its main part declares itself to be."""

    name: str
    suffix: str
    content_type: str


WORKBOOK = TemplateKind("un libro de Excel", ".xlsx", "spreadsheetml.sheet.main+xml")
DOCUMENT = TemplateKind("un documento de Word", ".docx", "wordprocessingml.document.main+xml")


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another inside the package; ``kind`` is the last word of its type."""

    id: str
    kind: str
    target: str


class Template:
    """A workbook or document that has passed every check: its parts can be read and written again.

    Args:
        path: the file.
        kind: what it must be.

    Raises:
        InvalidTemplateError: it is missing, empty, damaged, over-large, protected by a password, carries macros or a
            digital signature, or is something else.
    """

    def __init__(self, path: Path, kind: TemplateKind) -> None:
        self.path = path
        self._content: dict[str, bytes] = {}
        _check_file(path, kind)
        try:
            with zipfile.ZipFile(path) as archive:
                self._read(archive, kind)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, MarkupError) as error:
            raise refuse(path, "está dañado o incompleto", "Vuelva a descargarlo o pídalo de nuevo.") from error
        self.main = self._find_main(kind)

    def __contains__(self, part: str) -> bool:
        return part in self._content

    def __getitem__(self, part: str) -> bytes:
        """The bytes of a part.

        Raises:
            InvalidTemplateError: the package refers to a part that it does not have.
        """
        if part not in self._content:
            raise refuse(self.path, "está incompleto: le falta una de sus partes", "Pídalo de nuevo a quien lo envió.")
        return self._content[part]

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its parts, in the order of the package."""
        return tuple(self._content)

    def parse(self, part: str) -> etree._Element:
        """The root element of a part, with no entity resolved.

        Raises:
            InvalidTemplateError: the part is not well-formed.
        """
        return parse_part(self.path, self[part])

    def related(self, part: str) -> tuple[Relationship, ...]:
        """What a part refers to inside the package ("" for the package itself)."""
        rels = rels_of(part)
        if rels not in self._content:
            return ()
        links = (
            link for link in self.parse(rels) if isinstance(link.tag, str) and link.get("TargetMode") != "External"
        )
        return tuple(
            Relationship(
                link.get("Id", ""),
                link.get("Type", "").rpartition("/")[2],
                posixpath.normpath(
                    posixpath.join("/", posixpath.dirname(part), link.get("Target", "").replace("\\", "/"))
                ).lstrip("/"),
            )
            for link in links
        )

    def target(self, part: str, kind: str) -> str | None:
        """The part of that kind that a part refers to, if any: its styles, its comments."""
        return next((link.target for link in self.related(part) if link.kind == kind), None)

    def _read(self, archive: zipfile.ZipFile, kind: TemplateKind) -> None:
        members = archive.infolist()
        self._check_declared(members)
        for member in members:
            self._content[member.filename] = archive.read(member)  # checks the part's CRC and its declared size
        if any(_MACROS.search(name) for name in self._content) or _MACROS.search(self._types()):
            raise refuse(
                self.path, "tiene macros y por seguridad no se llena", f"Guárdelo como {kind.suffix} sin macros."
            )
        if any(name.lower().startswith("_xmlsignatures/") for name in self._content):
            raise refuse(
                self.path, "está firmado digitalmente y llenarlo anularía la firma", "Use una copia sin firmar."
            )
        for name, content in self._content.items():
            if name.lower().endswith((".xml", ".rels", ".vml")) and _DOCUMENT_TYPE.search(content[:4096]):
                raise refuse(self.path, "trae instrucciones XML peligrosas y no se abrió")

    def _check_declared(self, members: list[zipfile.ZipInfo]) -> None:
        """Judge the package by its table of contents, before unpacking anything."""
        if any(member.flag_bits & 0x1 for member in members):
            raise _protected(self.path)
        if len({member.filename.lower() for member in members}) != len(members):
            raise refuse(self.path, "está dañado: tiene partes repetidas", "Ábralo y guárdelo de nuevo.")
        unpacked = sum(member.file_size for member in members)
        swollen = any(
            member.file_size > RATIO_MATTERS_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1)
            for member in members
        )
        if len(members) > MAX_PARTS or unpacked > MAX_UNPACKED or swollen:
            raise refuse(
                self.path, "es demasiado grande al descomprimirlo y no se abrió", "Divídalo en archivos menores."
            )

    def _types(self) -> str:
        return self._content.get("[Content_Types].xml", b"").decode("utf-8", errors="replace")

    def _find_main(self, kind: TemplateKind) -> str:
        main = self.target("", "officeDocument") if "_rels/.rels" in self._content else None
        if kind.content_type not in self._types() or main not in self._content:
            raise refuse(self.path, f"no es {kind.name}", f"Guárdelo como {kind.suffix} desde su programa.")
        outline(self._content[main], depth=1)
        return main


def parse_part(path: Path, content: bytes) -> etree._Element:
    """The root element of a part of ``path``; see :meth:`Template.parse`."""
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise refuse(path, "está dañado: una de sus partes no se puede leer", "Pídalo de nuevo.") from error


def rels_of(part: str) -> str:
    """The part that holds a part's relationships: "xl/workbook.xml" -> "xl/_rels/workbook.xml.rels"."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def write_package(template: Template, changed: Mapping[str, bytes], out: Path) -> None:
    """Write the template with some parts replaced or added.

    Parts that stay keep their compressed bytes and their place; new ones come last. The file appears whole or not at
    all: it is written aside, in the same folder, and renamed.

    Args:
        template: what to copy from.
        changed: part name -> its new bytes.
        out: the file to write, replaced if it exists.

    Raises:
        OSError: the folder cannot be written.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=out.parent, prefix=".relevo-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w+b") as stream:
            _write_archive(template, changed, stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(out)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _write_archive(template: Template, changed: Mapping[str, bytes], stream: IO[bytes]) -> None:
    with (
        template.path.open("rb") as source,
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename in changed:
                new.writestr(_member(member.filename, member.date_time), changed[member.filename])
            else:
                _copy_raw(source, member, new)
        for name in changed:
            if name not in template:
                new.writestr(_member(name, _NEW_PART_DATE), changed[name])


def _member(name: str, date: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, date)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _copy_raw(source: IO[bytes], member: zipfile.ZipInfo, new: zipfile.ZipFile) -> None:
    """Copy a part as it lies in the file. zipfile has no call for it, so its own book-keeping is done here."""
    source.seek(member.header_offset)
    _, name_length, extra_length = _LOCAL_HEADER.unpack(source.read(_LOCAL_HEADER.size))
    source.seek(name_length + extra_length, os.SEEK_CUR)
    compressed = source.read(member.compress_size)
    stream = new.fp
    assert stream is not None
    kept = copy.copy(member)
    kept.header_offset = stream.seek(new.start_dir)
    kept.flag_bits &= ~0x08  # sizes stand in the header, no descriptor follows
    stream.write(kept.FileHeader(zip64=False))
    stream.write(compressed)
    new.filelist.append(kept)
    new.NameToInfo[kept.filename] = kept
    new.start_dir = stream.tell()


def refuse(path: Path, why: str, hint: str = "") -> InvalidTemplateError:
    """The error that tells a person why a template cannot be filled."""
    return InvalidTemplateError(f"La plantilla «{path.name}» {why}.", hint)


def _protected(path: Path) -> InvalidTemplateError:
    return refuse(path, "está protegida con contraseña", "Guárdela sin contraseña y vuelva a intentarlo.")


def _check_file(path: Path, kind: TemplateKind) -> None:
    if not path.is_file():
        raise refuse(path, "no existe", "Revise el nombre del archivo.")
    size = path.stat().st_size
    if size > MAX_FILE:
        allowed = MAX_FILE // MEGABYTE
        raise refuse(
            path, f"pesa {size / MEGABYTE:.0f} MB y el máximo es {allowed} MB", "Quite imágenes u hojas que sobren."
        )
    with path.open("rb") as stream:
        start = stream.read(8)
        if start == _OLE_MAGIC:
            if "EncryptedPackage".encode("utf-16-le") in stream.read():
                raise _protected(path)
            raise refuse(path, "es del formato anterior a 2007", f"Ábrala y guárdela como {kind.suffix}.")
    if not start:
        raise refuse(path, "está vacía", "Pídala de nuevo a quien la envió.")
    if not start.startswith(b"PK"):
        raise refuse(path, f"no es {kind.name} o está dañada", f"Guárdela como {kind.suffix} desde su programa.")

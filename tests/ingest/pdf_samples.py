"""Tiny PDFs written by hand, so that each holds exactly one thing to test."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader, PdfWriter

LOREM = (
    "La administración municipal entrante recibe los informes de gestión, los inventarios",
    "de bienes y la relación de los procesos judiciales que siguen en curso, y deja constancia",
    "escrita de lo que falta.",
)


@dataclass(frozen=True)
class Text:
    """One line of text: left edge and baseline in points from the bottom left corner, size, and whether it is bold.

    ``turn`` is the /Rotate of its page: the text is written so that it stands upright when the page is shown.
    """

    left: float
    base: float
    text: str
    size: float = 11
    bold: bool = False
    turn: int = 0

    @property
    def matrix(self) -> str:
        """The text matrix on a sheet of 612 by 792 points (ISO 32000-1, 9.4.2)."""
        x, y = self.left, self.base
        return {
            0: f"1 0 0 1 {x} {y}",
            90: f"0 1 -1 0 {612 - y} {x}",
            180: f"-1 0 0 -1 {612 - x} {792 - y}",
            270: f"0 -1 1 0 {y} {792 - x}",
        }[self.turn]


def lines(texts: Sequence[str], top: float = 580, left: float = 72, size: float = 11, turn: int = 0) -> list[Text]:
    """Lines one below the other."""
    return [Text(left, top - 1.3 * size * row, text, size, turn=turn) for row, text in enumerate(texts)]


def pdf(
    pages: Sequence[Sequence[Text]], *, catalog: str = "", page: str = "", more: Mapping[int, bytes] | None = None
) -> bytes:
    """A PDF with the given pages; ``catalog`` and ``page`` are added to those dictionaries, ``more`` are objects from 900."""
    kids = " ".join(f"{10 + 2 * index} 0 R" for index in range(len(pages)))
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    }
    for index, texts in enumerate(pages):
        number = 10 + 2 * index
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {number + 1} 0 R {page} "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        ).encode()
        objects[number + 1] = stream(b"\n".join(_shown(text) for text in texts))
    return file_of({**objects, **(more or {})})


def _shown(text: Text) -> bytes:
    written = text.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return f"BT /F{2 if text.bold else 1} {text.size} Tf {text.matrix} Tm (".encode() + written + b") Tj ET"


def stream(data: bytes, entries: str = "", *, packed: bool = False) -> bytes:
    """A stream object; ``packed`` compresses it."""
    if packed:
        data, entries = zlib.compress(data, 9), f"{entries} /Filter /FlateDecode"
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def file_of(objects: Mapping[int, bytes]) -> bytes:
    """A PDF file of the given objects; number 1 is the catalogue."""
    out = b"%PDF-1.7\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    size = max(objects) + 1
    table = b"".join(b"%010d 00000 %s \n" % (places.get(n, 0), b"n" if n in places else b"f") for n in range(1, size))
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return out + head + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


def encrypted(data: bytes, *, user: str, owner: str = "dueño") -> bytes:
    """The same PDF, encrypted; RC4 because pypdf needs another package for AES."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.encrypt(user_password=user, owner_password=owner, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(pages: int) -> bytes:
    """A PDF whose pages are one grey picture each, as a scanner makes them."""
    drawn = stream(b"q 612 0 0 792 0 0 cm /Im Do Q")
    image = stream(
        b"\x80" * 64, "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{' '.join(f'{10 + n} 0 R' for n in range(pages))}] /Count {pages} >>".encode(),
        3: image,
        4: drawn,
    }
    for number in range(pages):
        objects[10 + number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /XObject << /Im 3 0 R >> >> >>"
        )
    return file_of(objects)


def deep_page_tree(levels: int) -> bytes:
    """One page under as many nodes of the page tree."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for level in range(levels):
        objects[2 + level] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (3 + level)
    objects[2 + levels] = b"<< /Type /Page /MediaBox [0 0 612 792] >>"
    return file_of(objects)


def many_pages_from_few_objects(levels: int, each: int) -> bytes:
    """A page tree whose nodes all name one child ``each`` times: each to the power of levels pages."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for level in range(levels):
        kids = b"%d 0 R " % (3 + level) * each
        objects[2 + level] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, each ** (levels - level))
    objects[2 + levels] = b"<< /Type /Page /MediaBox [0 0 612 792] >>"
    return file_of(objects)


def bomb(megabytes: int, layers: int = 1) -> bytes:
    """A page whose content unpacks to as many megabytes of spaces, compressed so many times over."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * 1024**2) for _ in range(megabytes)) + packer.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    content = stream(data, f"/Filter [{' '.join(['/FlateDecode'] * layers)}]")
    return pdf([[]], more={11: content})


def endless() -> bytes:
    """A page that draws a form that draws another ten times, ten deep: pdfium would be at it for hours."""
    resources = "/Resources << /XObject << /Next {} 0 R >> >>"
    forms = {
        900 + level: stream(
            b"/Next Do " * 10, f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources.format(901 + level)}"
        )
        for level in range(10)
    }
    forms[910] = stream(b"0 0 9 9 re f", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    forms[11] = stream(b"/Next Do")
    forms[10] = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 11 0 R {resources.format(900)} >>".encode()
    )
    return pdf([[]], more=forms)

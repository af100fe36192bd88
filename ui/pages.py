"""Pages of PDF sources as pictures, at addresses that nobody guesses."""

from __future__ import annotations

import base64
import hmac
import io
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import Assistant, Citation

if TYPE_CHECKING:
    from PIL.Image import Image

PATH = "/v1/pages"
MEDIA_TYPE = "image/webp"
_WIDTH = 1_000
_MOST_PIXELS = 3_000_000
"""Of a picture: an A4 page at 1,000 pixels wide has 1.4 million, and a plan may be a strip several metres long."""
_CACHED = 64
_LARGEST_FILE = 200 * 1024 * 1024


class PagePictures:
    """Draws pages of the PDFs in the index, where their files still are. Safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._key = secrets.token_bytes(32)  # an address stands as long as the server runs; the page makes new ones
        self._cached = lru_cache(maxsize=_CACHED)(_drawn)

    def address(self, citation: Citation) -> str:
        """Where the page that a citation stands on can be seen; "" when its source is no PDF at hand."""
        if citation.page_index is None or self._file(citation.document_id) is None:
            return ""
        name = f"{citation.page_index}|{citation.document_id}".encode()
        return f"{PATH}/{base64.urlsafe_b64encode(self._signature(name) + name).decode().rstrip('=')}"

    def picture(self, token: str) -> bytes | None:
        """The picture at an address, as WebP; None for an address that was not given or a page that cannot be drawn."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        signature, name = raw[:16], raw[16:]
        if not hmac.compare_digest(signature, self._signature(name)):
            return None
        page, _, document = name.decode().partition("|")
        file = self._file(document)
        return self._cached(file, file.stat().st_mtime_ns, int(page)) if file else None

    def _signature(self, name: bytes) -> bytes:
        return hmac.digest(self._key, name, sha256)[:16]

    def _file(self, document_id: str) -> Path | None:
        for document in self._assistant.retriever.index.manifest.documents:
            if document.record.id == document_id and document.path.lower().endswith(".pdf"):
                file = Path(document.path)
                return file if file.is_file() and file.stat().st_size <= _LARGEST_FILE else None
        return None


def _drawn(file: Path, _modified: int, page: int) -> bytes | None:
    """A page as WebP. ``_modified`` keeps the cache from showing a file that has changed."""
    import pypdfium2 as pdfium

    from ingest.readers.pdf.text import PDFIUM_LOCK

    with PDFIUM_LOCK:
        try:
            document = pdfium.PdfDocument(file)
            try:
                image = _render(document[page])
            finally:
                document.close()
        except (pdfium.PdfiumError, IndexError, OSError):
            return None
    content = io.BytesIO()
    image.save(content, "WEBP", quality=80)
    return content.getvalue()


def _render(page: object) -> Image:
    """A page at 1,000 pixels wide, or less where it would have too many pixels."""
    width, height = page.get_size()  # type: ignore[attr-defined]
    scale = min(_WIDTH / max(width, 1), (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    image: Image = page.render(scale=scale).to_pil().convert("RGB")  # type: ignore[attr-defined]
    return image

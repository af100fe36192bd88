"""What the page shows and downloads: files on offer for a while, and pages of PDFs as pictures."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from starlette.exceptions import HTTPException

from ui.links import Links
from ui.pages import MEDIA_TYPE, PagePictures

Token = Annotated[str, Path(max_length=512, pattern=r"^[A-Za-z0-9_-]+$")]
_SAFE = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox", "referrer-policy": "no-referrer"}


def files_router(links: Links, pages: PagePictures) -> APIRouter:
    """The endpoints under ``/v1/files`` and ``/v1/pages``. Who has an address may read it; none can be guessed."""
    router = APIRouter(prefix="/v1", tags=["archivos"])

    @router.get("/files/{token}", summary="Descarga un archivo preparado, por media hora", response_class=Response)
    def get_file(token: Token) -> Response:
        offered = links.get(token)
        if offered is None:
            raise HTTPException(404)
        headers = {**_SAFE, "cache-control": "private, no-store", "content-disposition": _attachment(offered.name)}
        return Response(offered.content, media_type=offered.media_type, headers=headers)

    @router.get("/pages/{token}", summary="La página de un PDF citado, como imagen", response_class=Response)
    def get_page(token: Token) -> Response:
        picture = pages.picture(token)
        if picture is None:
            raise HTTPException(404)
        headers = {**_SAFE, "cache-control": "private, max-age=3600"}
        return Response(picture, media_type=MEDIA_TYPE, headers=headers)

    return router


def _attachment(name: str) -> str:
    """A Content-Disposition that keeps accents (RFC 6266) and lets no name break out of its header."""
    plain = "".join(char for char in name if char.isascii() and (char.isalnum() or char in " ._-")) or "archivo"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

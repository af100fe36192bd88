"""Documents over HTTP: what is indexed, and one's own: sent, listed and removed.

FastAPI reads the annotations of the endpoints below, which name values that only exist inside ``documents_router``: that is
why annotations are not postponed here.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi import Path as InPath

from assistant import Assistant
from assistant.types import DocumentRecord
from ui.own_documents import OwnDocument, OwnDocuments, Received, clean_name
from ui.owners import Owner

MOST_FILES = 20
Identifier = Annotated[str, InPath(max_length=300, description="El `id` del documento.")]


def documents_router(assistant: Assistant) -> APIRouter:
    """The endpoints under ``/v1/documents``. Own documents are of one owner: nobody else lists, reads or removes them."""
    router = APIRouter(prefix="/v1/documents", tags=["documentos"])
    shelves = OwnDocuments(assistant)

    @router.get("", summary="Los documentos que consulta cualquier pregunta")
    def shared() -> list[DocumentRecord]:
        documents = assistant.retriever.index.manifest.documents
        return [document.record for document in documents if document.record.entity is None]

    @router.get("/own", summary="Sus documentos")
    def own(owner: Owner) -> list[OwnDocument]:
        return list(shelves.listed(owner))

    @router.post("/own", summary="Agrega documentos (PDF, DOCX, XLSX, PPTX, MD)")
    def add(owner: Owner, files: Annotated[list[UploadFile], File(max_length=MOST_FILES)]) -> list[Received]:
        with tempfile.TemporaryDirectory(prefix="relevo-documentos-") as folder:
            return list(shelves.add(owner, [_saved(file, Path(folder), at) for at, file in enumerate(files)]))

    @router.delete("/own/{identifier}", summary="Quita un documento suyo para siempre", status_code=204)
    def remove(owner: Owner, identifier: Identifier) -> None:
        shelves.remove(owner, identifier)

    return router


def _saved(file: UploadFile, folder: Path, place: int) -> tuple[str, Path]:
    """An uploaded file on the disk, with the name that its sender gave it."""
    path = folder / str(place)
    with path.open("wb") as kept:
        shutil.copyfileobj(file.file, kept)
    return clean_name(file.filename or ""), path

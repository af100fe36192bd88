"""The sentences with which a PDF is refused, one per reason: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import UnreadableDocumentError


def empty(name: str) -> UnreadableDocumentError:
    """The file has no content at all."""
    return UnreadableDocumentError(
        f"El archivo «{name}» está vacío (0 bytes).",
        "Vuelva a descargarlo o pida de nuevo el archivo a quien lo envió.",
    )


def missing(name: str) -> UnreadableDocumentError:
    """There is no such file, or this user may not read it."""
    return UnreadableDocumentError(
        f"No se pudo abrir el archivo «{name}».", "Revise que exista y que usted tenga permiso para leerlo."
    )


def too_large(name: str, size: int, limit: int) -> UnreadableDocumentError:
    """The file has more bytes than the limit."""
    return UnreadableDocumentError(
        f"El archivo «{name}» pesa {size / 1024**2:.0f} MB y el máximo es {limit / 1024**2:.0f} MB.",
        "Divida el documento en partes o guárdelo con imágenes de menor resolución.",
    )


def too_many_pages(name: str, pages: int, limit: int) -> UnreadableDocumentError:
    """The document has, or claims, more pages than the limit."""
    return UnreadableDocumentError(
        f"El PDF «{name}» dice tener {pages} páginas y el máximo es {limit}.", "Divida el documento en partes."
    )


def not_a_pdf(name: str) -> UnreadableDocumentError:
    """The content does not begin as a PDF does."""
    return UnreadableDocumentError(
        f"El archivo «{name}» no es un PDF o le falta el comienzo.",
        "Ábralo para ver qué contiene y vuelva a descargarlo o a guardarlo como PDF.",
    )


def encrypted(name: str) -> UnreadableDocumentError:
    """It opens with a password only."""
    return UnreadableDocumentError(
        f"El PDF «{name}» está protegido con contraseña.",
        "Ábralo con la contraseña, guarde una copia sin protección e intente con esa copia.",
    )


def damaged(name: str) -> UnreadableDocumentError:
    """It is truncated or broken, and no page of it can be read."""
    return UnreadableDocumentError(
        f"El PDF «{name}» está incompleto o dañado y no se pudo leer ninguna página.",
        "Vuelva a descargarlo, o ábralo en un visor y guárdelo de nuevo como PDF.",
    )


def hostile(name: str) -> UnreadableDocumentError:
    """It is built to exhaust memory or time."""
    return UnreadableDocumentError(
        f"El PDF «{name}» tiene una estructura anormal que agotaría la memoria del equipo, y no se leyó.",
        "Si el documento es de confianza, ábralo en un visor, imprímalo a un PDF nuevo e intente con ese archivo.",
    )


def scanned(name: str) -> UnreadableDocumentError:
    """Its pages are pictures."""
    return UnreadableDocumentError(
        f"El PDF «{name}» está escaneado: sus páginas son imágenes y no tienen texto.",
        "Páselo por un programa de reconocimiento de texto (OCR) en español e intente con el archivo resultante.",
    )


def without_text(name: str) -> UnreadableDocumentError:
    """It has neither text nor pictures that could hold some."""
    return UnreadableDocumentError(
        f"El PDF «{name}» no tiene texto que se pueda leer.",
        "Revise que no esté en blanco; si el texto está dibujado, páselo por un programa de reconocimiento (OCR).",
    )


def some_scanned(pages: Sequence[int]) -> str:
    """Warn that some pages are pictures; ``pages`` are indices from 0."""
    return f"Parte del archivo está escaneada y no tiene texto ({_listed(pages)}): lo que diga no se podrá consultar."


def some_unread(pages: Sequence[int]) -> str:
    """Warn that some pages could not be read; ``pages`` are indices from 0."""
    return f"Parte del archivo está dañada y no se pudo leer ({_listed(pages)})."


def incomplete(pages: int) -> str:
    """Warn that the file breaks off and ``pages`` pages were recovered."""
    recovered = "se recuperó 1 página" if pages == 1 else f"se recuperaron {pages} páginas"
    return f"El archivo está incompleto: {recovered} y puede faltar el resto."


def fewer_pages(claimed: int, found: int) -> str:
    """Warn that the file claims more pages than it has."""
    return f"El archivo dice tener {claimed} páginas y solo tiene {found}."


def _listed(pages: Sequence[int]) -> str:
    shown = [str(page + 1) for page in pages[:10]]
    if len(pages) > 10:
        return f"páginas {', '.join(shown)} y otras {len(pages) - 10}"
    if len(shown) == 1:
        return f"página {shown[0]}"
    return f"páginas {', '.join(shown[:-1])} y {shown[-1]}"

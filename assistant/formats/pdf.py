"""Filled formats as PDF, through LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from assistant.errors import ConfigurationError, InvalidTemplateError

TIMEOUT_SECONDS = 120
_PROGRAMS = ("soffice", "libreoffice")


def libreoffice() -> str | None:
    """The LibreOffice program of this machine, None where there is none."""
    return next((found for program in _PROGRAMS if (found := shutil.which(program))), None)


def write_pdf(document: Path, out: Path, timeout: float = TIMEOUT_SECONDS) -> Path:
    """Convert a workbook or document to PDF.

    Each call has a profile of its own, so that two may run at once and an open LibreOffice is left alone.

    Args:
        document: the XLSX or DOCX.
        out: the PDF to write.
        timeout: seconds before the conversion is given up.

    Raises:
        ConfigurationError: LibreOffice is not installed.
        InvalidTemplateError: LibreOffice could not convert it in time.
    """
    program = libreoffice()
    if program is None:
        raise ConfigurationError(
            "No se puede hacer el PDF porque LibreOffice no está instalado en este equipo.",
            "Instálelo desde libreoffice.org o abra el archivo y guárdelo como PDF.",
        )
    with tempfile.TemporaryDirectory(prefix="relevo-pdf-") as folder:
        made = Path(folder) / "out" / document.with_suffix(".pdf").name
        _convert(program, document, Path(folder), timeout)
        if not made.is_file():
            raise _failed(document)
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = out.with_name(f".{out.name}.tmp")
        shutil.copyfile(made, aside)
        aside.replace(out)
    return out


def _convert(program: str, document: Path, folder: Path, timeout: float) -> None:
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--convert-to",
        "pdf", "--outdir", str(folder / "out"), str(document.resolve()),
    ]  # fmt: skip
    try:
        process = subprocess.Popen(  # noqa: S603 - our own arguments
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        raise _failed(document) from error
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired as error:
        raise _failed(document) from error
    finally:
        if process.poll() is None:  # the launcher and the office it started share a session of their own
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _failed(document: Path) -> InvalidTemplateError:
    return InvalidTemplateError(
        f"LibreOffice no pudo convertir «{document.name}» a PDF.", "Ábralo y guárdelo como PDF desde su programa."
    )

"""PDF through LibreOffice: one clear message when it cannot be."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from assistant.errors import ConfigurationError, InvalidTemplateError
from assistant.formats import pdf, write_pdf


def test_without_libreoffice_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pdf, "libreoffice", lambda: None)
    with pytest.raises(ConfigurationError, match="LibreOffice no está instalado"):
        write_pdf(tmp_path / "a.xlsx", tmp_path / "a.pdf")


@pytest.mark.parametrize("body", ["exit 1", "sleep 60", "exit 0"])
def test_a_conversion_that_fails_or_hangs_is_told(body: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(pdf, "libreoffice", lambda: str(program))
    with pytest.raises(InvalidTemplateError, match="no pudo convertir"):
        write_pdf(tmp_path / "a.xlsx", tmp_path / "a.pdf", timeout=1)
    assert not (tmp_path / "a.pdf").exists()

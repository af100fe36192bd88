"""`relevo sources`: what a person sees and what scripts can rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.library import open_library
from tests.conftest import CORPUS
from tests.ingest.sites import PAGE, POLICY, Site, serves, site
from tests.ui.conftest import Relevo
from ui.cli import sourcing

__all__ = ["site"]

GUIDE = """---
id: guia
title: Guía del empalme
issuer: Relevo
---

# Guía del empalme

## ¿Qué es el empalme?

El empalme es la entrega de la administración (Ley 951 de 2005, artículo 9).
"""
LISTED = """
[[source]]
id = "ley-951"
title = "Ley 951 de 2005: acta de informe de gestión"
issuer = "Congreso de la República"
date = 2005-03-31
url = "{law}"
kind = "ley"
collection = "normas"
norm = "Ley 951 de 2005"
licence = "Acto oficial"
official = true
sha256 = ""

[[source]]
id = "guia-perdida"
title = "Guía perdida"
issuer = "DNP"
url = "{lost}"
kind = "guia"
collection = "kpt"
licence = "Publicación oficial"
official = true
sha256 = ""
"""


@pytest.fixture
def relevo(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relevo: Relevo) -> Relevo:
    """The command line, over a corpus of one document and a list of two sources of the test's site."""
    corpus = tmp_path / "corpus"
    (corpus / "guias").mkdir(parents=True)
    (corpus / "guias" / "guia.md").write_text(GUIDE, encoding="utf-8")
    (corpus / "manifest.toml").write_text('[[document]]\npath = "guias/guia.md"\n', encoding="utf-8")
    (corpus / "modelo").symlink_to(CORPUS / "modelo")
    listed = LISTED.format(law=site.url("/ley"), lost=site.url("/perdida.pdf"))
    (corpus / "fuentes.toml").write_text(listed, encoding="utf-8")
    site.pages["/ley"] = serves(PAGE, Content_Type="text/html")
    site.pages["/perdida.pdf"] = lambda asked: asked.answer(404)
    monkeypatch.setenv("RELEVO_CORPUS_DIR", str(corpus))
    monkeypatch.setattr(sourcing, "open_library", lambda data_dir, progress: open_library(data_dir, POLICY, progress))
    return relevo


def test_the_list_says_what_is_official_and_what_is_here(relevo: Relevo) -> None:
    before = relevo("sources", "list")
    assert before.code == 0
    assert "○ ley-951  Ley 951 de 2005" in before.out
    assert "Congreso de la República · 2005-03-31 · oficial · Acto oficial" in before.out
    assert "Ninguna dirección se ha comprobado en vivo" in before.err
    relevo("sources", "fetch", "ley-951")
    assert "● ley-951" in relevo("sources", "list").out


def test_the_list_as_json_has_a_line_for_each_source(relevo: Relevo) -> None:
    law, lost = json.loads(relevo("sources", "list", "--json").out)["sources"]
    assert (law["id"], law["official"], law["norm"], law["obtained"]) == ("ley-951", True, "Ley 951 de 2005", None)
    assert lost["licence"] == "Publicación oficial"


def test_what_is_fetched_is_cited_as_official(relevo: Relevo) -> None:
    assert relevo("sources", "fetch", "ley-951").code == 0
    (best, *_) = json.loads(relevo("search", "quince días hábiles", "--json").out)["passages"]
    assert (best["norm"], best["article"], best["issuer"]) == ("Ley 951 de 2005", "4", "Congreso de la República")


def test_what_cannot_be_had_is_told_and_the_rest_is_indexed(relevo: Relevo) -> None:
    said = relevo("sources", "fetch")
    assert said.code == 1
    assert "Lista: Ley 951 de 2005: acta de informe de gestión (ley-951)" in said.out
    assert "2 documentos" in said.out
    assert "No se pudo traer: Guía perdida (guia-perdida)." in said.err
    assert "relevo sources add ARCHIVO --source guia-perdida" in said.err


def test_a_fetch_as_json_says_what_became_of_each(relevo: Relevo) -> None:
    said = json.loads(relevo("sources", "fetch", "--json").out)
    assert [(item["id"], item["status"]) for item in said["sources"]] == [
        ("ley-951", "fetched"),
        ("guia-perdida", "failed"),
    ]
    assert said["index"]["documents"] == 2


def test_without_anything_fetched_no_index_is_made(relevo: Relevo, tmp_path: Path) -> None:
    assert relevo("sources", "fetch", "guia-perdida").code == 1
    assert not (tmp_path / "datos" / "index").exists()


def test_an_unknown_source_is_one_line(relevo: Relevo) -> None:
    said = relevo("sources", "fetch", "otra")
    assert (said.code, said.out) == (1, "")
    assert said.err == "No hay una fuente llamada «otra». Vea la lista con: relevo sources list\n"


def test_a_document_of_ones_own_is_added_and_found(relevo: Relevo, tmp_path: Path) -> None:
    (tmp_path / "acta.txt").write_text("Los semovientes quedaron en la finca La Esperanza.", encoding="utf-8")
    said = relevo(
        "sources", "add", str(tmp_path / "acta.txt"), "--title", "Acta parcial", "--issuer", "Alcaldía",
        "--date", "20 de diciembre de 2019",
    )  # fmt: skip
    assert said.code == 0
    (best, *_) = json.loads(relevo("search", "semovientes", "--json").out)["passages"]
    assert (best["title"], best["issuer"], best["document_id"]) == ("Acta parcial", "Alcaldía", "agregado-acta-parcial")
    own = json.loads(relevo("sources", "list", "--json").out)["sources"][-1]
    assert (own["kind"], own["date"], own["official"]) == ("propia", "2019-12-20", False)


def test_a_source_fetched_by_hand_takes_the_data_of_the_list(relevo: Relevo, tmp_path: Path) -> None:
    (tmp_path / "bajada.html").write_bytes(PAGE)
    assert relevo("sources", "add", str(tmp_path / "bajada.html"), "--source", "ley-951").code == 0
    (law, _) = json.loads(relevo("sources", "list", "--json").out)["sources"]
    assert law["obtained"]
    assert law["official"]


def test_a_document_without_text_is_told(relevo: Relevo, tmp_path: Path, site: Site) -> None:
    site.pages["/vacia"] = serves(b"<html><body><p></p></body></html>", Content_Type="text/html")
    said = relevo("sources", "add", site.url("/vacia"), "--title", "Página vacía")
    assert said.code == 1
    assert "No se indexó agregado-pagina-vacia.html" in said.err


@pytest.mark.parametrize(
    ("options", "reason"),
    [(["--date", "ayer"], "No entendí la fecha «ayer»"), (["--source", "otra"], "No hay una fuente llamada «otra»")],
)
def test_what_makes_no_sense_adds_nothing(relevo: Relevo, tmp_path: Path, options: list[str], reason: str) -> None:
    (tmp_path / "acta.txt").write_text("Acta.", encoding="utf-8")
    said = relevo("sources", "add", str(tmp_path / "acta.txt"), *options)
    assert said.code == 1
    assert reason in said.err
    assert not (tmp_path / "datos").exists()

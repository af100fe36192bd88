"""The library: what is fetched, what is refused, what is indexed and how it is cited."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from assistant import RelevoError
from assistant.retrieval import AskingModel, Embedder, Filters, Index
from assistant.types import DocumentRecord
from ingest.build import build_index
from ingest.library import Library, Outcome, Status, open_library
from ingest.sources import LIBRARY, ListedSource, library_files, read_registry
from tests.conftest import CORPUS
from tests.ingest.sites import PAGE, PDF, POLICY, Site, serves, site

__all__ = ["site"]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path, POLICY) as opened:
        yield opened


def law(url: str, **changes: object) -> ListedSource:
    record = DocumentRecord(
        "ley-951", "Ley 951 de 2005", "Congreso", collection="normas", norm="Ley 951 de 2005", date=date(2005, 3, 31),
        url=url, official=True,
    )  # fmt: skip
    return replace(ListedSource(record, "ley", "Acto oficial"), **changes)  # type: ignore[arg-type]


def guide(url: str) -> ListedSource:
    return ListedSource(DocumentRecord("guia", "Guía", url=url, official=True), "guia", "Publicación oficial")


def only(outcomes: list[Outcome]) -> Outcome:
    (outcome,) = outcomes
    return outcome


def test_a_source_is_kept_with_what_the_list_knows_of_it(site: Site, library: Library, tmp_path: Path) -> None:
    site.pages["/ley"] = serves(PAGE, Content_Type="text/html; charset=utf-8")
    source = law(site.url("/ley"))
    assert only(library.fetch([source])).status is Status.FETCHED
    kept = read_registry(tmp_path)["ley-951"]
    assert kept.record == source.record
    assert kept.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert (tmp_path / LIBRARY / kept.file).read_bytes() == PAGE
    assert kept.file == "ley-951.html"


def test_a_source_that_is_here_is_not_asked_for_again(site: Site, library: Library) -> None:
    site.pages["/ley"] = serves(PAGE)
    source = law(site.url("/ley"))
    library.fetch([source])
    assert only(library.fetch([source])).status is Status.KEPT
    assert len(site.asked) == 1
    assert only(library.fetch([source], refresh=True)).status is Status.UNCHANGED


def test_a_document_that_always_comes_truncated_is_not_kept(site: Site, library: Library, tmp_path: Path) -> None:
    site.pages["/g.pdf"] = lambda asked: asked.answer(200, PDF[:100], promised=len(PDF))
    outcome = only(library.fetch([guide(site.url("/g.pdf"))]))
    assert outcome.status is Status.FAILED
    assert "se cortó la conexión" in outcome.reason
    assert read_registry(tmp_path) == {}
    assert len(site.asked) == POLICY.attempts


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again(site: Site, library: Library, status: int) -> None:
    answers = iter([lambda asked: asked.answer(status, Retry_After="0"), serves(PAGE)])
    site.pages["/ley"] = lambda asked: next(answers)(asked)
    assert only(library.fetch([law(site.url("/ley"))])).status is Status.FETCHED


@pytest.mark.parametrize(
    ("path", "body", "media_type", "reason"),
    [
        ("/guia.pdf", PAGE, "text/html", "es una página web"),
        ("/guia.pdf", PAGE, "application/pdf", "es una página web"),
        ("/guia.pdf", b"cualquier cosa", "application/pdf", "no es un documento .pdf"),
        ("/guia.docx", PDF, "application/octet-stream", "por dentro es un PDF"),
        ("/datos", b'{"a": 1}', "application/json", "no lee"),
        ("/datos", b'{"a": 1}', "application/octet-stream", "no es un documento .html"),
        ("/pagina", b"<html><title>P\xc3\xa1gina no encontrada</title></html>", "text/html", "página de error"),
        ("/vacia.pdf", b"", "application/pdf", "vacío"),
    ],
)
def test_what_is_not_the_document_is_refused(
    site: Site, library: Library, tmp_path: Path, path: str, body: bytes, media_type: str, reason: str
) -> None:
    site.pages[path] = serves(body, Content_Type=media_type)
    outcome = only(library.fetch([guide(site.url(path))]))
    assert outcome.status is Status.FAILED
    assert reason in outcome.reason
    assert "relevo sources add ARCHIVO --source guia" in outcome.hint
    assert [item.name for item in (tmp_path / LIBRARY).rglob("*") if item.is_file()] == [".lock"]


def test_a_page_of_another_norm_is_refused(site: Site, library: Library) -> None:
    site.pages["/ley"] = serves(PAGE.replace(b"951", b"1951"), Content_Type="text/html")
    assert "no trae la norma (Ley 951 de 2005)" in only(library.fetch([law(site.url("/ley"))])).reason


@pytest.mark.parametrize(
    ("body", "headers", "file"),
    [
        (PDF, {"Content_Type": "application/pdf"}, "guia.pdf"),
        (PDF, {"Content_Type": "text/html"}, "guia.pdf"),
        (PAGE, {"Content_Type": "application/octet-stream", "Content_Disposition": 'attachment; filename="g.htm"'}, "guia.htm"),
        (PAGE, {}, "guia.html"),
    ],
)  # fmt: skip
def test_an_address_without_an_ending_is_kept_as_what_it_brings(
    site: Site, library: Library, tmp_path: Path, body: bytes, headers: dict[str, str], file: str
) -> None:
    site.pages["/loader"] = serves(body, **headers)
    assert only(library.fetch([guide(site.url("/loader"))])).status is Status.FETCHED
    assert read_registry(tmp_path)["guia"].file == file


def test_a_wrong_checksum_is_refused_and_the_right_one_accepted(site: Site, library: Library) -> None:
    site.pages["/ley"] = serves(PAGE)
    assert "SHA-256" in only(library.fetch([law(site.url("/ley"), sha256="0" * 64)])).reason
    right = law(site.url("/ley"), sha256=hashlib.sha256(PAGE).hexdigest())
    assert only(library.fetch([right])).status is Status.FETCHED


def test_redirects_are_followed_but_not_for_ever(site: Site, library: Library) -> None:
    site.pages["/vieja"] = lambda asked: asked.answer(301, Location="/nueva")
    site.pages["/nueva"] = serves(PAGE)
    site.pages["/vueltas"] = lambda asked: asked.answer(302, Location="/vueltas")
    assert only(library.fetch([law(site.url("/vieja"))])).status is Status.FETCHED
    assert "redirige demasiadas veces" in only(library.fetch([guide(site.url("/vueltas"))])).reason


def test_a_redirect_to_another_kind_of_address_is_refused(site: Site, library: Library) -> None:
    site.pages["/ley"] = lambda asked: asked.answer(302, Location="file:///etc/passwd")
    assert only(library.fetch([law(site.url("/ley"))])).status is Status.FAILED


def test_an_official_source_that_now_lies_elsewhere_is_no_longer_official(
    site: Site, library: Library, tmp_path: Path
) -> None:
    elsewhere = site.url("/ley").replace("127.0.0.1", "localhost")
    site.pages["/vieja"] = lambda asked: asked.answer(301, Location=elsewhere)
    site.pages["/ley"] = serves(PAGE)
    library.fetch([law(site.url("/vieja"))])
    assert read_registry(tmp_path)["ley-951"].record.official is False


def test_a_document_that_is_gone_says_so_at_once(site: Site, library: Library) -> None:
    site.pages["/ley"] = lambda asked: asked.answer(404)
    assert "ya no tiene ese documento (error 404)" in only(library.fetch([law(site.url("/ley"))])).reason
    assert len(site.asked) == 1


def test_without_a_network_it_says_how_to_do_it_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def unknown(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    same_site = guide("https://www.suin-juriscol.gov.co/otra")
    with open_library(tmp_path) as library:
        outcomes = library.fetch([law("https://www.suin-juriscol.gov.co/viewDocument.asp?id=1671728"), same_site])
    assert [outcome.reason for outcome in outcomes] == ["No hay conexión con www.suin-juriscol.gov.co."] * 2
    assert outcomes[0].hint == (
        "Descárguelo a mano de https://www.suin-juriscol.gov.co/viewDocument.asp?id=1671728 y agréguelo con: "
        "relevo sources add ARCHIVO --source ley-951"
    )
    assert len(asked) == 1, "a site that cannot be reached is asked once"


def test_without_names_only_official_documents_are_fetched(site: Site, library: Library) -> None:
    site.pages["/a"] = site.pages["/b"] = serves(PAGE)
    copy = ListedSource(DocumentRecord("copia", "Copia", url=site.url("/b")), "ley", "Copia de terceros")
    platform = ListedSource(DocumentRecord("chip", "CHIP", url=site.url("/c"), official=True), "plataforma", "")
    outcomes = library.fetch([law(site.url("/a")), copy, platform])
    assert [outcome.id for outcome in outcomes] == ["ley-951"]
    assert only(library.fetch([copy], ["copia"])).status is Status.FETCHED
    assert "en el navegador" in only(library.fetch([platform], ["chip"])).hint
    with pytest.raises(RelevoError, match="No hay una fuente llamada «otra»"):
        library.fetch([copy], ["otra"])


def test_a_mirror_stands_in_for_a_source_that_fails(site: Site, library: Library) -> None:
    site.pages["/a"] = lambda asked: asked.answer(404)
    site.pages["/b"] = serves(PAGE)
    first, second = law(site.url("/a")), law(site.url("/b"), mirror_of="ley-951")
    second = replace(second, record=replace(second.record, id="ley-951-b"))
    assert only(library.fetch([first, second])).id == "ley-951-b"
    kept = only(library.fetch([first, second]))
    assert (kept.id, kept.status) == ("ley-951-b", Status.KEPT), "the law is here: it is not brought twice"


def test_a_file_is_added_with_what_the_person_says_of_it(library: Library, tmp_path: Path) -> None:
    own = tmp_path / "Acta Final.txt"
    own.write_text("El alcalde saliente entrega los archivos.", encoding="utf-8")
    given = DocumentRecord("", "Acta final de empalme", "Alcaldía de Sonsón", date=date(2019, 12, 20))
    assert library.add(str(own), given).id == "agregado-acta-final-de-empalme"
    (kept,) = read_registry(tmp_path).values()
    assert (kept.record.issuer, kept.record.date, kept.record.official) == (given.issuer, given.date, False)
    assert library.add(str(own), replace(given, title="Otro título")).id == kept.record.id, "the same document"
    assert read_registry(tmp_path)[kept.record.id].record.title == "Otro título"


@pytest.mark.parametrize(
    ("url", "official"), [("https://www.dnp.gov.co/guia", True), ("https://scribd.com/guia", False), (None, False)]
)
def test_an_added_file_is_official_where_the_state_published_it(
    library: Library, tmp_path: Path, url: str | None, official: bool
) -> None:
    own = tmp_path / "guia.txt"
    own.write_text("Una guía.", encoding="utf-8")
    library.add(str(own), DocumentRecord("", "Guía", url=url))
    assert [kept.record.official for kept in read_registry(tmp_path).values()] == [official]


def test_a_file_fetched_by_hand_must_be_the_document_that_is_known(library: Library, tmp_path: Path) -> None:
    own = tmp_path / "ley.html"
    own.write_bytes(PAGE)
    with pytest.raises(RelevoError, match="SHA-256"):
        library.add(str(own), law("https://www.dnp.gov.co/ley").record, "0" * 64)
    outcome = library.add(str(own), law("https://www.dnp.gov.co/ley").record, hashlib.sha256(PAGE).hexdigest())
    assert outcome.id == "ley-951"


def test_an_address_is_added_like_a_file(site: Site, library: Library, tmp_path: Path) -> None:
    site.pages["/docs/acuerdo.htm"] = serves(PAGE)
    outcome = library.add(site.url("/docs/acuerdo.htm"), DocumentRecord("", "", "Concejo"))
    kept = read_registry(tmp_path)[outcome.id]
    assert (outcome.id, kept.record.url) == ("agregado-acuerdo", site.url("/docs/acuerdo.htm"))
    assert library.add(site.url("/docs/acuerdo.htm"), DocumentRecord("", "", "Concejo")).status is Status.UNCHANGED


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("no-está.pdf", None, "No existe"), ("foto.png", b"\x89PNG\r\n", "no es de un tipo"), ("a.pdf", b"", "vacío")],
)
def test_a_file_that_cannot_be_read_is_not_added(
    library: Library, tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RelevoError, match=reason):
        library.add(str(tmp_path / name), DocumentRecord("", ""))
    assert read_registry(tmp_path) == {}


def test_two_processes_do_not_change_the_library_at_once(tmp_path: Path) -> None:
    (tmp_path / LIBRARY).mkdir()
    with (
        FileLock(tmp_path / LIBRARY / ".lock"),
        pytest.raises(RelevoError, match="Otro proceso"),
        open_library(tmp_path),
    ):
        pass


def test_a_damaged_registry_says_what_to_do(library: Library, tmp_path: Path) -> None:
    (tmp_path / LIBRARY / "registro.json").write_text("{")
    with pytest.raises(RelevoError, match="relevo sources fetch"):
        library_files(tmp_path)


def test_a_document_of_the_library_is_found_and_cited_as_what_it_is(
    site: Site, library: Library, tmp_path: Path, embedder: Embedder, asking: AskingModel
) -> None:
    site.pages["/ley"] = serves(PAGE, Content_Type="text/html; charset=utf-8")
    source = law(site.url("/ley"))
    library.fetch([source])
    build_index(tmp_path / "index", embedder, CORPUS, [LIBRARY])
    index = Index.open_current(tmp_path / "index", embedder.id, asking.id)
    ((best, _), *_) = index.lexical.search("quince días hábiles", 5, Filters())
    (passage,) = index.passages([best])
    index.close()
    assert passage.document == source.record
    assert (passage.norm, passage.article, passage.document.official) == ("Ley 951 de 2005", "4", True)


def test_the_articles_that_a_concept_copies_are_not_its_own(
    site: Site, library: Library, tmp_path: Path, embedder: Embedder
) -> None:
    site.pages["/concepto"] = serves(PAGE.replace(b"<h1>LEY 951", b"<h1>Concepto 43261 de 2019</h1><h1>LEY 951"))
    record = DocumentRecord(
        "concepto", "Función Pública, Concepto 43261 de 2019", url=site.url("/concepto"), official=True
    )
    library.fetch([ListedSource(record, "concepto", "Acto oficial")])
    (entry,) = build_index(tmp_path / "index", embedder, CORPUS, [LIBRARY]).manifest.documents
    assert entry.record.norm is None


def test_the_index_follows_the_library(site: Site, library: Library, tmp_path: Path, embedder: Embedder) -> None:
    site.pages["/ley"] = serves(PAGE)
    source = law(site.url("/ley"))
    library.fetch([source])
    first = build_index(tmp_path / "index", embedder, CORPUS, [LIBRARY])
    assert build_index(tmp_path / "index", embedder, CORPUS).changed is False
    corrected = replace(source, record=replace(source.record, issuer="Congreso de la República"))
    library.fetch([corrected], refresh=True)
    report = build_index(tmp_path / "index", embedder, CORPUS)
    assert report.read == 1
    assert [entry.record.issuer for entry in report.manifest.documents] == ["Congreso de la República"]
    assert report.manifest.fingerprint != first.manifest.fingerprint


def test_a_library_that_was_never_begun_is_no_source(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "nota.txt").write_text("Una nota del empalme.", encoding="utf-8")
    report = build_index(tmp_path / "index", embedder, CORPUS, [LIBRARY, str(tmp_path / "nota.txt")])
    assert report.manifest.sources == (str(tmp_path / "nota.txt"),)

"""Official files over HTTP, from a site of the test's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import RelevoError
from ingest.downloads import NoConnectionError
from ingest.indicators import FigureSource, fetch_figures, figure_sources
from tests.conftest import CORPUS
from tests.ingest.sites import POLICY, Site, serves, site

__all__ = ["site"]


def _source(url: str, name: str = "datos", kind: str = "archivo") -> FigureSource:
    return FigureSource(name, "Datos", "DNP", url, f"{name}.csv", kind)


def test_a_file_is_brought_whole(site: Site, tmp_path: Path) -> None:
    site.pages["/datos"] = serves(b"a,b\n1,2\n")
    fetched = fetch_figures([_source(site.url("/datos"))], [], tmp_path, POLICY)
    assert [path.read_bytes() for path in fetched.files] == [b"a,b\n1,2\n"]
    assert [path.name for path in tmp_path.iterdir()] == ["datos.csv"]


def test_what_is_not_there_is_told_with_how_to_get_it_by_hand(site: Site, tmp_path: Path) -> None:
    site.pages["/datos"] = lambda asked: asked.answer(404)
    site.pages["/otros"] = serves(b"a")
    sources = [_source(site.url("/datos")), _source(site.url("/otros"), "otros")]
    fetched = fetch_figures(sources, [], tmp_path, POLICY)
    assert [path.name for path in fetched.files] == ["otros.csv"]
    assert [item.file for item in fetched.failed] == ["datos"]
    assert "relevo indicators import ARCHIVO" in fetched.failed[0].hint


def test_without_a_network_there_is_one_message(tmp_path: Path) -> None:
    closed = _source("http://127.0.0.1:9/datos")
    with pytest.raises(NoConnectionError) as error:
        fetch_figures([closed, replace(closed, id="otros")], [], tmp_path, POLICY)
    assert error.value.user_message == "No hay conexión con los sitios de los indicadores."


def test_a_page_is_not_downloaded(site: Site, tmp_path: Path) -> None:
    page = _source(site.url("/pagina"), kind="pagina")
    assert fetch_figures([page], [], tmp_path, POLICY).files == ()
    (failed,) = fetch_figures([page], ["datos"], tmp_path, POLICY).failed
    assert "es una página, no un archivo" in failed.reason
    assert site.asked == []


def test_an_unknown_source_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(RelevoError, match="Las que hay: datos"):
        fetch_figures([_source("http://127.0.0.1:9/")], ["nada"], tmp_path, POLICY)


def test_the_bundled_list_is_readable() -> None:
    assert {source.kind for source in figure_sources(CORPUS)} == {"archivo", "pagina"}

"""The lists of the corpus that people write by hand: official sources and the thesaurus."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest

from assistant.spanish import fold
from ingest.library import PLATFORM
from ingest.sources import ListedSource, is_government, listed_sources, slug
from tests.conftest import CORPUS

STATE_DOMAINS = frozenset({"normograma.sena.edu.co"})
"""Official sites outside .gov.co."""

KINDS = frozenset({"sigla", "sinonimo", "coloquial"})
COLLECTIONS = frozenset({"guia-empalme", "kpt", "pnd-2018-2022", "normas", "indicadores"})
SOURCES = listed_sources(CORPUS)
ENTRIES: list[dict[str, Any]] = tomllib.loads((CORPUS / "tesauro.toml").read_text(encoding="utf-8"))["entry"]


def repeated(values: list[str]) -> list[str]:
    return sorted({value for value in values if values.count(value) > 1})


def words(text: str) -> str:
    return " ".join(re.findall(r"[\w-]+", fold(text)))


@cache
def guidance() -> str:
    """Every word of the bundled guidance, folded."""
    manifest = tomllib.loads((CORPUS / "manifest.toml").read_text(encoding="utf-8"))
    texts = [(CORPUS / entry["path"]).read_text(encoding="utf-8") for entry in manifest["document"]]
    return f" {words(' '.join(texts))} "


def test_each_source_is_listed_once() -> None:
    assert repeated([source.record.id for source in SOURCES]) == []
    assert repeated([str(source.record.url) for source in SOURCES]) == []


def test_no_source_takes_the_id_of_a_bundled_document() -> None:
    bundled = {path.stem for path in CORPUS.glob("*/*.md")}
    assert bundled & {source.record.id for source in SOURCES} == set()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.record.id)
def test_a_source_is_well_formed(source: ListedSource) -> None:
    record = source.record
    address = urlsplit(record.url or "")
    assert address.scheme in {"http", "https"}
    assert address.hostname
    assert slug(record.id) == record.id
    assert record.title
    assert record.issuer
    assert source.licence
    assert record.collection in COLLECTIONS
    assert record.date is None or (type(record.date) is date and record.date.year > 1990)
    assert re.fullmatch(r"(?:[0-9a-f]{64})?", source.sha256)
    if record.norm:
        year = int(record.norm[-4:])
        assert record.date is None or record.date.year == year


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.record.id)
def test_only_what_the_state_publishes_is_official(source: ListedSource) -> None:
    host = urlsplit(source.record.url or "").hostname
    assert source.record.official == (is_government(source.record.url) or host in STATE_DOMAINS)
    assert source.record.official != ("copia de terceros" in source.record.title)


def test_a_mirror_is_of_a_source_that_is_fetched() -> None:
    by_id = {source.record.id: source for source in SOURCES}
    for source in SOURCES:
        if source.mirror_of is not None:
            original = by_id[source.mirror_of]
            assert original.mirror_of is None
            assert original.kind == source.kind != PLATFORM
            assert original.record.norm == source.record.norm


def test_every_official_address_that_the_guidance_gives_is_listed() -> None:
    listed = {source.record.url for source in SOURCES} | {"https://terridata.dnp.gov.co/index-app.html"}
    for path in CORPUS.glob("*/*.md"):
        given = re.search(r"^url: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert given is None or not is_government(given[1]) or given[1] in listed, path.name


def test_the_thesaurus_has_each_term_once() -> None:
    assert len(ENTRIES) >= 150
    assert repeated([fold(entry["term"]) for entry in ENTRIES]) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["term"])
def test_a_thesaurus_entry_leads_to_words_of_the_guidance(entry: dict[str, Any]) -> None:
    assert entry.keys() == {"term", "kind", "forms"}
    assert entry["kind"] in KINDS
    assert 1 <= len(entry["forms"]) == len({fold(form) for form in entry["forms"]})
    assert fold(entry["term"]) not in {fold(form) for form in entry["forms"]}
    assert [form for form in entry["forms"] if f" {words(form)} " not in guidance()] == []

"""Official files of figures from the addresses that the project knows of, onto this machine."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import ConfigurationError, RelevoError
from ingest.build import Progress, silent
from ingest.downloads import DEFAULT_POLICY, NoConnectionError, Policy, discard, download
from ingest.indicators.report import FailedFile

FILE, PAGE = "archivo", "pagina"
FIGURES_POLICY = replace(DEFAULT_POLICY, max_bytes=4 * 1024**3)
"""The whole country weighs gigabytes."""

_BY_HAND = "Descárguelo a mano de {url} e impórtelo con: relevo indicators import ARCHIVO"


@dataclass(frozen=True, slots=True)
class FigureSource:
    """A line of ``corpus/indicadores/fuentes.toml``: where official figures are published.

    ``kind`` is :data:`FILE` for what can be downloaded, :data:`PAGE` for what a person opens in the browser.
    """

    id: str
    title: str
    issuer: str
    url: str
    file: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came, as paths, and what could not be had."""

    files: tuple[Path, ...]
    failed: tuple[FailedFile, ...]


def figure_sources(corpus_dir: Path) -> list[FigureSource]:
    """The official sources of figures, in the order of their list.

    Raises:
        ConfigurationError: the list is missing or damaged.
    """
    try:
        listed = tomllib.loads((corpus_dir / "indicadores" / "fuentes.toml").read_text(encoding="utf-8"))["fuente"]
        return [
            FigureSource(item["id"], item["titulo"], item["emisor"], item["url"], item["archivo"], item["tipo"])
            for item in listed
        ]
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            "La lista de fuentes de indicadores está incompleta.",
            "Vuelva a instalar Relevo o revise RELEVO_CORPUS_DIR.",
        ) from error


def fetch_figures(
    sources: Sequence[FigureSource],
    ids: Sequence[str],
    directory: Path,
    policy: Policy = FIGURES_POLICY,
    progress: Progress = silent,
) -> Fetched:
    """Download the sources of those ids, or every one that is a file.

    Args:
        sources: what is known (:func:`figure_sources`).
        ids: which to bring; all files where empty.
        directory: where the files are kept; one that is there already is replaced when the new one is whole.
        policy: how far downloads go.
        progress: told how many kilobytes came.

    Raises:
        NoConnectionError: none of the sites can be reached.
        RelevoError: an id is not in the list.
    """
    by_id = {source.id: source for source in sources}
    unknown = next((name for name in ids if name not in by_id), None)
    if unknown is not None:
        listed = ", ".join(by_id)
        raise RelevoError(f"No hay una fuente de indicadores llamada «{unknown}».", f"Las que hay: {listed}.")
    wanted = [by_id[name] for name in ids] or [source for source in sources if source.kind == FILE]
    directory.mkdir(parents=True, exist_ok=True)
    files, failed, unreachable = [], [], 0
    for source in wanted:
        try:
            files.append(_fetch(source, directory, policy, progress))
        except RelevoError as error:
            unreachable += isinstance(error, NoConnectionError)
            failed.append(FailedFile(source.id, error.user_message, error.hint or _BY_HAND.format(url=source.url)))
    if wanted and unreachable == len(wanted):
        hint = f"Revise la conexión. {_BY_HAND.format(url=wanted[0].url)}"
        raise NoConnectionError("No hay conexión con los sitios de los indicadores.", hint)
    return Fetched(tuple(files), tuple(failed))


def _fetch(source: FigureSource, directory: Path, policy: Policy, progress: Progress) -> Path:
    if source.kind != FILE:
        raise RelevoError(f"«{source.title}» es una página, no un archivo.", _BY_HAND.format(url=source.url))
    target = directory / source.file
    partial = directory / f".{source.file}.parcial"

    def told(done: int, total: int) -> None:
        progress("Descargando (KB)", done // 1024, max(done, total) // 1024)

    download(source.url, partial, policy, told)
    partial.replace(target)
    discard(partial)
    return target

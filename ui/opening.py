"""What every door does first: bring the default index up to date and open the assistant on it."""

from __future__ import annotations

import logging
from pathlib import Path

from assistant import Assistant, RelevoError, Settings
from assistant.indicators import store_path
from assistant.retrieval import load_embedder
from assistant.retrieval.index import current_folder
from ingest.build import Progress, build_index, silent
from ingest.indicators.importing import Importing, bring_sample
from ingest.sources import BUNDLED, LIBRARY

_log = logging.getLogger(__name__)


def open_assistant(settings: Settings, index_dir: Path | None = None, progress: Progress = silent) -> Assistant:
    """Open the assistant on an index; the default one is created or brought up to date with the bundled guidance first.

    Raises:
        RelevoError: the settings cannot work, or there is no index and none can be made.
    """
    if index_dir is None:
        _update_default(settings, progress)
    _bring_sample(settings)
    return Assistant.open(settings, index_dir)


def _bring_sample(settings: Settings) -> None:
    """Have some figures to ask about from the first day; without them guidance is answered all the same."""
    try:
        bring_sample(Importing(store_path(settings), settings.corpus_dir))
    except (RelevoError, OSError) as error:
        _log.warning("La muestra de indicadores no se cargó: %s", error)


def _update_default(settings: Settings, progress: Progress) -> None:
    """Index the bundled guidance unless that is done already: a check of file hashes, a few milliseconds."""
    embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
    try:
        build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED, LIBRARY], progress)
    except (RelevoError, OSError) as error:
        if current_folder(settings.index_dir) is None:
            raise
        # Another process is at it, or the disk is full: an index that is one update behind still serves.
        _log.warning("El índice no se actualizó: %s", error)

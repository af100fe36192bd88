"""The desk for questions about the entity's own figures: registry, catalogue and store, opened when first needed."""

from __future__ import annotations

from functools import cached_property
from threading import Lock

from assistant.indicators import IndicatorStore, store_path
from assistant.indicators.answers import answer_figures
from assistant.indicators.catalogue import Catalogue, load_catalogue
from assistant.indicators.composing import FigureAnswer
from assistant.indicators.entities import Registry, load_registry
from assistant.indicators.known import known_entities
from assistant.indicators.store import current_file
from assistant.settings import Settings
from assistant.types import Turn


class FigureDesk:
    """Answers questions about figures from the store in use. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: IndicatorStore | None = None
        self._opening = Lock()

    @cached_property
    def registry(self) -> Registry:
        """Every entity that Relevo knows."""
        return known_entities(load_registry(self._settings.corpus_dir), self.store().entities())

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every indicator that Relevo knows, and those that only imported files name."""
        return load_catalogue(self._settings.corpus_dir).extended(self.store().indicators())

    def store(self) -> IndicatorStore:
        """The store in use, opened again when an import has published another.

        Raises:
            IndicatorsUnavailableError: it is damaged or of another version.
        """
        directory = store_path(self._settings)
        with self._opening:
            current = current_file(directory)
            if self._store is None or self._store.version != (current.stem if current else ""):
                self._store = IndicatorStore.open(directory)
                for known in ("registry", "catalogue"):
                    self.__dict__.pop(known, None)
            return self._store

    def answer(self, turn: Turn) -> FigureAnswer | None:
        """What the figures say to a turn; None where it asks for none."""
        return answer_figures(turn.text, turn.entity, self.registry, self.catalogue, self.store(), turn.history)

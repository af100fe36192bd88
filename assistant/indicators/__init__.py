"""The entity's own indicators: figures bound to the cells they were read from."""

from assistant.indicators.records import NATION, ImportedFile, IndicatorRecord, Observation, SeenEntity
from assistant.indicators.store import IndicatorStore, store_path

__all__ = [
    "NATION", "ImportedFile", "IndicatorRecord", "IndicatorStore", "Observation", "SeenEntity", "store_path",
]  # fmt: skip

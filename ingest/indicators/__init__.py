"""Files of figures in, a published indicator store out."""

from ingest.indicators.fetching import FIGURES_POLICY, Fetched, FigureSource, fetch_figures, figure_sources
from ingest.indicators.importing import Importing, bring_sample, import_files
from ingest.indicators.layouts import proposed_mapping
from ingest.indicators.mapping import read_mapping
from ingest.indicators.report import Conflict, FailedFile, FileReport, ImportReport, Kind, Skipped

__all__ = [
    "FIGURES_POLICY", "Conflict", "FailedFile", "Fetched", "FigureSource", "FileReport", "ImportReport", "Importing", "Kind",
    "Skipped", "bring_sample", "fetch_figures", "figure_sources", "import_files", "proposed_mapping", "read_mapping",
]  # fmt: skip

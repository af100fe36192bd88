"""Templates that nobody described: their fields found, matched to what Relevo knows, kept for review, and filled."""

from assistant.formats.reading.filling import FilledTemplate, fill_template
from assistant.formats.reading.records import DetectedField, DetectedTable, DetectedTemplate, Match
from assistant.formats.reading.saved import load_detected, save_detected, saved_file
from assistant.formats.reading.template import read_template

__all__ = [
    "DetectedField", "DetectedTable", "DetectedTemplate", "FilledTemplate", "Match", "fill_template", "load_detected",
    "read_template", "save_detected", "saved_file",
]  # fmt: skip

"""The media types of the files that people download, by ending."""

from __future__ import annotations

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}

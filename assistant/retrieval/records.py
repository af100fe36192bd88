"""How an index writes down what it holds: the manifest beside the legs, and each passage as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from assistant.types import DocumentRecord, PageTurn, Passage, PassageKind, PosedQuestion, Silence

MANIFEST_NAME = "manifest.json"
LAYOUT_VERSION = 6
_DATES = frozenset({"date", "valid_from", "valid_to"})


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document of the index. ``content_hash`` is the SHA-256 of its bytes; ``warnings`` say what could not be read."""

    record: DocumentRecord
    path: str
    content_hash: str
    passages: int
    pages: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedDocument:
    """A file that was not indexed: why, and what to do about it, in Spanish."""

    path: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index folder holds and what made it.

    ``embedder`` and ``asking`` are the ids of the models of its passages and of its known ways of asking. ``sources`` are the
    paths it was built from ("corpus" is the bundled guidance), ``ingestion`` and ``layout`` the versions
    of how documents are cut and of how the folder is laid out. ``silences`` come without their forms, which have vectors.
    """

    fingerprint: str
    embedder: str
    asking: str
    dimension: int
    passages: int
    created: str
    ingestion: int
    sources: tuple[str, ...]
    documents: tuple[IndexedDocument, ...]
    skipped: tuple[SkippedDocument, ...] = ()
    silences: tuple[Silence, ...] = ()
    layout: int = LAYOUT_VERSION

    def write(self, folder: Path) -> None:
        """Write ``manifest.json`` into the folder, whole or not at all."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, default=date.isoformat)
        draft = folder / f".{MANIFEST_NAME}"
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / MANIFEST_NAME)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the folder's manifest.

        Raises:
            OSError, ValueError, KeyError, TypeError: it is missing or not one of ours.
        """
        raw = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
        documents = tuple(
            IndexedDocument(**{**entry, "record": _record(entry["record"]), "warnings": tuple(entry["warnings"])})
            for entry in raw.pop("documents")
        )
        skipped = tuple(SkippedDocument(**entry) for entry in raw.pop("skipped"))
        silences = tuple(Silence(entry["topic"], entry["asks"], entry["where"]) for entry in raw.pop("silences"))
        known = {"documents": documents, "skipped": skipped, "silences": silences}
        return cls(**{**raw, "sources": tuple(raw["sources"]), **known})


def encode_passage(passage: Passage) -> str:
    """One line of JSON, without what it would repeat: defaults, and the document (named by its id)."""
    line: dict[str, Any] = {"document": passage.document.id}
    for field in fields(passage):
        value = getattr(passage, field.name)
        if field.name not in {"document", "posed", "page_turns"} and value != field.default:
            line[field.name] = value.isoformat() if isinstance(value, date) else value
    if passage.page_turns:
        line["page_turns"] = [(turn.start, turn.index, turn.label) for turn in passage.page_turns]
    if passage.posed:
        line["posed"] = [(question.text, question.start) for question in passage.posed]
    return json.dumps(line, ensure_ascii=False)


def decode_passage(line: str, documents: Mapping[str, DocumentRecord]) -> Passage:
    """The passage that :func:`encode_passage` wrote, bound to its document again."""
    raw = _with_dates(json.loads(line))
    raw["document"] = documents[raw["document"]]
    raw["page_turns"] = tuple(PageTurn(*turn) for turn in raw.get("page_turns", ()))
    raw["posed"] = tuple(PosedQuestion(text, start) for text, start in raw.get("posed", ()))
    raw["kind"] = PassageKind(raw.get("kind", PassageKind.PARAGRAPH))
    return Passage(**raw)


def _record(raw: dict[str, Any]) -> DocumentRecord:
    return DocumentRecord(**_with_dates(raw))


def _with_dates(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key in _DATES and value else value for key, value in raw.items()}

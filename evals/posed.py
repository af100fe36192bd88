"""The questions that the guidance is known to answer, as training material: one way of asking each is kept from the index.

What remains in ``corpus/preguntas`` was written by the same hands, so a question held out is nearer to the rest than a stranger's
would be: it teaches what each signal is worth, and measures nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.retrieval import Index
from ingest.posed import Posed, read_posed

_FEWEST_FORMS = 3


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A question kept from the index, and where its answer begins."""

    text: str
    document: str
    passage: str
    start: int


def corpus_without(corpus_dir: Path, folder: Path) -> tuple[Path, dict[str, list[tuple[str, Posed]]]]:
    """A copy of the corpus that lacks the last form of each entry, and those forms by document, with what is left of the entry."""
    copy = folder / "corpus"
    shutil.copytree(corpus_dir, copy)
    held: dict[str, list[tuple[str, Posed]]] = {}
    for path in sorted((copy / "preguntas").glob("*.toml")):
        entries = read_posed(path)
        kept = [_without_last(entry) for entry in entries]
        held[path.stem] = [
            (whole.forms[-1], left) for whole, left in zip(entries, kept, strict=True) if whole.forms != left.forms
        ]
        path.write_text("\n".join(map(_as_toml, kept)), encoding="utf-8")
    return copy, held


def located(held: dict[str, list[tuple[str, Posed]]], index: Index) -> list[HeldOut]:
    """Where in an index the answers of the questions held out begin."""
    found = []
    for document, questions in held.items():
        places = {
            posed.text: (passage.id, posed.start)
            for passage in index.lexical.of_document(document)
            for posed in passage.posed
        }
        for text, entry in questions:
            if entry.forms[0] in places:
                found.append(HeldOut(text, document, *places[entry.forms[0]]))
    return found


def spread(questions: Sequence[HeldOut], most: int) -> list[HeldOut]:
    """At most so many questions, taken evenly over all of them."""
    step = max(1.0, len(questions) / most)
    return [questions[int(place * step)] for place in range(min(most, len(questions)))]


def _without_last(entry: Posed) -> Posed:
    return Posed(entry.section, entry.answer, entry.forms[:-1]) if len(entry.forms) >= _FEWEST_FORMS else entry


def _as_toml(entry: Posed) -> str:
    section, answer = _quoted(entry.section), _quoted(entry.answer)
    return f"[[pregunta]]\nseccion = {section}\nresponde = {answer}\nformas = {_listed(entry.forms)}\n"


def _listed(forms: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, forms))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string

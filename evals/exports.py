"""Our questions in other layouts: BEIR for retrieval, RAGAS for whole answers, and that of `relevo bench retrieval`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant import Answer, Assistant, Passage, RelevoError
from assistant.answering.texts import REFUSAL
from assistant.types import AnswerReady, PassagesFound
from assistant.understanding import understand
from evals.questions import Expected, Gold, Question
from evals.retrieval_metrics import Shelf
from ingest.build import Progress, silent

STAGE = "Exportando"
ASK_BACK = "Pregunta a cuál se refiere, sin afirmar nada."


class Layout(StrEnum):
    """A layout that we can write."""

    BEIR = "beir"
    RAGAS = "ragas"
    BENCH = "bench"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the files, how many questions, how many passages (contexts, in RAGAS)."""

    files: tuple[Path, ...]
    questions: int
    passages: int


def export(
    layout: Layout, assistant: Assistant, questions: Sequence[Question], folder: Path, progress: Progress = silent
) -> Exported:
    """Write questions, with the passages of the assistant's index, into a folder. Files of the same name are replaced.

    Raises:
        RelevoError: the folder cannot be written.
    """
    try:
        if layout is Layout.BEIR:
            return _export_beir(Shelf(assistant.retriever.index), questions, folder, progress)
        if layout is Layout.BENCH:
            return _export_bench(Shelf(assistant.retriever.index), questions, folder, progress)
        return _export_ragas(assistant, questions, folder, progress)
    except OSError as error:
        message = f"No pude escribir en la carpeta {folder.name}."
        raise RelevoError(message, "Elija otra, o revise sus permisos y el espacio libre.") from error


def _export_beir(shelf: Shelf, questions: Sequence[Question], folder: Path, progress: Progress) -> Exported:
    """The layout of Thakur et al., 2021, "BEIR": corpus.jsonl, queries.jsonl and qrels/test.tsv.

    A passage's relevance is how many of the required facts it holds, so that graded measures can tell whole from partial
    evidence. Questions that no passage is relevant to (those to be refused, above all) have no judgement and stay out.
    """
    judged = _judged(shelf, questions, progress)
    files = (folder / "corpus.jsonl", folder / "queries.jsonl", folder / "qrels" / "test.tsv")
    _write(files[0], (_json(_beir_passage(passage)) for passage in shelf.passages.values()))
    _write(files[1], (_json(_beir_query(question)) for question, _ in judged))
    rows = (
        f"{question.id}\t{name}\t{len(places)}"
        for question, held in judged
        for name, places in sorted(held.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    _write(files[2], ("query-id\tcorpus-id\tscore", *rows))
    return Exported(files, len(judged), len(shelf.passages))


def _export_bench(shelf: Shelf, questions: Sequence[Question], folder: Path, progress: Progress) -> Exported:
    """The file that ``relevo bench retrieval`` reads. Relevant are the passages that hold the most of the required facts."""
    judged = _judged(shelf, questions, progress)
    passages = [
        {"id": each.id, "document": each.document.id, "title": _title(each), "text": each.text}
        for each in shelf.passages.values()
    ]
    asked = [
        {"id": question.id, "question": understand(question.turn).question, "relevant": _fullest(held)}
        for question, held in judged
    ]
    file = folder / "bench.json"
    _write(file, [_json({"passages": passages, "questions": asked})])
    return Exported((file,), len(asked), len(passages))


def _judged(
    shelf: Shelf, questions: Sequence[Question], progress: Progress
) -> list[tuple[Question, dict[str, frozenset[int]]]]:
    """The questions that some passage answers, with the required facts that each holds."""
    judged = []
    for done, question in enumerate(questions, start=1):
        held = shelf.facts_held(question.gold) if question.gold.facts else {}
        if held:
            judged.append((question, held))
        progress(STAGE, done, len(questions))
    return judged


def _fullest(held: dict[str, frozenset[int]]) -> list[str]:
    most = max(map(len, held.values()))
    return sorted(name for name, places in held.items() if len(places) == most)


def _title(passage: Passage) -> str:
    return " › ".join(part for part in (passage.document.title, passage.section) if part)


def _beir_passage(passage: Passage) -> dict[str, Any]:
    named = {"document": passage.document.id, "norm": passage.norm or passage.document.norm, "article": passage.article}
    return {
        "_id": passage.id,
        "title": _title(passage),
        "text": passage.text,
        "metadata": {**named, "url": passage.document.url},
    }


def _beir_query(question: Question) -> dict[str, Any]:
    """A follow-up is written with the question that it follows: BEIR has no conversations."""
    metadata = {"group": question.group, "topic": question.topic, "split": question.split}
    return {"_id": question.id, "text": understand(question.turn).question, "metadata": metadata}


def _export_ragas(assistant: Assistant, questions: Sequence[Question], folder: Path, progress: Progress) -> Exported:
    """One JSON line for each question, with the columns of a RAGAS ``SingleTurnSample`` and the question's id.

    Source: https://docs.ragas.io/en/stable/concepts/components/eval_sample/
    """
    lines, contexts = [], 0
    for done, question in enumerate(questions, start=1):
        passages, answer = _asked(assistant, question)
        contexts += len(passages)
        lines.append(
            {
                "id": question.id,
                "user_input": understand(question.turn).question,
                "retrieved_contexts": [passage.text for passage in passages],
                "response": answer.text,
                "reference": reference(question),
            }
        )
        progress(STAGE, done, len(questions))
    file = folder / "ragas.jsonl"
    _write(file, map(_json, lines))
    return Exported((file,), len(lines), contexts)


def reference(question: Question) -> str:
    """What a right answer says, in words: the first form of each required fact and the legal source; else what it should do."""
    if question.expected is Expected.REFUSE:
        return REFUSAL
    if question.expected is Expected.ASK_BACK:
        return ASK_BACK
    facts = "; ".join(forms[0] for forms in question.gold.facts)
    source = _source(question.gold)
    return f"{facts} ({source})." if source else f"{facts}."


def _source(gold: Gold) -> str:
    return ", artículo ".join(part for part in (gold.norm, gold.article) if part)


def _asked(assistant: Assistant, question: Question) -> tuple[list[Passage], Answer]:
    """What was read and what was answered, in one go."""
    passages: list[Passage] = []
    for event in assistant.stream(question.turn):
        if isinstance(event, PassagesFound):
            passages = [found.passage for found in event.passages]
        elif isinstance(event, AnswerReady):
            return passages, event.answer
    raise AssertionError("a stream ends with its answer")


def _json(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False)


def _write(path: Path, lines: Iterable[str]) -> None:
    """Write a file aside and rename it, so that what stands in the folder is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.tmp")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)

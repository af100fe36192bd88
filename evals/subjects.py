"""Who is asked the evaluation questions: our assistant, or another one under the same yardstick."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Protocol

import assistant as engine
from assistant import Answer, Assistant, Passage, Turn
from assistant.types import AnswerReady, PassagesFound
from evals.retrieval_metrics import Shelf

OURS = "Relevo"
PATIENCE = 30
"""Questions in a row that another assistant may fail before a run gives up on it. More than the injections of the bundled
questions, which stand together and which a server's filter may reject one by one."""

EXTRACTIVE = "extractive"
_LISTS = ("tesauro.toml", "indicadores/catalogo.toml", "indicadores/entidades.csv")
"""What an answer is made of beside the index and the store of indicators, in the folder of the guidance."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What our assistant answers from, and the least probability (0 to 1) of being answerable with which it does answer."""

    index: str
    embedder: str
    documents: int
    passages: int
    refusal_threshold: float


@dataclass(frozen=True, slots=True)
class Profile:
    """Who was asked, for the record of a run.

    ``generator`` is what writes the answers: "extractive", or the model's or Runnable's name. ``fingerprint`` changes with
    anything that may change an answer, as far as can be seen from here. ``guidance`` is None for another assistant; of such a
    one, ``address`` is where it is served, without credentials, and ``instructions`` the fingerprint of what it is told before
    the question.
    """

    name: str
    generator: str
    fingerprint: str
    guidance: Guidance | None = None
    address: str | None = None
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the passages read for it, best first; none where they cannot be seen."""

    answer: Answer
    read: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked, and what of it can be judged.

    ``ask`` may raise RelevoError, and is called from several threads. ``shelf`` is where the evidence is looked up; None for an
    assistant that shows none. ``patience`` is how many questions in a row it may fail before the run gives up; None for any number.
    """

    profile: Profile
    ask: Callable[[Turn], Reply]
    shelf: Shelf | None = None
    patience: int | None = None


class Answerer(Protocol):
    """Another assistant, behind an adapter."""

    @property
    def profile(self) -> Profile:
        """Names it in the record of a run."""
        ...

    def ask(self, turn: Turn) -> Answer:
        """The whole answer to a turn.

        Raises:
            RelevoError: there is none.
        """
        ...


def ours(assistant: Assistant) -> Subject:
    """Our assistant, with the evidence that it reads and cites."""
    manifest = assistant.retriever.index.manifest
    settings = assistant.settings
    lists = digest_of(path for name in _LISTS if (path := settings.corpus_dir / name).exists())
    profile = Profile(
        name=OURS,
        generator=settings.model or EXTRACTIVE,
        fingerprint=fingerprint_of(assistant.fingerprint, lists, assistant.figures.store().version, _ENGINE),
        guidance=Guidance(
            index=manifest.fingerprint,
            embedder=manifest.embedder,
            documents=len(manifest.documents),
            passages=manifest.passages,
            refusal_threshold=settings.refusal_threshold,
        ),
    )
    return Subject(profile, lambda turn: _read_and_answered(assistant, turn), Shelf(assistant.retriever.index))


def peer(answerer: Answerer) -> Subject:
    """Another assistant: its words are judged; it shows no passages and no citations that could be."""
    return Subject(answerer.profile, lambda turn: Reply(answerer.ask(turn)), patience=PATIENCE)


def fingerprint_of(*parts: object) -> str:
    """Sixteen hexadecimal digits that change with any of the parts."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


def digest_of(files: Iterable[Path]) -> str:
    """The SHA-256 of files, their names included."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def engine_files() -> list[Path]:
    """The files of the engine that decide an answer beside the index: code, calibration, prompts."""
    room = Path(engine.__file__).parent
    return sorted(path for path in room.rglob("*") if path.suffix in {".py", ".json", ".md"})


_ENGINE = digest_of(engine_files())  # now, and not at each run: what was loaded is what runs


def _read_and_answered(assistant: Assistant, turn: Turn) -> Reply:
    """The answer, and what was read for it; of several questions in a message, the best of each before the next of any."""
    found: list[tuple[Passage, ...]] = []
    for event in assistant.stream(turn):
        if isinstance(event, PassagesFound):
            found.append(tuple(item.passage for item in event.passages))
        elif isinstance(event, AnswerReady):
            in_turn = (passage for rank in zip_longest(*found) for passage in rank if passage)
            return Reply(event.answer, tuple({passage.id: passage for passage in in_turn}.values()))
    raise AssertionError("a stream ends with its answer")

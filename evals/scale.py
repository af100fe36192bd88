"""How the index holds up when it is large: ``python -m evals.scale 200000 FOLDER`` builds one of so many passages and asks it.

The passages are sentences of the laws put together anew, no two alike. Building and asking run in processes of their own, so that
each tells the memory that it alone took.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant import Passage, Settings
from assistant.retrieval import AskingModel, Filters, Index, Retriever, load_embedder
from assistant.settings import CORPUS_DIR
from assistant.spanish import sentences
from assistant.types import DocumentRecord
from evals.retrieval_bench import Benchmark, indexed

REAL_LAWS = CORPUS_DIR.parent.parent / "shared" / "data" / "leyes"
SEED = 951
QUESTIONS = 300

_WORDS = 100
_OF_A_DOCUMENT = 200
_SUPERSEDED = 0.05
_NEAREST = 10


@dataclass(frozen=True, slots=True)
class BuildCost:
    """What building took: seconds, embedding included, and peak resident memory of the process."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class SearchCost:
    """What asking took: milliseconds a question, peak resident memory, and the dense leg's recall of the true ten nearest."""

    p50_ms: float
    p95_ms: float
    filtered_p50_ms: float
    filtered_p95_ms: float
    megabytes: float
    dense_recall: float


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """What an index of so many passages costs."""

    passages: int
    build: BuildCost
    search: SearchCost


def measure(passages: int, folder: Path) -> ScaleResult:
    """Build an index in an empty folder and ask it, each in a process of its own.

    Raises:
        RuntimeError: one of them failed.
    """
    build = BuildCost(**_apart("build", passages, folder))
    return ScaleResult(passages, build, SearchCost(**_apart("search", passages, folder)))


def synthetic_passages(count: int, seed: int = SEED) -> list[Passage]:
    """So many different passages of 100 words or a little more, 200 to a document; one in twenty is superseded."""
    draw = random.Random(seed)  # noqa: S311 - nothing here is a secret
    known = _sentences()
    texts: dict[str, None] = {}
    while len(texts) < count:
        chosen: list[str] = []
        while sum(text.count(" ") + 1 for text in chosen) < _WORDS:
            chosen.append(draw.choice(known))
        texts[" ".join(chosen)] = None
    documents = [
        DocumentRecord(f"norma-{number:05}", f"Norma {number}", collection="normas")
        for number in range(count // _OF_A_DOCUMENT + 1)
    ]
    return [
        Passage(
            f"{documents[place // _OF_A_DOCUMENT].id}#{place % _OF_A_DOCUMENT:04}",
            text,
            documents[place // _OF_A_DOCUMENT],
            position=place % _OF_A_DOCUMENT,
            in_force=draw.random() >= _SUPERSEDED,
        )
        for place, text in enumerate(texts)
    ]


def synthetic_questions(count: int = QUESTIONS, seed: int = SEED) -> list[str]:
    """So many pieces of sentences, of 6 to 14 words."""
    draw = random.Random(seed + 1)  # noqa: S311
    known = _sentences()
    return [" ".join(draw.choice(known).split()[: draw.randint(6, 14)]) for _ in range(count)]


def build(passages: int, folder: Path) -> BuildCost:
    """Build an index of synthetic passages."""
    cut = synthetic_passages(passages)
    started = time.perf_counter()
    with indexed(Benchmark("escala", tuple(cut), ()), folder):
        seconds = time.perf_counter() - started
    return BuildCost(seconds, _peak_megabytes())


def search(folder: Path) -> SearchCost:
    """Ask an index that :func:`build` built."""
    settings = Settings()
    embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
    asking = AskingModel.load(settings.corpus_dir)
    index = Index(folder / "index", settings.exact_weight)
    retriever = Retriever(index, embedder, asking, settings)
    questions = synthetic_questions()
    documents = random.Random(SEED).choices(sorted(index.documents), k=len(questions))  # noqa: S311
    one_each = [Filters(documents=frozenset({name})) for name in documents]
    retriever.search(questions[0], _NEAREST)  # what is read once is not a question's cost
    laps = _laps(questions, [Filters()] * len(questions), lambda text, only: retriever.search(text, _NEAREST, only))
    filtered = _laps(questions, one_each, lambda text, only: retriever.search(text, _NEAREST, only))
    megabytes = _peak_megabytes()
    recall = _dense_recall(retriever, questions)
    index.close()
    return SearchCost(*laps, *filtered, megabytes, recall)


def _laps(
    questions: Sequence[str], filters: Sequence[Filters], ask: Callable[[str, Filters], object]
) -> tuple[float, float]:
    """The median and the 95th percentile of what a question takes, in milliseconds."""
    laps = []
    for text, only in zip(questions, filters, strict=True):
        started = time.perf_counter()
        ask(text, only)
        laps.append(1_000 * (time.perf_counter() - started))
    return statistics.median(laps), float(np.percentile(laps, 95))


def _dense_recall(retriever: Retriever, questions: Sequence[str]) -> float:
    """Of the ten passages truly nearest to each question, the share that the dense leg finds."""
    index = retriever.index
    ids = [passage.id for name in sorted(index.documents) for passage in index.lexical.of_document(name)]
    stored = index.dense.vectors(ids)
    names, vectors = list(stored), np.stack(list(stored.values()))
    shares = []
    for text in questions:
        vector = retriever.embedder.embed_query(text)
        nearest = {names[place] for place in np.argpartition(-(vectors @ vector), _NEAREST)[:_NEAREST]}
        found = {name for name, _ in index.dense.search(vector, _NEAREST, Filters(superseded=True))}
        shares.append(len(nearest & found) / _NEAREST)
    return statistics.mean(shares)


def _sentences() -> list[str]:
    """The different sentences of the real laws, where they are at hand, else of our own digests."""
    laws = sorted(REAL_LAWS.glob("*.md")) or sorted((CORPUS_DIR / "normas").glob("*.md"))
    return list(dict.fromkeys(text for law in laws for text in _whole_sentences(law)))


def _whole_sentences(law: Path) -> Iterator[str]:
    for line in law.read_text(encoding="utf-8").splitlines():
        for span in sentences(line):
            if 40 <= len(span.text) <= 500:
                yield span.text


def _peak_megabytes() -> float:
    """Peak resident memory of this process since it began (Linux): what ``resource`` tells counts in whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1_024 for line in status if line.startswith("VmHWM"))


def _apart(stage: str, passages: int, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "evals.scale", str(passages), str(folder), stage]
    done = subprocess.run(command, cwd=CORPUS_DIR.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"evals.scale {stage}: {done.stderr}")
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def main(arguments: Sequence[str]) -> None:
    """Measure, and print JSON."""
    passages, folder, *stage = arguments
    if stage == ["build"]:
        cost: BuildCost | SearchCost | ScaleResult = build(int(passages), Path(folder))
    elif stage == ["search"]:
        cost = search(Path(folder))
    else:
        cost = measure(int(passages), Path(folder))
    sys.stdout.write(json.dumps(asdict(cost)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

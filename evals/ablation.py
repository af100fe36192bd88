"""What each part of the search is worth: ``python -m evals.ablation [BENCH.json …]``.

Takes out one part at a time, indexes the benchmark files and the bundled guidance anew, and asks: the questions of each file;
the development questions, as they are written and as they are typed on a phone; fragments of passages; articles by their
number. Prints MRR@10, and of how many development questions the assistant did what it should. Nothing is fitted again
without the part: what leans on it counts as lost too.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from assistant import Assistant, Passage, Settings
from assistant.retrieval import Filters, Retriever, fusion, lexical, load_embedder, retriever
from assistant.retrieval.forms import KnownForms
from assistant.retrieval.thesaurus import Thesaurus
from assistant.spanish import fold, norms
from evals.benchmark_rows import spanish
from evals.questions import Expected, Question, load_questions
from evals.retrieval_bench import indexed, read_benchmark, score
from evals.retrieval_metrics import DEPTH, Shelf
from evals.runs import run_questions
from evals.subjects import ours
from ingest.build import build_index
from ingest.sources import BUNDLED

OF_THE_GUIDANCE = ("desarrollo", "tecleadas", "trozos", "artículos", "respuestas")
_SEED, _LONG_WORD, _FRAGMENT, _FRAGMENTS = 0, 6, 8, 500

Asked = tuple[str, Collection[str]]
"""A question, and the ids of the passages that answer it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the search: the settings without it, and what does nothing in the place of each name that it hangs on."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    idle: tuple[tuple[Any, str, Any], ...] = ()

    @contextmanager
    def left_out(self) -> Iterator[Settings]:
        """While this lasts, the part does nothing; gives the settings to open a search with."""
        with ExitStack() as stack:
            for owner, name, nothing in self.idle:
                stack.enter_context(patch.object(owner, name, nothing))
            yield Settings(**self.settings)


PARTS = (
    Part("nada"),
    Part("la fusión que mira la pregunta (queda la suma de las dos)", {"adaptive_fusion": False}),
    Part("las palabras como están escritas (quedan sus raíces)", {"exact_weight": 1e-9}),
    Part("lo que vale tener cada palabra", idle=((lexical, "_COVERAGE_WEIGHT", 0.0),)),
    Part("lo que vale tenerlas todas", idle=((fusion, "_ALL_WORDS", 0.0),)),
    Part("los títulos delante del pasaje", idle=((Passage, "searchable", property(lambda own: own.text)),)),
    Part("el tesauro", idle=((Thesaurus, "expansions", lambda *_: []),)),
    Part("la corrección de lo mal tecleado", idle=((Retriever, "corrected", lambda _, text: text),)),
    Part("las rutas exactas (artículo, formato, sigla)", idle=((retriever, "named_in", lambda _: frozenset()),)),
    Part(
        "las preguntas conocidas y los silencios",
        idle=((KnownForms, "nearest", lambda *_: []), (lexical, "_POSED_WEIGHT", 0.0)),
    ),
    Part("el retiro de los pasajes casi iguales", idle=((retriever, "_NEAR_DUPLICATE", 1.0),)),
)


def mistyped(question: str, chance: random.Random) -> str:
    """A question as it comes from a phone: no accents, capitals or marks, and two letters of a long word the wrong way round."""
    words = fold(question).replace("¿", "").replace("?", "").split()
    long = [place for place, word in enumerate(words) if len(word) >= _LONG_WORD and word.isalpha()]
    if long:
        place = chance.choice(long)
        word, at = words[place], chance.randrange(1, len(words[place]) - 2)
        words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def fragments(passages: Collection[Passage], chance: random.Random) -> list[Asked]:
    """Some words in a row of a passage: what is typed by whoever has the text before them."""
    texts = {passage.id: " ".join(passage.text.split()) for passage in passages}
    long = [text.split() for text in texts.values() if len(text.split()) > _FRAGMENT]
    asked: list[Asked] = []
    for words in chance.sample(long, min(len(long), _FRAGMENTS)):
        start = chance.randrange(len(words) - _FRAGMENT)
        fragment = " ".join(words[start : start + _FRAGMENT])
        asked.append((fragment, [name for name, text in texts.items() if fragment in text]))
    return asked


def named_articles(passages: Collection[Passage]) -> Sequence[Asked]:
    """Every article that has a passage of its own, named as people abbreviate it."""
    held: dict[str, list[str]] = {}
    for passage in passages:
        for norm in norms(passage.norm or "") if passage.article else ():
            if norm.year:
                name = f"art {passage.article} {norm.kind} {norm.number}/{norm.year % 100:02}"
                held.setdefault(name, []).append(passage.id)
    return tuple(held.items())


def mrr(opened: Retriever, asked: Sequence[Asked]) -> float:
    """MRR@10 of the questions."""
    return statistics.mean(
        score([item.passage.id for item in opened.search(question, DEPTH, Filters())], list(relevant)).reciprocal_rank
        for question, relevant in asked
    )


def _of_file(file: Path, settings: Settings) -> float:
    benchmark = read_benchmark(file)
    with tempfile.TemporaryDirectory() as folder, indexed(benchmark, Path(folder), settings) as opened:
        return mrr(opened, [(item.question, item.relevant) for item in benchmark.questions])


def _of_guidance(settings: Settings, questions: Sequence[Question]) -> Iterator[float]:
    """What ``OF_THE_GUIDANCE`` names, in its order."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings.model_copy(update={"data_dir": Path(folder)})
        embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
        build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED])
        assistant = Assistant.open(settings)
        opened, shelf, chance = assistant.retriever, Shelf(assistant.retriever.index), random.Random(_SEED)  # noqa: S311
        answerable = [item for item in questions if item.expected is Expected.ANSWER and not item.history]
        asked = [(item.text, held) for item in answerable if (held := shelf.facts_held(item.gold))]
        yield mrr(opened, asked)
        yield mrr(opened, [(mistyped(question, chance), held) for question, held in asked])
        yield mrr(opened, fragments(shelf.passages.values(), chance))
        yield mrr(opened, named_articles(shelf.passages.values()))
        results = run_questions(ours(assistant), questions).results
        yield statistics.mean(result.score.passed for result in results)


def main(files: Sequence[str]) -> None:
    """Print what is found, and answered, without each part."""
    questions = [item for item in load_questions(split="desarrollo") if item.group not in {"indicadores", "formatos"}]
    table = Table("Sin", *(Path(file).stem for file in files), *OF_THE_GUIDANCE)
    for part in PARTS:
        with part.left_out() as settings:
            figures = [*(_of_file(Path(file), settings) for file in files), *_of_guidance(settings, questions)]
        table.add_row(part.name, *(spanish(figure, 3) for figure in figures))
    Console(width=160).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])

"""How well the check of a language model's sentences tells faithful from invented: ``python -m evals.support``.

``support.jsonl`` holds sentences written by hand over articles of the guidance, half of them faithful in other words, half of
them false in what no number or name gives away: another actor, a condition that was added, a no turned into a yes. Every
faithful sentence also serves as a false one, with the citation of another article. Prints, for each threshold of support, the
share of faithful sentences kept and of false ones that would pass.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from assistant import Assistant, Passage, Settings
from assistant.answering.grounding import SUPPORT, Grounding
from assistant.answering.prose import Sentence
from assistant.retrieval import Filters, load_embedder
from assistant.tools import article_passages
from ingest.build import build_index
from ingest.sources import BUNDLED

SENTENCES = Path(__file__).with_name("support.jsonl")
THRESHOLDS = (0.0, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence over an article, and whether the article says it."""

    text: str
    norm: str
    article: str
    supported: bool


@dataclass(frozen=True, slots=True)
class Rates:
    """At a threshold: the share of faithful sentences kept, of false ones that pass, and of faithful ones miscited that pass."""

    threshold: float
    kept: float
    false_passed: float
    miscited_passed: float


def load_cases(path: Path = SENTENCES) -> list[Case]:
    """The sentences of a file."""
    return [Case(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line]


def measure(assistant: Assistant, cases: Sequence[Case], thresholds: Sequence[float] = THRESHOLDS) -> list[Rates]:
    """The rates at each threshold, over an assistant whose index holds the guidance.

    Raises:
        ValueError: an article of a case is not in the index.
    """
    retriever = assistant.retriever
    index = retriever.index
    read = {
        (case.norm, case.article): article_passages(retriever, case.norm, case.article, Filters()) for case in cases
    }
    if missing := [article for article, passages in read.items() if not passages]:
        raise ValueError(f"not in the index: {missing}")
    articles = list(read)

    def others(case: Case) -> list[Passage]:
        place = articles.index((case.norm, case.article))
        return read[articles[(place + 1) % len(articles)]]

    def passed(text: str, passages: list[Passage], threshold: float) -> bool:
        grounding = Grounding(index.lexical.idf, retriever.thesaurus, threshold)
        claim = grounding.claim(Sentence(text, tuple(range(1, len(passages) + 1))), passages)
        return not grounding.objections(claim, {passage.id: passage for passage in passages})

    faithful, false = [case for case in cases if case.supported], [case for case in cases if not case.supported]
    return [
        Rates(
            threshold,
            _share([passed(case.text, read[case.norm, case.article], threshold) for case in faithful]),
            _share([passed(case.text, read[case.norm, case.article], threshold) for case in false]),
            _share([passed(case.text, others(case), threshold) for case in faithful]),
        )
        for threshold in thresholds
    ]


def _share(passed: Sequence[bool]) -> float:
    return sum(passed) / len(passed)


def main() -> None:
    """Measure on a fresh index of the bundled guidance."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
        build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED])
        for rates in measure(Assistant.open(settings), load_cases()):
            mark = " <- in use" if rates.threshold == SUPPORT else ""
            console.print(
                f"support >= {rates.threshold:.2f}: {rates.kept:.0%} of the faithful kept, {rates.false_passed:.0%} of the false "
                f"and {rates.miscited_passed:.0%} of the miscited passed{mark}",
                soft_wrap=True,
            )


if __name__ == "__main__":
    main()

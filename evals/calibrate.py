"""Fits, on the development questions, what each signal is worth and when to decline: ``python -m evals.calibrate``.

Ranking: the weights that make a passage with the required facts and article come first (listwise softmax loss; Cao et al., 2007,
"Learning to Rank: From Pairwise Approach to Listwise Approach"). Declining: a logistic regression of "the guidance answers it".
Both are reported by cross-validation over topics, so that a variant of a question never judges itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from assistant import Assistant, Settings
from assistant.answering.calibration import Calibration, calibration
from assistant.answering.ranking import RankedPassage
from assistant.answering.refusal import features
from assistant.answering.units import quoted_whole, units
from assistant.retrieval import load_embedder
from assistant.spanish import fold, references
from assistant.types import Passage
from evals.questions import Expected, Gold, Question, load_questions
from ingest.build import build_index
from ingest.sources import BUNDLED

_FOLDS = 6
_RIDGE = 1.0
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """One question's passages: their signals (n x signals), and how much of what is required each holds (n), 0 to 1."""

    signals: Matrix
    worth: Matrix


def worth(passage: Passage, gold: Gold) -> float:
    """The share of the required facts that an answer from a passage could hold; nothing when it lacks the required article.

    Of a table too large to be quoted whole an answer holds one row.
    """
    if gold.article and not _cites(passage, gold):
        return 0.0
    quotable = [passage.searchable] if quoted_whole(passage) else [unit.text for unit in units(passage)]
    return max(_share(fold(text), gold) for text in quotable)


def _share(text: str, gold: Gold) -> float:
    held = [any(fold(form) in text for form in forms) for forms in gold.facts]
    return sum(held) / len(held) if held else 1.0


def fit_ranking(rankings: Sequence[Ranking]) -> Matrix:
    """The weights under which the best passages come first."""

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        value, gradient = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for ranking in rankings:
            best = (ranking.worth >= ranking.worth.max() - 1e-9) & (ranking.worth > 0)
            if not best.any():
                continue
            scores = ranking.signals @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            share = chances[best].sum()
            value -= float(np.log(share + 1e-12))
            gradient = gradient - chances[best] / share @ ranking.signals[best] + chances @ ranking.signals
        return value, gradient

    fitted: Matrix = minimize(loss, np.zeros(rankings[0].signals.shape[1]), jac=True, method="L-BFGS-B").x
    return fitted


def first_worth(rankings: Sequence[Ranking], weights: Matrix) -> float:
    """The mean worth of the passage that comes first."""
    return float(np.mean([ranking.worth[np.argmax(ranking.signals @ weights)] for ranking in rankings]))


def main() -> None:
    """Fit both on the development split, report cross-validated figures, and write the calibration."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        assistant = _assistant(Path(folder))
        questions = [item for item in load_questions(split="desarrollo") if assistant.figures.answer(item.turn) is None]
        names = list(calibration().ranking)
        weights = _calibrate_ranking(assistant, questions, names, console)
        ranking = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
        Calibration(ranking, calibration().refusal, calibration().intercept).write()
        intercept, refusal = _calibrate_refusal(assistant, questions, console)
        Calibration(ranking, refusal, intercept).write()


def _assistant(folder: Path) -> Assistant:
    settings = Settings(data_dir=folder)
    embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
    build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED])
    return Assistant.open(settings)


def _calibrate_ranking(
    assistant: Assistant, questions: Sequence[Question], names: Sequence[str], console: Console
) -> Matrix:
    answered = [question for question in questions if question.expected is Expected.ANSWER]
    rankings = [_ranking(assistant.evidence(question.turn), question.gold, names) for question in answered]
    topics = [question.topic for question in answered]
    held_out = []
    for train, test in GroupKFold(_FOLDS).split(rankings, groups=topics):
        fitted = fit_ranking([rankings[place] for place in train])
        held_out += [first_worth([rankings[place]], fitted) for place in test]
    console.print(f"Orden: {len(rankings)} preguntas; el primer pasaje tiene lo pedido en {np.mean(held_out):.3f}")
    console.print(f"  (el mejor de los encontrados, {np.mean([ranking.worth.max() for ranking in rankings]):.3f})")
    return fit_ranking(rankings)


def _calibrate_refusal(
    assistant: Assistant, questions: Sequence[Question], console: Console
) -> tuple[float, dict[str, float]]:
    decided = [question for question in questions if question.expected in {Expected.ANSWER, Expected.REFUSE}]
    seen = [features(assistant.evidence(question.turn), assistant.known_share(question.turn)) for question in decided]
    names = list(seen[0])
    inputs = np.array([[row[name] for name in names] for row in seen])
    answer = np.array([question.expected is Expected.ANSWER for question in decided])
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=2_000)
    groups = [question.topic for question in decided]
    right = cross_val_predict(model, inputs, answer, cv=GroupKFold(_FOLDS), groups=groups) == answer
    console.print(f"Declinar: {len(right)} preguntas")
    console.print(
        f"  responde las que debe: {right[answer].mean():.3f}; declina las que debe: {right[~answer].mean():.3f}"
    )
    model.fit(inputs, answer)
    fitted = {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return round(float(model.intercept_[0]), 3), fitted


def _ranking(passages: Sequence[RankedPassage], gold: Gold, names: Sequence[str]) -> Ranking:
    signals = [[asdict(item.signals)[name] for name in names] for item in passages]
    return Ranking(np.array(signals), np.array([worth(item.passage, gold) for item in passages]))


def _cites(passage: Passage, gold: Gold) -> bool:
    cited = {(item.norm.name if item.norm else None, item.article) for item in references(passage.text)}
    return (gold.norm, gold.article) in cited | {(passage.norm, passage.article)}


if __name__ == "__main__":
    main()

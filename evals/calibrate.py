"""Fits, on the development questions, what each signal is worth and when to decline: ``python -m evals.calibrate``.

Ranking: the weights that make a passage with the required facts and article come first (listwise softmax loss; Cao et al., 2007,
"Learning to Rank: From Pairwise Approach to Listwise Approach"). Declining: a logistic regression of "the guidance answers it".
Both are reported by cross-validation over topics, so that a variant of a question never judges itself.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant import Assistant, Settings, Turn
from assistant.answering.calibration import calibration
from assistant.answering.ranking import RankedPassage, Signals, UnitSignals
from assistant.answering.units import quoted_whole, units
from assistant.retrieval import load_embedder
from assistant.settings import CORPUS_DIR
from assistant.spanish import fold, references
from assistant.types import Passage
from evals.posed import HeldOut, corpus_without, located, spread
from evals.questions import Expected, Gold, Question, load_questions
from evals.silences import HeldSilence, hold_silences
from evals.wording import fit_wording
from ingest import asking
from ingest.build import build_index
from ingest.sources import BUNDLED

_FOLDS = 6
_MOST_POSED = 2_500
_RIDGE = 1.0
_STRANGERS = 5.0
"""What a development question counts for: known ways of asking, held out of the index, are nearer to it than a stranger's."""
_WRONG_ANSWER = 2.0
"""What it costs to answer what the guidance does not say, beside declining what it does say: somebody may act on the answer."""

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
    """Fit on the development split and the questions held out of the index, report, and write the calibration."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        corpus, held = corpus_without(CORPUS_DIR, Path(folder))
        silent = hold_silences(corpus)
        asking.train(corpus)
        apart = fit_wording(CORPUS_DIR)
        taught = _assistant(Path(folder) / "taught", corpus)
        posed = spread(located(held, taught.retriever.index), _MOST_POSED)
        assistant = _assistant(Path(folder) / "whole", CORPUS_DIR)
        questions = [item for item in load_questions(split="desarrollo") if _is_for_guidance(assistant, item)]
        fitted = replace(calibration(), ranking=_calibrate_ranking(assistant, taught, questions, posed, console))
        fitted.write()
        fitted = replace(fitted, units=_calibrate_units(taught, posed, console))
        fitted.write()
        intercept, refusal = _calibrate_refusal(assistant, taught, questions, posed, silent, apart, console)
        replace(fitted, refusal=refusal, intercept=intercept).write()


def _is_for_guidance(assistant: Assistant, question: Question) -> bool:
    return question.group != "formatos" and assistant.figures.answer(question.turn) is None


def _assistant(folder: Path, corpus_dir: Path) -> Assistant:
    settings = Settings(data_dir=folder, corpus_dir=corpus_dir)
    embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
    build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED])
    return Assistant.open(settings)


def _calibrate_ranking(
    assistant: Assistant, taught: Assistant, questions: Sequence[Question], posed: Sequence[HeldOut], console: Console
) -> dict[str, float]:
    names = [field.name for field in fields(Signals)]
    answered = [question for question in questions if question.expected is Expected.ANSWER]
    rankings = [
        _ranking(evidence, [worth(item.passage, question.gold) for item in evidence], names)
        for question in answered
        if (evidence := assistant.evidence(question.turn))
    ]
    lessons = [
        _ranking(evidence, [float(item.passage.id == question.passage) for item in evidence], names)
        for question in posed
        if (evidence := taught.evidence(Turn(question.text)))
    ]
    topics = [question.topic for question in answered]
    held_out = []
    for train, test in GroupKFold(_FOLDS).split(rankings, groups=topics):
        fitted = fit_ranking([*(rankings[place] for place in train), *lessons])
        held_out += [first_worth([rankings[place]], fitted) for place in test]
    console.print(
        f"Orden: {len(rankings)} preguntas y {len(lessons)} formas; primero lo pedido: {np.mean(held_out):.3f}"
    )
    console.print(f"  (el mejor de los encontrados, {np.mean([ranking.worth.max() for ranking in rankings]):.3f})")
    return _named(names, fit_ranking([*rankings, *lessons]))


def _calibrate_units(taught: Assistant, posed: Sequence[HeldOut], console: Console) -> dict[str, float]:
    names = [field.name for field in fields(UnitSignals)]
    passages = {item.id: item for item in taught.retriever.index.passages([question.passage for question in posed])}
    rankings = []
    for question in posed:
        ranked = taught.ranker.units(question.text, passages[question.passage])
        right = [float(item.unit.start <= question.start < item.unit.end) for item in ranked]
        if len(ranked) > 1 and any(right):
            signals = [[asdict(item.signals)[name] for name in names] for item in ranked]
            rankings.append(Ranking(np.array(signals), np.array(right)))
    half = len(rankings) // 2
    halves = [(rankings[:half], rankings[half:]), (rankings[half:], rankings[:half])]
    right_first = np.mean([first_worth(test, fit_ranking(train)) for train, test in halves])
    console.print(f"Unidades: {len(rankings)} formas; primero la que responde: {right_first:.3f}")
    return _named(names, fit_ranking(rankings))


def _calibrate_refusal(
    assistant: Assistant,
    taught: Assistant,
    questions: Sequence[Question],
    posed: Sequence[HeldOut],
    silent: Sequence[HeldSilence],
    apart: Mapping[str, float],
    console: Console,
) -> tuple[float, dict[str, float]]:
    decided = [question for question in questions if question.expected in {Expected.ANSWER, Expected.REFUSE}]
    seen = [assistant.signs(question.turn) for question in decided]
    texts = [*(question.text for question in posed), *(question.text for question in silent)]
    taught_seen = [taught.signs(Turn(text)) | {"wording": apart[text]} for text in texts]
    names = list(seen[0])
    inputs = np.array([[row[name] for name in names] for row in [*seen, *taught_seen]])
    answer = np.array(
        [*(question.expected is Expected.ANSWER for question in decided), *[True] * len(posed), *[False] * len(silent)]
    )
    groups = [
        *(question.topic for question in decided),
        *(question.document for question in posed),
        *(question.topic for question in silent),
    ]
    counts = {"logisticregression__sample_weight": [*[_STRANGERS] * len(decided), *[1.0] * len(taught_seen)]}
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced", max_iter=2_000))
    folds = GroupKFold(_FOLDS)
    chances = cross_val_predict(model, inputs, answer, cv=folds, groups=groups, method="predict_proba", params=counts)[
        :, 1
    ]
    own, own_answer = chances[: len(decided)], answer[: len(decided)]
    cut = _cheapest(own[own_answer], own[~own_answer])
    console.print(f"Declinar: {len(decided)} preguntas, {len(posed)} formas y {len(silent)} silencios")
    console.print(f"  responde las que debe: {(own[own_answer] >= cut).mean():.3f}")
    console.print(f"  declina las que debe: {(own[~own_answer] < cut).mean():.3f}")
    scaler, fitted = model.fit(inputs, answer, **counts).named_steps.values()
    weights = fitted.coef_[0] / scaler.scale_
    intercept = float(fitted.intercept_[0] - weights @ scaler.mean_) - math.log(cut / (1 - cut))
    return round(intercept, 3), _named(names, weights)


def _cheapest(answered: Matrix, declined: Matrix) -> float:
    """The probability at which the errors cost least, what is to be answered counting as much as what is to be declined."""
    cuts = np.linspace(0.05, 0.95, 181)
    return float(min(cuts, key=lambda cut: (answered < cut).mean() + _WRONG_ANSWER * (declined >= cut).mean()))


def _ranking(passages: Sequence[RankedPassage], worths: Sequence[float], names: Sequence[str]) -> Ranking:
    return Ranking(np.array([[asdict(item.signals)[name] for name in names] for item in passages]), np.array(worths))


def _named(names: Sequence[str], weights: Matrix) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def _cites(passage: Passage, gold: Gold) -> bool:
    cited = {(item.norm.name if item.norm else None, item.article) for item in references(passage.text)}
    return (gold.norm, gold.article) in cited | {(passage.norm, passage.article)}


if __name__ == "__main__":
    main()

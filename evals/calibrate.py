"""Fits when to decline, on the development questions: ``python -m evals.calibrate``.

A logistic regression of "the guidance answers it" over the features of :mod:`assistant.answering.refusal`. The threshold of
0.5 on its probability is then what the data says, not what somebody felt.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from assistant import Assistant, Settings
from assistant.answering.refusal import CALIBRATION, FEATURES
from assistant.retrieval import load_embedder
from evals.questions import Expected, Question, load_questions
from ingest.build import build_index
from ingest.sources import BUNDLED

_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions as features (n x 4) and whether the guidance answers each."""

    features: NDArray[np.float64]
    answerable: NDArray[np.bool_]


def examples(assistant: Assistant, questions: Sequence[Question]) -> Examples:
    """Run retrieval for each question and note what a decision would see. Small talk and asking back are not decided here."""
    decided = [question for question in questions if question.expected in {Expected.ANSWER, Expected.REFUSE}]
    rows = [assistant.evidence(question.turn) for question in decided]
    return Examples(np.array(rows), np.array([question.expected is Expected.ANSWER for question in decided]))


def main() -> None:
    """Fit on the development split, report cross-validated figures, write the coefficients."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
        build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED])
        known = examples(Assistant.open(settings), load_questions(split="desarrollo"))
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1_000)
    predicted = cross_val_predict(model, known.features, known.answerable, cv=_FOLDS)
    right = predicted == known.answerable
    console.print(f"{len(right)} preguntas; validación cruzada de {_FOLDS} partes")
    console.print(f"se responden las que se deben: {right[known.answerable].mean():.3f}")
    console.print(f"se declinan las que se deben: {right[~known.answerable].mean():.3f}")
    model.fit(known.features, known.answerable)
    fitted = {
        "intercept": round(float(model.intercept_[0]), 4),
        "coefficients": {name: round(float(weight), 4) for name, weight in zip(FEATURES, model.coef_[0], strict=True)},
        "questions": len(right),
    }
    CALIBRATION.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    console.print(f"Escrito: {CALIBRATION.name} {fitted}")


if __name__ == "__main__":
    main()

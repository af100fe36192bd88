"""Fits what the words of a question tell of whether the guidance answers it: see :mod:`assistant.answering.wording`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from assistant.answering import wording
from assistant.answering.wording import scaled
from assistant.spanish import stems_and_pairs
from ingest.posed import read_posed
from ingest.silences import read_silences, silence_files

_FEWEST_FORMS = 3
_LEAST_WEIGHT = 0.05
_FOLDS = 5


def fit_wording(corpus_dir: Path) -> dict[str, float]:
    """Fit on every known way of asking, and write the weights.

    Returns:
        What each of them would get from the forms of other documents and silences: what a stranger's question gets.
    """
    posed = [
        (form, path.stem, True)
        for path in sorted((corpus_dir / "preguntas").glob("*.toml"))
        for entry in read_posed(path)
        for form in entry.forms
    ]
    silent = [(form, item.topic, False) for item in read_silences(silence_files(corpus_dir)) for form in item.forms]
    texts, groups, answered = zip(*posed, *silent, strict=True)
    model = make_pipeline(
        CountVectorizer(analyzer=stems_and_pairs, min_df=_FEWEST_FORMS, binary=True),
        LogisticRegression(class_weight="balanced", max_iter=2_000),
    )
    folds = GroupKFold(_FOLDS)
    apart = cross_val_predict(model, texts, np.array(answered), cv=folds, groups=groups, method="decision_function")
    _write(model.fit(texts, answered))
    return dict(zip(texts, map(scaled, apart), strict=True))


def _write(model: object) -> None:
    counts, fitted = model.named_steps.values()  # type: ignore[attr-defined]
    weights = {
        term: round(float(fitted.coef_[0][place]), 2)
        for term, place in sorted(counts.vocabulary_.items())
        if abs(fitted.coef_[0][place]) >= _LEAST_WEIGHT
    }
    written = {"intercept": round(float(fitted.intercept_[0]), 3), "weights": weights}
    text = json.dumps(written, ensure_ascii=False, indent=0)
    Path(wording.__file__).with_name(wording.NAME).write_text(text + "\n", encoding="utf-8")
    wording._fitted.cache_clear()

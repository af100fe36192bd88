"""An optional second opinion: a language model judges the answers of a run, and is itself held against the metrics.

Faithfulness and completeness follow the definitions of RAGAS (Es et al., 2024, "RAGAS: Automated Evaluation of Retrieval Augmented
Generation"): what part of an answer its evidence supports, and how far it answers the question. A judge that does not agree
with the deterministic metrics is a reason to read the answers, never a reason to change a figure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.runs import Result

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROMPT = Path(__file__).with_name("prompts") / "judge.md"
GOOD = 0.5
_OBJECT = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model made of one answer, each from 0 to 1; None where it gave no usable verdict."""

    question_id: str
    faithfulness: float | None
    completeness: float | None

    @property
    def good(self) -> bool | None:
        """Whether the answer is good in both ways; None without a verdict."""
        if self.faithfulness is None or self.completeness is None:
            return None
        return self.faithfulness >= GOOD and self.completeness >= GOOD


@dataclass(frozen=True, slots=True)
class Agreement:
    """Judge against metrics, over the answers with a verdict.

    ``observed`` is the share on which both agree that an answer is good or bad; ``kappa`` what of it is more than chance
    (Cohen, 1960, "A coefficient of agreement for nominal scales"): 1 is full agreement, 0 what chance gives.
    """

    judged: int
    without_verdict: int
    observed: float | None
    kappa: float | None


def judge(model: BaseChatModel, results: Sequence[Result]) -> list[Judgement]:
    """Judge the answers that were given; what was declined has nothing to judge. One failed call costs its own verdict alone."""
    return [_judged(model, result) for result in results if not result.refused and result.error is None]


def agreement(judgements: Sequence[Judgement], results: Sequence[Result]) -> Agreement:
    """How far the judge and the metrics say the same of the same answers."""
    passed = {result.question_id: result.score.passed for result in results}
    pairs = [(item.good, passed[item.question_id]) for item in judgements if item.good is not None]
    silent = len(judgements) - len(pairs)
    if not pairs:
        return Agreement(0, silent, None, None)
    observed = sum(one == other for one, other in pairs) / len(pairs)
    judge_good = sum(one for one, _ in pairs) / len(pairs)
    metric_good = sum(other for _, other in pairs) / len(pairs)
    chance = judge_good * metric_good + (1 - judge_good) * (1 - metric_good)
    kappa = (observed - chance) / (1 - chance) if chance < 1 else None
    return Agreement(len(pairs), silent, observed, kappa)


def _judged(model: BaseChatModel, result: Result) -> Judgement:
    quotes = "\n".join(f"- {citation.quote}" for citation in result.citations)
    material = (
        f"<pregunta>{result.question}</pregunta>\n<respuesta>{result.answer}</respuesta>\n<citas>\n{quotes}\n</citas>"
    )
    try:
        said = model.invoke([("system", PROMPT.read_text(encoding="utf-8")), ("human", material)])
        return _parsed(result.question_id, str(said.content))
    except Exception:  # a time-out, a rate limit, a cut answer: this answer stays without verdict
        return Judgement(result.question_id, None, None)


def _parsed(question_id: str, said: str) -> Judgement:
    """The last JSON object of what the model said; a figure outside 0 to 1 is no verdict.

    Raises:
        ValueError, KeyError, IndexError, TypeError: there is no such object.
    """
    verdict = json.loads(_OBJECT.findall(said)[-1])
    faithfulness, completeness = float(verdict["faithfulness"]), float(verdict["completeness"])
    if not (0 <= faithfulness <= 1 and 0 <= completeness <= 1):
        raise ValueError(said)
    return Judgement(question_id, faithfulness, completeness)

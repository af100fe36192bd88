"""What an answer is worth: figures computed by rule, without a model, and their summary with 95 % intervals.

Matching and the metrics of the evidence are those of :mod:`evals.retrieval_metrics`. A measure that says nothing of a question
is None for it, and leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant import Answer, Passage
from assistant.spanish import content_stems, fold, numbers, stem, words
from assistant.spanish.text import STOPWORDS
from assistant.types import Kind
from evals import retrieval_metrics as evidence
from evals.questions import Expected, Figure, Gold, Question

SPANISH_SHARE = 0.2
"""The share of stop words below which an answer is not taken for Spanish: our prose has about a half, English a tenth."""

RESAMPLES = 2_000
SEED = 951

_MARK = re.compile(r"\s*\[\d+\]")
_AFFIRMS = re.compile(
    r"[\W_]*(?:sí\b|si\s*[,.:;]|claro\b|correcto\b|exacto\b|cierto\b|efectivamente\b|así es\b|por supuesto\b|de acuerdo\b)"
)
_SYMBOLS = {"pesos": ("$",), "pagina": ("p.", "pag."), "%": ("%", "por ciento")}


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer is worth. Shares go from 0 to 1; None is "does not apply". See the functions of the same names.

    ``passed``: it did what the question calls for. To answer: all the required facts and nothing forbidden. To refuse: refused,
    with nothing forbidden. To ask back: ``asked_back``. To correct: ``premise``.
    ``facts``: share of the required facts in the answer (nugget recall; Voorhees, 2003, "Overview of the TREC 2003 question
    answering track"); a refusal says none. ``forbidden``: what it says that only a wrong answer would.
    ``unsupported``: how many of its ``statements`` their own citations do not support; None where no evidence is shown.
    ``words``: length in words, without citation marks. ``latency_ms``: wall-clock milliseconds, None where no answer came.
    ``cost``: US dollars; None without a model. ``missing``: the facts and the source that the answer lacks, in the words of the
    gold answer.
    """

    question_id: str
    group: str
    topic: str
    split: str
    expected: Expected
    passed: bool
    refused: bool
    retrieval: evidence.RetrievalScore | None
    facts: float | None
    forbidden: tuple[str, ...]
    number_exact: bool | None
    citation_precision: float | None
    citation_recall: float | None
    source_cited: bool | None
    statements: int
    unsupported: int | None
    premise: bool | None
    asked_back: bool | None
    spanish: float
    words: int
    latency_ms: float | None
    cost: float | None = None
    missing: tuple[str, ...] = ()


def score(
    question: Question,
    answer: Answer,
    found: Sequence[Passage],
    shelf: evidence.Shelf | None,
    cost: float | None = None,
) -> Score:
    """Score one answer.

    Args:
        question: with what a right answer holds.
        answer: what the assistant said.
        found: the passages that it read, best first.
        shelf: the index that it answered from; None for an assistant that shows no evidence, to which the figures of retrieval and
            citations do not apply.
        cost: what the answer cost in US dollars, if a model wrote it.
    """
    gold = question.gold
    said, forbidden = facts_answered(answer, gold), forbidden_said(answer, gold)
    quotes = answer.kind not in {Kind.FIGURES, Kind.FORMATS}  # what these say, the engine checks against their cells
    shown = evidence.score_evidence(answer, found, gold, shelf) if shelf and quotes else evidence.EvidenceScore()
    passed = did_its_part(question, answer)
    return Score(
        question_id=question.id,
        group=question.group,
        topic=question.topic,
        split=question.split,
        expected=question.expected,
        passed=passed,
        refused=answer.refused,
        retrieval=shown.retrieval,
        facts=len(said) / len(gold.facts) if gold.facts else None,
        forbidden=forbidden,
        number_exact=gives(answer, gold.number) if gold.number else None,
        citation_precision=shown.citation_precision,
        citation_recall=shown.citation_recall,
        source_cited=shown.source_cited,
        statements=len(answer.statements),
        unsupported=shown.unsupported,
        premise=passed if question.expected is Expected.CORRECT else None,
        asked_back=passed if question.expected is Expected.ASK_BACK else None,
        spanish=spanish_share(answer.text),
        words=len(_MARK.sub("", answer.text).split()),
        latency_ms=answer.timings_ms.get("total"),
        cost=cost,
        missing=_missing(gold, said, shown.source_cited),
    )


def facts_answered(answer: Answer, gold: Gold) -> frozenset[int]:
    """The places of the required facts that an answer gives; a refusal gives none, whatever topics it names."""
    return frozenset() if answer.refused else evidence.facts_said(evidence.plain(_MARK.sub("", answer.text)), gold)


def forbidden_said(answer: Answer, gold: Gold) -> tuple[str, ...]:
    """What an answer says and only a wrong one would; a refusal may not say it either."""
    return tuple(form for form in gold.forbidden if evidence.says(evidence.plain(answer.text), form))


def did_its_part(question: Question, answer: Answer) -> bool:
    """Whether an answer did what its question calls for: see :class:`Score`."""
    clean = not forbidden_said(answer, question.gold)
    if question.expected is Expected.REFUSE:
        return answer.refused and clean
    if question.expected is Expected.ASK_BACK:
        return asks_back(answer)
    complete = len(facts_answered(answer, question.gold)) == len(question.gold.facts) and not answer.refused and clean
    return complete and not (question.expected is Expected.CORRECT and confirms(question.text, answer.text))


def gives(answer: Answer, figure: Figure) -> bool:
    """Whether one statement gives the value asked for together with its unit and its year.

    The value is compared exactly, as the guidance writes it ("1.096,1 billones", never rounded nor rescaled); numbers in words
    count. Every word of the unit must be there, or its symbol; the year, where the figure has one, as a number.
    """
    return not answer.refused and any(
        figure.value in numbers(statement.text, one_counts=True)
        and _has_unit(statement.text, figure.unit)
        and (figure.year is None or figure.year in numbers(statement.text))
        for statement in answer.statements
    )


def confirms(question: str, answer: str) -> bool:
    """Whether an answer is a bare confirmation: it opens by agreeing and brings no word that the question did not have.

    What a false premise must not get (Vu et al., 2023, "FreshLLMs: refreshing large language models with search engine
    augmentation").
    """
    opening = _AFFIRMS.match(answer.lower())
    return opening is not None and content_stems(_MARK.sub("", answer[opening.end() :])) <= content_stems(question)


def asks_back(answer: Answer) -> bool:
    """Whether an answer asks which one is meant, and claims nothing meanwhile."""
    return not answer.refused and not answer.citations and re.search(r"¿[^?]+\?", answer.text) is not None


def spanish_share(text: str) -> float:
    """The share of Spanish stop words among the words of a text; numbers are left out.

    Stop words tell languages apart (Grefenstette, 1995, "Comparing two language identification schemes").
    """
    read = [word for word in words(text) if not word[0].isdigit()]
    return sum(word in STOPWORDS for word in read) / len(read) if read else 0.0


def _has_unit(text: str, unit: str) -> bool:
    folded, held = fold(text), set(map(stem, words(text)))
    return all(
        any(symbol in folded for symbol in _SYMBOLS.get(word, ())) or stem(word) in held
        for word in fold(unit).split()
        if word not in STOPWORDS
    )


def _missing(gold: Gold, said: frozenset[int], sourced: bool | None) -> tuple[str, ...]:  # noqa: FBT001
    facts = [forms[0] for place, forms in enumerate(gold.facts) if place not in said]
    source = ", artículo ".join(part for part in (gold.norm, gold.article) if part)
    return (*facts, source) if sourced is False else tuple(facts)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the summary: a mean over the questions it applies to, or a share of what it counts.

    ``parts`` gives what a question adds to the numerator and to the denominator; None where it does not apply. ``percent``
    tells shares from plain amounts; ``higher_is_better`` is None where neither is.
    """

    name: str
    label: str
    parts: Callable[[Score], tuple[float, float] | None]
    percent: bool = True
    higher_is_better: bool | None = True


def _mean(value: Callable[[Score], float | None]) -> Callable[[Score], tuple[float, float] | None]:
    return lambda score: None if (read := value(score)) is None else (float(read), 1.0)


def _of_retrieval(
    value: Callable[[evidence.RetrievalScore], float | None],
) -> Callable[[Score], tuple[float, float] | None]:
    return _mean(lambda score: value(score.retrieval) if score.retrieval else None)  # fmt: skip


def _should_refuse(score: Score) -> bool:
    return score.expected is Expected.REFUSE


MEASURES: tuple[Measure, ...] = (
    Measure("passed", "Hizo lo que debía", _mean(lambda score: score.passed)),
    Measure("answered", "Respuestas completas", _mean(lambda s: s.passed if s.expected is Expected.ANSWER else None)),
    Measure("facts", "Datos requeridos dichos", _mean(lambda score: score.facts)),
    Measure("forbidden", "Dijo algo prohibido", _mean(lambda score: bool(score.forbidden)), higher_is_better=False),
    Measure("number_exact", "Cifra exacta, con unidad y año", _mean(lambda score: score.number_exact)),
    Measure("premise", "Corrigió la premisa falsa", _mean(lambda score: score.premise)),
    Measure("asked_back", "Preguntó cuál", _mean(lambda score: score.asked_back)),
    Measure("refusal_precision", "Declinó con razón", lambda s: (float(_should_refuse(s)), 1.0) if s.refused else None),
    Measure("refusal_recall", "Declinó lo que debía", _mean(lambda s: s.refused if _should_refuse(s) else None)),
    Measure("recall_at_1", "Recall@1", _of_retrieval(lambda found: found.recall_at_1)),
    Measure("recall_at_5", "Recall@5", _of_retrieval(lambda found: found.recall_at_5)),
    Measure("recall_at_10", "Recall@10", _of_retrieval(lambda found: found.recall_at_10)),
    Measure("mrr", "MRR@10", _of_retrieval(lambda found: found.reciprocal_rank)),
    Measure("ndcg", "nDCG@10", _of_retrieval(lambda found: found.ndcg)),
    Measure("page_hit", "Página correcta", _of_retrieval(lambda found: found.page_hit)),
    Measure("citation_precision", "Precisión de las citas", _mean(lambda score: score.citation_precision)),
    Measure("citation_recall", "Cobertura de las citas", _mean(lambda score: score.citation_recall)),
    Measure("source_cited", "Citó la norma y el artículo", _mean(lambda score: score.source_cited)),
    Measure(
        "verified",
        "Afirmaciones con respaldo",
        lambda s: (
            None
            if s.unsupported is None or not s.statements
            else (float(s.statements - s.unsupported), float(s.statements))
        ),
    ),
    Measure("in_spanish", "En español", _mean(lambda score: score.spanish >= SPANISH_SHARE if score.words else None)),
    Measure("words", "Palabras", _mean(lambda score: score.words or None), percent=False, higher_is_better=None),
    Measure("latency_ms", "Milisegundos", _mean(lambda score: score.latency_ms), percent=False, higher_is_better=False),
    Measure("cost", "Costo (USD)", _mean(lambda score: score.cost), percent=False, higher_is_better=False),
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its 95 % interval, and the number of questions that it was computed from."""

    measure: str
    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """The estimates of a group of questions, in the order of :data:`MEASURES`; those that apply to none are left out.

    ``unsupported`` counts the statements without support; None of an assistant that shows no evidence.
    """

    group: str
    questions: int
    unsupported: int | None
    estimates: tuple[Estimate, ...]

    def get(self, measure: str) -> Estimate | None:
        """The estimate of a measure, if it applies."""
        return next((item for item in self.estimates if item.measure == measure), None)


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures: of all its questions ("todo"), and of each group of topics."""

    total: GroupSummary
    groups: tuple[GroupSummary, ...]


def summarize(scores: Sequence[Score], resamples: int = RESAMPLES, seed: int = SEED) -> Summary:
    """Summarise scores, whole and by group of topics, in the order in which groups appear."""
    groups = {item.group: [other for other in scores if other.group == item.group] for item in scores}
    return Summary(
        total=_summary("todo", scores, resamples, seed),
        groups=tuple(_summary(name, members, resamples, seed) for name, members in groups.items()),
    )


def _summary(name: str, scores: Sequence[Score], resamples: int, seed: int) -> GroupSummary:
    estimates = (estimate(measure, scores, resamples, seed) for measure in MEASURES)
    counts = [item.unsupported for item in scores if item.unsupported is not None]
    unsupported = sum(counts) if counts else None
    return GroupSummary(name, len(scores), unsupported, tuple(item for item in estimates if item))


def estimate(
    measure: Measure, scores: Sequence[Score], resamples: int = RESAMPLES, seed: int = SEED
) -> Estimate | None:
    """A measure over scores with its :func:`bootstrapped` interval; None where it applies to none."""
    parts = [(item.topic, counted) for item in scores if (counted := measure.parts(item))]
    return bootstrapped(measure.name, parts, measure.percent, resamples, seed) if parts else None


def bootstrapped(
    name: str,
    parts: Sequence[tuple[str, tuple[float, float]]],
    percent: bool,  # noqa: FBT001
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Estimate:
    """A ratio of sums with its percentile bootstrap interval.

    Percentile method of Efron and Tibshirani, 1993, "An introduction to the bootstrap", section 13.3. What is resampled are
    topics, not questions: the questions of a topic stand or fall together (Davison and Hinkley, 1997, section 3.8). Where all
    succeed or all fail every resample is the same; the interval is then that of Clopper and Pearson, 1934, with a topic as a trial.

    Args:
        name: the measure.
        parts: each question's topic, and what it adds to the numerator and to the denominator; one at least.
        percent: whether it is a share, from 0 to 1.
        resamples: how many are drawn.
        seed: of the draw.
    """
    topics = sorted({topic for topic, _ in parts})
    places = {topic: place for place, topic in enumerate(topics)}
    sums = np.zeros((len(topics), 2))
    for topic, part in parts:
        sums[places[topic]] += part
    drawn = np.random.default_rng(seed).multinomial(len(topics), np.full(len(topics), 1 / len(topics)), resamples)
    resampled = drawn @ sums
    low, high = map(float, np.percentile(resampled[:, 0] / resampled[:, 1], [2.5, 97.5]))
    value = float(sums[:, 0].sum() / sums[:, 1].sum())
    if percent and value in {0.0, 1.0}:
        bound = 0.025 ** (1 / len(topics))
        low, high = (bound, 1.0) if value else (0.0, 1.0 - bound)
    return Estimate(name, value, low, high, len(parts))

"""The check of a language model's sentences tells faithful from invented."""

from __future__ import annotations

from assistant import Assistant
from assistant.answering.grounding import SUPPORT
from evals.support import load_cases, measure


def test_the_cases_are_balanced_and_written_once() -> None:
    cases = load_cases()
    assert sum(case.supported for case in cases) * 2 == len(cases) >= 60
    assert len({case.text for case in cases}) == len(cases)


def test_faithful_sentences_are_kept_and_invented_ones_dropped(assistant: Assistant) -> None:
    loose, used = measure(assistant, load_cases(), (0.0, SUPPORT))
    assert used.kept >= 0.9
    assert used.false_passed <= 0.15
    assert used.miscited_passed <= 0.1
    assert loose.false_passed > 3 * used.false_passed

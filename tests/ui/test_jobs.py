"""Long work of the page: it goes on when nobody looks, and is found again."""

from __future__ import annotations

import threading

from assistant import RelevoError
from ui.web.tabs.jobs import Jobs, Tell, progress_html

WAITING, FAILED = "Recibiendo…", "No se pudo."


def test_work_is_followed_to_its_end_and_found_again() -> None:
    jobs, may_end = Jobs(WAITING, FAILED), threading.Event()

    def work(tell: Tell) -> str:
        tell("Leyendo", 1, 3)
        assert may_end.wait(10)
        return "<p>listo</p>"

    jobs.start("ana", work)
    followed = jobs.follow("ana")
    shown = [next(followed)]
    may_end.set()
    shown += list(followed)
    assert shown[-1] == "<p>listo</p>"
    assert list(jobs.follow("ana")) == ["<p>listo</p>"]
    assert list(jobs.follow("beto")) == []


def test_a_second_piece_of_work_waits_for_nothing_and_does_not_start() -> None:
    jobs, may_end = Jobs(WAITING, FAILED), threading.Event()
    started: list[int] = []

    def first(tell: Tell) -> str:
        started.append(1)
        assert may_end.wait(10)
        return "uno"

    def second(tell: Tell) -> str:
        started.append(2)
        return "dos"

    assert jobs.start("ana", first)
    assert not jobs.start("ana", second)
    may_end.set()
    assert list(jobs.follow("ana"))[-1] == "uno"
    assert started == [1]
    jobs.start("ana", second)
    assert list(jobs.follow("ana"))[-1] == "dos"


def test_an_error_for_people_is_told_and_any_other_is_not() -> None:
    jobs = Jobs(WAITING, FAILED)

    def refused(tell: Tell) -> str:
        raise RelevoError("Está <b>dañado</b>.", "Pídalo otra vez.")

    def broken(tell: Tell) -> str:
        raise RuntimeError("/srv/secreto")

    jobs.start("ana", refused)
    assert "Está &lt;b&gt;dañado&lt;/b&gt;. Pídalo otra vez." in list(jobs.follow("ana"))[-1]
    jobs.start("ana", broken)
    last = list(jobs.follow("ana"))[-1]
    assert FAILED in last
    assert "secreto" not in last


def test_progress_has_a_bar_that_says_how_far_it_is() -> None:
    assert "max='4' value='1'" in progress_html("Leyendo", 1, 4)
    assert "max=" not in progress_html("Guardando", 0, 1)

"""Long work that goes on when its page is left: one job for each browser and kind, found again when it comes back."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock, Thread

from assistant import RelevoError
from ui.web.safe import safe

_log = logging.getLogger(__name__)
_LOOK_EVERY_S = 0.25
_FORGET_AFTER_S = 30 * 60

Tell = Callable[[str, int, int], None]
"""Called as the work goes on: what is being done (Spanish), how much of it is done, and how much there is."""

Work = Callable[[Tell], str]
"""Does the work and returns what is to be shown of it, as HTML."""


@dataclass(slots=True)
class _Job:
    """A piece of work: what is shown of it, and whether and when it ended."""

    shown: str
    ended_at: float | None = None


class Jobs:
    """The work of one tab, by browser. Safe to use from several threads."""

    def __init__(self, waiting: str, failed: str) -> None:
        """Set what is shown before there is progress, and when something fails that nobody foresaw."""
        self._waiting = waiting
        self._failed = failed
        self._jobs: dict[str, _Job] = {}
        self._lock = Lock()

    def start(self, owner: str, work: Work) -> bool:
        """Begin a piece of work in a thread of its own; say whether it did: one under way is left to end first."""
        with self._lock:
            self._forget()
            running = self._jobs.get(owner)
            if running is not None and running.ended_at is None:
                return False
            job = self._jobs[owner] = _Job(progress_html(self._waiting, 0, 0))
        Thread(target=self._run, args=(job, work), name="relevo-trabajo", daemon=True).start()
        return True

    def follow(self, owner: str) -> Iterator[str]:
        """What is shown of a browser's work, each time that it changes, until it ends; nothing where there is none."""
        with self._lock:
            self._forget()
            job = self._jobs.get(owner)
        before = None
        while job is not None:
            ended = job.ended_at is not None  # read first: what is shown at the end is then never missed
            if job.shown != before:
                before = job.shown
                yield before
            if ended:
                return
            time.sleep(_LOOK_EVERY_S)

    def _run(self, job: _Job, work: Work) -> None:
        def tell(stage: str, done: int, total: int) -> None:
            job.shown = progress_html(stage, done, total)

        try:
            job.shown = work(tell)
        except RelevoError as error:
            job.shown = error_html(str(error))
        except Exception:
            _log.exception("Un trabajo de la página falló")
            job.shown = error_html(self._failed)
        finally:
            job.ended_at = time.monotonic()

    def _forget(self) -> None:
        limit = time.monotonic() - _FORGET_AFTER_S
        for owner in [owner for owner, job in self._jobs.items() if job.ended_at is not None and job.ended_at < limit]:
            del self._jobs[owner]


def progress_html(stage: str, done: int, total: int) -> str:
    """How far some work is; a bar that only moves where nobody knows how much there is."""
    amount = f" max='{total}' value='{done}'" if total > 1 else ""
    return f"<div class='job'><p>{safe(stage)}</p><progress{amount} aria-label='{safe(stage)}'></progress></div>"


def error_html(message: str) -> str:
    """An error in its place, in words."""
    return f"<p class='failed' role='alert'>{safe(message)}</p>"

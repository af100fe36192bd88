"""The files of the formats: quick ones at once, the others as work that goes on when the page is left."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.formats.desk import FormatDesk, file_name
from assistant.formats.drafts_records import Draft, Period
from assistant.indicators.entities import Entity
from ui.media_types import MEDIA_TYPES
from ui.web import texts_formats as texts
from ui.web.safe import safe
from ui.web.shell import Shell, owner_of
from ui.web.tabs.jobs import Jobs, Tell

Made = tuple[str, Any]
"""An address for the browser to fetch ("" while there is none) and what is shown meanwhile, as HTML."""


class FormatFiles:
    """Makes the files that the tab offers."""

    def __init__(self, shell: Shell, desk: FormatDesk) -> None:
        self._shell = shell
        self._desk = desk
        self._jobs = Jobs(texts.MAKING, texts.FAILED)

    def now(self, suffix: str) -> Callable[[str, str, str], str]:
        """What makes the open format's file of a kind, and returns its address."""

        def make(code: str, asked: str, format_id: str) -> str:
            entity = self._shell.chosen(code)
            if entity is None or not format_id:
                return ""
            draft = self._draft(entity, asked, format_id)
            try:
                return self._in_folder(lambda folder: self._one(draft, folder, suffix))[0]
            except RelevoError as error:
                raise gr.Error(safe(str(error)), print_exception=False) from error
            except OSError as error:
                raise gr.Error(texts.FAILED, print_exception=False) from error

        return make

    def pdf(self, code: str, asked: str, format_id: str, request: gr.Request) -> Iterator[Made]:
        """The open format's PDF, which LibreOffice takes some seconds to make."""
        entity = self._shell.chosen(code)
        if entity is None or not format_id:
            return

        def work(folder: Path, tell: Tell) -> Path:
            draft = self._draft(entity, asked, format_id)
            tell(texts.MAKING_PDF.format(title=draft.title), 0, 0)
            return self._one(draft, folder, ".pdf")

        yield from self._followed(work, request)

    def every(self, code: str, asked: str, request: gr.Request) -> Iterator[Made]:
        """Every format in one zip."""
        entity = self._shell.chosen(code)
        if entity is None:
            return

        def work(folder: Path, tell: Tell) -> Path:
            def told(title: str, done: int, total: int) -> None:
                tell(texts.MAKING_ALL.format(title=title, number=done + 1, total=total), done, total)

            return self._desk.fill_all(entity, folder, period_of(asked), told)[1]

        yield from self._followed(work, request)

    def come_back(self, request: gr.Request) -> Iterator[str]:
        """What is shown to a browser that comes back to its work."""
        yield ""
        yield from self._jobs.follow(_whose(request))

    def _followed(self, work: Callable[[Path, Tell], Path], request: gr.Request) -> Iterator[Made]:
        """Work as it goes on, and at its end the address of its file; of work begun before, only what is shown."""
        made: list[str] = []

        def run(tell: Tell) -> str:
            address, name = self._in_folder(lambda folder: work(folder, tell))
            made.append(address)
            return ready_html(address, name)

        if not self._jobs.start(_whose(request), run):
            gr.Warning(texts.WAIT)
        for shown in self._jobs.follow(_whose(request)):
            yield "", shown
        yield made[-1] if made else "", gr.skip()

    def _draft(self, entity: Entity, asked: str, format_id: str) -> Draft:
        return self._desk.draft(format_id, entity, period_of(asked))

    def _one(self, draft: Draft, folder: Path, suffix: str) -> Path:
        return self._desk.fill(draft, folder / file_name(draft, suffix, self._desk.catalogue)).report.path

    def _in_folder(self, make: Callable[[Path], Path]) -> tuple[str, str]:
        """The address and the name of a file that is made in a folder of its own."""
        with tempfile.TemporaryDirectory(prefix="relevo-formatos-") as folder:
            file = make(Path(folder))
            return self._shell.links.put(file.read_bytes(), file.name, MEDIA_TYPES[file.suffix]), file.name


def period_of(asked: str) -> Period | None:
    """The period chosen in the tab; None for the last years with a figure."""
    return Period.parse(asked) if asked in texts.PERIODS else None


def ready_html(address: str, name: str) -> str:
    """A file that is ready, for a browser that was elsewhere when it came."""
    link = f"<a href='{safe(address)}' download>{texts.FETCH}</a>"
    return f"<p role='status'>{safe(texts.READY.format(name=name))} {link}</p>"


def _whose(request: gr.Request) -> str:
    """Whose work it is: the browser's, or the visit's where the browser keeps no cookies."""
    return owner_of(request) or str(request.session_hash)

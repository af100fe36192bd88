"""What Gradio remembers of the pages that are open: the values of each, and nothing that only its deep links need.

Gradio keeps for each page a description of every control, which it makes anew with each change, so that the page can be had
again under an address of its own. That is half a megabyte a page, and this page has no such addresses.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

PAGES_REMEMBERED = 100
"""One that was forgotten goes on from its conversation as it was kept."""


class OpenPages(StateHolder):
    """The open pages of an application, those last used kept."""

    def __init__(self, blocks: gr.Blocks) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.set_blocks(blocks)
        self.capacity = PAGES_REMEMBERED

    def __getitem__(self, session_id: str) -> SessionState:
        """What is remembered of a page, from now on where it is new."""
        if session_id not in self.session_data:
            self.session_data[session_id] = _undescribed(self.blocks)
        session: SessionState = super().__getitem__(session_id)
        return session


def remember_pages(gradio_app: Any) -> None:
    """Have a mounted Gradio application remember its pages this way."""
    gradio_app.state_holder = OpenPages(gradio_app.get_blocks())


def _undescribed(blocks: gr.Blocks) -> SessionState:
    """A new page's memory, which never describes a control."""
    nothing_to_describe: Any = SimpleNamespace(default_config=blocks.default_config, blocks={})
    session = SessionState(nothing_to_describe)
    session.blocks_config.config_for_block = lambda *_: {}  # type: ignore[method-assign]
    return session

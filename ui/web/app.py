"""The page: its heading, its tabs and what they share."""

from __future__ import annotations

import os
from functools import partial

import gradio as gr

from assistant import Assistant
from assistant.conversations import Conversations
from ui.links import Links
from ui.pages import PagePictures
from ui.web import header, texts
from ui.web.safe import safe
from ui.web.shell import Shell
from ui.web.tabs import chat, documents, drafts, formats, indicators

WEB_PATH = "/chat"

_NO_STATISTICS = {"GRADIO_ANALYTICS_MAX_EVENTS": "1", "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9)}
"""Gradio's queue counts who asked what in a table that it builds anew, with pandas, after every event. Nobody here looks at it."""


def create_web(assistant: Assistant, conversations: Conversations, links: Links, pages: PagePictures) -> gr.Blocks:
    """The page as a Gradio application; each browser has an entity, conversations and drafts of its own."""
    blocks: gr.Blocks
    with gr.Blocks(title=texts.TITLE, analytics_enabled=False) as blocks:
        heading = header.lay_out()
        download = gr.Textbox(visible="hidden", label=texts.TITLE)
        with gr.Tabs(elem_id="tabs") as tabs:
            shell = Shell(assistant, conversations, assistant.settings, links, heading.entity, tabs, blocks, download)
            with gr.Tab(texts.TABS["conversar"], id="conversar"):
                talk = chat.build(shell, pages.address)
            for name, build in (
                ("formatos", formats.build),
                ("indicadores", indicators.build),
                (drafts.TAB, partial(drafts.build, chat=talk)),
                ("documentos", documents.build),
            ):
                with gr.Tab(texts.TABS[name], id=name):
                    build(shell)
        gr.HTML(f"<p>{safe(texts.FOOTER)}</p>", elem_id="footer", js_on_load=None)
        header.wire(heading, assistant, blocks)
    os.environ.update(_NO_STATISTICS)  # where its queue, made here, reads them
    blocks.queue(default_concurrency_limit=chat.CONCURRENT_QUESTIONS)
    return blocks

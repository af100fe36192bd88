"""What a browser remembers of the page between visits: a word under a name of ours, in its local storage.

Gradio's own ``BrowserState`` does not serve: it never writes an empty value, so that what was closed comes back, and it is
not read before its tab is in sight.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import gradio as gr

from ui.web import texts


def keep(name: str) -> gr.Textbox:
    """A value, "" at first, that the browser keeps under a name whenever it changes."""
    value = gr.Textbox("", visible="hidden", label=texts.TITLE, elem_id=name)
    key = json.dumps(name)
    write = f"(value) => {{ value ? localStorage.setItem({key}, value) : localStorage.removeItem({key}); }}"
    value.change(None, [value], None, js=write, api_visibility="private")
    return value


def on_return(blocks: gr.Blocks, kept: gr.Textbox, act: Callable[..., Any], outputs: list[Any]) -> None:
    """Run ``act`` when the browser visits the page, with what it kept, which it reads as it asks; "" for nothing."""
    read = f"() => localStorage.getItem({json.dumps(kept.elem_id)}) ?? ''"
    blocks.load(act, [kept], outputs, js=read, show_progress="hidden", api_visibility="private")

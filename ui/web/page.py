"""What surrounds the chat: the theme, the page's script, and the Spanish and self-contained page that holds them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection

from ui.owners import COOKIE, cookie_header, is_token, new_token
from ui.web import texts

# The favicon travels in the page: a chat mounted under a path cannot answer for /favicon.ico.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%2312507b'/%3E"
    "%3Cpath d='M11 24V8h6a5 5 0 0 1 0 10h-6m6 0 5 6' fill='none' stroke='white' stroke-width='3'/%3E%3C/svg%3E"
)
_REPLACED = {
    b'lang="en"': b'lang="es"',
    b'<link rel="manifest" href="/manifest.json" />': f'<link rel="icon" href="{_ICON}" />'.encode(),
}

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def web_options() -> dict[str, Any]:
    """How the page is mounted: our theme, nothing fetched from outside, no analytics."""
    return {
        "theme": theme(),
        "head": _head(),
        "app_kwargs": {"middleware": [Middleware(OwnPage)]},
        "footer_links": [],
        "ssr_mode": False,
        "show_error": False,
        "run_history": False,
    }


def _head() -> str:
    """Our style and script, and its words as data. Gradio's own way to add CSS breaks `:is()` and media queries."""
    here = Path(__file__).parent
    *styles, script = (
        here.joinpath(name).read_text(encoding="utf-8") for name in ("theme.css", "tabs.css", "tables.css", "page.js")
    )
    named = {"copy": texts.COPY, "copied": texts.COPIED, "dark": texts.DARK, "light": texts.LIGHT}
    words = json.dumps({**named, "gradio": texts.GRADIO_WORDS})
    return (
        f"<style>{''.join(styles)}</style>"
        f'<script type="application/json" id="relevo-words">{words}</script><script>{script}</script>'
    )


class OwnPage:
    """Middleware that makes Gradio's page say that it is in Spanish, carry its own icon and know its browser again.

    Gradio has no setting for any of it. Where a release changes the page, the words are not found and nothing happens.
    """

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass everything on, except for the page itself."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].removeprefix(scope["root_path"]) != "/":
            await self._app(scope, receive, send)
            return
        started: Message = {}
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_page(send, _with_owner(scope, started), bytes(body))
            else:
                await send(message)

        await self._app(scope, receive, rewrite)


def _with_owner(scope: Message, started: Message) -> Message:
    """The start of a response that names the browser's owner to it, unless it already has one."""
    if is_token(HTTPConnection(scope).cookies.get(COOKIE)):
        return started
    cookie = cookie_header(new_token(), secure=scope["scheme"] == "https")
    return {**started, "headers": [*started["headers"], (b"set-cookie", cookie.encode())]}


async def _send_page(send: Send, started: Message, page: bytes) -> None:
    for theirs, ours in _REPLACED.items():
        page = page.replace(theirs, ours, 1)
    kept = [(name, value) for name, value in started["headers"] if name != b"content-length"]
    await send({**started, "headers": [*kept, (b"content-length", str(len(page)).encode())]})
    await send({"type": "http.response.body", "body": page})


def theme() -> gr.themes.Base:
    """Ink on paper, one blue; every pair of colours reaches WCAG AA in light and dark (a test measures them)."""
    look = gr.themes.Base(
        neutral_hue="slate",
        text_size="lg",
        radius_size="md",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["monospace"],
    )
    colours = {f"{name}{mode}": pair[mode == "_dark"] for name, pair in _COLOURS.items() for mode in ("", "_dark")}
    return look.set(block_shadow="none", block_border_width="0px", block_label_border_width="0px", **colours)


_INK, _PAPER, _PAGE = ("#1b2733", "#e7edf2"), ("#ffffff", "#1a242d"), ("#f3f5f7", "#10171d")
_QUIET, _LINE, _EDGE = ("#4b5967", "#aab8c5"), ("#d5dce3", "#33414d"), ("#76848f", "#77899a")
_BLUE, _DEEP, _LINK = ("#12507b", "#2d71a3"), ("#0c3b5c", "#265f8a"), ("#12507b", "#8cc5ef")
_TINT, _WHITE = ("#e4eef6", "#20384b"), ("#ffffff", "#ffffff")
_COLOURS = {
    "body_background_fill": _PAGE,
    "body_text_color": _INK,
    "body_text_color_subdued": _QUIET,
    "background_fill_primary": _PAPER,
    "background_fill_secondary": _PAGE,
    "block_background_fill": _PAPER,
    "block_title_text_color": _INK,
    "block_label_text_color": _INK,
    "block_label_background_fill": _PAPER,
    "border_color_primary": _LINE,
    "border_color_accent": _BLUE,
    "color_accent_soft": _TINT,
    "input_background_fill": _PAPER,
    "input_border_color": _EDGE,
    "input_border_color_focus": _LINK,
    "input_placeholder_color": _QUIET,
    "button_primary_background_fill": _BLUE,
    "button_primary_background_fill_hover": _DEEP,
    "button_primary_text_color": _WHITE,
    "button_secondary_background_fill": _PAPER,
    "button_secondary_background_fill_hover": _TINT,
    "button_secondary_text_color": _INK,
    "link_text_color": _LINK,
    "link_text_color_hover": _LINK,
    "link_text_color_visited": _LINK,
    "link_text_color_active": _LINK,
}

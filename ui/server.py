"""One server: the API, and the web chat beside it."""

from __future__ import annotations

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.routing import Mount

from assistant import Assistant
from assistant.conversations import Conversations
from ui.api import create_api
from ui.api.files import files_router
from ui.links import Links
from ui.pages import PagePictures
from ui.web import WEB_PATH, create_web, remember_pages, web_options


def create_server(assistant: Assistant, conversations: Conversations) -> FastAPI:
    """The application that `relevo serve` runs."""
    api = create_api(assistant, conversations)
    links, pages = Links(), PagePictures(assistant)
    api.include_router(files_router(links, pages))

    @api.get("/", include_in_schema=False)
    def home() -> RedirectResponse:
        return RedirectResponse(WEB_PATH)

    web = create_web(assistant, conversations, links, pages)
    server: FastAPI = gr.mount_gradio_app(api, web, path=WEB_PATH, **web_options())
    remember_pages(next(route.app for route in server.routes if isinstance(route, Mount) and route.path == WEB_PATH))
    return server

"""The web door."""

from ui.web.app import WEB_PATH, create_web
from ui.web.open_pages import remember_pages
from ui.web.page import web_options

__all__ = ["WEB_PATH", "create_web", "remember_pages", "web_options"]

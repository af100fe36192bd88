"""Text inside our HTML."""

from __future__ import annotations

import html

_TEMPLATE_CHARACTERS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;"})


def safe(text: str) -> str:
    """Text that shows as it is: neither HTML nor the page's own templates see anything to act on."""
    return html.escape(text).translate(_TEMPLATE_CHARACTERS)

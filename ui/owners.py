"""Whose conversations a request may list, without accounts: an unguessable token that its browser or program keeps.

A browser keeps it in a cookie that no script can read; a program sends the header. Who has neither is given both. The token
only decides what is listed: a single conversation is opened by its own id.
"""

from __future__ import annotations

import re
import secrets
from typing import Annotated

from fastapi import Cookie, Depends, Header, Request, Response

COOKIE, HEADER = "relevo_owner", "Relevo-Owner"
OWNER = r"^[A-Za-z0-9_-]{32,128}$"
_DESCRIPTION = "De quién son las conversaciones: el que devolvió la primera respuesta. El navegador usa una cookie."
_YEAR_S = 365 * 24 * 60 * 60


def is_token(text: str | None) -> bool:
    """Whether a text has the shape of an owner's token: 32 to 128 letters, digits, dashes or underscores."""
    return re.match(OWNER, text or "") is not None


def new_token() -> str:
    """A new owner: 256 random bits."""
    return secrets.token_urlsafe(32)


def cookie_header(token: str, *, secure: bool) -> str:
    """The value of a Set-Cookie header: a year, out of reach of scripts and of other sites."""
    attributes = f"Path=/; Max-Age={_YEAR_S}; HttpOnly; SameSite=Lax"
    return f"{COOKIE}={token}; {attributes}" + ("; Secure" if secure else "")


def owner_of(
    request: Request,
    response: Response,
    header: Annotated[str | None, Header(alias=HEADER, pattern=OWNER, description=_DESCRIPTION)] = None,
    cookie: Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)] = None,
) -> str:
    """The owner that a request names; a new one, told in the response, when it names none."""
    if header:
        return header
    if cookie and is_token(cookie):
        return cookie
    token = new_token()
    response.headers[HEADER] = token
    response.headers.append("set-cookie", cookie_header(token, secure=request.url.scheme == "https"))
    return token


Owner = Annotated[str, Depends(owner_of)]

"""One document over HTTP: onto a partial file that the next try continues, from nowhere but the public Internet.

A town hall's connection breaks and official portals are slow, so what came is never asked for twice. Nothing is asked of
an address inside the user's own network, whatever a list or a redirect says.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from itertools import count
from pathlib import Path

import httpx

from assistant.errors import RelevoError

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT_S = 60.0
_HEADERS = {
    "User-Agent": "Relevo/0.1 (descarga de documentos oficiales para consulta local)",
    "Accept-Encoding": "identity",  # a range is of the bytes that are counted and hashed here
}

BytesProgress = Callable[[int, int], None]
"""Called as bytes arrive: how many there are, and how many there will be (0 where the server does not say)."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How far a download goes: bytes, seconds, tries and redirects. The wait between tries doubles each time.

    ``allow_private`` lets it reach loopback and private networks; only tests do.
    """

    max_bytes: int = 100 * 1024**2
    attempts: int = 4
    first_wait_s: float = 1.0
    timeout_s: float = 30.0
    redirects: int = 5
    allow_private: bool = False


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Received:
    """Where a document came from in the end, and what the server called it: its media type and its file name."""

    url: str
    media_type: str
    filename: str


class NoConnectionError(RelevoError):
    """The site cannot be reached from here: asking it again now is no use."""


class _PassingError(Exception):
    """What another try may mend. ``wait_s`` is how long the server asked to be left alone."""

    def __init__(self, reason: str, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


def unheard(done: int, total: int) -> None:
    """A progress that says nothing."""


def download(url: str, partial: Path, policy: Policy = DEFAULT_POLICY, progress: BytesProgress = unheard) -> Received:
    """Bring a document into a partial file, going on from what an earlier run left there.

    Args:
        url: where it is, http or https.
        partial: the file; beside it, ``<name>.json`` remembers which version of the document it is a part of.
        policy: limits, in bytes and seconds.
        progress: told how many bytes have come.

    Raises:
        NoConnectionError: the site cannot be reached.
        RelevoError: the address is not allowed, the document is not there or is too large, or the site kept failing; what
            came stays in the partial file where it can be continued.
    """
    wait = policy.first_wait_s
    with httpx.Client(headers=_HEADERS, timeout=policy.timeout_s) as client:
        for attempt in count(1):
            try:
                return _try(client, url, partial, policy, progress)
            except _PassingError as error:
                if attempt == policy.attempts:
                    raise RelevoError(f"{_host(url)} falló {attempt} veces: {error}.") from error
                time.sleep(min(max(wait, error.wait_s), _LONGEST_WAIT_S))
                wait *= 2
    raise AssertionError("the loop only ends by returning or raising")


def discard(partial: Path) -> None:
    """Remove a partial file and what was remembered of it."""
    partial.unlink(missing_ok=True)
    _memory(partial).unlink(missing_ok=True)


def _try(client: httpx.Client, url: str, partial: Path, policy: Policy, progress: BytesProgress) -> Received:
    have = partial.stat().st_size if partial.exists() else 0
    validator = _validator(partial, url) if have else ""
    headers = {"Range": f"bytes={have}-", "If-Range": validator} if validator else {}
    try:
        with _opened(client, url, headers, policy) as response:
            _check_status(response, partial)
            start = _start(response, partial, have)
            total = _total(response, start)
            _remember(partial, url, response)
            _write(response, partial, start, total, policy, progress)
            return Received(str(response.url), *_described(response))
    except httpx.TimeoutException as error:
        raise _PassingError("no respondió a tiempo") from error
    except httpx.ConnectError as error:
        if "CERTIFICATE" in str(error).upper():
            raise RelevoError(f"El certificado de {_host(url)} no se pudo comprobar.") from error
        raise NoConnectionError(f"No hay conexión con {_host(url)}.") from error
    except httpx.HTTPError as error:
        raise _PassingError("se cortó la conexión") from error
    except OSError as error:
        raise RelevoError(
            "No se pudo guardar la descarga.", "Revise que haya espacio y permiso de escritura."
        ) from error


@contextmanager
def _opened(client: httpx.Client, url: str, headers: dict[str, str], policy: Policy) -> Iterator[httpx.Response]:
    """The answer of an address or of where it redirects to. Each hop is checked before it is asked for anything."""
    for _ in range(policy.redirects + 1):
        if not policy.allow_private:
            _refuse_private(url)
        elif httpx.URL(url).scheme not in {"http", "https"}:
            raise _forbidden(url)
        with client.stream("GET", url, headers=headers) as response:
            if response.next_request is None:
                if not policy.allow_private:
                    _refuse_private_peer(response)
                yield response
                return
            url = str(response.next_request.url)
    raise RelevoError(f"{_host(url)} redirige demasiadas veces.")


def _refuse_private(url: str) -> None:
    """Refuse whatever is not http(s) to a public address: a list may not point into the user's own network."""
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        raise _forbidden(url) from None
    if address.scheme not in {"http", "https"} or not address.host:
        raise _forbidden(url)
    try:
        found = socket.getaddrinfo(address.host, address.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if _proxied(address):  # behind a proxy it is the proxy that knows the names
            return
        raise NoConnectionError(f"No hay conexión con {address.host}.") from error
    if not all(_is_public(str(place[0])) for *_, place in found):
        raise _forbidden(url)


def _refuse_private_peer(response: httpx.Response) -> None:
    """Look again at who answered: a name may change its address between the check and the connection."""
    if _proxied(response.url):
        return
    peer = response.extensions["network_stream"].get_extra_info("server_addr")
    if peer and not _is_public(str(peer[0])):
        raise _forbidden(str(response.url))


def _is_public(written: str) -> bool:
    address = ipaddress.ip_address(written.split("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global and not address.is_multicast


def _proxied(url: httpx.URL) -> bool:
    proxies = urllib.request.getproxies()
    return bool(proxies.get(url.scheme) or proxies.get("all")) and not urllib.request.proxy_bypass(url.host)


def _forbidden(url: str) -> RelevoError:
    return RelevoError(
        f"La dirección {url} no es una página pública de Internet.",
        "Use una dirección http o https, o agregue el archivo desde su equipo.",
    )


def _check_status(response: httpx.Response, partial: Path) -> None:
    status = response.status_code
    if status in {200, 206}:
        return
    if status == 416:  # what is here is not a part of what is there
        discard(partial)
        raise _PassingError("cambió el documento")
    if status in _PASSING:
        asked = response.headers.get("Retry-After", "")
        raise _PassingError(f"error {status}", float(asked) if asked.isdecimal() else 0.0)
    gone = "ya no tiene" if status in {404, 410} else "no entregó"
    raise RelevoError(f"{response.url.host} {gone} ese documento (error {status}).")


def _start(response: httpx.Response, partial: Path, have: int) -> int:
    """From which byte on the answer is: 0 unless the server took up where we were."""
    if response.status_code != 206:
        return 0
    if not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
        discard(partial)
        raise _PassingError("envió otra parte del documento")
    return have


def _total(response: httpx.Response, start: int) -> int | None:
    """How many bytes the whole document has, where the server says it of the bytes that we count."""
    length = response.headers.get("Content-Length", "")
    return start + int(length) if length.isdecimal() and not _is_encoded(response) else None


def _write(
    response: httpx.Response, partial: Path, start: int, total: int | None, policy: Policy, progress: BytesProgress
) -> None:
    size = start
    too_large = RelevoError(
        f"El documento de {response.url.host} pasa de {policy.max_bytes // 1024**2} MB.",
        "Descárguelo a mano, divídalo y agregue solo la parte que necesita.",
    )
    if (total or 0) > policy.max_bytes:
        raise too_large
    with partial.open("ab" if start else "wb") as file:
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > policy.max_bytes:
                file.close()
                discard(partial)
                raise too_large
            file.write(chunk)
            progress(size, total or 0)
    if total is not None and size != total:
        raise _PassingError("el documento llegó incompleto")


def _remember(partial: Path, url: str, response: httpx.Response) -> None:
    """Note which version this is a part of; without a validator nothing tells a later version from this one."""
    etag = response.headers.get("ETag", "")
    validator = response.headers.get("Last-Modified", "") if not etag or etag.startswith("W/") else etag
    known = {"url": url, "validator": "" if _is_encoded(response) else validator}
    _memory(partial).write_text(json.dumps(known), encoding="utf-8")


def _validator(partial: Path, url: str) -> str:
    """What proves that the document is still the one we have a part of (RFC 9110, section 13.1.5), or nothing."""
    try:
        known = json.loads(_memory(partial).read_text(encoding="utf-8"))
        return str(known["validator"]) if known["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _memory(partial: Path) -> Path:
    return partial.with_name(f"{partial.name}.json")


def _is_encoded(response: httpx.Response) -> bool:
    return bool(response.headers.get("Content-Encoding", "identity").lower() != "identity")


def _described(response: httpx.Response) -> tuple[str, str]:
    """The media type, without its parameters, and the file name that the server gives."""
    headers = Message()
    headers["Content-Disposition"] = response.headers.get("Content-Disposition", "")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return media_type, headers.get_filename() or ""


def _host(url: str) -> str:
    return httpx.URL(url).host

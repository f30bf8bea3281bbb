"""Lists whose answers give the URL of their next page."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from ..auth import is_loopback, origin
from ..errors import TransportError
from ..wire.exchange import Call, tell_error
from ..wire.redaction import redact_url

_LONGEST = 65_536  # characters that httpx2 takes


def next_url(call: Call, given: object, secrets: Iterable[str]) -> str:
    """Return the URL of a next page.

    One at http on our own https server is mended: servers behind a proxy that takes TLS off
    give such.

    Args:
        call: That of the first page, but for its URL.
        given: By the answer before.
        secrets: Names (lower case) of parameters whose values are hidden.

    Raises:
        TransportError: It cannot be asked for; the hooks know.
    """
    base = call.settings.base_url
    scheme = host = ""
    if isinstance(given, str) and given.isprintable():
        with suppress(ValueError):
            scheme, host, _ = origin(given)
    url, wrong = str(given), ""
    if scheme not in ("http", "https") or not host or len(url) > _LONGEST:
        wrong = "no URL, as Page.next gives it"
    elif scheme == "http" and base.startswith("https:") and host == origin(base)[1]:
        netloc = urlsplit(base).netloc
        return urlsplit(url)._replace(scheme="https", netloc=netloc).geturl()
    elif scheme == "http" and not (call.settings.allow_http or is_loopback(host)):
        wrong = "plain http on another host: a fault of the server, and is not followed"
    if not wrong:
        return url
    shown = redact_url(url, secrets)
    error = TransportError(
        f"{call.operation}: the next page is at {shown!r}, which is {wrong}",
        method=call.method,
        url=shown,
        attempts=0,
        operation=call.operation,
    )
    tell_error(call, shown, error, 0)
    raise error

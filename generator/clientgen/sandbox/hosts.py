"""Who may be meant by a request: the host that it names is checked.

A page in a browser can have its name point to this machine (DNS rebinding); it cannot
change the name that the browser sends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from starlette.datastructures import Headers

from .bodies import Receive
from .refusals import Refusal

_App = Callable[
    [
        MutableMapping[str, Any],
        Receive,
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def only_for(application: _App, hosts: Collection[str]) -> _App:
    """An application that answers requests to some hosts alone.

    Args:
        application: What answers them (ASGI).
        hosts: Their names, without ports.
    """

    async def checked(
        scope: MutableMapping[str, Any],
        receive: Receive,
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] not in ("http", "websocket"):
            await application(scope, receive, send)
            return
        named = Headers(scope=scope).get("host", "")
        host = named.rpartition(":")[0] if not named.endswith("]") else named
        if (host or named).lower() in hosts:
            await application(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        refusal = Refusal(421, "misdirected", f"this is not the host {named!r}")
        content = refusal.content()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": 421, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return checked

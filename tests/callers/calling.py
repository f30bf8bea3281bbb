"""A harbour's server, and calls by both twins of its client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import Any

from httpserver import Arrived, Server

USUAL = {
    "token": "tok-1234567",
    "client_id": "client-1234567",
    "trace_key": "trace&1234567",
    "session": "session-1234567",
}
EVERY = {
    **USUAL,
    "bot": "bot-1234567",
    "clerk_name": "Zoë",
    "clerk_password": "pass:wörd 1234567",
    "admin": "admin-1234567",
    "tally_key": "tally-1234567",
    "tenant": "tenant-1234567",
}

Call = Callable[..., list[Arrived]]


def calling(harbour: ModuleType, server: Server, *, is_async: bool) -> Call:
    """What makes a client, has it make a call, and gives the requests that came."""

    def sync(work: Callable[[Any], Any], **given: Any) -> list[Arrived]:
        server.requests.clear()
        options = {"base_url": f"{server.url}/v3", "retries": 0, **given}
        with harbour.Harbour(**options) as client:
            found = work(client)
            if hasattr(found, "pages"):
                list(found)
        return server.requests

    async def twin(work: Callable[[Any], Any], given: dict[str, Any]) -> None:
        options = {"base_url": f"{server.url}/v3", "retries": 0, **given}
        async with harbour.AsyncHarbour(**options) as client:
            found = work(client)
            if hasattr(found, "pages"):
                _ = [item async for item in found]
            else:
                await found

    def unsync(work: Callable[[Any], Any], **given: Any) -> list[Arrived]:
        server.requests.clear()
        asyncio.run(twin(work, given))
        return server.requests

    return unsync if is_async else sync

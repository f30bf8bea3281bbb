"""The generated client, sync and async, drives all of Makini's operations.

Strict: an answer that differs from the spec in anything raises.
"""

from __future__ import annotations

import asyncio
from typing import Any

import makini_calls
import pytest
from calls import CALLS
from expected import typed
from makini import AsyncMakini, Makini
from makini.runtime.calls.paging import AsyncPages, Pages

from clientgen.sandbox import Sandbox


@pytest.mark.parametrize("endpoint", CALLS)
def test_sync(sandbox: Sandbox, url: str, endpoint: str) -> None:
    fitting = makini_calls.Fitting(sandbox)
    makini_calls.prepare(endpoint, fitting, url)
    call = fitting.call(endpoint, typed(CALLS[endpoint]))
    with Makini("sandbox-token", base_url=url, strict=True) as client:
        found = call(client)
        if isinstance(found, Pages):
            found = list(found)
    assert sandbox.log[-1].status == 200


@pytest.mark.slow
@pytest.mark.parametrize("endpoint", CALLS)
def test_async(sandbox: Sandbox, url: str, endpoint: str) -> None:
    fitting = makini_calls.Fitting(sandbox)
    makini_calls.prepare(endpoint, fitting, url)
    call = fitting.call(endpoint, typed(CALLS[endpoint]))

    async def work() -> Any:
        async with AsyncMakini("sandbox-token", base_url=url, strict=True) as client:
            found = call(client)
            if isinstance(found, AsyncPages):
                return [item async for item in found]
            return await found

    asyncio.run(work())
    assert sandbox.log[-1].status == 200


def test_there_are_as_many_as_the_api_has() -> None:
    assert len(CALLS) == 166


LISTS = [e for e in CALLS if e.startswith("GET") and "{" not in e and "raw" not in e]


@pytest.mark.parametrize("endpoint", LISTS)
def test_lists_are_walked_to_their_end(
    sandbox: Sandbox, url: str, endpoint: str
) -> None:
    """Page by page, everything once."""
    note = typed(CALLS[endpoint])
    size = {"per_page": 7} if "per_page" in note.kwargs else {}
    with Makini("sandbox-token", base_url=url, strict=True) as client:
        found = getattr(getattr(client, note.resource), note.method)(**size)
        if not isinstance(found, Pages):
            return
        items = list(found)
    keys = [getattr(item, "key", None) for item in items]
    assert len(items) >= 50
    assert len({*keys}) == len(items) or None in keys

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from expected import TOKEN, mixed
from httpserver import Server, serve
from standin import Makini as Answers
from standin import take

if TYPE_CHECKING:  # what is generated is loaded by the tests that need it
    from makini import AsyncMakini, Makini


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serve(Answers()) as server:
        yield server


@pytest.fixture
def standin(server: Server) -> Server:
    """The stand-in with nothing recorded and its answers fresh: five things in a list, two
    on a page, each of another kind."""
    take(server)
    server.script = Answers(change=mixed)
    return server


@pytest.fixture(scope="session")
def sync_client(server: Server) -> Iterator[Makini]:
    from makini import Makini

    with Makini(TOKEN, base_url=server.url) as client:
        yield client


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def async_client(server: Server, runner: asyncio.Runner) -> Iterator[AsyncMakini]:
    from makini import AsyncMakini

    async def make() -> AsyncMakini:
        return AsyncMakini(TOKEN, base_url=server.url)

    client = runner.run(make())
    yield client
    runner.run(client.aclose())

"""One client in forked children, and an async one in several event loops."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import weakref
from typing import Any

import httpx2
import pytest
from authserver import Server, old, session
from httpserver import Arrived, Reply, serve, wait_until
from runtime.wire import RateLimit
from shop import API, AsyncShop, Shop, shop


def echo(request: Arrived) -> Any:
    return Reply(200, {"data": {"key": request.path[-3:]}}, wait=0.005)


def children(count: int, work: Any) -> list[int]:
    """Run ``work(number)`` in forked children; give their exit codes."""
    processes = []
    for number in range(count):
        process = os.fork()
        if process == 0:
            code = 1
            try:
                code = work(number)
            finally:
                os._exit(code)
        processes.append(process)
    return [os.waitstatus_to_exitcode(os.waitpid(x, 0)[1]) for x in processes]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_forked_children_have_connections_of_their_own() -> None:
    with serve(echo) as server, shop(server.url) as client:

        def work(number: int) -> int:
            keys = [f"{number}{n:02}" for n in range(40)]
            wrong = [key for key in keys if client.invoices.get(key).key != key]
            return len(wrong)

        assert work(9) == 0
        assert children(3, work) == [0, 0, 0]
        assert work(8) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_child_does_not_wait_for_a_thread_that_it_has_not() -> None:
    begun, free = threading.Event(), threading.Event()

    def token() -> str:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            free.wait(10)
        return "t"

    with serve(echo) as server:
        with shop(server.url) as other:
            client = type(other)(token, base_url=server.url, timeout=5)
        thread = threading.Thread(target=client.invoices.get, args=("001",))
        thread.start()
        begun.wait(10)
        assert children(1, lambda _: client.invoices.get("002").key != "002") == [0]
        free.set()
        thread.join(10)
        client.close()


def test_one_async_client_in_one_loop_after_another() -> None:
    async def work(client: AsyncShop) -> str:
        return (await client.invoices.get("001")).key

    with serve(echo) as server:
        client = AsyncShop("t", base_url=server.url)
        client.preload()
        loops = [asyncio.Runner() for _ in range(3)]
        try:
            assert [loop.run(work(client)) for loop in loops] == ["001"] * 3
            # And back again: the first loop's connections are still there.
            assert loops[0].run(work(client)) == "001"
            assert len({request.connection for request in server.requests}) == 3
            for loop in loops:
                loop.run(client.aclose())
        finally:
            for loop in loops:
                loop.close()


def test_one_async_client_in_loops_of_several_threads() -> None:
    async def work(client: AsyncShop) -> list[str]:
        calls = [client.invoices.get(f"{n:03}") for n in range(20)]
        return [invoice.key for invoice in await asyncio.gather(*calls)]

    async def whole(client: AsyncShop) -> None:
        for _ in range(3):
            assert await work(client) == [f"{n:03}" for n in range(20)]
        done.wait(30)
        await client.aclose()

    done = threading.Barrier(4)
    failed: list[BaseException] = []
    with serve(echo) as server:
        client = AsyncShop("t", base_url=server.url)

        def run() -> None:
            try:
                asyncio.run(whole(client))
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert failed == []


def test_ones_own_http_client_serves_every_loop_and_stays_open() -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"data": {"key": "1"}})

    own = httpx2.AsyncClient(transport=httpx2.MockTransport(handle))

    async def work() -> str:
        return (await client.invoices.get("1")).key

    client = AsyncShop("t", base_url=API.base_url, http_client=own)
    assert [asyncio.run(work()) for _ in range(2)] == ["1", "1"]
    asyncio.run(client.aclose())
    assert not own.is_closed
    asyncio.run(own.aclose())


def test_loops_that_are_over_are_forgotten() -> None:
    loops: list[weakref.ref[Any]] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"data": {"key": "1"}})

    async def work() -> None:
        assert (await client.invoices.get("1")).key == "1"
        loops.append(weakref.ref(asyncio.get_running_loop()))

    client = AsyncShop("t", transport=httpx2.MockTransport(handle))
    for _ in range(10):
        asyncio.run(work())
    gc.collect()
    assert sum(loop() is not None for loop in loops) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_child_renews_in_place_of_a_thread_that_it_has_not() -> None:
    script = Server()
    script.hold = threading.Event()
    with serve(script) as server:
        flow = session(server.url, tokens=old())
        with Shop(auth=flow, base_url=server.url, timeout=5) as client:
            thread = threading.Thread(target=client.invoices.get, args=("1",))
            thread.start()
            assert wait_until(lambda: len(script.asked) == 1)

            def work(_: int) -> int:
                options: Any = {"deadline": 5}
                return int(client.invoices.get("1", options=options).key != "1")

            threading.Timer(0.2, script.hold.set).start()
            assert children(1, work) == [0]
            thread.join()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_child_does_not_wait_for_a_rate_limit_that_was_held() -> None:
    limit = RateLimit(1000)
    with serve(echo) as server, shop(server.url, rate_limit=limit, timeout=5) as client:
        with limit._lock():
            found = children(1, lambda _: client.invoices.get("002").key != "002")
        assert found == [0]

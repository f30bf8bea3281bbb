"""Renewing tokens when calls are cancelled, callbacks fail, and servers stumble."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from typing import Any

import httpx2
import pytest
from authserver import AT_ONCE, NOW, Server, old, session
from httpserver import Reply, serve, wait_until
from runtime import auth
from runtime.auth.oauth import OAuthSession, Tokens
from runtime.errors import AuthenticationError, DeadlineExceeded, OAuthError
from shop import AsyncShop, Shop

ENDED = NOW - 1


def strict(**changes: Any) -> Server:
    script = Server()
    script.strict = True
    for name, value in changes.items():
        setattr(script, name, value)
    return script


async def cancelled(script: Server, client: AsyncShop) -> None:
    """Cancel a call while the server has its renewal in hand."""
    script.hold = script.hold or threading.Event()
    before = len(script.asked)
    task = asyncio.create_task(client.invoices.get("1"))
    while len(script.asked) == before:
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


# Calls that are cancelled


@pytest.mark.parametrize("expires_at", [ENDED, NOW + 30, NOW + 9999])
def test_a_cancelled_call_loses_no_tokens(expires_at: float) -> None:
    script = strict()
    stored: list[str | None] = []

    async def work(url: str, flow: OAuthSession) -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            await cancelled(script, client)
            assert script.hold is not None
            script.hold.set()
            assert (await client.invoices.get("1")).key == "1"

    with serve(script) as server:
        flow = session(
            server.url,
            tokens=old(expires_at=expires_at),
            on_tokens=lambda tokens: stored.append(tokens.refresh_token),
        )
        asyncio.run(work(server.url, flow))
        assert stored == ["refresh-1"]
        assert len(script.asked) == 1


def test_a_failing_sibling_loses_no_tokens() -> None:
    script = strict(hold=threading.Event())

    async def fails() -> None:
        while not script.asked:
            await asyncio.sleep(0.005)
        raise ValueError("unrelated")

    async def work(url: str, flow: OAuthSession) -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(client.invoices.get("1"))
                    group.create_task(fails())
            except* ValueError:
                pass
            assert script.hold is not None
            script.hold.set()
            assert (await client.invoices.get("1")).key == "1"

    with serve(script) as server:
        asyncio.run(work(server.url, session(server.url, tokens=old())))


def test_a_client_is_closed_after_its_renewal() -> None:
    script = strict(wait=0.2)

    async def work(url: str, flow: OAuthSession) -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            task = asyncio.create_task(client.invoices.get("1"))
            while not script.asked:
                await asyncio.sleep(0.005)
            task.cancel()

    with serve(script) as server:
        flow = session(server.url, tokens=old())
        asyncio.run(work(server.url, flow))
        assert flow.tokens is not None
        assert flow.tokens.refresh_token == "refresh-1"


def test_closing_that_is_cancelled_loses_no_tokens() -> None:
    script = strict()

    async def work(url: str, flow: OAuthSession) -> None:
        client = AsyncShop(auth=flow, base_url=url)
        await cancelled(script, client)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.aclose(), 0.05)
        assert script.hold is not None
        script.hold.set()
        while flow.tokens is None or flow.tokens.refresh_token != "refresh-1":
            await asyncio.sleep(0.005)

    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=ENDED))
        asyncio.run(asyncio.wait_for(work(server.url, flow), 10))


def test_those_who_wait_outlive_the_one_that_began() -> None:
    script = strict()

    async def work(url: str, flow: OAuthSession) -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            await cancelled(script, client)
            others = [asyncio.create_task(client.invoices.get("1")) for _ in range(9)]
            await asyncio.sleep(0)
            others[0].cancel()
            assert script.hold is not None
            script.hold.set()
            done = await asyncio.gather(*others, return_exceptions=True)
            assert [isinstance(x, asyncio.CancelledError) for x in done] == [True] + [
                False
            ] * 8

    with serve(script) as server:
        asyncio.run(work(server.url, session(server.url, tokens=old())))
        assert len(script.asked) == 1


def test_a_renewal_that_nobody_waits_for_fails_quietly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    script = strict(refuse=Reply(400, {"error": "invalid_grant"}))

    async def work(url: str, flow: OAuthSession) -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            await cancelled(script, client)
            assert script.hold is not None
            script.hold.set()

    with serve(script) as server, caplog.at_level(logging.WARNING):
        asyncio.run(work(server.url, session(server.url, tokens=old())))
        gc.collect()
    assert caplog.records == []


def test_a_loop_that_ends_leaves_no_lock(caplog: pytest.LogCaptureFixture) -> None:
    script = Server()

    async def leave(url: str, flow: OAuthSession) -> None:
        await cancelled(script, AsyncShop(auth=flow, base_url=url))

    with serve(script) as server, caplog.at_level(logging.WARNING):
        flow = session(server.url, tokens=old())
        asyncio.run(leave(server.url, flow))
        assert script.hold is not None
        script.hold.set()
        with Shop(auth=flow, base_url=server.url) as client:
            assert client.invoices.get("1").key == "1"
        gc.collect()
    assert caplog.records == []


def test_a_deadline_does_not_wait_for_a_renewal() -> None:
    script = strict(hold=threading.Event())

    async def work(url: str, flow: OAuthSession) -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            with pytest.raises(DeadlineExceeded):
                await client.invoices.get("1", options={"deadline": 0.1})
            assert script.hold is not None
            script.hold.set()
            assert (await client.invoices.get("1")).key == "1"

    with serve(script) as server:
        asyncio.run(work(server.url, session(server.url, tokens=old())))
        assert len(script.asked) == 1


def test_waiting_for_another_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "PATIENCE", 0.05)
    script = strict(hold=threading.Event())
    with serve(script) as server:
        flow = session(server.url, tokens=old())
        first = threading.Thread(target=run, args=("sync", server.url, flow))
        first.start()
        assert wait_until(lambda: len(script.asked) == 1)
        for kind in ("sync", "async"):
            with pytest.raises(OAuthError, match="not done"):
                run(kind, server.url, flow)
        assert script.hold is not None
        script.hold.set()
        first.join()
        assert len(script.asked) == 1
        assert run("sync", server.url, flow) == "1"


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_another_renews_in_place_of_one_that_was_interrupted(kind: str) -> None:
    asked, held = threading.Semaphore(0), threading.Event()

    def interrupt(request: httpx2.Request) -> httpx2.Response:
        asked.release()
        held.wait(10)
        raise KeyboardInterrupt

    def interrupted() -> None:
        client = Shop(auth=flow, transport=httpx2.MockTransport(interrupt))
        with client, pytest.raises(KeyboardInterrupt):
            client.invoices.get("1")

    with serve(strict()) as server:
        # Its request is cut short before it is sent, so that the refresh token still holds.
        waiting = [
            threading.Thread(target=lambda: got.append(run(kind, server.url, flow)))
            for _ in range(5)
        ]
        flow, got = session(server.url, tokens=old()), list[str]()
        first = threading.Thread(target=interrupted)
        first.start()
        asked.acquire()
        for thread in waiting:
            thread.start()
        time.sleep(0.1)
        held.set()
        for thread in (first, *waiting):
            thread.join()
        assert got == ["1"] * 5
        assert [x.path for x in server.requests].count("/token") == 1


def test_a_task_that_leaves_does_not_end_the_renewal_of_a_thread() -> None:
    script = strict(hold=threading.Event())
    got: list[str] = []

    async def leave(url: str, flow: OAuthSession) -> None:
        # Neither waited for nor closed: the loop cancels whatever is left.
        task = asyncio.create_task(AsyncShop(auth=flow, base_url=url).invoices.get("1"))
        await asyncio.sleep(0.05)
        task.cancel()

    with serve(script) as server:
        flow = session(server.url, tokens=old())
        first = threading.Thread(
            target=lambda: got.append(run("sync", server.url, flow))
        )
        first.start()
        assert wait_until(lambda: len(script.asked) == 1)
        asyncio.run(leave(server.url, flow))
        assert script.hold is not None
        script.hold.set()
        first.join()
        assert got == ["1"]
        assert len(script.asked) == 1


# Callbacks


def run(kind: str, url: str, flow: OAuthSession) -> str:
    """Make one call with a sync or an async client."""
    if kind == "sync":
        with Shop(auth=flow, base_url=url, retries=0) as client:
            return client.invoices.get("1").key

    async def work() -> str:
        async with AsyncShop(auth=flow, base_url=url, retries=0) as client:
            return (await client.invoices.get("1")).key

    return asyncio.run(work())


@pytest.mark.parametrize("kind", ["sync", "async", "async def"])
def test_tokens_that_could_not_be_stored_are_kept_and_offered_again(kind: str) -> None:
    script = strict()
    offered: list[str | None] = []

    def store(tokens: Tokens) -> None:
        offered.append(tokens.refresh_token)
        if len(offered) < 3:
            raise ConnectionError("the database is away")

    async def store_async(tokens: Tokens) -> None:
        await asyncio.sleep(0)
        store(tokens)

    with serve(script) as server:
        flow = session(
            server.url,
            tokens=old(),
            on_tokens=store_async if kind == "async def" else store,
        )
        for _ in range(2):
            with pytest.raises(ConnectionError, match="database"):
                run(kind, server.url, flow)
            assert flow.tokens is not None
            assert flow.tokens.refresh_token == "refresh-1"
        assert [run(kind, server.url, flow) for _ in range(2)] == ["1", "1"]
        assert offered == ["refresh-1"] * 3
        assert len(script.asked) == 1


def test_an_early_renewal_does_not_hide_a_failing_callback() -> None:
    def store(tokens: Tokens) -> None:
        raise OAuthError("the vault refuses", code="temporarily_unavailable")

    with serve(strict()) as server:
        flow = session(server.url, tokens=old(), on_tokens=store)
        with pytest.raises(OAuthError, match="vault"):
            run("sync", server.url, flow)


def test_a_login_after_tokens_that_could_not_be_stored() -> None:
    script = Server()
    offered: list[str] = []

    def store(tokens: Tokens) -> None:
        offered.append(tokens.access_token)
        if len(offered) == 1:
            raise ConnectionError

    with serve(script) as server:
        flow = session(server.url, tokens=old(), on_tokens=store)
        with pytest.raises(ConnectionError):
            run("sync", server.url, flow)
        flow.exchange_code("c", "https://me", state="s", expected_state="s")
        assert run("sync", server.url, flow) == "1"
        assert offered == ["access-1", "access-2"]


def test_an_async_callback_is_awaited() -> None:
    script = Server()
    stored: list[str] = []

    async def store(tokens: Tokens) -> None:
        await asyncio.sleep(0.01)
        stored.append(tokens.access_token)

    with serve(script) as server:
        flow = session(server.url, tokens=old(), on_tokens=store)
        assert run("async", server.url, flow) == "1"
        assert stored == ["access-1"]
        asyncio.run(
            flow.exchange_code_async("c", "https://me", state="s", expected_state="s")
        )
        assert stored == ["access-1", "access-2"]


class AsyncStore:
    async def __call__(self, tokens: Tokens) -> None:
        raise AssertionError


async def async_store(tokens: Tokens) -> None:
    raise AssertionError


@pytest.mark.parametrize("store", [async_store, AsyncStore()])
def test_an_async_callback_of_a_sync_client_is_refused(store: Any) -> None:
    with serve(Server()) as server:
        # The access token is good: nobody need wait for its end to learn of it.
        flow = session(server.url, tokens=old(expires_at=NOW + 9999), on_tokens=store)
        with pytest.raises(TypeError, match=r"^on_tokens: .*await"):
            run("sync", server.url, flow)
        with pytest.raises(TypeError, match=r"^on_tokens: .*async way"):
            flow.exchange_code("c", "https://me", state="s", expected_state="s")
        assert server.requests == []


def test_an_async_callback_in_disguise() -> None:
    with serve(Server()) as server:
        flow = session(server.url, tokens=old(), on_tokens=lambda x: async_store(x))
        with pytest.raises(TypeError, match=r"^on_tokens: .*await"):
            run("sync", server.url, flow)
        with pytest.raises(TypeError, match=r"^on_tokens: .*async way"):
            flow.exchange_code("c", "https://me", state="s", expected_state="s")
        assert flow.tokens is not None
        assert flow.tokens.refresh_token == "refresh-2"


@pytest.mark.parametrize("life", [3600, 30, -5])
def test_a_callback_may_use_the_client(life: float) -> None:
    script = Server()
    script.expires_in = NOW + life
    seen: list[str] = []

    with serve(script) as server:
        flow = session(
            server.url,
            tokens=old(),
            on_tokens=lambda tokens: seen.append(client.invoices.get("me").key),
        )
        with Shop(auth=flow, base_url=server.url) as client:
            thread = threading.Thread(
                target=client.invoices.get, args=("1",), daemon=True
            )
            thread.start()
            thread.join(10)
            assert not thread.is_alive()
        assert seen == ["1"]
        assert len(script.asked) == 1


@pytest.mark.parametrize("life", [3600, 30, -5])
def test_an_async_callback_may_use_the_client(life: float) -> None:
    script = Server()
    script.expires_in = NOW + life
    seen: list[str] = []

    async def work(url: str) -> None:
        async def store(tokens: Tokens) -> None:
            # In a task of its own as well.
            async with asyncio.TaskGroup() as group:
                other = group.create_task(client.invoices.get("me"))
            seen.append((await client.invoices.get("me")).key + other.result().key)

        flow = session(url, tokens=old(), on_tokens=store)
        async with AsyncShop(auth=flow, base_url=url) as client:
            await asyncio.wait_for(client.invoices.get("1"), 10)

    with serve(script) as server:
        asyncio.run(work(server.url))
        assert seen == ["11"]
        assert len(script.asked) == 1


def test_a_callback_whose_call_is_refused() -> None:
    script = Server()
    script.blind = True

    with serve(script) as server:
        flow = session(
            server.url,
            tokens=old(),
            on_tokens=lambda tokens: client.invoices.get("me"),
        )
        with (
            Shop(auth=flow, base_url=server.url) as client,
            pytest.raises(AuthenticationError),
        ):
            client.invoices.get("1")
        assert len(script.asked) == 1


# Servers that stumble

PASSING = [
    Reply(503, {}),
    Reply(500, b"<html>"),
    Reply(503, {"error": "temporarily_unavailable"}),
    Reply(400, {"error": "temporarily_unavailable"}),
    Reply(200, {"error": "server_error"}),
    Reply(429, {"message": "slow down"}, headers={"Retry-After": "0"}),
    Reply(408, {}),
    Reply(fault="reset"),
    Reply(fault="close"),
]


@pytest.mark.parametrize("reply", PASSING)
def test_an_early_renewal_may_fail(reply: Reply) -> None:
    script = Server()
    script.refuse = reply
    now = [NOW]
    with serve(script) as server:
        flow = session(
            server.url,
            tokens=Tokens("access-0", "refresh-0", NOW + 50),
            clock=lambda: now[0],
        )
        with Shop(auth=flow, base_url=server.url) as client:
            for _ in range(4):
                assert client.invoices.get("1").key == "1"
            assert len(script.asked) == 1, "it is remembered for a while"
            now[0] += 15
            client.invoices.get("1")
            assert len(script.asked) == 2
            now[0] = NOW + 51
            script.refuse = None
            client.invoices.get("1")
            assert len(script.asked) == 3


def test_a_failure_is_forgotten_after_a_login() -> None:
    script = Server()
    script.first = [Reply(503)]
    with serve(script) as server:
        flow = session(server.url, tokens=Tokens("access-0", "refresh-0", NOW + 30))
        assert run("sync", server.url, flow) == "1"
        flow.exchange_code("c", "https://me", state="s", expected_state="s")
        script.expires_in = NOW + 9999
        assert flow.current() is not None
        assert len(script.asked) == 2


def test_a_refused_refresh_token_is_told_early() -> None:
    script = Server()
    script.refuse = Reply(400, {"error": "invalid_grant"})
    with serve(script) as server:
        flow = session(server.url, tokens=Tokens("access-0", "refresh-0", NOW + 50))
        with pytest.raises(OAuthError) as caught:
            run("sync", server.url, flow)
        assert caught.value.code == "invalid_grant"
        assert len(script.asked) == 1


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("reply", PASSING)
def test_a_request_for_tokens_is_repeated(reply: Reply, kind: str) -> None:
    script = Server()
    script.first = [reply, reply]
    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=ENDED))
        assert run(kind, server.url, flow) == "1"
        assert len(script.asked) == 3


@pytest.mark.parametrize("reply", PASSING)
def test_a_request_for_tokens_is_not_repeated_for_ever(reply: Reply) -> None:
    script = Server()
    script.refuse = reply
    with serve(script) as server:
        for retries, posts in ((AT_ONCE, 3), (0, 1)):
            script.asked.clear()
            flow = session(server.url, tokens=old(expires_at=ENDED), retries=retries)
            with pytest.raises(OAuthError):
                run("sync", server.url, flow)
            assert len(script.asked) == posts


@pytest.mark.parametrize(
    "reply", [Reply(400, {"error": "invalid_grant"}), Reply(200, b"<html>")]
)
def test_an_answer_that_would_not_change_is_taken(reply: Reply) -> None:
    script = Server()
    script.first = [reply]
    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=ENDED))
        with pytest.raises(OAuthError):
            run("sync", server.url, flow)
        assert len(script.asked) == 1


def test_a_repeated_request_keeps_to_the_deadline() -> None:
    script = strict(first=[Reply(503, headers={"Retry-After": "3600"})])
    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=ENDED), retries=1)
        with Shop(auth=flow, base_url=server.url) as client:
            with pytest.raises(DeadlineExceeded):
                client.invoices.get("1", options={"deadline": 1})
            assert len(script.asked) == 1
            assert client.invoices.get("1").key == "1"


def test_a_repeated_request_goes_on_behind_a_deadline() -> None:
    script = strict(first=[Reply(503, headers={"Retry-After": "0.3"})])

    async def work(url: str, flow: OAuthSession) -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            with pytest.raises(DeadlineExceeded):
                await client.invoices.get("1", options={"deadline": 0.1})
            assert (await client.invoices.get("1")).key == "1"

    with serve(script) as server:
        asyncio.run(work(server.url, session(server.url, tokens=old(expires_at=ENDED))))
        assert len(script.asked) == 2


def test_tokens_of_a_short_life_are_used() -> None:
    script = Server()
    script.expires_in = 30
    now = [NOW]
    with serve(script) as server:
        flow = session(
            server.url,
            tokens=old(expires_at=ENDED),
            clock=lambda: now[0],
        )
        for moment, posts in ((0, 1), (10, 1), (20, 2), (30, 2)):
            now[0] = NOW + moment
            assert run("sync", server.url, flow) == "1"
            assert len(script.asked) == posts


# Many who wait


def herd(script: Server, url: str, flow: OAuthSession, asked: list[float]) -> list[Any]:
    """Let 20 threads and 2 x 15 tasks wait for one renewal; return what they get."""
    got: list[Any] = []

    def one() -> None:
        try:
            got.append(client.invoices.get("1").key)
        except OAuthError as error:
            got.append(error)

    async def many() -> None:
        async with AsyncShop(auth=flow, base_url=url, retries=0) as other:
            calls = (other.invoices.get("1") for _ in range(15))
            done = await asyncio.gather(*calls, return_exceptions=True)
            got.extend(x if isinstance(x, BaseException) else x.key for x in done)

    with Shop(auth=flow, base_url=url, retries=0) as client:
        first = threading.Thread(target=one)
        first.start()
        assert wait_until(lambda: len(script.asked) == 1)
        begun = len(asked)
        threads = [threading.Thread(target=one) for _ in range(19)]
        threads += [
            threading.Thread(target=asyncio.run, args=(many(),)) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        # Each looks at the clock before it queues.
        assert wait_until(lambda: len(asked) >= begun + 49)
        time.sleep(0.1)
        assert script.hold is not None
        script.hold.set()
        for thread in [first, *threads]:
            thread.join()
    return got


@pytest.mark.parametrize("refused", [True, False])
def test_all_who_wait_share_what_comes(refused: bool) -> None:
    script = strict(hold=threading.Event())
    asked: list[float] = []

    def clock() -> float:
        asked.append(NOW)
        return NOW

    if refused:
        script.refuse = Reply(400, {"error": "invalid_grant"})
    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=ENDED), clock=clock)
        got = herd(script, server.url, flow, asked)
        assert len(script.asked) == 1
        assert len(got) == 50
        if refused:
            assert {x.code for x in got} == {"invalid_grant"}
            assert len({id(x) for x in got}) == 50, "each raises one of its own"
        else:
            assert set(got) == {"1"}
        # Whoever comes later asks for itself.
        script.refuse, script.blind = None, False
        assert run("sync", server.url, flow) == "1"
        assert len(script.asked) == (2 if refused else 1)

"""A sandbox for tests: with sync and async clients, without sockets and with them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from tiny import Tiny

from clientgen.sandbox.testing import LocalSandbox

BASE = "https://shop.example/v1"


@pytest.fixture
def tiny() -> Tiny:
    return Tiny()


@pytest.fixture
def local(tiny: Tiny) -> Iterator[LocalSandbox]:
    with LocalSandbox(tiny) as sandbox:
        yield sandbox
    assert tiny.closed


@pytest.fixture
def client(local: LocalSandbox) -> Iterator[httpx2.Client]:
    with httpx2.Client(transport=local.transport, base_url=BASE) as client:
        yield client


def until(true: object) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + 5
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.001)


def test_an_answer_comes_back(client: httpx2.Client, tiny: Tiny) -> None:
    answer = client.post("/orders", json={"a": 1})
    assert answer.status_code == 200
    assert answer.json()["data"]["key"] == "1"
    assert tiny.bodies == [b'{"a":1}']
    assert tiny.log == ["POST /v1/orders"]


def test_a_head_has_no_body(client: httpx2.Client) -> None:
    answer = client.head("/orders/1")
    assert answer.status_code == 200
    assert answer.content == b""


def test_uploads_are_read_as_the_application_reads(
    client: httpx2.Client, tiny: Tiny
) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    assert client.post("/orders", content=chunks()).json()["size"] == 4_000_000


def test_an_early_answer_leaves_the_upload_unread(client: httpx2.Client) -> None:
    read = []

    def chunks() -> Iterator[bytes]:
        for number in range(40):
            read.append(number)
            yield b"x" * 100_000

    assert client.post("/early", content=chunks()).status_code == 413
    assert not read


def test_an_upload_that_fails_is_the_clients_own_failure(
    client: httpx2.Client, tiny: Tiny
) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"x"
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        client.post("/orders", content=chunks())
    until(lambda: tiny.disconnected)
    assert not tiny.bodies


def test_an_answer_without_end_can_be_left(client: httpx2.Client, tiny: Tiny) -> None:
    with client.stream("GET", "/endless") as answer:
        pieces = answer.iter_raw()
        assert [next(pieces) for _ in range(3)] == [b"x" * 9] * 3
    until(lambda: tiny.disconnected)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_fails_in_the_application_is_a_500(
    client: httpx2.Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert "ZeroDivisionError" in caplog.text


def test_what_fails_half_way_cuts_the_answer(client: httpx2.Client) -> None:
    with pytest.raises(httpx2.RemoteProtocolError, match="complete message body"):
        client.get("/cut")


def test_a_slow_answer_is_a_timeout(client: httpx2.Client, local: LocalSandbox) -> None:
    local.weather("orders.get", slow=5)
    with pytest.raises(httpx2.ReadTimeout):
        client.get("/orders/1", timeout=0.05)


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("reset", httpx2.ReadError),
        ("lost", httpx2.ReadError),
        ("truncated", httpx2.RemoteProtocolError),
    ],
)
def test_weather_of_connections(
    client: httpx2.Client,
    local: LocalSandbox,
    tiny: Tiny,
    word: str,
    error: type[Exception],
) -> None:
    local.weather("orders.get", word, times=1)
    with pytest.raises(error):
        client.get("/orders/1")
    assert len(tiny.log) == (word != "reset")
    assert client.get("/orders/1").status_code == 200


def test_a_reset_brings_good_weather(
    client: httpx2.Client, local: LocalSandbox, tiny: Tiny
) -> None:
    local.weather(status=503)
    assert client.get("/orders/1").status_code == 503
    local.reset()
    assert client.get("/orders/1").status_code == 200
    assert tiny.log == ["GET /v1/orders/1"]


def test_async_clients_of_any_loop_meet_the_same_application(
    local: LocalSandbox, tiny: Tiny
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    async def calls() -> None:
        transport = local.async_transport
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
            answers = await asyncio.gather(*(client.get("/orders/1") for _ in range(9)))
            assert {answer.status_code for answer in answers} == {200}
            sent = await client.post("/orders", content=chunks())
            assert sent.json()["size"] == 2_000_000
            async with client.stream("GET", "/endless") as answer:
                pieces = answer.aiter_raw()
                assert await anext(pieces) == b"x" * 9
            with pytest.raises(httpx2.RemoteProtocolError):
                await client.get("/cut")
            local.weather("orders.get", "slow=5; times=1")
            with pytest.raises(httpx2.ReadTimeout):
                await client.get("/orders/1", timeout=0.05)
            local.weather("orders.get", reset=True)
            with pytest.raises(httpx2.ReadError):
                await client.get("/orders/1")
        local.reset()

    asyncio.run(calls())
    asyncio.run(calls())
    until(lambda: tiny.disconnected == 2)


def test_an_async_call_can_be_cancelled(local: LocalSandbox, tiny: Tiny) -> None:
    async def calls() -> None:
        transport = local.async_transport
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
            local.weather("orders.get", "slow=60; times=1")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.get("/orders/1"), 0.05)
            assert (await client.get("/orders/1")).status_code == 200

    asyncio.run(calls())


def test_a_port_for_other_languages(local: LocalSandbox, tiny: Tiny) -> None:
    assert local.url.startswith("http://127.0.0.1:")
    assert local.url.endswith("/v1")
    assert local.url == local.url
    assert httpx2.get(f"{local.url}/orders/1").json()["data"]["key"] == "1"
    local.weather(status=429, retry_after=1)
    answer = httpx2.get(f"{local.url}/orders/1")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert tiny.log == ["GET /v1/orders/1"]


def test_a_page_of_another_host_cannot_reach_the_port(
    local: LocalSandbox, tiny: Tiny
) -> None:
    answer = httpx2.get(f"{local.url}/orders/1", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert tiny.log == []


def test_who_waits_is_told_when_the_sandbox_closes(tiny: Tiny) -> None:
    sandbox = LocalSandbox(tiny)
    sandbox.weather(slow=60)
    with httpx2.Client(transport=sandbox.transport, base_url=BASE) as client:
        closing = threading.Timer(0.1, sandbox.close)
        closing.start()
        with pytest.raises(httpx2.ReadError):
            client.get("/orders/1", timeout=30)
        closing.join()


def test_words_that_make_no_sense_are_told(local: LocalSandbox) -> None:
    with pytest.raises(ValueError, match="did you mean 'orders"):
        local.weather("orders.gett", status=503)
    with pytest.raises(ValueError, match="no weather is called 'sttus'"):
        local.weather("orders.get", sttus=503)
    with pytest.raises(ValueError, match="nothing is said to happen"):
        local.weather("orders.get", times=1)

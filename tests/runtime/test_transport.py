from __future__ import annotations

import asyncio
import contextlib
import gzip
import importlib
import io
import logging
import os
import pickle
import shutil
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import runtime
from httpserver import Arrived, Reply, in_turn, serve, wait_until
from runtime import errors
from runtime.auth.keys import ApiKey
from runtime.calls.next_links import next_url
from runtime.config import ApiConfig, Auth
from runtime.wire import (
    RateLimit,
    RetryPolicy,
    parse_retry_after,
)
from runtime.wire.responses import Hooks
from shop import API, AsyncShop, Invoice, Shop, in_client, page, shop

QUICK = RetryPolicy(initial=0, max_retry_after=0.05)
GOOD = {"data": {"key": "1"}}


def both(url: str, call: Any, **options: Any) -> list[Any]:
    """Make the same call with a sync and an async client; give back results or errors."""

    def sync() -> Any:
        with shop(url, **options) as client:
            return call(client)

    async def work(client: AsyncShop) -> Any:
        return await call(client)

    results = []
    for run in (sync, lambda: in_client(url, work, **options)):
        try:
            results.append(run())
        except errors.ApiError as error:
            results.append(error)
    return results


# Errors


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequest),
        (401, errors.AuthenticationError),
        (402, errors.HttpError),
        (403, errors.PermissionDenied),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (422, errors.Unprocessable),
        (429, errors.RateLimited),
        (500, errors.ServerError),
        (503, errors.ServiceUnavailable),
        (599, errors.ServerError),
        (304, errors.HttpError),
    ],
)
def test_errors_by_status(status: int, kind: type[errors.HttpError]) -> None:
    reply = Reply(
        status,
        {"message": "No such invoice", "errors": {"key": ["?"]}},
        {"X-Request-Id": "r-17", "Set-Cookie": "session=hush", "Retry-After": "7"},
    )
    if status == 304:
        reply = replace(reply, body=b"")
    with serve(lambda _: reply) as server:
        for error in both(server.url, lambda c: c.invoices.get("17"), retries=0):
            assert type(error) is kind
            assert isinstance(error, errors.ApiError)
            assert error.status == status
            assert error.method == "GET"
            assert error.url == f"{server.url}/api/invoices/17"
            assert error.request_id == "r-17"
            assert error.retry_after == 7
            assert error.operation == "invoices.get"
            assert error.headers["set-cookie"] == "***"
            if status != 304:
                assert error.body["errors"] == {"key": ["?"]}
                assert error.raw.startswith(b"{")
                assert "No such invoice" in str(error)
            assert "hush" not in repr(vars(error)) + str(error)
            again = pickle.loads(pickle.dumps(error))
            assert type(again) is kind
            assert vars(again) == vars(error)
            assert str(again) == str(error)


ERRORS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.ApiError)
]


def test_no_error_name_hides_a_builtin() -> None:
    import builtins

    assert not {kind.__name__ for kind in ERRORS} & set(dir(builtins))


@pytest.mark.parametrize(
    ("body", "parsed", "words"),
    [
        (b"<html><h1>Bad</h1>", "<html><h1>Bad</h1>", "an HTML page"),
        (b'{"cut', '{"cut', '{"cut'),
        (b"", "", "500"),
        (b"\xff\xfe", "��", "500"),
        (b"[1]", [1], "[1]"),
    ],
)
def test_error_bodies_of_any_kind(body: bytes, parsed: Any, words: str) -> None:
    with (
        serve(lambda _: Reply(500, body)) as server,
        shop(server.url, retries=0) as client,
    ):
        with pytest.raises(errors.ServerError) as caught:
            client.invoices.get("1")
        assert caught.value.body == parsed
        assert caught.value.raw == body
        assert words in str(caught.value)


def test_all_errors_pickle() -> None:
    for kind in ERRORS:
        error: errors.ApiError
        if issubclass(kind, errors.HttpError):
            error = kind("m", status=1, raw=b"x", operation="o")
        elif kind is errors.RequiredKeysError:
            error = kind("m", failures=())
        else:
            error = kind("m")
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is kind
        assert vars(again) == vars(error)


# Retries


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_failures_are_repeated(status: int) -> None:
    with serve(in_turn(Reply(status), Reply(status), GOOD)) as server:
        with shop(server.url, retries=QUICK) as client:
            assert client.invoices.get("1").key == "1"
        assert len(server.requests) == 3


@pytest.mark.parametrize("fault", ["reset", "close", "truncate", "garbage"])
def test_broken_answers_are_repeated(fault: Any) -> None:
    bad = Reply(fault=fault, body=GOOD)
    for run in (0, 1):
        with serve(in_turn(bad, bad, GOOD)) as server:
            result = both(server.url, lambda c: c.invoices.get("1"), retries=QUICK)[run]
            assert result.key == "1"
    with serve(lambda _: bad) as server:
        for error in both(server.url, lambda c: c.invoices.get("1"), retries=QUICK):
            assert type(error) is errors.TransportError
            assert error.attempts == 3
        assert len(server.requests) == 6


@pytest.mark.parametrize(
    "bad",
    [Reply(500), Reply(429), Reply(fault="reset"), Reply(fault="truncate")],
    ids=lambda r: f"{r.status}{r.fault}",
)
def test_a_post_is_not_repeated_once_it_left(bad: Reply) -> None:
    with serve(in_turn(bad, GOOD)) as server, shop(server.url, retries=QUICK) as client:
        with pytest.raises(errors.ApiError):
            client.invoices.create(customer_key="1")
        assert len(server.requests) == 1
    for more in ({"idempotent": True}, {"idempotency_key": "once"}):
        with (
            serve(in_turn(bad, GOOD)) as server,
            shop(server.url, retries=QUICK) as client,
        ):
            assert client.invoices.create(customer_key="1", options=more).key == "1"
            assert len(server.requests) == 2
            keys = {r.headers.get("idempotency-key") for r in server.requests}
            assert keys == {more.get("idempotency_key")}


def test_a_post_is_repeated_when_no_connection_was_made() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    retried: list[Any] = []
    with (
        shop(
            f"http://127.0.0.1:{port}",
            retries=QUICK,
            hooks=Hooks(on_retry=retried.append),
        ) as client,
        pytest.raises(errors.ConnectFailed) as caught,
    ):
        client.invoices.create(customer_key="1")
    assert caught.value.attempts == 3
    assert [event.attempt for event in retried] == [1, 2]


def test_an_upload_that_cannot_be_read_again_is_not_repeated() -> None:
    class Stream(io.RawIOBase):
        left = [b"x" * 10]

        def read(self, size: int = -1) -> bytes:
            return self.left.pop() if self.left else b""

        def tell(self) -> int:
            raise OSError

    with (
        serve(in_turn(Reply(500), GOOD)) as server,
        shop(server.url, retries=QUICK) as client,
    ):
        with pytest.raises(errors.ServerError):
            client.invoices.upload(Stream(), "x", options={"idempotent": True})
        assert len(server.requests) == 1


def test_an_upload_is_sent_whole_again(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"0123456789" * 20_000)
    options: Any = {"idempotent": True}
    with (
        serve(in_turn(Reply(500), GOOD)) as server,
        shop(server.url, retries=QUICK) as client,
    ):
        client.invoices.upload(file, "x", options=options)
        client.invoices.upload(io.BytesIO(file.read_bytes()), "x", options=options)
        assert all(file.read_bytes() in r.body for r in server.requests)
        assert len(server.requests) == 3


def test_other_failures_are_not_repeated() -> None:
    for status in (400, 404, 501):
        with serve(in_turn(Reply(status), GOOD)) as server:
            with (
                shop(server.url, retries=QUICK) as client,
                pytest.raises(errors.HttpError),
            ):
                client.invoices.get("1")
            assert len(server.requests) == 1


def test_retries_of_a_call_go_before_the_clients() -> None:
    with (
        serve(lambda _: Reply(500)) as server,
        shop(server.url, retries=QUICK) as client,
    ):
        for retries, sent in ((0, 1), (3, 4)):
            server.requests.clear()
            with pytest.raises(errors.ServerError):
                client.invoices.get("1", options={"retries": retries})
            assert len(server.requests) == sent


def test_pauses_have_full_jitter_and_bounds() -> None:
    policy = RetryPolicy(initial=1, maximum=8, max_retry_after=60)
    for retry, bound in ((1, 1), (2, 2), (3, 4), (4, 8), (9, 8), (5000, 8)):
        pauses = [policy.pause(retry, None) for _ in range(300)]
        assert 0 <= min(pauses) < bound / 4
        assert bound * 3 / 4 < max(pauses) <= bound
    assert 7 <= policy.pause(1, 7) <= 7.7
    assert policy.pause(1, 10_000) == 60


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:10 GMT"}, 10),
        ({"retry-after": "Wed, 21 Oct 2015 07:27:00 GMT"}, 0),
        ({"retry-after": "Wednesday, 21-Oct-15 07:28:10 GMT"}, 10),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "9" * 400}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert parse_retry_after(headers, 1445412480.0) == seconds


@pytest.mark.parametrize(
    "date",
    [
        "Wed, 21 Oct 2015 07:28:30 GMT",
        "Wednesday, 21-Oct-15 07:28:30 GMT",
        "Wed Oct 21 07:28:30 2015",
        "Wed, 21 Oct 2015 07:28:30 -0000",
    ],
)
def test_retry_after_dates_are_utc_wherever_one_is(
    date: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert parse_retry_after({"retry-after": date}, 1445412480.0) == 30
    finally:
        monkeypatch.undo()
        time.tzset()


def test_retry_after_is_waited_for_and_capped() -> None:
    pauses: list[float] = []
    hooks = Hooks(on_retry=lambda event: pauses.append(event.pause))
    for asked in ("1", "Wed, 21 Oct 2099 07:28:00 GMT"):
        with (
            serve(in_turn(Reply(429, headers={"Retry-After": asked}), GOOD)) as server,
            shop(server.url, retries=QUICK, hooks=hooks) as client,
        ):
            client.invoices.get("1")
    assert pauses == [0.05, 0.05]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST", "PATCH"])
def test_what_is_repeated_once_it_left(method: str) -> None:
    harmless = method not in ("POST", "PATCH")
    for more, again in (
        ({}, harmless),
        ({"idempotent": True}, True),
        ({"idempotent": False}, False),
        ({"idempotency_key": "k"}, True),
        ({"idempotency_key": "k", "idempotent": False}, False),
    ):
        with (
            serve(in_turn(Reply(500), GOOD)) as server,
            shop(server.url, retries=QUICK) as client,
        ):
            with contextlib.suppress(errors.ServerError):
                client.request(method, "/x", options=more)
            assert len(server.requests) == 1 + again


# Time


def test_timeouts_are_finite_unless_asked_otherwise() -> None:
    seen: list[Any] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.extensions["timeout"])
        return httpx2.Response(200, json=GOOD)

    transport = httpx2.MockTransport(handler)
    with Shop("t", transport=transport) as client:
        client.invoices.get("1")
        client.invoices.get("1", options={"timeout": 3})
        client.invoices.get("1", options={"timeout": None})
        client.invoices.get("1", options={"timeout": httpx2.Timeout(2, read=9)})
    # A client of one's own without any timeout does not take ours away.
    with httpx2.Client(transport=transport, timeout=None) as own:
        Shop("t", http_client=own).invoices.get("1")
    assert all(seconds for seconds in seen[0].values())
    assert set(seen[1].values()) == {3}
    assert set(seen[2].values()) == {None}
    assert seen[3] == {"connect": 2, "read": 9, "write": 2, "pool": 2}
    assert seen[4] == seen[0]


def test_a_slow_server_is_a_timeout() -> None:
    with serve(lambda _: Reply(200, GOOD, wait=5)) as server:
        for error in both(
            server.url, lambda c: c.invoices.get("1"), retries=0, timeout=0.05
        ):
            assert type(error) is errors.RequestTimeout
            assert error.url.endswith("/api/invoices/1")


def test_the_deadline_ends_a_body_that_drips() -> None:
    drip = Reply(chunks=tuple(b" " for _ in range(1000)), pause=0.02)
    with serve(lambda _: drip) as server:
        for error in both(server.url, lambda c: c.invoices.get("1"), deadline=0.15):
            assert type(error) is errors.DeadlineExceeded
        assert len(server.requests) == 2


def test_a_thread_left_by_a_deadline_ends_while_the_body_drips_on() -> None:
    def waiting() -> bool:
        return "call-with-a-deadline" in [x.name for x in threading.enumerate()]

    drip = Reply(chunks=tuple(b" " for _ in range(1000)), pause=0.02)
    with serve(lambda _: drip) as server, shop(server.url, deadline=0.15) as client:
        with pytest.raises(errors.DeadlineExceeded):
            client.invoices.get("1")
        assert wait_until(lambda: not waiting())


@contextlib.contextmanager
def dripping(pieces: int, pause: float = 0.02) -> Iterator[str]:
    """Serve, on each connection, an answer whose headers come byte by byte; give its URL."""

    def drip(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * pieces:
                connection.send(bytes([byte]))
                time.sleep(pause)
            connection.send(b"\r\nContent-Length: 0\r\n\r\n")

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=drip, args=(connection,)))
                threads[-1].start()

    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for thread in threads:
            thread.join(15)
            assert not thread.is_alive(), "the connection was not given up"


def test_the_deadline_ends_headers_that_drip() -> None:
    with dripping(100) as url:
        started = time.monotonic()
        for error in both(url, lambda c: c.invoices.get("1"), deadline=0.3, retries=0):
            assert type(error) is errors.DeadlineExceeded
        # One for each of the two clients; the server would have taken two seconds for each.
        assert time.monotonic() - started < 1.8


def test_connections_left_behind_by_a_deadline_are_given_up() -> None:
    with dripping(2000) as url:
        with pytest.raises(errors.DeadlineExceeded):
            in_client(url, lambda c: c.invoices.get("1"), deadline=0.15, retries=0)
        late = pytest.raises(errors.DeadlineExceeded)
        with shop(url, deadline=0.15, retries=0) as client, late:
            client.invoices.get("1")


def test_a_deadline_keeps_the_callers_context() -> None:
    seen: list[str] = []
    name: ContextVar[str] = ContextVar("name", default="none")

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(name.get())
        return httpx2.Response(200, json={"data": {"key": "1"}})

    name.set("mine")
    transport = httpx2.MockTransport(handle)
    with shop(API.base_url, transport=transport, deadline=5) as client:
        assert client.invoices.get("1").key == "1"
    assert seen == ["mine"]


def test_what_a_transport_raises_comes_through_a_deadline() -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        raise LookupError("of the transport's own")

    transport = httpx2.MockTransport(handle)
    refused = pytest.raises(LookupError, match="of the transport's own")
    with shop(API.base_url, transport=transport, deadline=5) as client, refused:
        client.invoices.get("1")


def test_another_threads_renewal_is_waited_for_until_the_deadline() -> None:
    begun, free = threading.Event(), threading.Event()

    def token() -> str:
        begun.set()
        free.wait(10)
        return "late-token"

    with serve(lambda _: Reply(200, GOOD)) as server:
        with Shop(token, base_url=server.url) as client:
            first = threading.Thread(target=lambda: client.invoices.get("1"))
            first.start()
            begun.wait(10)
            with pytest.raises(errors.DeadlineExceeded):
                client.invoices.get("2", options={"deadline": 0.1})
            free.set()
            first.join(10)
        assert [x.path for x in server.requests] == ["/api/invoices/1"]


def test_another_tasks_renewal_is_waited_for_until_the_deadline() -> None:
    async def work(url: str) -> None:
        begun, free = asyncio.Event(), asyncio.Event()

        async def token() -> str:
            begun.set()
            await free.wait()
            return "late-token"

        async with AsyncShop(token, base_url=url) as client:
            first = asyncio.create_task(client.invoices.get("1"))
            await begun.wait()
            late = client.invoices.get("2", options={"deadline": 0.1})
            with pytest.raises(errors.DeadlineExceeded):
                await asyncio.wait_for(late, 10)
            free.set()
            await first

    with serve(lambda _: Reply(200, GOOD)) as server:
        asyncio.run(work(server.url))
        assert [x.path for x in server.requests] == ["/api/invoices/1"]


def test_the_deadline_ends_an_answer_that_never_begins() -> None:
    with serve(lambda _: Reply(wait=10)) as server:
        for error in both(server.url, lambda c: c.invoices.get("1"), deadline=0.1):
            assert type(error) is errors.DeadlineExceeded


def test_the_deadline_counts_pauses_and_attempts() -> None:
    slow = RetryPolicy(max_retries=50, initial=0.05, maximum=0.05)
    started = time.monotonic()
    with serve(lambda _: Reply(503)) as server:
        for error in both(
            server.url, lambda c: c.invoices.get("1"), deadline=0.3, retries=slow
        ):
            assert isinstance(
                error, errors.ServiceUnavailable | errors.DeadlineExceeded
            )
        assert 2 < len(server.requests) < 60
    assert time.monotonic() - started < 5


def test_no_pause_beyond_the_deadline() -> None:
    reply = Reply(429, headers={"Retry-After": "30"})
    with serve(lambda _: reply) as server, shop(server.url, deadline=5) as client:
        with pytest.raises(errors.RateLimited) as caught:
            client.invoices.get("1")
        assert caught.value.retry_after == 30
        assert len(server.requests) == 1


# Size


def test_a_bomb_is_stopped_early() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    reply = Reply(body=bomb, headers={"Content-Encoding": "gzip"})
    with serve(lambda _: reply) as server:
        for error in both(
            server.url, lambda c: c.invoices.get("1"), max_bytes=1_000_000
        ):
            assert type(error) is errors.ResponseTooLarge
        assert len(server.requests) == 2, "repeating a bomb helps nobody"


def test_large_answers_within_bounds_and_compression() -> None:
    body = gzip.compress(b'{"data": {"key": "' + b"x" * 3_000_000 + b'"}}')
    reply = Reply(body=body, headers={"Content-Encoding": "gzip"})
    with serve(lambda _: reply) as server:
        for invoice in both(server.url, lambda c: c.invoices.get("1")):
            assert len(invoice.key) == 3_000_000


# Credentials


SAFE = {"host", "accept", "accept-encoding", "connection", "user-agent"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_stay_with_their_host(status: int) -> None:
    with serve(lambda _: GOOD) as other:
        target = other.url.replace("127.0.0.1", "localhost") + "/elsewhere"
        reply = Reply(status, headers={"Location": target, "Set-Cookie": "s=1"})
        with serve(lambda _: reply) as server:
            results = both(
                server.url,
                lambda c: c.invoices.get("1"),
                headers={"X-Api-Key": "hush", "Cookie": "a=hush"},
            )
            assert [r.key for r in results] == ["1", "1"]
            assert server.requests[0].headers["authorization"] == "Bearer secret-token"
        for request in other.requests:
            assert set(request.headers) <= SAFE
            assert "hush" not in repr(request)


def test_another_port_is_another_host() -> None:
    with serve(lambda _: GOOD) as other:
        reply = Reply(302, headers={"Location": f"{other.url}/x"})
        with serve(lambda _: reply) as server:
            both(server.url, lambda c: c.invoices.get("1"))
        assert all("authorization" not in r.headers for r in other.requests)
        assert len(other.requests) == 2


def test_redirects_on_the_same_host_keep_the_token() -> None:
    def script(request: Arrived) -> Any:
        if request.path == "/new":
            return GOOD
        return Reply(308, headers={"Location": "/new"})

    with serve(script) as server, shop(server.url) as client:
        client.invoices.get("1")
        client.invoices.create(customer_key="1")
    for request in server.requests:
        assert request.headers["authorization"] == "Bearer secret-token"
    assert server.requests[3].method == "POST"
    assert server.requests[3].json == {"customerKey": "1"}


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/x", "http://evil.example/", "ftp://x/", "//", "http://["],
)
def test_a_body_goes_to_no_other_host(target: str) -> None:
    with (
        serve(lambda _: Reply(307, headers={"Location": target})) as server,
        shop(server.url) as client,
        pytest.raises(errors.HttpError) as caught,
    ):
        client.invoices.create(customer_key="1")
    assert caught.value.status == 307


def test_redirects_in_a_circle_end() -> None:
    with serve(lambda r: Reply(302, headers={"Location": r.target})) as server:
        with shop(server.url) as client, pytest.raises(errors.HttpError) as caught:
            client.invoices.get("1")
        assert caught.value.status == 302
        assert len(server.requests) == 6


def test_the_next_link_of_a_list_gets_no_token_on_another_host() -> None:
    api = API._replace(
        paging=(
            API.paging._replace(style="link", follow=next_url) if API.paging else None
        ),
    )
    with serve(lambda _: {"data": [{"key": "2"}]}) as other:
        first = {
            "data": [{"key": "1"}],
            "links": {"next": f"{other.url}/api/invoices?p=2"},
        }
        with serve(lambda _: first) as server, shop(server.url, api=api) as client:
            assert [i.key for i in client.invoices.list()] == ["1", "2"]
        assert "authorization" not in other.requests[0].headers


@pytest.mark.parametrize(
    "url",
    ["http://shop.example", "http://10.0.0.1", "http://localhost.evil.example"],
)
def test_https_is_required(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Shop("t", base_url=url)
    Shop("t", base_url=url, allow_http=True).close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example",
        "ftp://x",
        "https://",
        "https://u:p@x",
        "https://x?a=1",
        "http://[",
    ],
)
def test_base_urls_that_will_not_do(url: str) -> None:
    with pytest.raises(ValueError, match="base_url") as caught:
        Shop("t", base_url=url)
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://localhost", "http://[::1]"]
)
def test_loopback_needs_no_https(url: str) -> None:
    Shop("t", base_url=url).close()


def test_the_token_comes_from_the_argument_or_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    with pytest.raises(ValueError, match=r"token=.*SHOP_TOKEN"):
        Shop()
    monkeypatch.setenv("SHOP_TOKEN", "from-env")
    seen: list[str] = []
    with serve(lambda r: seen.append(r.headers["authorization"]) or GOOD) as server:
        with Shop(base_url=server.url) as client:
            client.invoices.get("1")
        with Shop("given", base_url=server.url) as client:
            client.invoices.get("1")
    assert seen == ["Bearer from-env", "Bearer given"]


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\n", "ü"])
def test_tokens_that_no_header_can_carry(token: str) -> None:
    with pytest.raises(ValueError, match="token") as caught:
        Shop(token)
    if token.strip():
        assert token not in str(caught.value)


def test_a_function_gives_the_token_and_is_asked_again_on_401() -> None:
    tokens = iter(["old", "new", "newer", "newest"])
    script = in_turn(Reply(401), GOOD)
    with serve(script) as server:
        with Shop(lambda: next(tokens), base_url=server.url) as client:
            assert client.invoices.get("1").key == "1"
        sent = [r.headers["authorization"] for r in server.requests]
        assert sent == ["Bearer old", "Bearer new"]

        async def later() -> str:
            return next(tokens)

        async def work() -> None:
            async with AsyncShop(later, base_url=server.url) as client:
                await client.invoices.get("1")

        asyncio.run(work())
        assert server.requests[-1].headers["authorization"] == "Bearer newer"
        with Shop(later, base_url=server.url) as client, pytest.raises(TypeError):  # type: ignore[arg-type]
            client.invoices.get("1")


@pytest.mark.parametrize("place", ["header", "query"])
def test_api_keys(place: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    api = ApiConfig(
        "Keyed", "https://x", auth=Auth(api_key=ApiKey("shopper", place, "KEYED"))
    )
    with serve(lambda _: Reply(404)) as server:
        with (
            Shop("hush-hush", api=api, base_url=server.url) as client,
            pytest.raises(errors.NotFound) as caught,
        ):
            client.request("GET", "/x", query={"a": "b c"})
        request = server.requests[0]
        if place == "header":
            assert request.headers["shopper"] == "hush-hush"
        else:
            assert ("shopper", "hush-hush") in request.query
        assert ("a", "b c") in request.query
    assert "hush-hush" not in caplog.text + str(caught.value) + repr(vars(caught.value))


def test_two_packages_in_one_process_hide_their_keys(
    caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other_client"
    shutil.copytree(Path(runtime.__file__).parent, other)
    monkeypatch.syspath_prepend(tmp_path)
    for package in ("other_client", "runtime"):
        config = importlib.import_module(f"{package}.config")
        client_of = importlib.import_module(f"{package}.client").SyncClient
        keys = importlib.import_module(f"{package}.auth.keys")
        key = keys.ApiKey(f"{package}-shopper", "query")
        api = config.ApiConfig("Keyed", "https://x", auth=config.Auth(api_key=key))
        caplog.set_level(logging.DEBUG)
        with (
            serve(lambda _: Reply(200, b"1")) as server,
            client_of(api, "hush-hush", base_url=server.url) as client,
        ):
            assert client.request("GET", "/x") == 1
    assert "HTTP Request" in caplog.text
    assert "hush-hush" not in caplog.text


def test_secrets_never_show(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = "tok-7f3a9c-do-not-show"
    events: list[Any] = []
    hooks = Hooks(events.append, events.append, events.append, events.append)
    shown: list[str] = []
    for reply in (
        Reply(500),
        Reply(fault="reset"),
        Reply(302, headers={"Location": "/x"}),
    ):
        with serve(lambda _, reply=reply: reply) as server:
            client = Shop(token, base_url=server.url, retries=QUICK, hooks=hooks)
            try:
                client.invoices.get("1")
            except errors.ApiError as error:
                caught = traceback.TracebackException.from_exception(
                    error, capture_locals=True
                )
                shown += [str(error), repr(error), repr(vars(error))]
                shown += [
                    f"{frame.filename}: {frame.locals}"
                    for frame in caught.stack
                    if "runtime" in frame.filename and "tests" not in frame.filename
                ]
                shown += [repr(error.__cause__), repr(error.__context__)]
                if caught.__cause__:
                    shown += [str(frame.locals) for frame in caught.__cause__.stack]
            else:
                raise AssertionError("no error")
            shown += [repr(client), repr(client.invoices), repr(client._settings)]
            with pytest.raises(TypeError):
                pickle.dumps(client)
            client.close()
    shown += [repr(event) for event in events]
    shown += [
        r.getMessage() for r in caplog.records if not r.name.startswith("httpcore")
    ]
    for text in shown:
        assert token not in text, text


def test_frames_that_hold_the_headers_are_not_kept() -> None:
    token = "tok-7f3a9c-do-not-show"

    def handle(request: httpx2.Request) -> httpx2.Response:
        headers = dict(request.headers)
        assert headers["authorization"] == f"Bearer {token}"
        raise httpx2.LocalProtocolError("odd")

    transport = httpx2.MockTransport(handle)
    with Shop(token, base_url=API.base_url, transport=transport) as client:
        with pytest.raises(errors.TransportError, match="cannot be sent") as caught:
            client.invoices.get("1")
        shown = "".join(
            traceback.TracebackException.from_exception(
                caught.value, capture_locals=True
            ).format()
        )
        assert caught.value.attempts == 1
    assert token not in shown.replace(f"token = {token!r}", "")


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({"X-A": "hush\nX-B: 1"}, ValueError),
        ({"X\r": "hush"}, ValueError),
        ({"": "hush"}, ValueError),
        ({"X-A": 5}, TypeError),
    ],
)
def test_headers_that_cannot_be_sent(headers: Any, error: type[Exception]) -> None:
    with serve(lambda _: GOOD) as server, shop(server.url) as client:
        with pytest.raises(error, match="headers: ") as caught:
            client.invoices.get("1", options={"headers": headers})
        assert server.requests == []
        assert "hush" not in str(caught.value)


def test_secrets_in_the_query_never_show() -> None:
    with serve(lambda _: Reply(404)) as server, shop(server.url) as client:
        with pytest.raises(errors.NotFound) as caught:
            client.invoices.get(
                "1", options={"query": {"access_token": "hush", "a": "b"}}
            )
        assert ("access_token", "hush") in server.requests[0].query
    assert "hush" not in str(caught.value) + repr(vars(caught.value))
    assert caught.value.url.endswith("?access_token=***&a=b")


# Hooks


def test_hooks_see_each_step() -> None:
    seen: list[tuple[str, Any]] = []
    hooks = Hooks(
        before_request=lambda e: (
            seen.append(("before", e.attempt)),
            e.headers.update(X="1"),
        ),
        after_response=lambda e: seen.append(("after", e.response.status)),
        on_error=lambda e: seen.append(("error", type(e.error).__name__)),
        on_retry=lambda e: seen.append(("retry", e.attempt)),
    )
    with serve(in_turn(Reply(503), GOOD, Reply(404))) as server:
        with shop(server.url, retries=QUICK, hooks=[hooks]) as client:
            client.invoices.get("1")
            with pytest.raises(errors.NotFound):
                client.invoices.get("1")
        assert {r.headers["x"] for r in server.requests} == {"1"}
    assert seen == [
        ("before", 1),
        ("after", 503),
        ("retry", 1),
        ("before", 2),
        ("after", 200),
        ("before", 1),
        ("after", 404),
        ("error", "NotFound"),
    ]


@pytest.mark.parametrize("listing", [False, True])
def test_hooks_see_an_answer_that_cannot_be_read(listing: bool) -> None:
    seen: list[Any] = []
    hooks = Hooks(on_error=seen.append)

    def call(client: Any) -> Any:
        if listing:
            return client.invoices.list().first_page()
        return client.invoices.get("1")

    with serve(in_turn(Reply(503), Reply(body=b"<html>"))) as server:
        results = both(server.url, call, retries=QUICK, hooks=hooks)
        url = f"{server.url}/api/invoices{'' if listing else '/1'}"
    assert [type(error) for error in results] == [errors.DecodeError] * 2
    assert [event.error for event in seen] == results
    assert [(event.method, event.url) for event in seen] == [("GET", url)] * 2
    assert [event.attempt for event in seen] == [2, 1]
    assert {event.operation for event in seen} == {
        "invoices.list" if listing else "invoices.get"
    }


def test_hooks_see_nothing_of_arguments_that_are_refused() -> None:
    seen: list[Any] = []
    hooks = Hooks(seen.append, seen.append, seen.append, seen.append)
    with serve(lambda _: GOOD) as server, shop(server.url, hooks=hooks) as client:
        with pytest.raises(errors.RequiredKeysError):
            client.invoices.create()
        assert server.requests == []
    assert seen == []


# Raw access


def test_the_raw_answer_beside_the_value() -> None:
    reply = Reply(200, GOOD, {"X-Request-Id": "r-1"})
    with (
        serve(in_turn(Reply(500), reply)) as server,
        shop(server.url, retries=QUICK) as client,
    ):
        with client.capture() as responses:
            invoice = client.invoices.get("1")
        client.invoices.get("1")
    assert isinstance(invoice, Invoice)
    assert [r.status for r in responses] == [500, 200]
    raw = responses[-1]
    assert raw.json() == GOOD
    assert raw.headers["x-REQUEST-id"] == raw.request_id == "r-1"
    assert raw.attempts == 2
    assert raw.elapsed > 0
    assert raw.text == raw.content.decode()


def test_a_capture_sees_what_one_inside_of_it_sees() -> None:
    with serve(lambda _: GOOD) as server, shop(server.url) as client:
        with client.capture() as outer:
            client.invoices.get("1")
            with client.capture() as inner:
                client.invoices.get("2")
        client.invoices.get("3")
    assert [r.url[-1] for r in outer] == ["1", "2"]
    assert [r.url[-1] for r in inner] == ["2"]


def test_captures_of_tasks_do_not_mix() -> None:
    async def work(client: AsyncShop) -> None:
        async def one(key: str) -> None:
            with client.capture() as responses:
                await client.invoices.get(key)
            assert [r.url.rpartition("/")[2] for r in responses] == [key]

        await asyncio.gather(*(one(str(n)) for n in range(20)))

    with serve(lambda _: GOOD) as server:
        in_client(server.url, work)


def test_bytes_bare_and_empty_answers() -> None:
    def script(request: Arrived) -> Any:
        if request.path.endswith("content"):
            return Reply(body=b"\x00\xff")
        if request.path.endswith("report"):
            return {"rows": [1.5], "data": 1}
        return Reply(204)

    with serve(script) as server, shop(server.url) as client:
        assert client.invoices.content("1") == b"\x00\xff"
        assert client.invoices.report() == {"rows": [1.5], "data": 1}
        assert client.invoices.delete("1") is None
        assert client.request("GET", "/any/report")["rows"] == [1.5]
        assert client.request("GET", "/api/report", type=dict[str, Any])["data"] == 1


def test_streaming_to_a_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 4000
    target = tmp_path / "out.bin"
    seen: list[tuple[int, int | None]] = []

    async def work(client: AsyncShop) -> None:
        async with client.stream("GET", "/file") as answer:
            assert await answer.save(target) == len(content)
        async with client.stream("GET", "/file") as answer:
            assert await answer.read() == content

    with serve(lambda _: Reply(body=content)) as server:
        with shop(server.url, max_bytes=10) as client:
            with client.stream("GET", "/file") as answer:
                assert answer.size == len(content)
                assert answer.save(target, progress=lambda *x: seen.append(x)) == len(
                    content
                )
            assert target.read_bytes() == content
            target.unlink()
            with client.stream("GET", "/file") as answer:
                next(answer.iter_bytes())
        in_client(server.url, work)
    assert seen[-1] == (len(content), len(content))
    assert target.read_bytes() == content
    with (
        serve(lambda _: Reply(body=content, fault="truncate")) as server,
        shop(server.url) as client,
        client.stream("GET", "/f") as answer,
        pytest.raises(errors.TransportError),
    ):
        answer.save(tmp_path / "half")
    with (
        serve(lambda _: Reply(404, {"message": "gone"})) as server,
        shop(server.url) as client,
        pytest.raises(errors.NotFound, match="gone"),
        client.stream("GET", "/f"),
    ):
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["out.bin"]


# Concurrency, closing


def test_one_client_in_many_threads() -> None:
    def script(request: Arrived) -> Any:
        return {"data": {"key": request.path.rpartition("/")[2], "new": 1}}

    wrong: list[Any] = []
    with serve(script) as server, shop(server.url) as client:

        def work(number: int) -> None:
            for turn in range(5):
                key = f"{number}-{turn}"
                if client.invoices.get(key).key != key:
                    wrong.append(key)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.requests) == 250
    assert wrong == []


def test_one_client_in_many_tasks() -> None:
    async def work(client: AsyncShop) -> list[str]:
        got = await asyncio.gather(*(client.invoices.get(str(n)) for n in range(200)))
        return [invoice.key for invoice in got]

    def script(request: Arrived) -> Any:
        return {"data": {"key": request.path.rpartition("/")[2]}}

    with serve(script) as server:
        keys = in_client(server.url, work, limits=httpx2.Limits(max_connections=10))
        assert keys == [str(n) for n in range(200)]
        assert server.connections <= 10


def test_cancelling_leaves_the_pool_sound() -> None:
    def script(request: Arrived) -> Any:
        slow = request.path.endswith("slow")
        return Reply(body=GOOD, wait=10 if slow else 0)

    async def work(client: AsyncShop) -> None:
        for _ in range(5):
            task = asyncio.create_task(client.invoices.get("slow"))
            await asyncio.sleep(0.03)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            assert task.cancelled()
        got = await asyncio.gather(*(client.invoices.get("1") for _ in range(5)))
        assert len(got) == 5

    with serve(script) as server:
        limits = httpx2.Limits(max_connections=2)
        in_client(server.url, work, limits=limits, timeout=3)


def test_closing() -> None:
    with serve(lambda _: GOOD) as server:
        with Shop("t", base_url=server.url) as client:
            client.invoices.get("1")
            copy = client.with_options(timeout=1)
        assert client.is_closed
        for closed in (client, copy):
            with pytest.raises(RuntimeError, match="closed"):
                closed.invoices.get("1")
        client.close()
        with httpx2.Client() as own:
            with Shop("t", base_url=server.url, http_client=own) as client:
                client.invoices.get("1")
            assert not own.is_closed


def test_a_forgotten_client_leaves_no_socket(recwarn: pytest.WarningsRecorder) -> None:
    import gc

    with serve(lambda _: GOOD) as server:
        Shop("t", base_url=server.url).invoices.get("1")
        gc.collect()
    assert not [w for w in recwarn if issubclass(w.category, ResourceWarning)]


def test_with_options_shares_the_pool_and_nothing_else() -> None:
    with serve(lambda _: GOOD) as server, shop(server.url) as client:
        client.invoices.get("1")
        other = client.with_options(headers={"X-Tenant": "7"}, retries=0)
        assert isinstance(other, Shop)
        other.invoices.get("1")
        client.invoices.get("1")
        assert server.connections == 1
        assert [r.headers.get("x-tenant") for r in server.requests] == [None, "7", None]
        with pytest.raises(TypeError, match="transport"):
            client.with_options(
                transport=httpx2.MockTransport(lambda r: httpx2.Response(200))
            )


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"timeot": 3}, TypeError, "did you mean 'timeout'"),
        ({"timeout": -1}, ValueError, "timeout"),
        ({"timeout": float("nan")}, ValueError, "timeout"),
        ({"timeout": "3"}, TypeError, "timeout"),
        ({"timeout": True}, TypeError, "timeout"),
        ({"retries": "many"}, TypeError, "retries"),
        ({"retries": -1}, ValueError, "^retries: "),
        ({"deadline": 0}, ValueError, "deadline"),
    ],
)
def test_options_that_make_no_sense(options: Any, error: Any, words: str) -> None:
    with serve(lambda _: GOOD) as server:
        with shop(server.url) as client, pytest.raises(error, match=words):
            client.invoices.get("1", options=options)
        assert server.requests == []
    with pytest.raises(error, match=words):
        Shop("t", **options)


def test_the_rate_limit_spreads_requests() -> None:
    now = [100.0]
    limit = RateLimit(10, burst=2, clock=lambda: now[0])

    def waits(count: int) -> list[float]:
        slots = [limit.reserve() for _ in range(count)]
        return [max(0.0, round((slot or 0) - now[0], 6)) for slot in slots]

    assert waits(5) == [0, 0, 0.1, 0.2, 0.3]
    now[0] += 10
    assert waits(3) == [0, 0, 0.1]
    assert limit.reserve(now[0] + 0.15) is None
    slot = limit.reserve(now[0] + 0.25)
    assert slot == pytest.approx(now[0] + 0.2)
    assert waits(1) == [0.3]
    limit.give_back(slot)
    assert waits(2) == [0.2, 0.4]
    limit.give_back(slot)
    now[0] += 10
    assert waits(3) == [0, 0, 0.1], "a slot that is over is of no use"
    for bad in ((0, 1), (float("inf"), 1), (1, 0)):
        with pytest.raises(ValueError, match="expected"):
            RateLimit(*bad)


def test_the_rate_limit_holds_for_threads_and_tasks() -> None:
    with serve(lambda _: GOOD) as server:
        started = time.monotonic()
        with shop(server.url, rate_limit=RateLimit(50)) as client:
            threads = [
                threading.Thread(target=client.invoices.get, args=("1",))
                for _ in range(11)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert time.monotonic() - started >= 0.19  # ten gaps of 20 ms

        async def work(client: AsyncShop) -> None:
            await asyncio.gather(*(client.invoices.get("1") for _ in range(11)))

        started = time.monotonic()
        in_client(server.url, work, rate_limit=RateLimit(50))
        assert time.monotonic() - started >= 0.19


def test_a_slow_token_does_not_bunch_up_requests() -> None:
    begun = time.monotonic()

    def token() -> str:
        # All that wait for it have been waiting for a slot, too.
        if time.monotonic() - begun < 0.5:
            time.sleep(0.5)
        return "t"

    times: list[float] = []

    def script(request: Arrived) -> Any:
        times.append(time.monotonic())
        return GOOD

    with serve(script) as server:
        client = Shop(token, base_url=server.url, rate_limit=RateLimit(50))
        threads = [
            threading.Thread(target=client.invoices.get, args=("1",)) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.close()
    # Five gaps of 20 ms, the first of which a busy machine may see late.
    assert max(times) - min(times) >= 0.05


@pytest.mark.parametrize("status", [400, 503])
def test_a_failure_whose_words_are_cut_off_is_still_that_failure(status: int) -> None:
    cut = gzip.compress(b'{"message": "' + os.urandom(5000).hex().encode() + b'"}')
    reply = Reply(status, body=cut[:900], headers={"Content-Encoding": "gzip"})
    with serve(lambda _: reply) as server:
        for error in both(server.url, lambda c: c.invoices.get("1"), retries=0):
            assert isinstance(error, errors.HttpError)
            assert error.status == status


def test_calls_that_give_up_leave_their_slots_to_others() -> None:
    with serve(lambda _: GOOD) as server:
        with shop(server.url, rate_limit=RateLimit(10)) as client:
            for _ in range(20):
                with contextlib.suppress(errors.DeadlineExceeded):
                    client.invoices.get("1", options={"deadline": 0.01})
            started = time.monotonic()
            client.invoices.get("1")
            assert time.monotonic() - started < 1

        async def work(client: AsyncShop) -> None:
            calls = [asyncio.create_task(client.invoices.get("1")) for _ in range(50)]
            await asyncio.sleep(0.02)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            await asyncio.wait_for(client.invoices.get("1"), 2)

        in_client(server.url, work, rate_limit=RateLimit(10))


def test_a_hook_that_raises_leaves_no_stream_open() -> None:
    def refuse(event: Any) -> None:
        raise LookupError("not this one")

    limits = httpx2.Limits(max_connections=1)
    options: Any = {"hooks": Hooks(after_response=refuse), "limits": limits}

    async def work(client: AsyncShop) -> None:
        for _ in range(3):
            with pytest.raises(LookupError):
                async with client.stream("GET", "/api/file"):
                    pass

    with serve(lambda _: Reply(200, body=b"x" * 100_000)) as server:
        with shop(server.url, timeout=1, **options) as client:
            for _ in range(3):
                with pytest.raises(LookupError), client.stream("GET", "/api/file"):
                    pass
        in_client(server.url, work, timeout=1, **options)


@pytest.mark.parametrize("place", ["/x" * 40_000, "/\x7f", "https://a:b/", "//[/"])
def test_redirects_to_what_is_no_url_are_not_followed(place: str) -> None:
    with serve(lambda _: Reply(302, headers={"Location": place})) as server:
        for error in both(server.url, lambda c: c.invoices.get("1"), retries=0):
            assert type(error) is errors.HttpError
            assert error.status == 302
        assert len(server.requests) == 2


def test_the_user_agent_and_further_headers() -> None:
    with (
        serve(lambda _: GOOD) as server,
        shop(server.url, headers={"X-A": "1"}) as client,
    ):
        client.invoices.get("1", options={"headers": {"X-B": "2", "accept": "x/y"}})
        headers = server.requests[0].headers
        assert headers["user-agent"] == "shop-python/1.2.3"
        assert (headers["x-a"], headers["x-b"]) == ("1", "2")


def test_own_clients_and_transports() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"data": {"key": request.headers["x-own"]}})

    transport = httpx2.MockTransport(handler)
    with httpx2.Client(transport=transport, headers={"X-Own": "mine"}) as own:
        assert Shop("t", http_client=own).invoices.get("1").key == "mine"
    with pytest.raises(TypeError, match=r"httpx2\.Client"):
        Shop("t", http_client=httpx2.AsyncClient()).invoices.get("1")  # type: ignore[arg-type]

    async def work() -> str:
        async with AsyncShop(
            "t", transport=transport, headers={"X-Own": "a"}
        ) as client:
            return (await client.invoices.get("1")).key

    assert asyncio.run(work()) == "a"


def test_page_helper_is_honest() -> None:
    assert wait_until(lambda: True)
    assert page(1, 1)["meta"]["last_page"] == 1


def test_a_url_that_is_too_long_is_an_error_of_the_package() -> None:
    told: list[Any] = []
    filter_ = {"key:in": ["k" * 36] * 2000}
    with serve(lambda _: GOOD) as server:
        with (
            shop(server.url, hooks=Hooks(on_error=told.append)) as client,
            pytest.raises(
                errors.TransportError, match=r"^invoices\.list: .*cannot be sent"
            ),
        ):
            list(client.invoices.list(filter=filter_))
        assert server.requests == []
    assert [type(each.error) for each in told] == [errors.TransportError]

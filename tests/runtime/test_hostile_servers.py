"""Bounds hold whatever a server says, and what it says drives no terminal."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from certificates import certificate
from httpserver import Arrived, Reply, serve
from runtime import errors
from runtime.auth.keys import ApiKey
from runtime.calls.next_links import next_url
from runtime.config import Auth
from runtime.models.model import Model
from runtime.wire import RetryPolicy
from shop import API, AsyncShop, in_client, shop

GOOD = b'{"data": {"key": "1"}}'


@contextmanager
def raw(*answers: bytes) -> Iterator[tuple[str, list[int]]]:
    """A server that sends bytes as they stand; gives its URL and answers by connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    served: list[int] = []
    left = list(answers)

    def work() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(peer,), daemon=True).start()

    def talk(peer: socket.socket) -> None:
        served.append(0)
        mine = len(served) - 1
        with peer:
            while left:
                request = b""
                while b"\r\n\r\n" not in request:
                    try:
                        more = peer.recv(65536)
                    except OSError:
                        return
                    if not more:
                        return
                    request += more
                served[mine] += 1
                with suppress(OSError):  # the client has had enough
                    peer.sendall(left.pop(0))

    threading.Thread(target=work, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", served
    finally:
        listener.close()


def tls(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server needs for TLS, and what a client needs to believe it."""
    authority, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, key)
    return context, authority


def both(url: str, **options: Any) -> list[BaseException | Any]:
    """What a sync and an async client make of one call."""
    found: list[Any] = []
    with shop(url, **options) as client:
        try:
            found.append(client.invoices.get("1"))
        except errors.ApiError as error:
            found.append(error)

    async def work(client: AsyncShop) -> Any:
        try:
            return await client.invoices.get("1")
        except errors.ApiError as error:
            return error

    found.append(in_client(url, work, **options))
    return found


def test_a_length_beside_chunks_does_not_pass_the_bound() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    with raw(*[head + chunk * 20 + b"0\r\n\r\n"] * 2) as (url, _):
        for found in both(url, max_bytes=10_000, retries=0):
            assert isinstance(found, errors.ApiError)


def test_a_connection_with_bytes_left_over_is_not_used_again() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
    whole = answer % (len(GOOD), GOOD)
    other = b'{"data": {"key": "2"}}'
    with (
        raw(whole + answer % (len(other), other), whole, whole) as (url, served),
        shop(url) as client,
    ):
        assert [client.invoices.get("1").key for _ in range(2)] == ["1", "1"]
        assert len(served) == 2

    async def work(client: AsyncShop) -> list[str]:
        return [(await client.invoices.get("1")).key for _ in range(3)]

    # Also when the connection has been used before.
    extra = whole + answer % (len(other), other)
    with raw(whole, extra, whole) as (url, served):
        assert in_client(url, work) == ["1", "1", "1"]
        assert served == [2, 1]


@pytest.mark.parametrize("depth", [2, 3])
def test_bytes_compressed_again_and_again_cost_no_time(depth: int) -> None:
    body = b"\0" * 50_000_000
    for _ in range(depth):
        body = gzip.compress(body)
    headers = {"Content-Encoding": ", ".join(["gzip"] * depth)}
    with serve(lambda _: Reply(200, body, headers)) as server:
        started = time.process_time()
        for found in both(server.url, max_bytes=1_000_000, retries=0):
            assert isinstance(found, errors.ApiError)
        assert time.process_time() - started < 5


def test_padding_after_compressed_data_costs_no_time() -> None:
    body = gzip.compress(GOOD) + b"\0" * 3_000_000
    headers = {"Content-Encoding": "gzip"}
    with serve(lambda _: Reply(200, body, headers)) as server:
        started = time.process_time()
        both(server.url, retries=0)
        assert time.process_time() - started < 5


def test_padding_counts_as_what_it_is() -> None:
    body = gzip.compress(GOOD) + b"\0" * 100_000
    headers = {"Content-Encoding": "gzip"}
    with serve(lambda _: Reply(200, body, headers)) as server:
        for found in both(server.url, max_bytes=10_000, retries=0):
            assert isinstance(found, errors.ResponseTooLarge)


def test_compressed_pieces_without_end_are_an_error() -> None:
    body = gzip.compress(b"") * 10_000 + gzip.compress(GOOD)
    headers = {"Content-Encoding": "gzip"}
    with serve(lambda _: Reply(200, body, headers)) as server:
        for found in both(server.url, retries=0):
            assert isinstance(found, errors.TransportError)
            assert "gzip members" in str(found)


@pytest.mark.parametrize("status", [404, 409, 500])
def test_a_status_survives_a_body_over_the_bound(status: int) -> None:
    with serve(lambda _: Reply(status, b"x" * 100_000)) as server:
        for found in both(server.url, max_bytes=1000, retries=0):
            assert isinstance(found, errors.HttpError)
            assert found.status == status
            assert len(found.raw) <= 1000


def test_a_pause_of_nothing_is_a_pause() -> None:
    policy = RetryPolicy(max_retries=3, initial=0.2)
    with serve(lambda _: Reply(429, b"", {"Retry-After": "0"})) as server:
        started = time.monotonic()
        with (
            shop(server.url, retries=policy) as client,
            pytest.raises(errors.RateLimited),
        ):
            client.invoices.get("1")
        assert len(server.requests) == 4
        assert time.monotonic() - started > 0.3 * 0.9


ESCAPES = "\x1b]0;owned\x07\x9b31m\u202e\U000c4f3b\ud7a5\ue000"


def test_joiners_of_letters_are_shown_as_they_are() -> None:
    said = "\u0646\u0645\u06cc\u200c\u0634\u0648\u062f"
    body = json.dumps({"message": said}).encode()
    with serve(lambda _: Reply(400, body)) as server:
        for found in both(server.url, retries=0):
            assert said in str(found)


def test_what_a_server_says_drives_no_terminal() -> None:
    body = f'{{"message": "no {ESCAPES} way"}}'.encode()
    for reply in (
        Reply(400, body, {"X-Request-Id": "a"}),
        Reply(400, ESCAPES.encode()),
        Reply(200, ESCAPES.encode()),
        Reply(200, b'{"data": "%s"}' % ESCAPES.encode()),
    ):
        with serve(lambda _, reply=reply: reply) as server:
            for found in both(server.url, retries=0):
                assert isinstance(found, errors.ApiError)
                assert str(found).replace("\n", "").isprintable()


def test_a_certificate_that_cannot_be_verified_is_told_at_once(tmp_path: Path) -> None:
    context, _ = tls(tmp_path)
    with serve(lambda _: GOOD, tls=context) as server:
        started = time.monotonic()
        for found in both(server.url, retries=RetryPolicy(max_retries=3, initial=5)):
            assert isinstance(found, errors.ConnectFailed)
            assert "certificate" in str(found)
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSL_CERT_FILE", "/nowhere/ca.pem"),
        ("SSL_CERT_DIR", "/nowhere"),
        ("ALL_PROXY", "socks5://127.0.0.1:1"),
        ("HTTPS_PROXY", "http://[::1"),
        ("HTTPS_PROXY", "http://"),
        ("HTTPS_PROXY", "http://127.0.0.1:99999"),
        ("HTTPS_PROXY", "http://127.0.0.1:1"),
        ("https_proxy", "nowhere.invalid"),
        ("all_proxy", "http://a-user:pass-w0rd@127.0.0.1:1"),
        ("SSLKEYLOGFILE", "/nowhere/keys"),
    ],
)
def test_surroundings_that_cannot_work_are_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    for found in both("https://127.0.0.1:1", retries=0):
        assert isinstance(found, errors.ApiError)
        assert name in str(found)
        assert "pass-w0rd" not in str(found)


def test_a_proxy_is_named_where_it_is_gone_by_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "localhost,[::1,a:b")
    for url in ("http://127.0.0.1:1", "https://localhost:1"):
        for found in both(url, retries=0):
            assert isinstance(found, errors.ConnectFailed)
            assert "PROXY" not in str(found)


def test_a_key_in_the_query_leaves_the_rest_as_it_is() -> None:
    api = API._replace(auth=Auth(api_key=ApiKey("k&y", "query", "K")))
    with serve(lambda _: GOOD) as server, shop(server.url, api=api) as client:
        client.request("GET", "/a?flag&b=c%20d", query={"x": "y z"})
    assert server.paths() == ["/a?flag&b=c%20d&x=y%20z&k%26y=secret-token"]


def test_a_next_page_at_http_is_the_servers_fault(tmp_path: Path) -> None:
    context, authority = tls(tmp_path)

    def script(request: Arrived) -> Any:
        if request.target != "/api/invoices":
            return {"data": [{"key": "2"}], "links": {"next": None}}
        there = server.url.replace("https:", "http:") + "/api/invoices?p=2"
        return {"data": [{"key": "1"}], "links": {"next": there}}

    assert API.paging is not None
    paging = API.paging._replace(
        style="link", parameter="", next="links.next", follow=next_url
    )
    paging = paging._replace(last="", total="", current="")
    with (
        serve(script, tls=context) as server,
        shop(server.url, api=API._replace(paging=paging), verify=authority) as client,
    ):
        assert [each.key for each in client.invoices.list()] == ["1", "2"]


def test_without_asyncio_nothing_is_sent() -> None:
    with serve(lambda _: GOOD) as server:
        client = AsyncShop("t", base_url=server.url)
        call = client.invoices.get("1")
        with pytest.raises(RuntimeError, match="asyncio"):
            call.send(None)
        call.close()
        assert server.requests == []


def test_what_is_nested_too_deeply_is_an_error_of_ours() -> None:
    deep = b'{"data": {"key": "1", "extra": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    with serve(lambda _: Reply(200, deep)) as server:
        for found in both(server.url, retries=0):
            assert isinstance(found, errors.DecodeError)
    with serve(lambda _: Reply(400, deep)) as server:
        for found in both(server.url, retries=0):
            assert isinstance(found, errors.BadRequest)
    value: Any = "x"
    for _ in range(3000):
        value = [value]
    model = Model.from_dict({"a": 1})
    model["deep"] = value
    with pytest.raises(ValueError, match="too deeply"):
        model.to_dict()

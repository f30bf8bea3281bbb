"""No token, code or secret of a session shows, and none is sent that cannot be."""

from __future__ import annotations

import asyncio
import copy
import pickle
import ssl
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from authserver import NOW, Server, old, session
from certificates import certificate
from httpserver import Reply, serve
from runtime.auth.oauth import OAuthSession, Tokens
from runtime.errors import OAuthError
from shop import API, AsyncShop, Shop

HUSH = "hu5h"
GOOD = {"access_token": f"{HUSH}-new", "refresh_token": f"{HUSH}-renewed"}


def frames(error: BaseException) -> list[str]:
    """Show the variables of all frames of this package in an error and its causes."""
    shown = []
    left: BaseException | None = error
    while left is not None:
        caught = traceback.TracebackException.from_exception(left, capture_locals=True)
        shown += [
            f"{frame.filename}:{frame.name} {name}={value}"
            for frame in caught.stack
            if "runtime" in frame.filename and "tests" not in frame.filename
            for name, value in (frame.locals or {}).items()
        ]
        left = left.__cause__ or left.__context__
    assert shown
    return [*shown, str(error), repr(error), repr(vars(error))]


def secret_session(url: str, **options: Any) -> OAuthSession:
    tokens = Tokens(f"{HUSH}-old", f"{HUSH}-refresh", expires_at=NOW - 1)
    return session(url, tokens=tokens, **options)


def refuses(tokens: Tokens) -> None:
    raise OSError("disk full")


def one_call(url: str, **options: Any) -> None:
    with Shop(auth=secret_session(url, **options), base_url=url) as client:
        client.invoices.get("1")


def one_async_call(url: str, **options: Any) -> None:
    flow = secret_session(url, **options)

    async def work() -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            await client.invoices.get("1")

    asyncio.run(work())


def exchange(url: str, **options: Any) -> None:
    code = f"{HUSH}-code"
    flow = secret_session(url, **options)
    flow.exchange_code(code, "https://me", state="s", expected_state="s")


def exchange_async(url: str, **options: Any) -> None:
    code = f"{HUSH}-code"
    flow = secret_session(url, **options)
    asyncio.run(
        flow.exchange_code_async(code, "https://me", state="s", expected_state="s")
    )


@pytest.mark.parametrize("way", [one_call, one_async_call, exchange, exchange_async])
@pytest.mark.parametrize(
    ("reply", "options"),
    [
        (Reply(503, {}), {}),
        (Reply(200, {**GOOD, "access_token": ""}), {}),
        (Reply(200, {**GOOD, "access_token": f"{HUSH}\n"}), {}),
        (Reply(400, {**GOOD, "error": "invalid_grant"}), {}),
        (Reply(200, f"<html>{HUSH}".encode()), {}),
        (Reply(fault="reset"), {}),
        (Reply(fault="garbage"), {}),
        (Reply(200, GOOD), {"on_tokens": refuses}),
    ],
)
def test_frames_of_a_failed_renewal_show_no_secret(
    way: Callable[..., None], reply: Reply, options: dict[str, Any]
) -> None:
    with serve(lambda _: reply) as server:
        with pytest.raises((OAuthError, OSError)) as caught:
            way(server.url, **options)
        for text in frames(caught.value):
            assert HUSH not in text, text


@pytest.mark.parametrize("way", [one_call, exchange])
def test_a_server_that_quotes_what_it_was_sent(way: Callable[..., None]) -> None:
    def quote(request: Any) -> Reply:
        words = f"do not know {request.body.decode()}"
        return Reply(400, {"error": words, "error_description": words})

    with serve(quote) as server:
        with pytest.raises(OAuthError, match="do not know") as caught:
            way(server.url)
        shown = "".join(frames(caught.value))
        assert HUSH not in shown
        assert "hush-secret" not in shown


def test_a_wrong_session_shows_no_secret() -> None:
    api = API._replace(auth=API.auth._replace(oauth2=None))
    with pytest.raises(ValueError, match=r"OAuth 2\.0") as caught:
        OAuthSession(api, "id", f"{HUSH}-client")
    assert HUSH not in "".join(frames(caught.value))


UNSENDABLE = [f"{HUSH}\n", f"{HUSH} {HUSH}", f"{HUSH}ü", f"\t{HUSH}"]


@pytest.mark.parametrize("token", UNSENDABLE)
def test_a_function_whose_token_no_header_can_carry(token: str) -> None:
    async def later() -> str:
        return token

    async def work(function: Callable[[], str | Awaitable[str]]) -> None:
        async with AsyncShop(function, base_url=server.url) as client:
            await client.invoices.get("1")

    with serve(lambda _: {"data": {"key": "1"}}) as server:
        with (
            Shop(lambda: token, base_url=server.url) as client,
            pytest.raises(ValueError, match=r"^token: .*strip") as caught,
        ):
            client.invoices.get("1")
        found = frames(caught.value)
        for function in (lambda: token, later):
            with pytest.raises(ValueError, match=r"^token: .*strip") as caught:
                asyncio.run(work(function))
            found += frames(caught.value)
        assert server.requests == []
    for text in found:
        assert HUSH not in text, text


@pytest.mark.parametrize("token", [b"hu5h", "", None, 5])
def test_a_function_that_returns_no_token(token: Any) -> None:
    with serve(lambda _: {}) as server, Shop(lambda: token, base_url=server.url) as c:
        with pytest.raises(TypeError, match="must return a token") as caught:
            c.invoices.get("1")
        assert HUSH not in "".join(frames(caught.value))
        assert server.requests == []


@pytest.mark.parametrize("token", UNSENDABLE)
def test_a_session_whose_token_no_header_can_carry(token: str) -> None:
    script = Server()
    script.refuse = Reply(200, {"access_token": token, "refresh_token": "r"})
    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=NOW - 1))
        with (
            Shop(auth=flow, base_url=server.url) as client,
            pytest.raises(OAuthError, match="no header can carry") as caught,
        ):
            client.invoices.get("1")
        assert HUSH not in "".join(frames(caught.value))
        assert all(request.path == "/token" for request in server.requests)
    with pytest.raises(ValueError, match=r"^tokens: ") as refused:
        session("http://127.0.0.1:1", tokens=Tokens(token))
    assert HUSH not in "".join(frames(refused.value))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", ""),
        (None, None),
        ("", "s"),
        ("s", ""),
        (None, "s"),
        ("s", None),
        ("t", "s"),
    ],
)
def test_a_login_needs_a_state(state: Any, expected: Any) -> None:
    with serve(Server()) as server:
        flow = session(server.url)
        with pytest.raises(OAuthError) as caught:
            flow.exchange_code("c", "u", state=state, expected_state=expected)
        assert caught.value.code == "invalid_state"
        with pytest.raises(OAuthError):
            asyncio.run(
                flow.exchange_code_async("c", "u", state=state, expected_state=expected)
            )
        assert server.requests == []


def test_a_login_through_ones_own_connections(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(cert, key)
    trust = ssl.create_default_context(cafile=str(cert))
    way: dict[str, Any] = {"state": "s", "expected_state": "s"}

    async def work(flow: OAuthSession) -> None:
        async with httpx2.AsyncClient(verify=trust, auth=("a", "b")) as own:
            for _ in range(2):
                await flow.exchange_code_async("c", "u", **way, http_client=own)

    with serve(Server(), tls=server_side) as server:
        flow = session(server.url)
        with pytest.raises(OAuthError, match="certificate"):
            flow.exchange_code("c", "u", **way)
        with httpx2.Client(verify=trust, auth=("a", "b")) as own:
            for _ in range(2):
                flow.exchange_code("c", "u", **way, http_client=own)
                assert not own.is_closed
        asyncio.run(work(flow))
        assert len(server.requests) == 4
        assert all("authorization" not in x.headers for x in server.requests)


def test_tokens_are_copied_but_not_pickled() -> None:
    tokens = old()
    assert copy.copy(tokens) is tokens
    assert copy.deepcopy({"tokens": [tokens]}) == {"tokens": [tokens]}
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(tokens)

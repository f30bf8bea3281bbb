"""Cookies of answers are not kept: one client may serve several users."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
from httpserver import Arrived, Reply, serve
from runtime.auth.oauth import OAuthSession
from shop import API, AsyncShop, Shop, in_client, shop

STATE = {"state": "s", "expected_state": "s"}
HEADERS = {"Set-Cookie": "session=of-the-first-user; Path=/"}


def answer(request: Arrived) -> Any:
    if request.path == "/api/invoices/moved":
        return Reply(307, b"", {**HEADERS, "Location": "/api/invoices/17"})
    if request.path == "/api/invoices/gone":
        return Reply(404, {}, HEADERS)
    if request.path == "/token":
        tokens = {
            "access_token": "t",
            "refresh_token": "r",
            "expires_in": 4_000_000_000,
        }
        return Reply(200, tokens, HEADERS)
    return Reply(200, {"data": {"key": "1"}}, HEADERS)


def test_cookies_are_not_kept() -> None:
    with serve(answer) as server:
        with shop(server.url) as client:
            for key in ("17", "moved", "17"):
                client.invoices.get(key)
            client.with_options(headers={"X-User": "2"}).invoices.get("17")
            with client.stream("GET", "/api/invoices/17"):
                pass
            client.invoices.get("17")

        async def calls(client: AsyncShop) -> None:
            for key in ("17", "moved", "17"):
                await client.invoices.get(key)
            async with client.stream("GET", "/api/invoices/17"):
                pass
            await client.invoices.get("17")

        in_client(server.url, calls)
        assert len(server.requests) == 13
        assert not any("cookie" in request.headers for request in server.requests)


def test_cookies_of_tokens_are_not_kept() -> None:
    with serve(answer) as server:
        api = API._replace(
            base_url=server.url,
            auth=API.auth._replace(
                oauth2=API.auth.oauth2
                and API.auth.oauth2._replace(token_url=f"{server.url}/token")
            ),
        )
        session = OAuthSession(api, "id", "secret")
        for _ in "ab":
            session.exchange_code("code", "https://app/back", **STATE)
            asyncio.run(
                session.exchange_code_async("code", "https://app/back", **STATE)
            )
        with Shop(api=api, auth=session) as client:
            client.invoices.get("17")
        own = OAuthSession(api, "id", "secret", client_credentials=True)
        with Shop(api=api, auth=own) as client:
            client.invoices.get("17")
            client.invoices.get("17")
        paths = [request.path for request in server.requests]
        assert paths.count("/token") == 5
        assert not any("cookie" in request.headers for request in server.requests)


def test_cookies_that_a_caller_sends_are_sent() -> None:
    with serve(answer) as server:
        with shop(server.url) as client:
            client.invoices.get("17", options={"headers": {"Cookie": "mine=1"}})
        # A client of the caller's own keeps what it is told to keep.
        with httpx2.Client(cookies={"mine": "2"}) as own:
            Shop("t", base_url=server.url, http_client=own).invoices.get("17")
        assert server.requests[0].headers["cookie"] == "mine=1"
        assert "mine=2" in server.requests[1].headers["cookie"]

from __future__ import annotations

from typing import Any

import pytest
from httpserver import serve
from runtime.auth.keys import ApiKey
from runtime.config import ApiConfig, Auth
from runtime.wire.responses import Hooks, RequestEvent
from shop import API, AsyncShop, Shop, in_client, shop

GOOD = {"data": {"key": "1"}}


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"headers": {"X-A": "hush\u2014"}}, ValueError, r"^headers: .*'X-A'.*ASCII"),
        ({"headers": {"X-A": "hush\xe9"}}, ValueError, r"^headers: .*'X-A'.*ASCII"),
        ({"headers": {"X-\xc4": "hush"}}, ValueError, r"^headers: 'X-\xc4'"),
        ({"headers": {"X A": "hush"}}, ValueError, r"^headers: 'X A'"),
        ({"headers": [("X-A", "hush")]}, TypeError, r"^headers: .*mapping.*list"),
        ({"idempotency_key": "hush\xe9"}, ValueError, r"^idempotency_key: .*ASCII"),
        ({"idempotency_key": "hush\r\n"}, ValueError, r"^idempotency_key: "),
        ({"idempotency_key": ["hush"]}, TypeError, r"^idempotency_key: .*list"),
        ({"retries": -1}, ValueError, r"^retries: expected 0 or more, got -1"),
        ({"read_ahead": "2"}, TypeError, r"^read_ahead: expected a whole number"),
        (
            {"headers": {"authorization": "Bearer hush"}},
            ValueError,
            r"^headers: 'authorization' .*token= or auth=",
        ),
    ],
)
def test_options_that_cannot_be_sent(
    options: Any, error: type[Exception], words: str
) -> None:
    with serve(lambda _: GOOD) as server:
        for make in (
            lambda: client.invoices.get("1", options=options),
            lambda: in_client(
                server.url, lambda c: c.invoices.get("1", options=options)
            ),
            lambda: list(client.invoices.list(options=options)),
        ):
            with (
                shop(server.url) as client,
                pytest.raises(error, match=words) as caught,
            ):
                make()
            assert "hush" not in str(caught.value)
        assert server.requests == []
        if "idempotency_key" not in options:
            for kind in (Shop, AsyncShop):
                with pytest.raises(error, match=words):
                    kind("t", **options)
                with pytest.raises(error, match=words):
                    kind("t").with_options(**options)


@pytest.mark.parametrize("kind", [Shop, AsyncShop])
@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        # With one of these there was no end to redirects.
        ({"max_redirects": -1}, ValueError, "^max_redirects: expected 0 or more"),
        ({"max_redirects": "5"}, TypeError, "^max_redirects: expected a whole number"),
        ({"max_redirects": None}, TypeError, "^max_redirects: expected a whole number"),
        ({"rate_limit": 5}, TypeError, "^rate_limit: expected a RateLimit, got int"),
        ({"base_url": 5}, TypeError, "^base_url: expected text, got int"),
        ({"base_url": "https://a.example\n"}, ValueError, "^base_url: .*line ends"),
        ({"base_url": " https://a.example"}, ValueError, "^base_url: .*spaces"),
        ({"platform": 5}, TypeError, "^context: .*'platform'.* text"),
        ({"platform": ["B"]}, TypeError, "^context: .*'platform'.* text"),
    ],
)
def test_options_of_clients_alone(
    kind: Any, options: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        kind("t", **options)


def test_a_base_url_of_none_is_the_same_as_none_given() -> None:
    # As what an environment lacks is handed on.
    options: Any = {"base_url": None}
    with serve(lambda _: GOOD) as server:
        with Shop("t", **options) as client:
            assert client.base_url == API.base_url
        api = API._replace(base_url=server.url)
        with Shop("t", api=api, **options) as client:
            assert client.invoices.get("1").key == "1"


def test_the_header_that_carries_the_credentials_is_the_clients() -> None:
    keyed = API._replace(auth=Auth(api_key=ApiKey("X-Key", "header")))
    in_query = API._replace(auth=Auth(api_key=ApiKey("key", "query")))
    with serve(lambda _: GOOD) as server:

        def call(api: ApiConfig, token: str | None, name: str) -> None:
            with Shop(token, api=api, base_url=server.url) as client:
                client.invoices.get("1", options={"headers": {name: "mine"}})

        with pytest.raises(ValueError, match=r"'x-key' .*token="):
            call(keyed, "t", "x-key")
        assert server.requests == []
        # Nobody else would set these, so that they are sent.
        call(keyed, "t", "Authorization")
        call(in_query, "t", "Authorization")
        call(API._replace(auth=Auth()), None, "Authorization")
        sent = [request.headers["authorization"] for request in server.requests]
        assert sent == ["mine", "mine", "mine"]


def test_header_values_that_can_be_sent() -> None:
    with serve(lambda _: GOOD) as server, shop(server.url) as client:
        headers = {"X-A": "tab\tand ~!", "X-Empty": ""}
        client.invoices.get("1", options={"headers": headers, "idempotency_key": "a-1"})
        got = server.requests[0].headers
        assert (got["x-a"], got["x-empty"]) == ("tab\tand ~!", "")
        assert got["idempotency-key"] == "a-1"


@pytest.mark.parametrize("kind", [Shop, AsyncShop])
@pytest.mark.parametrize("hooks", [5, "log", [Hooks(), print], {"on_error": print}])
def test_what_is_no_set_of_hooks(kind: Any, hooks: Any) -> None:
    with pytest.raises(TypeError, match="hooks: expected Hooks, got"):
        kind("t", hooks=hooks)


@pytest.mark.parametrize("kind", [Shop, AsyncShop])
def test_hooks_that_would_never_be_awaited(kind: Any) -> None:
    async def told(event: Any) -> None:
        pass

    with pytest.raises(TypeError, match="on_retry is called, never awaited"):
        kind("t", hooks=Hooks(on_retry=told))


@pytest.mark.parametrize("value", ["J\u00fcrgen", "a\r\nX-Evil: 1", 5])
def test_headers_of_a_hook_are_looked_at_as_ones_own(value: Any) -> None:
    def add(event: RequestEvent) -> None:
        event.headers["X-User"] = value

    with serve(lambda _: GOOD) as server:
        client = Shop("t", base_url=server.url, hooks=Hooks(before_request=add))
        with client, pytest.raises((TypeError, ValueError), match=r"headers: .*X-User"):
            client.invoices.get("1")
        assert server.requests == []

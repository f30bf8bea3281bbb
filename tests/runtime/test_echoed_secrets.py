from __future__ import annotations

from typing import Any

import pytest
from httpserver import Arrived, Reply, serve
from runtime.errors import HttpError
from runtime.redaction import Secret, hide_secret
from shop import Shop, in_client, shop

TOKEN = "9f/3a\"7c'b1\\d"


@pytest.mark.parametrize(
    "body",
    [
        {"message": f"unknown key {TOKEN}!"},
        {"errors": [{"given": TOKEN, TOKEN: 1}]},
        {"error": {"detail": [f"a{TOKEN}b"]}},
        [TOKEN],
        f"no such key: {TOKEN}".encode(),
        # Cut off in the middle of the token.
        {"message": "x" * 495 + TOKEN},
    ],
)
def test_an_error_that_echoes_the_token_does_not_show_it(body: Any) -> None:
    def script(request: Arrived) -> Reply:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        return Reply(400, body, {"X-Request-Id": TOKEN, "X-Echo": f"={TOKEN}="})

    with (
        serve(script) as server,
        Shop(TOKEN, base_url=server.url) as client,
        pytest.raises(HttpError) as caught,
    ):
        client.invoices.get("1")
    error = caught.value
    for shown in (str(error), repr(error), repr(error.args), error.request_id):
        assert TOKEN not in shown
        assert TOKEN[:5] not in shown
        assert "***" in shown
    assert error.headers["x-echo"] == "=***="
    assert TOKEN[:5].encode() in error.raw


def test_the_async_twin_hides_it_too() -> None:
    with serve(lambda _: Reply(401, {"message": "no secret-token"})) as server:
        with pytest.raises(HttpError, match=r"no \*\*\* \("):
            in_client(server.url, lambda c: c.invoices.get("1"))
        with (
            shop(server.url) as client,
            pytest.raises(HttpError, match=r"no \*\*\* \("),
        ):
            client.invoices.get("1")


def test_a_short_token_is_hidden_as_a_word_only() -> None:
    assert hide_secret("the t: nothing, 't'", Secret("t")) == "the ***: nothing, '***'"
    assert hide_secret("nothing", None) == "nothing"


def test_an_error_nested_deeply_is_still_an_error() -> None:
    body = b'{"message": ' + b"[" * 900 + b"]" * 900 + b"}"
    with (
        serve(lambda _: Reply(400, body)) as server,
        shop(server.url) as client,
        pytest.raises(HttpError, match="400"),
    ):
        client.invoices.get("1")

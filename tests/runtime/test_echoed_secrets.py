from __future__ import annotations

import logging
import pickle
from typing import Any

import pytest
from httpserver import Arrived, Reply, serve
from runtime.errors import HttpError
from runtime.wire.redaction import Secret, hide_secret
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


@pytest.mark.parametrize(
    "body",
    [
        {"errors": {"refresh_token": "hush-hush", "field": "x"}},
        {"error": {"accessToken": "hush-hush"}},
        {"clientSecret": "hush-hush"},
        ["apikey=hush-hush"],
    ],
)
def test_secrets_by_name_in_an_error_of_any_shape(body: Any) -> None:
    with (
        serve(lambda _: Reply(400, body)) as server,
        shop(server.url) as client,
        pytest.raises(HttpError) as caught,
    ):
        client.invoices.get("1")
    assert "***" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_raw_answers_are_not_pickled_with_their_token() -> None:
    with (
        serve(lambda _: {"data": {"key": "1"}}) as server,
        shop(server.url) as client,
        client.capture() as responses,
    ):
        client.invoices.get("1")
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(responses)


def test_no_secret_of_a_query_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def script(request: Arrived) -> Any:
        if request.path == "/go":
            return Reply(302, headers={"Location": "/there?access_token=hush&x=1"})
        return {"data": {}}

    caplog.set_level(logging.INFO)
    with serve(script) as server, shop(server.url) as client:
        client.request("GET", "/go", query={"api_key": "hush"})
    assert "/there?access_token=***&x=1" in caplog.text
    assert "hush" not in caplog.text

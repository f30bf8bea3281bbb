"""Who calls: Basic, several keys, further ways, and none; sync and async, over real sockets."""

from __future__ import annotations

import base64
import logging
import traceback
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from calling import EVERY, USUAL, Call, calling
from httpserver import Arrived, Reply, Server, serve

CREDENTIALS = ("authorization", "x-client", "cookie")


def answer(request: Arrived) -> Any:
    if request.path == "/v3/ships":
        return {"data": [{"id": "s1"}]}
    if request.path == "/v3/away":
        there = dict(request.query)["to"]
        return Reply(status=307, headers={"Location": there})
    if request.path.endswith("/close"):
        return Reply(status=204)
    if request.path == "/v3/ships/forbidden":
        echoed = " ".join(f"{k}={v}" for k, v in request.headers.items())
        said = {"message": f"no: {echoed} {request.target}"}
        return Reply(status=403, body=said)
    if request.path == "/v3/offices/echo/tally":
        sent = request.headers["authorization"].partition(" ")[2]
        said = f"no: {sent} is {base64.b64decode(sent).decode()}"
        return Reply(status=404, body={"message": said})
    return {"id": "s1", "name": "Argo"}


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(answer) as server:
        yield server


def credentials(request: Arrived) -> dict[str, str]:
    found = {k: v for k, v in request.headers.items() if k in CREDENTIALS}
    return found | {k: v for k, v in request.query if k == "trace"}


@pytest.fixture(params=["sync", "async"])
def call(request: Any, harbour: ModuleType, server: Server) -> Call:
    return calling(harbour, server, is_async=request.param == "async")


def test_all_of_the_usual_way_goes_along(call: Call) -> None:
    (request,) = call(lambda c: c.ships.list(), **EVERY)
    assert credentials(request) == {
        "authorization": "Bearer tok-1234567",
        "x-client": "client-1234567",
        "trace": "trace&1234567",
        "cookie": "session=session-1234567",
    }


def test_another_way_brings_its_own_alone(call: Call) -> None:
    (request,) = call(lambda c: c.ships.get("s1"), **EVERY)
    assert credentials(request) == {"authorization": "Bot bot-1234567"}
    (request,) = call(lambda c: c.offices.close("o1"), **EVERY)
    assert credentials(request) == {"authorization": "Bearer admin-1234567"}


def test_basic_is_in_utf_8(call: Call) -> None:
    (request,) = call(lambda c: c.offices.get("o1"), **EVERY)
    scheme, _, encoded = request.headers["authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(encoded).decode() == "Zoë:pass:wörd 1234567"


def test_a_key_alone_is_a_user_name_that_nobody_sees(call: Call) -> None:
    (request,) = call(lambda c: c.offices.tally("o1"), **EVERY)
    encoded = base64.b64encode(b"tally-1234567:").decode()
    assert request.headers["authorization"] == f"Basic {encoded}"
    with pytest.raises(ValueError, match=r"pass tally_key= or set HARBOUR_TALLY in"):
        call(lambda c: c.offices.tally("o1"))
    with pytest.raises(Exception, match="404") as caught:
        call(lambda c: c.offices.tally("echo"), **EVERY)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert "tally-1234567" not in told
    assert encoded not in told


def test_the_first_way_that_the_client_has(call: Call) -> None:
    given = {k: v for k, v in EVERY.items() if k != "bot"}
    (request,) = call(lambda c: c.ships.get("s1"), **given)
    assert request.headers["authorization"].startswith("Basic ")


def test_none_sends_none(call: Call) -> None:
    for given in (EVERY, {}):
        (request,) = call(lambda c: c.ships.status(), **given)
        assert credentials(request) == {}


def test_the_environment_stands_in(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARBOUR_CLERK", "zoe")
    monkeypatch.setenv("HARBOUR_CLERK_PASSWORD", "secret")
    (request,) = call(lambda c: c.offices.get("o1"))
    encoded = base64.b64encode(b"zoe:secret").decode()
    assert request.headers["authorization"] == f"Basic {encoded}"


def test_what_is_missing_is_told_before_anything_is_sent(
    call: Call, server: Server
) -> None:
    wanted = (
        r"^Harbour: no credential; pass clerk_password= or set HARBOUR_CLERK_PASSWORD in"
        r" the environment$"
    )
    with pytest.raises(ValueError, match=wanted):
        call(lambda c: c.offices.get("o1"), clerk_name="zoe")
    with pytest.raises(
        ValueError, match=r"pass bot= or .*, or pass clerk_name= or set"
    ):
        call(lambda c: c.ships.get("s1"))
    with pytest.raises(
        ValueError, match=r"pass token= or set HARBOUR_TOKEN .* and pass"
    ):
        call(lambda c: c.ships.list())
    with pytest.raises(ValueError, match="pass session= or set HARBOUR_SESSION"):
        call(lambda c: c.ships.list(), **(USUAL | {"session": None}))
    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"clerk_name": "a:b", "clerk_password": "p"}, "clerk_name: a user name with"),
        (
            {"clerk_name": "a", "clerk_password": "p\n"},
            "clerk_password: it has control",
        ),
        ({"client_id": "a\nX-Evil: 1"}, "client_id: it has spaces, line ends"),
        ({"session": "a; other=1"}, "session: it has spaces, line ends"),
        ({"bot": " "}, "bot: it is empty"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(
    harbour: ModuleType, given: dict[str, str], words: str
) -> None:
    for kind in (harbour.Harbour, harbour.AsyncHarbour):
        with pytest.raises(ValueError, match=f"^{words}") as caught:
            kind(**given)
        assert [
            v for v in given.values() if len(v) > 1 and v in str(caught.value)
        ] == []
    with pytest.raises(TypeError, match=r"^bot: expected text, got int$"):
        harbour.Harbour(bot=17)


def test_callers_give_no_credential_as_a_header(harbour: ModuleType) -> None:
    for name in ("Authorization", "x-client"):
        with pytest.raises(ValueError, match=f"headers: '{name}' is set by the client"):
            harbour.Harbour(headers={name: "x"})


def test_nothing_secret_is_seen(
    call: Call, server: Server, harbour: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [
        *EVERY.values(),
        base64.b64encode("Zoë:pass:wörd 1234567".encode()).decode(),
    ]
    secrets.remove("Zoë")  # the user name proves nothing
    secrets += ["trace%261234567"]
    seen = []

    def hook(event: Any) -> None:
        seen.append(repr(event) + str(getattr(event, "headers", "")))

    hooks = harbour.Hooks(before_request=hook, after_response=hook, on_error=hook)
    given = {**EVERY, "hooks": hooks}
    given.pop("bot")  # so that the clerk calls
    for work in (
        lambda c: c.ships.get("forbidden"),
        lambda c: c.request("GET", "/ships/forbidden"),
    ):
        with pytest.raises(harbour.PermissionDenied) as caught:
            call(work, **given)
        error = caught.value
        seen += [str(error), repr(error), str(error.headers), str(error.url)]
        seen += traceback.TracebackException.from_exception(
            error, capture_locals=False
        ).format()
    with harbour.Harbour(**EVERY) as client:
        seen += [repr(client), repr(client._settings), repr(client._shared.given)]
    seen += [record.getMessage() for record in caplog.records]
    for secret in secrets:
        assert [text for text in seen if secret in text] == []
    assert any("***" in text for text in seen)


def test_scopes_are_told_when_they_may_be_missing(
    call: Call, harbour: ModuleType
) -> None:
    with pytest.raises(harbour.PermissionDenied, match=r"\[needs ships:read\]"):
        call(lambda c: c.ships.get("forbidden"), **EVERY)


def test_another_host_sees_no_credential(call: Call) -> None:
    with serve(answer) as other:
        there = f"{other.url}/v3/ships/s1"
        for work in (
            lambda c: c.request("GET", "/away", query={"to": there}),
            lambda c: c.request("GET", "/away", query={"to": there}),
        ):
            call(work, **EVERY)
        assert [credentials(request) for request in other.requests] == [{}, {}]
        assert not any("cookie" in request.headers for request in other.requests)


def test_a_session_renews_the_token_alone(harbour: ModuleType, server: Server) -> None:
    asked = []

    def token() -> str:
        asked.append(1)
        return f"tok-{len(asked)}"

    given = {**EVERY, "token": token, "base_url": f"{server.url}/v3"}
    with harbour.Harbour(**given) as client:
        client.ships.status()
        client.offices.get("o1")
        assert asked == []
        list(client.ships.list())
    assert asked == [1]
    assert server.requests[-1].headers["authorization"] == "Bearer tok-1"

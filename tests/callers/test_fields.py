"""Header and cookie parameters, what is given once, keys of POSTs, constant headers."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from calling import EVERY, USUAL, Call, calling
from httpserver import Arrived, Reply, Server, serve

WHEN = dt.datetime(2026, 1, 31, 10, 30, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def answer(request: Arrived) -> Any:
    if request.method == "POST" and request.json == {"name": "twice"}:
        failed.append(1)
        if len(failed) % 2:
            return Reply(status=503, headers={"Retry-After": "0"})
    if request.path == "/v3/logs/search":
        return {"data": [], "next": None if "cursor" in request.json else "2"}
    if request.path in ("/v3/cargo", "/v3/ships") and request.method == "GET":
        return {"data": []}
    if request.path.startswith("/v3/cargo/by/"):
        return {"data": [{"id": "c1"}]}
    if request.path == "/v3/cargo/forbidden":
        return Reply(status=403, body={"message": f"no {request.headers}"})
    return {"id": "c1", "name": "Tea"}


failed: list[int] = []


@pytest.fixture
def server() -> Iterator[Server]:
    failed.clear()
    with serve(answer) as server:
        yield server


@pytest.fixture(params=["sync", "async"])
def call(request: Any, harbour: ModuleType, server: Server) -> Call:
    return calling(harbour, server, is_async=request.param == "async")


def test_headers_and_cookies_are_written_as_the_spec_says(call: Call) -> None:
    (request,) = call(
        lambda c: c.cargo.list(
            tags=["tea", "oats"], since=WHEN, depth=3, berth="b7", hold=2
        ),
        **EVERY,
    )
    headers = request.headers
    assert headers["x-tags"] == "tea,oats"
    assert headers["if-modified-since"] == "Sat, 31 Jan 2026 09:30:05 GMT"
    assert headers["x-depth"] == "3"
    assert headers["cookie"] == "berth=b7; hold=2; session=session-1234567"
    (request,) = call(lambda c: c.cargo.list(berth="b7"), **EVERY)
    assert not {"x-tags", "if-modified-since", "x-depth"} & request.headers.keys()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"berth": "b; admin=1"}, "berth: it has spaces, commas, semicolons"),
        ({"berth": "b\r\nX: 1"}, "berth: it has spaces, commas, semicolons"),
        ({"berth": "b", "tags": ["a\nb"]}, "tags: it has line ends, or letters"),
        ({"berth": "b", "tags": ["a,b"]}, "tags: a comma would part one of its"),
        ({"berth": "b", "tags": ["ä"]}, "tags: it has line ends, or letters"),
        (
            {"berth": "b", "since": dt.datetime(2026, 1, 1)},
            "since: expected a datetime",
        ),
        ({"berth": "b", "tenant": "t\n"}, "tenant: it has line ends, or letters"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(
    call: Call, server: Server, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=f"^{words}"):
        call(lambda c: c.cargo.list(**given), **EVERY)
    assert server.requests == []


def test_once_is_the_calls_the_clients_or_the_environments(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    (request,) = call(lambda c: c.cargo.get("c1"), **EVERY)
    assert request.headers["harbour-tenant"] == "tenant-1234567"
    (request,) = call(lambda c: c.cargo.get("c1", tenant="mine"), **EVERY)
    assert request.headers["harbour-tenant"] == "mine"
    monkeypatch.setenv("HARBOUR_TENANT", "theirs")
    (request,) = call(lambda c: c.cargo.get("c1"), **USUAL)
    assert request.headers["harbour-tenant"] == "theirs"
    (request,) = call(lambda c: c.cargo.list(berth="b"), **EVERY, depth=4)
    assert request.headers["x-depth"] == "4"
    (request,) = call(lambda c: c.cargo.list(berth="b", depth=5), **EVERY, depth=4)
    assert request.headers["x-depth"] == "5"


def test_once_shares_a_credentials_argument_in_the_path(call: Call) -> None:
    (request,) = call(lambda c: c.cargo.by_clerk(kind="k"), **EVERY)
    assert request.target == "/v3/cargo/by/Zo%C3%AB?kind=k&trace=trace%261234567"
    (request,) = call(lambda c: c.cargo.by_clerk(kind="k", clerk="x/y"), **EVERY)
    assert request.path == "/v3/cargo/by/x%2Fy"


def test_what_is_missing_is_told_before_anything_is_sent(
    call: Call, server: Server
) -> None:
    with pytest.raises(
        ValueError,
        match=r"^cargo\.get: no tenant; pass it to the call, or tenant= to the client, or"
        r" set HARBOUR_TENANT in the environment$",
    ):
        call(lambda c: c.cargo.get("c1"), **USUAL)
    with pytest.raises(
        ValueError, match="no clerk; pass it to the call, or clerk_name="
    ):
        call(lambda c: c.cargo.by_clerk(kind="k"), **USUAL, tenant="t")
    assert server.requests == []


def test_a_post_has_a_key_that_is_kept_when_it_is_repeated(call: Call) -> None:
    first, second = call(
        lambda c: c.cargo.create(name="twice"), **{**EVERY, "retries": 2}
    )
    assert uuid.UUID(first.headers["request-key"]).version == 4
    assert first.headers["request-key"] == second.headers["request-key"]
    (third,) = call(lambda c: c.ships.create(name="Argo"), **EVERY)
    assert third.headers["request-key"] != first.headers["request-key"]
    (own,) = call(
        lambda c: c.cargo.create(name="Tea", options={"idempotency_key": "mine"}),
        **EVERY,
    )
    assert own.headers["request-key"] == "mine"


def test_it_goes_with_post_alone(call: Call) -> None:
    for work in (
        lambda c: c.cargo.get("c1"),
        lambda c: c.offices.get("o1"),
        lambda c: c.request("GET", "/cargo/c1"),
    ):
        (request,) = call(work, **EVERY)
        assert "request-key" not in request.headers


def test_pages_that_are_posted_have_no_key_in_common(call: Call) -> None:
    first, second = call(lambda c: c.logs.search(text="storm"), **EVERY)
    assert [first.json.get("cursor"), second.json["cursor"]] == [None, "2"]
    for request in (first, second):
        assert "request-key" not in request.headers
        assert request.headers["harbour-tenant"] == "tenant-1234567"


def test_constant_headers_are_those_of_the_nearest_level(call: Call) -> None:
    names = ("harbour-version", "harbour-preview")

    def constant(work: Any, **given: Any) -> list[str | None]:
        (request,) = call(work, **EVERY, **given)
        return [request.headers.get(name) for name in names]

    assert constant(lambda c: c.ships.status()) == ["2026-01-31", None]
    assert constant(lambda c: c.offices.get("o1")) == [None, None]
    assert constant(lambda c: c.cargo.get("c1")) == [None, "on"]
    assert constant(lambda c: c.cargo.list(berth="b")) == ["2027", "off"]
    assert constant(lambda c: c.request("GET", "/cargo/c1")) == ["2026-01-31", None]
    own = {"HARBOUR-VERSION": "mine"}
    assert constant(lambda c: c.ships.status(), headers=own) == ["mine", None]
    assert constant(lambda c: c.ships.status(options={"headers": own})) == [
        "mine",
        None,
    ]


def test_queries_in_further_styles(call: Call) -> None:
    (request,) = call(
        lambda c: c.cargo.by_clerk(
            kind="k", marks=["a", "b"], words=["x", "y"], where={"port": "Aden"}
        ),
        **EVERY,
    )
    query = request.target.partition("?")[2]
    assert query.startswith("kind=k&marks=a%7Cb&words=x%20y&where%5Bport%5D=Aden&")
    assert "size" not in query
    with pytest.raises(ValueError, match=r"^marks: '\|' would part one of its values"):
        call(lambda c: c.cargo.by_clerk(kind="k", marks=["a|b"]), **EVERY)


def test_what_is_given_once_by_the_environment_is_a_secret(
    call: Call, harbour: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []

    def hook(event: Any) -> None:
        seen.append(repr(event) + str(getattr(event, "headers", "")))

    hooks = harbour.Hooks(before_request=hook, after_response=hook, on_error=hook)
    given = {**EVERY, "hooks": hooks, "kind": "kind-1234567"}
    with pytest.raises(harbour.PermissionDenied) as caught:
        call(lambda c: c.cargo.get("forbidden"), **given)
    seen += [str(caught.value), str(caught.value.headers)]
    call(lambda c: c.cargo.by_clerk(), **given)
    seen += [record.getMessage() for record in caplog.records]
    for secret in ("tenant-1234567", "kind-1234567"):
        assert [text for text in seen if secret in text] == []
    with pytest.raises(
        ValueError, match="'harbour-tenant' is set by the client itself"
    ):
        harbour.Harbour(headers={"harbour-tenant": "x"})

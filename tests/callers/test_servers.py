"""Servers with variables, and servers that some operations have to themselves."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx2
import pytest
from calling import EVERY
from httpserver import Arrived, Reply, Server, serve


def answer(request: Arrived) -> Any:
    if request.method == "POST":
        return Reply(status=204)
    return {"data": [{"id": "p1"}]} if request.path.endswith("s") else {"id": "p1"}


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(answer) as server:
        yield server


def sent(harbour: ModuleType, work: Any, **given: Any) -> httpx2.Request:
    """The request that a call would send."""
    found: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        found.append(request)
        return httpx2.Response(200, json={"data": [], "id": "x"})

    options = {**EVERY, "transport": httpx2.MockTransport(handle), **given}
    with harbour.Harbour(**options) as client:
        list(work(client) or ())
    (request,) = found
    return request


def papers(client: Any) -> Any:
    return client.papers.list()


def status(client: Any) -> None:
    client.ships.status()


def test_variables_are_filled_in(
    harbour: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sent(harbour, status).url.host == "api.harbour.example"
    assert sent(harbour, status, port="aden").url.host == "aden.harbour.example"
    url = sent(harbour, papers, shelf="s1").url
    assert str(url).startswith("https://eu.uploads.example/s1/up/papers")
    monkeypatch.setenv("HARBOUR_PORT", "oslo")
    monkeypatch.setenv("HARBOUR_SHELF", "s2")
    assert sent(harbour, status).url.host == "oslo.harbour.example"
    url = sent(harbour, papers, upload_zone="us", port="aden").url
    assert str(url).startswith("https://us.uploads.example/s2/up/papers")


@pytest.mark.parametrize(
    "value",
    [
        "a.b",
        "a/b",
        "a@b",
        "a#",
        "a:1",
        "evil.example/",
        "",
        "-a",
        "a-",
        "é",
        "a\n",
        "%2e",
    ],
)
def test_no_value_leads_to_another_host(harbour: ModuleType, value: str) -> None:
    if value:
        with pytest.raises(
            ValueError, match=r"^port: expected letters, digits and dash"
        ):
            harbour.Harbour(port=value)
        with pytest.raises(
            ValueError, match=r"^shelf: expected letters, digits and das"
        ):
            sent(harbour, papers, shelf=value)
    else:
        assert harbour.Harbour(port=value).base_url == "https://api.harbour.example/v3"


def test_what_will_not_do_is_refused_by_name(harbour: ModuleType) -> None:
    with pytest.raises(
        ValueError, match=r"^upload_zone: there is no 'de'; known: eu, us"
    ):
        sent(harbour, papers, upload_zone="de", shelf="s")
    with pytest.raises(
        ValueError,
        match=r"^Harbour: no shelf; pass shelf= or set HARBOUR_SHELF in the environment$",
    ):
        sent(harbour, papers)
    with pytest.raises(TypeError, match=r"^base_urls: .*known: uploads"):
        sent(harbour, papers, base_urls={"up": "https://x"})
    with pytest.raises(ValueError, match=r"^base_urls: .*plain http"):
        sent(harbour, papers, base_urls={"uploads": "http://x.example"})


def test_an_operation_may_go_back_to_the_default_server(harbour: ModuleType) -> None:
    def get(client: Any) -> None:
        client.papers.get("p1")

    assert sent(harbour, get).url.host == "api.harbour.example"


def test_named_servers_get_credentials_and_may_be_elsewhere(
    harbour: ModuleType, server: Server
) -> None:
    given = {**EVERY, "base_url": f"{server.url}/v3"}
    own = {"uploads": f"{server.url}/up/"}
    with harbour.Harbour(**given, base_urls=own) as client:
        assert [paper.id for paper in client.papers.list()] == ["p1"]
        client.papers.stamp("p1")
        client.papers.get("p1")
    first, stamped, got = server.requests
    assert [r.path for r in server.requests] == [
        "/up/papers",
        "/up/papers/p1/stamp",
        "/v3/papers/p1",
    ]
    assert (
        first.headers["authorization"]
        == got.headers["authorization"]
        == "Bearer tok-1234567"
    )
    assert stamped.headers["authorization"] == "Bot bot-1234567"
    with (
        harbour.Harbour(**given) as client,
        pytest.raises(
            ValueError,
            match=r"so say where 'uploads' is, too: base_urls=\{'uploads': \.\.\.\}",
        ),
    ):
        list(client.papers.list())
    test = "https://test.harbour.example/v3"
    url = sent(harbour, papers, base_url=test, shelf="s").url
    assert url.host == "eu.uploads.example"

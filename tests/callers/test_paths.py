"""Regular operations of other APIs, and paths that go on in the resource's last segment."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from calling import EVERY

from clientgen.sandbox.testing import LocalSandbox


def requests(harbour: ModuleType) -> list[str]:
    """Method and path of each call."""
    import httpx2

    found: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        found.append(f"{request.method} {request.url.path}")
        return httpx2.Response(200, json={"data": [], "id": "x"})

    given: dict[str, Any] = {**EVERY, "transport": httpx2.MockTransport(handle)}
    with harbour.Harbour(**given) as client:
        list(client.berths.list())
        client.berths.get("b/1")
        client.berths.create(name="B")
        client.berths.update("b1", name="C")
        client.berths.delete("b1")
        client.berths.free()
        list(client.signals.list())
        client.signals.info("s1")
        client.signals.update("s1", name="N")
    return found


def test_methods_and_paths_are_those_of_the_nearest_level(harbour: ModuleType) -> None:
    assert requests(harbour) == [
        "GET /v3/berths.json",
        "GET /v3/berths/b/1.json",
        "POST /v3/berths.json",
        "PATCH /v3/berths/b1.json",
        "DELETE /v3/berths/b1.json",
        "POST /v3/berths:free",
        "GET /v3/signals.list",
        "GET /v3/signals.info/s1",
        "PUT /v3/signals/s1",
    ]


def test_the_sandbox_keeps_things_under_such_paths(
    harbour: ModuleType, sandbox: LocalSandbox
) -> None:
    names = ("token", "client_id", "trace_key", "session")
    given: dict[str, Any] = dict.fromkeys(names, sandbox.token)
    with harbour.Harbour(**given, transport=sandbox.transport) as client:
        made = client.berths.create(name="B")
        assert client.berths.get(made.id) == made
        assert client.berths.update(made.id, name="C").name == "C"
        assert made.id in [berth.id for berth in client.berths.list()]
        client.berths.delete(made.id)
        assert made.id not in [berth.id for berth in client.berths.list()]
        assert len(list(client.signals.list())) > 0

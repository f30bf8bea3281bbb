"""What every call of an API carries, and the client was given once."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from httpserver import serve
from making import imported, resource, write

PARAMETERS = {
    "team": {"in": "header", "name": "X-Team", "type": "key", "once": True},
    "id": {"in": "path", "type": "key"},
}


def resources_of(package: ModuleType) -> str:
    return (
        Path(str(package.__file__))
        .with_name("resources")
        .joinpath("things.py")
        .read_text()
    )


def test_calls_of_endpoints_without_a_method_carry_it_too(tmp_path: Path) -> None:
    operations: dict[str, Any] = {
        "get": {"path": "/{id}"},
        "list": {"parameters": []},
    }
    more = {"parameters": PARAMETERS, "always": ["team"]}
    package = imported(write(tmp_path, resource("Thing", operations), **more))
    # It is said once for all, not for each operation.
    assert "Terms(" not in resources_of(package)
    with serve(lambda _: {"id": "1"}) as server:
        options = {"base_url": server.url, "allow_http": True}
        with package.Shop("t", team="a", **options) as client:
            client.things.get("1")
            client.things.get("1", team="b")
            client.request("GET", "/others")
            with client.with_options(headers={"X-Team": "c"}) as other:
                other.request("GET", "/others")
        with package.Shop("t", **options) as client:
            client.request("GET", "/others")
    found = [request.headers.get("x-team") for request in server.requests]
    assert found == ["a", "b", "a", "c", None]


def test_terms_of_several_operations_are_said_once(tmp_path: Path) -> None:
    get = {"method": "GET", "answer": "none", "scopes": ["read"]}
    operations = {
        "terms": {**get, "path": "/a"},
        "b": {**get, "path": "/b"},
        "c": {**get, "path": "/c", "scopes": ["other"]},
        "d": {**get, "path": "/d"},
    }
    package = imported(write(tmp_path, resource("Thing", operations)))
    with (
        serve(lambda _: b"") as server,
        package.Shop("t", base_url=server.url, allow_http=True) as client,
    ):
        for name in operations:
            getattr(client.things, name)()
    assert resources_of(package).count("Terms(") == 2

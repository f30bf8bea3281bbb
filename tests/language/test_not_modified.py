"""Status 304: an answer where the spec says so, else a failure."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from httpserver import Arrived, Reply, serve
from making import imported, resource, write

ETAG = {"If-None-Match": {"in": "header", "type": "string"}}
OPERATIONS: dict[str, Any] = {
    "look": {
        "method": "GET",
        "path": "/look",
        "parameters": [ETAG],
        "answer": {"200": "Thing", "304": "none"},
    },
    "peek": {
        "method": "GET",
        "path": "/peek",
        "parameters": [ETAG],
        "answer": {"200": "Thing", "202": "none"},
    },
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(
        write(tmp_path_factory.mktemp("etag"), resource("Thing", OPERATIONS))
    )


def answer(arrived: Arrived) -> Reply:
    known = arrived.headers.get("if-none-match") == '"a"'
    return Reply(status=304) if known else Reply(body={"id": "1"})


def test_it_is_nothing_new(package: ModuleType) -> None:
    with (
        serve(answer) as server,
        package.Shop("t", base_url=server.url, allow_http=True) as client,
    ):
        assert client.things.look().id == "1"
        assert client.things.look(if_none_match='"b"').id == "1"
        assert client.things.look(if_none_match='"a"') is None
        with pytest.raises(package.HttpError) as caught:
            client.things.peek(if_none_match='"a"')
        assert caught.value.status == 304

"""Operations of which a spec says whether repeating does harm."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
from httpserver import Reply, serve
from making import imported, made, resource, write

OPERATIONS = {
    "query": {
        "method": "POST",
        "path": "/query",
        "idempotent": True,
        "body": {"word": "string"},
        "answer": ["Thing"],
    },
    "make": {
        "method": "POST",
        "path": "/make",
        "idempotent": False,
        "body": {"word": "string"},
        "answer": "none",
    },
    "pay": {
        "method": "PUT",
        "path": "/pay",
        "idempotent": False,
        "body": {"word": "string"},
        "answer": "none",
    },
    "set": {
        "method": "PUT",
        "path": "/set",
        "body": {"word": "string"},
        "answer": "none",
    },
}


def spec(folder: Path) -> Path:
    return write(folder, resource("Thing", OPERATIONS))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(spec(tmp_path_factory.mktemp("idempotent")))


@pytest.mark.parametrize(
    ("name", "said", "times"),
    [
        ("query", None, 2),
        ("query", False, 1),
        ("make", None, 1),
        ("make", True, 2),
        ("pay", None, 1),
        ("pay", True, 2),
        ("set", None, 2),
    ],
)
def test_it_is_repeated_where_that_does_no_harm(
    name: str, said: bool | None, times: int, package: ModuleType
) -> None:
    failing = iter([True])

    def answer(_: object) -> Reply:
        if next(failing, False):
            return Reply(status=503, headers={"Retry-After": "0"}, body={})
        return Reply(body=[])

    with (
        serve(answer) as server,
        package.Shop("t", base_url=server.url, allow_http=True) as client,
    ):
        options = {} if said is None else {"idempotent": said}
        call = getattr(client.things, name)
        if times == 1:
            with pytest.raises(package.ServerError):
                call(word="a", options=options)
        else:
            call(word="a", options=options)
        assert len(server.requests) == times


def test_pages_and_the_document_say_so(tmp_path: Path) -> None:
    out = made(spec(tmp_path), ("docs", "openapi"))
    page = (out / "docs/resources/thing.md").read_text("utf-8")
    facts = [line for line in page.splitlines() if line.startswith("Repeating it does")]
    assert facts == ["Repeating it does no harm.", "Repeating it does harm."]
    paths = json.loads((out / "openapi/shop.json").read_text("utf-8"))["paths"]
    assert paths["/things/query"]["post"]["x-idempotent"] is True
    assert paths["/things/pay"]["put"]["x-idempotent"] is False
    assert "x-idempotent" not in paths["/things/make"]["post"], "as the method says"
    client = (out / "docs/client.md").read_text("utf-8")
    assert "nor do those of which their page says so" in client

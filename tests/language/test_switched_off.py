"""What the level above says, ``none`` switches off: the word, or one of its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from making import api_of, resource, write

from clientgen.model.api import Operation
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox

CALLS: dict[str, Any] = {
    "list": {"parameters": ["page"]},
    "get": {"path": "/{key}"},
    "create": {"body": ["name"]},
    "tags": {"method": "GET", "path": "/tags", "answer": ["Thing"], "paging": "none"},
}
MAIN = {
    "parameters": {"key": {"in": "path", "type": "key"}, "page": {"role": "page"}},
    "answers": {"single": "data", "list": "items"},
    "content_type": "application/vnd.api+json",
    "errors": {"message": "why", "code": "code", "failed": {"ok": False}},
    "paging": {"style": "page", "parameter": "page", "items": "rows", "total": "all"},
}


def operations(folder: Path, **said: Any) -> dict[str, Operation]:
    """Of a resource that says something, beside one that says nothing."""
    resources = (resource("Thing", CALLS), resource("Other", CALLS, **said))
    api = api_of(write(folder, *resources, **MAIN))
    usual, other = api.resources
    assert [o.name for o in usual.operations] == [*CALLS]
    assert usual.operations[1].answer.envelope == "data"
    return {each.name: each for each in other.operations}


def test_the_places_of_answers(tmp_path: Path) -> None:
    off = operations(tmp_path, answers="none")
    places = [off[name].answer.envelope for name in ("get", "create", "list", "tags")]
    # Lists that are one answer are again as paging says.
    assert places == ["", "", "rows", "rows"]
    one = operations(tmp_path / "one", answers={"list": "none"})
    places = [one[name].answer.envelope for name in ("get", "list", "tags")]
    assert places == ["data", "", ""]


def test_the_media_type(tmp_path: Path) -> None:
    off = operations(tmp_path, content_type="none")["create"].body
    assert off is not None
    assert off.content_type == ""


def test_what_failures_say(tmp_path: Path) -> None:
    errors = {"code": "none", "failed": "none"}
    said = operations(tmp_path, errors=errors)["get"].errors
    assert said is not None
    assert (said.message, said.code, said.failed) == ("why", "", ())


def test_places_of_lists(tmp_path: Path) -> None:
    paging = operations(tmp_path, paging={"items": "none", "total": "none"})[
        "list"
    ].paging
    assert paging is not None
    assert (paging.items, paging.total, paging.parameter) == ("", "", "page")


def test_the_sandbox_answers_so(tmp_path: Path) -> None:
    import httpx2

    others = resource("Other", CALLS, answers="none", errors="none")
    spec = write(tmp_path, resource("Thing", CALLS), others, **MAIN)
    with (
        LocalSandbox(open_sandbox(api_of(spec), Options(rows=2))) as local,
        httpx2.Client(transport=local.transport) as http,
    ):
        headers = {"Authorization": "Bearer sandbox-token"}
        found = {}
        for name in ("Thing", "Other"):
            key = local.rows(name)[0]["id"]
            url = f"https://api.example.com/{name.lower()}s/{key}"
            found[name] = [*http.get(url, headers=headers).json()]
    assert found == {"Thing": ["data"], "Other": ["id", "name"]}

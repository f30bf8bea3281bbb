"""Types of text that are told from one another by how they look: a date, or a moment."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from httpserver import serve
from making import api_of, check_types, imported, made, resource, write
from selection import mostly_slow

from clientgen.intake import take_in
from clientgen.reading.findings import SpecError
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox
from clientgen.targets.description.document import document_text

FIELDS = {
    "id": "key!",
    "start": "date | datetime",
    "span": "time | duration | integer | null",
    "days": "[date] | [datetime]",
    "labels": {"string": "datetime | date"},
}
BODY = [name for name in FIELDS if name != "id"]
NOON = dt.datetime(2024, 5, 31, 12, tzinfo=dt.UTC)
DAY = dt.date(2024, 5, 31)
# On the wire, and in Python.
VALUES: tuple[tuple[str, Any, Any], ...] = (
    ("start", "2024-05-31", DAY),
    ("start", "2024-05-31T12:00:00Z", NOON),
    ("start", "2024-05-31 12:00:00Z", NOON),
    ("span", "09:30:00", dt.time(9, 30)),
    ("span", "PT3M", dt.timedelta(minutes=3)),
    ("span", 7, 7),
    ("days", ["2024-05-31"], [DAY]),
    ("days", ["2024-05-31T12:00:00Z"], [NOON]),
    ("labels", {"a": "2024-05-31", "b": "2024-05-31T12:00:00Z"}, {"a": DAY, "b": NOON}),
)


def spec(folder: Path) -> Path:
    return write(
        folder, resource("Thing", {"get": GET, "create": {"body": BODY}}, FIELDS)
    )


GET = {"path": "/{id}", "parameters": [{"id": {"in": "path", "type": "key"}}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spec(tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def package(folder: Path) -> ModuleType:
    return imported(folder)


@pytest.mark.parametrize(("name", "wire", "value"), VALUES)
def test_they_are_read_and_sent(
    package: ModuleType, name: str, wire: Any, value: Any
) -> None:
    odd: list[Any] = []
    with (
        serve(lambda _: {"id": "1", name: wire}) as server,
        package.Shop(
            "t", base_url=server.url, allow_http=True, on_mismatch=odd.append
        ) as client,
    ):
        read = client.things.create(**{name: value})
    assert (read[name], type(read[name])) == (value, type(value))
    assert json.dumps(server.requests[0].json[name]) == json.dumps(wire).replace(
        " 12", "T12"
    )
    assert odd == []


@pytest.mark.parametrize("wire", ["tomorrow", "2024-05", "2024-13-45", ""])
def test_what_has_none_of_the_forms_is_told(package: ModuleType, wire: str) -> None:
    odd: list[Any] = []
    with (
        serve(lambda _: {"id": "1", "start": wire}) as server,
        package.Shop(
            "t", base_url=server.url, allow_http=True, on_mismatch=odd.append
        ) as client,
    ):
        assert client.things.get("1").start == wire
    assert [each.field for each in odd] == ["start"]


def test_the_document_has_them_and_comes_back(folder: Path, tmp_path: Path) -> None:
    document = json.loads(document_text(api_of(folder)))
    start = document["components"]["schemas"]["Thing"]["properties"]["start"]
    formats = [{"type": "string", "format": each} for each in ("date", "date-time")]
    assert start == {"anyOf": [*formats, {"type": "null"}], "x-either": True}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert "it is this document" in str(take_in(file, tmp_path / "back").journal)
    del document["x-clientgen"]
    file.write_text(json.dumps(document), encoding="utf-8")
    taken = take_in(file, tmp_path / "anybodys")
    assert "start: date | datetime" in taken.files["resources/thing.yaml"]


def test_pages_and_the_sandbox_have_them(folder: Path, package: ModuleType) -> None:
    page = (made(folder, ("docs",)) / "docs/resources/thing.md").read_text()
    assert "| `start` | `start` | date or datetime |" in page
    with (
        LocalSandbox(open_sandbox(api_of(folder), Options(rows=3))) as local,
        package.Shop("sandbox-token", transport=local.transport, strict=True) as client,
    ):
        for name, _, value in VALUES:
            assert client.things.create(**{name: value})[name] == value
        key = local.rows("Thing")[0]["id"]
        assert type(client.things.get(key).start) in (dt.date, dt.datetime)
        with httpx2.Client(transport=local.transport) as http:
            wrong = http.post(
                "https://api.example.com/things",
                json={"start": "tomorrow"},
                headers={"Authorization": "Bearer sandbox-token"},
            )
        assert wrong.status_code == 422


@pytest.mark.parametrize("checker", mostly_slow(["mypy", "pyright"], ["mypy"]))
def test_type_checkers_know_both(checker: str, tmp_path: Path) -> None:
    text = (
        "import datetime as dt\nfrom typing import assert_type\n\nfrom shop import Shop\n\n"
        "thing = Shop().things.create(start=dt.date(2024, 5, 31), span=dt.time(9))\n"
        "assert_type(thing.start, dt.date | dt.datetime | None)\n"
    )
    check_types(checker, made(spec(tmp_path)) / "python", text)


@pytest.mark.parametrize(
    "type_", ["string | date", "uuid | datetime", "base64 | duration"]
)
def test_others_cannot_be_told_apart(type_: str, tmp_path: Path) -> None:
    things = resource("Thing", {"get": GET}, {"id": "key!", "a": type_})
    with pytest.raises(SpecError):
        api_of(write(tmp_path, things))

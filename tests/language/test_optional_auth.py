"""A credential that may be missing: callers whom the API does not know are answered, too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from httpserver import serve
from making import api_of, check_types, imported, made, resource, write

from clientgen.changes import compare
from clientgen.intake import take_in
from clientgen.reading.findings import SpecError
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox
from clientgen.targets.description.document import document_text

BEARER = {"bearer": {"env": "SHOP_TOKEN"}}
BOT = {"bot": {"api_key": {"name": "X-Bot", "in": "header", "env": "SHOP_BOT"}}}


def get(name: str, **more: Any) -> dict[str, Any]:
    return {"method": "GET", "path": f"/{name}", "answer": "text", **more}


OPERATIONS = {
    "usual": get("usual"),
    "known": get("known", auth="bearer"),
    "open": get("open", auth=["bearer", "none"]),
    "either": get("either", auth=["bot", "bearer", "none"], scopes=["read"]),
    "nobody": get("nobody", auth="none"),
}
ASKED = {
    # What each carries, of clients that have nothing, a token, and a bot's key alone.
    "required": {
        "usual": ("!", "token", "!"),
        "known": ("!", "token", "!"),
        "open": ("", "token", ""),
        "either": ("", "token", "bot"),
        "nobody": ("", "", ""),
    },
    "optional": {
        "usual": ("", "token", ""),
        "known": ("!", "token", "!"),
        "open": ("", "token", ""),
        "either": ("", "token", "bot"),
        "nobody": ("", "", ""),
    },
}


def spec(folder: Path, kind: str) -> Path:
    optional = {"optional": True} if kind == "optional" else {}
    auth = {**BEARER, "also": BOT, **optional}
    return write(folder, resource("Thing", OPERATIONS), auth=auth)


@pytest.fixture(scope="module", params=ASKED)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spec(tmp_path_factory.mktemp(kind), kind)


@pytest.fixture(scope="module")
def package(folder: Path) -> ModuleType:
    return imported(folder)


def carried(headers: Mapping[str, str]) -> str:
    if headers.get("authorization") == "Bearer t":
        return "token"
    return "bot" if headers.get("x-bot") == "b" else ""


def told(call: Callable[[], str]) -> str:
    """What is answered; ``!`` where a credential is missing."""
    try:
        return call()
    except ValueError as error:
        if "pass token= or set SHOP_TOKEN" in str(error):
            return "!"
        raise


GIVEN: tuple[dict[str, Any], ...] = ({}, {"token": "t"}, {"bot": "b"})


def test_what_is_there_is_sent(
    package: ModuleType, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    found: dict[str, list[str]] = {name: [] for name in OPERATIONS}

    async def run(url: str, given: Mapping[str, Any], name: str) -> str:
        async with package.AsyncShop(**given, base_url=url, allow_http=True) as client:
            return str(await getattr(client.things, name)())

    with serve(lambda arrived: carried(arrived.headers).encode() or b"-") as server:
        for given in GIVEN:
            for name in OPERATIONS:
                with package.Shop(
                    **given, base_url=server.url, allow_http=True
                ) as client:
                    said = told(getattr(client.things, name))
                if said != "!":
                    assert asyncio.run(run(server.url, given, name)) == said
                found[name].append(said.removeprefix("-"))
        with package.Shop(base_url=server.url, allow_http=True) as client:
            if kind == "optional":
                assert client.request("GET", "/elsewhere") is not None
            else:
                with pytest.raises(ValueError, match="SHOP_TOKEN"):
                    client.request("GET", "/elsewhere")
    assert {name: tuple(each) for name, each in found.items()} == ASKED[kind]


def test_the_sandbox_lets_them_in(folder: Path, kind: str) -> None:
    sent = [
        {},
        {"Authorization": "Bearer sandbox-token"},
        {"X-Bot": "sandbox-token"},
    ]
    with (
        LocalSandbox(open_sandbox(api_of(folder), Options(rows=1))) as local,
        httpx2.Client(transport=local.transport) as http,
    ):
        for name, expected in ASKED[kind].items():
            url = f"https://api.example.com/things/{name}"
            for headers, wanted in zip(sent, expected, strict=True):
                status = 401 if wanted == "!" else 200
                assert http.get(url, headers=headers).status_code == status, name
            # Who says who he is has to be known.
            wrong = http.get(url, headers={"Authorization": "Bearer wrong"})
            assert wrong.status_code == (200 if name == "nobody" else 401), name


def test_the_document_says_so_and_comes_back(
    folder: Path, kind: str, tmp_path: Path
) -> None:
    document = json.loads(document_text(api_of(folder)))
    some: list[Any] = [{}] if kind == "optional" else []
    assert document["security"] == [{"bearer": []}, *some]
    found = {
        name: document["paths"][f"/things/{name}"]["get"].get("security")
        for name in OPERATIONS
    }
    assert found == {
        "usual": None,
        "known": [{"bearer": []}] if some else None,
        "open": None if some else [{"bearer": []}, {}],
        "either": [{"bot": ["read"]}, {"bearer": ["read"]}, {}],
        "nobody": [],
    }
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    taken = take_in(file, tmp_path / "back")
    assert "it is this document" in str(taken.journal.decisions)
    del document["x-clientgen"]
    file.write_text(json.dumps(document), encoding="utf-8")
    take_in(file, tmp_path / "anybodys")
    [own] = api_of(folder).resources
    [other] = api_of(tmp_path / "anybodys").resources
    ways = {each.path: each.terms.ways for each in own.operations}
    assert {each.path: each.terms.ways for each in other.operations} == ways


def test_pages_say_so(folder: Path, kind: str) -> None:
    out = made(folder, ("docs", "site", "python"))
    index = (out / "docs/README.md").read_text()
    assert ("calls without" in index) == (kind == "optional")
    page = (out / "docs/resources/thing.md").read_text()
    parts = {part.partition("\n")[0]: part for part in page.split("\n## ")}
    either = "Who calls may be said by `bot` or else `bearer`. Scopes: `read`."
    assert either in parts["either"]
    assert ("may be said by `bearer`" in parts["open"]) == (kind != "optional")
    assert ("is said by `bearer`" in parts["known"]) == (kind == "optional")
    assert "Who calls" not in parts["usual"]
    site = (out / "site/api/thing/open.html").read_text()
    assert "where the client has it" in site
    text = (out / "python/shop/resources/things.py").read_text()
    assert "Who calls may be said by ``bot`` or else ``bearer``." in text


def test_a_change_of_it_is_told(tmp_path: Path) -> None:
    old, new = spec(tmp_path / "old", "required"), spec(tmp_path / "new", "optional")
    for before, now, wire in ((old, new, "compatible"), (new, old, "breaking")):
        [found] = [
            each
            for each in compare(api_of(before), api_of(now)).found
            if each.code == "access-changed"
        ]
        assert found.wire == wire
        assert "`bearer` or no credential" in found.words


def test_type_checkers_are_content(tmp_path: Path) -> None:
    out = made(spec(tmp_path, "optional")) / "python"
    check_types("mypy", out, "from shop import Shop\n\nShop().things.usual()\n")


@pytest.mark.parametrize(
    ("main", "operation", "words"),
    [
        ({"auth": {"optional": True}}, {}, "no credential that may be missing"),
        ({}, {"auth": ["none", "bearer"]}, "move it to the end"),
        ({}, {"auth": ["bearer", "nobody"]}, "auth in api.yaml has no such way"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    main: Any, operation: Any, words: str, tmp_path: Path
) -> None:
    things = resource("Thing", {"usual": get("usual", **operation)})
    with pytest.raises(SpecError) as caught:
        api_of(write(tmp_path, things, **main))
    assert words in str(caught.value)

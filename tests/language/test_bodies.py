"""Bodies of every kind that the language can say."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from httpserver import Arrived, Server, serve
from making import api_of, check_types, imported, made, resource, write

from clientgen.reading.findings import SpecError
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox

FORMS = {"objects": "brackets", "arrays": "indexed"}


def post(path: str, **more: Any) -> dict[str, Any]:
    return {"method": "POST", "path": path, "answer": "none", **more}


OPERATIONS: dict[str, Any] = {
    "replace": post("/replace", body_type="Address"),
    "tag": post("/tag", body_type=["string"]),
    "count": post("/count", body_type={"string": "integer"}),
    "say": post("/say", body_type="text"),
    "say_in": post("/markdown", body_type="text", content_type="text/markdown"),
    "fill": post("/fill", body_type="bytes"),
    "patch": {
        "method": "PATCH",
        "path": "/patch",
        "answer": "none",
        "body": {"name": "string"},
        "content_type": "application/merge-patch+json",
    },
    "any": post("/any", body="any", content_type="application/x-any+json"),
    "form": post(
        "/form",
        body_kind="form",
        body={
            "name": "string",
            "address": "Address",
            "metadata": {"string": "string"},
            "items": ["Item"],
            "tags": ["string"],
            "codes": {"type": ["integer"], "explode": "comma"},
            "kinds": {"type": ["string"], "explode": "brackets"},
            "flags": {"type": ["boolean"], "explode": "repeat"},
            "currency": "Currency",
            "payer": "string | Address",
        },
        parameters=[{"since": {"type": "integer | Address"}}],
    ),
    "parts": post("/parts", body_kind="multipart", body="same as json_parts"),
    "json_parts": post(
        "/json-parts",
        body_kind="multipart",
        forms="none",
        body={
            "files": ["file"],
            "name": "string",
            "address": "Address",
            "either": "string | Address",
            "items": ["Item"],
            "tags": ["string"],
            "codes": {"type": ["integer"], "explode": "comma"},
        },
    ),
}
SCHEMAS = {
    "Address": {
        "fields": {
            "street": "string",
            "city": "string",
            "id": {"type": "key", "read_only": True},
        }
    },
    "Item": {"fields": {"sku": "string", "sizes": ["integer"]}},
    "Currency": {"enum": ["eur", "usd"]},
}


def spec(folder: Path, **more: Any) -> Path:
    return write(
        folder,
        resource("Thing", OPERATIONS),
        schemas=SCHEMAS,
        **{"forms": FORMS, **more},
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(spec(tmp_path_factory.mktemp("bodies")))


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(lambda _: b"") as running:
        yield running


@pytest.fixture
def client(shop: ModuleType, server: Server) -> Iterator[Any]:
    with shop.Shop("t", base_url=server.url, allow_http=True) as client:
        yield client


def test_one_value(shop: ModuleType, client: Any, server: Server) -> None:
    things = client.things
    things.replace(body={"street": "a", "id": "1"})
    things.replace(body=shop.models.Address(street="b", id="1"))
    things.tag(body=["x", "y"])
    things.count(body={"a": 1})
    things.any(body=[1, None])
    things.patch(name=None)
    found = [(r.headers["content-type"], r.json) for r in server.requests]
    json_, merge = "application/json", "application/merge-patch+json"
    assert found == [
        (json_, {"street": "a"}),
        (json_, {"street": "b"}),
        (json_, ["x", "y"]),
        (json_, {"a": 1}),
        ("application/x-any+json", [1, None]),
        (merge, {"name": None}),
    ]
    with pytest.raises(TypeError):
        things.replace()


def test_text_and_bytes(client: Any, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"on disk")
    client.things.say(body="Grüße")
    client.things.say_in(body="# x")
    for body in (b"in memory", path, io.BytesIO(b"an object"), iter([b"a", b"b"])):
        client.things.fill(body=body)
    client.things.fill(body=b"x", options={"headers": {"Content-Type": "image/png"}})
    found = [(r.headers["content-type"], r.body) for r in server.requests]
    octets = "application/octet-stream"
    assert found == [
        ("text/plain; charset=utf-8", "Grüße".encode()),
        ("text/markdown", b"# x"),
        (octets, b"in memory"),
        ("application/pdf", b"on disk"),
        (octets, b"an object"),
        (octets, b"ab"),
        ("image/png", b"x"),
    ]
    for wrong, words in (("a.pdf", "pass a pathlib.Path"), (7, "expected bytes")):
        with pytest.raises(TypeError, match=words):
            client.things.fill(body=wrong)
    with pytest.raises(TypeError, match="body: expected text, got int"):
        client.things.say(body=7)


def test_bytes_from_async_files(shop: ModuleType, server: Server) -> None:
    async def pieces() -> Any:
        yield b"a"
        yield b"b"

    async def run() -> None:
        async with shop.AsyncShop("t", base_url=server.url, allow_http=True) as client:
            await client.things.fill(body=pieces())
            await client.things.say(body="x")

    asyncio.run(run())
    assert [r.body for r in server.requests] == [b"ab", b"x"]
    with (
        shop.Shop("t", base_url=server.url, allow_http=True) as client,
        pytest.raises(TypeError, match="needs the async client"),
    ):
        client.things.fill(body=pieces())


def test_a_large_file_is_read_while_it_is_sent_and_again_after_a_failure(
    shop: ModuleType, tmp_path: Path
) -> None:
    from httpserver import Reply, in_turn

    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 3_000_000)
    with serve(in_turn(Reply(status=503), Reply(status=204))) as server:
        with shop.Shop("t", base_url=server.url, allow_http=True) as client:
            client.things.fill(body=path, options={"idempotent": True})
    assert [len(r.body) for r in server.requests] == [3_000_000] * 2
    assert server.requests[0].headers["content-length"] == "3000000"


def test_forms(client: Any, server: Server) -> None:
    client.things.form(
        name="a&b",
        address={"street": "x y", "city": None, "id": "1"},
        metadata={"order[1]": "7"},
        items=[{"sku": "s", "sizes": [1, 2]}, {"sku": "t"}],
        tags=["p", "q"],
        codes=[1, 2],
        kinds=["k"],
        flags=[True, False],
    )
    from urllib.parse import parse_qsl

    pairs = parse_qsl(server.requests[0].body.decode(), keep_blank_values=True)
    assert pairs == [
        ("name", "a&b"),
        ("address[street]", "x y"),
        ("address[city]", ""),
        ("metadata[order[1]]", "7"),
        ("items[0][sku]", "s"),
        ("items[0][sizes][0]", "1"),
        ("items[0][sizes][1]", "2"),
        ("items[1][sku]", "t"),
        ("tags[0]", "p"),
        ("tags[1]", "q"),
        ("codes", "1,2"),
        ("kinds[]", "k"),
        ("flags", "true"),
        ("flags", "false"),
    ]
    assert b" " not in server.requests[0].body
    with pytest.raises(ValueError, match="codes: 'a,b' has a comma"):
        client.things.form(codes=["a,b"])


def parts_of(arrived: Arrived) -> list[tuple[str, str, str, bytes]]:
    """The parts of a multipart body: name, name of the file, media type and content."""
    kind = arrived.headers["content-type"].encode()
    message = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + arrived.body)
    return [
        (
            str(part.get_param("name", header="content-disposition")),
            part.get_filename(""),
            part.get("Content-Type", ""),
            part.get_payload(decode=True),
        )
        for part in message.get_payload()
    ]


GIVEN: dict[str, Any] = {
    "files": [b"1", b"2"],
    "address": {"street": "x", "city": None, "id": "1"},
    "either": {"city": "Oslo"},
    "items": [{"sku": "s", "sizes": [1, 2]}],
    "tags": ["p", "q"],
    "codes": [1, 2],
}


def test_parts_are_as_forms_say(client: Any, server: Server) -> None:
    client.things.parts(name=None, **GIVEN)
    assert [
        (name, content) for name, _, _, content in parts_of(server.requests[0])
    ] == [
        ("files[0]", b"1"),
        ("files[1]", b"2"),
        ("name", b""),
        ("address[street]", b"x"),
        ("address[city]", b""),
        ("either[city]", b"Oslo"),
        ("items[0][sku]", b"s"),
        ("items[0][sizes][0]", b"1"),
        ("items[0][sizes][1]", b"2"),
        ("tags[0]", b"p"),
        ("tags[1]", b"q"),
        ("codes", b"1,2"),
    ]
    assert {name for _, name, _, _ in parts_of(server.requests[0])} == {"files", ""}
    client.things.parts(either="a", files=b"1")
    found = [(name, content) for name, _, _, content in parts_of(server.requests[1])]
    assert sorted(found) == [("either", b"a"), ("files[0]", b"1")]


def test_parts_are_json_where_nothing_is_said(client: Any, server: Server) -> None:
    client.things.json_parts(**GIVEN)
    json_, file = "application/json", "application/octet-stream"
    assert [(n, kind, c) for n, _, kind, c in parts_of(server.requests[0])] == [
        ("files", file, b"1"),
        ("files", file, b"2"),
        ("address", json_, b'{"street":"x","city":null}'),
        ("either", json_, b'{"city":"Oslo"}'),
        ("items", json_, b'{"sku":"s","sizes":[1,2]}'),
        ("tags", "", b"p"),
        ("tags", "", b"q"),
        ("codes", "", b"1,2"),
    ]


def test_an_array_says_its_way_where_the_api_says_none(
    tmp_path: Path, server: Server
) -> None:
    body = {"a": {"type": ["integer"], "explode": "comma"}, "b": ["integer"]}
    operations = {"a": post("/a", body_kind="form", body=body)}
    package = imported(write(tmp_path, resource("Thing", operations)))
    with package.Shop("t", base_url=server.url, allow_http=True) as client:
        client.things.a(a=[1, 2], b=[3, 4])
    assert server.requests[0].body == b"a=1%2C2&b=3&b=4"


def test_forms_of_every_level(tmp_path: Path, server: Server) -> None:
    body = {"a": ["integer"], "o": {"string": "string"}}
    json_parts = {"forms": "none", "body_kind": "multipart"}
    operations = {
        "a": post("/a", body=body),
        "b": post("/b", body=body, forms={"arrays": "brackets"}),
        "c": post("/c", body=body, **json_parts),
    }
    spec = write(
        tmp_path,
        resource("Thing", operations, forms={"arrays": "repeat"}),
        resource("Other", {"a": post("/a", body=body)}),
        forms=FORMS,
        body_kind="form",
    )
    package = imported(spec)
    with package.Shop("t", base_url=server.url, allow_http=True) as client:
        for call in (client.things.a, client.things.b, client.others.a):
            call(a=[1], o={"k": "v"})
        client.things.c(a=[1], o={"k": "v"})
    assert [r.body for r in server.requests[:3]] == [
        b"a=1&o%5Bk%5D=v",
        b"a%5B%5D=1&o%5Bk%5D=v",
        b"a%5B0%5D=1&o%5Bk%5D=v",
    ]
    found = [(name, content) for name, _, _, content in parts_of(server.requests[3])]
    assert found == [("a", b"1"), ("o", b'{"k":"v"}')]


def test_null_in_forms_may_be_left_out(tmp_path: Path, server: Server) -> None:
    package = imported(spec(tmp_path, forms={**FORMS, "nulls": "omit"}))
    with package.Shop("t", base_url=server.url, allow_http=True) as client:
        client.things.form(name=None, address={"city": None, "street": "x"})
    assert server.requests[0].body == b"address%5Bstreet%5D=x"


def test_kinds_and_media_types_of_every_level(tmp_path: Path, server: Server) -> None:
    body = {"name": "string"}
    package = imported(
        write(
            tmp_path,
            resource(
                "Thing",
                {
                    "a": post("/a", body=body),
                    "b": post("/b", body=body, body_kind="object"),
                },
            ),
            resource(
                "Other",
                {"c": post("/c", body=body), "d": post("/d", body_type=["string"])},
                body_kind="object",
                content_type="application/vnd.api+json",
            ),
            body_kind="form",
        )
    )
    with package.Shop("t", base_url=server.url, allow_http=True) as client:
        client.things.a(name="1")
        client.things.b(name="1")
        client.others.c(name="1")
        client.others.d(body=["1"])
    assert [r.headers["content-type"] for r in server.requests] == [
        "application/x-www-form-urlencoded",
        "application/json",
        "application/vnd.api+json",
        "application/vnd.api+json",
    ]


SAID_WRONGLY: Mapping[str, tuple[dict[str, Any], str]] = {
    "both": ({"body_type": "text", "body": {"a": "string"}}, "remove one of both"),
    "a kind besides": (
        {"body_type": "text", "body_kind": "form"},
        "remove one of both",
    ),
    "a file": ({"body_type": "file"}, "write body_type: bytes"),
    "no body": ({"content_type": "a/b"}, "there is no body that it could describe"),
    "a form's type": (
        {"body": {"a": "string"}, "body_kind": "form", "content_type": "a/b"},
        "the media type of a form body is fixed",
    ),
    "an object in a form": (
        {"body": {"a": "object"}, "body_kind": "form"},
        "say how the API's forms hold such, as forms:",
    ),
    "a map for a body": (
        {"body": {"string": "integer"}},
        "write body_type: {string: integer}",
    ),
    "forms of JSON": (
        {"body": {"a": "string"}, "forms": FORMS},
        "a body in JSON says all; remove forms",
    ),
    "arrays of arrays in parts": (
        {"body": {"a": [["string"]]}, "body_kind": "multipart", "forms": FORMS},
        "is an array of arrays, which no form can hold; say explode: repeat for JSON",
    ),
    "objects between commas": (
        {
            "body": {"a": [{"string": "string"}]},
            "body_kind": "multipart",
            "forms": {"arrays": "comma"},
        },
        "is an array of objects, which no comma can part",
    ),
    "no media type": (
        {"body_type": "text", "content_type": "text"},
        "two words and a slash",
    ),
}


@pytest.mark.parametrize("case", SAID_WRONGLY)
def test_what_cannot_be_meant_is_refused(case: str, tmp_path: Path) -> None:
    more, words = SAID_WRONGLY[case]
    folder = write(tmp_path, resource("Thing", {"make": post("/x", **more)}))
    with pytest.raises(SpecError) as caught:
        api_of(folder)
    found = [str(each) for each in caught.value.findings]
    assert any(words in each for each in found), found
    assert all("thing.yaml:" in each for each in found)


def test_an_array_of_objects_needs_numbers_or_brackets(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        api_of(spec(tmp_path, forms={"objects": "brackets"}))
    (found,) = map(str, caught.value.findings)
    assert (
        "'items' is an array of objects, which a form says by brackets or numbers"
        in found
    )


CONSUMER = """
from __future__ import annotations

from pathlib import Path

from shop import Shop, models


def use(client: Shop) -> None:
    client.things.replace(body=models.Address(street="a"))
    client.things.replace(body={"street": "a"})
    client.things.tag(body=["a"])
    client.things.count(body={"a": 1})
    client.things.say(body="x")
    client.things.fill(body=b"x")
    client.things.fill(body=Path("x"))
    client.things.form(address={"street": "x"}, items=[{"sku": "s"}], codes=[1])
    client.things.say(body=b"x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.things.fill(body="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
"""


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_type_checkers_know_what_is_taken(checker: str, tmp_path: Path) -> None:
    check_types(checker, made(spec(tmp_path)) / "python", CONSUMER)


def test_the_document_has_all_of_it(tmp_path: Path) -> None:
    document = json.loads(
        (made(spec(tmp_path), ("openapi",)) / "openapi/shop.json").read_text()
    )

    def content(name: str, method: str = "post") -> Any:
        body = document["paths"][f"/things/{name}"][method]["requestBody"]
        free = ("form", "patch", "any", "parts", "json-parts")
        assert body.get("required", False) is (name not in free)
        return body["content"]

    assert content("replace")["application/json"]["schema"]["$ref"].endswith(
        "AddressInput"
    )
    assert content("tag")["application/json"]["schema"]["type"] == "array"
    assert content("say") == {"text/plain": {"schema": {"type": "string"}}}
    assert content("markdown") == {"text/markdown": {"schema": {"type": "string"}}}
    assert content("fill") == {"application/octet-stream": {}}
    assert list(content("patch", "patch")) == ["application/merge-patch+json"]
    encoding = content("form")["application/x-www-form-urlencoded"]["encoding"]
    assert encoding["address"] == {"style": "deepObject", "explode": True}
    assert encoding["codes"] == {"style": "form", "explode": False}
    assert encoding["items"] == {"x-explode": "indexed"}
    assert encoding["payer"] == encoding["address"]
    assert "currency" not in encoding, "a value of a list is a single value"
    (since,) = document["paths"]["/things/form"]["post"]["parameters"]
    assert (since["style"], since["explode"]) == ("deepObject", True)
    encoding = content("parts")["multipart/form-data"]["encoding"]
    assert encoding == {
        "files": {"x-explode": "indexed"},
        "address": {"style": "deepObject", "explode": True},
        "either": {"style": "deepObject", "explode": True},
        "items": {"x-explode": "indexed"},
        "tags": {"x-explode": "indexed"},
        "codes": {"style": "form", "explode": False},
    }
    encoding = content("json-parts")["multipart/form-data"]["encoding"]
    assert encoding == {"codes": {"style": "form", "explode": False}}


def test_pages_say_how_forms_are_written(tmp_path: Path) -> None:
    docs = made(spec(tmp_path), ("docs",)) / "docs"
    page = (docs / "resources/thing.md").read_text()
    assert (
        "Sent as `application/x-www-form-urlencoded`: objects as `address[key]=value`, "
        "arrays as `tags[0]=a&tags[1]=b`; null is an empty value."
    ) in page
    assert "Sent as `codes=a,b`." in page
    assert "Sent as `flags=a&flags=b`." in page
    assert (
        "`None` sends `null`, in a form an empty value."
        in (docs / "README.md").read_text()
    )


def test_the_sandbox_takes_all_of_it(shop: ModuleType, tmp_path: Path) -> None:
    sandbox = open_sandbox(api_of(spec(tmp_path)), Options(rows=3))
    with (
        LocalSandbox(sandbox) as local,
        shop.Shop("sandbox-token", transport=local.transport) as client,
    ):
        things = client.things
        things.replace(body={"street": "a"})
        things.tag(body=["x"])
        things.count(body={"a": 1})
        things.say(body="x")
        things.say_in(body="# x")
        things.fill(body=b"x")
        things.patch(name="x")
        things.any(body=[1])
        things.form(
            name="a",
            address={"street": "x", "city": None},
            metadata={"a": "b"},
            items=[{"sku": "s", "sizes": [1]}],
            codes=[1, 2],
            kinds=["k"],
            flags=[True],
        )
        things.form(
            name=None,
            address=None,
            metadata=None,
            items=[{"sku": None, "sizes": [1, None]}],
            codes=None,
            kinds=None,
            flags=None,
        )
        for call in (things.parts, things.json_parts):
            call(**{**GIVEN, "files": [b"1"]})
            with pytest.raises(shop.Unprocessable):
                call(items=[{"sizes": ["x"]}])
        wrong: list[Any] = [
            lambda: things.tag(body=[1]),
            lambda: things.count(body={"a": "b"}),
            lambda: things.replace(body={"street": 1}),
            lambda: things.form(items=[{"sizes": ["x"]}]),
            lambda: things.form(codes=["x"]),
        ]
        for call in wrong:
            with pytest.raises(shop.Unprocessable):
                call()

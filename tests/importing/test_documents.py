"""Documents: versions and forms, references over files, and what is wrong with some."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from importing_runs import TEXT, an_object, document, get, in_path, many, ref, take

from clientgen.importing.openapi import import_openapi
from clientgen.importing.problems import ImportingError

ORDERS = {
    "/orders": {"get": get(many(ref("Order")))},
    "/orders/{id}": {"get": get(ref("Order"), parameters=[in_path("id")])},
}
ORDER = {"Order": an_object("id", id=TEXT)}


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.2.0"])
def test_versions_of_openapi(version: str, tmp_path: Path) -> None:
    taken = take(tmp_path, document(ORDERS, ORDER, openapi=version))
    assert taken.names() == {"Order.list", "Order.get"}


def test_swagger(tmp_path: Path) -> None:
    said = {
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "host": "api.example.com",
        "basePath": "/v1",
        "schemes": ["https"],
        "consumes": ["application/json"],
        "securityDefinitions": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"}
        },
        "security": [{"key": []}],
        "parameters": {"limit": {"name": "limit", "in": "query", "type": "integer"}},
        "definitions": {"Order": an_object("id", id=TEXT, file=TEXT)},
        "paths": {
            "/orders": {
                "get": {
                    "parameters": [
                        {"$ref": "#/parameters/limit"},
                        {"name": "ids", "in": "query", "type": "array", "items": TEXT},
                        {
                            "name": "tags",
                            "in": "query",
                            "type": "array",
                            "items": TEXT,
                            "collectionFormat": "multi",
                        },
                    ],
                    "responses": {
                        "200": {"schema": many({"$ref": "#/definitions/Order"})}
                    },
                },
                "post": {
                    "parameters": [
                        {
                            "name": "order",
                            "in": "body",
                            "schema": {"$ref": "#/definitions/Order"},
                        }
                    ],
                    "responses": {"201": {"schema": {"$ref": "#/definitions/Order"}}},
                },
            },
            "/orders/{id}/file": {
                "post": {
                    "operationId": "attach",
                    "consumes": ["multipart/form-data"],
                    "parameters": [
                        {
                            "name": "id",
                            "in": "path",
                            "type": "string",
                            "required": True,
                        },
                        {
                            "name": "file",
                            "in": "formData",
                            "type": "file",
                            "required": True,
                        },
                        {"name": "note", "in": "formData", "type": "string"},
                    ],
                    "responses": {"204": {}},
                },
                "get": {
                    "produces": ["image/png"],
                    "responses": {"200": {"schema": {"type": "file"}}},
                    "parameters": [
                        {"name": "id", "in": "path", "type": "string", "required": True}
                    ],
                },
            },
        },
    }
    taken = take(tmp_path, said)
    assert taken.names() == {
        "Order.list",
        "Order.create",
        "Order.attach",
        "Order.get_file",
    }
    assert taken.api.servers[0].url == "https://api.example.com/v1"
    assert [p.explode for p in taken.operation("Order.list").query_parameters] == [
        *("repeat", "comma", "repeat"),
    ]
    body = taken.operation("Order.attach").body
    assert body
    assert body.kind == "multipart"
    assert [field.name for field in body.fields] == ["file", "note"]
    assert taken.operation("Order.get_file").answer.kind == "bytes"
    assert taken.file("api.yaml")["auth"]["api_key"]["name"] == "X-Key"


def test_yaml_is_read_as_openapi_means_it(tmp_path: Path) -> None:
    taken = take(
        tmp_path,
        """
openapi: 3.0.0
info: {title: Shop, version: 2024-01-01}
servers: [{url: 'https://api.example.com'}]
paths:
  /orders:
    get:
      parameters: [{name: country, in: query, schema: {type: string, enum: [NO, on, off, 010]}}]
      responses:
        200:
          content: {application/json: {schema: {type: array, items: &order {type: object, properties: {yes: {type: string}}}}}}
    post:
      requestBody: {content: {application/json: {schema: *order}}}
      responses: {201: {description: made}}
""",
    )
    assert taken.api.version == "2024-01-01"
    [country] = taken.file("api.yaml").get("parameters", {}) or [None]
    assert country is None
    text = (taken.folder / "resources/order.yaml").read_text()
    assert "enum: [NO, on, off, '010']" in text
    assert "yes" in text


def test_references_lead_over_files_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/order.yaml").write_text(
        "Order:\n  type: object\n  properties:\n    id: {type: string}\n"
        "    buyer: {$ref: 'people.json#/Person'}\n"
    )
    person = an_object(name=TEXT, friends=many({"$ref": "#/Person"}))
    (tmp_path / "parts/people.json").write_text(json.dumps({"Person": person}))
    (tmp_path / "paths.yaml").write_text(
        "get:\n  responses:\n    200:\n      content:\n        application/json:\n"
        "          schema: {type: array, items: {$ref: 'parts/order.yaml#/Order'}}\n"
    )
    taken = take(tmp_path, document({"/orders": {"$ref": "paths.yaml"}}))
    assert taken.names() == {"Order.list"}
    schemas = {schema.name for schema in taken.api.schemas}
    assert {"Order", "Person"} <= schemas
    assert not taken.journal.losses


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        ("http://127.0.0.1:1/schema.json", "reference outside"),
        ("https://example.com/schema.json#/a", "reference outside"),
        ("//example.com/schema.json", "reference outside"),
        ("HTTP://127.0.0.1:1/schema.json", "reference outside"),
        ("data:application/json,{}", "reference outside"),
        ("FILE:secret.json", "reference outside"),
        ("file:secret.json#/a", "reference outside"),
        (".././inner/../../secret.json", "reference outside"),
        ("..%2fsecret.json", "reference outside"),
        ("file:///etc/passwd", "reference outside"),
        ("../secret.json#/a", "reference outside"),
        ("/etc/passwd", "reference outside"),
        ("%2e%2e/secret.json", "reference outside"),
        ("missing.json", "broken reference"),
        ("#/components/schemas/Missing", "broken reference"),
        ("#anchor", "broken reference"),
        ("#/paths", "unknown"),
        ("", "unknown"),
        ("\0", "broken reference"),
    ],
)
def test_references_that_lead_nowhere(
    reference: str, kind: str, tmp_path: Path
) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.json").write_text('{"a": {"type": "integer"}}')
    order = an_object(id=TEXT, other={"$ref": reference})
    taken = take(inner, document(ORDERS, {"Order": order}))
    assert taken.names() == {"Order.list", "Order.get"}
    if kind != "unknown":
        assert taken.kinds() & {"reference outside", "broken reference"}
    if kind == "reference outside":
        assert kind in taken.kinds()


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.json").write_text('{"type": "integer"}')
    (inner / "link.json").symlink_to(tmp_path / "secret.json")
    order = an_object(id=TEXT, other={"$ref": "link.json"})
    taken = take(inner, document(ORDERS, {"Order": order}))
    assert "reference outside" in taken.kinds()


def test_circles_over_files(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"$ref": "b.json"}')
    (tmp_path / "b.json").write_text('{"$ref": "a.json#"}')
    order = an_object(id=TEXT, other={"$ref": "a.json"}, own={"$ref": "openapi.json"})
    taken = take(tmp_path, document(ORDERS, {"Order": order}))
    assert taken.names() == {"Order.list", "Order.get"}
    assert "broken reference" in taken.kinds()


def test_too_large_a_document_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document(ORDERS)))
    monkeypatch.setattr("clientgen.importing.documents.MOST_BYTES", 100)
    with pytest.raises(ImportingError, match="larger than"):
        import_openapi(file)


@pytest.mark.parametrize(
    "schemas",
    [
        {"Order": {"$ref": "#/components/schemas/Order"}},
        {"Order": ref("Other"), "Other": ref("Order")},
        {"Order": {"allOf": [ref("Order")]}},
        {
            "Order": {"allOf": [ref("Other"), an_object(a=TEXT)]},
            "Other": {"allOf": [ref("Order"), an_object(b=TEXT)]},
        },
        {"Order": {"oneOf": [ref("Order"), TEXT]}},
        {
            "Order": {
                "oneOf": [
                    TEXT,
                    many(ref("Order")),
                    {"type": "object", "additionalProperties": ref("Order")},
                ]
            }
        },
        {"Order": many(ref("Order"))},
        {"Order": an_object(parent=ref("Order"), children=many(ref("Order")))},
        {"Order": {"type": "object", "additionalProperties": ref("Order")}},
        {
            "Order": {"anyOf": [ref("Other"), {"type": "null"}]},
            "Other": {"anyOf": [ref("Order"), {"type": "null"}]},
        },
    ],
)
def test_circles(schemas: dict[str, object], tmp_path: Path) -> None:
    taken = take(tmp_path, document(ORDERS, schemas))
    assert taken.names() == {"Order.list", "Order.get"} or len(taken.names()) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no OpenAPI document"),
        ("just text", "no OpenAPI document"),
        ("[]", "no OpenAPI document"),
        ("{", "not JSON"),
        ("a: [", "not YAML"),
        ("a: !!python/object/apply:os.system [id]", "neither"),
        ("openapi: 2.0.0", "neither openapi: 3.x"),
        ("swagger: '1.2'", "neither openapi: 3.x"),
        ("openapi: 3.0.0", "no operations"),
        ("openapi: 3.0.0\npaths: []", "no operations"),
        ("openapi: 3.0.0\npaths: {/a: null, /b: 1, /c: {get: 2}}", "no operations"),
        ('{"openapi": "3.0.0", "paths": ' + '{"a":' * 20_000, "JSON|nested too deep"),
        ("a: &a [*a]", "contains itself|not YAML"),
        (
            "a: &a [x,x]\nb: &b [*a,*a]\n"
            + "".join(
                f"{chr(99 + n)}: &{chr(99 + n)} [{','.join(['*' + chr(98 + n)] * 60)}]\n"
                for n in range(8)
            ),
            "values",
        ),
    ],
)
def test_what_is_no_document_is_said(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / ("a.json" if text.startswith("{") else "a.yaml")
    file.write_text(text)
    with pytest.raises(ImportingError) as caught:
        import_openapi(file)
    assert any(word in str(caught.value) for word in words.split("|")), caught.value


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ImportingError, match="not UTF-8"):
        import_openapi(tmp_path / "a.json")
    with pytest.raises(ImportingError):
        import_openapi(tmp_path / "missing.json")


def test_deep_documents(tmp_path: Path) -> None:
    deep: dict[str, object] = dict(TEXT)
    for _ in range(150):
        deep = an_object(inner=deep)
    taken = take(tmp_path, document({"/orders": {"get": get(deep)}}))
    assert len(taken.names()) == 1
    chain = {f"S{n}": ref(f"S{n + 1}") for n in range(10_000)}
    taken = take(
        tmp_path,
        document(
            {"/orders": {"get": get(ref("S0"))}}, {**chain, "S10000": an_object(a=TEXT)}
        ),
    )
    assert len(taken.names()) == 1


def test_only(tmp_path: Path) -> None:
    said = document(
        {
            "/orders": {
                "get": get(many(TEXT), tags=["Orders"], operationId="listOrders")
            },
            "/orders/{id}": {
                "delete": get(parameters=[in_path("id")], tags=["Orders"])
            },
            "/users": {"get": get(many(TEXT), tags=["Users"], operationId="listUsers")},
            "/usersettings": {"get": get(TEXT, tags=["Settings"])},
        }
    )
    assert take(tmp_path, said, "Orders").names() == {"Order.list", "Order.delete"}
    assert take(tmp_path, said, "/users").names() == {"User.list"}
    assert take(tmp_path, said, "listUsers", "listOrders").names() == {
        "Order.list",
        "User.list",
    }
    with pytest.raises(ImportingError, match="Nothing"):
        take(tmp_path, said, "Nothing")

"""Each construct of a document, and what a spec makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from importing_runs import (
    NUMBER,
    TEXT,
    an_object,
    document,
    get,
    in_path,
    many,
    query,
    ref,
    sends,
    take,
)

from clientgen.model.types import Scalar

ORDER = an_object("id", id=TEXT, name=TEXT)
THINGS = {
    "/orders": {
        "get": get(many(ref("Order"))),
        "post": sends(ref("Order"), ref("Order")),
    },
    "/orders/{id}": {
        "get": get(ref("Order"), parameters=[in_path("id")]),
        "patch": sends(an_object(name=TEXT), ref("Order"), parameters=[in_path("id")]),
        "delete": {"responses": {"204": {}}, "parameters": [in_path("id")]},
    },
}


def field(tmp_path: Path, schema: Any, **schemas: Any) -> Any:
    """What a spec says of a field that has a schema; it is not required."""
    order = an_object("id", id=TEXT, it=schema)
    taken = take(tmp_path, document(THINGS, {"Order": order, **schemas}))
    return taken.file("resources/order.yaml")["fields"]["it"]


def test_regular_operations_need_no_words(tmp_path: Path) -> None:
    taken = take(tmp_path, document(THINGS, {"Order": ORDER}))
    assert taken.file("resources/order.yaml") == {
        "resource": "Order",
        "summary": "Orders.",
        "path": "/orders",
        "source": "document",
        "fields": {"id": "string!", "name": "string"},
        "operations": {
            "list": None,
            "create": {"body": ["id!", "name"]},
            "get": None,
            "update": {"body": ["name"]},
            "delete": None,
        },
    }
    api = taken.file("api.yaml")
    assert api["regular"] == {"key": "id", "update": "PATCH"}
    assert api["resources"] == ["order"]
    assert not taken.journal.losses


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (TEXT, "string"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "uuid"}, "uuid"),
        ({"type": "string", "format": "uri"}, "url"),
        ({"type": "string", "format": "byte"}, "base64"),
        ({"type": "integer", "format": "int64"}, "integer"),
        ({"type": "integer", "format": "unix-time"}, "unix"),
        ({"type": "number", "format": "double"}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({}, "any"),
        (True, "any"),
        ({"type": "object"}, "object"),
        ({"type": "object", "additionalProperties": TEXT}, {"string": "string"}),
        ({"type": "object", "patternProperties": {"^a": NUMBER}}, {"string": "integer"}),
        (many(TEXT), ["string"]),
        ({"type": "array"}, ["any"]),
        ({"type": ["string", "null"]}, "string"),
        ({"type": ["string", "integer"]}, "string | integer"),
        ({"enum": ["a", "b"]}, {"enum": ["a", "b"]}),
        ({"type": "string", "enum": ["a", "b", None]}, {"enum": ["a", "b"]}),
        ({"type": "integer", "enum": [1, 2]}, {"type": "integer", "enum": [1, 2]}),
        ({"type": "number", "enum": [1.5, 2]}, "number"),
        ({"type": "boolean", "enum": [True, False]}, "boolean"),
        ({"const": "card"}, "is card"),
        ({"type": "string", "enum": ["card"]}, "is card"),
        ({"const": "true"}, {"is": "true"}),
        ({"type": "boolean", "enum": [True]}, {"is": True}),
        (many({"type": "string", "enum": ["a", "b"]}), {"type": ["string"], "enum": ["a", "b"]}),
        (an_object(city=TEXT), {"fields": {"city": "string"}}),
        (many(an_object("at", at=TEXT)), [{"fields": {"at": "string!"}}]),
        ({"type": "integer", "minimum": 1, "exclusiveMaximum": 10, "default": 3},
         {"type": "integer", "minimum": 1, "maximum": 9, "default": 3}),
        ({"type": "string", "maxLength": 5, "default": "too long"}, {"type": "string", "max_length": 5}),
        ({"type": "string", "minLength": 5, "maxLength": 3}, "string"),
        ({"type": "string", "minimum": 5}, "string"),
        ({"type": "string", "readOnly": True}, {"type": "string", "read_only": True}),
        ({"type": "string", "writeOnly": True}, {"type": "string", "write_only": True}),
        ({"type": "string", "deprecated": True}, {"type": "string", "deprecated": True}),
        ({"allOf": [TEXT], "description": "words"}, "string"),
        ({"oneOf": [TEXT, {"type": "null"}]}, "string"),
        ({"oneOf": [TEXT, many(TEXT)]}, "string | [string]"),
        ({"anyOf": [{"type": "string", "enum": ["a"]}, TEXT]}, {"enum": ["a"]}),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, {"type": "integer", "enum": [1, 2]}),
        ({"anyOf": [NUMBER, {"type": "number"}]}, "number"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}, "date | datetime"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "string"}]}, "string"),
    ],
)  # fmt: skip
def test_types(schema: Any, said: Any, tmp_path: Path) -> None:
    assert field(tmp_path, schema) == said


def test_what_is_always_there_and_perhaps_null(tmp_path: Path) -> None:
    order = an_object(
        "id", "at", id=TEXT, at={"type": ["string", "null"], "format": "date"}
    )
    taken = take(tmp_path, document(THINGS, {"Order": order}))
    assert taken.file("resources/order.yaml")["fields"]["at"] == "date | null!"


def test_shared_values_have_a_name_and_others_stand_where_they_are(
    tmp_path: Path,
) -> None:
    state = {"type": "string", "enum": ["open", "shut"]}
    once = {"type": "string", "enum": ["red", "blue"]}
    order = an_object(a=ref("State"), b=ref("State"), c=ref("Colour"))
    schemas = {"Order": order, "State": state, "Colour": once}
    taken = take(
        tmp_path,
        document(
            {
                "/orders": {"get": get(many(ref("Order")))},
                "/orders/{id}": {"get": get(ref("Order"), parameters=[in_path("id")])},
            },
            schemas,
        ),
    )
    fields = taken.file("resources/order.yaml")["fields"]
    assert fields == {"a": "State", "b": "State", "c": {"enum": ["red", "blue"]}}
    assert taken.file("schemas/shared.yaml")["schemas"] == {
        "State": {"enum": ["open", "shut"]}
    }


def test_unions(tmp_path: Path) -> None:
    card = an_object("object", object={"const": "card"}, last4=TEXT)
    bank = an_object("object", object={"const": "bank"}, iban=TEXT)
    tagged = {
        "oneOf": [ref("Card"), ref("Bank")],
        "discriminator": {
            "propertyName": "object",
            "mapping": {"card": "#/components/schemas/Card", "bank": "Bank"},
        },
    }
    order = an_object(
        "id",
        id=TEXT,
        tagged=ref("Tagged"),
        plain={"anyOf": [ref("Card"), ref("Bank"), TEXT]},
    )
    schemas = {"Order": order, "Card": card, "Bank": bank, "Tagged": tagged}
    taken = take(tmp_path, document(THINGS, schemas))
    fields = taken.file("resources/order.yaml")["fields"]
    assert fields["tagged"] == "Tagged"
    assert fields["plain"] == "Card | Bank | string"
    shared = taken.file("schemas/shared.yaml")["schemas"]
    assert shared["Tagged"] == {
        "one_of": {"card": "Card", "bank": "Bank"},
        "by": "object",
    }
    assert not taken.journal.losses


def test_unions_that_nothing_tells_apart_are_one_object(tmp_path: Path) -> None:
    schemas = {
        "Order": an_object("id", id=TEXT, it={"oneOf": [ref("A"), ref("B")]}),
        "A": an_object("x", x=TEXT, y=NUMBER),
        "B": an_object("x", x=TEXT, z=NUMBER),
    }
    taken = take(tmp_path, document(THINGS, schemas))
    shared = taken.file("schemas/shared.yaml")["schemas"]
    assert shared["OrderIt"] == {
        "fields": {"x": "string!", "y": "integer", "z": "integer"}
    }
    assert taken.kinds() == {"variants joined"}


def test_pieces_of_objects(tmp_path: Path) -> None:
    schemas = {
        "Order": {"allOf": [ref("Base"), an_object("name", name=TEXT)]},
        "Base": an_object("id", id=TEXT),
        "Both": {"allOf": [ref("Base"), ref("Other")]},
        "Other": an_object(other=TEXT),
    }
    paths = {**THINGS, "/both": {"get": get(ref("Both"))}}
    taken = take(tmp_path, document(paths, schemas))
    said = taken.file("resources/order.yaml")
    assert said["like"] == "Base"
    assert said["fields"] == {"name": "string!"}
    both = taken.file("resources/both.yaml")
    assert both["fields"] == {"id": "string!", "other": "string"}


def test_twins_that_differ_in_what_is_read_only_are_one(tmp_path: Path) -> None:
    order = an_object("id", id={**TEXT, "readOnly": True}, name=TEXT, size=NUMBER)
    twin = an_object("name", name=TEXT, size=NUMBER)
    paths = {
        "/orders": {
            "get": get(many(ref("Order"))),
            "post": sends(ref("NewOrder"), ref("Order")),
        },
        "/orders/{id}": {
            "put": sends(ref("Order"), ref("Order"), parameters=[in_path("id")])
        },
    }
    taken = take(tmp_path, document(paths, {"Order": order, "NewOrder": twin}))
    operations = taken.file("resources/order.yaml")["operations"]
    assert operations["create"] == {"body": ["name!", "size"]}
    assert operations["update"]["body"] == ["name", "size"]
    assert not (taken.folder / "schemas").exists()


def test_bodies(tmp_path: Path) -> None:
    file = {"type": "string", "format": "binary"}
    paths = {
        "/a/json": {"post": sends(many(TEXT))},
        "/a/any": {"post": sends({})},
        "/a/map": {"post": sends({"type": "object", "additionalProperties": NUMBER})},
        "/a/patch": {"patch": sends(an_object(x=TEXT), media="application/merge-patch+json")},
        "/a/form": {"post": sends(an_object(x=TEXT, y=an_object(z=TEXT)), media="application/x-www-form-urlencoded")},
        "/a/parts": {"post": sends(an_object("file", file=file, files=many(file)), media="multipart/form-data")},
        "/a/bytes": {"post": sends({}, media="application/octet-stream")},
        "/a/image": {"post": sends({}, media="image/png")},
        "/a/text": {"post": sends(TEXT, media="text/plain")},
        "/a/union": {"post": sends({"oneOf": [TEXT, NUMBER]})},
        "/a/both": {"post": {"requestBody": {"content": {"application/xml": {}, "application/json": {"schema": an_object(x=TEXT)}}}, "responses": {"204": {}}}},
    }  # fmt: skip
    taken = take(tmp_path, document(paths))
    said = {
        o.path.rpartition("/")[2]: o.body
        for r in taken.api.resources
        for o in r.operations
    }
    kinds = {name: body and body.kind for name, body in said.items()}
    assert kinds == {
        "json": "value", "any": "any", "map": "value", "patch": "object", "form": "form",
        "parts": "multipart", "bytes": "bytes", "image": "bytes", "text": "text", "union": "value",
        "both": "object",
    }  # fmt: skip
    assert said["patch"]
    assert said["patch"].content_type == "application/merge-patch+json"
    assert said["bytes"]
    assert said["bytes"].content_type == "application/octet-stream"
    assert said["image"]
    assert said["image"].content_type == "image/png"
    assert taken.file("api.yaml")["forms"]["objects"] == "brackets"
    assert taken.kinds() == {"other media type of a body"}


def test_answers(tmp_path: Path) -> None:
    def answers(**by_status: Any) -> dict[str, Any]:
        said = {
            status[1:]: {"content": {media: {"schema": schema}}} if media else {}
            for status, (media, schema) in by_status.items()
        }
        return {"get": {"responses": said}}

    js = "application/json"
    order = an_object("id", id=TEXT)
    paths = {
        "/a/none": answers(s204=("", None)),
        "/a/maybe": answers(s200=(js, ref("Order")), s204=("", None)),
        "/a/status": answers(s200=(js, ref("Order")), s202=(js, ref("Job"))),
        "/a/same": answers(s200=(js, ref("Order")), s201=(js, ref("Order"))),
        "/a/bytes": answers(s200=("application/pdf", {})),
        "/a/text": answers(s200=("text/csv", TEXT)),
        "/a/events": answers(s200=("text/event-stream", ref("Order"))),
        "/a/lines": answers(s200=("application/x-ndjson", ref("Order"))),
        "/a/moved": answers(s302=("", None)),
        "/a/default": answers(sdefault=(js, ref("Order"))),
        "/a/any": answers(s200=(js, {})),
        "/a/map": answers(
            s200=(js, {"type": "object", "additionalProperties": ref("Order")})
        ),
        "/a/inline": answers(s200=(js, an_object(x=TEXT))),
        "/a/union": answers(s200=(js, {"oneOf": [ref("Order"), ref("Job")]})),
    }
    job = an_object("job", job=TEXT)
    taken = take(tmp_path, document(paths, {"Order": order, "Job": job}))
    said = {
        o.path.rpartition("/")[2]: o.answer.kind
        for r in taken.api.resources
        for o in r.operations
    }
    assert said == {
        "none": "empty", "maybe": "single", "status": "status", "same": "single",
        "bytes": "bytes", "text": "text", "events": "events", "lines": "lines",
        "moved": "bytes", "default": "single", "any": "single", "map": "single",
        "inline": "single", "union": "single",
    }  # fmt: skip
    assert not taken.journal.losses


def test_a_stream_that_is_asked_for(tmp_path: Path) -> None:
    operation = sends(
        an_object(
            "q",
            q=TEXT,
            stream={"type": "boolean", "description": "Ends with data: [DONE]."},
        ),
        ref("Reply"),
    )
    operation["responses"]["200"]["content"]["text/event-stream"] = {
        "schema": ref("Chunk")
    }
    schemas = {"Reply": an_object(text=TEXT), "Chunk": an_object(delta=TEXT)}
    taken = take(
        tmp_path,
        document({"/ask": {"post": {**operation, "operationId": "ask"}}}, schemas),
    )
    [made] = [o for r in taken.api.resources for o in r.operations]
    (when,) = made.answer_when
    assert (when.key, when.values, when.answer.kind, when.answer.end) == (
        "stream",
        (True,),
        "events",
        "[DONE]",
    )


def test_headers_are_told_apart_without_case(tmp_path: Path) -> None:
    parameters = [
        {"name": name, "in": "header", "schema": TEXT}
        for name in ("X-Shop", "x-shop", "X-Day")
    ]
    operation = {"operationId": "ask", "parameters": parameters, "responses": {}}
    taken = take(tmp_path, document({"/ask": {"get": operation}}))
    [made] = [o for r in taken.api.resources for o in r.operations]
    assert [each.name for each in made.header_parameters] == ["x-shop", "X-Day"]


def test_parameters(tmp_path: Path) -> None:
    parameters = [
        query("plain", TEXT, required=True),
        query("list", many(TEXT)),
        query("comma", many(TEXT), explode=False),
        query("pipes", many(TEXT), style="pipeDelimited", explode=False),
        query("deep", an_object(gt=NUMBER), style="deepObject"),
        query("spread", an_object(one=TEXT, two=NUMBER)),
        query("values", {"type": "string", "enum": ["a", "b"]}),
        query("created[gt]", NUMBER),
        {"name": "at<", "in": "query", "schema": TEXT},
        query("at", TEXT),
        {"name": "X-Trace", "in": "header", "schema": TEXT},
        {"name": "Accept", "in": "header", "schema": TEXT},
        {"name": "session", "in": "cookie", "schema": TEXT},
        {"name": "json", "in": "query", "content": {"application/json": {}}},
    ]
    taken = take(
        tmp_path,
        document(
            {"/a/{id}/b": {"get": get(TEXT, parameters=[*parameters, in_path("id")])}}
        ),
    )
    [operation] = [o for r in taken.api.resources for o in r.operations]
    named = {p.name: p for p in operation.query_parameters}
    assert [*named] == [
        "plain",
        "list",
        "comma",
        "pipes",
        "deep",
        "one",
        "two",
        "values",
        "created[gt]",
        "at<",
        "at",
        "json",
    ]
    assert named["plain"].required
    assert [named[n].explode for n in ("list", "comma", "pipes", "deep")] == [
        "repeat",
        "comma",
        "pipes",
        "brackets",
    ]
    assert named["at<"].alias == "at_before"
    assert [p.name for p in operation.header_parameters] == ["X-Trace"]
    assert [p.name for p in operation.cookie_parameters] == ["session"]
    assert [p.name for p in operation.path_parameters] == ["id"]
    assert taken.kinds() == {"parameter with content"}


def test_common_parameters_are_said_once(tmp_path: Path) -> None:
    region = {"name": "X-Region", "in": "header", "required": True, "schema": TEXT}
    key = {"name": "Idempotency-Key", "in": "header", "schema": TEXT}
    fields = query("fields", many(TEXT))
    paths = {
        f"/{name}": {
            "get": get(TEXT, parameters=[region, fields], operationId=f"show-{name}"),
            "post": sends(
                an_object(x=TEXT), parameters=[region, key], operationId=f"make-{name}"
            ),
        }
        for name in ("a", "b", "c")
    }
    api = take(tmp_path, document(paths)).file("api.yaml")
    assert api["parameters"] == {
        "fields": ["string"],
        "X-Region": {"in": "header", "type": "string", "required": True},
        "Idempotency-Key": {"in": "header", "type": "string", "role": "idempotency"},
    }
    assert api["always"] == ["X-Region", "Idempotency-Key"]


def test_who_calls(tmp_path: Path) -> None:
    schemes = {
        "token": {"type": "http", "scheme": "bearer"},
        "password": {"type": "http", "scheme": "basic"},
        "app": {"type": "apiKey", "in": "header", "name": "X-App"},
        "secret": {"type": "apiKey", "in": "query", "name": "secret"},
        "login": {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "https://example.com/token",
                    "scopes": {},
                }
            },
        },
        "odd": {"type": "http", "scheme": "digest"},
    }
    paths = {
        "/a": {"get": get(TEXT)},
        "/b": {"get": get(TEXT, security=[])},
        "/c": {"get": get(TEXT, security=[{"password": []}])},
        "/d": {"get": get(TEXT, security=[{"app": [], "secret": []}, {"token": []}])},
        "/e": {"get": get(TEXT, security=[{"login": ["orders:read"]}])},
        "/f": {"get": get(TEXT)},
    }
    said = document(
        paths, components={"securitySchemes": schemes}, security=[{"token": []}]
    )
    taken = take(tmp_path, said)
    auth = taken.file("api.yaml")["auth"]
    assert auth["bearer"] == {"env": "SHOP_TOKEN"}
    assert set(auth["also"]) == {"password", "app_secret"}
    assert auth["oauth2"]["token_url"] == "https://example.com/token"
    terms = {o.path: o.terms for r in taken.api.resources for o in r.operations}
    assert terms["/a"].ways in ((), ("bearer",))
    assert terms["/b"].ways == ("none",)
    assert terms["/c"].ways == ("password",)
    assert terms["/d"].ways == ("app_secret", "bearer")
    assert terms["/e"].scopes == ("orders:read",)
    assert taken.kinds() == {"security scheme"}


def test_servers(tmp_path: Path) -> None:
    servers = [
        {
            "url": "https://{shop}.example.com/v1/",
            "variables": {"shop": {"default": "www"}},
        },
        {
            "url": "https://eu.example.com:{port}",
            "variables": {"port": {"default": "8443"}},
        },
    ]
    paths = {
        "/a": {"get": get(TEXT)},
        "/b": {
            "post": sends(
                an_object(x=TEXT), servers=[{"url": "https://files.example.com"}]
            )
        },
    }
    taken = take(tmp_path, document(paths, servers=servers))
    assert taken.file("api.yaml")["servers"] == [
        {"url": "https://{shop}.example.com/v1", "variables": {"shop": {"env": "SHOP_SHOP", "default": "www"}}},
        {"url": "https://eu.example.com:8443"},
        {"name": "files", "url": "https://files.example.com"},
    ]  # fmt: skip
    assert [o.terms.server for r in taken.api.resources for o in r.operations] == [
        "",
        "files",
    ]
    relative = take(tmp_path, document(paths, servers=[{"url": "/api/v3"}]))
    assert relative.api.servers[0].url == "https://api.example.com/api/v3"
    assert "no server" in relative.kinds()


def test_what_failures_answer(tmp_path: Path) -> None:
    problem = {"content": {"application/json": {"schema": ref("Problem")}}}
    operation = get(TEXT)
    operation["responses"] |= {"400": problem, "default": problem}
    schemas = {"Problem": an_object(error=an_object(code=TEXT, message=TEXT))}
    taken = take(tmp_path, document({"/a": {"get": operation}}, schemas))
    assert taken.file("api.yaml")["errors"] == {
        "body": "Problem", "message": "error.message", "code": "error.code",
    }  # fmt: skip


def test_rules(tmp_path: Path) -> None:
    body = {
        **an_object("name", name=TEXT, a=TEXT, b=TEXT, c=TEXT, kind=TEXT, reason=TEXT),
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
        "dependentRequired": {"c": ["a"]},
        "not": {"required": ["b", "c"]},
        "if": {"properties": {"kind": {"const": "other"}}, "required": ["kind"]},
        "then": {"required": ["reason"]},
    }
    either = {
        **an_object(a=TEXT, b=TEXT),
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    }
    paths = {
        "/orders": {"post": sends(body, operationId="one")},
        "/orders/either": {"post": sends(either, operationId="either")},
    }
    taken = take(tmp_path, document(paths))
    operations = taken.file("resources/order.yaml")["operations"]
    rules = [
        {k: v for k, v in rule.items() if k != "name"}
        for each in operations.values()
        for rule in each["rules"]
    ]
    assert rules == [
        {"one": ["a", "b"]},
        {"not": {"all": ["b", "c"]}},
        {"if": "c", "then": "a"},
        {"if": {"key": "kind", "is": "other"}, "then": "reason"},
        {"any": ["a", "b"]},
    ]


def test_texts_come_along_when_they_are_asked_for(tmp_path: Path) -> None:
    order = an_object(id={**TEXT, "description": "Names **one** order. It is opaque."})
    paths = {
        "/orders": {"get": get(many(ref("Order")), summary="Walk [all](x) orders.")},
        "/orders/{id}": {"get": get(ref("Order"), parameters=[in_path("id")])},
    }
    said = document(paths, {"Order": order})
    without = take(tmp_path, said).file("resources/order.yaml")
    assert without["fields"] == {"id": "string"}
    assert without["operations"]["list"] is None
    with_texts = take(tmp_path, said, texts=True).file("resources/order.yaml")
    assert with_texts["fields"] == {
        "id": {"type": "string", "summary": "Names one order."}
    }
    assert with_texts["operations"]["list"] == "Walk all orders."


def test_what_a_spec_has_no_words_for_is_told(tmp_path: Path) -> None:
    operation = get(an_object(tags={**many(TEXT), "uniqueItems": True}))
    operation["responses"]["200"] |= {"headers": {"X-Rest": {}}, "links": {"next": {}}}
    operation["callbacks"] = {"done": {}}
    taken = take(tmp_path, document({"/a": {"get": operation}}))
    assert taken.journal.by_kind() == {
        "bound": 1,
        "callback": 1,
        "header of an answer": 1,
        "link": 1,
    }


def test_a_parameter_that_may_only_be_empty_is_text(tmp_path: Path) -> None:
    empty = query("order", {"type": "string", "const": ""})
    operation = get(many(TEXT), parameters=[empty])
    taken = take(tmp_path, document({"/orders": {"get": operation}}))
    [name] = taken.names()
    [parameter] = taken.operation(name).query_parameters
    assert parameter.type == Scalar("string")


def test_there_is_no_body_with_204(tmp_path: Path) -> None:
    gone = {
        "description": "",
        "content": {"application/json": {"schema": an_object(x=TEXT)}},
    }
    taken = take(tmp_path, document({"/a": {"delete": {"responses": {"204": gone}}}}))
    assert taken.api.resources[0].operations[0].answer.kind == "empty"
    assert taken.journal.by_kind() == {"body of an empty answer": 1}


def test_a_key_that_is_demanded_and_not_described_is_told(tmp_path: Path) -> None:
    taken = take(tmp_path, document({"/a": {"post": sends(an_object("type", x=TEXT))}}))
    (loss,) = taken.journal.losses
    assert (loss.kind, loss.spot.pointer) == (
        "undescribed key",
        "/paths/~1a/post/requestBody/content/application~1json/schema",
    )
    assert "'type' has to be there" in loss.words

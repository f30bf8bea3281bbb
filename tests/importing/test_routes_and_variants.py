"""What several operations, or several objects, of a document become that are one on the wire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from importing_runs import (
    NUMBER,
    TEXT,
    Taken,
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

ORDER = {"Order": an_object("id", id=TEXT)}
FLAG = {"type": "boolean"}
EVENT = {"text/event-stream": {"schema": an_object("text", text=TEXT)}}


def test_a_key_of_another_name_is_the_same_route(tmp_path: Path) -> None:
    paths = {
        f"/orders/{{{name}}}": {"get": get(ref("Order"), parameters=[in_path(name)])}
        for name in ("id", "number")
    }
    taken = take(tmp_path, document(paths, ORDER))
    assert taken.names() == {"Order.get"}
    assert not taken.journal.losses
    assert "2 of 2 operations carried" in taken.page()
    assert "called as GET /orders/{id}, whose route it has" in taken.page()


def test_a_route_that_answers_otherwise_is_not_carried(tmp_path: Path) -> None:
    paths = {
        "/orders/{id}": {"get": get(ref("Order"), parameters=[in_path("id")])},
        "/orders/{id}#history": {
            "get": get(an_object("at", at=TEXT), parameters=[in_path("id")])
        },
    }
    taken = take(tmp_path, document(paths, ORDER))
    assert taken.kinds() == {"variant of a route"}
    assert "1 of 2 operations carried" in taken.page()


@pytest.mark.parametrize("media", ["application/json", "multipart/form-data"])
def test_a_route_of_its_own_for_streams_is_an_answer_on_demand(
    media: str, tmp_path: Path
) -> None:
    def body(stream: bool) -> Any:
        return an_object("prompt", prompt=TEXT, stream={**FLAG, "const": stream})

    whole = sends(body(False), ref("Order"), media)
    parts = {
        **sends(body(True), ref("Order"), media),
        "responses": {"200": {"description": "", "content": EVENT}},
    }
    paths = {"/orders": {"post": whole}, "/orders#stream": {"post": parts}}
    taken = take(tmp_path, document(paths, ORDER))
    [when] = taken.operation("Order.create").answer_when
    assert (when.key, when.values, when.answer.kind) == ("stream", (True,), "events")
    assert not taken.journal.losses


def test_a_stream_that_nothing_asks_for_is_not_carried(tmp_path: Path) -> None:
    body = an_object("prompt", prompt=TEXT)
    parts = sends(body)
    parts["responses"]["200"]["content"] = EVENT
    paths = {
        "/orders": {"post": sends(body, ref("Order"))},
        "/orders#stream": {"post": parts},
    }
    taken = take(tmp_path, document(paths, ORDER))
    assert taken.kinds() == {"variant of a route"}
    assert "1 of 2 operations carried" in taken.page()


def test_an_operation_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "orders.json").write_text(
        '{"parameters": [{"name": "id", "in": "path", "required": true,'
        ' "schema": {"type": "string"}}], "responses": {"200": {"description": "",'
        ' "content": {"application/json": {"schema": {"type": "object",'
        ' "properties": {"id": {"type": "string"}}}}}}}}'
    )
    paths = {"/orders/{id}": {"get": {"$ref": "orders.json"}}}
    taken = take(tmp_path, document(paths))
    operation = taken.operation("Order.get")
    assert [each.name for each in operation.path_parameters] == ["id"]
    assert not taken.journal.losses


def test_all_properties_or_responses_behind_a_reference(tmp_path: Path) -> None:
    content = {"application/json": {"schema": many(ref("Order"))}}
    answers = {"Usual": {"200": {"description": "", "content": content}}}
    listing = {"responses": {"$ref": "#/components/responses/Usual"}}
    said = document({"/orders": {"get": listing}})
    base = an_object(id=TEXT, name=TEXT)
    whole = {
        "allOf": [
            {
                "type": "object",
                "properties": {"$ref": "#/components/schemas/Base/properties"},
            },
            an_object(total=NUMBER),
        ]
    }
    said["components"] = {
        "responses": answers,
        "schemas": {"Base": base, "Order": whole},
    }
    taken = take(tmp_path, said)
    fields = taken.file("resources/order.yaml")["fields"]
    assert fields == {"id": "string", "name": "string", "total": "integer"}
    assert not taken.journal.losses


@pytest.mark.parametrize(
    "null",
    [
        {"nullable": True},
        {"x-nullable": True},
        {"type": "null"},
        {"enum": [None]},
        {"const": None},
    ],
)
@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_null_as_one_of_several_is_null(word: str, null: Any, tmp_path: Path) -> None:
    usage = an_object("cpu", cpu=NUMBER)
    order = an_object("id", "usage", id=TEXT, usage={word: [ref("Usage"), null]})
    paths = {"/orders": {"get": get(many(ref("Order")))}}
    taken = take(tmp_path, document(paths, {"Order": order, "Usage": usage}))
    assert taken.file("resources/order.yaml")["fields"]["usage"] == "Usage | null!"
    assert not taken.journal.losses


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_a_type_that_may_be_null_is_more_than_null(word: str, tmp_path: Path) -> None:
    name = {"type": "string", "nullable": True}
    order = an_object("id", id=TEXT, name={word: [name, NUMBER]})
    paths = {"/orders": {"get": get(many(ref("Order")))}}
    taken = take(tmp_path, document(paths, {"Order": order}))
    said = taken.file("resources/order.yaml")["fields"]["name"]
    assert said == "string | integer"


def cards(taken: Taken) -> Any:
    return taken.file("schemas/shared.yaml")["schemas"]


def test_a_key_that_tells_objects_apart_is_kept_where_they_stand(
    tmp_path: Path,
) -> None:
    kinds = {
        name: an_object("id", id=TEXT, kind={"enum": [name.lower()]})
        for name in ("Card", "Bank")
    }
    pays = {
        "oneOf": [ref("Card"), ref("Bank")],
        "discriminator": {"propertyName": "kind"},
    }
    order = an_object("id", id=TEXT, pays=pays)
    paths = {"/orders": {"get": get(many(ref("Order")))}}
    taken = take(tmp_path, document(paths, {"Order": order, **kinds}))
    name = taken.file("resources/order.yaml")["fields"]["pays"]
    assert cards(taken)[name] == {
        "one_of": {"card": "Card", "bank": "Bank"},
        "by": "kind",
    }


def test_names_of_objects_are_no_values_of_a_key_that_they_do_not_have(
    tmp_path: Path,
) -> None:
    kinds = {"Card": an_object(id=TEXT), "Bank": an_object(id=TEXT, iban=TEXT)}
    pays = {
        "oneOf": [ref("Card"), ref("Bank")],
        "discriminator": {"propertyName": "kind"},
    }
    body = an_object("pays", pays=pays)
    paths = {"/orders": {"post": sends(body, ref("Order"))}}
    taken = take(tmp_path, document(paths, {**ORDER, **kinds}))
    assert taken.names() == {"Order.create"}
    assert taken.kinds() == {"variants joined"}


def test_a_post_that_pages_in_its_query_is_not_walked(tmp_path: Path) -> None:
    answer = an_object(items=many(ref("Order")), next_token=TEXT)
    listing = sends(an_object(a=TEXT), answer, parameters=[query("next_token", TEXT)])
    paths = {"/orders/search": {"post": listing}}
    taken = take(tmp_path, document(paths, ORDER))
    assert taken.journal.carried == 1
    assert "refused operation" not in taken.kinds()


def test_a_post_that_pages_in_query_and_body_is_walked_by_its_body(
    tmp_path: Path,
) -> None:
    answer = an_object(items=many(ref("Order")), next_token=TEXT)
    body = an_object(next_token=TEXT)
    listing = sends(body, answer, parameters=[query("next_token", TEXT)])
    paths = {"/orders/search": {"post": listing}}
    taken = take(tmp_path, document(paths, ORDER))
    [operation] = taken.api.resources[0].operations
    assert operation.answer.kind == "pages"
    assert operation.page_key == "next_token"


def test_a_cursor_in_a_header(tmp_path: Path) -> None:
    listing = get(many(ref("Order")), parameters=[query("page_token", TEXT)])
    listing["responses"]["200"]["headers"] = {"X-Next-Page-Token": {"schema": TEXT}}
    taken = take(tmp_path, document({"/orders": {"get": listing}}, ORDER))
    assert taken.file("api.yaml")["paging"] == {
        "style": "cursor",
        "parameter": "page_token",
        "next": "header X-Next-Page-Token",
    }


def test_the_next_url_is_a_link_whatever_the_parameter(tmp_path: Path) -> None:
    url = {"type": "string", "format": "uri"}
    answer = an_object(data=many(ref("Order")), metadata=an_object(next=url))
    listing = get(answer, parameters=[query("page_token", TEXT)])
    taken = take(tmp_path, document({"/orders": {"get": listing}}, ORDER))
    assert taken.file("api.yaml")["paging"]["style"] == "link"


def test_lists_that_name_no_link_are_walked_as_the_others(tmp_path: Path) -> None:
    paths: dict[str, Any] = {}
    for number in range(5):
        listing = get(
            many(ref("Order")),
            parameters=[
                query("page_size", TEXT),
                query("before", TEXT),
                query("after", TEXT),
            ],
        )
        if number:
            listing["responses"]["200"]["headers"] = {"Link": {"schema": TEXT}}
        paths[f"/orders{number}"] = {"get": listing}
    order = {"Order": an_object("name", name=TEXT)}
    taken = take(tmp_path, document(paths, order))
    kinds = {o.answer.kind for r in taken.api.resources for o in r.operations}
    assert kinds == {"pages"}
    assert "as in 4 other lists" in taken.page()


@pytest.mark.parametrize("default", ["{environment}", ""])
def test_a_server_whose_variable_says_nothing_is_left_out(
    default: str, tmp_path: Path
) -> None:
    said = document({"/orders": {"get": get(many(ref("Order")))}}, ORDER)
    said["servers"] += [
        {
            "url": "https://{environment}.example.com",
            "variables": {"environment": {"default": default}},
        }
    ]
    taken = take(tmp_path, said)
    assert [each.url for each in taken.api.servers] == ["https://api.example.com"]
    assert taken.kinds() == {"server variable"}


def test_a_cursor_that_is_a_number_has_no_bounds(tmp_path: Path) -> None:
    cursor = query("cursor", {**NUMBER, "minimum": 0, "default": 0})
    answer = an_object(data=many(ref("Order")), next_cursor=TEXT)
    paths = {
        f"/orders{number}": {"get": get(answer, parameters=[cursor])}
        for number in range(4)
    }
    taken = take(tmp_path, document(paths, ORDER))
    assert taken.file("api.yaml")["parameters"]["cursor"] == {"role": "page"}


def test_a_parameter_that_is_always_empty_is_text(tmp_path: Path) -> None:
    listing = get(many(ref("Order")), parameters=[query("q", {**TEXT, "const": ""})])
    taken = take(tmp_path, document({"/orders": {"get": listing}}, ORDER))
    [parameter] = taken.operation("Order.list").query_parameters
    assert (parameter.name, parameter.type) == ("q", Scalar("string"))

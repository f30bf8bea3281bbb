"""Names of resources, operations and schemas; hostile ones, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from importing_runs import (
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
from selection import mostly_slow

PAYLOADS = [
    "class", "None", "import", "self", "options", "body", "list", "a b", "é", "日本", "_x", "9lives",
    "x" * 150, "'", '"', "\\", "`", "${x}", "{{x}}", "{% x %}", "<script>", "]]>", "*/", "#", "!", "a!",
    "string", "required", "fields", "null", "true", "1", "-", "- a", "? a", ": ", "a: b", "&a", "*a", "|", ">",
    "\n", "a\nb", "\u202e", "\x00", "\ud800", "%", "@", "~", "<<", "..", "/", "a/b", "a.b", "con", "nul", "",
]  # fmt: skip


def named(tmp_path: Path, **calls: str) -> set[str]:
    """Names of operations, by operationId and `METHOD /path`."""
    paths: dict[str, Any] = {}
    for identity, route in calls.items():
        method, path = route.split(" ")
        operation = (
            get(TEXT, operationId=identity)
            if not identity.startswith("_")
            else get(TEXT)
        )
        operation["parameters"] = [
            in_path(p.strip("{}")) for p in path.split("/") if p[:1] == "{"
        ]
        paths.setdefault(path, {})[method.lower()] = operation
    return take(tmp_path, document(paths)).names()


def test_identities_are_shortened(tmp_path: Path) -> None:
    assert named(
        tmp_path,
        listOrders="GET /orders",
        **{"orders/list-for-org": "GET /orders/org/{org}"},
        cancelOrder="POST /orders/{id}/cancel",
        retrieveOrderDraft="GET /orders/{id}/draft",
        post_orders_id_copy="POST /orders/{id}/copy",
        _1="GET /orders/{id}/lines/{line}",
    ) == {
        "Order.list_for_org", "Order.list", "Order.cancel", "Order.retrieve_draft", "Order.copy",
        "Order.get_line",
    }  # fmt: skip
    names = named(
        tmp_path,
        cancelOrder="POST /orders/{id}/cancel",
        listOrderLines="GET /orders/{id}/lines",
    )
    assert names == {"Order.cancel", "Order.list_lines"}


def test_names_without_identities(tmp_path: Path) -> None:
    assert named(
        tmp_path,
        _1="POST /v1/customers",
        _2="GET /v1/customers/{id}",
        _3="DELETE /v1/customers/{id}",
        _4="POST /v1/customers/{id}",
        _5="GET /v1/customers/{id}/sources/{source}",
        _6="POST /v1/customers/{id}/sources/{source}/verify",
        _7="GET /v1/issuing/cards/{id}",
        _8="GET /v1/issuing/disputes/{id}",
        _9="GET /v1/balance",
    ) == {
        "Customer.create", "Customer.get", "Customer.delete", "Customer.update", "Customer.get_source",
        "Customer.verify_source", "IssuingCard.get", "IssuingDispute.get", "Balance.get",
    }  # fmt: skip


def test_names_are_told_apart(tmp_path: Path) -> None:
    schemas = {
        "order item": an_object(a=TEXT),
        "OrderItem": an_object(b=TEXT),
        "Order_Item": an_object(c=TEXT),
    }
    paths: dict[str, Any] = {
        f"/x{n}": {"get": get(ref(name), tags=["Order"], operationId="read")}
        for n, name in enumerate(schemas)
    }
    taken = take(tmp_path, document(paths, schemas))
    assert len(taken.names()) == 3
    assert len({s.name.lower() for s in taken.api.schemas}) == 3


def test_arguments_are_told_apart(tmp_path: Path) -> None:
    operation = sends(
        an_object(id=TEXT, userId=TEXT, user_id=TEXT),
        TEXT,
        parameters=[in_path("id"), query("id", TEXT), query("user-id", TEXT)],
    )
    taken = take(tmp_path, document({"/a/{id}": {"put": operation}}))
    [made] = [o for r in taken.api.resources for o in r.operations]
    assert made.body
    assert len(made.body.fields) == 3


@pytest.mark.parametrize("name", mostly_slow(PAYLOADS, list(PAYLOADS)[::5]))
def test_hostile_names(name: str, tmp_path: Path) -> None:
    schemas = {
        "Plain": an_object(
            name,
            **{name: TEXT, "other": {"enum": [name, "x"]}, "const": {"const": name}},
        ),
        name: an_object(x=TEXT, inner=an_object(**{name: an_object(y=TEXT)})),
    }
    reference = "#/components/schemas/" + name.replace("~", "~0").replace(
        "/", "~1"
    ).replace("%", "%25")
    paths = {
        "/plain": {
            "get": get(many(ref("Plain")), operationId=name, tags=[name]),
            "post": sends(
                ref("Plain"),
                {"$ref": reference},
                summary=name,
                tags=[name],
                description=name,
            ),
        },
        "/query": {
            "get": get(
                TEXT,
                parameters=[
                    query(name, TEXT),
                    {"name": name, "in": "header", "schema": TEXT},
                    {"name": name, "in": "cookie", "schema": TEXT},
                ],
            )
        },
        "/" + name.replace("/", ""): {"get": get(TEXT)},
        "/x/{" + name + "}": {"get": get(TEXT, parameters=[in_path(name)])},
    }
    schemes = {name: {"type": "apiKey", "in": "header", "name": name}}
    said = document(paths, schemas, security=[{name: []}])
    said["components"]["securitySchemes"] = schemes
    said["info"] = {"title": name, "version": name, "description": name}
    said["servers"] = [
        {
            "url": "https://{v}.example.com/" + name,
            "variables": {"v": {"default": name}},
        },
        {"url": "https://api.example.com"},
    ]
    for texts in (False, True):
        taken = take(tmp_path, said, texts=texts)
        assert taken.names()


def test_a_collection_elsewhere_is_not_taken_for_the_resource(tmp_path: Path) -> None:
    paths: dict[str, Any] = {}
    for identity, route in {
        "repos/list-for-org": "GET /orgs/{org}/repos",
        "repos/get": "GET /repos/{owner}/{repo}",
        "repos/list-webhooks": "GET /repos/{owner}/{repo}/hooks",
        "repos/get-webhook": "GET /repos/{owner}/{repo}/hooks/{hook}",
        "repos/delete-webhook": "DELETE /repos/{owner}/{repo}/hooks/{hook}",
    }.items():
        method, path = route.split(" ")
        said = get(
            many(TEXT) if "list" in identity else TEXT,
            operationId=identity,
            tags=["repos"],
        )
        paths.setdefault(path, {})[method.lower()] = said
    assert take(tmp_path, document(paths)).names() == {
        *("Repo.list_for_org", "Repo.get", "Repo.list_webhooks"),
        *("Repo.get_webhook", "Repo.delete_webhook"),
    }

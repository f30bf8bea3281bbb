"""The OpenAPI document says what the spec says, in valid OpenAPI and JSON Schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from document_reading import without_facts
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from clientgen.reading import load
from clientgen.targets.description.document import document

ROOT = Path(__file__).parents[2]
SPECS = {
    "makini": ROOT / "spec/makini",
    "library": ROOT / "tests/library/spec",
    "styles": ROOT / "tests/targets/sent_spec",
}


@cache
def text_of(name: str) -> str:
    return json.dumps(document(load(SPECS[name]).api))


def made(name: str) -> Any:
    return json.loads(text_of(name))


def body_of(whole: Any, path: str, method: str) -> Any:
    """A body's schema with the components that it refers to."""
    (content,) = whole["paths"][path][method]["requestBody"]["content"].values()
    return {**content["schema"], "components": whole["components"]}


def parameters_of(whole: Any, path: str, method: str = "get") -> dict[str, Any]:
    return {p["name"]: p for p in whole["paths"][path][method]["parameters"]}


@pytest.fixture(scope="module", params=SPECS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def api_document(name: str) -> Any:
    return made(name)


def test_it_is_valid_openapi(api_document: Any) -> None:
    validate(api_document)


def test_every_operation_is_there(name: str, api_document: Any) -> None:
    api = load(SPECS[name]).api
    wanted = {
        (operation.path, operation.method.lower())
        for resource in api.resources
        for operation in resource.operations
    }
    found = {
        (path, method)
        for path, item in api_document["paths"].items()
        for method in item
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        ({"invoiceNumber": "1"}, False),
        ({"customerKey": None}, False),
        ({"customerKey": "1"}, True),
        ({"salesOrderKey": "1"}, True),
        ({"poKey": "1", "dueDate": None}, True),
        ({"vendorKey": "1", "customerKey": "2"}, True),
    ],
)
def test_a_body_schema_holds_the_invoice_rule(
    body: dict[str, Any], accepted: bool
) -> None:
    schema = body_of(made("makini"), "/api/invoices", "post")
    assert Draft202012Validator(schema).is_valid(body) is accepted


def test_rules_of_a_platform_stand_apart() -> None:
    makini = made("makini")
    operation = makini["paths"]["/api/work-orders"]["post"]
    upkeep = Draft202012Validator(operation["x-context-rules"]["platform=UPKEEP"])
    whole = {
        "assetKey": "1",
        "title": "t",
        "severity": "s",
        "scheduledAt": "2026-01-01T00:00:00Z",
    }
    assert upkeep.is_valid(whole)
    assert not upkeep.is_valid({**whole, "severity": None})
    schema = body_of(makini, "/api/work-orders", "post")
    assert Draft202012Validator(schema).is_valid({}), "without one nothing is demanded"


def test_a_body_is_required_where_a_rule_or_a_mark_needs_a_key() -> None:
    def required(whole: Any) -> dict[str, bool]:
        return {
            operation["operationId"]: operation["requestBody"].get("required", False)
            for item in whole["paths"].values()
            for operation in item.values()
            if "requestBody" in operation
        }

    makini = required(made("makini"))
    assert makini["invoices.create"], "a rule"
    assert makini["purchase_orders.update"], "a mark"
    assert not makini["assets.create"]
    assert not makini["work_orders.create"], "demanded by platforms only"
    assert required(made("styles")) == {
        "orders.create": True,
        "orders.needs_lines": True,
        "orders.many": True,
        "orders.pay": True,
        "orders.attach": True,
        "orders.anything": False,
    }


def test_bodies_are_apart_from_answers() -> None:
    """What the API sets is not sent, what answers always have need not be; null is legal."""
    schemas = made("styles")["components"]["schemas"]
    assert schemas["Line"]["required"] == ["id", "amount"]
    assert schemas["Line"]["properties"]["part"]["anyOf"][0] == {
        "$ref": "#/components/schemas/Line"
    }
    sent = schemas["LineInput2"]  # LineInput is the spec's own
    assert list(sent["properties"]) == ["sku", "amount", "due", "part"]
    assert "required" not in sent
    assert sent["properties"]["amount"] == {"type": ["integer", "null"]}
    assert sent["properties"]["part"]["anyOf"][0] == {
        "$ref": "#/components/schemas/LineInput2"
    }
    way = schemas["OrderCreateBody1"]
    assert way["required"] == ["closedAt", "coupon"]
    assert way["properties"]["closedAt"]["type"] == ["string", "null"]
    assert way["properties"]["coupon"] == {"type": "string"}
    assert way["properties"]["price"] == {"type": "null"}


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        ({"closedAt": None, "coupon": "1"}, True),
        ({"closedAt": None, "price": 1}, True),
        ({"coupon": "1"}, False),
        ({"closedAt": None}, False),
        ({"closedAt": None, "coupon": "1", "price": 2}, False),
        ({"closedAt": None, "price": 1, "kind": "gift"}, False),
        ({"closedAt": None, "coupon": "1", "kind": "gift"}, True),
        ({"closedAt": None, "coupon": "1", "lines": [{"sku": "1"}]}, True),
        ({"closedAt": None, "coupon": "1", "lines": [{"sku": None}]}, False),
        ({"closedAt": None, "coupon": "1", "lines": None}, True),
        ({"closedAt": None, "coupon": 1}, False),
    ],
)
def test_a_body_schema_holds_what_types_cannot_say(
    body: dict[str, Any], accepted: bool
) -> None:
    schema = body_of(made("styles"), "/orders", "post")
    assert Draft202012Validator(schema).is_valid(body) is accepted


def test_parameters_are_in_the_styles_that_are_sent() -> None:
    found = parameters_of(made("styles"), "/orders")
    assert list(found) == [
        *("where", "join", "order", "ids", "tags", "colours[]", "days", "size"),
        *("point", "odd name&"),
    ]

    def style(name: str) -> tuple[Any, Any]:
        return found[name]["style"], found[name]["explode"]

    assert style("ids") == style("odd name&") == ("form", False)
    assert style("colours[]") == style("days") == ("form", True)
    for name in ("where", "order", "size", "point"):
        assert style(name) == ("deepObject", True)
    assert found["order"]["schema"]["additionalProperties"]["enum"] == ["asc", "desc"]
    assert found["join"]["schema"]["examples"] == ["and", "or"]
    assert "gt, in" in found["where"]["description"]


def test_what_the_vendor_says_of_bodies_alone() -> None:
    makini = made("makini")
    part = Draft202012Validator(body_of(makini, "/api/materials", "post"))
    assert part.is_valid({"minimumQuantity": "15"})
    assert not part.is_valid({"minimumQuantity": 15})
    sent = makini["components"]["schemas"]["PassthroughSendBody"]["properties"]
    methods = ["get", "post", "put", "delete"]
    assert sent["method"]["x-extensible-enum"] == methods


def test_filters_are_whole() -> None:
    makini = made("makini")
    lists = 0
    for path, item in makini["paths"].items():
        found = (
            parameters_of(makini, path) if "parameters" in item.get("get", {}) else {}
        )
        if "filter" in found:
            lists += 1
            assert "filterMatch" in found
            assert found["filter"]["schema"]["additionalProperties"]
    assert lists == 68


def test_files() -> None:
    styles = made("styles")["components"]["schemas"]
    properties = without_facts(styles["OrderAttachBody"]["properties"])
    assert properties["cover"] == {"type": "string", "format": "binary"}
    assert properties["files"]["items"] == {"type": "string", "format": "binary"}


def test_pages_say_where_everything_is() -> None:
    def answer(whole: Any, path: str) -> Any:
        answers = whole["paths"][path]["get"]["responses"]
        return answers["200"]["content"]["application/json"]["schema"]

    page = answer(made("makini"), "/api/invoices")
    assert page["required"] == ["data"]
    assert set(page["properties"]) == {"data", "meta", "links"}
    assert set(page["properties"]["meta"]["properties"]) == {
        *("current_page", "last_page", "total")
    }
    assert page["properties"]["links"]["properties"]["next"]["type"] == [
        *("string", "null")
    ]
    page = answer(made("library"), "/books")
    assert set(page["properties"]["page"]["properties"]) == {"next_cursor", "total"}
    page = answer(made("styles"), "/orders")
    assert set(page["properties"]) == {"orders", "paging"}


def test_oauth2_webhooks_modules_and_words() -> None:
    makini, styles = made("makini"), made("styles")
    flows = makini["components"]["securitySchemes"]["oauth2"]["flows"]
    assert set(flows) == {"authorizationCode", "clientCredentials"}
    assert (
        flows["authorizationCode"]["refreshUrl"] == "https://api.makini.io/link/token"
    )
    assert makini["security"] == [{"bearer": []}, {"oauth2": []}]
    assert set(styles["webhooks"]) == {"order.made", "order.paid"}
    hook = styles["webhooks"]["order.paid"]["post"]
    payload = hook["requestBody"]["content"]["application/json"]["schema"]
    assert payload["required"] == ["meta"]
    assert payload["properties"]["meta"]["properties"]["name"]["const"] == "order.paid"
    assert hook["parameters"][0]["name"] == "X-Signature"
    assert makini["x-modules"] == {
        "eam": "Maintenance",
        "erp": "Finance",
        "wms": "Warehouse",
    }
    assert styles["tags"][0]["x-modules"] == ["sales"]
    assert "Nobody says how long" in styles["tags"][0]["description"]
    create = styles["paths"]["/orders"]["post"]
    assert create["description"] == "Two ways lead to it."
    assert create["summary"] == "Make an order"
    assert styles["paths"]["/orders/anything"]["post"]["deprecated"] is True
    assert styles["externalDocs"]["url"] == "https://docs.example.com/styles"
    assert "x-note" not in json.dumps(makini)


def test_schemas_are_referred_to(api_document: Any) -> None:
    text = json.dumps(api_document)
    for name in api_document["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text


def test_what_nobody_documents_is_any_json() -> None:
    styles = made("styles")["components"]["schemas"]
    assert "Unused" not in styles
    assert without_facts(styles["Shapeless"]) == {"description": "Nobody says."}


def test_each_place_of_a_type_without_null_forbids_it() -> None:
    """No bare `not null` beside a type: it is what makes tools forget the type."""
    for name in SPECS:
        assert '{"not": {"type": "null"}}' not in json.dumps(made(name))

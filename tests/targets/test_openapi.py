"""The OpenAPI document says what the spec says, in valid OpenAPI and JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from clientgen.reading import load
from clientgen.targets.openapi.document import document

ROOT = Path(__file__).parents[2]
SPECS = {"makini": ROOT / "spec/makini", "library": ROOT / "tests/library/spec"}


@pytest.fixture(scope="module", params=SPECS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def api_document(name: str) -> Any:
    return json.loads(json.dumps(document(load(SPECS[name]).api)))


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
    makini = json.loads(json.dumps(document(load(SPECS["makini"]).api)))
    operation = makini["paths"]["/api/invoices"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    schema["components"] = makini["components"]
    assert Draft202012Validator(schema).is_valid(body) is accepted


def test_rules_of_a_platform_stand_apart() -> None:
    makini: Any = document(load(SPECS["makini"]).api)
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
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert "allOf" not in schema, "without a platform nothing is demanded"

"""Choices with names as whole bodies, and examples of what is required deep inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from making import api_of, imported, resource, write

from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox
from clientgen.targets.samples.values import values_of

SCHEMAS = {
    "Card": {"fields": {"number": "string!"}},
    "Bank": {"fields": {"iban": "string!"}},
    "Payer": {"one_of": ["Card", "Bank"]},
    "One": {"fields": {"two": "Two!"}},
    "Two": {"fields": {"three": "Three!"}},
    "Three": {"fields": {"four": "Four!"}},
    "Four": {"fields": {"name": "string!", "note": "string", "again": "Four"}},
}


def spec(folder: Path) -> Path:
    pay: dict[str, Any] = {"method": "POST", "path": "/pay", "body_type": "Payer"}
    nest: dict[str, Any] = {"method": "POST", "path": "/nest", "body": {"one": "One!"}}
    operations = {"pay": {**pay, "answer": {200: "Payer", 202: "none"}}, "nest": nest}
    operations["nest"]["answer"] = "none"
    return write(folder, resource("Order", operations), schemas=SCHEMAS)


def test_the_sandbox_takes_and_answers_a_named_choice(tmp_path: Path) -> None:
    folder = spec(tmp_path)
    api, shop = api_of(folder), imported(folder)
    with (
        LocalSandbox(open_sandbox(api, Options(rows=3))) as local,
        shop.Shop("sandbox-token", transport=local.transport, strict=True) as client,
    ):
        answer = client.orders.pay(body={"iban": "NO1"})
        assert type(answer).__name__ in ("Card", "Bank", "NoneType")
        assert local.log[-1].status in (200, 202)


def test_what_is_required_deep_inside_is_in_the_example(tmp_path: Path) -> None:
    api = api_of(spec(tmp_path))
    nest = next(o for o in api.resources[0].operations if o.name == "nest")
    assert nest.body
    made: Any = values_of(api).of(nest.body.fields[0])
    assert made == {
        "two": {"three": {"four": {"name": made["two"]["three"]["four"]["name"]}}}
    }

"""A vendor's document, what the vendor changes in it, and what people change in its spec."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clientgen.intake import take_in

Json = dict[str, Any]
TEXT = {"type": "string"}
ID = {"name": "id", "in": "path", "required": True, "schema": TEXT}


def _json(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


def _answers(schema: Json) -> Json:
    return {"responses": {"200": {"description": "", **_json(schema)}}}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def document() -> Json:
    """As it was imported."""
    order = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": TEXT,
            "note": TEXT,
            "total": {"type": "integer"},
            "status": {"type": "string", "enum": ["open", "paid"]},
            "address": _ref("Address"),
        },
    }
    address = {"type": "object", "properties": {"street": TEXT, "city": TEXT}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    body = {"required": True, **_json(_ref("Order"))}
    things = {"type": "array", "items": _ref("Order")}
    customer = {"type": "object", "properties": {"id": TEXT, "home": _ref("Address")}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop API", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {
            "/orders": {
                "get": {"parameters": [limit], **_answers(things)},
                "post": {"requestBody": body, **_answers(_ref("Order"))},
            },
            "/orders/{id}": {
                "get": {"parameters": [ID], **_answers(_ref("Order"))},
                "delete": {
                    "parameters": [ID],
                    "responses": {"204": {"description": ""}},
                },
            },
            "/orders/{id}/pay": {
                "post": {
                    "operationId": "payOrder",
                    "parameters": [ID],
                    "requestBody": {
                        "required": True,
                        **_json({"type": "object", "properties": {"by": TEXT}}),
                    },
                    **_answers(_ref("Order")),
                }
            },
            "/customers": {
                "get": _answers({"type": "array", "items": _ref("Customer")})
            },
        },
        "components": {
            "schemas": {"Order": order, "Address": address, "Customer": customer}
        },
    }


def changed(*changes: Callable[[Json], None]) -> Json:
    """The document, as the vendor has changed it."""
    made = copy.deepcopy(document())
    for change in changes:
        change(made)
    return made


def fields(said: Json, name: str) -> Json:
    """The properties of a schema."""
    found: Json = said["components"]["schemas"][name]["properties"]
    return found


def write(file: Path, said: Json) -> Path:
    """A document on the disk."""
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


def imported(folder: Path) -> Path:
    """The spec of the document, as it was imported."""
    spec = folder / "spec"
    take_in(write(folder / "shop.json", document()), spec)
    return spec


def rewrite(spec: Path, name: str, old: str, new: str) -> None:
    """What a person changes in a file."""
    path = spec / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def files(spec: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {
        path.relative_to(spec).as_posix(): path.read_bytes()
        for path in sorted(spec.rglob("*"))
        if path.is_file()
    }

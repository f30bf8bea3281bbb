"""The judge of imported documents, on a small one: the vendor's document, by Prism, and our sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from judging import ROOT, Judge

TEXT = {"type": "string"}
ORDER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string", "pattern": "^ord_[0-9]{4}$"},
        "name": TEXT,
        "place": {
            "type": "object",
            "required": ["city"],
            "properties": {"city": TEXT, "zip": TEXT},
        },
    },
}
ORDER_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^ord_[0-9]{4}$"},
}


def answers(schema: Any, media: str = "application/json") -> dict[str, Any]:
    return {"200": {"description": "Done.", "content": {media: {"schema": schema}}}}


def takes(schema: Any, media: str = "application/json") -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


def document() -> dict[str, Any]:
    file = {"type": "string", "format": "binary"}
    page = {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}},
            "next_cursor": TEXT,
        },
    }
    by_cursor = [
        {"name": name, "in": "query", "schema": {"type": kind}}
        for name, kind in (("cursor", "string"), ("limit", "integer"))
    ]
    order = {"$ref": "#/components/schemas/Order"}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example/v1"}],
        "security": [{"key": []}],
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Order": ORDER},
        },
        "paths": {
            "/orders": {
                "get": {"parameters": by_cursor, "responses": answers(page)},
                "post": {"requestBody": takes(order), "responses": answers(order)},
            },
            "/orders/{id}": {
                "parameters": [ORDER_ID],
                "get": {"responses": answers(order)},
                "delete": {"responses": {"204": {"description": "Gone."}}},
            },
            "/orders/{id}/picture": {
                "parameters": [ORDER_ID],
                "put": {
                    "requestBody": takes(file, "application/octet-stream"),
                    "responses": answers(order),
                },
                "get": {"responses": answers(file, "image/png")},
            },
            "/login": {
                "post": {
                    "requestBody": takes(
                        {"type": "object", "properties": {"name": TEXT}},
                        "application/x-www-form-urlencoded",
                    ),
                    "responses": answers(order),
                }
            },
        },
    }


def judged(program: str, folder: Path) -> tuple[int, dict[str, Any]]:
    modules = Path(program).parents[1]
    words = [sys.executable, ROOT / "tests/corpus/wire.py", folder, "--json"]
    done = subprocess.run(
        [*map(str, words), "--judges", str(modules)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[0])


def test_requests_and_answers_are_as_the_vendor_says(
    judge: Judge, tmp_path: Path
) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(document()), "utf-8")
    code, row = judged(judge("prism"), tmp_path)
    assert row["faults"] == []
    assert row["judges"] == {"prism": {"clean": 7}, "sandbox": {"clean": 7}}
    assert code == 0


def test_it_would_tell(judge: Judge, tmp_path: Path) -> None:
    """What no spec can say, Prism misses."""
    said = document()
    said["components"]["schemas"]["Order"] = {**ORDER, "minProperties": 4}
    (tmp_path / "shop.json").write_text(json.dumps(said), "utf-8")
    code, row = judged(judge("prism"), tmp_path)
    assert code == 1
    assert {fault["kind"] for fault in row["faults"]} == {"request"}

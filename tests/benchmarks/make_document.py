"""An OpenAPI document of the size of GitHub's, joined of smaller ones.

``python tests/benchmarks/make_document.py FOLDER OUT [OPERATIONS]`` takes the documents of
OpenAPI 3.0 of a folder, by name, until there are so many operations (1,200). Paths, tags,
components and operationIds get the name of their document before them, so that none is
another's; who calls is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_METHODS = frozenset(["get", "put", "post", "delete", "patch", "head", "options"])
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def make_document(folder: Path, out: Path, wanted: int = 1200) -> int:
    """Write a document of JSON.

    Args:
        folder: Where documents are, of JSON or YAML.
        out: The file.
        wanted: How many operations there should be at least.

    Returns:
        Number of operations.
    """
    made: dict[str, Any] = {
        "openapi": "3.0.3",
        "info": {"title": "Many", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "tags": [],
        "paths": {},
        "components": {},
    }
    total = 0
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".json", ".yaml", ".yml") or total >= wanted:
            continue
        document = _read(path)
        if str(document.get("openapi", "")).startswith("3.0"):
            total += _join(made, document, path.stem)
    out.write_text(json.dumps(made), "utf-8")
    return total


def _read(path: Path) -> dict[str, Any]:
    text = path.read_text("utf-8")
    found = json.loads(text) if path.suffix == ".json" else yaml.load(text, _LOADER)
    assert isinstance(found, dict)
    return found


def _join(made: dict[str, Any], document: Mapping[str, Any], name: str) -> int:
    """Add what a document has, and give its number of operations."""
    count = 0
    for path, item in document["paths"].items():
        moved = _renamed(item, name)
        for method in _METHODS & moved.keys():
            operation = moved[method]
            count += 1
            operation.pop("security", None)
            operation["tags"] = [f"{name} {tag}" for tag in operation.get("tags", [])]
            if "operationId" in operation:
                operation["operationId"] = f"{name}_{operation['operationId']}"
        made["paths"][f"/{name}{path}"] = moved
    for kind, components in document.get("components", {}).items():
        if kind != "securitySchemes" and isinstance(components, dict):
            there = made["components"].setdefault(kind, {})
            there |= {f"{name}_{k}": _renamed(v, name) for k, v in components.items()}
    return count


def _renamed(value: Any, name: str) -> Any:
    """A value whose references go to components of the document's own."""
    if isinstance(value, list):
        return [_renamed(each, name) for each in value]
    if not isinstance(value, dict):
        return value if isinstance(value, str | int | float | None) else str(value)
    found = {str(key): _renamed(each, name) for key, each in value.items()}
    parts = found["$ref"].split("/") if isinstance(found.get("$ref"), str) else []
    if parts[:2] == ["#", "components"]:
        parts[3] = f"{name}_{parts[3]}"
        found["$ref"] = "/".join(parts)
    mapping = found.get("mapping")
    if isinstance(mapping, dict) and "propertyName" in found:
        start = "#/components/schemas/"
        found["mapping"] = {
            tag: f"{start}{name}_{str(to).removeprefix(start)}"
            for tag, to in mapping.items()
        }
    return found


if __name__ == "__main__":
    least = int(sys.argv[3]) if sys.argv[3:] else 1200
    print(make_document(Path(sys.argv[1]), Path(sys.argv[2]), least), "operations")

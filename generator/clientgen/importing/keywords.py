"""What the keywords of a JSON Schema say, looked at alone: without what they refer to."""

from __future__ import annotations

from typing import Any

ANNOTATIONS = frozenset(
    [
        *("title", "description", "summary", "example", "examples", "default"),
        *("deprecated", "readOnly", "writeOnly", "nullable", "externalDocs", "xml"),
        *("$comment", "x-nullable", "type"),
    ]
)
"""Keys that say nothing of which values there are, or that are read beside those that do."""


def types_of(value: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What a schema says under ``type``: kinds, and whether null is among them."""
    said = value.get("type")
    names = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    texts = [name for name in names if isinstance(name, str)]
    return [n for n in texts if n != "null"], [n for n in texts if n == "null"]


def may_be_null(value: dict[str, Any]) -> bool:
    """Whether a schema says beside its type that null is legal, as 2.0 and 3.0 do."""
    return value.get("nullable") is True or value.get("x-nullable") is True


def is_null(value: dict[str, Any]) -> bool:
    """Whether a schema takes null alone, in any of the ways in which that is written."""
    if types_of(value) == ([], ["null"]) or value.get("enum") == [None]:
        return True
    if "const" in value:
        return value["const"] is None
    return only_annotates(value) and may_be_null(value)


def only_annotates(value: dict[str, Any]) -> bool:
    """Whether a schema says nothing of which values there are, but perhaps that of null."""
    return "type" not in value and not value.keys() - ANNOTATIONS


def has_properties(value: dict[str, Any]) -> bool:
    """Whether a schema describes keys of an object."""
    return isinstance(value.get("properties"), dict) and bool(value["properties"])

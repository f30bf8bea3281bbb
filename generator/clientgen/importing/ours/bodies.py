"""Request bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .fields import Key, key_of
from .schemas import Writer
from .terms import Names, term_of

_USUAL = {
    "multipart/form-data": "multipart",
    "application/x-www-form-urlencoded": "form",
    "text/plain": "text",
    "application/octet-stream": "bytes",
    "application/json": "",
}


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent.

    Attributes:
        kind: As the spec language has it; ``value``, ``text``, ``bytes`` or ``any`` where it
            has no keys.
        keys: Its keys.
        type: Of the whole, where it is a value.
        content_type: The media type, where it is not the usual one.
        forms: How forms say what is no single value, where that is not the API's way.
    """

    kind: str
    keys: tuple[Key, ...] = ()
    type: Any = None
    content_type: str = ""
    forms: Mapping[str, Any] | None = None


def body_of(
    said: Mapping[str, Any], components: Mapping[str, Any], names: Names
) -> Body:
    """A body as the document describes it."""
    ((media_type, media),) = said["content"].items()
    schema = media.get("schema")
    unusual = media.get("x-content-type", "" if media_type in _USUAL else media_type)
    if media.get("x-body") == "value":
        return Body("value", type=term_of(schema, names).said, content_type=unusual)
    if schema is None:
        return Body("bytes", content_type=unusual)
    if schema == {}:
        return Body("any", content_type=unusual)
    of = schema["items"] if schema.get("type") == "array" else schema
    if "$ref" not in of:
        return Body("text", content_type=unusual)
    whole = components[of["$ref"].rpartition("/")[2]]
    keys = _keys(whole, components, names)
    return Body(whole["x-body"], keys, content_type=unusual, forms=media.get("x-forms"))


def _keys(
    whole: Mapping[str, Any], components: Mapping[str, Any], names: Names
) -> tuple[Key, ...]:
    """The keys, as the way has them that neither forbids nor demands one."""
    refs = [way["$ref"].rpartition("/")[2] for way in whole.get("anyOf", [])]
    ways = [components[ref] for ref in refs] or [whole]
    found: list[Key] = []
    for name in ways[0].get("properties", {}):
        several = [way["properties"][name] for way in ways]
        never = whole.get("x-never", {}).get(name)
        asked = [name in way.get("required", []) for way in ways]
        known = [
            each
            for each in zip(asked, several, strict=True)
            if each[1] != {"type": "null"}
        ]
        _, said = min(known, key=lambda each: each[0]) if known else (False, never)
        key = key_of(name, said, bool(said.get("x-required")), names)
        nullable = said.get("x-nullable", not key.required)
        found.append(replace(key, nullable=nullable))
    return tuple(found)


def write_body(
    body: Body,
    own: Mapping[str, Key],
    usual: Mapping[str, Any],
    before: Mapping[str, Body],
    writer: Writer,
    owner: str,
) -> dict[str, Any]:
    """What an operation says of its body.

    Args:
        body: The body.
        own: Fields that a body may name.
        usual: What api.yaml says of bodies: ``body_kind`` and ``forms``.
        before: Bodies of the resource's operations that are written already, by name.
        writer: Writes fields.
        owner: What objects in it are called after.
    """
    said: dict[str, Any] = {}
    if body.kind in ("text", "bytes"):
        said["body_type"] = body.kind
    elif body.kind == "value":
        said["body_type"] = body.type
    elif body.kind == "any":
        said["body"] = "any"
    else:
        same = [name for name, each in before.items() if each == body and body.keys]
        said["body"] = (
            f"same as {same[0]}" if same else _items(body.keys, own, writer, owner)
        )
        if body.kind != usual["body_kind"]:
            said["body_kind"] = body.kind
        if body.forms is not None:
            said["forms"] = _forms(body.forms, usual["forms"])
    if body.content_type:
        said["content_type"] = body.content_type
    return said


def _forms(said: Mapping[str, Any], usual: Mapping[str, Any]) -> Any:
    if not said:
        return "none"
    defaults = {"arrays": "repeat", "nulls": "empty"}
    return {**{key: defaults[key] for key in usual if key in defaults}, **said}


def _items(
    keys: Sequence[Key], own: Mapping[str, Key], writer: Writer, owner: str
) -> list[Any]:
    items: list[Any] = []
    for key in keys:
        named = own.get(key.name)
        if named is not None and _as_named(named, key.required) == key:
            items.append(f"{key.name}!" if key.required else key.name)
        else:
            items.append({key.name: writer.entry(key, owner)})
    return items


def _as_named(key: Key, marked: bool) -> Key:
    """A field of a schema as a body has it that names it; as the reader does it."""
    more = {word: value for word, value in key.more.items() if word != "read_only"}
    return replace(
        key,
        required=marked,
        nullable=(
            key.nullable and key.required if marked else key.nullable or key.required
        ),
        more=more,
        source=() if key.required else key.source,
    )

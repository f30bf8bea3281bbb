"""A document of OpenAPI 3.1 in the words of 3.0.3.

What 3.0 has other words for is said in these. What it has none for stands under an ``x-`` key of
the same name, and ``x-not-in-3.0`` lists that. Its schemas are not those of JSON Schema: there
are no lists of types and no ``null``, no ``const``, no conditions, nothing beside a ``$ref``.
"""

from __future__ import annotations

from typing import cast

from ...rules.schema import Json
from .facts import MARK
from .words import Object, described

_METHODS = frozenset(
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
)
_NOTHING_BUT_NULL: Object = {"type": "string", "nullable": True, "enum": [None]}
_BINARY: Object = {"schema": {"type": "string", "format": "binary"}}


def older(document: Object) -> Object:
    """The document as one of OpenAPI 3.0.3."""
    missing: list[Json] = []
    made = {key: value for key, value in document.items() if key != MARK}
    info = dict(_mapping(made["info"]))
    summary = info.pop("summary", "")
    words = described(str(summary), str(info.get("description", "")))
    made |= {
        "openapi": "3.0.3",
        "info": info | ({"description": words} if words else {}),
    }
    if "webhooks" in made:
        made["x-webhooks"] = _paths(_mapping(made.pop("webhooks")))
        missing.append("webhooks: what the API sends by itself is under x-webhooks")
    made["paths"] = _paths(_mapping(made["paths"]))
    components = _mapping(made.get("components", {}))
    if "schemas" in components:
        made["components"] = {**components, "schemas": _named(components["schemas"])}
    if "x-schemas" in made:
        made["x-schemas"] = _named(made["x-schemas"])
    if '"x-examples"' in repr(made).replace("'", '"'):
        missing.append("examples of a schema: all but the first are under x-examples")
    return {**made, **({"x-not-in-3.0": missing} if missing else {})}


def _mapping(value: Json) -> Object:
    return cast("Object", value)


def _named(schemas: Json) -> Object:
    return {name: schema_of(each) for name, each in _mapping(schemas).items()}


def _paths(paths: Object) -> Object:
    return {
        path: {
            method: _operation(_mapping(each)) if method in _METHODS else each
            for method, each in _mapping(item).items()
        }
        for path, item in paths.items()
    }


def _operation(said: Object) -> Object:
    made = dict(said)
    if "parameters" in made:
        parameters = cast("list[Json]", made["parameters"])
        made["parameters"] = [_with_schema(_mapping(each)) for each in parameters]
    if "requestBody" in made:
        made["requestBody"] = _with_content(_mapping(made["requestBody"]))
    responses = _mapping(made["responses"])
    made["responses"] = {
        status: _with_content(_mapping(each)) for status, each in responses.items()
    }
    return made


def _with_content(said: Object) -> Object:
    """A body or a response."""
    made = dict(said)
    if "content" in made:
        made["content"] = {
            media_type: _with_schema(_mapping(media) or _BINARY)
            for media_type, media in _mapping(made["content"]).items()
        }
    if "headers" in made:
        made["headers"] = {
            name: _with_schema(_mapping(header))
            for name, header in _mapping(made["headers"]).items()
        }
    return made


def _with_schema(said: Object) -> Object:
    return {**said, "schema": schema_of(said["schema"])} if "schema" in said else said


def schema_of(said: Json) -> Object:
    """A schema of OpenAPI 3.0 that takes the same values."""
    if isinstance(said, bool):
        return {} if said else {"not": {}}
    made: Object = {}
    also: list[Json] = []
    for key, value in _mapping(said).items():
        match key:
            case "$ref":
                made["$ref"] = value
            case "const":
                made["enum"] = [value]
            case "examples":
                made |= _examples(cast("list[Json]", value))
            case "contentEncoding":
                made["format"] = "byte"
            case "dependentRequired":
                also += _dependent(_mapping(value))
            case "properties":
                made[key] = _named(value)
            case "items" | "additionalProperties" | "not":
                made[key] = schema_of(value)
            case "allOf" | "anyOf" | "oneOf":
                made[key] = [schema_of(each) for each in cast("list[Json]", value)]
            case "if" | "then" | "else" | "type":
                pass
            case _:
                made[key] = value
    if made.get("type") != "array" and _mapping(said).get("type") == "array":
        made.setdefault("items", {})
    also += _condition(_mapping(said))
    made = _typed(made, _mapping(said).get("type"), also)
    return _alone(_without_null(made), also)


def _examples(values: list[Json]) -> Object:
    found: Object = {"example": values[0]}
    return {**found, **({"x-examples": values} if values[1:] else {})}


def _dependent(said: Object) -> list[Json]:
    """What keys demand that are given: either they are not, or these are."""
    return [
        {"anyOf": [{"not": {"required": [key]}}, {"required": needed}]}
        for key, needed in said.items()
    ]


def _condition(said: Object) -> list[Json]:
    """``if``, ``then`` and ``else``: either what is asked does not hold, or what follows does."""
    if "if" not in said:
        return []
    asked = schema_of(said["if"])
    found: list[Json] = []
    if "then" in said:
        found.append({"anyOf": [{"not": asked}, schema_of(said["then"])]})
    if said.get("else") is False:
        found.append(asked)
    elif "else" in said:
        found.append({"anyOf": [asked, schema_of(said["else"])]})
    return found


def _typed(made: Object, kind: Json, also: list[Json]) -> Object:
    """With a type: one alone, and whether null is legal."""
    if kind is None:
        return made
    kinds = kind if isinstance(kind, list) else [kind]
    named = [each for each in kinds if each != "null"]
    null: Object = {"nullable": True} if len(named) < len(kinds) else {}
    if not named:
        return {**made, **_NOTHING_BUT_NULL}
    if len(named) == 1 and "$ref" not in made:
        return {"type": named[0], **null, **made}
    ways: list[Json] = [
        {"type": each, **null, **({"items": {}} if each == "array" else {})}
        for each in named
    ]
    also.append({"anyOf": ways})
    return made


def _without_null(made: Object) -> Object:
    """``anyOf`` with null: one of the types is nullable, where there is a type.

    ``nullable`` says something only beside a type. A reference has none, so that null is one of
    the ways beside it.
    """
    ways = made.get("anyOf")
    if not isinstance(ways, list) or _NOTHING_BUT_NULL not in ways:
        return made
    left = [_mapping(way) for way in ways if way != _NOTHING_BUT_NULL]
    rest = {key: value for key, value in made.items() if key != "anyOf"}
    typed = next((way for way in left if "type" in way), None)
    if typed is None:
        return made
    null: Object = {"nullable": True}
    if isinstance(values := typed.get("enum"), list):
        null["enum"] = [*values, None]
    if len(left) == 1:
        return {**typed, **null, **rest}
    several: list[Json] = [way | null if way is typed else way for way in left]
    return {**rest, "anyOf": several}


def _alone(made: Object, also: list[Json]) -> Object:
    """Nothing stands beside a reference, and what must hold besides is in ``allOf``."""
    if "$ref" in made and (len(made) > 1 or also):
        target: Object = {"$ref": made.pop("$ref")}
        also = [target, *also]
    if not also:
        return made
    known = made.get("allOf", [])
    if (
        len(also) == 1
        and "allOf" not in made
        and not made.keys() & _mapping(also[0]).keys()
    ):
        (only,) = also
        return {
            **made,
            **({"allOf": [only]} if "$ref" in _mapping(only) else _mapping(only)),
        }
    return {**made, "allOf": [*cast("list[Json]", known), *also]}

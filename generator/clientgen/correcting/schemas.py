"""Types of a spec as a vendor's document would say them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from ..model.api import Api, Field, Schema
from ..model.limits import Limits
from ..model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
)

_SCALARS: dict[str, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "url": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "duration": {"type": "string", "format": "duration"},
    "unix": {"type": "integer", "format": "unix-time"},
    "unix_ms": {"type": "integer"},
    "base64": {"type": "string", "format": "byte"},
    "file": {"type": "string", "format": "binary"},
    "any": {},
}
_KINDS: dict[type, str] = {str: "string", int: "integer", bool: "boolean"}
_BOUNDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
}


class SchemaWriter:
    """Writes schemas.

    Attributes:
        taken: Names of components that the document has.
        known: The document's names of schemas that it has, by those of the spec.
        components: Those that the document has not, by the names that it has not either.
    """

    def __init__(self, api: Api, old: bool, taken: Sequence[str]) -> None:
        """Know a spec.

        Args:
            api: The spec.
            old: Whether the document is one of OpenAPI 3.0, which says null otherwise.
            taken: Names of components that the document has.
        """
        self._schemas = {schema.name: schema for schema in api.schemas}
        self._old = old
        self.taken = tuple(taken)
        self._taken = set(taken)
        self._names: dict[str, str] = {}
        self.known: dict[str, str] = {}
        self.components: dict[str, Any] = {}

    def type(self, type_: Type) -> dict[str, Any]:
        """A type."""
        match type_:
            case Scalar(name):
                return dict(_SCALARS.get(name, {"type": name}))
            case Key():
                return {"type": "string"}
            case Enum(values):
                return {"type": "string", "enum": list(values)}
            case Codes(values):
                return {"type": "integer", "enum": [number for number, _ in values]}
            case Constant(value):
                said = {"enum": [value]} if self._old else {"const": value}
                return {"type": _KINDS[type(value)], **said}
            case ListOf(item):
                return {"type": "array", "items": self.type(item)}
            case MapOf(value):
                further = self.type(value)
                return {"type": "object", "additionalProperties": further or True}
            case Choice(parts):
                return {"anyOf": [self.type(part) for part in parts]}
            case Tagged(by, cases):
                refs = {tag: self._ref(ref) for tag, ref in cases}
                ways = [{"$ref": ref} for ref in dict.fromkeys(refs.values())]
                known = {"propertyName": by, "mapping": refs}
                return {"oneOf": ways, "discriminator": known}
            case Ref(of=of) if of is not None:
                return self.type(of)
            case Ref():
                return {"$ref": self._ref(type_)}
        raise AssertionError(type_)

    def _ref(self, ref: Ref) -> str:
        if ref.schema in self.known:
            return f"#/components/schemas/{_pointed(self.known[ref.schema])}"
        key = ref.schema
        if key not in self._names:
            name, number = ref.schema, 1
            while name in self._taken:
                number += 1
                name = f"{ref.schema}{number}"
            self._taken.add(name)
            self._names[ref.schema] = name
            schema = self._schemas.get(ref.schema)
            self.components[name] = {}
            if schema is not None:
                self.components[name] = self._schema(schema)
        return f"#/components/schemas/{self._names[ref.schema]}"

    def _schema(self, schema: Schema) -> dict[str, Any]:
        if schema.type is not None:
            return self.type(schema.type)
        made = self.object((*schema.fields, *schema.write_only))
        if schema.additional is not None:
            made["additionalProperties"] = self.type(schema.additional) or True
        return made

    def object(self, fields: Sequence[Field]) -> dict[str, Any]:
        """An object of fields."""
        made: dict[str, Any] = {
            "type": "object",
            "properties": {field.name: self.field(field) for field in fields},
        }
        if needed := [field.name for field in fields if field.required]:
            made["required"] = needed
        return made

    def field(self, field: Field) -> dict[str, Any]:
        """A field; whether it is required is for its object to say."""
        made = self.type(field.type)
        marks: dict[str, Any] = self.limits(field.limits)
        if field.deprecated:
            marks["deprecated"] = True
        if field.read_only:
            marks["readOnly"] = True
        if field.write_only:
            marks["writeOnly"] = True
        if words := " ".join((field.summary or field.note).split()):
            marks["description"] = words
        if field.required and field.nullable:
            made = self.or_null(made)
        if "$ref" in made and marks and self._old:
            return {"allOf": [made], **marks}
        return {**made, **marks}

    def or_null(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A schema, or null."""
        if self._old:
            if "$ref" in schema:
                return {"allOf": [schema], "nullable": True}
            return {**schema, "nullable": True} if schema else schema
        if isinstance(schema.get("type"), str) and not schema.keys() & {
            "const",
            "enum",
        }:
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]} if schema else schema

    def limits(self, limits: Limits) -> dict[str, Any]:
        """Bounds and a default."""
        made: dict[str, Any] = {
            word: getattr(limits, name)
            for name, word in _BOUNDS.items()
            if getattr(limits, name) is not None
        }
        if limits.pattern:
            made["pattern"] = limits.pattern
        if limits.default:
            made["default"] = json.loads(limits.default)
        return made


def _pointed(name: str) -> str:
    """A name in a JSON pointer of a reference."""
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~")

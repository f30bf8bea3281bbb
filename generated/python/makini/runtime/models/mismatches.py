"""Ways in which answers differ from the spec, in the words of the spec and of JSON."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from .structs import is_model

_ENDLESS = "no end of keys"
_KINDS = {
    str: "string",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    float: "number",
    list: "array",
    dict: "object",
    NoneType: "null",
    msgspec.UnsetType: "missing",
}
_NAMES = {
    str: "string",
    int: "integer",
    float: "number",
    Decimal: "number",
    bool: "boolean",
    datetime: "datetime",
    date: "date",
    list: "array",
    dict: "object",
    NoneType: "null",
    Any: "any",
}


class Mismatch(Struct, frozen=True):
    """One way in which an answer differs from the spec.

    Attributes:
        kind: ``unknown`` (a key nobody documented), ``type`` (a value of another type), or
            ``shape`` (the answer around the values is not as documented).
        model: The schema, such as ``Invoice``; the operation for a shape.
        field: The key, by its name on the wire; empty for the object as a whole.
        expected: The declared type; empty for an unknown key.
        got: What came, as JSON calls it: ``string``, ``number`` ...; ``missing`` where
            nothing stands at the place; ``no end of keys`` for an object that has ever
            new ones, so that those after the first are not reported one by one.
        operation: The first call that met it; may be empty.
    """

    kind: Literal["unknown", "type", "shape"]
    model: str
    field: str
    expected: str
    got: str
    operation: str = ""

    def __str__(self) -> str:
        whole = not self.field and (self.kind != "unknown" or self.got == _ENDLESS)
        place = self.model if whole else f"{self.model}.{shown(self.field)}"
        where = f" ({self.operation})" if self.operation else ""
        if self.kind == "unknown":
            return f"{place}: {self.got}, not in the spec{where}"
        if self.got == "missing":
            return f"{place}: missing, expected {self.expected}{where}"
        return f"{place}: expected {self.expected}, got {self.got}{where}"


def endless(model: str) -> Mismatch:
    """Make the report that stands for all further unknown keys of an object."""
    return Mismatch("unknown", model, "", "", _ENDLESS)


def shown(key: str) -> str:
    """Show a key of an answer in a message: on one line, whatever it is."""
    return key if key and key.isprintable() else repr(key)


class Reading(Struct):
    """One slow read: where it is, and what it found so far."""

    model: str = ""
    field: str = ""
    # Something below the field being read was coerced, so its own value must be kept.
    coerced: bool = False
    found: dict[Mismatch, None] = {}
    # Undocumented keys by model class, for those who want to learn them.
    unknown: dict[Any, dict[str, None]] = {}
    # What came instead of the declared type, by model class and attribute.
    misfits: dict[Any, dict[str, set[str]]] = {}

    def note(
        self, kind: Literal["unknown", "type", "shape"], wanted: str, got: Any
    ) -> None:
        """Note a mismatch at the place that is being read."""
        mismatch = Mismatch(kind, self.model, self.field, wanted, json_kind(got))
        self.found[mismatch] = None


def json_kind(value: Any) -> str:
    """Name a value's type as JSON does."""
    return _KINDS.get(type(value), type(value).__name__)


def type_name(type_: Any) -> str:
    """Name a type as the spec language does."""
    origin = get_origin(type_)
    if origin is Annotated:
        return type_name(get_args(type_)[0])
    if origin in (Union, UnionType):
        parts = [type_name(x) for x in get_args(type_) if x is not NoneType]
        return " or ".join(parts)
    if origin is Literal:
        return "one of " + ", ".join(map(str, get_args(type_)))
    if origin is list:
        return f"array of {type_name(get_args(type_)[0])}"
    if origin is dict:
        return "object"
    if is_model(type_):
        return str(type_.__name__)
    return _NAMES.get(type_, getattr(type_, "__name__", str(type_)))

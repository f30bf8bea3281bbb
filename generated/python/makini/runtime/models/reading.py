"""The tolerant reader: plain JSON data into typed values, whatever the API really sent.

Native decoding stops at the first value that does not fit its type. This reader goes on:
what fits is converted natively, what does not is coerced where that loses nothing and else
kept as it came, and each such value is noted as a :class:`Mismatch`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from . import STUMBLES, DateTime

_DEPTH_TRIED = 4  # objects within objects


class Mismatch(Struct, frozen=True):
    """One way in which an answer differs from the spec.

    Attributes:
        kind: ``unknown`` (a key nobody documented), ``type`` (a value of another type), or
            ``shape`` (the answer around the values is not as documented).
        model: The schema, such as ``Invoice``; the operation for a shape.
        field: The key, by its name on the wire; empty for the object as a whole.
        expected: The declared type; empty for an unknown key.
        got: What came, as JSON calls it: ``string``, ``number`` ...; ``missing`` where
            nothing stands at the place.
        operation: The first call that met it; may be empty.
    """

    kind: Literal["unknown", "type", "shape"]
    model: str
    field: str
    expected: str
    got: str
    operation: str = ""

    def __str__(self) -> str:
        place = self.model
        if self.field or self.kind == "unknown":
            place += f".{shown(self.field)}"
        where = f" ({self.operation})" if self.operation else ""
        if self.kind == "unknown":
            return f"{place}: {self.got}, not in the spec{where}"
        if self.got == "missing":
            return f"{place}: missing, expected {self.expected}{where}"
        return f"{place}: expected {self.expected}, got {self.got}{where}"


class Reading(Struct):
    """One pass of the reader: where it is, and what it found so far."""

    model: str = ""
    field: str = ""
    depth: int = 0  # of objects inside of each other
    found: dict[Mismatch, None] = {}  # an ordered set

    def note(
        self, kind: Literal["unknown", "type", "shape"], wanted: str, got: Any
    ) -> None:
        """Note a mismatch at the place that is being read."""
        came = json_kind(got)
        self.found[Mismatch(kind, self.model, self.field, wanted, came)] = None


Read = Callable[[Any, Reading], Any]


def revive(kind: Any, value: Any) -> Any:
    """Make a value of a type that msgspec does not know: the hook of its decoders."""
    return kind.__revive__(value)


@lru_cache(maxsize=1024)  # not for ever: clients make classes, see with_slots
def reader(type_: Any) -> Read:
    """Return the function that reads values of a type."""
    kind, nullable = plain_type(type_)
    own: Callable[[bool], Read] | None = getattr(kind, "__reader__", None)
    if own is not None:  # of a type that msgspec does not know
        return own(nullable)
    arguments = get_args(kind)
    origin = get_origin(kind) or kind
    descend = getattr(kind, "__from_wire__", None)  # of a model
    if descend is not None:
        return _container(kind, dict, nullable, descend)
    if origin is list:
        item = reader(arguments[0] if arguments else Any)
        return _container(
            kind, list, nullable, lambda found, to: [item(x, to) for x in found]
        )
    if origin is dict:
        each = reader(arguments[1] if arguments else Any)
        return _container(
            kind, dict, nullable, lambda d, to: {k: each(x, to) for k, x in d.items()}
        )
    if kind in _SCALARS:
        return _scalar(kind, nullable)
    if origin is Literal:
        return _constant(arguments[0], nullable)
    return lambda value, reading: value


def plain_type(type_: Any) -> tuple[Any, bool]:
    """Return a type without its null and its annotations, and whether it has a null.

    An open enum, a list of literals or any string, is a string.
    """
    parts = get_args(type_) if get_origin(type_) in (Union, UnionType) else (type_,)
    inner = [part for part in parts if part is not NoneType]
    inner = [part for part in inner if get_origin(part) is not Literal] or inner
    kind = inner[0] if len(inner) == 1 else Any
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return kind, NoneType in parts or kind in (Any, object, None)


def _container(kind: Any, came: type, nullable: bool, descend: Read) -> Read:
    title = type_name(kind)

    def read(value: Any, reading: Reading) -> Any:
        if type(value) is not came:
            if value is None and nullable:
                return None
            reading.note("type", title, value)
            if came is not dict or value != []:
                return value
            # PHP cannot tell an empty object from an empty array.
            value = {}
        # Deeper, each level would be tried once more for each level above it.
        if reading.depth < _DEPTH_TRIED:
            try:
                return msgspec.convert(value, kind, dec_hook=revive)
            except STUMBLES:
                pass
        return descend(value, reading)

    return read


def natural(type_: Any) -> set[type]:
    """Return the kinds of plain data from which a single value is converted natively."""
    kind, nullable = plain_type(type_)
    kinds = _SCALARS[kind][0] if kind in _SCALARS else ()
    return {*kinds, NoneType} if nullable else {*kinds}


def _scalar(kind: Any, nullable: bool) -> Read:
    title = type_name(kind)
    native = DateTime if kind is datetime else kind
    _, coerce = _SCALARS[kind]

    def read(value: Any, reading: Reading) -> Any:
        if value is None and nullable:
            return None
        try:
            return msgspec.convert(value, native)
        except STUMBLES:
            reading.note("type", title, value)
        try:
            return coerce(value)
        except (ValueError, KeyError):
            return value

    return read


def _constant(only: Any, nullable: bool) -> Read:
    def read(value: Any, reading: Reading) -> Any:
        is_null = value is None and nullable
        if not is_null and (value != only or type(value) is not type(only)):
            reading.note("type", json.dumps(only), value)
        return value

    return read


# Each returns what a value of another type becomes, or raises when something would be lost.


def _to_string(value: Any) -> str:
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int or type(value) is Decimal:
        return str(value)  # no longer than Python is willing to print
    raise ValueError


def _to_integer(value: Any) -> int:
    if type(value) is str and re.fullmatch(r"-?\d{1,400}", value):
        return int(value)
    if type(value) is Decimal and value.is_finite() and value.adjusted() < 400:
        whole = int(value)
        if whole == value:
            return whole
    raise ValueError


def _to_number(value: Any) -> Decimal:
    raise ValueError  # what is text of digits fits


def _to_boolean(value: Any) -> bool:
    if type(value) is not str and type(value) is not int:
        raise ValueError
    return {"true": True, "false": False, "1": True, "0": False}[str(value).lower()]


def _to_datetime(value: Any) -> datetime:
    if type(value) is not str:
        raise ValueError
    found = datetime.fromisoformat(value)
    # The API speaks UTC.
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _to_date(value: Any) -> date:
    found = _to_datetime(value)
    if found != datetime.combine(found, datetime.min.time(), UTC):
        raise ValueError
    return found.date()


_SCALARS: dict[Any, tuple[tuple[type, ...], Callable[[Any], Any]]] = {
    str: ((str,), _to_string),
    int: ((int,), _to_integer),
    Decimal: ((Decimal, int, str), _to_number),
    bool: ((bool,), _to_boolean),
    datetime: ((str,), _to_datetime),
    date: ((str,), _to_date),
}

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
NAMES = _KINDS | {int: "integer", datetime: "datetime", date: "date", Any: "any"}


def json_kind(value: Any) -> str:
    """Name a value's type as JSON does."""
    return _KINDS.get(type(value), type(value).__name__)


def type_name(type_: Any) -> str:
    """Name a type as the spec language does."""
    kind, _ = plain_type(type_)
    arguments = get_args(kind)
    if get_origin(kind) is list:
        return f"array of {type_name(arguments[0])}"
    kind = get_origin(kind) or kind
    return NAMES[kind] if kind in NAMES else getattr(kind, "__name__", str(kind))


def shown(key: str) -> str:
    """Show a key of an answer in a message: on one line, whatever it is."""
    return key if key and key.isprintable() else repr(key)

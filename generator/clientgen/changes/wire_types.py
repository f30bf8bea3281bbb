"""Types as the wire has them: is every value of one also a value of the other."""

from __future__ import annotations

from typing import Literal

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

Relation = Literal["same", "narrowed", "widened", "changed"]

_TEXT = frozenset(
    ["uuid", "url", "email", "datetime", "date", "time", "duration", "base64"]
)
_NUMBERS = {"integer": "number", "unix": "number", "unix_ms": "integer"}


def relation(old: Type, new: Type) -> Relation:
    """What has become of the values that a type has; known values are told elsewhere."""
    narrower, wider = _within(new, old), _within(old, new)
    if narrower and wider:
        return "same"
    if narrower:
        return "narrowed"
    return "widened" if wider else "changed"


def _within(one: Type, other: Type) -> bool:
    """Whether every value of one is one of the other."""
    one, other = _plain(one), _plain(other)
    if one == other or other == Scalar("any"):
        return True
    if isinstance(one, Choice):
        return all(_within(part, other) for part in one.parts)
    if isinstance(other, Choice):
        return any(_within(one, part) for part in other.parts)
    match one, other:
        case ListOf(item), ListOf(wider):
            return _within(item, wider)
        case MapOf(value), MapOf(wider):
            return _within(value, wider)
        case Tagged(), Tagged():
            # An unknown tag must be accepted: what is known decides nothing on the wire.
            return one.by == other.by
        case Constant(value), Scalar(name):
            kinds = {bool: "boolean", int: "integer", str: "string"}
            return _is_scalar(kinds[type(value)], name)
        case Scalar(name), Scalar(wider_name):
            return _is_scalar(name, wider_name)
        case (MapOf() | Ref(documented=True) | Tagged()), Scalar("object"):
            return True
    return False


def _is_scalar(name: str, other: str) -> bool:
    if name == other:
        return True
    if other == "string":
        return name in _TEXT
    above = _NUMBERS.get(name)
    return above is not None and _is_scalar(above, other)


def _plain(type_: Type) -> Type:
    """A type without what nobody may rely on: known values, and what a key is of."""
    match type_:
        case Key() | Enum():
            return Scalar("string")
        case Codes():
            return Scalar("integer")
        case Ref(of=meant) if meant is not None:
            return _plain(meant) if isinstance(meant, Enum | Codes) else type_
        case Ref(documented=False):
            return Scalar("any")
    return type_


def known_values(type_: Type) -> tuple[str | int, ...] | None:
    """The known values of a type that it says itself; None where there are none.

    Those of a list of values that has a name are told where that is.
    """
    match type_:
        case Enum(values):
            return values
        case Codes(numbers):
            return tuple(number for number, _ in numbers)
        case ListOf(inner) | MapOf(inner):
            return known_values(inner)
        case Choice(parts):
            found = [known_values(part) or () for part in parts]
            return tuple(value for each in found for value in each) or None
    return None


def has_named_values(type_: Type) -> bool:
    """Whether a type is, or holds, a list of values that has a name."""
    match type_:
        case ListOf(inner) | MapOf(inner):
            return has_named_values(inner)
        case Choice(parts):
            return any(map(has_named_values, parts))
        case Ref(of=Enum() | Codes()):
            return True
    return False

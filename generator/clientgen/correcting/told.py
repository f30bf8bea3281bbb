"""Types and fields in a few words, as the spec language has them."""

from __future__ import annotations

from ..model.api import Field, Parameter
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


def told_type(type_: Type) -> str:
    """A type."""
    match type_:
        case Scalar(name):
            return name
        case Key():
            return "key"
        case Enum(values):
            return f"enum of {', '.join(values)}"
        case Codes(values):
            return f"enum of {', '.join(str(number) for number, _ in values)}"
        case Constant(value):
            return f"is {value}"
        case ListOf(item):
            return f"[{told_type(item)}]"
        case MapOf(value):
            return f"{{string: {told_type(value)}}}"
        case Ref(schema, of=None):
            return schema
        case Ref(of=of) if of is not None:
            return told_type(of)
        case Choice(parts):
            return " | ".join(map(told_type, parts))
        case Tagged(by, cases):
            return f"{' | '.join(ref.schema for _, ref in cases)} by {by}"
    return "any"


def told(thing: Field | Parameter, *, nullable: bool = False) -> str:
    """A field or a parameter.

    Args:
        thing: It.
        nullable: Whether to say that null is legal.
    """
    marks = [word for word in ("required", "deprecated") if getattr(thing, word)]
    if isinstance(thing, Field):
        marks += [w for w in ("read_only", "write_only") if getattr(thing, w)]
    if nullable:
        marks.append("nullable")
    return ", ".join([told_type(thing.type), *marks, *_limits(thing.limits)])


def _limits(limits: Limits) -> list[str]:
    return [
        f"{name} {value}"
        for name in Limits.__slots__
        if (value := getattr(limits, name)) not in (None, "")
    ]

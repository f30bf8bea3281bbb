"""JavaScript: literals and keys of objects."""

from __future__ import annotations

import json
import re

from .safe_text import Code, SinkError, emit

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def literal(value: object) -> Code:
    """A literal of a JSON value, ASCII only."""
    try:
        return emit(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise SinkError(f"no JSON: {error}") from None


def key(name: str) -> Code:
    """A key of an object literal."""
    if name == "__proto__":
        return emit('["__proto__"]')  # else it would set the object's prototype
    return emit(name) if _IDENTIFIER.fullmatch(name) else literal(name)


def property_of(name: str) -> Code:
    """How a property of that name is reached: ``.name``, or in brackets."""
    if _IDENTIFIER.fullmatch(name):
        return emit(f".{name}")
    return emit(f"[{literal(name)}]")

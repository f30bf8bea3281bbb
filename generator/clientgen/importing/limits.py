"""Bounds and defaults of a schema, by the words of the spec language."""

from __future__ import annotations

import math
from typing import Any

_WORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minItems": "min_items",
    "maxItems": "max_items",
}
_PAIRS = (
    ("minimum", "maximum"),
    ("min_length", "max_length"),
    ("min_items", "max_items"),
)
_MOST = 10**15
OF_KIND = {
    "number": ("minimum", "maximum"),
    "string": ("min_length", "max_length", "pattern"),
    "array": ("min_items", "max_items"),
}
"""Which bounds go with what JSON calls a value."""


def limits_of(value: dict[str, Any]) -> dict[str, Any]:
    """The bounds that a schema says, as far as they mean something."""
    found: dict[str, Any] = {}
    for word, ours in _WORDS.items():
        said = value.get(word)
        if word == "pattern":
            if isinstance(said, str) and 0 < len(said) <= 1000 and said.isprintable():
                found[ours] = said
        elif isinstance(said, bool) or not isinstance(said, int | float):
            continue
        elif math.isfinite(said) and abs(said) <= _MOST:
            if ours not in ("minimum", "maximum"):
                if said < 0 or said != int(said):
                    continue
                said = int(said)
            found[ours] = said
    for word, ours, step in (
        ("exclusiveMinimum", "minimum", 1),
        ("exclusiveMaximum", "maximum", -1),
    ):
        said = value.get(word)
        whole = value.get("type") == "integer"
        if said is True and ours in found:
            if whole and isinstance(found[ours], int):
                found[ours] += step
        elif type(said) is int and whole and abs(said) <= _MOST:
            found[ours] = said + step
    if found.get("min_length") == 0:
        del found["min_length"]
    if found.get("min_items") == 0:
        del found["min_items"]
    for least, most in _PAIRS:
        if least in found and most in found and found[least] > found[most]:
            del found[least], found[most]
    return found


def default_of(value: dict[str, Any]) -> list[Any]:
    """The default that a schema says, in a list; [] where it says none."""
    if "default" not in value or value["default"] is None:
        return []
    return [value["default"]]

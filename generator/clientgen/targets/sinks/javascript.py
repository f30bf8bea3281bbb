"""JavaScript: strings, numbers and the keys of objects."""

from __future__ import annotations

import json
import math
import re

from .quoting import MARKUP, TEMPLATE, UNSEEN, units
from .safe_text import Code, SinkError, code, emit

_IDENTIFIER = re.compile("[A-Za-z_$][A-Za-z0-9_$]*")
_NAMED = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"}


def string(text: str) -> Code:
    """A string in double quotes, which also stays one inside of a script element."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = TEMPLATE.sub(r"\\x7b", MARKUP.sub(r"\\x3c", escaped))
    return emit(f'"{UNSEEN.sub(_escape, escaped)}"')


def scalar(value: str | int | float | bool | None) -> Code:
    """A single value.

    Raises:
        SinkError: It is a number that JSON does not know.
    """
    if isinstance(value, str):
        return string(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise SinkError(f"{value!r} is no number in JSON")
    return emit(json.dumps(value))


def key(name: str) -> Code:
    """A key of an object literal, plain where it can be.

    ``__proto__`` would set the object's prototype, so it is computed.
    """
    if name == "__proto__":
        return code("[{}]", string(name))
    return emit(name) if _IDENTIFIER.fullmatch(name) else string(name)


def _escape(found: re.Match[str]) -> str:
    if found[0] in _NAMED:
        return _NAMED[found[0]]
    if ord(found[0]) < 0x100:
        return f"\\x{ord(found[0]):02x}"
    return "".join(f"\\u{unit:04x}" for unit in units(found[0]))

"""Swift: strings, and JSON in raw strings of several lines."""

from __future__ import annotations

import json

from .safe_text import Code, SinkError, emit

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def string(text: str) -> Code:
    """A string literal, ASCII only. Half of a surrogate pair, which Swift has not, is U+FFFD."""
    return emit(f'"{"".join(map(_character, text))}"')


def _character(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if " " <= character <= "~":
        return character
    number = ord(character)
    return f"\\u{{{0xFFFD if 0xD800 <= number <= 0xDFFF else number:x}}}"


def json_inside(value: object) -> Code:
    r"""JSON on one line, for a line between ``#\"""`` and ``\"""#``."""
    try:
        plain = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SinkError(f"no JSON: {error}") from None
    # In a raw string \# begins an escape.
    return emit(plain.replace("\\\\#", "\\\\\\u0023").replace('"""', '""\\u0022'))

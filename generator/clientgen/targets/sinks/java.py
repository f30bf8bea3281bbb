"""Java: strings, and JSON in text blocks."""

from __future__ import annotations

import json

from .safe_text import Code, SinkError, emit

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def string(text: str) -> Code:
    """A string literal, ASCII only."""
    return emit(f'"{"".join(map(_character, text))}"')


def _character(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if " " <= character <= "~":
        return character
    if character < "\x80":
        # Octal: \u escapes are read before anything else, and \u000a would end the line.
        return f"\\{ord(character):03o}"
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def json_inside(value: object) -> Code:
    """JSON on one line, for a line of a text block."""
    try:
        plain = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SinkError(f"no JSON: {error}") from None
    return emit(plain.replace("\\", "\\\\").replace('"""', '\\"""'))

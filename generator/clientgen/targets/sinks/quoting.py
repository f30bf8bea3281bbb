"""What the sinks of several languages have in common: characters that need an escape."""

from __future__ import annotations

import json
import re

from .safe_text import HIDDEN, Code, SinkError, emit

# Beside what is hidden: blanks that tools strip or take for a space.
_ODD_BLANK = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
UNSEEN = re.compile(f"{HIDDEN.pattern[:-1]}{_ODD_BLANK}]")
# What begins an expression, a statement or a comment to the template engines of sites.
TEMPLATE = re.compile(r"\{(?=[{%#])")
# What HTML reads inside of a script: its end, and a comment that would swallow the end.
MARKUP = re.compile(r"<(?=[/!]|script)", re.IGNORECASE)


def units(character: str) -> list[int]:
    """The UTF-16 code units of a character."""
    number = ord(character)
    if number < 0x10000:
        return [number]
    number -= 0x10000
    return [0xD800 + (number >> 10), 0xDC00 + (number & 0x3FF)]


def json_leaf(value: object) -> Code:
    """A single JSON value in one line, ASCII only, safe inside of HTML and templates too.

    Raises:
        SinkError: The value is no JSON.
    """
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SinkError(f"no JSON: {error}") from None
    # In JSON that is put on one line, these stand in texts only.
    if isinstance(value, str):
        text = TEMPLATE.sub(r"\\u007b", MARKUP.sub(r"\\u003c", text))
    return emit(text)

"""Swift: strings and the lines of multi-line strings."""

from __future__ import annotations

import re

from .quoting import TEMPLATE, UNSEEN
from .safe_text import Code, SinkError, emit

_QUOTES = re.compile('"{3,}')
_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def string(text: str) -> Code:
    """A string in double quotes; ``\\(`` begins no expression in it.

    Swift has no half of a surrogate pair; the replacement character stands for one.
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = TEMPLATE.sub(r"\\u{7b}", escaped)
    return emit(f'"{UNSEEN.sub(_escape, escaped)}"')


def block_line(text: str) -> Code:
    """A line of a multi-line string.

    Raises:
        SinkError: It is not made of visible ASCII characters, as JSON is here.
    """
    if not text.isascii() or not text.isprintable():
        raise SinkError(f"{text!r} is no line of a string")
    escaped = text.replace("\\", "\\\\")
    return emit(_QUOTES.sub(lambda run: '\\"' * len(run[0]), escaped))


def _escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    if found[0] in _NAMED:
        return _NAMED[found[0]]
    return f"\\u{{{0xFFFD if 0xD800 <= number <= 0xDFFF else number:x}}}"

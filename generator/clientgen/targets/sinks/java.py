"""Java: strings and the lines of text blocks, in ASCII: compilers differ on other encodings."""

from __future__ import annotations

import re

from .quoting import TEMPLATE, units
from .safe_text import Code, SinkError, emit

_NOT_PLAIN = re.compile(r'[^ -~]|["\\]')
_QUOTES = re.compile('"{3,}')
_NAMED = {
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\f": r"\f",
    "\r": r"\r",
    '"': r"\"",
    "\\": r"\\",
}


def string(text: str) -> Code:
    """A string in double quotes.

    The compiler undoes ``\\u0022`` before it looks for the quotes that end a string, and so
    with everything else that it could take for syntax: those have escapes of their own.
    """
    escaped = TEMPLATE.sub(r"\\173", _NOT_PLAIN.sub(_escape, text))
    return emit(f'"{escaped}"')


def block_line(text: str) -> Code:
    """A line of a text block.

    Raises:
        SinkError: It is not made of visible ASCII characters, as JSON is here.
    """
    if not text.isascii() or not text.isprintable():
        raise SinkError(f"{text!r} is no line of a text block")
    escaped = text.replace("\\", "\\\\")
    return emit(_QUOTES.sub(lambda run: '\\"' * len(run[0]), escaped))


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _NAMED:
        return _NAMED[character]
    if ord(character) < 0x80:
        return f"\\{ord(character):03o}"
    return "".join(f"\\u{unit:04x}" for unit in units(character))

"""Python: literals, docstrings, comments and names."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from .safe_text import HIDDEN, Code, SinkError, code, emit, join

_ASCII_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Blanks that tools strip or take for a space.
_ODD_BLANK = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSAFE = re.compile(f"{HIDDEN.pattern[:-1]}{_ODD_BLANK}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Two quotes in a row could become three, and a last one could join the closing ones.
_RISKY_QUOTES = re.compile(r'"{2,}|"$')


@lru_cache(4096)  # the same names stand everywhere; saves 5 ms
def identifier(name: str) -> Code:
    """A Python identifier, as it stands: ASCII, no keyword, no dunder.

    Raises:
        SinkError: The name is none.
    """
    if not _ASCII_IDENTIFIER.fullmatch(name) or keyword.iskeyword(name):
        raise SinkError(f"{name!r} cannot be a Python name")
    if name.startswith("__"):
        raise SinkError(f"{name!r} is a name that Python keeps for itself")
    return emit(name)


def dotted(name: str) -> Code:
    """A dotted Python name such as a module path; see :func:`identifier`."""
    return join(".", map(identifier, name.split(".")))


def literal(value: object) -> Code:
    """A Python literal of a JSON-like value (tuples allowed), in Black's quotes.

    Characters that do not print, line separators and direction marks among them, are
    written as escapes.

    Raises:
        SinkError: The value holds something that is no JSON.
    """
    if value is None or isinstance(value, bool):
        return emit(repr(value))
    if isinstance(value, str):
        return emit(_string(value))
    if isinstance(value, int):
        return emit(repr(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise SinkError(f"{value!r} has no literal")
        return emit(repr(value))
    if isinstance(value, Mapping):
        return code(
            "{{{}}}",
            join(
                ", ", (code("{}: {}", literal(k), literal(v)) for k, v in value.items())
            ),
        )
    if isinstance(value, tuple):
        items = join(", ", map(literal, value))
        return code("({},)" if len(value) == 1 else "({})", items)
    if isinstance(value, Sequence):
        return code("[{}]", join(", ", map(literal, value)))
    raise SinkError(f"a {type(value).__name__} has no literal")


def _string(text: str) -> str:
    # Black's choice: double quotes, unless single ones save escapes.
    quote = "'" if '"' in text and "'" not in text else '"'
    escaped = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return f"{quote}{_visible(escaped)}{quote}"


def docstring(text: str, indent: int = 0) -> Code:
    """A docstring, quotes included, that reads back as the text.

    Args:
        text: Lines separated by newlines, laid out already; lines are indented here.
        indent: Number of spaces before the docstring's own line.

    Returns:
        The literal, without the indentation of its first line.

    Raises:
        SinkError: There are no words, or half of a surrogate pair is among them: since
            Python 3.13 no docstring holds one, not even as an escape.
    """
    if not text.isascii() and _SURROGATE.search(text):
        raise SinkError(f"{text!r} has half of a surrogate pair and is no text")
    margin = " " * indent
    lines = [
        _docstring_line(line.rstrip(" ")) for line in text.strip("\n ").split("\n")
    ]
    if not any(lines):
        raise SinkError("a docstring needs words")
    body = "\n".join(
        margin + line if line and n else line for n, line in enumerate(lines)
    )
    if len(lines) > 1:
        return emit(f'"""{body}\n{margin}"""')
    return emit(f'"""{body}"""')


def _docstring_line(line: str) -> str:
    escaped = line.replace("\\", "\\\\")
    if '"' in escaped:
        escaped = _RISKY_QUOTES.sub(lambda quotes: '\\"' * len(quotes[0]), escaped)
    return _visible(escaped)


def _visible(text: str) -> str:
    """The text with hidden characters as Python's escapes, the same on every Python."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda found: _escape(ord(found[0])), text)


def _escape(number: int) -> str:
    named = {9: "\\t", 10: "\\n", 13: "\\r"}.get(number)
    if named:
        return named
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def comment(text: str, indent: int = 0) -> Code:
    """A comment of one line or more, ``#`` included.

    Characters that could end a line for some reader of the file are shown as escapes.
    """
    lines = [_visible(line).rstrip() for line in text.strip().split("\n")]
    margin = "\n" + " " * indent
    return emit(margin.join(f"# {line}".rstrip() for line in lines))

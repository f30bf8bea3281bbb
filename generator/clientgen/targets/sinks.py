"""The only ways out: how text from a spec may enter generated text.

The law: a template prints values of type :class:`Code`, and integers, and nothing else; any
other value makes rendering fail. Only the functions of this module and of
:mod:`clientgen.targets.markdown` make a ``Code``, each for one sink: a Python literal, a
docstring, a comment, an identifier, a JSON or TOML text, a file name, a cell of a
Markdown table. Whatever a spec says, a sink gives text that is inert at its place, or
raises :class:`SinkError`.
"""

from __future__ import annotations

import json
import keyword
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii

_ASCII_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FILE_STEM = re.compile(r"[a-z0-9_][a-z0-9_-]*")
_WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)]
)
# Characters that a reader cannot see, or that turn the text around them: controls, soft
# hyphen, direction marks, zero-width and line separators, surrogates, noncharacters, tags.
# A fixed list, because what "printable" means depends on the Unicode tables of an
# interpreter. The zero-width joiners stay: emoji and some scripts need them.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e00ff]"
)
# Blanks that tools strip or take for a space.
_ODD_BLANK = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSAFE = re.compile(f"{HIDDEN.pattern[:-1]}{_ODD_BLANK}]")
# Two quotes in a row could become three, and a last one could join the closing ones.
_RISKY_QUOTES = re.compile(r'"{2,}|"$')


class SinkError(ValueError):
    """A value cannot be written at the place where it should go."""


class Code(str):
    """Text that is safe at the place it was made for. Only sinks make one."""

    __slots__ = ()


def emit(text: str) -> Code:
    """Mark text as safe. Only for sinks: the caller vouches for every character."""
    return Code(text)


def printable(value: object) -> object:
    """Refuse to print anything that no sink has made.

    This is the ``finalize`` of every template environment.

    Args:
        value: What a template is about to print.

    Returns:
        The value itself.

    Raises:
        SinkError: The value is neither a :class:`Code` nor an integer.
    """
    if type(value) is Code or type(value) is int:
        return value
    raise SinkError(
        f"a template printed a {type(value).__name__}; pass it through a sink such as"
        " `literal`, `docstring`, `comment` or `cell` first"
    )


def code(layout: str, *parts: Code) -> Code:
    """Put pieces of code together: ``code("{} = {}", name, value)``.

    Args:
        layout: A format string written in the generator itself, never taken from a spec.
        parts: What its ``{}`` stand for.

    Raises:
        SinkError: A part is not code.
    """
    for part in parts:
        if type(part) is not Code:
            raise SinkError(f"{type(part).__name__} is no code: pass it through a sink")
    return Code(layout.format(*parts))


def join(separator: str, parts: Iterable[Code]) -> Code:
    """Join pieces of code with a separator written in the generator itself."""
    pieces = list(parts)
    for part in pieces:
        if type(part) is not Code:
            raise SinkError(f"{type(part).__name__} is no code: pass it through a sink")
    return Code(separator.join(pieces))


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
    """
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


def json_text(value: object) -> Code:
    """JSON, two spaces deep, ASCII only, ending in no newline.

    Raises:
        SinkError: The value is no JSON.
    """
    try:
        return emit(_json(value, "\n"))
    except (TypeError, ValueError) as error:
        raise SinkError(f"no JSON: {error}") from None


def _json(value: object, margin: str) -> str:
    # What json.dumps(value, indent=2) does in twice the time.
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    inner = f"{margin}  "
    between = f",{inner}"
    if isinstance(value, dict) and value:
        items = [
            f"{encode_basestring_ascii(k)}: {_json(v, inner)}" for k, v in value.items()
        ]
        return f"{{{inner}{between.join(items)}{margin}}}"
    if isinstance(value, list | tuple) and value:
        items = [_json(item, inner) for item in value]
        return f"[{inner}{between.join(items)}{margin}]"
    return json.dumps(value, allow_nan=False)


def toml_string(text: str) -> Code:
    """A string of a TOML file, in one line, ASCII only.

    Not JSON's: TOML takes no surrogates, which JSON writes for characters beyond U+FFFF.

    Raises:
        SinkError: The text holds a lone surrogate.
    """
    return emit(f'"{"".join(map(_in_toml, text))}"')


def _in_toml(character: str) -> str:
    number = ord(character)
    if character in '"\\':
        return f"\\{character}"
    if " " <= character <= "~":
        return character
    if 0xD800 <= number <= 0xDFFF:
        raise SinkError(f"{character!r} is no character that TOML could hold")
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def file_stem(name: str) -> Code:
    """A file name without its ending that is the same file on every system.

    Raises:
        SinkError: The name could leave its folder, or some system would not take it.
    """
    if not _FILE_STEM.fullmatch(name) or name in _WINDOWS_DEVICES or len(name) > 100:
        raise SinkError(f"{name!r} cannot be a file name")
    return emit(name)

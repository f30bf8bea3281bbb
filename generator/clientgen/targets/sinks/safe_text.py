"""Text that is safe at the place it was made for, and the law that templates print no other."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Characters that a reader cannot see, or that turn the text around them: controls, soft
# hyphen, direction marks, zero-width and line separators, surrogates, noncharacters, tags.
# A fixed list, because what "printable" means depends on the Unicode tables of an
# interpreter. The zero-width joiners stay: emoji and some scripts need them.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e00ff]"
)


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

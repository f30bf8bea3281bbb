"""Multipart bodies in languages whose libraries write none."""

from __future__ import annotations

from .request import Content, fields_of

_BOUNDARY = "----sample-f2b1d9c07a"
_ESCAPES = {'"': "%22", "\r": "%0D", "\n": "%0A"}


def part_name(name: str) -> str:
    """A name as it stands between the quotes of a part's header (as browsers write it)."""
    return "".join(_ESCAPES.get(each, each) for each in name)


def boundary_of(content: Content) -> str:
    """What parts the parts of a body: no example holds it."""
    texts = [part for _, part in fields_of(content) if isinstance(part, str)]
    found = _BOUNDARY
    while any(found in text for text in texts):
        found += "0"
    return found

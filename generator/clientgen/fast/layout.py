"""Long lines of generated Python, laid out as Black would, so that it has less to do.

Black formats a text twice when it changes anything. Templates put a statement on one line;
here the line is broken at its brackets. It need not be right everywhere, because Black has
the last word; it must not change what the code means, nor what Black makes of it. Take this
module away, and every run takes longer, and gives the same bytes.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

_WIDTH = 88
_DOCSTRING = '"""'
# Strings first: what is in them is no bracket. Commas after `for` do not separate items.
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[\[({})\],#"\']|\b(?:for|lambda)\b'
)
_DEFINITION = re.compile(r" *(async )?def ")
_IMPORT = re.compile(r"( *from [.\w]+ import) ([^(]+)$")


class _Cut(NamedTuple):
    """A line, cut at a pair of brackets."""

    head: str
    items: list[str]
    tail: str
    closed: bool
    """The last item had a comma after it."""


def lay_out(text: str) -> str:
    """Break the long lines of a text, docstrings and comments apart.

    Args:
        text: Python in which strings of three quotes are docstrings, on lines of their own.
    """
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        quotes = line.count(_DOCSTRING)
        if quotes and not inside and not line.lstrip().startswith(_DOCSTRING):
            return text
        if inside or quotes or len(line) <= _WIDTH:
            lines.append(line)
        else:
            lines += _broken(line)
        inside ^= bool(quotes % 2)
    return "\n".join(lines)


def _broken(line: str) -> list[str]:
    if len(line) <= _WIDTH:
        return [line]
    if found := _IMPORT.match(line):
        line = f"{found[1]} ({found[2]},)"
    cut = _cut(line)
    if cut is None:
        return [line]
    outer = line[: len(line) - len(line.lstrip())]
    margin = outer + "    "
    together = margin + ", ".join(cut.items)
    if len(together) <= _WIDTH and not cut.closed:
        return [cut.head, together, outer + cut.tail]
    if len(cut.items) == 1 and not cut.closed:
        return [line]  # a comma could make a tuple of it
    inner = [part for item in cut.items for part in _broken(f"{margin}{item},")]
    return [cut.head, *inner, outer + cut.tail]


def _cut(line: str) -> _Cut | None:
    """Cut at the brackets that Black would choose: a definition's first, else the last."""
    first = _DEFINITION.match(line) is not None
    chosen: tuple[int, int] | None = None
    commas: dict[int, list[int]] = {}
    open_: list[int] = []
    for found in _TOKEN.finditer(line):
        match found[0]:
            case "(" | "[" | "{":
                open_.append(found.start())
                commas[found.start()] = []
            case ")" | "]" | "}":
                if not open_:
                    return None
                start = open_.pop()
                if not open_ and not (first and chosen):
                    chosen = start, found.start()
            case ",":
                if open_:
                    commas[open_[-1]].append(found.start())
            case "#" | '"' | "'" | "for" | "lambda":
                return None
    if open_ or chosen is None:
        return None
    start, end = chosen
    if not first and line[end + 1 :] not in ("", ","):
        return None
    places = [start, *commas[start], end]
    items = [line[one + 1 : other].strip() for one, other in pairwise(places)]
    closed = not items[-1]
    return _Cut(line[: start + 1], items[:-1] if closed else items, line[end:], closed)

"""Long unions of parameters get the parentheses that Black gives them.

Ruff formats as Black does, with one difference here: where the type of a parameter is a union
that does not fit into a line, Black puts it in parentheses, and Ruff only leaves them there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_WIDTH = 88
_DEFINITION = re.compile(r" *(?:async )?def \w+\(")
# Strings first: what is in them is no bracket.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[\[({})\],|=:]')


class _Parameter(NamedTuple):
    """A parameter of a definition: ``name: type = default``."""

    start: int
    colon: int | None
    end_of_type: int
    end: int
    is_union: bool


def with_parentheses(text: str) -> str:
    """Put parentheses around the long unions of definitions that stand on one line.

    Args:
        text: Python.
    """
    return "\n".join(
        _definition(line) if len(line) > _WIDTH and _DEFINITION.match(line) else line
        for line in text.split("\n")
    )


def _definition(line: str) -> str:
    margin = len(line) - len(line.lstrip()) + 4
    made, done = "", 0
    for start, colon, end_of_type, end, is_union in _parameters(line):
        width = margin + len(line[start:end].strip()) + len(",")
        if is_union and colon is not None and width > _WIDTH:
            type_ = line[colon:end_of_type]
            rest = type_[len(type_.rstrip()) :]
            made += f"{line[done:colon]} ({type_.strip()}){rest}"
            done = end_of_type
    return made + line[done:]


def _parameters(line: str) -> Iterator[_Parameter]:
    """The parameters of a definition; none where it does not end on its line."""
    found = _DEFINITION.match(line)
    assert found
    start, depth = found.end(), 0
    colon: int | None = None
    equals: int | None = None
    is_union = False
    for token in _TOKEN.finditer(line, start):
        at = token.start()
        match token[0]:
            case "," | ")" if not depth:
                yield _Parameter(start, colon, equals or at, at, is_union)
                if token[0] == ")":
                    return
                start, colon, equals, is_union = token.end(), None, None, False
            case "(" | "[" | "{":
                depth += 1
            case ")" | "]" | "}":
                depth -= 1
            case ":" if not depth:
                colon = token.end()
            case "=" if not depth:
                equals = at
            case "|" if not depth and equals is None:
                is_union = True

"""Where a piece of the spec stands in its file."""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """A place in a spec file. (A tuple, because a spec has ten thousand of them.)

    Attributes:
        path: The file, as the user named it or relative to the working directory, with ``/``.
        line: 1-based.
        column: 1-based, in characters.
    """

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

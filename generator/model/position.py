"""Where a piece of the spec stands in its file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a spec file.

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

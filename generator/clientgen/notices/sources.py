"""Lines of the files that notices are about."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MOST_BYTES = 1024 * 1024
# The ends of lines as the reader of YAML counts them.
_LINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
# Text without quotes: it ends at a comment, at a colon, at what closes a bracket.
_PLAIN = re.compile(r"(?=\S)(?:(?!\s+\#|:(?:\s|\Z)|[,\[\]{}]|\s+\Z).)+")


class Sources:
    """Files, each read once, when it is first asked for."""

    def __init__(self) -> None:
        self._lines: dict[str, Sequence[str]] = {}

    def lines(self, path: str) -> Sequence[str]:
        """The lines of a file; none of one that cannot be read."""
        if path not in self._lines:
            self._lines[path] = _read(path)
        return self._lines[path]

    def line(self, path: str, number: int) -> str:
        """A line, counted from 1; empty where there is none."""
        lines = self.lines(path)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def length(self, path: str, number: int, column: int) -> int:
        """How many characters from a place on are what is pointed at there, 1 or more."""
        return len(self.word(path, number, column)) or 1

    def word(self, path: str, number: int, column: int) -> str:
        """What is pointed at in a place: a key, a value or a bracket; perhaps nothing."""
        line = self.line(path, number)
        for pattern in (_QUOTED, _PLAIN):
            if found := pattern.match(line, column - 1):
                return found[0]
        return line[column - 1 : column]


def _read(path: str) -> Sequence[str]:
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES)
    except (OSError, ValueError):
        return ()
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return _LINE.split(text)

"""A name for a mistake that stays when lines above it come and go.

It is made of the code, the file's place in its spec, the text of the line, the word that is
pointed at, and the lines that the line belongs to by its indentation. Of several that are
alike in all this, each is told by its number among them.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter

from .sources import Sources

_FARTHEST = 2000
_DEEPEST = 3  # folders between a file and the api.yaml of its spec


class Fingerprints:
    """Fingerprints of one run."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._seen: Counter[str] = Counter()

    def of(self, code: str, path: str, line: int, column: int) -> str:
        """The fingerprint of the next mistake, told in order of file, line and column."""
        mark = digest(
            code,
            _below_spec(path),
            self._sources.word(path, line, column),
            *_context(self._sources, path, line),
        )
        self._seen[mark] += 1
        return mark if self._seen[mark] == 1 else digest(mark, str(self._seen[mark]))


def digest(*parts: str) -> str:
    """A digest of texts in order."""
    text = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(text).hexdigest()[:32]


def _context(sources: Sources, path: str, line: int) -> list[str]:
    """The text of a line, and of the keys that it stands below."""
    here = sources.line(path, line)
    found = [" ".join(here.split())]
    depth = _indent(here)
    for number in range(line - 1, max(0, line - _FARTHEST), -1):
        if depth == 0:
            break
        above = sources.line(path, number)
        if above.strip() and not above.lstrip().startswith("#"):
            indent = _indent(above)
            if indent < depth:
                depth = indent
                found.append(above.split(":")[0].strip())
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _below_spec(path: str) -> str:
    """A file's path below the folder of its spec; its name where that is not found."""
    parts = os.path.abspath(path).replace(os.sep, "/").split("/")
    for depth in range(1, min(_DEEPEST, len(parts)) + 1):
        if os.path.isfile("/".join([*parts[:-depth], "api.yaml"])):
            return "/".join(parts[-depth:])
    return parts[-1]

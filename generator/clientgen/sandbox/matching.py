"""Which operation a path is: fixed segments go before parameters, whatever their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import unquote_to_bytes

T = TypeVar("T")

_NAME = re.compile(r"\{([^{}]+)\}")


class Match(NamedTuple, Generic[T]):
    """What is found at a path.

    Attributes:
        methods: What each method does.
        path: Values of the parameters, decoded.
    """

    methods: Mapping[str, tuple[T, tuple[str, ...]]]
    values: tuple[str, ...]


_Pattern = tuple[re.Pattern[str], dict[str, tuple[T, tuple[str, ...]]]]


class Matching(Generic[T]):
    """Finds what is at a path."""

    def __init__(self, routes: Iterable[tuple[str, str, T]]) -> None:
        """Take routes.

        Args:
            routes: Method, path with ``{parameter}`` segments, and what is found there.
        """
        fixed: dict[str, dict[str, tuple[T, tuple[str, ...]]]] = {}
        for method, path, found in routes:
            names = tuple(_NAME.findall(path))
            methods = fixed.setdefault(_NAME.sub("{}", path), {})
            methods.setdefault(method, (found, names))
        self._fixed = {
            path: methods for path, methods in fixed.items() if "{" not in path
        }
        # The longer the fixed beginning, the closer the match. By that beginning, in whole
        # segments, and by the number of slashes, which no parameter has: of the hundreds of
        # paths of an API a request is held against two or three.
        self._patterns: dict[tuple[int, str], list[_Pattern[T]]] = {}
        for path in sorted(fixed, key=lambda each: each.replace("{", "~")):
            if "{" in path:
                pattern = re.compile("([^/]+)".join(map(re.escape, path.split("{}"))))
                key = path.count("/"), path[: path.index("{")].rpartition("/")[0]
                self._patterns.setdefault(key, []).append((pattern, fixed[path]))

    def find(self, raw: str) -> Match[T] | None:
        """What is at a path, as it came over the wire; None where nothing is."""
        methods = self._fixed.get(raw)
        if methods is not None:
            return Match(methods, ())
        slashes, beginning = raw.count("/"), raw
        while beginning:
            beginning = beginning.rpartition("/")[0]
            for pattern, those in self._patterns.get((slashes, beginning), ()):
                if found := pattern.fullmatch(raw):
                    return Match(those, tuple(map(decoded, found.groups())))
        return None


def decoded(text: str) -> str:
    """A segment of a path without its percent signs; what is no UTF-8 is replaced."""
    return unquote_to_bytes(text).decode("utf-8", "replace")

"""Lists of which a key of the body says the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..models import UNSET
from .paging import Position


class PageKey(NamedTuple):
    """The key, by its dotted place in a body of plain data."""

    place: str

    def given(self, body: Any) -> Position:
        """Return what stands there; None where nothing does."""
        for name in self.place.split("."):
            body = body.get(name) if isinstance(body, Mapping) else None
        found: Position = None if body is UNSET else body
        return found

    def put(self, body: Any, position: Position) -> None:
        """Put a position there, in objects that are made where they lack."""
        *outer, last = self.place.split(".")
        for name in outer:
            inside = body.get(name)
            if not isinstance(inside, dict):
                inside = body[name] = {}
            body = inside
        body[last] = position

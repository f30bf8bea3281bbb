"""Where a spec says otherwise than a document, as it is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..importing.problems import Spot
from ..model.position import Position
from .edits import Edit

NOTHING = "nothing"


class Correction(NamedTuple):
    """A place where the spec says otherwise than the document.

    Attributes:
        position: In the spec.
        name: What it is about: ``Order.create body total``.
        spot: In the document: where it stands, or where it would stand.
        theirs: What the document says.
        yours: What the spec says.
        edits: What makes the document say it, too; empty where that cannot be said.
        operation: Method and path of the operation by which it was found.
    """

    position: Position
    name: str
    spot: Spot
    theirs: str
    yours: str
    edits: tuple[Edit, ...]
    operation: str


class Notes:
    """Collects differences.

    Attributes:
        found: They, in the order of the spec.
        operation: Method and path of the operation that is looked at.
    """

    def __init__(self, nowhere: Position) -> None:
        """Begin.

        Args:
            nowhere: The place of what the spec has nowhere.
        """
        self.found: list[Correction] = []
        self.operation = ""
        self._nowhere = nowhere
        self._seen: set[tuple[Spot, str, str]] = set()

    def forget(self) -> None:
        """Tell again what was told."""
        self._seen.clear()

    def add(
        self,
        position: Position | None,
        name: str,
        spot: Spot,
        words: Sequence[str],
        edits: Sequence[Edit] = (),
    ) -> None:
        theirs, yours = words
        known = (spot, theirs, yours)
        if known in self._seen:
            return
        self._seen.add(known)
        if spot.file:
            edits = ()  # an overlay is about one file
        place = position or self._nowhere
        self.found.append(
            Correction(place, name, spot, theirs, yours, tuple(edits), self.operation)
        )

"""How list, get, create, update and delete go: methods and paths that nobody need write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .nodes import Table


class Regular(NamedTuple):
    """How regular operations go.

    Attributes:
        key: Name of the path parameter of get, update and delete.
        update: Method of update.
        suffix: What stands at the end of their paths; may be empty.
    """

    key: str = "key"
    update: str = "PUT"
    suffix: str = ""

    @property
    def operations(self) -> Mapping[str, tuple[str, str]]:
        """Method and path of each, the path appended to the resource's."""
        one = f"/{{{self.key}}}{self.suffix}"
        return {
            "list": ("GET", self.suffix),
            "get": ("GET", one),
            "create": ("POST", self.suffix),
            "update": (self.update, one),
            "delete": ("DELETE", one),
        }


USUALLY = Regular()


def regular_of(table: Table, above: Regular) -> Regular:
    """Read ``regular``: what differs from the level above."""
    if "regular" not in table:
        return above
    said = table["regular"]
    if not isinstance(said, Table):
        return USUALLY
    suffix = said.text("suffix", above.suffix)
    return Regular(
        said.text("key", above.key),
        said.text("update", above.update),
        suffix if suffix.startswith(".") else "",
    )

"""Further places (``also``) at which clients offer an operation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .findings import quoted
from .nodes import Table
from .scope import Scope

_PLACE = re.compile(r"[A-Z][A-Za-z0-9]*\.[a-z][a-z0-9_]*\Z")


def check_aliases(roots: Iterable[Table], scope: Scope) -> None:
    """Report places that are unknown or taken.

    Args:
        roots: The resource files.
        scope: Declared names; takes the findings.
    """
    operations = [
        (root.text("resource"), name, root.table("operations").table(name))
        for root in roots
        for name in root.table("operations")
    ]
    taken = {f"{resource}.{name}": "" for resource, name, _ in operations}
    for resource, name, operation in operations:
        for place in operation.scalars("also"):
            target = place.text.partition(".")[0]
            if not _PLACE.match(place.text):
                continue  # which the check against the grammar reports
            if scope.complete and not scope.is_known(
                target,
                scope.resources,
                place.position,
                "unknown-resource",
                "there is no such resource",
            ):
                continue
            if place.text in taken:
                by = taken[place.text]
                scope.report.error(
                    place.position,
                    "alias-clash",
                    f"{quoted(place.text)} is "
                    + (f"taken by {by}" if by else "an operation")
                    + " already; choose another name",
                )
            taken.setdefault(place.text, f"{resource}.{name}")

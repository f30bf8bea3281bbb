"""Words that may stand in api.yaml, in a resource and in an operation: the nearest wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..model.access import NO_AUTH, Auth
from ..model.terms import NO_ONE, Terms
from .nodes import Table
from .scope import Scope


@dataclass(frozen=True, slots=True)
class Declared:
    """What the words of levels may refer to.

    Attributes:
        auth: Has the ways to say who calls.
    """

    auth: Auth = NO_AUTH


def terms_of(table: Table, above: Terms, declared: Declared, scope: Scope) -> Terms:
    """Read what a level says.

    Args:
        table: A resource, or an operation in full.
        above: What the level above it says.
        declared: What there is to refer to.
        scope: Takes the findings.
    """
    found = above
    if "auth" in table and not isinstance(table["auth"], Table):
        found = replace(found, ways=_ways(table, declared.auth, scope))
    if "scopes" in table:
        scopes = tuple(each.text for each in table.scalars("scopes"))
        found = replace(found, scopes=scopes)
    return found


def _ways(table: Table, auth: Auth, scope: Scope) -> tuple[str, ...]:
    names = table.scalars("auth")
    known: Sequence[str] = [way.name for way in auth.all_ways]
    if [name.text for name in names] == [NO_ONE]:
        return (NO_ONE,)
    return tuple(
        name.text
        for name in names
        if scope.is_known(
            name.text,
            known,
            name.position,
            "unknown-way",
            "auth in api.yaml has no such way; it has "
            + (", ".join(known) or "none at all"),
        )
    )

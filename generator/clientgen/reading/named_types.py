"""Schemas that are no objects: lists of values that several fields share."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.types import Type
from .known_values import read_known
from .nodes import Entry, Table
from .scope import Scope
from .type_terms import read_type


def read_named(shared: Mapping[str, Entry], scope: Scope) -> dict[str, Type]:
    """Read what the names of schemas stand for that are no objects.

    Args:
        shared: Shared schemas as they are declared, by name.
        scope: Declared names; takes the findings.

    Returns:
        Types by name; objects are not among them.
    """
    found: dict[str, Type] = {}
    for entry in shared.values():
        table = entry.value
        if isinstance(table, Table) and "enum" in table:
            _check_alone(table, scope)
            given, _ = read_type(table.get("type"), scope, markable=False)
            found[entry.key] = read_known(table, given, scope)
    return found


def _check_alone(table: Table, scope: Scope) -> None:
    for other in ("fields", "include", "like", "additional"):
        if other in table:
            scope.report.error(
                table.at(other),
                "schema-kind",
                f"a schema is an object with fields or a list of values, not both; remove {other} "
                "or enum",
            )

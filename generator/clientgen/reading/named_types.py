"""Schemas that are no objects: lists of values that several fields share, and choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..model.types import Scalar, Type
from .choices import read_tagged
from .known_values import read_known
from .nodes import Entry, Table
from .scope import Scope
from .tags import read_holding
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
        if isinstance(table, Table) and "by" in table:
            _check_by(table, scope)
        if isinstance(table, Table) and "holds" in table:
            _check_alone(table, scope)
            found[entry.key] = read_holding(entry.key, table)
        elif isinstance(table, Table) and "enum" in table and "one_of" not in table:
            _check_alone(table, scope)
            given, _ = read_type(table.get("type"), scope, markable=False)
            found[entry.key] = read_known(table, given, scope)
        elif isinstance(table, Table) and "one_of" in table:
            _check_alone(table, scope)
            # Schemas that are choices cannot be known as yet, and no choice holds one.
            choices = {
                name: Scalar("any")
                for name, each in shared.items()
                if isinstance(each.value, Table)
                and {"one_of", "holds"} & set(each.value)
            }
            around = replace(scope, named={**found, **choices})
            found[entry.key] = read_tagged(table, around)
    return found


def _check_by(table: Table, scope: Scope) -> None:
    if "one_of" not in table and "holds" not in table:
        scope.report.error(
            table.at("by"),
            "choice",
            "by names the key that says what an object is; add holds: what lies under the key of "
            "that name, or one_of: which schema it has, or remove by",
        )


def _check_alone(table: Table, scope: Scope) -> None:
    made = next(key for key in _TOGETHER if key in table)
    for other in ("fields", "include", "like", "additional", "type", "enum", "one_of"):
        if other == made or other in _TOGETHER[made]:
            continue
        if other in table:
            scope.report.error(
                table.at(other),
                "schema-kind",
                "a schema is an object with fields, a list of values or a choice, one alone; "
                f"remove {other} or {made}",
            )


_TOGETHER: dict[str, tuple[str, ...]] = {
    "holds": ("fields", "include"),
    "one_of": (),
    "enum": ("type",),
}

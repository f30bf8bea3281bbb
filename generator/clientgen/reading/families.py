"""Schemas that are like others: which is whose parent, and in which order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.api import Field
from .findings import quoted
from .nodes import Table
from .scope import Scope


def parents_first(tables: Mapping[str, Table], scope: Scope) -> dict[str, str]:
    """Put schemas in an order in which each comes after the one that it is like.

    Args:
        tables: All objects with fields, as they are declared, by name.
        scope: Declared names; takes the findings.

    Returns:
        Names in that order, each with its parent's, or with nothing where it has none.
    """
    order: dict[str, str] = {}
    for name in tables:
        line: list[str] = []
        while name and name not in order and name not in line:
            line.append(name)
            name = _parent(tables[name], tables, scope)
        if name in line:
            _report_circle(tables[line[-1]], name, scope)
            name = ""
        for each in reversed(line):
            order[each] = name
            name = each
    return order


def _parent(table: Table, tables: Mapping[str, Table], scope: Scope) -> str:
    name = table.text("like")
    if not name or name in tables:
        return name
    if name in scope.schemas:
        scope.report.error(
            table.at("like"),
            "like",
            f"{quoted(name)} is no object with fields, so that nothing can be like it; "
            "name one that has some, or remove like",
        )
    elif scope.complete:
        scope.is_known(
            name,
            tables,
            table.at("like"),
            "unknown-schema",
            "there is no such schema",
        )
    return ""


def _report_circle(table: Table, name: str, scope: Scope) -> None:
    scope.report.error(
        table.at("like"),
        "like",
        f"{quoted(name)} is like itself, by way of others perhaps; remove one like",
    )


def inherited(parent: Iterable[Field], own: Iterable[Field]) -> tuple[Field, ...]:
    """The parent's fields first; one that both have is as the child says, in its place there."""
    found = {field.name: field for field in parent}
    return tuple((found | {field.name: field for field in own}).values())

"""How an API says what went wrong: ``errors``, at every level."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.api import Errors
from .nodes import Scalar, Table, text_of
from .scope import Scope

_Value = str | int | bool | None


def read_errors(levels: Sequence[Table], scope: Scope) -> Errors | None:
    """Read ``errors`` as the nearest level says it, the others where that says nothing.

    Args:
        levels: The operation, its resource and api.yaml, or the last of them.
        scope: Knows the schemas; takes the findings.

    Returns:
        None where nothing is said, or where ``none`` switches it off.
    """
    said: list[Table] = []
    for level in levels:
        node = level.get("errors")
        if text_of(node) == "none":
            break
        if isinstance(node, Table):
            said.append(node)
    if not said:
        return None

    def nearest(key: str) -> Table:
        return next((table for table in said if key in table), said[0])

    table = nearest("body")
    body = table.text("body")
    if body and scope.complete and table is levels[0].get("errors"):
        scope.is_known(
            body,
            scope.schemas,
            table.at("body"),
            "unknown-schema",
            "there is no such schema",
        )
    return Errors(
        body=body if body in scope.schemas and body not in scope.undocumented else "",
        message=nearest("message").place("message"),
        code=nearest("code").place("code"),
        codes=tuple(
            dict.fromkeys(each.text for each in nearest("codes").scalars("codes"))
        ),
        failed=_failed(nearest("failed").table("failed")),
    )


def _failed(table: Table) -> tuple[tuple[str, _Value], ...]:
    found: list[tuple[str, _Value]] = []
    for entry in table.entries.values():
        value = entry.value
        if isinstance(value, Scalar) and not isinstance(value.value, float):
            found.append((entry.key, value.value))
    return tuple(found)

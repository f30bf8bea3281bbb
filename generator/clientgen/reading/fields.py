"""Fields of schemas, resources and bodies, with those pulled in by ``include``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

from ..model.api import Field
from ..model.position import Position
from ..model.types import Type
from .findings import quoted
from .known_values import read_known, short_constant
from .limits import read_limits
from .nodes import Entry, Table, json_of, text_of, texts_in
from .scope import Scope
from .type_terms import is_map, read_type, says_null

_Role = Literal["value", "page", "size"]
_Explode = Literal["", "repeat", "brackets", "indexed", "comma"]

# As the grammar says; what is beyond has been reported and would only cost time.
MOST_FIELDS = 2000


def read_fields(table: Table, scope: Scope) -> tuple[Field, ...]:
    """Read the fields of a mapping, in its order."""
    entries = list(table.entries.values())[:MOST_FIELDS]
    return tuple(
        read_field(entry, scope)
        for entry in entries
        if not _lists_required(entry, table, scope)
    )


def _lists_required(entry: Entry, table: Table, scope: Scope) -> bool:
    """Report a list of required fields among the fields, as JSON Schema has it."""
    names = [name.text for name in texts_in(entry.value)]
    if entry.key != "required" or not names or not any(n in table for n in names):
        return False
    scope.report.error(
        entry.position,
        "required-mark",
        "required fields are marked one by one, such as "
        f"{names[0][:40]}: string!; remove this list",
    )
    return True


def refuse_map(table: Table, scope: Scope, body: bool = False) -> None:
    """Report ``{string: integer}`` where fields are listed by name."""
    if list(table.entries) != ["string"]:
        return
    value = table.entries["string"].value
    if not isinstance(value, Table) or is_map(value):
        said = text_of(value) or "TYPE"
        scope.report.error(
            table.entries["string"].position,
            "map-of-fields",
            "{string: TYPE} is a type, and fields are listed by name here; "
            + (
                f"for a body of arbitrary keys write body_type: {{string: {said}}}"
                if body
                else "give such an object as the type of a field"
            )
            + ", and a field that is called string in full: {string: {type: integer}}",
        )


def refuse_mark(entry: Entry, scope: Scope) -> None:
    """Report ``name!: string``."""
    if entry.key.endswith("!"):
        scope.report.error(
            entry.position,
            "required-mark",
            f"the mark of {quoted(entry.key)} belongs to its type: "
            f"{quoted(entry.key[:-1] + ': string!')}",
        )


def read_field(entry: Entry, scope: Scope) -> Field:
    """Read one field: a type, or a mapping that says more."""
    refuse_mark(entry, scope)
    node = entry.value
    if not isinstance(node, Table) or is_map(node):
        short = short_constant(node, scope)
        kind, required = short or read_type(node, scope, True, entry.key)
        return Field(
            entry.key,
            kind,
            required=required,
            nullable=says_null(node) or not required,
            position=entry.position,
        )
    typed = node if "fields" in node else node.get("type")
    for other in ("type", "enum", "is"):
        if "fields" in node and other in node:
            scope.report.error(
                node.at(other),
                "inline-object",
                f"the field is an object, whose fields stand here; remove {other} or fields",
            )
    kind, required = read_type(typed, scope, True, entry.key)
    if "fields" not in node:
        kind = read_known(node, kind, scope)
    nullable = _nullable(node, required or node.flag("required"), scope)
    return Field(
        entry.key,
        kind,
        alias=node.text("alias"),
        required=required or node.flag("required"),
        nullable=nullable,
        read_only=node.flag("read_only"),
        write_only=_write_only(node, scope),
        deprecated=node.flag("deprecated"),
        role=cast("_Role", node.text("role", "value")),
        explode=cast("_Explode", node.text("explode")),
        summary=node.prose("summary"),
        note=node.prose("note"),
        example=json_of(node["example"]) if "example" in node else None,
        source=scope.sources_of(node),
        position=entry.position,
        limits=read_limits(node, kind, nullable, scope),
    )


def _write_only(field: Table, scope: Scope) -> bool:
    """Whether answers never have a field."""
    if field.flag("write_only") and field.flag("read_only"):
        scope.report.error(
            field.at("write_only"),
            "write-only",
            "what the API alone sets is never sent, and this is only sent; remove one of both",
        )
    return field.flag("write_only")


def parted(fields: Iterable[Field]) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """The fields that answers can have, and those that bodies alone have."""
    every = tuple(fields)
    return (
        tuple(field for field in every if not field.write_only),
        tuple(field for field in every if field.write_only),
    )


def _nullable(field: Table, required: bool, scope: Scope) -> bool:
    """Whether null is a legal value: as the field says, and else unless it is required."""
    said = says_null(field.get("type"))
    if said and "nullable" in field and not field.flag("nullable"):
        scope.report.error(
            field.at("nullable"),
            "null-here",
            "the type says that null is legal, and this that it is not; remove one",
        )
    return said or field.flag("nullable", default=not required)


def read_own_fields(table: Table, scope: Scope) -> tuple[Field, ...]:
    """Read ``fields`` of a schema or resource, and append what it includes."""
    refuse_map(table.table("fields"), scope)
    fields = read_fields(table.table("fields"), scope)
    return unique((*fields, *_included(table, scope)), table.at("include"), scope)


def further(table: Table, scope: Scope) -> Type | None:
    """Read the type of all keys that an object has besides its fields, if it is said."""
    if "additional" not in table:
        return None
    if not table.table("fields").entries and "like" not in table:
        scope.report.error(
            table.at("additional"),
            "additional",
            "an object without fields of its own is a type: {string: TYPE}; write that where "
            "it is used",
        )
    return read_type(table["additional"], scope, False, "additional")[0]


def unique(
    fields: Iterable[Field], position: Position, scope: Scope
) -> tuple[Field, ...]:
    """Drop and report fields of the same name.

    Args:
        fields: In order; the first of a name stays.
        position: Where to report a field that stands in another file.
        scope: Takes the findings.
    """
    by_name: dict[str, Field] = {}
    for field in fields:
        if by_name.setdefault(field.name, field) is not field:
            own = field.position and field.position.path == position.path
            scope.report.error(
                field.position if field.position and own else position,
                "duplicate-field",
                f"the field {quoted(field.name)} is there twice; remove one",
            )
    return tuple(by_name.values())


def _included(table: Table, scope: Scope) -> list[Field]:
    fields: list[Field] = []
    for name in table.scalars("include"):
        if scope.is_known(
            name.text,
            scope.common_fields,
            name.position,
            "unknown-include",
            "api.yaml declares no such group of common fields",
        ):
            fields += scope.common_fields[name.text]
    return fields

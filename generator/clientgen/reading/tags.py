"""Objects of which a key says what they hold, and under which key: ``by`` and ``holds``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..model.api import Field, Schema
from ..model.position import Position
from ..model.types import Constant, Ref, Scalar, Tagged, Type
from .fields import parted, read_field, read_own_fields, refuse_mark, unique
from .findings import quoted
from .inline import camel_case
from .nodes import Entry, Table
from .scope import Scope
from .type_terms import is_map, says_null

_OTHER = "other"


def read_holding(name: str, table: Table) -> Type:
    """Read what ``{by: type, holds: {card: Card}}`` stands for: a class for each tag.

    Args:
        name: Of the schema.
        table: With the key ``holds``.
    """
    tags = table.table("holds").entries
    if not table.text("by") or not tags:
        return Scalar("any")  # the check against the grammar has reported it
    cases = tuple((tag, Ref(kind_class(tag, name))) for tag in tags)
    return Tagged(table.text("by"), cases, Ref(kind_class(_OTHER, name)))


def kind_class(tag: str, name: str) -> str:
    """The name of the objects with a tag: ``ParagraphBlock``, and ``SyncedBlock`` as it is."""
    words = camel_case(tag)
    if words[:1].isdigit():
        return name + words
    return words if words.endswith(name) and words != name else words + name


def read_kinds(
    name: str, entry: Entry, table: Table, scope: Scope
) -> dict[str, Schema]:
    """Read the objects of a schema with ``holds``, by the names of their classes.

    Each has the schema's fields, the tag, and what it holds under the key of that name.
    Those of another tag, or of none, have the fields and the tag alone.

    Args:
        name: Of the schema.
        entry: Where it is declared.
        table: Its value.
        scope: Declared names; takes the findings.
    """
    by, at = table.text("by"), table.at("by")
    if not by:
        return {}
    common = _common(name, by, table, scope)
    held = table.table("holds").entries.values()
    contents = {tag.key: _content(tag, name, scope) for tag in held}
    made: dict[str, Schema] = {}

    def add(tag: str, fields: Iterable[Field], place: Entry) -> None:
        kind = kind_class(tag, name)
        if kind in scope.schemas or kind in made:
            _report_taken(kind, place.position, scope)
            return
        whole, write_only = parted(unique(fields, place.position, scope))
        made[kind] = Schema(
            kind,
            whole,
            # Positions are shown from the working directory, as those of other schemas.
            file=f"schemas/{place.position.path.rpartition('/')[2]}",
            summary=contents[tag].summary if place is not entry else "",
            source=scope.sources_of(table),
            modules=scope.modules_of(table, ()),
            position=place.position,
            # What it holds, whatever that is, is expected.
            additional=Scalar("any") if place is entry else None,
            write_only=write_only,
        )

    for each in held:
        tag = Field(by, Constant(each.key), required=True, nullable=False, position=at)
        add(each.key, (*common, tag, contents[each.key]), each)
    add(_OTHER, (*common, Field(by, Scalar("string"), position=at)), entry)
    return made


def _common(name: str, by: str, table: Table, scope: Scope) -> list[Field]:
    found = read_own_fields(table, replace(scope, owner=name))
    for field in found:
        if field.name == by and field.position:
            scope.report.error(
                field.position,
                "duplicate-field",
                f"{quoted(by)} is the key that by names, and each object has it; remove it here",
            )
    return [field for field in found if field.name != by]


def _content(entry: Entry, name: str, scope: Scope) -> Field:
    """What a tag announces: it is there, and null only where that is said."""
    refuse_mark(entry, scope)
    # An object that is described on the spot is called so: TableBlockContent.
    content = entry._replace(key="content")
    field = read_field(content, replace(scope, owner=kind_class(entry.key, name)))
    node = entry.value
    null = says_null(node.get("type") if isinstance(node, Table) else node)
    given = isinstance(node, Table) and not is_map(node) and node.flag("nullable")
    return replace(field, name=entry.key, required=True, nullable=null or given)


def _report_taken(kind: str, position: Position, scope: Scope) -> None:
    scope.report.error(
        position,
        "name-collision",
        f"these objects are called {quoted(kind)}, as another schema is already; rename that, or "
        "declare the objects as schemas and list them under one_of",
    )

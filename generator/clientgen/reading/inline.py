"""Objects that are described where they stand: each becomes a schema of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..model.api import Field, Schema
from ..model.naming import snake_case
from ..model.types import Ref, Scalar, Type
from .fields import further, parted, read_own_fields
from .findings import quoted
from .nodes import Table
from .scope import Scope

_OBJECT = Scalar("object")


@dataclass(frozen=True, slots=True)
class Inline:
    """Gives such objects their names, and keeps them.

    An object is called after its place: the schema, or the resource and the operation, and
    the field. ``name`` says otherwise. A name that is taken is an error.

    Attributes:
        schemas: Those read so far, by name.
    """

    schemas: dict[str, Schema] = field(default_factory=dict)

    def read(self, table: Table, scope: Scope, place: str) -> Type:
        """Read an object.

        Args:
            table: With the key ``fields``.
            scope: Declared names, and where this is; takes the findings.
            place: The field that it is the type of, or inside of whose type it stands.
        """
        if not scope.owner:
            scope.report.error(
                table.at("fields"),
                "inline-object",
                "an object with fields cannot stand here; declare it under schemas, and "
                "write its name",
            )
            return _OBJECT
        name = table.text("name") or scope.owner + camel_case(place)
        position = table.at("fields")
        known = self.schemas.get(name)
        if known is not None and known.position == position:
            return Ref(name)  # a body that several operations have
        if name in scope.schemas or known is not None:
            at = f" at {known.position}" if known else ""
            scope.report.error(
                table.at("name"),
                "name-collision",
                f"the object here is called {quoted(name)}, as another{at} is already; "
                "give it a name of its own: {name: ..., fields: ...}",
            )
            return _OBJECT
        inner = table.table("fields")
        if not inner.entries and "additional" not in table:
            return _OBJECT
        # Known before its fields are read, so that what is inside makes way for it.
        made = Schema(
            name,
            (),
            file="/".join(position.path.split("/")[-2:]),
            summary=table.prose("summary"),
            position=position,
        )
        self.schemas[name] = made
        inside = replace(scope, owner=name)
        fields, write_only = parted(read_own_fields(table, inside))
        self.schemas[name] = replace(
            made,
            fields=fields,
            write_only=write_only,
            additional=further(table, inside),
        )
        return Ref(name)


class FieldsByName(Mapping[str, tuple[Field, ...]]):
    """The fields of declared schemas and of objects that are read meanwhile."""

    def __init__(self, declared: Mapping[str, Schema], inline: Inline) -> None:
        self._declared, self._inline = declared, inline.schemas

    def __getitem__(self, name: str) -> tuple[Field, ...]:
        found = self._declared.get(name) or self._inline[name]
        return (*found.fields, *found.write_only)

    def __iter__(self) -> Iterator[str]:
        yield from (*self._declared, *self._inline)

    def __len__(self) -> int:
        return len(self._declared) + len(self._inline)


def camel_case(name: str) -> str:
    """A wire name in CamelCase, of letters and digits alone."""
    words = snake_case(name).split("_")
    made = "".join(word.capitalize() for word in words)
    return "".join(c for c in made if c.isascii() and c.isalnum()) or "Object"

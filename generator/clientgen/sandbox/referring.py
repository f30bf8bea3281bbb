"""What refers to what: whether a reference leads somewhere, and who refers to a thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..model.api import Schema
from ..model.types import Key, ListOf, Ref, innermost
from .querying import Querying
from .routes import Collection
from .sql import Row, Where
from .store import Store


class Referring(NamedTuple):
    """Knows references.

    Attributes:
        store: The things.
        collections: By name.
        schemas: By name.
    """

    store: Store
    collections: Mapping[str, Collection]
    schemas: Mapping[str, Schema]

    def exists(self, resource: str, key: str) -> bool:
        """Whether a resource has a thing of a key."""
        main = self.collections.get(resource)
        if main is None:
            return True  # nobody knows
        if self.store.has(main, key):
            return True
        return any(
            self.store.exists(each, Where("key = ?", (key,))) is not None
            for each in self.collections.values()
            if each.resource == resource and each.parent
        )

    def to(self, resource: str, key: str, row: Row) -> list[str]:
        """Which fields refer to a thing.

        Args:
            resource: Of the thing.
            key: Its key.
            row: The thing itself, which may refer to itself.

        Returns:
            Such as ``Invoice 0815: vendorKey``.
        """
        found = []
        for collection in self.collections.values():
            schema = self.schemas.get(collection.schema)
            for name, where in self._conditions(schema, resource, key):
                if collection.resource == resource and not collection.parent:
                    where = Where(f"({where.sql}) AND id <> ?", (*where.values, row.id))
                if (
                    not where.sql.startswith(("EXISTS", "(EXISTS"))
                    and "instr" not in where.sql
                ):
                    querying = Querying.of(None, schema)
                    self.store.index(collection, querying.expression(name))
                    where = Where(f"home >= '' AND {where.sql}", where.values)
                other = self.store.exists(collection, where)
                if other is not None:
                    found.append(f"{collection.resource} {other}: {name}")
                    break
        return found

    def _conditions(
        self, schema: Schema | None, resource: str, key: str
    ) -> Iterator[tuple[str, Where]]:
        querying = Querying.of(None, schema)
        for field in schema.fields if schema else ():
            expression = querying.expression(field.name)
            if field.type == Key(resource):
                yield field.name, Where(f"{expression} = ?", (key,))
            elif innermost(field.type) == Key(resource) and isinstance(
                field.type, ListOf
            ):
                sql = f"EXISTS (SELECT 1 FROM json_each({expression}) WHERE value = ?)"
                yield field.name, Where(sql, (key,))
            elif self._refers_inside(field.type, resource, ()):
                yield field.name, Where(f"instr({expression}, ?) > 0", (f'"{key}"',))

    def _refers_inside(
        self, type_: object, resource: str, within: Sequence[str]
    ) -> bool:
        inner = innermost(type_)  # type: ignore[arg-type]  # a type of a field
        if not isinstance(inner, Ref) or inner.schema in within:
            return False
        schema = self.schemas.get(inner.schema)
        # Things of other resources inside are shown, and no reference of this one.
        if schema is None or (schema.resource and schema.resource != resource):
            return False
        return any(
            innermost(field.type) == Key(resource)
            or self._refers_inside(field.type, resource, (*within, inner.schema))
            for field in schema.fields
        )

"""The rows of a sandbox as tables: a page of a kind, one of them whole, links between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec

from ...model.api import Json, Schema
from ...model.types import Key, ListOf, MapOf, Ref, Type
from ...targets.sinks import Code, code, emit, join
from ...targets.sinks.html import attribute, table, text
from ..answers import plain
from ..opening import Sandbox
from ..references import references
from ..refusals import not_found
from ..routes import Collection
from ..sql import Row, Value, Where

SIZE = 25
_COLUMNS = 6
_LINKS = 3
_LONGEST = 60
_LONGEST_WHOLE = 2000
_DEEPEST = 8


class Kind(NamedTuple):
    """Rows of one kind.

    Attributes:
        name: As people read it.
        link: Where they are shown.
        total: How many there are; none where they are not made yet.
    """

    name: Code
    link: Code
    total: Code


class Rows(NamedTuple):
    """A page of rows of a kind.

    Attributes:
        name: Of the kind.
        total: How many there are.
        first: The number of the first that is shown, from 1.
        last: The number of the last that is shown.
        table: The rows.
        before: Where the page before is; empty where there is none.
        after: Where the page after is; empty where there is none.
    """

    name: Code
    total: int
    first: int
    last: int
    table: Code
    before: Code
    after: Code


class Thing(NamedTuple):
    """One row.

    Attributes:
        name: Of its kind.
        link: Where its kind is shown.
        key: Its own.
        home: The key of what it belongs to; empty where to nothing.
        fields: What it has.
    """

    name: Code
    link: Code
    key: Code
    home: Code
    fields: Code


def kinds_of(sandbox: Sandbox) -> tuple[Kind, ...]:
    """All kinds of rows, and how many there are."""
    store = sandbox.actions.store
    found = []
    with store.reading():
        for each in sandbox.actions.layout.collections.values():
            count = store.known_count(each)
            shown = text("" if count is None else str(count))
            found.append(Kind(text(each.name), _rows_link(each.name), shown))
    return tuple(found)


def rows_of(sandbox: Sandbox, name: str, page: int) -> Rows:
    """A page of the rows of a kind, in the order in which they were made.

    Args:
        sandbox: It has them.
        name: Of the kind.
        page: From 1; those past the end show the last.

    Raises:
        Refusal: 404: there is no such kind.
    """
    collection = _collection(sandbox, name)
    store = sandbox.actions.store
    store.ready(collection)
    with store.reading():
        count = store.count(collection, Where())
        page = min(page, max(1, -(-count // SIZE)))
        offset = (page - 1) * SIZE
        rows = store.page(collection, Where(), ["id"], SIZE, offset)
    browsing = _Browsing.of(sandbox, collection)
    return Rows(
        text(name),
        count,
        offset + 1 if rows else 0,
        offset + len(rows),
        browsing.table(rows),
        _rows_link(name, page - 1) if page > 1 else emit(""),
        _rows_link(name, page + 1) if offset + len(rows) < count else emit(""),
    )


def thing_of(sandbox: Sandbox, name: str, key: str, number: int | None) -> Thing:
    """One row.

    Args:
        sandbox: It has it.
        name: Of its kind.
        key: Its own.
        number: Its own; None where the key is enough.

    Raises:
        Refusal: 404: there is no such row.
    """
    collection = _collection(sandbox, name)
    store = sandbox.actions.store
    store.ready(collection)
    values: tuple[Value, ...] = (key,) if number is None else (number,)
    with store.reading():
        where = Where("key = ?" if number is None else "id = ?", values)
        row = store.find(collection, where)
    if row is None:
        raise not_found(f"there is no {name} of the key {key!r}; it may be deleted")
    fields = _Browsing.of(sandbox, collection).whole(row)
    return Thing(text(name), _rows_link(name), text(row.key), text(row.home), fields)


def _collection(sandbox: Sandbox, name: str) -> Collection:
    found = sandbox.actions.layout.collections.get(name)
    if found is None:
        raise not_found(f"there are no rows of the name {name!r}")
    return found


def _rows_link(name: str, page: int = 1) -> Code:
    pairs = {"of": name} if page == 1 else {"of": name, "page": str(page)}
    return attribute(f"rows?{urlencode(pairs)}")


class _Browsing(NamedTuple):
    """Shows rows of one kind.

    Attributes:
        collection: The kind.
        schemas: By name.
        refers: What the fields of the rows refer to.
        known: Kinds of rows that can be shown.
    """

    collection: Collection
    schemas: Mapping[str, Schema]
    refers: Mapping[str, str]
    known: Mapping[str, Collection]

    @classmethod
    def of(cls, sandbox: Sandbox, collection: Collection) -> _Browsing:
        actions = sandbox.actions
        things = actions.answering.things
        refers = references(sandbox.api, things, collection.schema)
        known = actions.layout.collections
        return cls(collection, actions.schemas, refers, known)

    def table(self, rows: Sequence[Row]) -> Code:
        """Rows, with the fields that tell most."""
        shown = [plain(row) for row in rows]
        own = self.collection.own
        names: dict[str, None] = {}
        for thing in shown:
            names |= {
                name: None
                for name, value in thing.items()
                if name != own and not isinstance(value, dict | list)
            }
        links = [name for name in names if name in self.refers][:_LINKS]
        rest = [name for name in names if name not in self.refers]
        columns = [*rest[: _COLUMNS - len(links)], *links]
        lines = [
            [self.leading(row), *(self.cell(name, thing.get(name)) for name in columns)]
            for row, thing in zip(rows, shown, strict=True)
        ]
        return table(lines, own or "key", *columns)

    def leading(self, row: Row) -> Code:
        """A row's key, and the way to the whole of it."""
        pairs = {"of": self.collection.name, "id": str(row.id)}
        shown = text(row.key or f"row {row.id}")
        return code(
            '<a href="{}">{}</a>', attribute(f"thing?{urlencode(pairs)}"), shown
        )

    def cell(self, name: str, value: Json) -> Code:
        """A value of a table, cut short."""
        if isinstance(value, str) and name in self.refers:
            return self.link(self.refers[name], value)
        return text(_cut(_words(value), _LONGEST))

    def link(self, resource: str, key: str) -> Code:
        """The way to a row that another refers to."""
        if resource not in self.known:
            return text(_cut(key, _LONGEST))
        place = attribute(f"thing?{urlencode({'of': resource, 'key': key})}")
        return code('<a href="{}">{}</a>', place, text(_cut(key, _LONGEST)))

    def whole(self, row: Row) -> Code:
        """All fields of a row."""
        schema = self.schemas.get(self.collection.schema)
        types = {each.name: each.type for each in schema.fields} if schema else {}
        types |= {
            name: Key(resource)
            for name, resource in self.refers.items()
            if not isinstance(types.get(name), ListOf)
        }
        return self.fields(plain(row), types, 0)

    def fields(
        self, thing: Mapping[str, Json], types: Mapping[str, Type], depth: int
    ) -> Code:
        """The fields of an object, one a line."""
        lines = (
            code(
                '<tr><th scope="row">{}</th><td>{}</td></tr>',
                text(_cut(name, _LONGEST)),
                self.value(value, types.get(name), depth),
            )
            for name, value in thing.items()
        )
        return code("<table><tbody>{}</tbody></table>", join("", lines))

    def value(self, value: Json, type_: Type | None, depth: int) -> Code:
        """A value, and what is in it."""
        if isinstance(value, str) and isinstance(type_, Key) and type_.resource:
            return self.link(type_.resource, value)
        if depth < _DEEPEST and isinstance(value, list) and value:
            inner = type_.item if isinstance(type_, ListOf) else None
            items = (
                code("<li>{}</li>", self.value(v, inner, depth + 1)) for v in value
            )
            return code("<ol>{}</ol>", join("", items))
        if depth < _DEEPEST and isinstance(value, dict) and value:
            return self.fields(value, self.types(value, type_), depth + 1)
        return text(_cut(_words(value), _LONGEST_WHOLE))

    def types(
        self, value: Mapping[str, Json], type_: Type | None
    ) -> Mapping[str, Type]:
        """The types of what is in an object."""
        if isinstance(type_, MapOf):
            return dict.fromkeys(value, type_.value)
        schema = self.schemas.get(type_.schema) if isinstance(type_, Ref) else None
        return {each.name: each.type for each in schema.fields} if schema else {}


def _words(value: Json) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}\u2026"

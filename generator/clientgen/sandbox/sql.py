"""Rows and conditions of a sandbox's database."""

from __future__ import annotations

import sqlite3
from typing import Literal, NamedTuple

from .refusals import Refusal

Value = str | int | float | None


class Row(NamedTuple):
    """One thing.

    Attributes:
        id: Counts up in the order in which things are made.
        home: Keys of what it belongs to; empty where to nothing.
        key: Its own key.
        body: What is answered, as JSON.
        more: What was sent besides, as JSON; None where nothing was.
    """

    id: int
    home: str
    key: str
    body: str
    more: str | None


class Change(NamedTuple):
    """What became of a thing.

    Attributes:
        resource: Whose thing it is.
        what: Became of it.
        key: Its own.
        body: What is answered of it now, or was before it was deleted, as JSON.
    """

    resource: str
    what: Literal["created", "updated", "deleted"]
    key: str
    body: str = "{}"


class Where(NamedTuple):
    """A condition of SQL, and the values of its question marks."""

    sql: str = ""
    values: tuple[Value, ...] = ()


def named(name: str) -> str:
    """A name of a table or an index, whatever is in it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def where_clause(where: Where) -> str:
    """A condition as it stands in a statement."""
    return f" WHERE {where.sql}" if where.sql else ""


def refusal_of(error: sqlite3.OperationalError) -> Refusal:
    """What a client is told of a database that does not work."""
    words = str(error)
    if "full" in words or "disk I/O" in words:
        return Refusal(507, "no_space", f"nothing was written: {words}")
    return Refusal(
        503,
        "busy",
        f"another process uses the data: {words}",
        headers={"Retry-After": "1"},
    )

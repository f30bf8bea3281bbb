"""Where a sandbox keeps its things: SQLite, in memory, in a file, or in one that is nobody's.

A thing is a row: its key, what it belongs to, what is answered (JSON), and what else was
sent. A write is on disk before it is acknowledged. Fields are indexed when somebody first
filters or sorts by them: most never are, and a sandbox is made anew for every test.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from .refusals import SandboxError
from .routes import Collection
from .sql import Change, Row, Value, Where, named, refusal_of, where_clause

_APPLICATION = 0x5B0C5
_WAIT = 10.0
"""Seconds to wait for another process that writes the same file."""

Seeds = Callable[[Collection], Iterable[tuple[str, str, str]]]
"""Gives the things of a collection at the start: what they belong to, key, and JSON."""


class Store:
    """The things of a sandbox. Safe with several threads, and several processes on one file."""

    def __init__(
        self,
        collections: Mapping[str, Collection],
        seeds: Seeds,
        spec: str,
        path: Path | None,
        large: bool,
    ) -> None:
        """Open or make the database.

        Args:
            collections: What is kept, by name.
            seeds: Gives the things at the start.
            spec: Tells whether a file was made from the same spec and options.
            path: The file; None for none.
            large: Whether there are so many things that they had better not be in memory,
                and be made when somebody first asks for them.

        Raises:
            SandboxError: The file is no sandbox's, or that of another spec, or cannot be used.
        """
        self.lock = threading.RLock()
        self._collections = collections
        self._seeds = seeds
        self._path = path
        self._ready: set[str] = set()
        self._indexed: set[str] = set()
        self._counts: dict[tuple[str, Where], int] = {}
        self._version = 0
        self._template: sqlite3.Connection | None = None
        self._changes: list[Change] = []
        self.hears: Callable[[Sequence[Change]], None] | None = None
        """Told what has changed, when it is on disk; may not take its time."""
        place = str(path) if path else "" if large else ":memory:"
        try:
            self._connection = sqlite3.connect(
                place, timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise SandboxError(f"{path}: it cannot be opened ({error})") from error
        try:
            self._prepare(spec)
        except sqlite3.Error as error:
            self._connection.close()
            raise SandboxError(f"{path}: no data of a sandbox ({error})") from error
        except SandboxError:
            self._connection.close()
            raise
        if not large:
            with self.writing():
                for collection in collections.values():
                    self._ensure(collection)
            if path is None:
                self._template = sqlite3.connect(":memory:", check_same_thread=False)
                self._connection.backup(self._template)

    def _prepare(self, spec: str) -> None:
        run = self._connection.execute
        (application,) = run("PRAGMA application_id").fetchone()
        (tables,) = run("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != _APPLICATION:
            raise SandboxError(
                f"{self._path}: a database, but not a sandbox's; name another file"
            )
        # What nobody keeps need not survive a loss of power.
        run(f"PRAGMA journal_mode = {'WAL' if self._path else 'MEMORY'}")
        run(f"PRAGMA synchronous = {'FULL' if self._path else 'OFF'}")
        run("PRAGMA cache_size = -32768")
        with self.writing():
            run(f"PRAGMA application_id = {_APPLICATION}")
            run("CREATE TABLE IF NOT EXISTS spec (digest TEXT)")
            run("CREATE TABLE IF NOT EXISTS seeded (name TEXT PRIMARY KEY)")
            run(
                "CREATE TABLE IF NOT EXISTS files"
                " (place TEXT PRIMARY KEY, type TEXT, content BLOB)"
            )
            known = run("SELECT digest FROM spec").fetchone()
            if known is None:
                run("INSERT INTO spec VALUES (?)", (spec,))
            elif known[0] != spec:
                raise SandboxError(
                    f"{self._path}: made from another spec, or with other rows or another"
                    " seed; name another file, or remove it"
                )
            for name in self._collections:
                run(
                    f"CREATE TABLE IF NOT EXISTS {named(name)} (id INTEGER PRIMARY KEY"
                    " AUTOINCREMENT, home TEXT NOT NULL, key TEXT NOT NULL,"
                    " body TEXT NOT NULL, more TEXT)"
                )
                self._index(name)

    def _index(self, name: str) -> None:
        table = named(name)
        for what, columns in (("UNIQUE INDEX", "home, key"), ("INDEX", "home, id")):
            index = named(f"{name} by {columns}")
            self._connection.execute(
                f"CREATE {what} IF NOT EXISTS {index} ON {table} ({columns})"
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do all or nothing; what is done is on disk in the end.

        Raises:
            Refusal: The disk is full, or another process does not stop writing.
        """
        with self.lock:
            if self._connection.in_transaction:
                yield
                return
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    self._counts.clear()
                    self._changes.clear()
                    raise
            except sqlite3.OperationalError as error:
                # What was made in it is not there.
                self._ready.clear()
                raise refusal_of(error) from error
            if self._changes:
                changes, self._changes = self._changes, []
                if self.hears is not None:
                    self.hears(changes)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state throughout, whoever writes.

        Raises:
            Refusal: The disk fails, or another process does not stop writing.
        """
        with self.lock:
            if self._connection.in_transaction:
                yield
                return
            try:
                self._connection.execute("BEGIN")
                try:
                    yield
                finally:
                    self._connection.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise refusal_of(error) from error

    def _ensure(self, collection: Collection) -> None:
        """Make the things that are there at the start, unless they were made before."""
        name = collection.name
        if name in self._ready:
            return
        if not self._connection.in_transaction:
            with self.writing():
                self._ensure(collection)
            return
        run = self._connection.execute
        if run("SELECT 1 FROM seeded WHERE name = ?", (name,)).fetchone() is None:
            # An index of keys that leap is made faster at the end.
            run(f"DROP INDEX {named(f'{name} by home, key')}")
            self._connection.executemany(
                f"INSERT INTO {named(name)} (home, key, body) VALUES (?, ?, ?)",
                self._seeds(collection),
            )
            self._index(name)
            run("INSERT INTO seeded VALUES (?)", (name,))
        self._ready.add(name)

    def ready(self, *collections: Collection | None) -> None:
        """Make the things that are there at the start, before somebody asks for them."""
        for each in collections:
            if each is not None and each.name not in self._ready:
                with self.writing():
                    self._ensure(each)

    def reset(self) -> None:
        """Be as at the start."""
        with self.lock:
            self._counts.clear()
            if self._template is not None:
                self._template.backup(self._connection)
                self._indexed.clear()
                return
            self._ready.clear()
            with self.writing():
                for name in (*self._collections, "files", "seeded", "sqlite_sequence"):
                    self._connection.execute(f"DELETE FROM {named(name)}")
                if self._path is not None:
                    for collection in self._collections.values():
                        self._ensure(collection)

    def close(self) -> None:
        """Let go of the database."""
        with self.lock:
            self._connection.close()
            if self._template is not None:
                self._template.close()

    # One thing.

    def get(self, collection: Collection, home: str, key: str) -> Row | None:
        """A thing by its key."""
        found = self._select(collection, "home = ? AND key = ?", (home, key))
        return found[0] if found else None

    def named(self, collection: Collection, home: str, key: str) -> Row | None:
        """A thing that a path names: wherever it is, where things are in their like."""
        if collection.nests:
            return self.find(collection, Where("key = ?", (key,)))
        return self.get(collection, home, key)

    def find(self, collection: Collection, where: Where) -> Row | None:
        """The first thing of which something is so."""
        found = self._select(
            collection, f"{where.sql} ORDER BY id LIMIT 1", where.values
        )
        return found[0] if found else None

    def has(self, collection: Collection, key: str) -> bool:
        """Whether there is a thing with a key, whatever it belongs to."""
        if collection.nests:
            return self.named(collection, "", key) is not None
        self._ensure(collection)
        sql = f"SELECT 1 FROM {named(collection.name)} WHERE home = '' AND key = ?"
        return self._connection.execute(sql, (key,)).fetchone() is not None

    def _select(
        self, collection: Collection, where: str, values: Sequence[Value]
    ) -> list[Row]:
        self._ensure(collection)
        table = named(collection.name)
        sql = f"SELECT id, home, key, body, more FROM {table} WHERE {where}"
        return [Row(*row) for row in self._connection.execute(sql, values)]

    def next_number(self, collection: Collection) -> int:
        """The number of the next thing: larger than any before, whether they live or not."""
        self._ensure(collection)
        sql = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        found = self._connection.execute(sql, (collection.name,)).fetchone()
        return int(found[0]) if found else 0

    def insert(
        self, collection: Collection, home: str, key: str, body: str, more: str | None
    ) -> None:
        """Keep a new thing, in place of one that has its key."""
        self._changed(collection, "created", key, body)
        sql = (
            f"INSERT INTO {named(collection.name)} (home, key, body, more)"
            " VALUES (?, ?, ?, ?) ON CONFLICT (home, key)"
            " DO UPDATE SET body = excluded.body, more = excluded.more"
        )
        self._connection.execute(sql, (home, key, body, more))

    def update(
        self, collection: Collection, row: Row, body: str, more: str | None
    ) -> None:
        """Keep what a thing has become."""
        self._changed(collection, "updated", row.key, body)
        sql = f"UPDATE {named(collection.name)} SET body = ?, more = ? WHERE id = ?"
        self._connection.execute(sql, (body, more, row.id))

    def delete(self, collection: Collection, row: Row) -> None:
        """Forget a thing, and those that are kept with it."""
        self._changed(collection, "deleted", row.key, row.body)
        sql = f"DELETE FROM {named(collection.name)} WHERE id = ?"
        self._connection.execute(sql, (row.id,))
        if collection.nests:
            for inner in self._select(collection, "home = ?", (row.key,)):
                self.delete(collection, inner)
        for each in self._collections.values():
            if each.parent == collection.name:
                self._ensure(each)
                sql = f"DELETE FROM {named(each.name)} WHERE home = ?"
                self._connection.execute(sql, (row.key,))

    def _changed(
        self,
        collection: Collection,
        what: Literal["created", "updated", "deleted"],
        key: str,
        body: str,
    ) -> None:
        self._counts.clear()
        self._changes.append(Change(collection.resource, what, key, body))

    # Many things.

    def count(self, collection: Collection, where: Where) -> int:
        """How many things there are of which something is so."""
        self._ensure(collection)
        if self._path is not None:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if version != self._version:
                self._version = version
                self._counts.clear()
        known = self._counts.get((collection.name, where))
        if known is not None:
            return known
        sql = f"SELECT count(*) FROM {named(collection.name)}{where_clause(where)}"
        (found,) = self._connection.execute(sql, where.values).fetchone()
        if len(self._counts) > 1000:
            self._counts.clear()
        self._counts[collection.name, where] = int(found)
        return int(found)

    def known_count(self, collection: Collection) -> int | None:
        """How many things there are; None where those of the start are not made yet."""
        if collection.name not in self._ready:
            return None
        return self.count(collection, Where())

    def page(
        self,
        collection: Collection,
        where: Where,
        order: Sequence[str],
        limit: int,
        offset: int,
    ) -> list[Row]:
        """Some of the things of which something is so.

        Args:
            collection: Which things.
            where: What is so.
            order: Expressions of SQL; no two things are equal in all of them.
            limit: How many, at most; -1 for all.
            offset: How many are left out before.
        """
        self._ensure(collection)
        table, forward = named(collection.name), ", ".join(order)
        walked = forward
        if offset and limit > 0:
            # What is nearer to the end is counted from there.
            left = max(0, self.count(collection, where) - offset)
            if left < offset:
                limit = min(limit, left)
                offset, walked = left - limit, ", ".join(map(_reversed, order))
        # Rows are long: those that are left out are counted in an index.
        sql = (
            f"SELECT id, home, key, body, more FROM {table} WHERE id IN (SELECT id FROM"
            f" {table}{where_clause(where)} ORDER BY {walked} LIMIT ? OFFSET ?)"
            f" ORDER BY {forward}"
        )
        values = (*where.values, limit, offset)
        return [Row(*row) for row in self._connection.execute(sql, values)]

    def exists(self, collection: Collection, where: Where) -> str | None:
        """The key of a thing of which something is so; None where there is none."""
        self._ensure(collection)
        sql = f"SELECT key FROM {named(collection.name)}{where_clause(where)} LIMIT 1"
        found = self._connection.execute(sql, where.values).fetchone()
        return found[0] if found else None

    def index(self, collection: Collection, expression: str) -> None:
        """Have an expression found fast from now on, where there are things enough."""
        name = f"{collection.name} by {expression}"
        if name in self._indexed:
            return
        with self.writing():
            if self.next_number(collection) < 500:
                return
            self._connection.execute(
                f"CREATE INDEX IF NOT EXISTS {named(name)}"
                f" ON {named(collection.name)} (home, {expression}, id)"
            )
        self._indexed.add(name)

    # Files.

    def keep_file(self, place: str, media_type: str, content: bytes) -> None:
        """Keep what was uploaded to a place."""
        self._connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?)",
            (place, media_type, content),
        )

    def file(self, place: str) -> tuple[str, bytes] | None:
        """What was uploaded to a place, and its media type; None where nothing was."""
        sql = "SELECT type, content FROM files WHERE place = ?"
        found = self._connection.execute(sql, (place,)).fetchone()
        return (found[0], found[1]) if found else None

    def forget_file(self, place: str) -> None:
        """Keep no file at a place."""
        self._connection.execute("DELETE FROM files WHERE place = ?", (place,))


def _reversed(expression: str) -> str:
    """The other direction of an order."""
    plain = expression.removesuffix(" DESC")
    return plain if plain != expression else f"{expression} DESC"

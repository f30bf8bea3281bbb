"""YAML as a plain tree in which every key and every value knows its place.

What a plain scalar means depends on who asks: ``1.10`` is the text ``1.10`` where the
spec language wants text and a number where it wants one. So a scalar keeps both.

The tree is read leniently: a part of the wrong kind counts as absent, because the check
against the grammar has reported it by then and one run is to find all mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..model.api import Json
from ..model.position import Position

JsonScalar = None | bool | int | float | str


class Scalar(NamedTuple):
    """A single value.

    Attributes:
        text: As it is written (escapes and folding resolved).
        value: What YAML 1.2's core schema makes of it, without octal and hexadecimal
            numbers; always the text when it is quoted.
        position: Of its first character.
    """

    text: str
    value: JsonScalar
    position: Position

    @property
    def is_text(self) -> bool:
        """Whether it can be read as text; only null cannot."""
        return self.value is not None


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Items:
    """A list."""

    items: tuple[Node, ...]
    position: Position

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __getitem__(self, index: int) -> Node:
        return self.items[index]


class Entry(NamedTuple):
    """One key of a table with its value."""

    key: str
    position: Position
    value: Node


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Table:
    """A mapping, in the file's order; keys are always text.

    Attributes:
        entries: By key.
        position: Of the key that it is the value of, or else of its first character.
    """

    entries: dict[str, Entry]
    position: Position

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def __getitem__(self, key: str) -> Node:
        return self.entries[key].value

    def items(self) -> list[tuple[str, Node]]:
        """Keys and values."""
        return [(entry.key, entry.value) for entry in self.entries.values()]

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        entry = self.entries.get(key)
        return entry.value if entry else None

    def at(self, key: str) -> Position:
        """Where a key stands; where the table does when it has no such key."""
        entry = self.entries.get(key)
        return entry.position if entry else self.position

    def text(self, key: str, default: str = "") -> str:
        """The text of a key."""
        value = text_of(self.get(key))
        return default if value is None else value

    def place(self, key: str) -> str:
        """The place of a key; empty where there is none, or ``none`` switches it off."""
        text = self.text(key)
        return "" if text == "none" else text

    def prose(self, key: str) -> str:
        """The text of a key without the white space around it."""
        return self.text(key).strip()

    def flag(self, key: str, default: bool = False) -> bool:
        """The boolean of a key."""
        node = self.get(key)
        value = node.value if isinstance(node, Scalar) else None
        return value if isinstance(value, bool) else default

    def table(self, key: str) -> Table:
        """The table of a key; an empty one when there is none."""
        node = self.get(key)
        return node if isinstance(node, Table) else Table({}, self.at(key))

    def tables(self, key: str) -> list[Table]:
        """The tables in the list of a key."""
        node = self.get(key)
        items = node if isinstance(node, Items) else ()
        return [item for item in items if isinstance(item, Table)]

    def scalars(self, key: str) -> list[Scalar]:
        """The texts in the list of a key, or the one text that stands there instead."""
        node = self.get(key)
        if isinstance(node, Scalar):
            return [node] if node.is_text else []
        return texts_in(node)


Node = Scalar | Items | Table


class Document(NamedTuple):
    """One file of a spec.

    Attributes:
        name: Path below the spec folder, with ``/``.
        path: As findings show it.
        root: Its topmost mapping; empty when the file could not be read.
        readable: Whether it could be read.
    """

    name: str
    path: str
    root: Table
    readable: bool = True

    @property
    def stem(self) -> str:
        """The file's name without folder and suffix."""
        return self.name.rpartition("/")[2].removesuffix(".yaml")


def text_of(node: Node | None) -> str | None:
    """The text of a scalar, or None when there is none."""
    return node.text if isinstance(node, Scalar) and node.is_text else None


def texts_in(node: Node | None) -> list[Scalar]:
    """The texts in a list; nothing when it is no list."""
    if not isinstance(node, Items):
        return []
    return [item for item in node if isinstance(item, Scalar) and item.is_text]


def json_of(node: Node) -> Json:
    """The JSON value of a tree, plain scalars resolved."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [json_of(item) for item in node]
    return {key: json_of(value) for key, value in node.items()}

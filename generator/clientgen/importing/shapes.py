"""What values look like: JSON Schema, reduced to what the spec language can say of types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from .problems import NOWHERE, Spot


@dataclass(frozen=True, slots=True)
class Word:
    """A type with a name of its own, such as ``string`` or ``datetime``."""

    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """A text or a whole number of which some values are known."""

    values: tuple[str, ...] | tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether the values are whole numbers."""
        return isinstance(self.values[0], int)


@dataclass(frozen=True, slots=True)
class Only:
    """The only value there is."""

    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Many:
    """An array."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Table:
    """An object of arbitrary keys."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Named:
    """A shape that has a name; see :class:`Registry`."""

    key: str


@dataclass(eq=False, slots=True)
class Object:
    """An object with fields.

    Attributes:
        members: Its own, in the document's order.
        further: What all other keys hold; None where nothing is said.
        parent: Key of the named object whose fields come first; empty when none.
        title: As the document calls it.
        spot: Where it stands.
        rules: Which keys go together, as JSON Schema says it.
        words: What the document says of it.
    """

    members: dict[str, Member]
    further: Shape | None = None
    parent: str = ""
    title: str = ""
    spot: Spot = NOWHERE
    rules: list[Any] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes.

    Attributes:
        parts: Of which no two are alike.
        by: The key that says which of them an object is; empty when none does.
        tags: What stands there for each part, beside the part.
    """

    parts: tuple[Shape, ...]
    by: str = ""
    tags: tuple[tuple[str, Shape], ...] = ()


Shape = Word | Known | Only | Many | Table | Named | Object | Either

ANY = Word("any")
OBJECT = Word("object")
STRING = Word("string")
FILE = Word("file")


@dataclass(slots=True)
class Member:
    """A field of an object, a key of a body, or a parameter.

    Attributes:
        name: On the wire.
        shape: Of its values.
        required: Whether it is always there.
        nullable: Whether null is a legal value.
        read_only: Whether the API alone sets it.
        write_only: Whether it is sent and never answered.
        deprecated: Whether callers should no longer use it.
        limits: Bounds, by the words of the spec language.
        default: What the API takes where nothing is given, in a list of its own; [] if none.
        words: What the document says of it.
        spot: Where it stands.
        explode: How an array or an object is sent, by a word of the spec language.
        role: ``page`` or ``size``, once that is known.
    """

    name: str
    shape: Shape
    required: bool = False
    nullable: bool = False
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    limits: dict[str, Any] = field(default_factory=dict)
    default: list[Any] = field(default_factory=list)
    words: str = ""
    spot: Spot = NOWHERE
    explode: str = ""
    role: str = ""


@dataclass(slots=True)
class Definition:
    """A shape with a name.

    Attributes:
        shape: An object, known values, or one of several objects.
        wanted: What it would be called; in any form.
        place: What it is called where that name is taken; may be empty.
        uses: How often it is named.
        name: What it is called in the spec, once that is known.
        words: What the document says of it.
    """

    shape: Shape
    wanted: str
    place: str = ""
    uses: int = 0
    name: str = ""
    words: str = ""


class Registry:
    """The shapes that have names, by keys that are of no meaning to readers."""

    def __init__(self) -> None:
        self.named: dict[str, Definition] = {}

    def __getitem__(self, key: str) -> Definition:
        return self.named[key]

    def meant(self, shape: Shape) -> Shape:
        """The shape itself, where it is a name for one."""
        seen = 0
        while isinstance(shape, Named) and seen < 50:
            shape, seen = self.named[shape.key].shape, seen + 1
        return shape

    def is_object(self, shape: Shape) -> TypeGuard[Named]:
        """Whether a shape is the name of an object with fields."""
        return isinstance(shape, Named) and isinstance(
            self.named[shape.key].shape, Object
        )

    def in_place(self, shape: Shape) -> Shape:
        """Known values where they are named, if that is just once; else the shape itself."""
        if isinstance(shape, Named):
            found = self.named[shape.key]
            if isinstance(found.shape, Known) and found.uses < 2:
                return found.shape
        return shape

    def members(self, shape: Shape) -> dict[str, Member]:
        """The fields of an object, with those of what it is like; none of other shapes."""
        line: list[Object] = []
        found = self.meant(shape)
        while isinstance(found, Object) and found not in line:
            line.append(found)
            if not found.parent:
                break
            found = self.meant(Named(found.parent))
        members: dict[str, Member] = {}
        for each in reversed(line):
            members |= each.members
        return members

    def kind(self, shape: Shape) -> str:
        """What JSON calls the values; ``any`` where it has no one name for them."""
        shape = self.meant(shape)
        match shape:
            case Word(name):
                return _KINDS.get(name, "string")
            case Known():
                return "number" if shape.whole else "string"
            case Only(value):
                return _OF_VALUES[type(value)]
            case Many():
                return "array"
            case Either(parts):
                kinds = {self.kind(part) for part in parts}
                return kinds.pop() if len(kinds) == 1 else "any"
        return "object"


_KINDS = {
    "integer": "number",
    "number": "number",
    "unix": "number",
    "unix_ms": "number",
    "boolean": "boolean",
    "object": "object",
    "any": "any",
    "file": "file",
}
_OF_VALUES = {str: "string", int: "number", bool: "boolean"}


def inside(shape: Shape) -> Iterator[Shape]:
    """The shapes that one is made of, itself first, fields of objects left out."""
    yield shape
    match shape:
        case Many(inner) | Table(inner):
            yield from inside(inner)
        case Either(parts):
            for part in parts:
                yield from inside(part)


def core(shape: Shape) -> Shape:
    """What stands in arrays and tables, at the innermost."""
    while isinstance(shape, Many | Table):
        shape = shape.item if isinstance(shape, Many) else shape.value
    return shape


def word_of(shape: Known | Only) -> Word:
    """The type of known values, or of a constant."""
    value = shape.values[0] if isinstance(shape, Known) else shape.value
    if isinstance(value, bool):
        return Word("boolean")
    return Word("integer") if isinstance(value, int) else STRING


def opened(shape: Only) -> Shape:
    """A constant where none can be said: a list of one known value says the same."""
    match shape.value:
        case bool():
            return word_of(shape)
        case int(number):
            return Known((number,))
        case "":
            return STRING  # a spec names no empty value
        case text:
            return Known((text,))


def mark(owner: str) -> str:
    """What stands for a name that is not known as yet: of a definition, or of a call."""
    return f"\0{owner}\0"

"""The types of the spec language, free of any programming language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ScalarName = Literal[
    "string",
    "uuid",
    "url",
    "email",
    "integer",
    "number",
    "boolean",
    "datetime",
    "date",
    "time",
    "duration",
    "unix",
    "unix_ms",
    "base64",
    "file",
    "any",
    "object",
]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A built-in type.

    ``number`` is decimal; ``object`` is a JSON object of unknown keys. ``uuid``, ``url`` and
    ``email`` are text of a known form; ``duration`` is ISO 8601; ``unix`` and ``unix_ms``
    are moments as numbers, seconds and milliseconds since 1970; ``base64`` is bytes as text.
    """

    name: ScalarName


@dataclass(frozen=True, slots=True)
class Key:
    """An opaque reference: a string that names one thing.

    Attributes:
        resource: The resource referred to (``key -> Customer``), or None when unknown or
            when it is the thing's own key.
    """

    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Enum:
    """An open list of known values: others must be accepted too."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """An open list of known whole numbers: others must be accepted too.

    Attributes:
        values: Each with what it means, which may be empty.
    """

    values: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """One value, and no other: a closed list."""

    value: str | int | bool


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array."""

    item: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """A JSON object of arbitrary keys, all values of one type."""

    value: Type


@dataclass(frozen=True, slots=True)
class Ref:
    """A schema by its name.

    Attributes:
        documented: Whether anybody says what fields it has; if not, a value is plain data
            of any shape.
        of: What the schema is, where that is no object of fields: a list of values.
    """

    schema: str
    documented: bool = field(default=True, compare=False)
    of: Type | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of one of several types.

    They are told apart by what JSON calls their values, arrays by their first item, and
    objects by their constants, then by the keys that are always there.
    """

    parts: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """An object of which a key says what it is; others than the known must be accepted too.

    Attributes:
        by: The key.
        cases: What stands there, and the schema that the object has then.
        other: The schema of those where something else stands there, or nothing; None where
            they are plain data.
    """

    by: str
    cases: tuple[tuple[str, Ref], ...]
    other: Ref | None = None

    @property
    def schemas(self) -> tuple[Ref, ...]:
        """All that an object can have, each once."""
        refs = dict.fromkeys(ref for _, ref in self.cases)
        return (*refs, *([self.other] if self.other else []))


Type = Scalar | Key | Enum | Codes | Constant | Choice | Tagged | ListOf | MapOf | Ref


def meant(type_: Type) -> Type:
    """What a name of values stands for; any other type itself."""
    return type_.of if isinstance(type_, Ref) and type_.of is not None else type_


def innermost(type_: Type) -> Type:
    """What stands inside all arrays and maps of a type."""
    while isinstance(type_, ListOf | MapOf):
        type_ = type_.item if isinstance(type_, ListOf) else type_.value
    return type_

"""Required-key rules as frozen data: which keys a request body must, may and must not give.

A key is a wire name, or a path into an array of objects (``lineItems.*.productKey``), or a
parameter of the operation (``query:since``, ``header:X-Region``).
Present means: given and not null. A path is present when the array is given, holds at
least one item, and every item gives the key.

These classes only hold what a rule says. Deciding, explaining and comparing rules is the
work of :mod:`clientgen.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .position import Position


@dataclass(frozen=True, slots=True)
class Present:
    """The key is given and not null."""

    key: str
    position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Equals:
    """The key is given with this literal value."""

    key: str
    value: str | int | bool
    position: Position | None = field(default=None, compare=False, repr=False)


How = Literal["less_than", "at_most", "at_least", "more_than"]


@dataclass(frozen=True, slots=True)
class Compare:
    """The value of one key against that of another; holds where they cannot be compared.

    That is so where either is not given, and where they are not both numbers or both dates
    and times.
    """

    key: str
    how: How
    other: str
    position: Position | None = field(default=None, compare=False, repr=False)
    other_position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Parts:
    parts: tuple[Node, ...]
    position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class All(_Parts):
    """Every part holds. ``All(())`` always holds."""


@dataclass(frozen=True, slots=True)
class Any(_Parts):
    """At least one part holds (the vendor's "and/or")."""


@dataclass(frozen=True, slots=True)
class One(_Parts):
    """Exactly one part holds."""


@dataclass(frozen=True, slots=True)
class AtMostOne(_Parts):
    """No part holds, or exactly one does."""


@dataclass(frozen=True, slots=True)
class Nothing(_Parts):
    """No part holds (written ``none`` in a spec)."""


@dataclass(frozen=True, slots=True)
class If:
    """``then`` must hold where ``condition`` does, ``otherwise`` where it does not."""

    condition: Node
    then: Node
    otherwise: Node = All(())
    position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Variant:
    """One named way to satisfy a rule.

    Attributes:
        name: The variant's name in the spec, such as ``outgoing``.
        rule: What must hold.
        summary: One sentence for people; may be empty.
        position: Where the variant stands in the spec.
    """

    name: str
    rule: Node
    summary: str = ""
    position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Variants:
    variants: tuple[Variant, ...]
    position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnyOf(_Variants):
    """At least one variant holds."""


@dataclass(frozen=True, slots=True)
class OneOf(_Variants):
    """Exactly one variant holds."""


Group = All | Any | One | AtMostOne | Nothing | AnyOf | OneOf
"""A node that counts how many of its parts hold; see :mod:`clientgen.rules.operators`."""

Node = Present | Equals | Compare | If | Group


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node, in the order of the spec."""
    if isinstance(node, _Parts):
        return node.parts
    if isinstance(node, _Variants):
        return tuple(variant.rule for variant in node.variants)
    if isinstance(node, If):
        return (node.condition, node.then, node.otherwise)
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One named rule of an operation.

    Attributes:
        name: Unique within the operation, such as ``invoice type``.
        body: What must hold.
        summary: One sentence for people.
        source: Names of the sources (declared in api.yaml) that say so.
        when: Contexts in which the rule holds: context name and its accepted values. Empty:
            always. All named contexts must match.
        optional: Further keys known to be taken in that context; they are not checked.
        warn_on_overlap: Satisfying more than one variant of the topmost ``any_of`` is
            allowed but worth a warning.
        position: Where the rule stands in the spec.
    """

    name: str
    body: Node
    summary: str = ""
    source: tuple[str, ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    optional: tuple[str, ...] = ()
    warn_on_overlap: bool = False
    position: Position | None = None

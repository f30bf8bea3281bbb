"""Python's types as type checkers compare them: may one stand where the other does.

They are read off the very annotations that are written into the client, so that there is no
second opinion on what a type of the spec is in Python.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A class, perhaps with arguments: ``str``, ``Sequence[str]``."""

    name: str
    arguments: tuple[Union, ...] = ()


@dataclass(frozen=True, slots=True)
class Only:
    """One value."""

    value: str | int | bool


Member = Named | Only


@dataclass(frozen=True, slots=True)
class Union:
    """One of several types."""

    members: frozenset[Member]

    def without(self, *names: str) -> Union:
        """The others."""
        return Union(self.members - {Named(name) for name in names})

    def has(self, name: str) -> bool:
        """Whether a class is one of them."""
        return Named(name) in self.members


NONE, UNSET, ANYTHING, OBJECT = "None", "Unset", "Any", "object"
_JUST_NONE = Union(frozenset([Named(NONE)]))

# What the runtime's aliases stand for, as far as a spec's types go without them; a test holds
# them to the runtime.
ALIASES: Mapping[str, str] = {
    "Number": "Decimal | int | float",
    "DateTime": "dt.datetime",
    "AlwaysFalse": "Literal[False]",
    "AlwaysTrue": "Literal[True]",
    "IsoTime": "dt.time",
    "IsoDuration": "dt.timedelta",
    "UnixTime": "dt.datetime",
    "UnixMillis": "dt.datetime",
    "Base64Bytes": "bytes",
    "Match": "str",
    "Sort": "str | Sequence[str]",
    # Of what else may be sent as a file, no type of the spec is a part.
    "File": "bytes | Upload",
}
_BASES = {
    "bool": "int",
    "dt.datetime": "dt.date",
    "list": "Sequence",
    "dict": "Mapping",
}
# What is a sequence without saying so, by its items.
_ITEMS = {
    "str": Union(frozenset([Named("str")])),
    "bytes": Union(frozenset([Named("int")])),
}
# Whether an argument may be a subtype; those of others must be the same.
_COVARIANT = frozenset(["Sequence", "Mapping"])

Meaning = Callable[[str], str | None]
"""What the name of a schema stands for, as an annotation; None for any other class."""


def read(annotation: str, meaning: Meaning = lambda name: None) -> Union:
    """Read an annotation of the client.

    Args:
        annotation: As it is written.
        meaning: What names of schemas stand for.
    """
    return _Reader(meaning).union(ast.parse(annotation.strip(), mode="eval").body)


class _Reader:
    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._inside: list[str] = []

    def union(self, node: ast.expr) -> Union:
        if isinstance(node, ast.BinOp):
            left, right = self.union(node.left), self.union(node.right)
            return Union(left.members | right.members)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                return self.union(ast.parse(node.value, mode="eval").body)
            return _JUST_NONE
        return self._name(ast.unparse(node).removeprefix("builtins."))

    def _name(self, name: str) -> Union:
        meant = ALIASES.get(name) or self._meaning(name)
        if meant is None or name in self._inside:
            return Union(frozenset([Named(name)]))
        self._inside.append(name)
        found = self.union(ast.parse(meant, mode="eval").body)
        self._inside.pop()
        return found

    def _subscript(self, node: ast.Subscript) -> Union:
        name = ast.unparse(node.value).removeprefix("builtins.")
        inside = node.slice
        parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        if name == "Literal":
            return Union(frozenset(Only(ast.literal_eval(part)) for part in parts))
        found = tuple(map(self.union, parts))
        if name == "Arg":
            rest = {Named(UNSET), Named(NONE)}
            return Union(found[0].members | rest)
        if name in ("Required", "NotRequired"):
            return found[0]
        return Union(frozenset([Named(name, found)]))


def fits(one: Union, other: Union) -> bool:
    """Whether whatever is of one type may stand where the other is asked for."""
    return _fits(one, other, _is_anything)


def reads_as(now: Union, before: Union) -> bool:
    """Whether programs go on that read what was of one type and is of another now.

    What may be anything is used as programs like, and a type checker looks away; of what it
    knows, it does not.
    """
    return _fits(now, before, lambda member: member == Named(ANYTHING))


def same(one: Union, other: Union) -> bool:
    """Whether two types are one to a type checker: ``str`` takes in each text there is."""
    return reads_as(one, other) and reads_as(other, one)


_Anything = Callable[[Member], bool]
"""Whether something may stand where anything may."""


def _is_anything(member: Member) -> bool:
    return True


def _fits(one: Union, other: Union, anything: _Anything) -> bool:
    return all(
        any(_is(member, each, anything) for each in other.members)
        for member in one.members
    )


def _is(member: Member, other: Member, anything: _Anything) -> bool:
    if other == Named(ANYTHING):
        return anything(member)
    if other == Named(OBJECT) or member == Named(ANYTHING):
        return True
    if isinstance(member, Only):
        if isinstance(other, Only):
            return member == other and type(member.value) is type(other.value)
        return _is(Named(type(member.value).__name__), other, anything)
    if isinstance(other, Only):
        return False
    if member.name == other.name:
        return _arguments(member, other, anything)
    if member.name == "int" and other.name == "float":
        return True
    if member.name in _ITEMS and other.name == "Sequence":
        return _fits(_ITEMS[member.name], other.arguments[0], anything)
    base = _BASES.get(member.name)
    return base is not None and _is(Named(base, member.arguments), other, anything)


def _arguments(member: Named, other: Named, anything: _Anything) -> bool:
    pairs = zip(member.arguments, other.arguments, strict=False)
    if member.name in _COVARIANT:
        return all(_fits(one, two, anything) for one, two in pairs)
    return all(_fits(one, two, anything) and fits(two, one) for one, two in pairs)

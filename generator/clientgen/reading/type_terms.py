"""Types as a spec writes them, into types of the model."""

from __future__ import annotations

import re
from typing import get_args

from ..model.position import Position
from ..model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    ScalarName,
    Type,
    meant,
)
from . import nodes, type_advice
from .choices import choice_of
from .findings import nearest, quoted
from .nodes import Items, Node, Table
from .scope import Scope

_SCALARS: dict[str, Scalar] = {name: Scalar(name) for name in get_args(ScalarName)}
BUILT_IN = (*_SCALARS, "key")
ANY = Scalar("any")
FILE = Scalar("file")

_REFERENCE = re.compile(r"key\s*->\s*(\S+)\Z")
_NULL = re.compile(r"\s*\|\s*null\s*(?=!?\Z)")
_NOTHING = ("null", "none", "nil", "undefined")
_BRACKETS = re.compile(r"\[.*\]\Z|\{.*\}\Z")


def says_null(node: Node | None) -> bool:
    """Whether a short type says that null is a legal value: ``datetime | null``."""
    return _NULL.search(nodes.text_of(node) or "") is not None


def read_type(
    node: Node | None, scope: Scope, markable: bool, place: str = ""
) -> tuple[Type, bool]:
    """Read a type.

    Args:
        node: A text, a list of one type, or a mapping with the key ``string`` or ``fields``.
        scope: Declared names; takes the findings.
        markable: Whether a trailing ``!`` means something here.
        place: The field or parameter that it is the type of.

    Returns:
        The type (``any`` when it cannot be read) and whether it is marked required.
    """
    if isinstance(node, Items) and len(node) == 1:
        return ListOf(read_type(node[0], scope, False, place)[0]), False
    if isinstance(node, Table) and "fields" in node:
        return (scope.inline(node, scope, place) if scope.inline else ANY), False
    if isinstance(node, Table):
        return MapOf(read_type(node.get("string"), scope, False, place)[0]), False
    text = nodes.text_of(node)
    if node is None or text is None:
        return ANY, False
    return _read_text(text, node.position, scope, markable)


def is_map(node: Node) -> bool:
    """Whether a mapping is the type ``{string: TYPE}``, not something in full."""
    return isinstance(node, Table) and "string" in node


def is_single(type_: Type) -> bool:
    """Whether values are single: no arrays, objects or files. Of ``any`` they may be."""
    type_ = meant(type_)
    if isinstance(type_, Choice):
        return all(map(is_single, type_.parts))
    if isinstance(type_, Scalar):
        return type_.name not in ("object", "file")
    return isinstance(type_, Key | Enum | Codes | Constant)


def _read_text(
    text: str, position: Position, scope: Scope, markable: bool
) -> tuple[Type, bool]:
    marked = text.endswith("!")
    bare = text.removesuffix("!").strip()
    if markable:
        bare = _NULL.sub("", bare)
    elif _NULL.search(bare):
        scope.report.error(
            position,
            "null-here",
            "null is said of a field; write it after the field's own type, or "
            "nullable: true beside it",
        )
        return ANY, False
    if marked and not markable:
        scope.report.error(
            position,
            "required-mark",
            "a trailing ! means required and belongs to a field's or a parameter's own "
            "type; remove it here",
        )
    if "|" in bare:
        return _choice(bare, position, scope), marked
    # Without a mark, a list of one type says the same and needs no quotes.
    if bare != text.strip() and _BRACKETS.match(bare):
        return _in_brackets(bare, position, scope), marked
    return _one(bare, position, scope), marked


def _choice(text: str, position: Position, scope: Scope) -> Type:
    """Read ``string | Card``; an array in it stands in brackets."""
    words = [word.strip() for word in text.split("|")]
    if not all(words) or any(word.casefold() in _NOTHING for word in words):
        _unknown(text, position, scope)
        return ANY
    found = []
    for word in words:
        found.append(_in_brackets(word, position, scope))
    if any(part == ANY for part in found) and "any" not in words:
        return ANY  # what is no type has been reported
    return choice_of(found, words, position, scope)


def _in_brackets(word: str, position: Position, scope: Scope) -> Type:
    """Read ``[[string]]``, or a word without brackets."""
    if word[:1] == "[" and word[-1:] == "]":
        return ListOf(_in_brackets(word[1:-1].strip(), position, scope))
    return _one(word, position, scope)


def _one(bare: str, position: Position, scope: Scope) -> Type:
    """Read one word, or a reference."""
    if bare in _SCALARS:
        return _SCALARS[bare]
    if bare == "key":
        return Key()
    if reference := _REFERENCE.match(bare):
        known = not scope.complete or scope.is_known(
            reference[1],
            scope.resources,
            position,
            "unknown-resource",
            "there is no such resource",
        )
        return Key(reference[1] if known else None)
    if bare in scope.schemas:
        named = scope.named.get(bare)
        return Ref(bare, bare not in scope.undocumented, named)
    if scope.complete or not re.match(r"[A-Z][A-Za-z0-9]*\Z", bare):
        _unknown(bare, position, scope)
    return ANY


def _unknown(text: str, position: Position, scope: Scope) -> None:
    if _BRACKETS.match(text):
        hint = "; write it without quotes"
    elif text in scope.resources:
        hint = (
            f"; the resource {text} has no fields; write key -> {text} for a reference"
        )
    else:
        known = [*BUILT_IN, *scope.schemas]
        advice = scope.report.may_look_up(text) and type_advice.advise(
            text,
            BUILT_IN,
            scope.schemas,
            scope.resources,
            lambda word: nearest(word, known),
        )
        hint = (
            f"; {advice}"
            if advice
            else scope.report.suggest(text, known)
            or (
                f"; types are {', '.join(BUILT_IN)}, a schema's name, key -> Resource, [TYPE], "
                "{string: TYPE}, {fields: ...} and A | B"
            )
        )
    scope.report.error(position, "unknown-type", f"{quoted(text)} is no type{hint}")

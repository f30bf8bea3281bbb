"""Values that a spec knows of: open lists of them (``enum``), and the only one (``is``)."""

from __future__ import annotations

import re

from ..model.position import Position
from ..model.types import Codes, Constant, Enum, ListOf, Scalar, Type
from . import nodes
from .findings import quoted
from .nodes import Table
from .scope import Scope

_SHORT = re.compile(r"is\s+(.*[^!\s])\s*(!?)\Z")
# What JSON has another word for, or a second type.
_NO_TEXT = re.compile(r"-?[0-9.]+\Z|true\Z|false\Z|null\Z")
_WHOLE = re.compile(r"-?\d{1,18}\Z")
_INTEGER = Scalar("integer")


def read_known(node: Table, read: Type, scope: Scope) -> Type:
    """Join the ``type`` of a field or a parameter with its ``enum`` or its ``is``.

    Args:
        node: In full.
        read: The type that it says; of no importance where it says none.
        scope: Takes the findings.

    Returns:
        The type, with the values that are known.
    """
    given = read if "type" in node else None
    if "is" in node:
        return _constant(node, given, scope)
    if "enum" not in node:
        return read
    listed = node.get("enum")
    if isinstance(listed, Table):
        return _named(listed, given, node.at("enum"), scope)
    values = node.scalars("enum")
    if given in (_INTEGER, ListOf(_INTEGER)):
        codes = Codes(tuple((number, "") for number in _numbers(values, scope)))
        return codes if given == _INTEGER else ListOf(codes)
    return with_enum(given, enum_of(values), node.at("enum"), scope)


def enum_of(values: list[nodes.Scalar]) -> Enum:
    """The open list of known values."""
    return Enum(tuple(dict.fromkeys(value.text for value in values)))


def with_enum(read: Type | None, enum: Enum, position: Position, scope: Scope) -> Type:
    """Join ``type`` and ``enum``: known values of a string, or of an array of strings."""
    if read is None or read == Scalar("string"):
        return enum
    if read == ListOf(Scalar("string")):
        return ListOf(enum)
    if read == Scalar("number"):
        words = (
            "known values of numbers with a fraction cannot be said; write integer where "
            "they are whole, or name them in the summary and remove enum"
        )
    else:
        words = (
            "known values go with the type string, integer, [string] or [integer]; change "
            "the type or leave it out"
        )
    scope.report.error(position, "enum-type", words)
    return read


def _named(listed: Table, given: Type | None, position: Position, scope: Scope) -> Type:
    """``{4: text, 5: voice}``: whole numbers and what each of them means."""
    if given not in (None, _INTEGER, ListOf(_INTEGER)):
        scope.report.error(
            position,
            "enum-type",
            "names of values go with whole numbers; change the type to integer or leave it "
            "out, or list the values: [a, b]",
        )
        return given or _INTEGER
    found: dict[int, str] = {}
    for entry in listed.entries.values():
        # Other keys have been reported by the check against the grammar.
        if _WHOLE.match(entry.key):
            found.setdefault(int(entry.key), (nodes.text_of(entry.value) or "").strip())
    codes = Codes(tuple(found.items()))
    return ListOf(codes) if isinstance(given, ListOf) else codes


def _numbers(values: list[nodes.Scalar], scope: Scope) -> list[int]:
    found: dict[int, None] = {}
    for value in values:
        if _WHOLE.match(value.text):
            found[int(value.text)] = None
            continue
        scope.report.error(
            value.position,
            "enum-type",
            f"{quoted(value.text)} is no whole number, as the type integer asks; mend one of "
            "both",
        )
    return list(found)


def short_constant(node: nodes.Node, scope: Scope) -> tuple[Type, bool] | None:
    """Read ``is card!``: a text that is the only one, and whether it is marked required."""
    node_text = nodes.text_of(node) or ""
    said = _SHORT.match(node_text)
    if said is None:
        return None
    word = said[1]
    if "|" in word:
        scope.report.error(
            node.position,
            "constant",
            f"{quoted(node_text)} is a text in short; say it in full, such as "
            "{is: card, required: true, nullable: true}, where null is legal too",
        )
    elif _NO_TEXT.match(word):
        scope.report.error(
            node.position,
            "constant",
            f"is {word} in short is a text; write {{is: {word}}} for what it is in JSON, "
            f"{{is: '{word}'}} for the text",
        )
    return Constant(word), said[2] == "!"


def _constant(node: Table, given: Type | None, scope: Scope) -> Type:
    value = nodes.json_of(node["is"])
    if "enum" in node:
        scope.report.error(
            node.at("enum"), "constant", "is names the only value there is; remove enum"
        )
    fits: dict[Type, type] = {
        Scalar("string"): str,
        Scalar("boolean"): bool,
        _INTEGER: int,
    }
    if not isinstance(value, str | bool | int):
        if isinstance(value, float):
            scope.report.error(
                node.at("is"),
                "constant",
                "a constant is a text, a whole number, true or false; put it in quotes if "
                "the text is meant",
            )
        return Scalar("any")  # others are reported by the check against the grammar
    if given is not None and fits.get(given) is not type(value):
        scope.report.error(
            node.at("type"),
            "constant",
            "the type is that of the value under is; remove type",
        )
    return Constant(value)

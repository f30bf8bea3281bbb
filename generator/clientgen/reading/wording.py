"""Errors of the JSON-Schema check in words that help: what is wrong here, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model.naming import snake_case
from ..model.position import Position
from . import key_advice, value_advice
from .findings import Report, listed, nearest, quoted
from .grammars import in_flow
from .nodes import Items, Scalar, Table

_KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}

_SINGLE = frozenset(_KINDS.values()) - {_KINDS["array"], _KINDS["object"], "nothing"}
_MOST_KEYS = 20
_LONGEST = 80
_SAID = {
    **dict.fromkeys(("yes", "y", "on", "true", "1"), "true"),
    **dict.fromkeys(("no", "n", "off", "false", "0"), "false"),
}
_URL = re.compile(r"https?://[^\s']{1,100}\Z")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{,60}\Z")
_LISTABLE = re.compile(r"[\w.-]+(?:, *[\w.-]+)*\Z")


@dataclass(frozen=True, slots=True)
class Failure:
    """One keyword of the grammar that one node does not keep to.

    Attributes:
        keyword: Such as ``required``.
        limit: What the keyword says in the grammar.
        schema: The part of the grammar that the keyword stands in.
        node: The node; for a key of a mapping, the key as a scalar.
        at_top: Whether it is about the very node that the enclosing ``anyOf`` is about, or
            about one of its keys.
        branch: Index of the ``anyOf`` branch that this is an error of.
        inner: For ``anyOf``: the errors of all its branches.
    """

    keyword: str
    limit: Any
    schema: Mapping[str, Any]
    node: Any
    at_top: bool = True
    branch: int = 0
    inner: tuple[Failure, ...] = ()

    @property
    def position(self) -> Position:
        """Of the node."""
        position: Position = self.node.position
        return position


def word(error: Failure, report: Report) -> None:
    """Turn one error of the check into findings.

    Args:
        error: The error.
        report: Takes the findings.
    """
    _WORDINGS[error.keyword](error, report)


def _type(error: Failure, report: Report) -> None:
    _wrong_kind(error, _expected(error), report)


def _wrong_kind(error: Failure, expected: str, report: Report) -> None:
    node = error.node
    hint = ""
    if isinstance(node, Scalar) and node.value is None:
        hint = (
            f"; put {node.text} in quotes if the text is meant"
            if node.text
            else "; give a value or remove the key"
        )
    elif isinstance(node, Scalar) and "true or false" in expected:
        meant = _SAID.get(node.text.casefold(), "true or false")
        hint = f"; write {meant} without quotes"
    elif isinstance(node, Scalar) and "number" in expected:
        hint = "; write it without quotes, leading zeros or units"
    elif isinstance(node, Scalar) and "a mapping" in expected:
        hint = _colon(node.text)
    elif isinstance(node, Scalar) and expected.startswith("known values"):
        short = len(node.text) <= _LONGEST and _LISTABLE.match(node.text)
        hint = f"; write [{node.text}]" if short else ""
    elif isinstance(node, Scalar) and expected == _KINDS["array"]:
        short = len(node.text) <= _LONGEST and _LISTABLE.match(node.text)
        hint = f"; write [{node.text}]" if short else ""
        if _URL.match(node.text):
            hint = f"; write [{{url: '{node.text}'}}]"
    elif isinstance(node, Items) and expected == _KINDS["object"]:
        hint = "; write keys with values, without dashes or brackets"
    elif isinstance(node, Items) and expected in _SINGLE:
        hint = "; write one alone, without dashes or brackets"
    elif isinstance(node, Table) and expected in _SINGLE:
        hint = "; write it without keys"
    elif isinstance(node, Table) and expected == _KINDS["array"]:
        hint = "; begin each item with a dash, or write [a, b]"
        if any(isinstance(entry.value, Table) for entry in node.entries.values()):
            items = ", ".join(f"{{{key}: ...}}" for key in [*node.entries][:2])
            hint = f"; begin each item with a dash, or write [{items}]"
    message = f"expected {expected}, found {_found(node)}{hint}"
    report.error(error.position, "wrong-kind", message)


def _colon(text: str) -> str:
    """What to say where one line of text stands instead of keys and values."""
    if len(text) > _LONGEST:
        return ""
    if found := re.match(r"([\w$.-]+):(\S.*)\Z", text):
        return f"; put a space after the colon: {found[1]}: {found[2]}"
    if found := re.match(r"([\w$.-]+)(?: *= *| +)(\S+)\Z", text):
        return f"; a colon is missing after the key: {found[1]}: {found[2]}"
    return ""


def _any_of(error: Failure, report: Report) -> None:
    branches = _branches(error.inner)
    missing = [_sole_missing(branch) for branch in branches]
    if all(missing):
        known = error.schema.get("properties", {})
        if any(key_advice.advise(key, known) for key in error.node if key not in known):
            return  # which says what to write instead
        keys = listed(quoted(key) for key in missing)
        report.error(error.position, "missing-key", f"one of {keys} is needed; add one")
        return
    fitting = [branch for branch in branches if not _misses(error, branch)]
    if not fitting:
        _wrong_kind(error, _expected(error), report)
        return
    # Of branches equally near the last wins: the grammar puts the fullest form there.
    nearest = min(reversed(fitting), key=lambda branch: _distance(error, branch))
    for inner in nearest:
        word(inner, report)


def _branches(errors: Iterable[Failure]) -> list[list[Failure]]:
    branches: dict[int, list[Failure]] = {}
    for inner in errors:
        branches.setdefault(inner.branch, []).append(inner)
    return list(branches.values())


def _sole_missing(branch: Sequence[Failure]) -> str:
    """The key that a branch such as ``{"required": ["type"]}`` is about."""
    only = branch[0]
    bare = len(only.schema) == 1 and only.keyword == "required"
    return str(only.limit[0]) if bare else ""


def _misses(error: Failure, branch: Iterable[Failure]) -> bool:
    """Whether a branch is for another kind of node altogether."""
    for inner in branch:
        if inner.node is not error.node:
            continue
        if inner.keyword == "type":
            return True
        if inner.keyword == "anyOf" and all(
            _misses(inner, inner_branch) for inner_branch in _branches(inner.inner)
        ):
            return True
    return False


def _distance(error: Failure, branch: Iterable[Failure]) -> int:
    """How far a mapping is from a branch: its keys that are foreign to it or missing."""
    distance = 0
    for inner in branch:
        if inner.keyword == "anyOf" and inner.node is error.node:
            distance += min(
                (
                    _distance(inner, inner_branch)
                    for inner_branch in _branches(inner.inner)
                    if not _misses(inner, inner_branch)
                ),
                default=0,
            )
        elif inner.keyword in ("additionalProperties", "required"):
            distance += 4 if inner.at_top else 0
        else:
            distance += 1
    return distance


def _required(error: Failure, report: Report) -> None:
    # The library gives one error for each missing key, the key only in its message.
    missing = [key for key in error.limit if key not in error.node]
    if missing == ["string"] and len(error.node):
        return  # what stands there instead is reported as an unknown key
    misspelt = _misspelt(error) if missing else set()
    for key in missing:
        if key not in misspelt:
            example = _example(key, error.schema.get("properties", {}).get(key, {}))
            message = f"{quoted(key)} is missing; add it{example}"
            report.error(error.position, "missing-key", message)


def _example(key: str, schema: Mapping[str, Any]) -> str:
    """How a key may be written: the first example of the grammar, where it has some."""
    if not schema.get("examples"):
        return ""
    written = in_flow(schema["examples"][0])
    return f", such as {key}: {written}" if len(written) <= _LONGEST else ""


def _misspelt(error: Failure) -> set[str]:
    """Keys that are there under another name, which is reported as an unknown key."""
    if error.schema.get("additionalProperties") is not False:
        return set()
    known = list(error.schema.get("properties", ()))
    unknown = [key for key in error.node if key not in known]
    return {nearest(key, known) for key in unknown[:_MOST_KEYS] if len(key) <= 100}


def _dependent(error: Failure, report: Report) -> None:
    for key, needed in error.limit.items():
        for other in needed:
            if key in error.node and other not in error.node:
                report.error(
                    error.node.at(key),
                    "missing-key",
                    f"{quoted(key)} needs {quoted(other)} beside it; add it",
                )


def _unknown_key(error: Failure, report: Report) -> None:
    known = list(error.schema.get("properties", ()))
    key = error.node.text
    advice = key_advice.advise(key, known)
    hint = (
        f"; {advice}"
        if advice
        else report.suggest(key, known) or f"; known here: {listed(known, 'and')}"
    )
    report.error(
        error.position, "unknown-key", f"the key {quoted(key)} is unknown here{hint}"
    )


def _enum(error: Failure, report: Report) -> None:
    values = error.limit
    node = error.node
    if not isinstance(node, Scalar):
        _wrong_kind(error, f"one of {listed(values)}", report)
        return
    if len(values) == 1:
        message = (
            f"{quoted(node.text)} will not do: it can only be {values[0]}; write that, or "
            "remove the key"
        )
    else:
        advice = value_advice.advise(node.text, values)
        hint = f"; {advice}" if advice else report.suggest(node.text, values)
        message = f"{quoted(node.text)} is not one of {listed(values)}{hint}"
    report.error(error.position, "unknown-value", message)


def _pattern(error: Failure, report: Report) -> None:
    says = error.schema.get("patternErrorMessage", "it has the wrong form")
    says += _renamed(error)
    report.error(
        error.position,
        "wrong-form",
        f"{quoted(error.node.text)} will not do: {says}",
    )


def _renamed(error: Failure) -> str:
    """The name in the form that is asked for, where it follows from the one that is there."""
    says = str(error.schema.get("patternErrorMessage", ""))
    name = snake_case(error.node.text) if len(error.node.text) <= 100 else ""
    if says.startswith("a name here is CamelCase"):
        name = "".join(word.capitalize() for word in name.split("_"))
    elif not says.startswith("a name here is snake_case"):
        return ""
    fits = name.isascii() and re.search(error.limit, name)
    return f"; write {name}" if fits and name != error.node.text else ""


def _length(error: Failure, report: Report) -> None:
    limit = error.limit
    if error.keyword == "maxLength":
        size = len(error.node.text)
        message = f"the text has {size:,} characters, at most {limit:,} are allowed"
    else:
        message = "the text is empty; write it or remove the key"
    report.error(error.position, "wrong-length", message)


def _count(error: Failure, report: Report) -> None:
    limit, size = error.limit, len(error.node)
    listed = error.keyword in ("minItems", "maxItems")
    if (
        listed
        and limit == 1
        and error.schema.get("minItems") == error.schema.get("maxItems")
    ):
        message = "expected exactly one type in the list, found 0; write one, such as [string]"
        if size:
            message = f"expected exactly one type in the list, found {size}; {_several(error.node)}"
    else:
        what, one = (
            ("list", "an item") if listed else ("mapping", "a key with its value")
        )
        message = f"the {what} is empty; write {one} into it, or remove it"
        if size and limit == 1:
            message = f"{one} stands alone here, found {size:,}; begin each with a dash"
        elif size:
            bound = "at least" if error.keyword.startswith("min") else "at most"
            mend = "add some" if bound == "at least" else "remove what is too much"
            message = (
                f"{size:,} stand in this {what}, and {bound} {limit:,} can; {mend}"
            )
    report.error(error.position, "wrong-length", message)


def _several(items: Items) -> str:
    """Say how several types are written; with JSON Schema, a list may be that, and null."""
    words = [item.text for item in items if isinstance(item, Scalar)]
    types = [word for word in words if word != "null" and _NAME.match(word)][:3]
    if "null" in words and types:
        return (
            f"an array is written [string]. Write {' | '.join(types)}: what is not marked ! may be "
            f"absent or null (a field that is always there, but perhaps null, is "
            f"{' | '.join(types)} | null!)"
        )
    return (
        "[string] is an array of strings. Known values are written {enum: [a, b]}, several types "
        "string | integer; required fields are marked one by one, such as key: key!"
    )


def _range(error: Failure, report: Report) -> None:
    bound, side = (
        ("at least", "more") if error.keyword == "minimum" else ("at most", "less")
    )
    report.error(
        error.position,
        "wrong-form",
        f"expected {bound} {error.limit:,}, found {quoted(error.node.text)}; write "
        f"{error.limit:,} or {side}",
    )


def _twice(error: Failure, report: Report) -> None:
    report.error(
        error.position,
        "duplicate-item",
        f"{quoted(error.node.text)} stands in this list twice; remove one",
    )


def _expected(error: Failure) -> str:
    if "errorMessage" in error.schema:
        return str(error.schema["errorMessage"])
    types = error.schema.get("type", "object")
    names = [types] if isinstance(types, str) else types
    if "string" in names:
        return "text"
    return listed(_KINDS[name] for name in names)


def _found(node: Scalar | Items | Table) -> str:
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Table):
        return "a mapping"
    return "nothing" if node.value is None else quoted(node.text)


_WORDINGS: dict[str, Callable[[Failure, Report], None]] = {
    "additionalProperties": _unknown_key,
    "anyOf": _any_of,
    "dependentRequired": _dependent,
    "enum": _enum,
    "maxItems": _count,
    "maxLength": _length,
    "maxProperties": _count,
    "maximum": _range,
    "minItems": _count,
    "minLength": _length,
    "minProperties": _count,
    "minimum": _range,
    "pattern": _pattern,
    "required": _required,
    "type": _type,
    "uniqueItems": _twice,
}

"""Bounds and defaults of fields and parameters: that they go with the type."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..model.api import Json
from ..model.choosing import json_kind
from ..model.limits import Limits, wrong_with
from ..model.types import Choice, Codes, Constant, ListOf, Ref, Scalar, Type, meant
from .findings import quoted
from .nodes import Scalar as ScalarNode
from .nodes import Table, json_of, text_of
from .scope import Scope

_OF: Mapping[str, tuple[tuple[str, ...], str]] = {
    "number": (("minimum", "maximum"), "numbers"),
    "string": (("min_length", "max_length", "pattern"), "texts"),
    "array": (("min_items", "max_items"), "arrays"),
}
_PAIRS = (
    ("minimum", "maximum"),
    ("min_length", "max_length"),
    ("min_items", "max_items"),
)
_KINDS = {bool: "boolean", int: "number", float: "number", str: "string"}


def read_limits(node: Table, type_: Type, nullable: bool, scope: Scope) -> Limits:
    """Read what a field or a parameter says of its values.

    Args:
        node: In full.
        type_: Of the values.
        nullable: Whether a default can be null.
        scope: Takes the findings.
    """
    report = scope.report
    kind = "any" if isinstance(meant(type_), Choice) else json_kind(type_)
    for of, (keys, words) in _OF.items():
        for key in keys:
            if key in node and kind not in (of, "any"):
                report.error(
                    node.at(key), "limits", f"{key} goes with {words}; remove it here"
                )
    numbers = {key: _number(node, key) for pair in _PAIRS for key in pair}
    for least, most in _PAIRS:
        low, high = numbers[least], numbers[most]
        if low is not None and high is not None and low > high:
            report.error(
                node.at(least),
                "limits",
                f"{least} is more than {most}; mend one of both",
            )
    limits = Limits(
        minimum=numbers["minimum"],
        maximum=numbers["maximum"],
        min_length=_whole(numbers["min_length"]),
        max_length=_whole(numbers["max_length"]),
        min_items=_whole(numbers["min_items"]),
        max_items=_whole(numbers["max_items"]),
        pattern=text_of(node.get("pattern")) or "",
        default=_default(node, type_, nullable, scope),
    )
    if "default" in node and (wrong := wrong_with(limits, json_of(node["default"]))):
        report.error(node.at("default"), "limits", f"the default will not do: {wrong}")
    return limits


def _number(node: Table, key: str) -> int | float | None:
    value = node.get(key)
    found = value.value if isinstance(value, ScalarNode) else None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return found


def _whole(value: int | float | None) -> int | None:
    return value if isinstance(value, int) else None


def _default(node: Table, type_: Type, nullable: bool, scope: Scope) -> str:
    if "default" not in node:
        return ""
    value = json_of(node["default"])
    if not (value is None and nullable) and not _fits(type_, value):
        shown = json.dumps(value, ensure_ascii=False)
        scope.report.error(
            node.at("default"),
            "limits",
            f"the default {quoted(shown[:60])} is of another type than the field; mend one of both",
        )
    return json.dumps(value, ensure_ascii=False)


def _fits(type_: Type, value: Json) -> bool:
    type_ = meant(type_)
    if isinstance(type_, Choice):
        return any(_fits(part, value) for part in type_.parts)
    if isinstance(type_, Constant):
        return type(value) is type(type_.value) and value == type_.value
    kind = json_kind(type_)
    if kind == "any":
        return True
    if isinstance(value, list):
        return isinstance(type_, ListOf) and all(_fits(type_.item, x) for x in value)
    if isinstance(value, dict):
        return kind == "object" or isinstance(type_, Ref)
    if isinstance(type_, Codes) or type_ == Scalar("integer"):
        return isinstance(value, int) and not isinstance(value, bool)
    return _KINDS.get(type(value)) == kind

"""Rules as the expressions that make them again in the client."""

from __future__ import annotations

from collections.abc import Iterable

from ...model.api import Operation, Parameter
from ...model.choosing import json_kind
from ...model.rules import (
    All,
    AnyOf,
    Compare,
    Equals,
    If,
    Node,
    OneOf,
    Present,
    Rule,
    Variant,
    parts_of,
)
from ..sinks import Code, code, emit, identifier, join, literal
from ..surface.names import argument
from ..surface.operations import spoken_parameters


def rule_expressions(rules: Iterable[Rule]) -> list[Code]:
    """One constructor call for each rule that can fail."""
    return [_rule(rule) for rule in rules if rule.body != All(())]


def rules_of(operation: Operation) -> Code | None:
    """The argument that gives an operation its rules; None where it has none."""
    made = rule_expressions(operation.rules)
    if not made:
        return None
    spoken = spoken_parameters(operation)
    if not spoken:
        return code("rules=rules.Rules({})", join(", ", made))
    pairs = (
        code(
            "{}: ({}, {})",
            literal(key),
            literal(argument(parameter)),
            literal(_kind(parameter)),
        )
        for key, parameter in spoken.items()
    )
    named = code("parameters={{{}}}", join(", ", pairs))
    return code("rules=parameters.Rules({})", join(", ", [*made, named]))


def _kind(parameter: Parameter) -> str:
    """How the runtime reads the value of a parameter."""
    if parameter.role in ("filter", "sort"):
        return "opaque"
    if parameter.http_date:
        return "http_date"
    kind = json_kind(parameter.type)
    return kind if kind in ("number", "boolean") else ""


def _rule(rule: Rule) -> Code:
    parts = [literal(rule.name), _node(rule.body)]
    if rule.summary:
        parts.append(code("summary={}", literal(rule.summary)))
    if rule.when:
        parts.append(code("when={}", literal(dict(rule.when))))
    if rule.warn_on_overlap:
        parts.append(emit("warn_on_overlap=True"))
    return code("rules.Rule({})", join(", ", parts))


def _node(node: Node) -> Code:
    match node:
        case Present(key):
            return literal(key)
        case Equals(key, value):
            return _call(node, [literal(key), literal(value)])
        case Compare(key, how, other):
            parts_ = map(literal, (key, how, other))
            return code("compare.Compare({})", join(", ", parts_))
        case If(condition, then, otherwise):
            parts = (
                [condition, then]
                if otherwise == All(())
                else [condition, then, otherwise]
            )
            return _call(node, [_node(part) for part in parts])
        case AnyOf(variants) | OneOf(variants):
            return _call(node, [_variant(variant) for variant in variants])
        case _:
            return _call(node, [_node(part) for part in parts_of(node)])


def _variant(variant: Variant) -> Code:
    parts = [literal(variant.name), _node(variant.rule)]
    if variant.summary:
        parts.append(literal(variant.summary))
    return _call(variant, parts)


def _call(node: Node | Variant, parts: Iterable[Code]) -> Code:
    # The runtime's classes have the names of the model's.
    return code("rules.{}({})", identifier(type(node).__name__), join(", ", parts))

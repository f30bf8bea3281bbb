"""Rules as JSON Schema, draft 2020-12."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ..model.rules import (
    All,
    AnyOf,
    Equals,
    If,
    Node,
    OneOf,
    Present,
    Rule,
    Variant,
    parts_of,
)
from .decide import NOWHERE, Situation, in_force
from .operators import operator_of

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Schema = dict[str, Json]


def body_schema(
    rules: Iterable[Rule],
    situation: Situation = NOWHERE,
    never_null: Collection[str] = (),
) -> Schema:
    """Say in JSON Schema what rules ask of a body that is an object.

    Put it into an ``allOf`` beside the schema of the body's fields: it has ``properties``
    of its own.

    Args:
        rules: Of one operation.
        situation: Which conditional rules take part; none without one.
        never_null: Keys whose schema forbids null already, so that being there is enough.

    Returns:
        A schema; empty when the rules ask for nothing.
    """
    words = _Words(frozenset(never_null))
    return _merge(
        _titled(words.schema(rule.body), rule.name, rule.summary)
        for rule in in_force(rules, situation)
        if rule.body != All(())
    )


class _Words:
    def __init__(self, never_null: frozenset[str]) -> None:
        self.never_null = never_null

    def schema(self, node: Node) -> Schema:
        match node:
            case Present(key):
                return self.inside(key, key.split(".*."), {"not": {"type": "null"}})
            case Equals(key, value):
                return self.inside(key, key.split(".*."), {"const": value})
            case If():
                return self.branches(node)
            case AnyOf(variants) | OneOf(variants):
                schemas = [self.variant(variant) for variant in variants]
            case _:
                schemas = [self.schema(part) for part in parts_of(node)]
        return _between(schemas, *operator_of(node).bounds(len(schemas)))

    def inside(self, key: str, names: Sequence[str], value: Schema) -> Schema:
        name, *rest = names
        if rest:
            item = self.inside(key, rest, value)
            items: Schema = {"type": "object", **item}
            value = {"type": "array", "minItems": 1, "items": items}
        elif key in self.never_null and "not" in value:
            return {"required": [name]}
        return {"required": [name], "properties": {name: value}}

    def variant(self, variant: Variant) -> Schema:
        return _titled(self.schema(variant.rule), variant.name, variant.summary)

    def branches(self, node: If) -> Schema:
        condition = node.condition
        then, otherwise = self.schema(node.then), self.schema(node.otherwise)
        if (
            isinstance(condition, Present)
            and condition.key in self.never_null
            and ".*." not in condition.key
            and then.keys() <= {"required"}
            and not otherwise
        ):
            needed = then.get("required", [])
            return {"dependentRequired": {condition.key: needed}} if needed else {}
        schema: Schema = {"if": self.schema(condition), "then": then}
        if otherwise:
            schema["else"] = otherwise
        return schema


def _titled(schema: Schema, title: str, description: str) -> Schema:
    titled: Schema = {"title": title}
    if description:
        titled["description"] = description
    return {**titled, **schema}


def _merge(schemas: Iterable[Schema]) -> Schema:
    """Join schemas that must all hold, drawing bare key lists together."""
    required: list[Json] = []
    properties: Schema = {}
    others: list[Json] = []
    plain = {"required", "properties"}
    for schema in schemas:
        names, values = schema.get("required", []), schema.get("properties", {})
        assert isinstance(names, list)
        assert isinstance(values, dict)
        clash = any(
            properties.get(key, value) != value for key, value in values.items()
        )
        if schema.keys() <= plain and not clash:
            required += [name for name in names if name not in required]
            properties.update(values)
        else:
            others.append(schema)
    merged: Schema = {}
    if required:
        merged["required"] = required
    if properties:
        merged["properties"] = properties
    if not others:
        return merged
    if not merged and len(others) == 1 and isinstance(others[0], dict):
        return others[0]
    return {"allOf": [merged, *others] if merged else others}


def _between(schemas: list[Schema], least: int, most: int) -> Schema:
    """Say that so many of the schemas hold."""
    if least == len(schemas):
        return _merge(schemas)
    if least == 0 and most >= len(schemas):
        return {}
    if least > 1 or 1 < most < len(schemas):
        raise NotImplementedError("JSON Schema counts to one, or to all")
    if not schemas:
        return _not({})
    if most == 0:
        return _not(_any(schemas))
    if most > 1 or len(schemas) == 1:
        return _any(schemas)
    one: Schema = {"oneOf": [*schemas]}
    return one if least else _any([one, _not(_any(schemas))])


def _any(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": [*schemas]}


def _not(schema: Schema) -> Schema:
    return {"not": schema}

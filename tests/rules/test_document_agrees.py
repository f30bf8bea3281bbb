"""A body's schema in the OpenAPI document accepts exactly the bodies that its rules accept.

Its types, of which tools make types in other languages, must refuse nothing legal; together
with what stands in the `if` beside them, the schema must let nothing else through.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from plain import parse_rule
from reference import Body as Given
from reference import bodies, compares_keys, mentioned, satisfied
from strategies import rules

from clientgen.model.api import Answer, Api, Body, Field, Operation, Schema
from clientgen.model.types import ListOf, Ref, Scalar, ScalarName, Type
from clientgen.targets.description.schemas import body_schemas, sent_schema

SCALARS: dict[ScalarName, Any] = {
    "string": "x",
    "integer": 1,
    "number": 0.5,
    "boolean": True,
    "object": {},
    "any": ["x"],
}
SENT = {"Item": "ItemInput", "Inner": "InnerInput"}


def api_of(keys: list[str], types: dict[str, Type]) -> tuple[Api, Body]:
    """A body with the keys; paths lead to Items, and through them to Inners."""

    def field(name: str, head: str, item: str) -> Field:
        inside = any(key.startswith(f"{head}.*.") for key in keys)
        type_ = ListOf(Ref(item)) if inside else types.get(head, Scalar("string"))
        return Field(name, type_)

    ways = [key.split(".*.") for key in keys]
    names = [
        dict.fromkeys(way[depth] for way in ways if len(way) > depth)
        for depth in range(3)
    ]
    top = tuple(field(name, name, "Item") for name in names[0])
    schemas = [
        Schema(
            "Item",
            tuple(Field(n, Scalar("any")) for n in names[1])
            or (Field("z", Scalar("any")),),
        )
    ]
    api = Api("A", "a", "1", "1", "t", (), (), tuple(schemas))
    return api, Body("object", top)


def document(
    data: list[dict[str, Any]], types: dict[str, Type]
) -> Draft202012Validator:
    keys = sorted({key for rule in data for (key, *_) in mentioned(rule)})
    api, body = api_of(keys, types)
    operation = Operation(
        "create",
        "POST",
        "/x",
        Answer("empty"),
        body=body,
        rules=tuple(parse_rule(rule) for rule in data),
    )
    made = body_schemas(api, operation, body, SENT, "Whole")
    found: Any = {"$ref": "#/components/schemas/Whole"}
    schemas = made | {SENT[s.name]: sent_schema(s, SENT) for s in api.schemas}
    found = json.loads(json.dumps({**found, "components": {"schemas": schemas}}))
    for schema in found["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert '"not": {"type": "null"}' not in json.dumps(found)
    return Draft202012Validator(found)


def agree(
    data: list[dict[str, Any]], judge: Draft202012Validator, given: Given
) -> None:
    expected = all(satisfied(rule, given) for rule in data)
    valid = judge.is_valid(given)
    # No schema compares two keys; it must refuse nothing that is legal.
    compared = any(map(compares_keys, data))
    assert valid is expected or (compared and valid), (judge.schema, given)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(rules(4, leaves=8), min_size=1, max_size=2))
def test_it_agrees_over_bodies_of_any_values(data: list[dict[str, Any]]) -> None:
    types: dict[str, Type] = {
        key: Scalar("any") for rule in data for (key, *_) in mentioned(rule)
    }
    judge = document(data, types)
    made = bodies(data, most=2000)
    for body in made[:: max(1, len(made) // 100)]:
        if _has_arrays(data, body):
            agree(data, judge, body)


@settings(max_examples=40, deadline=None)
@given(rules(4, paths=False, compared=True, leaves=6))
def test_it_refuses_nothing_legal_where_values_are_compared(
    data: dict[str, Any],
) -> None:
    types: dict[str, Type] = {key: Scalar("any") for key, *_ in mentioned(data)}
    judge = document([data], types)
    made = bodies([data], most=500)
    for body in made[:: max(1, len(made) // 60)]:
        if _has_arrays([data], body):
            agree([data], judge, body)


def _has_arrays(data: list[dict[str, Any]], body: Given) -> bool:
    """Whether arrays stand where the rules' paths lead into arrays."""
    return all(
        isinstance(value, list) or value is None or not _has_path(data, key)
        for key, value in body.items()
    )


def _has_path(data: list[dict[str, Any]], name: str) -> bool:
    return any(
        key.startswith(f"{name}.*.") for rule in data for (key, *_) in mentioned(rule)
    )


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.lists(rules(5, paths=False, literals=False, leaves=8), min_size=1, max_size=2),
    st.lists(st.sampled_from(sorted(SCALARS)), min_size=12, max_size=12),
)
def test_it_agrees_over_bodies_of_their_types(
    data: list[dict[str, Any]], kinds: list[ScalarName]
) -> None:
    keys = sorted({key for rule in data for (key, *_) in mentioned(rule)})
    of = dict(zip(keys, kinds, strict=False))
    judge = document(data, {key: Scalar(kind) for key, kind in of.items()})
    for body in bodies(data, most=100):
        typed = {k: v if v is None else SCALARS[of[k]] for k, v in body.items()}
        agree(data, judge, typed)

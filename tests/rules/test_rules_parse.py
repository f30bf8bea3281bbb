"""From a spec's data to rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from plain import parse_node, parse_rule, place

from clientgen.model.rules import (
    All,
    AnyOf,
    AtMostOne,
    Equals,
    If,
    Node,
    Nothing,
    One,
    OneOf,
    Present,
    Rule,
    Variant,
)
from clientgen.model.rules import (
    Any as AnyNode,
)
from clientgen.rules.problems import RuleError

A, B = Present("a"), Present("b")


def test_a_whole_rule() -> None:
    data = {
        "name": "invoice type",
        "summary": "Decides the direction.",
        "source": "page",
        "when": {"platform": "UPKEEP", "region": ["EU", "US"]},
        "optional": ["c", "lines.*.key"],
        "overlap": "warn",
        "any_of": {
            "outgoing": {"any": ["a", "b"], "summary": "A sales invoice."},
            "incoming": {"if": "a", "then": "b"},
        },
    }
    assert replace(parse_rule(data), position=None) == Rule(
        name="invoice type",
        body=AnyOf(
            (
                Variant("outgoing", AnyNode((A, B)), "A sales invoice."),
                Variant("incoming", If(A, B)),
            )
        ),
        summary="Decides the direction.",
        source=("page",),
        when=(("platform", ("UPKEEP",)), ("region", ("EU", "US"))),
        optional=("c", "lines.*.key"),
        warn_on_overlap=True,
    )


@pytest.mark.parametrize(
    ("data", "node"),
    [
        ("a", A),
        ({"all": ["a", "b"]}, All((A, B))),
        ({"any": ["a"]}, AnyNode((A,))),
        ({"one": ["a", {"all": ["b"]}]}, One((A, All((B,))))),
        ({"at_most_one": ["a", "b"]}, AtMostOne((A, B))),
        ({"none": ["a"]}, Nothing((A,))),
        ({"one_of": {"x": {"all": ["a"]}}}, OneOf((Variant("x", All((A,))),))),
        ({"if": "a", "then": "b", "else": {"none": ["b"]}}, If(A, B, Nothing((B,)))),
        ({"if": {"key": "a", "is": "High"}, "then": "b"}, If(Equals("a", "High"), B)),
        ({"if": "a", "else": "b"}, If(A, All(()), B)),
        ("lines.*.key", Present("lines.*.key")),
    ],
)
def test_nodes(data: Any, node: Node) -> None:
    assert parse_node(data) == node


def test_a_rule_with_optional_keys_only_always_holds() -> None:
    assert parse_rule({"name": "r", "optional": ["a"]}).body == All(())


def nested(depth: int) -> Any:
    data: Any = "a"
    for _ in range(depth):
        data = {"all": [data]}
    return data


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        (nested(25), ("all", 0) * 25, "rule-too-deep"),
        (nested(200), ("all", 0) * 25, "rule-too-deep"),
        ({"all": ["a"] * 1000}, ("all", 999), "rule-too-large"),
        ({"all": ["a"], "any": ["b"]}, ("any",), "two-operators"),
        ({"all": ["a", {}]}, ("all", 1), "no-operator"),
        ({"all": "a"}, ("all",), "not-a-list"),
        ({"any_of": ["a"]}, ("any_of",), "not-a-mapping"),
        ({"if": {"key": "a", "is": 1.5}, "then": "b"}, ("if", "is"), "not-a-literal"),
        ({"if": {"key": 1, "is": 1}, "then": "b"}, ("if", "key"), "not-a-text"),
    ],
)
def test_what_cannot_be_a_rule_is_placed(data: Any, path: Any, code: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule({"name": "r", **data})
    (problem,) = caught.value.problems
    assert problem.position == place(*path)
    assert (problem.code, problem.severity) == (code, "error")


def test_the_largest_rules_are_taken() -> None:
    assert parse_rule({"name": "r", **nested(24)})
    assert parse_rule({"name": "r", "all": ["a"] * 999})

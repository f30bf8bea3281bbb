"""The proof: five judges of the same rule never disagree.

The naive reference, the generator's decision, the client's check, the JSON Schema (judged
by jsonschema) and the cubes behind the typed overloads, over all bodies that the rule can
tell apart. (The overloads as mypy judges them are compared where a client is generated.)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from client_form import client_rule
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from plain import parse_rule
from reference import (
    Body,
    bodies,
    compares_keys,
    is_complete,
    present,
    satisfied,
    states,
)
from runtime import rules as client
from runtime.rules import explain
from strategies import rules

from clientgen.model.rules import Equals
from clientgen.rules import cubes, decide, diff, schema
from clientgen.rules.atoms import Atom
from clientgen.rules.comparing import Relation
from clientgen.rules.respelling import respelled
from clientgen.rules.seen import by_body, is_parameter, keys_named

INVOICE = {
    "name": "invoice type",
    "any_of": {
        "outgoing": {
            "any": ["customerKey", "salesOrderKey"],
            "summary": "A sales invoice.",
        },
        "incoming": {"any": ["vendorKey", "poKey"]},
    },
}
SEVERE = {
    "name": "severe",
    "if": {"key": "sev", "is": "High"},
    "then": {"all": ["xs.*.p", {"none": ["b"]}]},
    "else": {"one": ["a", "b", "xs.*.q"]},
}
ONE_IS_NOT_TRUE = {
    "name": "one is not true",
    "all": [
        {"if": {"key": "sev", "is": True}, "then": "a"},
        {"if": {"key": "sev", "is": 1}, "then": "b"},
    ],
}


def as_atoms(given: frozenset[tuple[Any, ...]]) -> set[Atom]:
    return {
        (
            Relation(*each[:3])
            if len(each) == 4
            else each[0] if len(each) == 1 else Equals(each[0], each[2])
        )
        for each in given
    }


def top_keys(body: Body) -> frozenset[str]:
    return frozenset(key for key in body if present(body, key))


def covered(cover: tuple[cubes.Cube, ...], keys: frozenset[str]) -> bool:
    return any(
        keys.issuperset(cube.required) and keys.isdisjoint(cube.forbidden)
        for cube in cover
    )


def judge_all(data: list[dict[str, Any]], most: int, judged_by_schema: int) -> None:
    parsed = [parse_rule(rule) for rule in data]
    checks = [client_rule(rule) for rule in parsed]
    fragment = schema.body_schema(parsed)
    Draft202012Validator.check_schema(fragment)
    validator = Draft202012Validator({"type": "object", "allOf": [fragment]})
    cover = cubes.cubes(parsed, limit=10_000)
    assert cover is not None
    compares = any(map(compares_keys, data))
    made = bodies(data, most)
    every = max(1, len(made) // judged_by_schema)
    taken: dict[frozenset[str], set[bool]] = {}
    for index, body in enumerate(made):
        verdicts = [satisfied(rule, body) for rule in data]
        expected = all(verdicts)
        assert [decide.holds(rule.body, body) for rule in parsed] == verdicts
        so = as_atoms(states(body, data))
        assert [decide.holds(rule.body, so) for rule in parsed] == verdicts
        failed = client.check(checks, body, {})
        assert len(failed) == verdicts.count(False)
        if index % every == 0:
            # No schema compares two keys; it must refuse nothing that is legal.
            valid = validator.is_valid(body)
            assert valid is expected or (compares and valid), (fragment, body)
        if expected:
            assert covered(cover, top_keys(body)), (cover, body)
        taken.setdefault(top_keys(body), set()).add(expected)
    if is_complete(data, most):
        for keys, verdicts_ in taken.items():
            assert covered(cover, keys) is (True in verdicts_), (cover, keys)
        split = any(len(verdicts_) > 1 for verdicts_ in taken.values())
        assert cubes.is_exact(parsed) is not split


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@example([INVOICE])
@example([SEVERE])
@example([ONE_IS_NOT_TRUE])
@example([{"name": "x", "all": [{"key": "a", "is": 1}, {"key": "a", "is": True}]}])
@given(st.lists(rules(4, leaves=8), min_size=1, max_size=2))
def test_all_judges_agree_over_every_body(data: list[dict[str, Any]]) -> None:
    judge_all(data, most=2048, judged_by_schema=100)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@example([{"name": "x", "not": {"key": "b", "at_most": "c"}}])
@example([{"name": "x", "all": ["b", "c", {"key": "c", "less_than": "b"}]}])
@given(st.lists(rules(4, compared=True, leaves=6), min_size=1, max_size=2))
def test_all_judges_agree_on_values_that_are_compared(
    data: list[dict[str, Any]],
) -> None:
    judge_all(data, most=400, judged_by_schema=60)


@settings(max_examples=60, deadline=None)
@given(rules(4, paths=False, literals=False, leaves=6))
def test_the_body_alone_is_never_refused_for_what_it_does_not_show(
    data: dict[str, Any],
) -> None:
    """With the keys a and b as parameters: what is seen of a rule holds where all of it does."""
    places = {"a": "query:a", "b": "header:b"}
    rule = parse_rule(data)
    node = respelled(rule.body, lambda key, _: places.get(key, key))
    (shown,) = by_body([replace(rule, body=node)])
    assert not any(map(is_parameter, keys_named(shown.body)))
    for body in bodies([data], most=50):
        call = {places.get(key, key): value for key, value in body.items()}
        assert decide.holds(node, call) is satisfied(data, body)
        assert decide.holds(shown.body, call) or not satisfied(data, body)


@settings(max_examples=25, deadline=None)
@given(rules(12, paths=False, literals=False, leaves=24))
def test_all_judges_agree_over_every_set_of_twelve_keys(data: dict[str, Any]) -> None:
    judge_all([data], most=4096, judged_by_schema=200)


@settings(max_examples=15, deadline=None)
@given(rules(12, leaves=40))
def test_all_judges_agree_over_samples_of_large_rules(data: dict[str, Any]) -> None:
    judge_all([data], most=1000, judged_by_schema=100)


@settings(max_examples=60, deadline=None)
@given(st.lists(rules(4, leaves=5, when=True), min_size=1, max_size=3))
def test_judges_agree_in_every_situation(data: list[dict[str, Any]]) -> None:
    parsed = [parse_rule(rule) for rule in data]
    checks = [client_rule(rule) for rule in parsed]
    for situation in [*diff.situations(parsed), {"platform": "unheard of"}]:
        counting = []
        for rule in data:
            when = rule.get("when", {})
            values = {n: [v] if isinstance(v, str) else v for n, v in when.items()}
            if all(situation.get(name) in those for name, those in values.items()):
                counting.append(rule)
        validator = Draft202012Validator(schema.body_schema(parsed, situation))
        for body in bodies(data, most=30):
            broken = [not satisfied(rule, body) for rule in counting].count(True)
            counted = decide.in_force(parsed, situation)
            held = [decide.holds(rule.body, body) for rule in counted]
            assert held.count(False) == broken
            assert len(client.check(checks, body, situation)) == broken
            assert validator.is_valid(body) is (broken == 0)


@settings(max_examples=200, deadline=None)
@given(rules(5))
def test_a_broken_rule_always_has_a_remedy(data: dict[str, Any]) -> None:
    rule = parse_rule(data)
    for body in bodies([data], most=60):
        for broken in client.check([client_rule(rule)], body, {}):
            assert explain(broken, {}).remedy or decide.minimal_sets([rule.body]) == ()


@pytest.mark.parametrize(
    "items", ["xs", b"xs", {"p": 1}, 7, [], ["p"], [None], [["p"]]]
)
def test_what_is_no_array_of_objects_gives_no_key_inside(items: Any) -> None:
    data = {"name": "r", "all": ["xs.*.p"]}
    rule = parse_rule(data)
    assert not decide.holds(rule.body, {"xs": items})
    assert client.check([client_rule(rule)], {"xs": items}, {})
    if not isinstance(items, bytes):
        assert not Draft202012Validator(schema.body_schema([rule])).is_valid(
            {"xs": items}
        )

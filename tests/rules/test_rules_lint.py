"""Mistakes in rules are found, placed, and explained."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain import parse_rule
from reference import bodies, is_complete, satisfied
from strategies import rules as random_rules

from clientgen.rules.lint import Problem, lint


def problems(*data: Any) -> list[Problem]:
    rules = [parse_rule({"name": f"rule {n}", **each}) for n, each in enumerate(data)]
    return list(lint(rules))


def found(*data: Any) -> list[tuple[Any, ...]]:
    return [
        (p.rule, p.position.path if p.position else "", p.code, p.severity)
        for p in problems(*data)
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"any_of": {"out": {"any": ["a", "b"]}, "in": {"any": ["c", "d"]}}},
        {"all": ["a", "b"]},
        {"one": ["a", "b"]},
        {"at_most_one": ["a", "b"]},
        {"if": "a", "then": "b"},
        {"when": {"platform": "UPKEEP"}, "optional": ["a"]},
        {"when": {"platform": "UPKEEP"}, "none": ["a"]},
    ],
)
def test_sound_rules_pass(data: Any) -> None:
    assert found(data) == []


def test_a_rule_that_nothing_satisfies() -> None:
    assert found({"all": ["a", {"none": ["a"]}]}) == [
        (0, "", "contradictory-rule", "error")
    ]


def test_rules_that_nothing_satisfies_together() -> None:
    assert found({"all": ["a"]}, {"at_most_one": ["a", "b"]}, {"all": ["b"]}) == [
        (2, "", "contradictory-rules", "error")
    ]


def test_rules_that_nothing_satisfies_together_in_one_context() -> None:
    one = {"when": {"platform": "UPKEEP"}, "none": ["a"]}
    other = {"when": {"platform": "EMAINT"}, "none": ["b"]}
    (problem,) = problems({"all": ["a"]}, one, other)
    assert (problem.rule, problem.code) == (1, "contradictory-rules")
    assert "with platform UPKEEP: 'rule 0', 'rule 1'" in problem.message


def test_a_rule_that_everything_satisfies() -> None:
    tautology = {"any": ["a", {"none": ["a"]}]}
    assert found(tautology) == [(0, "", "always-true", "warning")]


def test_a_rule_that_asks_for_nothing() -> None:
    assert found({}) == [(0, "", "empty-rule", "warning")]


def test_a_variant_swallowed_by_another() -> None:
    data = {"any_of": {"big": {"any": ["a", "b"]}, "small": {"all": ["a", "c"]}}}
    assert found(data) == [(0, "any_of.small", "swallowed-choice", "warning")]
    assert "variant 'small' satisfies variant 'big'" in problems(data)[0].message


def test_of_two_equal_variants_the_later_one_is_named() -> None:
    data = {"any_of": {"one": {"any": ["a", "b"]}, "two": {"any": ["b", "a"]}}}
    assert found(data) == [(0, "any_of.two", "swallowed-choice", "warning")]


def test_a_part_swallowed_by_another() -> None:
    data = {"all": ["z", {"any": ["a", {"all": ["a", "b"]}]}]}
    assert found(data) == [(0, "all.1.any.1", "swallowed-choice", "warning")]


def test_a_variant_that_nothing_satisfies() -> None:
    data = {"one_of": {"good": {"all": ["a"]}, "bad": {"all": ["b", {"none": ["b"]}]}}}
    assert (0, "one_of.bad", "impossible-choice", "warning") in found(data)


def test_a_condition_that_never_or_always_holds() -> None:
    never = {"if": {"all": ["a", {"none": ["a"]}]}, "then": "b", "else": "c"}
    assert found(never) == [(0, "if", "constant-condition", "warning")]
    literals = {"all": [{"key": "a", "is": 1}, {"key": "a", "is": 2}]}
    assert (
        found({"if": literals, "then": "b", "else": "c"})[0][2] == "constant-condition"
    )


def test_a_key_that_can_never_be_given() -> None:
    rules = ({"all": ["a"]}, {"at_most_one": ["a", "b"]})
    assert found(*rules) == [(1, "at_most_one.1", "never-given", "warning")]


def test_a_key_listed_twice() -> None:
    data = {"any": ["a", "b", "a"], "optional": ["c", "c"]}
    assert [(path, code) for _, path, code, _ in found(data)][:2] == [
        ("any.2", "duplicate-key"),
        ("", "duplicate-key"),
    ]


def test_overlap_without_variants() -> None:
    assert found({"all": ["a"], "overlap": "warn"}) == [
        (0, "", "overlap-without-any-of", "warning")
    ]
    variants = {"x": {"all": ["a"]}, "y": {"all": ["b"]}}
    assert found({"any_of": variants, "overlap": "warn"}) == []


def test_more_overloads_than_anyone_reads() -> None:
    data = {"any": [f"k{n}" for n in range(13)]}
    assert found(data) == [(0, "", "too-many-overloads", "warning")]


@pytest.mark.parametrize(
    "data",
    [
        {"all": ["lines.*.key"]},
        {"if": {"key": "severity", "is": "High"}, "then": "title"},
    ],
)
def test_what_types_cannot_say_is_no_mistake(data: Any) -> None:
    assert found({"all": ["a"]}, data) == []


@pytest.mark.slow
def test_rules_too_intertwined_end_in_a_problem() -> None:
    keys = [f"k{n}" for n in range(80)]
    pairs = [{"one": [keys[n], {"none": [keys[n + 40]]}]} for n in range(40)]
    assert found({"all": [{"any": keys}, *pairs]})[-1][2:] == (
        "rule-too-large",
        "error",
    )
    many = {"all": [f"k{n}" for n in range(500)]}
    assert found(many) == [(0, "", "rule-too-large", "error")]


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ({"all": ["a"]}, ["a"]),
        ({"any_of": {"x": {"all": ["a", "b"]}, "y": {"all": ["b", "c"]}}}, ["b"]),
        ({"not": {"key": "a", "at_most": "b"}}, ["a", "b"]),
        ({"all": [{"key": "a", "at_most": "b"}]}, []),
        ({"all": ["query:a"]}, ["query:a"]),
        ({"when": {"platform": "UPKEEP"}, "all": ["a"]}, []),
    ],
)
def test_keys_marked_optional_that_every_call_gives(data: Any, keys: list[str]) -> None:
    rule = parse_rule({"name": "r", **data})
    found = lint([rule], optional=["a", "b", "c", "query:a"])
    told = [p.message for p in found if p.code == "false-optional"]
    assert [words.split("'")[1] for words in told] == [
        key.removeprefix("query:") for key in keys
    ]
    assert not [p for p in lint([rule]) if p.code == "false-optional"]


@settings(max_examples=30, deadline=None)
@given(random_rules(3, paths=False, compared=True, leaves=5))
def test_contradictions_of_compared_values_are_those_of_brute_force(data: Any) -> None:
    brute_force([data])


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(random_rules(4), min_size=1, max_size=2))
def test_contradictions_and_truisms_are_those_of_brute_force(data: Any) -> None:
    brute_force(data)


def brute_force(data: Any) -> None:
    if not is_complete(data):
        return
    rules = [parse_rule({**each, "name": str(n)}) for n, each in enumerate(data)]
    codes = {(p.rule, p.code) for p in lint(rules)}
    some = bodies(data)
    for index, each in enumerate(data):
        verdicts = {satisfied(each, body) for body in some}
        assert ((index, "contradictory-rule") in codes) is (verdicts == {False})
        assert ((index, "always-true") in codes) is (verdicts == {True})
    if "contradictory-rule" not in {code for _, code in codes}:
        possible = any(all(satisfied(each, body) for each in data) for body in some)
        assert ("contradictory-rules" in {code for _, code in codes}) is not possible

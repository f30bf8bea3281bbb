"""Minimal sets, repairs, cubes and differences, held against brute force."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from plain import parse_rule
from reference import bodies, is_complete, satisfied, smallest, states
from strategies import monotone_rules, rules

from clientgen.model.rules import Node
from clientgen.rules import cubes, decide, diff
from clientgen.rules.atoms import Atom, atoms_of

State = frozenset[tuple[Any, ...]]


def plain(atom: Atom) -> tuple[Any, ...]:
    if isinstance(atom, str):
        return (atom,)
    return (atom.key, type(atom.value).__name__, atom.value)


def parsed(data: list[dict[str, Any]]) -> list[Node]:
    return [parse_rule(rule).body for rule in data]


def all_states(data: list[dict[str, Any]], judged: list[dict[str, Any]]) -> set[State]:
    """States over the keys of data, of the bodies that satisfy all judged rules."""
    return {
        states(body, data)
        for body in bodies(data)
        if all(satisfied(rule, body) for rule in judged)
    }


SEVERITY = {
    "name": "severity",
    "if": {"key": "sev", "is": "High"},
    "then": "title",
    "else": {"none": ["title"]},
}


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@example([SEVERITY])
@given(st.lists(rules(5), min_size=1, max_size=2))
def test_minimal_sets_are_all_and_only_the_smallest(data: list[dict[str, Any]]) -> None:
    assume(is_complete(data))
    found = decide.minimal_sets(parsed(data))
    assert found is not None
    as_states = [frozenset(map(plain, atoms)) for atoms in found]
    assert len(as_states) == len(set(as_states))
    assert set(as_states) == smallest(all_states(data, data))


@settings(max_examples=150, deadline=None)
@given(st.lists(monotone_rules(), min_size=1, max_size=2))
def test_rules_that_forbid_nothing_get_one_cube_for_each_minimal_set(
    data: list[dict[str, Any]],
) -> None:
    made = [parse_rule(rule) for rule in data]
    sets = decide.minimal_sets([rule.body for rule in made])
    cover = cubes.cubes(made, limit=1000)
    assert sets is not None
    assert cover == tuple(cubes.Cube(tuple(map(str, keys))) for keys in sets)
    count = len(sets)
    assert cubes.cubes(made, limit=count) == cover
    if count:
        assert cubes.cubes(made, limit=count - 1) is None


@settings(max_examples=150, deadline=None)
@given(rules(5, paths=False, literals=False))
def test_no_cube_is_superfluous_or_narrower_than_it_could_be(
    data: dict[str, Any],
) -> None:
    cover = cubes.cubes([parse_rule(data)], limit=1000)
    assert cover is not None
    keys = [plain(atom) for atom in atoms_of(parsed([data]))]
    good = all_states([data], [data])
    every = all_states([data], [])
    assert len(every) == 2 ** len(keys)

    def inside(cube: cubes.Cube) -> set[State]:
        return {
            s
            for s in every
            if {(key,) for key in cube.required} <= s
            and not {(key,) for key in cube.forbidden} & s
        }

    for index, cube in enumerate(cover):
        others = [inside(c) for at, c in enumerate(cover) if at != index]
        assert inside(cube) - set().union(*others)
        for key in cube.required:
            wider = cubes.Cube(
                tuple(k for k in cube.required if k != key), cube.forbidden
            )
            assert not inside(wider) <= good
        for key in cube.forbidden:
            wider = cubes.Cube(
                cube.required, tuple(k for k in cube.forbidden if k != key)
            )
            assert not inside(wider) <= good


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.lists(rules(4, leaves=6), max_size=2), st.lists(rules(4, leaves=6), max_size=2)
)
def test_differences_are_those_of_brute_force(
    old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    both = [*old, *new]
    assume(is_complete(both))
    found = diff.compare(
        [parse_rule(rule) for rule in old],
        [parse_rule(rule) for rule in new],
        witnesses=100_000,
    )
    took, takes = all_states(both, old), all_states(both, new)
    assert {frozenset(map(plain, w)) for w in found.breaking} == smallest(took - takes)
    assert {frozenset(map(plain, w)) for w in found.widening} == smallest(takes - took)
    kinds = {(1, 1): "both", (1, 0): "breaking", (0, 1): "widening", (0, 0): "neither"}
    assert found.kind == kinds[bool(took - takes), bool(takes - took)]


def rule(**data: Any) -> Any:
    return parse_rule({"name": "r", **data})


def test_the_invoice_rule() -> None:
    sides = rule(
        any_of={
            "outgoing": {"any": ["customerKey", "salesOrderKey"]},
            "incoming": {"any": ["vendorKey", "poKey"]},
        }
    )
    keys = ["customerKey", "salesOrderKey", "vendorKey", "poKey"]
    assert decide.minimal_sets([sides.body]) == tuple((key,) for key in keys)
    assert cubes.cubes([sides]) == tuple(cubes.Cube((key,)) for key in keys)
    assert decide.holds(sides.body, {"poKey": ""})
    assert not decide.holds(sides.body, {"poKey": None})


def test_several_rules_make_one_signature_each_way() -> None:
    required = rule(all=["code", "name"])
    choice = rule(one=["a", "b"])
    assert cubes.cubes([required, choice]) == (
        cubes.Cube(("code", "name", "a"), ("b",)),
        cubes.Cube(("code", "name", "b"), ("a",)),
    )


def test_conditional_rules_make_no_signature() -> None:
    assert cubes.cubes([rule(all=["a"], when={"platform": "X"})]) == (cubes.Cube(()),)
    assert cubes.cubes([]) == (cubes.Cube(()),)


def test_keys_inside_arrays_make_signatures_as_narrow_as_types_can_be() -> None:
    inside = rule(all=["code", "lines.*.key"])
    assert cubes.cubes([inside]) == (cubes.Cube(("code", "lines")),)
    assert not cubes.is_exact([inside])


def test_too_many_ways_make_no_signature() -> None:
    ways = rule(any=[f"k{n}" for n in range(13)])
    assert cubes.cubes([ways]) is None
    assert cubes.cubes([ways], limit=13) is not None


def test_a_contradiction_has_no_set_and_no_cube() -> None:
    never = rule(all=["a", {"none": ["a"]}])
    assert decide.minimal_sets([never.body]) == ()
    assert cubes.cubes([never]) == ()


def test_a_path_brings_its_array_everywhere() -> None:
    inside = rule(all=["lines.*.key"]).body
    assert decide.minimal_sets([inside]) == (("lines", "lines.*.key"),)
    assert decide.holds(inside, {"lines.*.key"})
    without = rule(all=["lines.*.key", {"none": ["lines"]}]).body
    assert decide.minimal_sets([without]) == ()


def test_true_is_not_one() -> None:
    if_one = rule(**{"if": {"key": "a", "is": 1}, "then": "b"}).body
    if_true = rule(**{"if": {"key": "a", "is": True}, "then": "b"}).body
    assert decide.holds(if_one, {"a": True})
    assert not decide.holds(if_one, {"a": 1})
    assert decide.holds(if_true, {"a": 1})
    assert not decide.holds(if_true, {"a": True})


@pytest.mark.parametrize(
    ("old", "new", "kind", "breaking", "widening"),
    [
        ({"any": ["a", "b"]}, {"all": ["a", "b"]}, "breaking", [("a",), ("b",)], []),
        ({"all": ["a"]}, {"any": ["a", "b"]}, "widening", [], [("b",)]),
        ({"all": ["a"]}, {"all": ["b"]}, "both", [("a",)], [("b",)]),
        ({"any": ["a", "b"]}, {"any": ["b", "a"]}, "neither", [], []),
        ({"any": ["a", "b"]}, {"one": ["a", "b"]}, "breaking", [("a", "b")], []),
    ],
)
def test_differences_have_witnesses(
    old: Any, new: Any, kind: str, breaking: Any, widening: Any
) -> None:
    found = diff.compare([rule(**old)], [rule(**new)])
    assert found.kind == kind
    assert list(found.breaking) == breaking
    assert list(found.widening) == widening


def test_differences_are_found_where_they_are() -> None:
    old = [rule(all=["a"], when={"platform": "X"})]
    new = [rule(all=["a", "b"], when={"platform": ["X", "Y"]})]
    found = diff.compare_everywhere(old, new)
    assert [(d.situation, d.kind, d.breaking) for d in found] == [
        ((("platform", "X"),), "breaking", (("a",),)),
        ((("platform", "Y"),), "breaking", ((),)),
    ]


def test_types_see_top_level_keys_alone() -> None:
    value = [rule(all=[{"key": "a", "is": 1}])]
    inside = [rule(all=["xs.*.p"])]
    assert diff.compare([rule(all=["a"])], value).kind == "breaking"
    assert diff.compare_seen([rule(all=["a"])], value).kind == "neither"
    assert diff.compare_seen([rule(all=["xs"])], inside).kind == "neither"
    assert diff.compare_seen([], inside).breaking == ((),)
    where = [rule(all=["b"], when={"platform": "X"})]
    assert diff.compare_seen([], where).kind == "neither"


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ({"all": ["a", "b"]}, {"a", "b"}),
        ({"any": ["a", "b"]}, set()),
        ({"any": [{"all": ["a", "b"]}, {"all": ["a", "c"]}]}, {"a"}),
        ({"all": [{"key": "a", "is": 1}, "xs.*.p"]}, {"a", "xs"}),
        ({"if": "a", "then": "b"}, set()),
        ({"none": ["a"]}, set()),
    ],
)
def test_keys_that_every_call_gives(data: Any, keys: set[str]) -> None:
    assert diff.demanded([rule(**data)]) == keys
    elsewhere = [rule(**data, when={"platform": "X"})]
    assert diff.demanded(elsewhere) == set()
    assert diff.demanded(elsewhere, {"platform": "X"}) == keys


KEYS = [f"key{n}" for n in range(24)]


@pytest.mark.parametrize(
    "data",
    [
        {"one": KEYS},
        {"at_most_one": KEYS},
        {"any": [{"all": KEYS[n : n + 3]} for n in range(0, 24, 3)]},
        {"all": [{"any": KEYS[n : n + 2]} for n in range(0, 24, 2)]},
        {"all": [{"one": [KEYS[n], KEYS[n + 12]]} for n in range(12)]},
        {"one": [{"all": [KEYS[n], KEYS[23 - n]]} for n in range(12)]},
        {
            "if": {"one": KEYS[:12]},
            "then": {"any": KEYS[12:]},
            "else": {"all": KEYS[6:18]},
        },
        {"all": [{"if": a, "then": b} for a, b in pairwise(KEYS)]},
    ],
)
def test_rules_of_two_dozen_keys_are_decided(data: dict[str, Any]) -> None:
    node = rule(**data).body
    sets = decide.minimal_sets([node], limit=100)
    for atoms in sets or ():
        assert satisfied(data, dict.fromkeys(map(str, atoms), 1))
    cover = cubes.cubes([rule(**data)], limit=30)
    for cube in cover or ():
        assert satisfied(data, dict.fromkeys(cube.required, 1))
        widest = {key: 1 for key in KEYS if key not in cube.forbidden}
        assert satisfied(data, widest)
    assert diff.compare([rule(**data)], [rule(**data)]).kind == "neither"

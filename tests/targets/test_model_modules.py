"""Which schemas share a module, and which hold one of some others."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from clientgen.model.api import Field, Schema
from clientgen.model.types import ListOf, Ref
from clientgen.model.walking import holding
from clientgen.targets.python.models import _cycles

NAMES = "ABCDEFGH"
EDGES = st.tuples(
    *(st.lists(st.sampled_from(NAMES), max_size=3).map(tuple) for _ in NAMES)
).map(lambda others: dict(zip(NAMES, others, strict=True)))


def reached(edges: Mapping[str, tuple[str, ...]], start: str) -> set[str]:
    """All that is reached from a place by at least one step."""
    found: set[str] = set()
    more = set(edges[start])
    while more - found:
        found |= more
        more = {other for name in found for other in edges[name]}
    return found


@given(EDGES)
def test_those_that_reach_each_other_are_a_group(
    edges: Mapping[str, tuple[str, ...]],
) -> None:
    groups = _cycles(edges)
    assert sorted(name for group in groups for name in group) == [*NAMES]
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)
    for group in groups:
        assert group == sorted(group)
        for name in NAMES:
            both = name in reached(edges, group[0]) and group[0] in reached(edges, name)
            assert (name in group) == (name == group[0] or both)


@given(EDGES, st.sets(st.sampled_from(NAMES)))
def test_what_holds_something_at_any_depth(
    edges: Mapping[str, tuple[str, ...]], special: set[str]
) -> None:
    schemas = [
        Schema(name, fields=tuple(Field(o, ListOf(Ref(o))) for o in others))
        for name, others in edges.items()
    ]
    wanted = {name for name in NAMES if special & {name, *reached(edges, name)}}
    assert holding(schemas, special) == wanted

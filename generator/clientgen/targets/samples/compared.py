"""Example values that meet comparisons: one after the other, a day or a number apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from ...model.rules import Compare, Node, Nothing, parts_of
from ...rules.comparing import OPPOSITE
from ...rules.decide import holds
from .values import Value, wire

# With more keys, their order alone is tried.
_FEW = 3


def meeting(
    given: Mapping[str, Value], nodes: Sequence[Node], fixed: Collection[str] = ()
) -> dict[str, Value]:
    """The same keys, with values that meet rules.

    Args:
        given: Example values, by what rules call the keys.
        nodes: Bodies of rules.
        fixed: Keys whose values stay as they are.

    Returns:
        The values as they are where they will do; where none are found that do, those that
        come near.
    """
    made = dict(given)
    comparisons = [each for node in nodes for each in demanded(node)]
    for group in _groups(comparisons, given):
        if _meets(made, nodes):
            break
        within = [each for each in comparisons if {each.key, each.other} <= {*group}]
        # What the comparisons ask by themselves, or else what the whole asks of them.
        for wanted in (within, nodes):
            if found := _moved(made, group, wanted, fixed):
                made = found
                break
    return made


def _moved(
    given: Mapping[str, Value],
    group: Sequence[str],
    wanted: Sequence[Node],
    fixed: Collection[str],
) -> dict[str, Value] | None:
    """Values of some keys, such that what is wanted holds; None where none are found."""
    if _meets(given, wanted):
        return dict(given)
    moved = [key for key in group if key not in fixed]
    if not moved:
        return None
    first = next((given[key] for key in group if key in fixed), given[moved[0]])
    for steps in _steps(len(moved), around=len(moved) < len(group)):
        pairs = zip(moved, steps, strict=True)
        changed = {key: _placed(given[key], first, step) for key, step in pairs}
        if _meets({**given, **changed}, wanted):
            return {**given, **changed}
    return None


def _groups(
    comparisons: Sequence[Compare], given: Collection[str]
) -> list[tuple[str, ...]]:
    """Keys that are given and hang together by being compared, each in one group."""
    groups: list[dict[str, None]] = []
    for each in comparisons:
        pair = dict.fromkeys((each.key, each.other))
        if not pair.keys() <= {*given}:
            continue
        joined = [group for group in groups if group.keys() & pair.keys()]
        groups = [group for group in groups if group not in joined]
        groups.append({key: None for group in (*joined, pair) for key in group})
    return [tuple(group) for group in groups]


def demanded(node: Node, wanted: bool = True) -> Iterator[Compare]:
    """The comparisons by whose holding a node comes to hold, or not to where that is wanted."""
    match node:
        case Compare(_, how):
            yield node if wanted else replace(node, how=OPPOSITE[how])
        case Nothing(parts):
            for part in parts:
                yield from demanded(part, not wanted)
        case _:
            for part in parts_of(node):
                yield from demanded(part, wanted)


def _meets(given: Mapping[str, Value], nodes: Sequence[Node]) -> bool:
    plain = {key: wire(value) for key, value in given.items()}
    return all(holds(node, plain) for node in nodes)


def _steps(count: int, *, around: bool) -> Iterator[tuple[int, ...]]:
    """How far each of some values is from the first, small steps before large ones."""
    if count > _FEW:
        yield tuple(range(1, count + 1))
        yield tuple(range(count, 0, -1))
        return
    steps = range(-count if around else 0, count + 1)
    yield from sorted(
        product(steps, repeat=count),
        key=lambda chosen: (sum(map(abs, chosen)), chosen),
    )


def _placed(value: Value, first: Value, step: int) -> Value:
    """A value of the kind that it is, so many steps from the first."""
    if isinstance(value, dt.date) and isinstance(first, dt.date):
        days = dt.timedelta(days=step)
        if not isinstance(value, dt.datetime):
            start = first.date() if isinstance(first, dt.datetime) else first
            return start + days
        if isinstance(first, dt.datetime):
            return first + days
        return value.replace(year=first.year, month=first.month, day=first.day) + days
    if isinstance(value, int | float) and isinstance(first, int | float):
        return first + step
    return value

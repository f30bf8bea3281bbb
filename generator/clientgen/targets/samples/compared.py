"""Example values that meet comparisons: one after the other, a day or a number apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from ...model.rules import Compare, Node, Nothing, parts_of
from ...rules.comparing import OPPOSITE
from ...rules.decide import holds
from ...rules.seen import leaves
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
        The values as they are where they will do, or where none are found that do.
    """
    compared = [leaf for node in nodes for leaf in leaves(node)]
    keys = dict.fromkeys(
        key
        for leaf in compared
        if isinstance(leaf, Compare)
        for key in (leaf.key, leaf.other)
        if key in given
    )
    moved = [key for key in keys if key not in fixed]
    if not moved or _meets(given, nodes):
        return dict(given)
    first = next((given[key] for key in keys if key in fixed), given[moved[0]])
    for steps in _steps(len(moved), around=len(moved) < len(keys)):
        pairs = zip(moved, steps, strict=True)
        changed = {key: _placed(given[key], first, step) for key, step in pairs}
        if _meets({**given, **changed}, nodes):
            return {**given, **changed}
    return dict(given)


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

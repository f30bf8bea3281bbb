"""A graph in columns: arrows lead to the right wherever they can, and cross seldom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

_SWEEPS = 12


class Edge(NamedTuple):
    """An arrow."""

    source: str
    target: str


class Lane(NamedTuple):
    """What passes a column: all edges to one node share it, so that the map stays readable.

    Attributes:
        target: Where they lead.
        back: Whether they lead to the left.
    """

    target: str
    back: bool


Item = str | Lane


class Ranks(NamedTuple):
    """Columns from left to right.

    Attributes:
        columns: Of each, from above: nodes, and lanes that pass it.
        lanes: Of each edge that passes columns: its lane, the first and the last of them.
    """

    columns: tuple[tuple[Item, ...], ...]
    lanes: Mapping[Edge, tuple[Lane, int, int]]


def ranked(names: Sequence[str], edges: Sequence[Edge]) -> Ranks:
    """Put nodes into columns and in an order in which few edges cross.

    Args:
        names: Of the nodes; their order decides where nothing else does.
        edges: Each pair at most once; none from a node to itself.
    """
    forward = _forward(names, edges)
    column = _levels(names, forward)
    items: list[list[Item]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for name in names:
        items[column[name]].append(name)
    # The chain of an edge: a node, its lane in each column that it passes, a node.
    links: list[dict[tuple[Item, Item], None]] = [{} for _ in items]
    lanes: dict[Edge, tuple[Lane, int, int]] = {}
    for edge in edges:
        ends = sorted(edge, key=column.__getitem__)
        first, last = column[ends[0]], column[ends[1]]
        lane = Lane(edge.target, ends[0] == edge.target)
        if last - first > 1:
            lanes[edge] = (lane, first + 1, last - 1)
        chain: list[Item] = [ends[0], *[lane] * (last - first - 1), ends[1]]
        for number, item in enumerate(chain[1:-1], first + 1):
            if item not in items[number]:
                items[number].append(item)
        for number, pair in enumerate(pairwise(chain), first):
            links[number][pair] = None
    ordered = _ordered(items, [[*pairs] for pairs in links])
    return Ranks(tuple(map(tuple, ordered)), lanes)


def _forward(names: Sequence[str], edges: Sequence[Edge]) -> set[Edge]:
    """The edges, those turned that would lead back to where one comes from."""
    following: dict[str, list[str]] = {name: [] for name in names}
    for edge in edges:
        following[edge.source].append(edge.target)
    found: set[Edge] = set()
    state: dict[str, bool] = {}  # whether all that follows is done
    # Nodes to which nothing leads come first: what they lead to is not turned.
    targets = {edge.target for edge in edges}
    for start in sorted(names, key=lambda name: name in targets):
        if start in state:
            continue
        state[start] = False
        stack = [(start, iter(following[start]))]
        while stack:
            name, rest = stack[-1]
            other = next(rest, None)
            if other is None:
                state[name] = True
                stack.pop()
                continue
            back = state.get(other) is False
            found.add(Edge(other, name) if back else Edge(name, other))
            if other not in state:
                state[other] = False
                stack.append((other, iter(following[other])))
    return found


def _levels(names: Sequence[str], forward: Iterable[Edge]) -> dict[str, int]:
    """The column of each node: as far to the right as what follows lets it."""
    before: dict[str, list[str]] = {name: [] for name in names}
    waiting = dict.fromkeys(names, 0)
    for edge in sorted(forward):
        before[edge.target].append(edge.source)
        waiting[edge.source] += 1
    height = dict.fromkeys(names, 0)
    ready = [name for name in names if not waiting[name]]
    while ready:
        name = ready.pop()
        for other in before[name]:
            height[other] = max(height[other], height[name] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    most = max(height.values(), default=0)
    return {name: most - height[name] for name in names}


def _ordered(
    items: list[list[Item]],
    links: Sequence[Sequence[tuple[Item, Item]]],
) -> list[list[Item]]:
    """The columns in the best order of several sweeps by barycentre."""
    left: list[dict[Item, list[Item]]] = [{} for _ in items]
    right: list[dict[Item, list[Item]]] = [{} for _ in items]
    for number, pairs in enumerate(links):
        for a, b in pairs:
            right[number].setdefault(a, []).append(b)
            left[number + 1].setdefault(b, []).append(a)
    best, fewest = [list(column) for column in items], _crossings(items, links)
    now = [list(column) for column in items]
    for sweep in range(_SWEEPS):
        numbers = range(1, len(now)) if sweep % 2 == 0 else range(len(now) - 2, -1, -1)
        for number in numbers:
            beside = number - 1 if sweep % 2 == 0 else number + 1
            towards = left[number] if sweep % 2 == 0 else right[number]
            now[number] = _by_barycentre(now[number], now[beside], towards)
        crossings = _crossings(now, links)
        if crossings < fewest:
            best, fewest = [list(column) for column in now], crossings
    return best


def _by_barycentre(
    column: Sequence[Item],
    beside: Sequence[Item],
    towards: Mapping[Item, Sequence[Item]],
) -> list[Item]:
    place = {item: number for number, item in enumerate(beside)}
    scale = len(beside) / max(1, len(column))
    weight: dict[Item, float] = {}
    for number, item in enumerate(column):
        near = towards.get(item)
        weight[item] = (
            sum(place[other] for other in near) / len(near) if near else number * scale
        )
    return sorted(column, key=weight.__getitem__)


def _crossings(
    columns: Sequence[Sequence[Item]],
    links: Sequence[Sequence[tuple[Item, Item]]],
) -> int:
    """How many pairs of edges cross between neighbouring columns."""
    found = 0
    for number, pairs in enumerate(links[:-1]):
        here = {item: place for place, item in enumerate(columns[number])}
        there = {item: place for place, item in enumerate(columns[number + 1])}
        ends = [b for _, b in sorted((here[a], there[b]) for a, b in pairs)]
        found += _inversions(ends, len(there))
    return found


def _inversions(ends: Sequence[int], size: int) -> int:
    """How many pairs stand in the wrong order, counted in a tree of sums."""
    tree = [0] * (size + 1)
    found = 0
    for seen, end in enumerate(ends):
        index, smaller = end + 1, 0
        while index:
            smaller += tree[index]
            index &= index - 1
        found += seen - smaller
        index = end + 1
        while index <= size:
            tree[index] += 1
            index += index & -index
    return found

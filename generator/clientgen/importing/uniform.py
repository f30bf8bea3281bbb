"""Bounds that a document puts on nearly everything: they tell nobody anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .calls import Call
from .problems import Journal
from .shapes import Member, Object, Registry, Table, inside

_ENOUGH = 100


def drop_uniform(calls: Sequence[Call], registry: Registry, journal: Journal) -> None:
    """Leave out a greatest length that most bounded texts of a document have alike.

    Args:
        calls: All of the document.
        registry: Has the named shapes.
        journal: Takes the decision.
    """
    bounded = [
        member
        for member in _members(calls, registry)
        if "max_length" in member.limits and "min_length" not in member.limits
    ]
    counts = Counter(member.limits["max_length"] for member in bounded)
    if not counts:
        return
    most, count = counts.most_common(1)[0]
    if count < _ENOUGH or count * 2 < len(bounded):
        return
    for member in bounded:
        if member.limits["max_length"] == most:
            member.limits = {
                k: v for k, v in member.limits.items() if k != "max_length"
            }
    words = f"{count} texts have at most {most} characters; that is not said at each"
    journal.decide("Bounds", words)


def _members(calls: Iterable[Call], registry: Registry) -> Iterator[Member]:
    waiting: list[Member] = []
    seen: set[int] = set()
    for call in calls:
        waiting += [m for members in call.parameters.values() for m in members]
        if call.body and isinstance(call.body.shape, Object):
            waiting += call.body.shape.members.values()
    for definition in registry.named.values():
        if isinstance(definition.shape, Object):
            waiting += definition.shape.members.values()
    while waiting:
        member = waiting.pop()
        if id(member) in seen:
            continue
        seen.add(id(member))
        yield member
        for part in inside(member.shape):
            if isinstance(part, Object):
                waiting += part.members.values()
                if isinstance(part.further, Object | Table):
                    waiting += [
                        each
                        for inner in inside(part.further)
                        if isinstance(inner, Object)
                        for each in inner.members.values()
                    ]

"""Answers that wrap what they are about: found by what else is in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .calls import Call
from .listing import Listing, key_of
from .problems import Journal
from .shapes import Object, Only, Registry, Shape

_SIDE = frozenset(
    [
        *("errors", "error", "ok", "success", "warning", "warnings", "request_id"),
        *("response_metadata",),
    ]
)
_GENERIC = frozenset(["data", "result", "response", "item", "payload"])


def envelope_of(shape: Shape, registry: Registry) -> str:
    """The key at which a wrapped object stands; empty where nothing is wrapped."""
    if not isinstance(registry.meant(shape), Object):
        return ""
    members = registry.members(shape)
    values = [name for name in members if key_of(name) not in _SIDE]
    if len(values) != 1 or any(c in values[0] for c in ". \t"):
        return ""
    name = values[0]
    if key_of(name) not in _GENERIC and len(members) == 1:
        return ""
    inner = registry.meant(members[name].shape)
    return name if isinstance(inner, Object) or key_of(name) in _GENERIC else ""


def single_of(call: Call) -> Shape | None:
    """What an operation answers with one status of success; None where that is no JSON."""
    shapes = {answer.shape for answer in call.answers.values() if answer.kind == "json"}
    return shapes.pop() if len(shapes) == 1 else None


def usual_envelope(
    calls: Iterable[Call],
    lists: Mapping[int, Listing],
    registry: Registry,
    journal: Journal | None = None,
) -> str:
    """The key at which most single answers have their value; empty where there is none.

    Args:
        calls: Those that are looked at.
        lists: Answers that are lists.
        registry: Knows names.
        journal: Takes the evidence.
    """
    counts: Counter[str] = Counter()
    for call in calls:
        shape = single_of(call)
        if call.number not in lists and shape is not None and registry.members(shape):
            counts[envelope_of(shape, registry)] += 1
    if not counts:
        return ""
    place, count = counts.most_common(1)[0]
    whole = sum(counts.values())
    if not place or count * 2 <= whole or count < 2:
        return ""
    if journal is not None:
        words = f"{count} of {whole} single answers have their value at `{place}`"
        journal.decide("Envelope", words)
    return place


def things_of(
    call: Call, lists: Mapping[int, Listing], registry: Registry
) -> list[Shape]:
    """What a call answers, out of its envelope."""
    found = lists.get(call.number)
    if found is not None:
        return [found.item]
    shapes = [answer.shape for answer in call.answers.values() if answer.kind == "json"]
    return [unwrapped(shape, registry) for shape in shapes]


def unwrapped(shape: Shape, registry: Registry) -> Shape:
    """What stands in an envelope; the shape itself where there is none."""
    place = envelope_of(shape, registry)
    return registry.members(shape)[place].shape if place else shape


def failed_of(
    calls: Sequence[Call], registry: Registry, journal: Journal
) -> dict[str, Any]:
    """The key that says of an answer of success that it is a failure, if most have one."""
    counts: Counter[str] = Counter()
    whole = 0
    for call in calls:
        shape = single_of(call)
        if shape is None:
            continue
        whole += 1
        for name, member in registry.members(shape).items():
            if key_of(name) in ("ok", "success") and registry.meant(
                member.shape
            ) == Only(True):
                counts[name] += 1
    if not counts or counts.most_common(1)[0][1] * 10 < whole * 8:
        return {}
    name, count = counts.most_common(1)[0]
    words = f"{count} of {whole} answers have `{name}: true`; one that says false is a failure"
    journal.decide("Failures", words)
    return {name: False}

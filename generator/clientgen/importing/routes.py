"""Routes of a document, each once: what has the same route is one operation.

Some documents name further operations of one route by a fragment (``/files/{id}#copy``), by a
query in the path (``/answers?beta=true``) or by another name of the key in the path. No server
sees the one, the other is a parameter, the third is the same to a server; such an operation is
called as the one whose route it has, which takes its keys, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from .calls import STREAM, Call
from .paths import mended, parameters_of
from .problems import Journal
from .shapes import Either, Known, Member, Object, Registry


def with_good_paths(
    calls: Sequence[Call],
    registry: Registry,
    journal: Journal,
    left_out: Mapping[str, str],
) -> list[Call]:
    """The calls whose paths a spec can say, each route once.

    Args:
        calls: All of the document.
        registry: Knows the fields of bodies.
        journal: Takes what is left out.
        left_out: Operations to leave out, by their places, and why.
    """
    kept: list[Call] = []
    routes: dict[tuple[str, str], Call] = {}
    variants: list[Call] = []
    for call in calls:
        if str(call.spot) in left_out:
            words = f"the operation is left out: {left_out[str(call.spot)]}"
            journal.lose("refused operation", call.spot, words)
            continue
        is_variant = _cut(call)
        path, wrong = mended(call.path)
        if wrong:
            words = f"the operation is left out: its path cannot be said, {wrong}"
            journal.lose("path", call.spot, words)
            continue
        call.path = path
        for member, name in zip(
            call.parameters.get("path", []), parameters_of(path), strict=True
        ):
            member.name = name
        if is_variant:
            variants.append(call)
            continue
        route = _route(call)
        if route in routes:
            _join(call, routes[route], registry, journal)
        else:
            routes[route] = call
            kept.append(call)
    for call in variants:
        route = _route(call)
        if route in routes:
            _join(call, routes[route], registry, journal)
        else:
            routes[route] = call
            kept.append(call)
    return kept


def _route(call: Call) -> tuple[str, str]:
    return call.method, re.sub(r"\{[^{}]*\}", "{}", call.path)


def _cut(call: Call) -> bool:
    """Cut off what is no path: a fragment, and a query, which becomes parameters."""
    bare, _, fragment = call.path.partition("#")
    bare, _, query = bare.partition("?")
    if not fragment and not query:
        return False
    if "{" in query or not bare:
        return False
    call.path = bare
    given = {member.name for member in call.query}
    for name, value in parse_qsl(query):
        if name not in given and value.isprintable() and name.isprintable():
            member = Member(name, Known((value,)), required=True, spot=call.spot)
            call.parameters.setdefault("query", []).append(member)
    return True


def _join(call: Call, other: Call, registry: Registry, journal: Journal) -> None:
    """Have one operation take what another of the same route takes besides."""
    for place in ("query", "header", "cookie"):
        given = {member.name: member for member in other.parameters.get(place, [])}
        own = {member.name: member for member in call.parameters.get(place, [])}
        joined = _joined(given, own)
        if joined:
            other.parameters[place] = list(joined.values())
    if call.body is not None:
        _join_bodies(call, other, registry)
    words = f"called as {other.method} {other.path}, whose route it has"
    if _join_answers(call, other, registry):
        journal.decide("Route", f"{call.spot} is {words}")
        journal.variants += 1
    else:
        words = f"it is {words}, and what it answers is not described"
        journal.lose("variant of a route", call.spot, words)


def _join_answers(call: Call, other: Call, registry: Registry) -> bool:
    """Have an operation answer as another does where it asks for it; whether that is said."""
    own, known = (
        {(a.kind, a.shape) for a in each.answers.values() if a.kind != "none"}
        for each in (call, other)
    )
    if own <= known:
        return True
    streams = [each for each in call.answers.values() if each.kind == "events"]
    asks = other.body is not None and STREAM in registry.members(other.body.shape)
    if other.events is None and asks and len(own) == len(streams) == 1:
        other.events = streams[0]
        return True
    return False


def _join_bodies(call: Call, other: Call, registry: Registry) -> None:
    assert call.body is not None
    if other.body is None:
        other.body = call.body
        return
    whole = registry.meant(other.body.shape)
    if not isinstance(whole, Object) or other.body.kind != call.body.kind:
        return
    first, second = registry.members(other.body.shape), registry.members(
        call.body.shape
    )
    if not second:
        return
    members = _joined(first, second)
    other.body.shape = Object(members, whole.further, spot=whole.spot)


def _joined(
    first: Mapping[str, Member], second: Mapping[str, Member]
) -> dict[str, Member]:
    """The members of both; those are required that both require."""
    members = {
        name: replace(member, required=member.required and name in second)
        for name, member in first.items()
    }
    for name, member in second.items():
        known = members.setdefault(name, replace(member, required=False))
        known.required = known.required and member.required
        if known.shape != member.shape:
            known.shape = Either((known.shape, member.shape))
            known.limits, known.default = {}, []
    return members

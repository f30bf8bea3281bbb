"""Routes of a document, each once: what has the same route is one operation.

Some documents name further operations of one route by a fragment (``/files/{id}#copy``) or by
a query in the path (``/answers?beta=true``). No server sees the one, and the other is a
parameter; such an operation is called as the one whose route it has, which takes its keys, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from .calls import Call
from .paths import mended, parameters_of
from .problems import Journal
from .shapes import Known, Member, Object, Registry


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
        if route in routes and routes[route].path != path:
            words = (
                f"the operation is left out: {routes[route].path} has the same route"
            )
            journal.lose("same route", call.spot, words)
        elif route in routes:
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
        own = {member.name for member in call.parameters.get(place, [])}
        for member in call.parameters.get(place, []):
            if member.name not in given:
                other.parameters.setdefault(place, []).append(
                    replace(member, required=False)
                )
        for name, member in given.items():
            member.required = member.required and name in own
    if call.body is not None:
        _join_bodies(call, other, registry)
    words = f"it is called as {other.method} {other.path}, whose route it has"
    journal.lose("variant of a route", call.spot, words)
    journal.variants += 1


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
    if not second or second.keys() <= first.keys():
        return
    members = {
        name: replace(member, required=member.required and name in second)
        for name, member in first.items()
    }
    for name, member in second.items():
        members.setdefault(name, replace(member, required=False))
    other.body.shape = Object(members, whole.further, spot=whole.spot)

"""What concerns all calls: the client and what it is given, servers, credentials, events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial

from ..model.access import Auth, Basic, Credential
from ..model.api import Api, Server
from ..targets.surface.caller import client_arguments, has_token
from ..targets.surface.names import context_argument
from ..targets.surface.types import checked_type
from .change import Change, Effect
from .operations import header_change
from .python_types import fits, reads_as, same
from .sides import Sides
from .walks import error_changes, paging_changes
from .wire_types import relation
from .words import code, listed, type_words


def client_changes(sides: Sides) -> Iterator[Change]:
    """All changes that concern all calls."""
    old, new = sides.old, sides.new
    change = partial(Change, subject=new.name, position=new.position)
    for before, now, words in (
        (old.package, new.package, "is imported from {} now, no longer from {}"),
        (old.name, new.name, "is the class {} now, no longer {}"),
    ):
        if before != now:
            yield change(
                code="package-renamed",
                words=words.format(code(now), code(before)),
                source="breaking",
            )
    yield from _arguments(sides, change)
    yield from _credentials(old.auth, new.auth, change)
    yield from _servers(old, new, change)
    yield from paging_changes(old.paging, new.paging, change)
    yield from error_changes(old.errors, new.errors, change)
    yield from _headers(old, new, change)
    yield from _filters(old, new, change)
    yield from _events(sides, change)


def _arguments(sides: Sides, change: partial[Change]) -> Iterator[Change]:
    old, new = sides.old, sides.new
    before = {each.name: each for each in client_arguments(old)}
    now = {each.name: each for each in client_arguments(new)}
    gone = [name for name in before if name not in now]
    added = [name for name in now if name not in before]
    if has_token(old) != has_token(new):
        (added if has_token(new) else gone).append("token")
    contexts = [
        {context_argument(each.name) for each in api.contexts} for api in (old, new)
    ]
    gone += sorted(contexts[0] - contexts[1])
    added += sorted(contexts[1] - contexts[0])
    for name in gone:
        yield change(
            code="client-argument-removed",
            words=f"takes no {code(name)} any more",
            source="breaking",
        )
    for name in added:
        words = f"takes {code(name)}"
        yield change(code="client-argument-added", words=words, source="compatible")
    for name, argument in now.items():
        if name not in before:
            continue
        one = sides.read_old(str(before[name].annotation.code))
        other = sides.read_new(str(argument.annotation.code))
        if not same(one, other):
            yield change(
                code="client-argument-changed",
                words=f"takes {code(name)} of another type",
                source="compatible" if fits(one, other) else "breaking",
            )
        yield from _environment(name, before[name].env, argument.env, change)
    if old.auth.token and new.auth.token:
        token = (old.auth.token.env, new.auth.token.env)
        yield from _environment("token", *token, change)


def _environment(
    name: str, old: str, new: str, change: partial[Change]
) -> Iterator[Change]:
    if old != new:
        now = f"is read from {code(new)} now" if new else "is not read any more"
        yield change(
            code="environment-changed",
            words=f"{code(name)} {now}"
            + (f", no longer from {code(old)}" if old else ""),
            # Programs that rely on the variable find no credential.
            wire="breaking" if old else "compatible",
        )


def _sent_as(credential: Credential) -> tuple[str, ...]:
    """How a credential goes with a request."""
    if isinstance(credential, Basic):
        return ("basic", "with a password" if credential.password else "")
    place = getattr(credential, "place", "header")
    name = getattr(credential, "name", "Authorization")
    return (place, name, getattr(credential, "prefix", "Bearer "))


def _credentials(old: Auth, new: Auth, change: partial[Change]) -> Iterator[Change]:
    before = {way.name: way for way in old.all_ways}
    now = {way.name: way for way in new.all_ways}
    if not before and not now:
        return
    usual = (next(iter(before), ""), next(iter(now), ""))
    for name in before:
        if name not in now:
            words = f"cannot say any more who calls by {code(name)}"
            yield change(code="credential-removed", words=words, wire="breaking")
    for name in now:
        if name not in before:
            must = not before or (usual[0] not in now and name == usual[1])
            yield change(
                code="credential-added",
                words=f"may say who calls by {code(name)}",
                wire="breaking" if must else "compatible",
            )
    for name, way in now.items():
        was = before.get(name)
        if was and list(map(_sent_as, was.credentials)) != list(
            map(_sent_as, way.credentials)
        ):
            words = f"sends otherwise who calls by {code(name)}"
            yield change(code="credential-changed", words=words, wire="breaking")
    if usual[0] in now and usual[1] in before and usual[0] != usual[1]:
        words = f"says who calls by {code(usual[1])}, no longer by {code(usual[0])}"
        yield change(code="access-changed", words=words, wire="breaking")
    if old.oauth2 and new.oauth2:
        one, other = (replace(each, summary="") for each in (old.oauth2, new.oauth2))
        if one != other:
            parts = [
                each.name.replace("_", " ")
                for each in fields(other)
                if getattr(one, each.name) != getattr(other, each.name)
            ]
            words = f"gets tokens otherwise: {listed(parts)}"
            yield change(code="oauth-changed", words=words, wire="breaking")
    elif old.oauth2 or new.oauth2:
        words = "gets no tokens any more" if old.oauth2 else "gets tokens (OAuth 2.0)"
        effect: Effect = "breaking" if old.oauth2 else "compatible"
        yield change(code="oauth-changed", words=words, source=effect, wire=effect)


def _servers(old: Api, new: Api, change: partial[Change]) -> Iterator[Change]:
    before = {each.name or each.url: each for each in old.servers}
    now = {each.name or each.url: each for each in new.servers}
    first = (old.servers[:1], new.servers[:1])
    if first[0] and first[1] and first[0][0].url != first[1][0].url:
        words = f"calls {code(first[1][0].url)}, no longer {code(first[0][0].url)}"
        yield change(code="server-changed", words=words, wire="breaking")
    for name, server in now.items():
        was = before.get(name)
        if was is None and server != new.servers[0]:
            words = f"knows the server {code(name)}"
            yield change(code="server-added", words=words, wire="compatible")
        elif was and was.url != server.url and server != new.servers[0]:
            words = f"finds the server {code(name)} at {code(server.url)}"
            yield change(code="server-changed", words=words, wire="breaking")
    for name, server in now.items():
        # The first is the first, whatever its URL.
        was = before.get(name) or (old.servers[0] if server == new.servers[0] else None)
        if was is not None:
            yield from _variables(was, server, change)
    for name, server in before.items():
        if name not in now and server != old.servers[0]:
            words = f"knows no server {code(name)} any more"
            yield change(code="server-removed", words=words, wire="breaking")


def _variables(old: Server, new: Server, change: partial[Change]) -> Iterator[Change]:
    """What stands in a URL where nothing is given; arguments are compared as such."""
    before = {each.name: each for each in old.variables}
    for each in new.variables:
        was = before.get(each.name)
        if was and was.default and was.default != each.default:
            now = f"for {code(each.default)}" if each.default else "for nothing"
            words = f"takes {code(each.name)} of a URL {now} unless told, no longer for"
            yield change(
                code="server-changed",
                words=f"{words} {code(was.default)}",
                wire="breaking",
            )


def _headers(old: Api, new: Api, change: partial[Change]) -> Iterator[Change]:
    before, now = dict(old.terms.headers), dict(new.terms.headers)
    for name in {**now, **before}:
        if before.get(name) != now.get(name):
            yield header_change(name, before.get(name), now.get(name), change)


def _filters(old: Api, new: Api, change: partial[Change]) -> Iterator[Change]:
    one, other = old.filtering, new.filtering
    if one != other and one and other:
        differing = [
            each.name.replace("_", " ")
            for each in fields(other)
            if getattr(one, each.name) != getattr(other, each.name)
        ]
        gone = set(one.operators) - set(other.operators)
        harmless = differing == ["operators"] and not gone
        yield change(
            code="filters-changed",
            words=f"writes filters or sorting otherwise: {listed(differing)}",
            wire="compatible" if harmless else "breaking",
        )
    elif one and not other:
        words = "has no filters any more"
        yield change(code="filters-changed", words=words, source="breaking")
    elif other and not one:
        yield change(code="filters-changed", words="has filters", source="compatible")


def _events(sides: Sides, change: partial[Change]) -> Iterator[Change]:
    old, new = sides.old.webhooks, sides.new.webhooks
    if old is None and new is None:
        return
    if old is None or new is None:
        words = "reads no events any more" if old else "reads events"
        effect: Effect = "breaking" if old else "compatible"
        yield change(code="webhooks-changed", words=words, source=effect, wire=effect)
        return
    plain = [
        replace(each, summary="", source=(), events=(), bodies=())
        for each in (old, new)
    ]
    if plain[0] != plain[1]:
        parts = [
            each.name.replace("_", " ")
            for each in fields(new)
            if getattr(plain[0], each.name) != getattr(plain[1], each.name)
        ]
        words = f"reads events otherwise: {listed(parts)}"
        yield change(code="webhooks-changed", words=words, wire="breaking")
    before, now = dict(old.bodies), dict(new.bodies)
    known_before, known_now = {*old.events, *before}, {*new.events, *now}
    for name in (*new.events, *(each for each in now if each not in new.events)):
        if name not in known_before:
            words = f"may receive the event {code(name)}"
            yield change(
                code="event-added", words=words, source="compatible", wire="compatible"
            )
        elif name in before and name in now:
            one = sides.of_old(before[name])
            if one != now[name]:
                words = f"receives {code(name)} with {type_words(now[name])}"
                reads = reads_as(
                    sides.read_new(str(checked_type(now[name]).code)),
                    sides.read_old(str(checked_type(before[name]).code)),
                )
                how = relation(one, now[name])
                yield change(
                    code="event-changed",
                    words=f"{words}, no longer with {type_words(one)}",
                    source="compatible" if reads else "breaking",
                    wire="breaking" if how in ("widened", "changed") else "compatible",
                )
        elif name in before or name in now:
            words = f"{'knows' if name in now else 'does not know any more'} what is in"
            yield change(
                code="event-changed",
                words=f"{words} the event {code(name)}",
                source="breaking",
                wire="none",
            )
    for name in (*old.events, *(each for each in before if each not in old.events)):
        if name not in known_now:
            words = f"does not receive the event {code(name)} any more"
            yield change(
                code="event-removed",
                words=words,
                source="breaking" if name in before else "none",
                wire="breaking",
            )

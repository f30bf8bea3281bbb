"""What has become of the methods of a client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from ..model.api import Answer, Api, Body, Operation, Resource
from ..model.terms import NO_ONE, Terms
from ..targets.prose import title
from ..targets.surface.names import method, resource_attribute
from ..targets.surface.operations import call_name
from ..targets.surface.types import returned
from .arguments import BODY, Arguments, Call, call_of, given_pairs, route
from .change import Change, Effect
from .pairing import Pair, likeness, pairs, share
from .python_types import NONE, Named, Union, reads_as, same
from .ruling import rule_changes
from .sentences import operation_words
from .sides import Sides
from .walks import error_changes, paging_changes
from .wire_types import relation
from .words import answer_words, code, listed, type_words

_MORE = ("widened", "changed")


class Found(NamedTuple):
    """An operation where it stands.

    Attributes:
        call: Group and method in Python, by the names that groups have now.
    """

    resource: Resource
    operation: Operation
    call: tuple[str, str]


def operation_changes(sides: Sides) -> Iterator[Change]:
    """All changes of methods, in the order of the new state; what is gone comes last."""
    renamed = _renamed_resources(sides)
    for pair in renamed:
        old, new = map(resource_attribute, pair)
        yield Change(
            "resource-renamed",
            f"client.{old}",
            f"is called {code(f'client.{new}')} now, with all its methods",
            "breaking",
            "none",
            position=pair[1].position,
        )
    for paired in _pairs(sides):
        if paired.old is None and paired.new is not None:
            yield _added(paired.new)
        elif paired.new is None and paired.old is not None:
            yield _removed(paired.old)
        elif paired.old is not None and paired.new is not None:
            yield from _one(sides, paired.old, paired.new, paired.likely)


def _renamed_resources(sides: Sides) -> list[tuple[Resource, Resource]]:
    return [
        (pair.old, pair.new)
        for pair in sides.resources
        if pair.old
        and pair.new
        and resource_attribute(pair.old) != resource_attribute(pair.new)
    ]


def _pairs(sides: Sides) -> list[Pair[Found]]:
    def alike(one: Found, other: Found) -> float:
        near = one.call[0] == other.call[0]
        old, new = one.operation, other.operation
        if old.method != new.method:
            return 0.0
        names = likeness(old.name, new.name)
        paths = likeness(old.path, new.path)
        given = share(_keys(old), _keys(new))
        same = 0.1 if _answer(sides, old) == new.answer else 0.0
        score = 0.35 * names + 0.25 * paths + 0.3 * given + same
        # Short names and paths are alike soon.
        return score - 0.1 if near else score - 0.3

    return pairs(
        _found(sides.old, sides.attributes),
        _found(sides.new, {}),
        [
            lambda found: found.call,
            lambda found: (found.operation.method, route(found.operation)),
        ],
        alike,
        lambda found: [
            _call(found),
            f"{found.resource.name}.{found.operation.name}",
            f"{found.resource.attribute}.{found.operation.name}",
        ],
        sides.renamed,
    )


def _keys(operation: Operation) -> Iterator[str]:
    yield from (each.name for each in operation.parameters)
    yield from (each.name for each in (operation.body.fields if operation.body else ()))


def _answer(sides: Sides, operation: Operation) -> Answer:
    answer = operation.answer
    return replace(
        answer,
        type=answer.type and sides.of_old(answer.type),
        statuses=tuple(
            (status, type_ and sides.of_old(type_)) for status, type_ in answer.statuses
        ),
    )


def _found(api: Api, moved: Mapping[str, str]) -> list[Found]:
    found = []
    for resource in api.resources:
        own = resource_attribute(resource)
        for each in resource.operations:
            found.append(Found(resource, each, (moved.get(own, own), method(each))))
    return found


def _call(found: Found) -> str:
    return call_name(found.resource, found.operation)


def _subject(found: Found) -> str:
    return f"client.{_call(found)}"


def _title(found: Found) -> str:
    operation = found.operation
    return title(found.resource.name, operation.name, operation.title)


def _request(operation: Operation) -> str:
    return code(f"{operation.method} {operation.path}")


def _added(new: Found) -> Change:
    return Change(
        "operation-added",
        _subject(new),
        f"is new: {_request(new.operation)}",
        "compatible",
        "compatible",
        _title(new),
        position=new.operation.position,
    )


def _removed(old: Found) -> Change:
    warned = ", as its deprecation foretold" if old.operation.deprecated else ""
    return Change(
        "operation-removed",
        _subject(old),
        f"is gone: {_request(old.operation)}{warned}",
        "breaking",
        "breaking",
        _title(old),
        position=old.operation.position,
    )


def _calls(api: Api, found: Found) -> dict[str, None]:
    """Where an operation is offered, its own place first."""
    attributes = {each.name: resource_attribute(each) for each in api.resources}
    calls = {_call(found): None}
    for name, alias in found.operation.aliases:
        other = replace(found.operation, name=alias)
        calls[f"{attributes.get(name, name)}.{method(other)}"] = None
    return calls


def _one(sides: Sides, old: Found, new: Found, likely: bool) -> Iterator[Change]:
    yield from _places(sides, old, new, likely)
    one, other = old.operation, new.operation
    change = partial(
        Change, subject=_subject(new), title=_title(new), position=other.position
    )
    if (one.method, route(one)) != (other.method, route(other)):
        yield change(
            code="operation-moved",
            words=f"is {_request(other)} now, no longer {_request(one)}",
            wire="breaking",
        )
    if one.deprecated != other.deprecated:
        what = "deprecated" if other.deprecated else "reinstated"
        words = "is deprecated" if other.deprecated else "is not deprecated any more"
        yield change(code=f"operation-{what}", words=words, source="compatible")
    if one.idempotent != other.idempotent:
        words = "repeated when it fails" if other.idempotent else "not repeated so soon"
        yield change(
            code="operation-repeatable", words=f"is {words}", wire="compatible"
        )
    before, now = call_of(sides.old, one), call_of(sides.new, other)
    if _form(one.body) != _form(other.body) and one.body and other.body:
        yield change(
            code="body-kind-changed",
            words=f"takes its body as {other.body.kind}, no longer as {one.body.kind}",
            source="breaking",
            wire="breaking",
        )
        before, now = _without_body(before), _without_body(now)
    else:
        yield from _bodies(sides, one.body, other.body, change)
    compared = Arguments(sides, before, now, _subject(new), _title(new))
    paired = given_pairs(sides, before, now, list(_calls(sides.old, old)))
    compared = replace(compared, paired=tuple(paired))
    yield from compared.changes()
    yield from rule_changes(compared)
    yield from _answers(sides, one, other, change)
    # What is usual is told once, of the client.
    if (one.paging, other.paging) != (sides.old.paging, sides.new.paging):
        yield from paging_changes(one.paging, other.paging, change)
    if (one.errors, other.errors) != (sides.old.errors, sides.new.errors):
        yield from error_changes(one.errors, other.errors, change)
    yield from _terms(sides, one.terms, other.terms, change)
    given = [(p.new.name, p.old.item, p.new.item) for p in paired if p.old and p.new]
    if words := operation_words(one, other, given):
        yield change(code="words-changed", words=words)


def _places(sides: Sides, old: Found, new: Found, likely: bool) -> Iterator[Change]:
    """Names under which it is offered no more, and new ones."""
    before, now = _calls(sides.old, old), _calls(sides.new, new)
    moved = sides.attributes
    as_now = {}
    for name in before:
        attribute, _, rest = name.partition(".")
        as_now[f"{moved.get(attribute, attribute)}.{rest}"] = name
    gone = [name for shown, name in as_now.items() if shown not in now]
    added = [name for name in now if name not in as_now]
    sure = ", it seems" if likely else ""
    for name in gone:
        instead = added[0] if added else next(iter(now))
        what = "is called" if added else "is gone; it is"
        yield Change(
            "operation-renamed",
            f"client.{name}",
            f"{what} {code(f'client.{instead}')} now{sure}",
            "breaking",
            "none",
            _title(old),
            position=new.operation.position,
        )
    for name in added[1:] if gone else added:
        yield Change(
            "operation-added",
            f"client.{name}",
            f"is new: {code(f'client.{next(iter(now))}')} by another name",
            "compatible",
            "none",
            _title(new),
            position=new.operation.position,
        )


def _form(body: Body | None) -> str:
    """What a method takes for a body: keys, items or something whole."""
    if body is None:
        return ""
    if body.kind == "array":
        return "items"
    return "keys" if body.has_keys else "whole"


def _without_body(call: Call) -> Call:
    return replace(
        call,
        given=tuple(each for each in call.given if each.place != BODY),
        further=tuple(each for each in call.further if each.place != "whole body"),
    )


def _bodies(
    sides: Sides, old: Body | None, new: Body | None, change: partial[Change]
) -> Iterator[Change]:
    if old is None or new is None:
        if new is not None:
            must = any(field.required for field in new.fields) or new.type is not None
            wire: Effect = "breaking" if must else "compatible"
            yield change(code="body-added", words="takes a body now", wire=wire)
        elif old is not None:
            yield change(
                code="body-removed", words="takes no body any more", wire="breaking"
            )
        return
    if old.kind != new.kind:
        yield change(
            code="body-kind-changed",
            words=f"sends its body as {new.kind}, no longer as {old.kind}",
            wire="breaking",
        )
    elif old.content_type != new.content_type or old.forms != new.forms:
        now = new.content_type or new.kind
        yield change(
            code="body-kind-changed",
            words=f"writes its body otherwise, as {code(now)}",
            wire="breaking",
        )
    if old.type and new.type:
        before = sides.of_old(old.type)
        how = relation(before, new.type)
        if how != "same":
            yield change(
                code="body-type-changed",
                words=f"takes a body that is {type_words(new.type)}, no longer"
                f" {type_words(before)}",
                wire="compatible" if how == "widened" else "breaking",
            )


def _answers(
    sides: Sides, old: Operation, new: Operation, change: partial[Change]
) -> Iterator[Change]:
    before, now = _answer(sides, old), new.answer
    source = _returned(sides, old, new)
    bare_old = replace(before, envelope="", end="")
    bare_new = replace(now, envelope="", end="")
    if bare_old != bare_new or source != "none":
        wire = _answered(before, now)
        words = f"answers {answer_words(now)}, no longer {answer_words(before)}"
        what = "changed"
        if wire != "breaking" and source != "breaking":
            what = "widened" if before.kind == "empty" else "narrowed"
        elif now.kind != "empty" and _answered(now, before) != "breaking":
            what = "widened"
        if answer_words(now) != answer_words(before):
            yield change(code=f"answer-{what}", words=words, source=source, wire=wire)
    whole = "empty" in (before.kind, now.kind)
    if not whole and (before.envelope, before.end) != (now.envelope, now.end):
        place = code(now.envelope) if now.envelope else "the whole answer"
        was = code(before.envelope) if before.envelope else "the whole answer"
        words = f"finds what it answers at {place}, no longer at {was}"
        if before.envelope == now.envelope:
            words = f"takes {code(now.end)} for the end, no longer {code(before.end)}"
        yield change(code="answer-place-changed", words=words, wire="breaking")
    cases = tuple(
        replace(each, answer=_answer(sides, replace(old, answer=each.answer)))
        for each in old.answer_when
    )
    if cases != new.answer_when:
        keys = dict.fromkeys(each.key for each in (*cases, *new.answer_when))
        yield change(
            code="answer-cases-changed",
            words=f"has other answers by the value of {listed([code(k) for k in keys])}",
            source="breaking",
            wire="breaking",
        )


def _returned(sides: Sides, old: Operation, new: Operation) -> Effect:
    """What a type checker makes of what the two return."""
    plain = [replace(each, answer_when=()) for each in (old, new)]
    before = sides.read_old(str(returned(plain[0])[0].code))
    now = sides.read_new(str(returned(plain[1])[0].code))
    if same(before, now):
        return "none"
    nothing = Union(frozenset([Named(NONE)]))
    if before == nothing:
        # A type checker lets nobody use what such a call returns.
        return "compatible"
    return "compatible" if reads_as(now, before) and now != nothing else "breaking"


def _answered(old: Answer, new: Answer) -> Effect:
    """What becomes of a copy that expects the old answer."""
    if old.kind == "empty":
        return "compatible"  # nobody looks at what comes
    if old.kind != new.kind:
        return "breaking"
    if new.nullable and not old.nullable:
        return "breaking"
    if old.kind == "status":
        known = dict(old.statuses)
        wider = [s for s, t in new.statuses if s not in known or known[s] != t]
        return "breaking" if wider else "compatible"
    if old.type and new.type and relation(old.type, new.type) in _MORE:
        return "breaking"
    return "compatible" if old != new else "none"


def _ways(api: Api, terms: Terms) -> list[str]:
    """Who may call: names of ways, and :data:`NO_ONE` last where nobody has to say."""
    names = [way.name for way in api.auth.ways_for(terms.ways)]
    return names if names and not terms.optional else [*names, NO_ONE]


def _way(name: str) -> str:
    return "no credential" if name == NO_ONE else code(name)


def _terms(
    sides: Sides, old: Terms, new: Terms, change: partial[Change]
) -> Iterator[Change]:
    usual_old = _ways(sides.old, old)
    usual_new = _ways(sides.new, new)
    # Where the usual way alone has another name, that is told once, of the client.
    if usual_old != usual_new and (old.ways or new.ways):
        gone = [name for name in usual_old if name not in usual_new]
        now = listed([*map(_way, usual_new)], word="or")
        was = listed([*map(_way, usual_old)], word="or")
        yield change(
            code="access-changed",
            words=f"takes {now}, no longer {was}",
            wire="breaking" if gone else "compatible",
        )
    yield from _scopes(old.scopes, new.scopes, change)
    was_sent, is_sent = dict(old.headers), dict(new.headers)
    shared = (dict(sides.old.terms.headers), dict(sides.new.terms.headers))
    for name, value in is_sent.items():
        if was_sent.get(name) == value:
            continue
        if (was_sent.get(name), value) == (shared[0].get(name), shared[1].get(name)):
            continue  # told once, of the client
        yield header_change(name, was_sent.get(name), value, change)
    for name, value in was_sent.items():
        if name not in is_sent and not (name in shared[0] and name not in shared[1]):
            yield header_change(name, value, None, change)
    servers = [old.server, new.server]
    if servers[0] != servers[1]:
        words = code(new.server) if new.server else "the default one"
        yield change(
            code="server-changed",
            words=f"is on another server: {words}",
            wire="breaking",
        )


def _scopes(
    old: Sequence[str], new: Sequence[str], change: partial[Change]
) -> Iterator[Change]:
    if more := [scope for scope in new if scope not in old]:
        words = f"needs the scope {listed([code(scope) for scope in more])}"
        yield change(code="scope-added", words=words, wire="breaking")
    if fewer := [scope for scope in old if scope not in new]:
        words = f"needs no scope {listed([code(scope) for scope in fewer])} any more"
        yield change(code="scope-removed", words=words, wire="compatible")


def header_change(
    name: str, old: str | None, new: str | None, change: partial[Change]
) -> Change:
    """A constant header that is another, or there is one more or one less."""
    if new is None:
        return change(
            code="header-removed",
            words=f"sends no header {code(name)} any more",
            wire="compatible",
        )
    if old is None:
        return change(
            code="header-added",
            words=f"sends the header {code(f'{name}: {new}')}",
            wire="breaking",
        )
    return change(
        code="header-changed",
        words=f"sends the header {code(f'{name}: {new}')}, no longer {code(old)}",
        wire="breaking",
    )

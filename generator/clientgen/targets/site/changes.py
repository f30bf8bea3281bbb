"""What has changed between two states of an API, in the words of those who use its client."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...model.api import (
    Answer,
    Api,
    Body,
    Field,
    Operation,
    Parameter,
    Resource,
    Schema,
)
from ...model.limits import in_words
from ...model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
)
from ...rules import words as rule_words
from ..prose import title
from ..surface.names import method, resource_attribute


class Change(NamedTuple):
    """What has changed of one thing.

    Attributes:
        subject: An operation as it is called, or a schema.
        title: What pages call it; may be empty.
        words: A clause for each difference; words between backticks are code.
    """

    subject: str
    title: str
    words: tuple[str, ...]


class Changes(NamedTuple):
    """All differences."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    operations: tuple[Change, ...]
    schemas: tuple[Change, ...]


def changes(before: Api, now: Api) -> Changes:
    """Find what has changed.

    Args:
        before: The API as it was.
        now: The API as it is.
    """
    old, new = _operations(before), _operations(now)
    return Changes(
        tuple(_whole(each) for name, each in new.items() if name not in old),
        tuple(_whole(each) for name, each in old.items() if name not in new),
        tuple(
            Change(_call(*new[name]), _title(*new[name]), words)
            for name in new
            if name in old
            and (words := tuple(_differences(old[name][1], new[name][1])))
        ),
        tuple(_schemas(before, now)),
    )


Found = tuple[Resource, Operation]


def _operations(api: Api) -> dict[str, Found]:
    return {
        f"{resource.name}.{operation.name}": (resource, operation)
        for resource in api.resources
        for operation in resource.operations
    }


def _call(resource: Resource, operation: Operation) -> str:
    return f"client.{resource_attribute(resource)}.{method(operation)}"


def _title(resource: Resource, operation: Operation) -> str:
    return title(resource.name, operation.name, operation.title)


def _whole(found: Found) -> Change:
    request = f"`{found[1].method} {found[1].path}`"
    return Change(_call(*found), _title(*found), (request,))


def _differences(old: Operation, new: Operation) -> Iterator[str]:
    was, now = f"{old.method} {old.path}", f"{new.method} {new.path}"
    if was != now:
        yield f"is `{now}` now, no longer `{was}`"
    if new.deprecated and not old.deprecated:
        yield "is deprecated"
    for one, other in (
        (old.query_parameters, new.query_parameters),
        (old.header_parameters, new.header_parameters),
        (old.cookie_parameters, new.cookie_parameters),
    ):
        yield from _listed("the parameter", _by_name(one), _by_name(other))
    if old.terms.ways != new.terms.ways:
        yield "says otherwise who calls"
    if old.terms.scopes != new.terms.scopes:
        needs = ", ".join(f"`{scope}`" for scope in new.terms.scopes) or "none"
        yield f"needs other scopes: {needs}"
    if old.terms.server != new.terms.server:
        yield f"is on the server `{new.terms.server or 'default'}` now"
    yield from _bodies(old.body, new.body)
    if _answer(old.answer) != _answer(new.answer):
        yield f"answers {_answer(new.answer)}, no longer {_answer(old.answer)}"
    yield from _rules(old, new)


def _by_name(
    items: Iterable[Field] | Iterable[Parameter],
) -> dict[str, Field | Parameter]:
    return {item.name: item for item in items}


def _bodies(old: Body | None, new: Body | None) -> Iterator[str]:
    if old is None and new is not None:
        yield "takes a body"
    elif new is None and old is not None:
        yield "takes no body any more"
    elif old is not None and new is not None:
        if old.kind != new.kind:
            yield f"takes its body as {new.kind}, no longer as {old.kind}"
        yield from _listed("the key", _by_name(old.fields), _by_name(new.fields))


def _listed(
    what: str,
    old: Mapping[str, Field | Parameter],
    new: Mapping[str, Field | Parameter],
) -> Iterator[str]:
    for name, item in new.items():
        if name not in old:
            must = ", which is required" if item.required else ""
            yield f"{what} `{name}` is new{must}"
            continue
        was = old[name]
        if item.type != was.type:
            yield f"{what} `{name}` is {words_of(item.type)}, no longer {words_of(was.type)}"
        if item.limits != was.limits:
            said = "; ".join(in_words(item.limits)) or "no bounds any more"
            yield f"{what} `{name}` has new bounds: {said}"
        if item.required != was.required:
            yield f"{what} `{name}` is {'' if item.required else 'no longer '}required"
    for name in old:
        if name not in new:
            yield f"{what} `{name}` is gone"


def _rules(old: Operation, new: Operation) -> Iterator[str]:
    was = {rule.name: rule_words.sentence(rule, _code) for rule in old.rules}
    now = {rule.name: rule_words.sentence(rule, _code) for rule in new.rules}
    for name, words in now.items():
        if name not in was:
            yield f"the rule {name} is new: {words}"
        elif was[name] != words:
            yield f"the rule {name} says: {words} It said: {was[name]}"
    for name in was:
        if name not in now:
            yield f"the rule {name} is gone"


def _code(key: str) -> str:
    return f"`{key}`"


def _schemas(before: Api, now: Api) -> Iterator[Change]:
    old = {schema.name: schema for schema in before.schemas}
    new = {schema.name: schema for schema in now.schemas}
    for name, schema in new.items():
        if name in old and schema.type != old[name].type:
            words: tuple[str, ...] = (
                f"is {_kind(schema)} now, no longer {_kind(old[name])}",
            )
        elif name in old:
            words = tuple(
                _listed(
                    "the field", _by_name(old[name].fields), _by_name(schema.fields)
                )
            )
        else:
            words = ("is new",)
        if words:
            yield Change(name, "", words)
    for name in old:
        if name not in new:
            yield Change(name, "", ("is gone",))


def _kind(schema: Schema) -> str:
    return words_of(schema.type) if schema.type else "an object"


def _answer(answer: Answer) -> str:
    words = words_of(answer.type) if answer.type else ""
    return {
        "pages": f"pages of {words}",
        "list": f"a list of {words}",
        "single": words,
        "object": "an object of unknown shape",
        "empty": "nothing",
        "bytes": "bytes",
        "text": "text",
        "exists": "yes or no",
        "status": _by_status(answer),
        "events": f"events of {words}",
        "lines": f"lines of {words}",
    }[answer.kind] + (" or nothing" if answer.nullable else "")


def _by_status(answer: Answer) -> str:
    return ", ".join(
        f"{words_of(type_) if type_ else 'nothing'} for {status}"
        for status, type_ in answer.statuses
    )


def words_of(type_: Type) -> str:
    """A type as the spec writes it."""
    match type_:
        case Scalar(name):
            return name
        case Key(resource):
            return f"key of {resource}" if resource else "key"
        case Enum(values):
            return f"one of {', '.join(values)}"
        case Codes(values):
            return f"one of {', '.join(str(number) for number, _ in values)}"
        case Choice(parts):
            return " or ".join(map(words_of, parts))
        case Tagged(by, cases, _):
            return f"one of {', '.join(tag for tag, _ in cases)}, by {by}"
        case Constant(value):
            return f"always {json.dumps(value)}"
        case ListOf(item):
            return f"list of {words_of(item)}"
        case MapOf(value):
            return f"object of {words_of(value)}"
        case Ref(schema):
            return schema

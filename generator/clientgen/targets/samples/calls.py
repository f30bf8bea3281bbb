"""One call, and how it is written in Python on pages of Markdown."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...model.api import Api, Field, Operation, Resource
from ...model.naming import snake_case
from ...model.rules import Node
from ...model.types import Key, Ref, Scalar, Tagged
from ..sinks import Code, code, emit, identifier, join, literal
from ..surface.names import argument, attribute, method, resource_attribute
from .bodies import example_parameters, is_constant
from .values import Value, Values, names_used, python

_WIDTH = 88
_KEPT_NAMES = frozenset(["client", "date", "datetime", "time", "timedelta"])
_VARIABLES = {
    "bytes": "content",
    "text": "text",
    "exists": "found",
    **dict.fromkeys(("list", "pages", "events", "lines"), "item"),
}
_EARLIER = ("gt", "gte", "gteq", "after", "from")


class Call(NamedTuple):
    """What an example gives.

    Attributes:
        path: Values of the path parameters, in the path's order.
        query: Values of ordinary query parameters, by wire name.
        condition: Field, operator (may be empty) and value of a filter; the field is sorted
            by, too.
        body: By wire name; None without a body.
        situation: What the caller says about the other side.
        fields: Values of header and cookie parameters, by wire name.
    """

    path: tuple[tuple[str, Value], ...] = ()
    query: tuple[tuple[str, Value], ...] = ()
    condition: tuple[str, str, Value] | None = None
    body: Mapping[str, Value] | None = None
    situation: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, Value], ...] = ()


def call_of(
    operation: Operation,
    values: Values,
    body: Mapping[str, Value] | None,
    condition: tuple[str, str, Value] | None = None,
    situation: Iterable[tuple[str, str]] = (),
    goal: Node | None = None,
) -> Call:
    """A call with the least that the operation takes; ``goal`` is a further demand."""
    said = tuple(situation)
    ruled = example_parameters(operation, values, body, dict(said), goal)
    return Call(
        tuple(
            (p.name, values.in_path(operation, p)) for p in operation.path_parameters
        ),
        tuple(
            (p.name, ruled.get(f"query:{p.name}", values.of(p)))
            for p in operation.query_parameters
            if f"query:{p.name}" in ruled or (p.required and p.role == "value")
        ),
        condition,
        body,
        said,
        tuple(
            (p.name, ruled.get(f"header:{p.name}", values.of(p)))
            for p in (*operation.header_parameters, *operation.cookie_parameters)
            if f"header:{p.name}" in ruled or (p.required and p.role == "value")
        ),
    )


def list_condition(
    api: Api, operation: Operation, values: Values
) -> tuple[str, str, Value] | None:
    """A filter that makes sense for the items of a list: by their first time."""
    roles = {p.role for p in operation.query_parameters}
    if "filter" not in roles or not isinstance(operation.answer.type, Ref):
        return None
    fields = values.schemas.get(operation.answer.type.schema, ())
    times = [f for f in fields if f.type in (Scalar("datetime"), Scalar("date"))]
    times.sort(key=lambda f: not f.name.lower().startswith("created"))
    known = dict(api.filtering.operators) if api.filtering else {}
    later = next((name for name in _EARLIER if name in known), "")
    if not times or not later:
        return None
    return (times[0].name, later, values.by_type(times[0]))


def python_call(
    resource: Resource, operation: Operation, call: Call, values: Values
) -> tuple[Code, frozenset[str]]:
    """The call in Python, on a client called ``client``, and what it needs of datetime."""
    path, query = positional(operation, call), named_arguments(operation, call)
    given: list[Code] = [python(value) for value in path]
    used = [*path, *query.values()]
    kind = operation.body.kind if operation.body else None
    if call.body is not None and kind == "array":
        given.append(code("[{}]", python(call.body)))
        given[-1] = code("items={}", given[-1])
        used.append(call.body)
    elif call.body is not None and operation.body and not operation.body.has_keys:
        whole = values.whole(operation.body)
        given.append(code("body={}", python(whole)))
        used.append(whole)
    elif call.body is not None and operation.body:
        fields = {field.name: argument(field) for field in operation.body.fields}
        constants = {f.name for f in operation.body.fields if is_constant(f)}
        for name, value in call.body.items():
            if name in constants:
                continue  # the client gives it
            given.append(code("{}={}", identifier(fields[name]), python(value)))
            used.append(value)
    for name, value in query.items():
        given.append(code("{}={}", identifier(name), python(value)))
    if call.condition:
        given += conditions(operation, call.condition, python)
        used.append(call.condition[2])
    if call.situation:
        given.append(code('options={{"context": {}}}', literal(dict(call.situation))))
    target = code(
        "client.{}.{}",
        identifier(resource_attribute(resource)),
        identifier(method(operation)),
    )
    return (
        _statement(_answering(operation, call.body), target, given, values),
        frozenset().union(*map(names_used, used)),
    )


def _answering(operation: Operation, body: Mapping[str, Value] | None) -> Operation:
    """The operation as it answers a body: a key of it may decide."""
    for when in operation.answer_when:
        given = (body or {}).get(when.key)
        if any(type(given) is type(value) and given == value for value in when.values):
            return replace(operation, answer=when.answer, answer_when=())
    return operation


def positional(operation: Operation, call: Call) -> list[Value]:
    """Values of the path that a call in Python gives by position."""
    once = {p.name for p in operation.path_parameters if p.once}
    return [value for name, value in call.path if name not in once]


def named_arguments(operation: Operation, call: Call) -> dict[str, Value]:
    """Further values by the argument's name; what the environment says is left out."""
    given = {("path", name): value for name, value in call.path}
    given |= {("query", name): value for name, value in call.query}
    given |= {("fields", name): value for name, value in call.fields}
    places = (
        ("path", [p for p in operation.path_parameters if p.once]),
        ("query", operation.query_parameters),
        ("fields", (*operation.header_parameters, *operation.cookie_parameters)),
    )
    return {
        argument(p): given[place, p.name]
        for place, parameters in places
        for p in parameters
        if (place, p.name) in given and not (p.once and p.once.env)
    }


def conditions(
    operation: Operation,
    condition: tuple[str, str, Value],
    written: Callable[[Value], Code],
) -> list[Code]:
    """A filter and a sort as arguments of a Python call; values as ``written`` has them."""
    field, operator, value = condition
    found = []
    for parameter in operation.query_parameters:
        name = identifier(argument(parameter))
        if parameter.role == "filter":
            found.append(
                code(
                    "{}={{{}: {}}}",
                    name,
                    literal(f"{field}:{operator}"),
                    written(value),
                )
            )
        elif parameter.role == "sort":
            found.append(code("{}={}", name, literal(f"-{field}")))
    return found


def _statement(
    operation: Operation, target: Code, given: Sequence[Code], values: Values
) -> Code:
    answer = operation.answer
    name = variable(operation)
    if answer.kind in ("pages", "list"):
        head = _layout(code("for {} in {}", name, target), given, ":")
        return code("{}\n    print({})", head, shown_of(operation, name, values))
    if answer.kind in ("events", "lines"):
        head = _layout(code("with {}", target), given, " as stream:")
        return code("{}\n    for {} in stream:\n        print({})", head, name, name)
    if answer.kind == "empty":
        return _layout(target, given, "")
    return _layout(code("{} = {}", name, target), given, "")


def _layout(head: Code, given: Sequence[Code], end: str) -> Code:
    tail = emit(end)
    line = code("{}({}){}", head, join(", ", given), tail)
    if len(line) <= _WIDTH:
        return line
    inner = join("", (code("    {},\n", part) for part in given))
    return code("{}(\n{}){}", head, inner, tail)


def variable(operation: Operation) -> Code:
    """A name for what an operation answers."""
    answer = operation.answer
    if isinstance(answer.type, Ref):
        name = snake_case(answer.type.schema)
        if keyword.iskeyword(name) or name in _KEPT_NAMES or hasattr(builtins, name):
            name = f"{name}_"
        return identifier(name)
    return identifier(_VARIABLES.get(answer.kind, "answer"))


def shown_of(operation: Operation, name: Code, values: Values) -> Code:
    """What tells one item of a list from another."""
    type_ = operation.answer.type
    if isinstance(type_, Ref):
        # What objects of any tag have, where a key says what they are.
        shared = type_.of.other if isinstance(type_.of, Tagged) else None
        fields = values.schemas.get((shared or type_).schema, ())
        best = sorted(fields, key=_telling)[:1]
        if best:
            return code("{}.{}", name, identifier(attribute(best[0])))
    return name


def _telling(field: Field) -> int:
    if isinstance(field.type, Key) and field.type.resource is None:
        return 0
    if field.name in ("id", "name", "code", "title"):
        return 1
    return 2 if field.type == Scalar("string") else 3


def example(
    calls: Sequence[tuple[Code, frozenset[str]]], comments: Sequence[Code] = ()
) -> Code:
    """Calls as one piece of Python that runs where ``client`` is a client.

    Args:
        calls: As :func:`python_call` gives them.
        comments: One for each call, or none.
    """
    used = frozenset().union(*(names for _, names in calls))
    blocks = [text for text, _ in calls]
    if comments:
        blocks = [
            code("{}\n{}", c, block) for c, block in zip(comments, blocks, strict=True)
        ]
    if used:
        ordered = join(
            ", ", map(identifier, sorted(used, key=lambda n: (n != "UTC", n)))
        )
        blocks.insert(0, code("from datetime import {}", ordered))
    return join("\n\n", blocks)

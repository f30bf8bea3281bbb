"""A request in Python: the generated client, sync and async, as a script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ...model.api import Api, Operation, Resource
from ..sinks import Code, code, emit, identifier, join, literal
from ..surface.names import (
    argument,
    context_argument,
    method,
    resource_attribute,
)
from . import kinds
from .bodies import is_constant
from .calls import (
    Call,
    conditions,
    named_arguments,
    positional,
    shown_of,
    variable,
)
from .layout import Notation, Place, tree_lines
from .lines import Line
from .request import Array, Entry, Leaf, Object, Request, Tree, tree_of
from .values import Value, Values, names_used

_WIDTH = 88
_KEPT = frozenset(["asyncio", "dt", "main"])


def python_lines(
    api: Api,
    resource: Resource,
    operation: Operation,
    call: Call,
    request: Request,
    values: Values,
    is_async: bool,
) -> tuple[Line, ...]:
    """The call as a script.

    Args:
        api: Its client.
        resource: Where the operation is offered.
        operation: What is called.
        call: What is given for path and query.
        request: The same call's request: its body is written.
        values: Tell what to print of an item.
        is_async: With the async client.
    """
    depth = 8 if is_async else 4
    body = _statement(resource, operation, call, request, values, depth, is_async)
    package, client = identifier(api.package), identifier(api.name)
    if not is_async:
        return (
            *_imports(call, request, is_async),
            Line(code("from {} import {}", package, client)),
            *_fixed(""),
            *_clients(code("with {}", client), operation),
            *body,
        )
    return (
        *_imports(call, request, is_async),
        Line(code("from {} import Async{}", package, client)),
        *_fixed("", "", "async def main() -> None:"),
        *_clients(code("    async with Async{}", client), operation),
        *body,
        *_fixed("", "", "asyncio.run(main())"),
    )


def context_atom(context: str, value: str) -> str:
    """What stands among atoms for something said of the other side."""
    return f"@{context}={value}"


def _clients(head: Code, operation: Operation) -> list[Line]:
    """The line that makes a client: as it is, and for each context that rules speak of."""
    said: dict[str, tuple[str, str]] = {}
    for rule in operation.rules:
        for context, values in rule.when:
            for value in values:
                said[context_atom(context, value)] = (context, value)
    return [
        Line(code("{}() as client:", head), unless=tuple(said)),
        *(
            Line(
                code(
                    "{}({}={}) as client:",
                    head,
                    identifier(context_argument(context)),
                    literal(value),
                ),
                (atom,),
            )
            for atom, (context, value) in said.items()
        ),
    ]


def _fixed(*lines: str) -> list[Line]:
    return [Line(emit(line)) for line in lines]


# Imports come and go with the values that need them.


def _imports(call: Call, request: Request, is_async: bool) -> Iterator[Line]:
    given: list[Value] = [value for _, value in (*call.path, *call.query, *call.fields)]
    given += [call.condition[2]] if call.condition else []
    content = request.content.tree if request.content else None
    when = [()] if any(map(names_used, given)) else [*_times(content)]
    paths = _has_file(content)
    if is_async:
        yield from _fixed("import asyncio")
    alone = not is_async and not paths
    if when:
        some = (
            () if () in when else tuple(each for needs in when for each in needs[-1:])
        )
        yield Line(code("import datetime as dt"), some=some)
        if alone:
            yield Line(code(""), some=some)
    if paths:
        yield from _fixed("from pathlib import Path")
    if not alone:
        yield from _fixed("")


def _times(tree: Tree | None, needs: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The atoms that bring a date or a time; none where it may be there without any."""
    if isinstance(tree, Array):
        for item in tree.items:
            yield from _times(item, needs)
    elif isinstance(tree, Object):
        for entry in tree.entries:
            # The last atom of an entry inside implies those outside.
            inner = () if entry.unless else entry.needs or needs
            yield from dict.fromkeys(_times(entry.value, inner))
    elif isinstance(tree, dt.date) or kinds.names_used(tree):
        yield needs


def _has_file(tree: Tree | None) -> bool:
    if isinstance(tree, Array):
        return any(map(_has_file, tree.items))
    if isinstance(tree, Object):
        return any(_has_file(entry.value) for entry in tree.entries)
    return isinstance(tree, bytes)


# The call.


def _statement(
    resource: Resource,
    operation: Operation,
    call: Call,
    request: Request,
    values: Values,
    depth: int,
    is_async: bool,
) -> Iterator[Line]:
    margin = emit(" " * depth)
    target = code(
        "client.{}.{}",
        identifier(resource_attribute(resource)),
        identifier(method(operation)),
    )
    kind = operation.answer.kind
    wait = code("await ") if is_async and kind != "pages" else code("")
    name = _variable(operation)
    if kind in ("events", "lines"):
        opening = code("async with {}", wait) if is_async else code("with ")
        head = code("{}{}{}", margin, opening, target)
        yield from _arguments(
            operation, call, request, head, code(") as stream:"), depth
        )
        loop = code("async for") if is_async else code("for")
        yield Line(code("{}    {} {} in stream:", margin, loop, name))
        yield Line(code("{}        print({})", margin, name))
        return
    if kind in ("pages", "list"):
        loop = code("async for") if is_async and kind == "pages" else code("for")
        head = code("{}{} {} in {}{}", margin, loop, name, wait, target)
        shown = code("    print({})", shown_of(operation, name, values))
        tail = code("):")
    else:
        head = code("{}{} = {}{}", margin, name, wait, target)
        shown = code("print({})", name)
        tail = code(")")
    if kind == "bytes":
        shown = code('print(len({}), "bytes")', name)
    if kind == "empty":
        head = code("{}{}{}", margin, wait, target)
    yield from _arguments(operation, call, request, head, tail, depth)
    if kind != "empty":
        yield Line(code("{}{}", margin, shown))


def _variable(operation: Operation) -> Code:
    name = variable(operation)
    return code("{}_", name) if name in _KEPT else name


def _arguments(
    operation: Operation,
    call: Call,
    request: Request,
    head: Code,
    tail: Code,
    depth: int,
) -> Iterator[Line]:
    before = [_value(value) for value in positional(operation, call)]
    after = [
        code("{}={}", identifier(name), _value(value))
        for name, value in named_arguments(operation, call).items()
    ]
    after += conditions(operation, call.condition, _value) if call.condition else []
    if call.situation:
        after.append(code('options={{"context": {}}}', literal(dict(call.situation))))
    line = code("{}({}{}", head, join(", ", [*before, *after]), tail)
    if request.content is None and len(line) <= _WIDTH:
        yield Line(line)
        return
    inner = emit(" " * (depth + 4))
    margin = emit(" " * depth)
    yield Line(code("{}(", head))
    yield from (Line(code("{}{},", inner, part)) for part in before)
    if request.content:
        yield from _body(operation, request.content.tree, depth + 4)
    yield from (Line(code("{}{},", inner, part)) for part in after)
    yield Line(code("{}{}", margin, tail))


def _body(operation: Operation, tree: Tree, depth: int) -> Iterator[Line]:
    assert operation.body is not None, "what has content has a body"
    if operation.body.kind == "array" or not operation.body.has_keys:
        whole = "items=" if operation.body.kind == "array" else "body="
        yield from tree_lines(_PYTHON, tree, emit(whole), code(","), Place(depth))
        return
    assert isinstance(tree, Object), "a body of keys is an object"
    fields = {field.name: field for field in operation.body.fields}
    names = {name: argument(field) for name, field in fields.items()}
    for entry in tree.entries:
        if is_constant(fields[entry.name]):
            continue  # the client gives it
        head = code("{}=", identifier(names[entry.name]))
        place = Place(depth, entry.needs, entry.unless)
        yield from tree_lines(_PYTHON, entry.value, head, code(","), place)


def _value(value: Value) -> Code:
    return _inline(tree_of(value))


def _inline(tree: Tree) -> Code:
    if isinstance(tree, Object):
        return code("{{{}}}", join(", ", map(_pair, tree.entries)))
    if isinstance(tree, Array):
        return code("[{}]", join(", ", map(_inline, tree.items)))
    return _leaf(tree)


def _pair(entry: Entry) -> Code:
    return code("{}{}", _key(entry.name), _inline(entry.value))


def _leaf(value: Leaf) -> Code:
    if kind := kinds.python(value, "dt."):
        return kind
    match value:
        case dt.datetime():
            return kinds.datetime_code(value, "dt.")
        case dt.date():
            return code("dt.date({})", _numbers([value.year, value.month, value.day]))
        case bytes():
            return code('Path("example.pdf")')
        case _:
            return literal(value)


def _numbers(parts: Sequence[int]) -> Code:
    return join(", ", map(literal, parts))


def _key(name: str) -> Code:
    return code("{}: ", literal(name))


_PYTHON = Notation(_leaf, _key, 4, trailing=True)

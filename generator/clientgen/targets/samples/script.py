"""One call with the generated client: a Python script that runs as it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ...model.api import Api, Operation, Resource
from ..sinks import Code, code, dotted, identifier, join, literal
from ..surface.names import argument, context_argument, method, resource_attribute
from .calls import Call, condition_arguments, variable
from .data import Conditions, Style, written
from .lines import Line, indented, plain
from .request import Entry, Fields, Items, Request
from .values import names_used, python

_STYLE = Style(literal, literal, trailing=True, indent="    ")


class Client(NamedTuple):
    """How a script reaches an operation.

    Attributes:
        api: The API.
        resource: The operation's home.
        operation: The operation.
        contexts: Contexts and values that some rule speaks of.
    """

    api: Api
    resource: Resource
    operation: Operation
    contexts: Mapping[str, Sequence[str]]


def context_atom(name: str, value: str) -> str:
    """What stands for a context's value among the atoms of lines."""
    return f"@{name}={value}"


def lines(
    client: Client, request: Request, call: Call, *, is_async: bool
) -> list[Line]:
    """The call as a script.

    Args:
        client: How it is reached.
        request: What is sent: its body's keys.
        call: What else is given.
        is_async: Whether the script is one for asyncio.
    """
    name = f"Async{client.api.name}" if is_async else client.api.name
    made = plain(code("import asyncio")) if is_async else []
    made += _datetimes(request, call)
    if made:
        made.append(_blank(made))
    made += plain(
        code("from {} import {}", dotted(client.api.package), identifier(name)),
        code(""),
    )
    block = _block(client, request, call, name, is_async)
    if not is_async:
        return made + block
    return [
        *made,
        *plain(code(""), code("async def main() -> None:")),
        *indented(block, "    "),
        *plain(code(""), code(""), code("asyncio.run(main())")),
    ]


def _blank(above: Sequence[Line]) -> Line:
    """A blank line that is there when one of the lines above is."""
    if any(not (line.needs or line.some) for line in above):
        return Line(code(""))
    some = [atom for line in above for atom in (*line.needs, *line.some)]
    return Line(code(""), some=tuple(dict.fromkeys(some)))


def _datetimes(request: Request, call: Call) -> list[Line]:
    """The import of what the values given need of datetime, whichever they are."""
    values = [value for _, value in (*call.path, *call.query)]
    values += [call.condition[2]] if call.condition else []
    always = frozenset().union(*map(names_used, values)) if values else frozenset()
    entries = request.body.entries if isinstance(request.body, Fields) else ()
    users: dict[str, list[str]] = {}
    for entry in entries:
        for name in names_used(entry.plain):
            users.setdefault(name, []).append(entry.name)
    sometimes = {name: keys for name, keys in users.items() if name not in always}
    found: list[Line] = []
    if always:
        found.append(_import(always))
    groups: dict[tuple[str, ...], set[str]] = {}
    for name, keys in sometimes.items():
        groups.setdefault(tuple(keys), set()).add(name)
    for some, names in groups.items():
        found.append(_import(names)._replace(some=some))
    return found


def _import(names: Collection[str]) -> Line:
    ordered = sorted(names, key=lambda name: (name != "UTC", name))
    return Line(code("from datetime import {}", join(", ", map(identifier, ordered))))


def _block(
    client: Client, request: Request, call: Call, name: str, is_async: bool
) -> list[Line]:
    head = code("async with") if is_async else code("with")
    scheme = client.api.auth.bearer or client.api.auth.api_key
    given = [code('token="..."')] if scheme and not scheme.env else []
    made = [
        Line(
            code("{} {}({}) as client:", head, identifier(name), join(", ", given)),
            unless=tuple(
                context_atom(context, value)
                for context, values in client.contexts.items()
                for value in values
            ),
        )
    ]
    for context, values in client.contexts.items():
        for value in values:
            named = identifier(context_argument(context))
            more = [*given, code("{}={}", named, literal(value))]
            made.append(
                Line(
                    code(
                        "{} {}({}) as client:", head, identifier(name), join(", ", more)
                    ),
                    needs=(context_atom(context, value),),
                )
            )
    return made + indented(_statement(client, request, call, is_async), "    ")


def _statement(
    client: Client, request: Request, call: Call, is_async: bool
) -> list[Line]:
    operation = client.operation
    target = code(
        "client.{}.{}",
        identifier(resource_attribute(client.resource)),
        identifier(method(operation)),
    )
    given = _arguments(operation, request, call)
    name = variable(operation)
    if operation.answer.kind in ("pages", "list"):
        loops = operation.answer.kind == "pages"
        word = code("async for") if is_async and loops else code("for")
        calls = code("await {}", target) if is_async and not loops else target
        return [
            *_called(code("{} {} in {}", word, name, calls), given, code(":")),
            *plain(code("    print({})", name)),
        ]
    called = code("await {}", target) if is_async else target
    if operation.answer.kind == "empty":
        return _called(called, given, code(""))
    return [
        *_called(code("{} = {}", name, called), given, code("")),
        *plain(code("print({})", name)),
    ]


def _called(head: Code, given: Sequence[Line], tail: Code) -> list[Line]:
    """A call: on one line where its arguments are always the same and few."""
    fixed = not any(line.needs or line.unless for line in given)
    whole = code("{}({}){}", head, join(", ", (line.code for line in given)), tail)
    if fixed and len(whole) <= 80 and len(given) < 4:
        return plain(whole)
    commas = [
        line._replace(code=code("{},", line.code)) if line.ending else line
        for line in given
    ]
    return [
        *plain(code("{}(", head)),
        *(line._replace(ending="") for line in indented(commas, "    ")),
        *plain(code("){}", tail)),
    ]


def _arguments(operation: Operation, request: Request, call: Call) -> list[Line]:
    """One line each; those that end in a comma say so."""
    names = {p.name: argument(p) for p in operation.query_parameters}
    given = [python(value) for _, value in call.path]
    made: list[Line] = []
    body = request.body
    if isinstance(body, Fields) and operation.body:
        arguments = {field.name: argument(field) for field in operation.body.fields}
        for number, entry in enumerate(body.entries):
            made += _argument(arguments[entry.name], entry, number)
    elif isinstance(body, Items):
        made += written(body, _STYLE, code("items="), code(""), ending=",")
    elif body is not None:
        made.append(Line(code("body={}", literal(body)), ending=","))
    last = [
        code("{}={}", identifier(names[name]), python(value))
        for name, value in call.query
    ]
    if call.condition:
        last += condition_arguments(operation, call.condition)
    return [
        *(Line(each, ending=",") for each in given),
        *made,
        *(Line(each, ending=",") for each in last),
    ]


def _argument(name: str, entry: Entry, number: int) -> list[Line]:
    head = code("{}=", identifier(name))
    if entry.plain is not None:
        words = code("{}{}", head, python(entry.plain))
        return [Line(words, entry.needs, entry.unless, ending=",")]
    assert not isinstance(entry.value, bytes)
    when = Conditions(entry.needs, entry.unless)
    return written(
        entry.value, _STYLE, head, code(""), when, ending=",", path=f"{number}"
    )

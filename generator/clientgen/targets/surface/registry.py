"""The names that one client gives out: who has which, and which cannot be given.

A name that follows from one thing alone (an argument, an attribute, a module) is made by
:mod:`.names`. Names that depend on what else there is (classes and aliases) are given out
here, each scope in the spec's order, so that what comes later makes way. What cannot make
way, because people chose it, is a :class:`Problem`.
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...model.api import Api
from ...model.naming import snake_case
from ...model.position import Position
from ...rules.decide import in_force
from ..sinks.files import WINDOWS_DEVICES
from ..target import Problem
from .arguments import cover
from .caller import BASE_URLS, client_arguments
from .exports import EXPORTS
from .names import (
    IMPORTED_BY_CLIENTS,
    IMPORTED_BY_EVENTS,
    IMPORTED_CLASSES,
    OPTIONS,
    attribute,
    pascal_case,
    resource_attribute,
    schema_class,
)
from .types import find_enum

# Beside those of the running Python, so that the same spec passes with every version.
_STDLIB = sys.stdlib_module_names | frozenset(
    [
        "annotationlib",
        "asynchat",
        "asyncore",
        "audioop",
        "cgi",
        "cgitb",
        "chunk",
        "compression",
        "concurrent",
        "crypt",
        "distutils",
        "imghdr",
        "imp",
        "lib2to3",
        "mailcap",
        "msilib",
        "nis",
        "nntplib",
        "ossaudiodev",
        "pipes",
        "smtpd",
        "sndhdr",
        "spwd",
        "string",
        "sunau",
        "telnetlib",
        "tomllib",
        "uu",
        "xdrlib",
    ]
)
# What httpx2 and msgspec need, always or with an extra, and what installs packages.
_DEPENDENCIES = frozenset(
    [
        "anyio",
        "brotli",
        "brotlicffi",
        "certifi",
        "click",
        "exceptiongroup",
        "h11",
        "h2",
        "hpack",
        "httpcore",
        "httpcore2",
        "httpx",
        "httpx2",
        "hyperframe",
        "idna",
        "msgspec",
        "outcome",
        "pip",
        "pygments",
        "rich",
        "setuptools",
        "sniffio",
        "socksio",
        "trio",
        "truststore",
        "typing_extensions",
        "wheel",
        "zstandard",
    ]
)
_REFUSED_BY_MSGSPEC = re.compile(r'["\\\x00-\x1f\x7f]')
_EXPORTED = frozenset(name for names in EXPORTS.values() for name in names)


class Names(NamedTuple):
    """Classes and aliases.

    Attributes:
        resources: Class of each resource; the async one's has ``Async`` before it.
        enums: Alias of each enum, by schema and wire name of the field.
        items: Type of an array body's items, by resource and operation.
        ruled: Function behind a method with overloads, by resource and operation: it is
            named after the rules, because type checkers repeat this name, and nothing
            else of ours, when no overload takes a call.
        events: Class of each event whose body has a type, by the event's name.
    """

    resources: Mapping[str, str]
    enums: Mapping[tuple[str, str], str]
    items: Mapping[tuple[str, str], str]
    ruled: Mapping[tuple[str, str], str]
    events: Mapping[str, str]


def names_of(api: Api) -> Names:
    """Give out the names of an API's classes and aliases."""
    models = {schema_class(s.name) for s in api.schemas if s.fields or s.type}
    taken = models | IMPORTED_CLASSES | IMPORTED_BY_CLIENTS | _clients(api)
    resources: dict[str, str] = {}
    for resource in api.resources:
        wanted = pascal_case(resource_attribute(resource).rstrip("_"))
        name = next(
            name
            for name in _candidates(wanted, "Resource")
            if not taken & {name, f"Async{name}"}
        )
        taken |= {name, f"Async{name}"}
        resources[resource.name] = name
    items: dict[tuple[str, str], str] = {}
    for resource in api.resources:
        for operation in resource.operations:
            if not operation.body or operation.body.kind != "array":
                continue
            for place in ((resource.name, operation.name), *operation.aliases):
                name = f"{place[0]}{pascal_case(place[1])}Item"
                items[place] = _first_free(_candidates(name, "Body"), taken)
    enums: dict[tuple[str, str], str] = {}
    aliases = models | IMPORTED_CLASSES
    for schema in api.schemas:
        for field in schema.fields:
            if find_enum(field.type):
                name = schema_class(schema.name) + pascal_case(attribute(field))
                free = _first_free(_candidates(name, "Value"), aliases)
                enums[schema.name, field.name] = free
    return Names(resources, enums, items, _ruled(api), _events(api, models))


def _events(api: Api, models: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    taken = models | IMPORTED_CLASSES | IMPORTED_BY_EVENTS | {*keyword.kwlist}
    for name, _ in api.webhooks.bodies if api.webhooks else ():
        wanted = pascal_case(_in_ascii(name))
        if not wanted[:1].isalpha():
            wanted = f"Event{wanted or 'Named'}"
        found[name] = _first_free(_candidates(wanted, "Event"), taken)
    return found


def _ruled(api: Api) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    taken: dict[str, set[str]] = {}
    for resource in api.resources:
        for operation in resource.operations:
            # To give a deprecated method another name would be to use it.
            if not cover(operation) or operation.deprecated:
                continue
            words = [_in_ascii(rule.name) for rule in in_force(operation.rules)]
            kind = "rules" if len(words) > 1 else "rule"
            named = [word for word in words if word]
            if len(words) > 2:
                named[1:] = ["others"]
            rules = "_".join([kind, "_and_".join(named)]).rstrip("_")
            for place in ((resource.name, operation.name), *operation.aliases):
                name = f"_{place[1]}_with_{rules}"
                own = taken.setdefault(place[0], set())
                found[place] = _first_free(_candidates(name, ""), own)
    return found


def _in_ascii(name: str) -> str:
    words = snake_case(name).split("_")
    return "_".join(word for word in words if word.isascii() and word)


def _clients(api: Api) -> set[str]:
    return {api.name, f"Async{api.name}"}


def _candidates(name: str, word: str) -> Iterator[str]:
    """``OrderStatus``, ``OrderStatusValue``, ``OrderStatusValue2`` and so on."""
    yield name
    yield name + word
    number = 2
    while True:
        yield f"{name}{word}{number}"
        number += 1


def _first_free(candidates: Iterable[str], taken: set[str]) -> str:
    free = next(name for name in candidates if name not in taken)
    taken.add(free)
    return free


def problems(api: Api) -> Iterator[Problem]:
    """Names that people chose and that a Python package cannot have."""
    own = IMPORTED_BY_CLIENTS | IMPORTED_CLASSES | _EXPORTED
    if own & _clients(api) and api.position:
        yield Problem(
            api.position,
            "name-collision",
            f"the package has a class '{next(iter(own & _clients(api)))}' of its own; "
            f"choose another name, such as {_other_class(api.name, own)}",
        )
    if api.package_position and (why := _package(api.package)):
        yield Problem(
            api.package_position,
            "name-collision",
            f"a package '{api.package}' {why}; choose another name, such as "
            f"{api.package}_client",
        )
    for context in api.contexts:
        if context.name in OPTIONS and context.position:
            yield Problem(
                context.position,
                "name-collision",
                f"'{context.name}' is an option of every client already; choose another "
                f"name, such as {_other_context(context.name, api)}",
            )
    taken = OPTIONS | {BASE_URLS} | {context.name for context in api.contexts}
    for argument in client_arguments(api):
        if argument.name in taken and argument.position:
            yield Problem(
                argument.position,
                "name-collision",
                f"every client has an argument '{argument.name}' already; choose another "
                f"name, such as {_other_context(argument.name, api)}",
            )
    yield from _unreadable_fields(api)


def _other_class(name: str, own: frozenset[str]) -> str:
    return next(
        other
        for other in _candidates(f"{name}Api", "Client")
        if not own & {other, f"Async{other}"}
    )


def _other_context(name: str, api: Api) -> str:
    others = OPTIONS | {context.name for context in api.contexts}
    first = f"declared_{name}"
    return next(
        other
        for other in (first, *(f"{first}_{number}" for number in range(2, 1000)))
        if other not in others
    )


def _package(name: str) -> str:
    if name in _STDLIB:
        return "hides a module of Python's standard library"
    if name in _DEPENDENCIES:
        return "hides a package that the client needs"
    if name in WINDOWS_DEVICES:
        return "cannot be stored on Windows"
    return ""


def _unreadable_fields(api: Api) -> Iterator[Problem]:
    seen: set[Position] = set()
    for schema in api.schemas:
        for field in schema.fields:
            position = field.position
            if position in seen or not position:
                continue
            if _REFUSED_BY_MSGSPEC.search(field.name):
                seen.add(position)
                yield Problem(
                    position,
                    "no-client-name",
                    "a model reads no key with a quote or a backslash in its name; leave "
                    "the field out: its value is in 'extra' under the key itself",
                )

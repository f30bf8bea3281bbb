"""One HTTP request, free of any language: what the writers of samples write."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from ...model.api import Api, Auth, Body, Field, Operation, Parameter
from ...model.rules import Equals
from ...model.types import Enum, Type, meant
from ...rules.atoms import Atom, atoms_of, key_of, observe
from .calls import Call
from .values import Value, Values, wire

Leaf = None | bool | int | float | str | bytes | dt.date
"""A single value; bytes stand for a file."""

_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IN_URLS = "/%:@!$&'()*+,;=-._~"
_MEDIA = {
    "multipart": "multipart/form-data",
    "form": "application/x-www-form-urlencoded",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of an object, and when it is there.

    Attributes:
        needs: Atoms that must all be on, as :func:`atom_text` writes them.
        unless: Atoms of which none may be on.
    """

    name: str
    value: Tree
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Object:
    """An object; no two of its entries that are there at once have the same name."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """An array."""

    items: tuple[Tree, ...]


Tree = Leaf | Object | Array


@dataclass(frozen=True, slots=True)
class Content:
    """A request body.

    Attributes:
        kind: How it is written.
        tree: What is in it; an object unless ``kind`` is json.
    """

    kind: Literal["json", "form", "multipart"]
    tree: Tree

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The keys at its top; for an array, those of its item."""
        tree = self.tree.items[0] if isinstance(self.tree, Array) else self.tree
        return tree.entries if isinstance(tree, Object) else ()


@dataclass(frozen=True, slots=True)
class Credential:
    """Where the credential goes.

    Attributes:
        name: Of the header, or of the query parameter.
        before: What stands before it: ``Bearer`` and a space, or nothing.
        variable: The environment variable that holds it.
    """

    place: Literal["header", "query"]
    name: str
    before: str
    variable: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        url: Server and path, percent-encoded; without a query.
        query: Names and texts, not encoded.
        headers: Those besides the credential's. A multipart body's names its boundary, so it
            is not among them.
        answer: What comes back.
    """

    method: str
    url: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    credential: Credential | None
    content: Content | None
    answer: Literal["json", "bytes", "nothing"]

    @property
    def url_pieces(self) -> tuple[str, ...]:
        """The URL with its query, encoded: what stands before the query, and each pair."""
        # A blank is %20: a plus sign means one to those only who read a query as a form.
        pairs = [
            urlencode([pair], quote_via=quote, safe=":/", errors="replace")
            for pair in self.query
        ]
        marks = ["&" if "?" in self.url else "?", *("&" for _ in pairs)]
        return (self.url, *map("".join, zip(marks, pairs, strict=False)))

    @property
    def whole_url(self) -> str:
        """The URL with its query, encoded."""
        return "".join(self.url_pieces)


def atom_text(atom: Atom) -> str:
    """An atom as samples name it: ``key``, ``key.*.inner`` or ``key="literal"``."""
    if isinstance(atom, str):
        return atom
    return f"{atom.key}={json.dumps(atom.value, ensure_ascii=False)}"


def atoms_on(operation: Operation, body: Mapping[str, Value] | None) -> tuple[str, ...]:
    """The atoms that are so in an example body."""
    given = {name: wire(value) for name, value in (body or {}).items()}
    known = atoms_of(rule.body for rule in operation.rules)
    found = observe(given, known)
    inside = [atom for atom in known if atom in found and atom not in given]
    return (*given, *map(atom_text, inside))


def request_of(api: Api, operation: Operation, call: Call, values: Values) -> Request:
    """The request that a call makes.

    Args:
        api: Its server and manners.
        operation: What is called.
        call: What is given for path and query. Of the body every key is there, not only the
            call's.
        values: Where the values of the body are from.
    """
    content = content_of(operation, values) if operation.body else None
    headers = []
    if content and content.kind != "multipart":
        headers.append(
            ("Content-Type", _MEDIA.get(content.kind, "application/json")),
        )
    return Request(
        operation.method,
        _url(api, operation, call),
        (*_plain_query(operation, call), *_condition_query(api, operation, call)),
        tuple(headers),
        _credential(api.auth),
        content,
        {"empty": "nothing", "bytes": "bytes"}.get(operation.answer.kind, "json"),  # type: ignore[arg-type]  # one of the three
    )


def _url(api: Api, operation: Operation, call: Call) -> str:
    server = api.servers[0].url.rstrip("/") if api.servers else ""
    path = operation.path
    for name, value in call.path:
        encoded = quote(text_of_value(value), safe="", errors="replace")
        path = path.replace(f"{{{name}}}", encoded)
    return quote(server, safe=f"{_IN_URLS}?[]", errors="replace") + quote(
        path, safe=f"{_IN_URLS}?", errors="replace"
    )


def text_of_value(value: Value) -> str:
    """A value where only texts can stand: in a path, a query or a form."""
    plain = wire(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain)


def _plain_query(operation: Operation, call: Call) -> Iterator[tuple[str, str]]:
    known = {parameter.name: parameter for parameter in operation.query_parameters}
    for name, value in call.query:
        yield from _pairs(name, value, known[name])


def _pairs(name: str, value: Value, parameter: Parameter) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, each in value.items():
            yield from _pairs(f"{name}[{inner}]", each, parameter)
    elif isinstance(value, list):
        texts = [text_of_value(item) for item in value]
        if parameter.explode == "comma":
            yield (name, ",".join(texts))
        else:
            suffix = "[]" if parameter.explode == "brackets" else ""
            yield from ((name + suffix, text) for text in texts)
    else:
        yield (name, text_of_value(value))


def _condition_query(
    api: Api, operation: Operation, call: Call
) -> Iterator[tuple[str, str]]:
    if call.condition is None or api.filtering is None:
        return
    field, operator, value = call.condition
    spelled = dict(api.filtering.operators)[operator]
    for parameter in operation.query_parameters:
        if parameter.role == "filter":
            yield (f"{parameter.name}[{field}:{spelled}]", text_of_value(value))
        elif parameter.role == "sort":
            yield (f"{parameter.name}[{field}]", api.filtering.descending)


def _credential(auth: Auth) -> Credential | None:
    if auth.bearer:
        variable = _variable(auth.bearer.env)
        return Credential("header", "Authorization", "Bearer ", variable)
    if auth.api_key:
        key = auth.api_key
        return Credential(key.place, key.name, "", _variable(key.env))
    return None


def _variable(env: str) -> str:
    return env if _ENVIRONMENT_NAME.fullmatch(env) else "TOKEN"


# The body.


def content_of(operation: Operation, values: Values) -> Content:
    """The body of an operation that takes one, with an entry for every key and alternative."""
    body = operation.body
    assert body is not None, "only operations with a body have a content"
    tree: Tree = Object(tuple(_top_entries(body, operation, values)))
    if body.kind == "array":
        return Content("json", Array((tree,)))
    if body.kind == "multipart":
        return Content("multipart", tree)
    return Content("form" if body.kind == "form" else "json", tree)


def _top_entries(body: Body, operation: Operation, values: Values) -> Iterator[Entry]:
    atoms = atoms_of(rule.body for rule in operation.rules)
    fields = [field for field in body.fields if not field.read_only]
    for field in sorted(fields, key=lambda field: field.deprecated):
        yield from _entries(field, field.name, atoms, values, (field.name,))


def _entries(
    field: Field,
    path: str,
    atoms: Sequence[Atom],
    values: Values,
    needs: tuple[str, ...],
) -> Iterator[Entry]:
    """A key with its ordinary value, and with each literal that a rule speaks of."""
    literals = [a for a in atoms if isinstance(a, Equals) and a.key == path]
    ordinary = values.of(field)
    if any(_same(ordinary, each.value) for each in literals):
        ordinary = _another(field.type, ordinary, [each.value for each in literals])
    inside = [a for a in atoms if key_of(a).startswith(f"{path}.*.")]
    if inside:
        inner = values.item_fields(field.type)
        tree: Tree = Array((_item(ordinary, path, inside, inner, values),))
    else:
        tree = tree_of(ordinary)
    texts = [atom_text(each) for each in literals]
    yield Entry(field.name, tree, needs, tuple(texts))
    for number, each in enumerate(literals):
        # Two at once can never be; the first would win.
        yield Entry(
            field.name, each.value, (*needs, texts[number]), tuple(texts[:number])
        )


def _item(
    ordinary: Value,
    path: str,
    atoms: Sequence[Atom],
    fields: Mapping[str, Field],
    values: Values,
) -> Object:
    """An array's item: what it has anyway, and what rules demand of it."""
    first = ordinary[0] if isinstance(ordinary, list) and ordinary else {}
    given = first if isinstance(first, Mapping) else {}
    start = f"{path}.*."
    named = dict.fromkeys(key_of(a).removeprefix(start).split(".*.")[0] for a in atoms)
    found: list[Entry] = []
    for name in dict.fromkeys([*given, *named]):
        if name not in named:
            found.append(Entry(name, tree_of(given[name])))
            continue
        field = fields.get(name) or Field(name, _UNKNOWN, example="example")
        if not field.read_only:
            inner = f"{start}{name}"
            found += _entries(field, inner, atoms, values, (inner,))
    return Object(tuple(found))


_UNKNOWN: Type = Enum(())


def _same(value: Value, literal: str | int | bool) -> bool:
    return isinstance(value, bool) == isinstance(literal, bool) and value == literal


def _another(type_: Type, value: Value, taken: Sequence[str | int | bool]) -> Value:
    """A value of the same kind that is none of those that rules speak of."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return (
            max(each for each in (*taken, value) if isinstance(each, int | float)) + 1
        )
    named = meant(type_)
    known = named.values if isinstance(named, Enum) else ()
    free = [each for each in (*known, "example", "other") if each not in taken]
    return free[0] if free else f"not {value}"


def tree_of(value: Value) -> Tree:
    """A value as a tree, in which every key is always there."""
    match value:
        case Mapping():
            return Object(tuple(Entry(k, tree_of(v)) for k, v in value.items()))
        case None | bool() | int() | float() | str() | bytes() | dt.date():
            return value
        case _:
            return Array(tuple(map(tree_of, value)))


def value_of(tree: Tree) -> Value:
    """The value that a tree stands for when all of its entries are there."""
    match tree:
        case Object(entries):
            return {entry.name: value_of(entry.value) for entry in entries}
        case Array(items):
            return [value_of(item) for item in items]
        case _:
            return tree


def fields_of(content: Content) -> Iterator[tuple[Entry, str | bytes]]:
    """The parts of a form, whose arrays are parts of the same name, one for each item.

    Yields:
        The entry that a part belongs to, and its text, or the bytes of a file.
    """
    for entry in content.entries:
        parts = entry.value.items if isinstance(entry.value, Array) else (entry.value,)
        for part in parts:
            if isinstance(part, bytes) and content.kind == "multipart":
                yield entry, part
            else:
                yield entry, text_of_value(value_of(part))

"""One HTTP request, free of any language: what the writers of samples write."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import format_datetime
from typing import Literal
from urllib.parse import quote, urlencode

from ...model import access
from ...model.api import JSON_PARTS, Api, Auth, Body, Field, Forms, Operation, Parameter
from ...model.rules import Equals
from ...model.types import Enum, Type, meant
from ...rules.atoms import Atom, atoms_of, key_of, observe
from ...rules.comparing import Relation
from .calls import Call
from .compared import demanded, meeting
from .values import TEXT, Value, Values, wire

Leaf = None | bool | int | float | str | bytes | dt.date
"""A single value; bytes stand for a file."""

_JOINED = {"comma": ",", "pipes": "|", "spaces": " "}
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IN_URLS = "/%:@!$&'()*+,;=-._~"
_KEY = "5f0c6a52-8d0b-4c0e-9a53-2f1f6c1f7d10"
_MEDIA = {
    "multipart": "multipart/form-data",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain; charset=utf-8",
    "file": "application/octet-stream",
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
        kind: How it is written; ``file`` is one that is all of the body.
        tree: What is in it; an object in forms and multipart bodies.
        forms: How forms and multipart bodies say what is no single value.
        explode: How they say the arrays of single keys.
    """

    kind: Literal["json", "form", "multipart", "text", "file"]
    tree: Tree
    forms: Forms = JSON_PARTS
    explode: tuple[tuple[str, str], ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The keys at its top; for an array, those of its item."""
        tree = self.tree.items[0] if isinstance(self.tree, Array) else self.tree
        return tree.entries if isinstance(tree, Object) else ()


@dataclass(frozen=True, slots=True)
class Credential:
    """Where a credential goes.

    Attributes:
        name: Of the header, or of the query parameter.
        before: What stands before it: ``Bearer`` and a space, or nothing.
        variable: The environment variable that holds it; for Basic, the user name.
        password: For Basic, the variable that holds the password, or nothing where it is
            empty: both are joined by a colon and written in Base64. Else None.
    """

    place: Literal["header", "query"]
    name: str
    before: str
    variable: str
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        url: Server and path, percent-encoded; without a query.
        query: Names and texts, not encoded.
        headers: That of the body. A multipart body's names its boundary, so it is not there.
        fields: Further headers: those of parameters, and constant ones.
        answer: What comes back.
    """

    method: str
    url: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    credentials: tuple[Credential, ...]
    content: Content | None
    answer: Literal["json", "text", "bytes", "nothing"]
    fields: tuple[tuple[str, str], ...] = ()

    def credentials_in(self, place: str) -> tuple[Credential, ...]:
        """The credentials that go to one place."""
        return tuple(each for each in self.credentials if each.place == place)

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
    if isinstance(atom, Relation):
        return f"{atom.key} {atom.sign} {atom.other}"
    return f"{atom.key}={json.dumps(atom.value, ensure_ascii=False)}"


def atoms_on(operation: Operation, body: Mapping[str, Value] | None) -> tuple[str, ...]:
    """The atoms that are so in an example body."""
    given = {name: wire(value) for name, value in (body or {}).items()}
    known = atoms_of(rule.body for rule in operation.rules)
    found = observe(given, known)
    # What is so of two values is no line of a sample.
    inside = [
        atom
        for atom in known
        if atom in found and atom not in given and not isinstance(atom, Relation)
    ]
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
    if content and operation.body and content.kind != "multipart":
        usual = _MEDIA.get(content.kind, "application/json")
        headers.append(("Content-Type", operation.body.content_type or usual))
    credentials, fields = _one_cookie(
        (*credentials_of(api.auth, operation), *environment_fields(operation)),
        header_fields(operation, call),
    )
    return Request(
        operation.method,
        _url(api, operation, call),
        (*_plain_query(operation, call), *_condition_query(api, operation, call)),
        tuple(headers),
        credentials,
        content,
        _shown(operation),
        fields,
    )


def _one_cookie(
    credentials: tuple[Credential, ...], fields: tuple[tuple[str, str], ...]
) -> tuple[tuple[Credential, ...], tuple[tuple[str, str], ...]]:
    """Put plain cookies before a secret one: a request has but one header for them."""
    plain = dict(fields).get("Cookie")
    secret = next((each for each in credentials if each.name == "Cookie"), None)
    if plain is None or secret is None:
        return credentials, fields
    joined = replace(secret, before=f"{plain}; {secret.before}")
    return (
        tuple(joined if each is secret else each for each in credentials),
        tuple(field for field in fields if field[0] != "Cookie"),
    )


def _shown(operation: Operation) -> Literal["json", "text", "bytes", "nothing"]:
    answer = operation.answer
    if answer.kind in ("empty", "exists"):
        return "nothing"
    if answer.kind == "bytes":
        return "bytes"
    is_text = answer.kind in ("text", "events", "lines") or answer.nullable
    return "text" if is_text else "json"


def environment_fields(operation: Operation) -> Iterator[Credential]:
    """Header and cookie parameters that the environment says."""
    for parameter in operation.header_parameters:
        if parameter.required and parameter.once and parameter.once.env:
            variable = _variable(parameter.once.env)
            yield Credential("header", parameter.name, "", variable)
    for parameter in operation.cookie_parameters:
        if parameter.required and parameter.once and parameter.once.env:
            variable = _variable(parameter.once.env)
            yield Credential("header", "Cookie", f"{parameter.name}=", variable)


def header_fields(operation: Operation, call: Call) -> tuple[tuple[str, str], ...]:
    """Further headers as they are written: parameters, cookies, constant ones, a key."""
    given = dict(call.fields)
    found: list[tuple[str, str]] = []
    for parameter in operation.header_parameters:
        if parameter.role == "idempotency":
            found += [(parameter.name, _KEY)] if operation.keyed else []
        elif parameter.name in given and not (parameter.once and parameter.once.env):
            found.append(
                (parameter.name, _field_text(parameter, given[parameter.name]))
            )
    cookies = [
        f"{p.name}={_field_text(p, given[p.name])}"
        for p in operation.cookie_parameters
        if p.name in given and not (p.once and p.once.env)
    ]
    if cookies:
        found.append(("Cookie", "; ".join(cookies)))
    return (*found, *operation.terms.headers)


def _field_text(parameter: Parameter, value: Value) -> str:
    if parameter.http_date and isinstance(value, dt.datetime):
        return format_datetime(value.astimezone(dt.UTC), usegmt=True)
    if isinstance(value, list):
        return ",".join(text_of_value(item) for item in value)
    return text_of_value(value)


def _url(api: Api, operation: Operation, call: Call) -> str:
    server = api.server(operation.terms.server)
    base = server.example.rstrip("/") if server else ""
    path = operation.path
    for name, value in call.path:
        encoded = quote(text_of_value(value), safe="", errors="replace")
        path = path.replace(f"{{{name}}}", encoded)
    return quote(base, safe=f"{_IN_URLS}?[]", errors="replace") + quote(
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
        if parameter.explode in _JOINED:
            yield (name, _JOINED[parameter.explode].join(texts))
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


def credentials_of(auth: Auth, operation: Operation) -> tuple[Credential, ...]:
    """What each request of an operation carries: the first of its ways."""
    ways = auth.ways_for(operation.terms.ways)
    return tuple(map(_credential, ways[0].credentials)) if ways else ()


def _credential(credential: access.Credential) -> Credential:
    match credential:
        case access.Bearer(env):
            return Credential("header", "Authorization", "Bearer ", _variable(env))
        case access.Basic(username, password):
            user = _variable(username.env)
            secret = _variable(password.env) if password else ""
            return Credential("header", "Authorization", "Basic ", user, secret)
        case access.ApiKey(name, "cookie", env, prefix=prefix):
            return Credential("header", "Cookie", f"{name}={prefix}", _variable(env))
        case access.ApiKey(name, place, env, prefix=prefix):
            where: Literal["header", "query"] = (
                "query" if place == "query" else "header"
            )
            return Credential(where, name, prefix, _variable(env))


def _variable(env: str) -> str:
    return env if _ENVIRONMENT_NAME.fullmatch(env) else "TOKEN"


# The body.


def content_of(operation: Operation, values: Values) -> Content:
    """The body of an operation that takes one, with an entry for every key and alternative."""
    body = operation.body
    assert body is not None, "only operations with a body have a content"
    if body.kind == "text":
        return Content("text", TEXT)
    if body.kind == "bytes":
        return Content("file", b"")
    if body.type is not None:
        return Content("json", tree_of(values.of(Field("body", body.type))))
    tree: Tree = Object(tuple(_top_entries(body, operation, values)))
    if body.kind == "array":
        return Content("json", Array((tree,)))
    explode = tuple((f.name, f.explode) for f in body.fields if f.explode)
    if body.kind == "multipart":
        return Content("multipart", tree, body.forms, explode)
    if body.kind == "form":
        return Content("form", tree, body.forms, explode)
    return Content("json", tree)


def _top_entries(body: Body, operation: Operation, values: Values) -> Iterator[Entry]:
    atoms = atoms_of(rule.body for rule in operation.rules)
    fields = [field for field in body.fields if not field.read_only]
    compared = _compared(fields, operation, values)
    for field in sorted(fields, key=lambda field: field.deprecated):
        yield from _entries(field, field.name, atoms, values, (field.name,), compared)


def _compared(
    fields: Sequence[Field], operation: Operation, values: Values
) -> Mapping[str, Value]:
    """The values of keys that rules compare: such that they hold when all are given."""
    comparisons = [x for rule in operation.rules for x in demanded(rule.body)]
    keys = {key for node in comparisons for key in (node.key, node.other)}
    given = {f.name: values.of(f) for f in fields if f.name in keys}
    return meeting(given, comparisons)


def _entries(
    field: Field,
    path: str,
    atoms: Sequence[Atom],
    values: Values,
    needs: tuple[str, ...],
    compared: Mapping[str, Value] = {},
) -> Iterator[Entry]:
    """A key with its ordinary value, and with each literal that a rule speaks of."""
    literals = [a for a in atoms if isinstance(a, Equals) and a.key == path]
    ordinary = compared[path] if path in compared else values.of(field)
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
    how = dict(content.explode)
    for entry in content.entries:
        arrays = how.get(entry.name, content.forms.arrays)
        for name, part in _flat(entry.name, entry.value, arrays, content.forms.objects):
            if isinstance(part, bytes) and content.kind == "multipart":
                yield replace(entry, name=name), part
            else:
                yield replace(entry, name=name), text_of_value(value_of(part))


def _has_file(items: Sequence[Tree]) -> bool:
    return any(isinstance(item, bytes) for item in items)


def _flat(
    name: str, tree: Tree, arrays: str, objects: str
) -> Iterator[tuple[str, Tree]]:
    """The pairs by which a form says a value; objects in it are JSON where it has none."""
    match tree:
        case Object(entries) if objects:
            for entry in entries:
                yield from _flat(f"{name}[{entry.name}]", entry.value, arrays, objects)
        case Array(items) if arrays == "comma" and not _has_file(items):
            yield name, ",".join(text_of_value(value_of(item)) for item in items)
        case Array(items):
            for number, item in enumerate(items):
                at = {"brackets": f"{name}[]", "indexed": f"{name}[{number}]"}
                yield from _flat(at.get(arrays, name), item, arrays, objects)
        case _:
            yield name, tree

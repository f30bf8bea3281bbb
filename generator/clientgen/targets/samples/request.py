"""One HTTP request, free of any language: what the writers of samples write down.

The body holds every key that it may have, each with the atoms that it depends on, so that a
page can show any choice of keys. An atom is written ``key``, ``items.*.key``, or, for a key
with a certain value, ``key="value"`` with the value as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote

from ...model.api import Api, Field, Json, Operation
from ...model.rules import Equals
from ...model.types import Scalar
from ...rules.atoms import Atom, atoms_of, key_of
from .calls import Call
from .values import Value, Values, wire

_FALLBACK = "TOKEN"
_STRING = Scalar("string")


class Entry(NamedTuple):
    """One key of an object.

    Attributes:
        name: On the wire.
        value: Plain JSON, or an object or a list of objects with entries of their own. A
            file's content is bytes.
        plain: The same as Python has it; None where the value has entries.
        needs: Atoms that must all be so.
        unless: Atoms of which none may be so.
    """

    name: str
    value: Json | bytes | Fields | Items
    plain: Value | None = None
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Fields(NamedTuple):
    """An object whose keys come and go."""

    entries: tuple[Entry, ...]


class Items(NamedTuple):
    """A list of one such object."""

    item: Fields


class Credential(NamedTuple):
    """What proves who calls.

    Attributes:
        place: Where it travels.
        name: Of the header or the query parameter.
        before: What stands before the secret, such as ``Bearer ``.
        env: The environment variable that holds it.
    """

    place: Literal["header", "query"]
    name: str
    before: str
    env: str


class Request(NamedTuple):
    """A request.

    Attributes:
        method: HTTP method.
        url: Server and path, percent-encoded, without a query.
        query: Names and values, not encoded.
        credential: None where the API asks for none.
        kind: How the body is written; empty without one.
        body: An object, a list of one object, or plain JSON of a shape nobody documents.
        answer: What comes back.
    """

    method: str
    url: str
    query: tuple[tuple[str, str], ...]
    credential: Credential | None
    kind: Literal["", "json", "form", "multipart"]
    body: Fields | Items | Json
    answer: Literal["json", "bytes", "nothing"]


def request_of(api: Api, operation: Operation, call: Call, values: Values) -> Request:
    """The request that a call makes, its body with all keys."""
    path = operation.path
    for name, value in call.path:
        path = path.replace(
            f"{{{name}}}", quote(str(wire(value)), safe="", errors="replace")
        )
    server = api.servers[0].url.rstrip("/") if api.servers else ""
    kinds: dict[str, Literal["", "json", "form", "multipart"]] = {
        "form": "form",
        "multipart": "multipart",
    }
    body = operation.body
    answers: dict[str, Literal["json", "bytes", "nothing"]] = {
        "bytes": "bytes",
        "empty": "nothing",
    }
    return Request(
        operation.method,
        server + path,
        (*plain_query(operation, call), *_condition_query(api, operation, call)),
        _credential(api),
        kinds.get(body.kind, "json") if body else "",
        _body(operation, values),
        answers.get(operation.answer.kind, "json"),
    )


def _credential(api: Api) -> Credential | None:
    if api.auth.bearer:
        return Credential(
            "header", "Authorization", "Bearer ", _variable(api.auth.bearer.env)
        )
    key = api.auth.api_key
    return Credential(key.place, key.name, "", _variable(key.env)) if key else None


def _variable(env: str) -> str:
    plain = env.isascii() and env.isidentifier()
    return env if plain else _FALLBACK


def plain_query(operation: Operation, call: Call) -> list[tuple[str, str]]:
    """The ordinary query parameters of a call, as they are sent."""
    found = []
    for name, value in call.query:
        items = value if isinstance(value, list) else [value]
        (explode,) = [p.explode for p in operation.query_parameters if p.name == name]
        texts = [text_of(item) for item in items]
        if explode == "comma":
            texts = [",".join(texts)]
        suffix = "[]" if explode == "brackets" and isinstance(value, list) else ""
        found += [(name + suffix, text) for text in texts]
    return found


def text_of(value: Value) -> str:
    """A value in a query or a form."""
    plain = wire(value)
    return plain if isinstance(plain, str) else json.dumps(plain)


def _condition_query(
    api: Api, operation: Operation, call: Call
) -> list[tuple[str, str]]:
    if call.condition is None or api.filtering is None:
        return []
    field, operator, value = call.condition
    spelled = dict(api.filtering.operators)[operator]
    found = []
    for parameter in operation.query_parameters:
        if parameter.role == "filter":
            found.append((f"{parameter.name}[{field}:{spelled}]", text_of(value)))
        elif parameter.role == "sort":
            found.append((f"{parameter.name}[{field}]", api.filtering.descending))
    return found


def atom_text(atom: Atom) -> str:
    """An atom as pages and scripts write it."""
    if isinstance(atom, Equals):
        return f"{atom.key}={json.dumps(atom.value)}"
    return atom


def _body(operation: Operation, values: Values) -> Fields | Items | Json:
    body = operation.body
    if body is None:
        return None
    if body.kind == "any":
        return {}
    atoms = atoms_of(rule.body for rule in operation.rules)
    # What is on its way out is not what a reader looks for first.
    fields = sorted(
        (field for field in body.fields if not field.read_only),
        key=lambda field: field.deprecated,
    )
    whole = Fields(_entries(fields, "", atoms, values))
    return Items(whole) if body.kind == "array" else whole


def _entries(
    fields: Iterable[Field], above: str, atoms: Sequence[Atom], values: Values
) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for field in fields:
        key = above + field.name
        below = [atom for atom in atoms if key_of(atom).startswith(f"{key}.*.")]
        if below:
            found.append(_nested(field, key, below, values))
            continue
        value = values.of(field)
        literals = [a for a in atoms if isinstance(a, Equals) and a.key == key]
        others = tuple(atom_text(atom) for atom in literals)
        sent = value if isinstance(value, bytes) else wire(value)
        found.append(Entry(field.name, sent, value, (key,), others))
        found += [
            Entry(field.name, atom.value, atom.value, (key, atom_text(atom)))
            for atom in literals
        ]
    return tuple(found)


def _nested(field: Field, key: str, atoms: Sequence[Atom], values: Values) -> Entry:
    """A list of objects, of whose keys some are spoken of by rules."""
    known = values.item_fields(field.type)
    spoken = dict.fromkeys(
        key_of(atom).removeprefix(f"{key}.*.").split(".*.")[0] for atom in atoms
    )
    inner = [known.get(name) or Field(name, _STRING) for name in spoken]
    entries = list(_entries(inner, f"{key}.*.", atoms, values))
    for item in _items(values.of(field)):
        entries += [
            Entry(name, wire(value), value)
            for name, value in item.items()
            if name not in spoken
        ]
    return Entry(field.name, Items(Fields(tuple(entries))), None, (key,))


def _items(value: Value) -> list[dict[str, Value]]:
    if isinstance(value, list):
        return [dict(item) for item in value[:1] if isinstance(item, dict)]
    return []

"""What must arrive for a call, and what must come back: from the inventory and the call's
own values. The generator and its output have no say here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from facts import ENDPOINTS, SCHEMAS, Endpoint, Fact

TOKEN = "a-token-for-tests"

# Names that do not follow from the wire name.
_NAMES = {"base64encoded": "base64_encoded"}
# The path has the same key: the body's is the new one.
_NEW_KEY = "PUT /api/work-orders/{key}/materials/{materialKey}"


def snake(wire: str) -> str:
    """The Python name of a key or field."""
    return _NAMES.get(wire) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire).lower()


def body_names(endpoint: Endpoint) -> dict[str, str]:
    """Wire names of a body's keys by their Python names."""
    assert endpoint.body
    names = {snake(wire): wire for wire in endpoint.body.keys}
    if endpoint.call == _NEW_KEY:
        names["new_material_key"] = names.pop("material_key")
    return names


@dataclass(frozen=True, slots=True)
class Typed:
    """A call as it was typed."""

    resource: str
    method: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


class _Notebook:
    """Takes the place of a client and writes down what is called."""

    def __init__(self, *path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> _Notebook:
        return _Notebook(*self._path, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Typed:
        resource, method = self._path
        return Typed(resource, method, args, kwargs)


def typed(call: Callable[[Any], object]) -> Typed:
    """Read a call of ``calls.py``."""
    found = call(_Notebook())
    assert isinstance(found, Typed)
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body; only files have a filename."""

    name: str
    content: bytes
    is_file: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """A request that must arrive.

    Attributes:
        path: As it stands in the request line.
        query: Decoded pairs.
        json: The body as :func:`exact` data, or None.
        parts: Of a multipart body.
    """

    method: str
    path: str
    query: list[tuple[str, str]]
    json: Any = None
    parts: list[Part] = field(default_factory=list)


def expected(endpoint: Endpoint, call: Typed) -> Expected:
    """Derive the request of a call."""
    path = endpoint.path
    assert len(call.args) == len(endpoint.path_keys)
    for name, value in zip(endpoint.path_keys, call.args, strict=True):
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    rest = dict(call.kwargs)
    query = _query(endpoint, rest)
    if endpoint.body is None:
        assert not rest, rest
        return Expected(endpoint.method, path, query)
    if endpoint.body.kind in ("any", "array"):
        (body,) = rest.values()
        return Expected(endpoint.method, path, query, exact(wire(body)))
    names = body_names(endpoint)
    body = {names[name]: value for name, value in rest.items()}
    if endpoint.body.kind == "multipart":
        parts = [
            Part(
                name,
                value.encode() if isinstance(value, str) else value,
                name == "file",
            )
            for name, value in body.items()
        ]
        return Expected(endpoint.method, path, query, parts=parts)
    return Expected(endpoint.method, path, query, exact(wire(body)))


def _query(endpoint: Endpoint, rest: dict[str, Any]) -> list[tuple[str, str]]:
    """Take the query's arguments out of a call's, and spell them."""
    pairs = []
    if "filter" in endpoint.query:
        for key, value in rest.pop("filter", {}).items():
            pairs.append((f"filter[{key}]", str(wire(value))))
        if "match" in rest:
            pairs.append(("filterMatch", rest.pop("match")))
    if "sort" in endpoint.query and "sort" in rest:
        name = rest.pop("sort")
        order = "1" if name.startswith("-") else "0"
        pairs.append((f"sort[{name.removeprefix('-')}]", order))
    for name in ("page", "per_page"):
        if name in endpoint.query and name in rest:
            pairs.append((name, str(rest.pop(name))))
    return pairs


def wire(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "is_set"):
        return _wire_model(value)
    if isinstance(value, Mapping):
        return {key: wire(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [wire(item) for item in value]
    return value


def _wire_model(model: Any) -> dict[str, Any]:
    names = (
        set(SCHEMAS[type(model).__name__].fields)
        if _is_known(model)
        else _inner_names()
    )
    found = {}
    for name in names:
        try:
            given = model.is_set(snake(name))
        except AttributeError:
            assert not _is_known(model)
            continue
        if given:
            found[name] = wire(getattr(model, snake(name)))
    return found


def _is_known(model: Any) -> bool:
    return type(model).__name__ in SCHEMAS


def _inner_names() -> set[str]:
    """Keys of objects that only exist inside bodies."""
    bodies = [e.body for e in ENDPOINTS.values() if e.body]
    return {name for body in bodies for inner in body.items.values() for name in inner}


def exact(value: Any) -> Any:
    """JSON data in which numbers are kept digit for digit and types are not mixed up."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal):
        return ("number", str(value))
    if isinstance(value, Mapping):
        return {key: exact(item) for key, item in value.items()}
    return [exact(item) for item in value]


def read_json(text: bytes) -> Any:
    """Parse JSON as :func:`exact` data; a key that comes twice is a mistake."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(found)) == len(found)
        return dict(found)

    return exact(json.loads(text, parse_float=Decimal, object_pairs_hook=pairs))


def read_parts(content_type: str, body: bytes) -> list[Part]:
    """Take a multipart body apart, byte for byte."""
    kind, _, boundary = content_type.partition("; boundary=")
    assert kind == "multipart/form-data"
    mark = b"--" + boundary.encode()
    assert body.startswith(mark + b"\r\n")
    assert body.endswith(b"\r\n" + mark + b"--\r\n")
    parts = []
    for piece in body[len(mark) : -len(mark) - 6].split(b"\r\n" + mark):
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        found = re.search(rb'form-data; name="([^"]*)"(; filename="[^"]+")?', head)
        assert found, head
        parts.append(Part(found[1].decode(), content, bool(found[2])))
    return parts


# What comes back.


def plain(schema: str, thing: dict[str, Any], number: int) -> dict[str, Any]:
    """A thing as documented, with keys that nobody documents."""
    return {**thing, "brandNew": {"rows": [1, 2.50, None]}, "x-y z": None}


def nulls(schema: str, thing: dict[str, Any], number: int) -> dict[str, Any]:
    """A thing with null everywhere."""
    return dict.fromkeys(SCHEMAS[schema].fields)


def absent(schema: str, thing: dict[str, Any], number: int) -> dict[str, Any]:
    """A thing with no key at all."""
    return {}


_MISFITS: tuple[Any, ...] = (
    12.50,
    "true",
    "no date",
    {"an": ["object"]},
    [],
    "[]",
    [None, 1],
    False,
    -7,
    "",
    "12.50",
    "2024-13-45T99:99:99Z",
)


def misfits(schema: str, thing: dict[str, Any], number: int) -> dict[str, Any]:
    """A thing with values of other types than declared, others for each number."""
    names = SCHEMAS[schema].fields
    return {
        name: _MISFITS[(place + number) % len(_MISFITS)]
        for place, name in enumerate(names)
    } | {"brandNew": "x"}


KINDS = (plain, misfits, nulls, absent)


def mixed(schema: str, thing: dict[str, Any], number: int) -> dict[str, Any]:
    """One kind after the other."""
    return KINDS[(number - 1) % len(KINDS)](schema, thing, number)


def compare(schema: str, got: Any, sent: dict[str, Any]) -> None:
    """Check that a model holds what was sent: nothing lost, typed where it fits."""
    if not SCHEMAS[schema].fields:  # plain data, of any shape
        plain = got if isinstance(got, dict) else got.to_dict()
        assert exact(plain) == exact(json.loads(json.dumps(sent), parse_float=Decimal))
        return
    assert type(got).__name__ == schema
    given_back = got.to_dict()
    came = json.loads(json.dumps(sent), parse_float=Decimal)
    assert exact(given_back) == exact(_as_read(came, given_back))
    known = SCHEMAS[schema].fields
    extra = {name: value for name, value in sent.items() if name not in known}
    assert exact(dict(got.extra)) == exact(extra)
    for name in extra:
        assert exact(got[name]) == exact(extra[name])
    for name, fact in known.items():
        value = getattr(got, snake(name))
        assert (name in got) == got.is_set(snake(name)) == (name in sent)
        if name not in sent or sent[name] is None:
            assert value is None, name
        else:
            _compare_value(name, fact, value, sent[name])


def _as_read(sent: Any, got: Any) -> Any:
    """What was sent; where another type was declared, as the value that it was read as."""
    if isinstance(sent, dict) and isinstance(got, dict):
        return {k: _as_read(v, got.get(k)) for k, v in sent.items()}
    if isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
        return [_as_read(*pair) for pair in zip(sent, got, strict=True)]
    if sent == [] and got == {}:
        return got
    is_one = not isinstance(sent, list | dict) and not isinstance(got, list | dict)
    return got if is_one and str(got).lower() == str(sent).lower() else sent


def _compare_value(name: str, fact: Fact, got: Any, sent: Any) -> None:
    """Where the value is of the declared type, it must be read as that."""
    inner = fact.vendor.removeprefix("array<").removesuffix(">")
    if inner in SCHEMAS:
        if isinstance(sent, dict) and inner == fact.vendor and "an" not in sent:
            compare(inner, got, sent)
        elif sent and isinstance(sent, list) and isinstance(sent[0], dict):
            assert isinstance(got, list)
            for item, each in zip(got, sent, strict=True):
                compare(inner, item, each)
    elif fact.example == "date-time" and sent == "2019-12-09T14:03:23Z":
        # What was a date in 2023 and is a time in examples may be kept as it came.
        kept = [sent] if fact.older == "string:date" else []
        assert got in [datetime(2019, 12, 9, 14, 3, 23, tzinfo=UTC), *kept], name
    elif fact.example == "boolean-as-string" and isinstance(sent, bool):
        assert got is sent, name
    elif type(sent) is int and fact.older.startswith("number"):
        assert isinstance(got, Decimal), name
        assert got == sent
    elif isinstance(sent, str) and fact.example in ("key", "code", "text"):
        assert got == sent, name

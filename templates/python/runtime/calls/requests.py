"""From the arguments of a call to what goes over the wire. Strict: bad input never leaves."""

from __future__ import annotations

import re
from collections import UserString
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from math import isfinite
from numbers import Integral
from typing import Any, Protocol, get_args, get_origin
from urllib.parse import quote
from uuid import UUID

from msgspec import Struct

from ..config import ApiConfig
from ..models import JSON, UNSET, format_date, refuse_surrogates
from ..models.model import Model, hints
from . import Explode, Names, Operation, spelled

_PARAMETER = re.compile(r"\{([^{}]+)\}")
# What most keys are made of, and what needs no encoding anywhere.
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_MARKS = {"pipes": "|", "spaces": " "}  # between the values of an array in a query
_LONG = 10**600  # shorter numbers can be printed, whatever limit is set
_TOO_DEEP = "body: it is nested too deeply, or holds itself"


class FileCutShort(Exception):
    """A file has less to read than was announced when its upload began."""


class Streamed(Protocol):
    """A body that is read while it is sent; see :class:`.uploads.Multipart`."""

    content_type: str
    replayable: bool

    @property
    def size(self) -> int | None: ...

    def refuse_awaiting(self) -> None: ...

    def __iter__(self) -> Iterator[bytes]: ...

    def async_chunks(self) -> AsyncIterator[bytes]: ...


class Payload(Struct, frozen=True):
    """A request body, ready to be sent as often as it must."""

    content_type: str
    content: bytes | Streamed

    def typed(self, headers: Mapping[str, str]) -> Payload:
        """Return the same under the caller's own media type, if there is one."""
        for name, value in headers.items():
            if name.lower() == "content-type":
                if "boundary=" in self.content_type:
                    raise ValueError(
                        f"headers: {name!r} of a multipart body names its boundary, so the"
                        " client sets it; leave it out"
                    )
                return Payload(value, self.content)
        return self

    @property
    def replayable(self) -> bool:
        """Whether it can be sent a second time."""
        return isinstance(self.content, bytes) or self.content.replayable


def encode_path(template: str, values: Mapping[str, Any], names: Names = None) -> str:
    """Fill the parameters of a path; every reserved character is percent-encoded."""
    if not values:
        return template

    def fill(found: re.Match[str]) -> str:
        value = values[found[1]]
        name = spelled(names, found[1])
        if value is None or value is UNSET:
            raise TypeError(f"{name}: a path needs a value, got {value!r}")
        text = one_text(plain(value, name), name)
        if _PLAIN.fullmatch(text):
            return text
        if text in ("", ".", ".."):  # dot segments would change the path
            raise ValueError(f"{name}: {text!r} cannot stand in a path")
        return quote(text, safe="")

    return _PARAMETER.sub(fill, template)


def join_url(
    base: str, path: str, query: Iterable[tuple[str, str | Sequence[str]]]
) -> str:
    """Put a URL together from its encoded path and its query; a list is joined by commas."""
    pairs = []
    for name, value in query:
        # Only the commas between values stay as they are: those inside would part a value.
        texts = [value] if isinstance(value, str) else value
        encoded = ",".join(quote(text, safe="") for text in texts)
        pairs.append(f"{quote(name, safe='')}={encoded}")
    if not pairs:
        return base + path
    return f"{base}{path}{'&' if '?' in path else '?'}{'&'.join(pairs)}"


def encode_query(
    api: ApiConfig,
    explode: Mapping[str, Explode],
    query: Mapping[str, Any],
    names: Names = None,
) -> list[tuple[str, str | list[str]]]:
    """Spell query parameters, not yet encoded; what is None or left out is dropped.

    A list of values is to be joined by commas.
    """
    if not isinstance(query, Mapping):
        raise TypeError(f"query: expected a mapping, got {type(query).__name__}")
    pairs: list[tuple[str, str | list[str]]] = []
    spelling = api.filtering
    for name, value in query.items():
        if value is None or value is UNSET:
            continue
        special = None if spelling is None else spelling.spell(name, value)
        if special is None:
            how = explode.get(name, "repeat")
            _add(pairs, name, value, spelled(names, name), how)
        else:
            for key, each in special:
                _add(pairs, key, each, key, "repeat", keep_null=True)
    for key, _ in pairs:
        refuse_surrogates(key, key)
    return pairs


def _add(
    pairs: list[tuple[str, str | list[str]]],
    key: str,
    value: Any,
    name: str,
    explode: Explode,
    keep_null: bool = False,
) -> None:
    """Spell one parameter: a text, an array, or an object whose keys go in brackets."""
    if type(value) is not str and isinstance(value, Iterator):
        raise TypeError(
            f"{name}: expected a list: the first page would use up an iterator"
        )
    value = plain(value, name)
    if isinstance(value, dict):
        for inner, each in value.items():
            _add(pairs, f"{key}[{inner}]", each, f"{name}.{inner}", explode)
    elif isinstance(value, list):
        texts = [one_text(each, name, keep_null) for each in value]
        if explode == "comma":
            pairs.extend([(key, texts)] if texts else [])
        elif mark := _MARKS.get(explode):
            if any(mark in text for text in texts):
                raise ValueError(f"{name}: {mark!r} would part one of its values")
            pairs.extend([(key, mark.join(texts))] if texts else [])
        else:
            key = f"{key}[]" if explode == "brackets" else key
            pairs.extend((key, text) for text in texts)
    elif value is not None or keep_null:
        pairs.append((key, one_text(value, name, keep_null)))


def one_text(value: Any, name: str, null: bool = False) -> str:
    """Write plain data as one value of a path, a query or a form; null as empty text."""
    if isinstance(value, str):
        return value
    if null and value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        # In full, but for an exponent that would be a book of zeros.
        return format(value, "f") if abs(value.adjusted()) < 400 else str(value)
    if isinstance(value, int | float):
        return repr(value)
    raise TypeError(f"{name}: expected a single value, got {value!r}")


def plain_body(
    operation: Operation[Any], body: Any, more: Mapping[str, Any] | None = None
) -> Any:
    """Turn a request body into plain data; files stay what they are.

    Keys left out are dropped, and so is what is read only. ``more`` are further keys.
    """
    if body is UNSET:
        return UNSET
    names = None if operation.body_kind == "any" else operation.names
    made: Any
    try:
        if operation.upload is not None:
            made, more = operation.upload.plain(body, more, names)
        else:
            made = plain(body, "", names)
        if "" in operation.types:  # of the whole body
            made = writable(made, operation.types[""])
        for each in _listed(made) if operation.types else ():
            if isinstance(each, dict):
                for key in operation.types.keys() & each.keys():
                    each[key] = writable(each[key], operation.types[key])
        if more:
            if not isinstance(made, dict):
                raise TypeError(
                    "options: body= adds keys to an object; this body is none"
                )
            made = {**made, **plain(more, "")}
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    return made


def write_body(api: ApiConfig, operation: Operation[Any], body: Any) -> Payload | None:
    """Write what :func:`plain_body` gave."""
    if body is UNSET:
        return None
    names, forms = operation.names, operation.forms or api.forms
    if operation.upload is not None:
        streamed = operation.upload.write(body, names, forms, operation.explode)
        return Payload(operation.content_type or streamed.content_type, streamed)
    if operation.writes is not None:
        payload: Payload = operation.writes(operation, forms, body)
        return payload
    try:
        content = JSON.encode(body)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    return Payload(operation.content_type or "application/json", content)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def plain(value: Any, name: str, names: Names = None) -> Any:
    """Turn a value into what JSON knows: texts, numbers, lists and dicts.

    Objects are mappings, models, dataclasses, named tuples, rows, and instances of
    pydantic, attrs or msgspec. Other iterables are arrays.

    Args:
        value: Of any kind.
        name: Where it stands, for errors.
        names: What its keys are called, see :func:`~.spelled`.
    """
    # Calls that go deeper give every argument: CPython 3.13 counts no others, so that what
    # holds itself would fill the memory before a RecursionError.
    kind = type(value)
    if value is None or kind is bool or (kind is int and abs(value) < _LONG):
        return value
    if kind is str:
        refuse_surrogates(value, name or "body")
        return value
    if kind is dict:
        return _plain_object(value, name, names)
    if kind is not list:
        made = _scalar(value, name or "body")
        if made is not UNSET:
            return made
        if isinstance(value, Model):
            made = plain(value.to_dict(), name, names)
            return writable(made, value.__public__)
        made = opened(value)
        if made is not value:
            return plain(made, name, names)
        if isinstance(value, Mapping):
            return _plain_object(value, name, names)
        # The lines of a file are no array.
        listed = isinstance(value, Iterable) and not hasattr(value, "read")
        if not listed or isinstance(value, type):
            where = name or "body"
            raise TypeError(f"{where}: cannot send {kind.__name__} {value!r} here")
    return [plain(each, f"{name}[{i}]", None) for i, each in enumerate(value)]


def _scalar(value: Any, name: str) -> Any:
    """Return a single value as plain data, ``UNSET`` for anything else."""
    if isinstance(value, Enum):
        return plain(value.value, name)
    if isinstance(value, datetime | date | time):
        return format_date(value, name)
    if isinstance(value, str):
        return plain(str.__str__(value), name)
    if isinstance(value, UserString):
        return plain(value.data, name)
    if isinstance(value, float | Decimal):
        if not (value.is_finite() if isinstance(value, Decimal) else isfinite(value)):
            raise ValueError(f"{name}: {value!r} is no number that JSON knows")
        return Decimal(value) if isinstance(value, Decimal) else float(value)
    if isinstance(value, Integral):
        try:
            str(whole := int(value))
        except ValueError:  # more digits than Python is willing to print
            raise ValueError(
                f"{name}: a number of too many digits to be sent"
            ) from None
        return whole
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"{name}: JSON has no bytes, nor has a URL; decode them first")
    # Numbers of numpy, and arrays of it without dimensions.
    if getattr(value, "shape", None) == ():
        dtype = getattr(getattr(value, "dtype", None), "kind", "")
        if dtype == "f":  # by its digits: a short float is no long one
            return plain(Decimal(str(value)), name)
        if dtype in ("b", "i", "u", "U"):
            return plain(value.item(), name)
    return UNSET


def opened(value: Any) -> Any:
    """Return an object's values by name, or the value itself if it is none."""
    kind: Any = type(value)
    if isinstance(value, Mapping | type):
        return value
    if hasattr(kind, "model_dump"):  # pydantic
        return value.model_dump(by_alias=True)
    if hasattr(kind, "__fields__") and hasattr(kind, "dict"):  # pydantic 1
        return value.dict(by_alias=True)
    if hasattr(kind, "__struct_fields__"):  # msgspec
        tag = kind.__struct_config__
        pairs = zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True)
        made = {tag.tag_field: tag.tag} if tag.tag is not None else {}
        return {**made, **{wire: getattr(value, name) for wire, name in pairs}}
    if hasattr(kind, "__dataclass_fields__"):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    if hasattr(kind, "__attrs_attrs__"):
        return {each.name: getattr(value, each.name) for each in kind.__attrs_attrs__}
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return dict(zip(kind._fields, value, strict=True))
    if hasattr(kind, "keys") and hasattr(kind, "__getitem__"):  # rows of databases
        return {key: value[key] for key in kind.keys(value)}
    return value


def _plain_object(value: Mapping[Any, Any], name: str, names: Names) -> dict[str, Any]:
    made = {}
    for key, item in value.items():
        if item is UNSET:
            continue
        if type(key) is not str:
            key = key.value if isinstance(key, Enum) else key
            if not isinstance(key, str):
                raise TypeError(f"{name or 'body'}: keys are strings, got {key!r}")
            key = str.__str__(key)
        refuse_surrogates(key, name or "body")
        made[key] = plain(item, f"{name}.{key}" if name else spelled(names, key))
    return made


def writable(value: Any, type_: Any) -> Any:
    """Leave out of plain data what a type's models have as read only, at any depth."""
    if isinstance(type_, type) and issubclass(type_, Model):
        hidden = type_.__read_only__
        if hidden is None or not isinstance(value, dict):
            return value
        types = hints(type_)
        wires = type_.__wires__
        return {
            key: writable(item, types[wires[key]]) if key in wires else item
            for key, item in value.items()
            if key not in hidden
        }
    if choose := getattr(type_, "__choose__", None):
        return value if (part := choose(value)) is None else writable(value, part)
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is list and isinstance(value, list):
        return [writable(item, arguments[0]) for item in value]
    if origin is dict and isinstance(value, dict):
        return {key: writable(item, arguments[1]) for key, item in value.items()}
    if origin is not list and origin is not dict:
        for each in arguments:  # a model or None
            value = writable(value, each)
    return value

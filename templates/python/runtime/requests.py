"""From the arguments of a call to what goes over the wire. Strict: bad input never leaves."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import quote
from uuid import UUID

from msgspec import Struct

from .config import ApiConfig
from .filters import encode_sort, spell
from .models import Model
from .operations import Explode, Operation
from .uploads import Multipart, check_file, is_file
from .values import JSON, UNSET, format_date

__all__ = ["Payload", "encode_body", "encode_path", "encode_query", "join_url", "plain"]

_PARAMETER = re.compile(r"\{([^{}]+)\}")
# What most keys are made of, and what needs no encoding anywhere.
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")

# Errors speak of arguments by the names that callers know.
_NO_NAMES: Mapping[str, str] = {}


class Payload(Struct, frozen=True):
    """A request body, ready to be sent as often as it must.

    Attributes:
        content_type: Its media type.
        content: Its bytes, or a multipart body that is read while it is sent.
    """

    content_type: str
    content: bytes | Multipart

    @property
    def replayable(self) -> bool:
        """Whether it can be sent a second time."""
        return isinstance(self.content, bytes) or self.content.replayable


def encode_path(template: str, values: Mapping[str, Any]) -> str:
    """Fill the parameters of a path; every reserved character is percent-encoded.

    Raises:
        ValueError: A value is empty, or a dot segment that would change the path.
        TypeError: A value cannot stand in a path.
    """
    if not values:
        return template

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        value = values[name]
        if value is None or value is UNSET:
            raise TypeError(f"{name}: a path needs a value, got {value!r}")
        text = _scalar(value, name)
        if _PLAIN.fullmatch(text):
            return text
        if text in ("", ".", ".."):
            raise ValueError(f"{name}: {text!r} cannot stand in a path")
        return quote(text, safe="")

    return _PARAMETER.sub(fill, template)


def join_url(base: str, path: str, query: Iterable[tuple[str, str]]) -> str:
    """Put a URL together from its encoded path and its query."""
    encoded = "&".join(
        f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query
    )
    url = base + path
    if not encoded:
        return url
    return f"{url}&{encoded}" if "?" in url else f"{url}?{encoded}"


def encode_query(
    api: ApiConfig, explode: Mapping[str, Explode], query: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Spell query parameters; what is None or left out is dropped.

    Raises:
        TypeError: A value cannot stand in a query.
        ValueError: A datetime has no time zone, a number is not finite, or a filter
            compares in a way that the API does not know.
    """
    pairs: list[tuple[str, str]] = []
    rules = api.filtering
    for name, value in query.items():
        if value is None or value is UNSET:
            continue
        if rules is not None and name == rules.parameter:
            for key, each in spell(rules, value):
                _add(pairs, key, each, "repeat", keep_null=True)
        elif rules is not None and name == rules.sort_parameter:
            pairs.extend(encode_sort(rules, value))
        else:
            _add(pairs, name, value, explode.get(name, "repeat"))
    return pairs


def _add(
    pairs: list[tuple[str, str]],
    name: str,
    value: Any,
    explode: Explode,
    keep_null: bool = False,
) -> None:
    if value is None:
        if keep_null:
            pairs.append((name, ""))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            _add(pairs, f"{name}[{key}]", each, explode)
    elif isinstance(value, Iterator):
        raise TypeError(
            f"{name}: expected a list: the first page would use up an iterator"
        )
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes | Enum):
        texts = [_scalar(each, name) for each in value]
        if explode == "comma":
            pairs.append((name, ",".join(texts)))
        else:
            key = f"{name}[]" if explode == "brackets" else name
            pairs.extend((key, text) for text in texts)
    else:
        pairs.append((name, _scalar(value, name)))


def _scalar(value: Any, name: str) -> str:
    """Write one value of a path, a query or a form."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        _no_surrogates(value, name)
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal | float):
        _finite(value, name)
        return format(value, "f") if isinstance(value, Decimal) else repr(value)
    if isinstance(value, datetime | date | time):
        return format_date(value, name)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{name}: cannot send {type(value).__name__} {value!r} here")


def encode_body(operation: Operation[Any], body: Any) -> Payload | None:
    """Write a request body.

    Args:
        operation: Says how.
        body: By wire names; keys left out are dropped. Or an array of such, or any JSON.

    Raises:
        TypeError: A value cannot be sent, or is no file where one is declared.
        ValueError: A datetime has no time zone, or a number is not finite.
    """
    if body is UNSET:
        return None
    if operation.body_kind == "json":
        try:
            if isinstance(body, Mapping):
                data: Any = _plain_object(body, "", operation.names)
            else:
                data = plain(body, "")
            return Payload("application/json", JSON.encode(data))
        except RecursionError:
            raise ValueError("body: it is nested too deeply, or holds itself") from None
    if not isinstance(body, Mapping | Model):
        raise TypeError(f"body: expected a mapping, got {type(body).__name__}")
    fields = body.to_dict() if isinstance(body, Model) else body
    pairs: list[tuple[str, Any]] = []
    for name, value in fields.items():
        if value is UNSET or value is None:
            continue
        if name in operation.files:
            values = _files(value, operation.names.get(name, name))
        else:
            values = _form_values(operation, value, name)
        pairs.extend((name, each) for each in values)
    if operation.body_kind == "multipart":
        multipart = Multipart(pairs)
        return Payload(multipart.content_type, multipart)
    encoded = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs)
    return Payload("application/x-www-form-urlencoded", encoded.encode())


def _files(value: Any, name: str) -> list[Any]:
    several = isinstance(value, Iterable) and not isinstance(value, str | Mapping)
    if is_file(value) or not several or _is_named(value):
        check_file(value, name)
        return [value]
    values = list(value)
    for number, each in enumerate(values):
        check_file(each, f"{name}[{number}]")
    return values


def _is_named(value: Any) -> bool:
    """Tell whether it is a tuple of a name and a content, as other libraries take it."""
    return isinstance(value, tuple) and any(isinstance(x, str) for x in value)


def _form_values(operation: Operation[Any], value: Any, name: str) -> list[Any]:
    if operation.body_kind == "multipart" and is_file(value):
        return [value]
    if isinstance(value, Mapping | Model):
        return [JSON.encode(plain(value, name)).decode()]
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Enum):
        return [x for each in value for x in _form_values(operation, each, name)]
    return [_scalar(value, name)]


def plain(value: Any, name: str) -> Any:
    """Turn a value into what JSON knows; ``name`` is where it stands, for errors.

    Raises:
        TypeError: JSON has no such thing.
        ValueError: A datetime has no time zone, or a number is not finite.
    """
    kind = type(value)
    if value is None or kind is bool or kind is int:
        return value
    if kind is str:
        _no_surrogates(value, name)
        return value
    if isinstance(value, Model):
        return plain(value.to_dict(), name)
    if isinstance(value, Mapping):
        return _plain_object(value, name)
    if isinstance(value, Decimal | float):
        _finite(value, name)
        return value
    if isinstance(value, datetime | date | time):
        return format_date(value, name or "body")
    if isinstance(value, Enum):
        return plain(value.value, name)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str):
        return plain(str(value), name)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"{name or 'body'}: JSON has no bytes; decode them first")
    if isinstance(value, Sequence | set | frozenset) or _is_iterator(value):
        return [plain(each, f"{name}[{number}]") for number, each in enumerate(value)]
    raise TypeError(f"{name or 'body'}: cannot send {kind.__name__} {value!r} as JSON")


def _plain_object(
    value: Mapping[Any, Any], name: str, names: Mapping[str, str] = _NO_NAMES
) -> dict[str, Any]:
    made = {}
    for key, item in value.items():
        if item is UNSET:
            continue
        if not isinstance(key, str):
            raise TypeError(f"{name or 'body'}: keys are strings, got {key!r}")
        _no_surrogates(key, name)
        made[key] = plain(item, f"{name}.{key}" if name else names.get(key, key))
    return made


def _is_iterator(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, type)


def _finite(value: Decimal | float, name: str) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{name or 'body'}: {value!r} is no number that JSON knows")


def _no_surrogates(text: str, name: str) -> None:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as problem:
            raise ValueError(f"{name or 'body'}: {problem.reason}: {text!r}") from None

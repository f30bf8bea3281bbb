"""From the arguments of a call to what goes over the wire. Strict: bad input never leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from ..config import ApiConfig
from ..models.values import JSON, UNSET, refuse_surrogates
from ..operations import Explode, Operation
from .filters import encode_sort, spell
from .plain import plain, writable
from .uploads import (
    Multipart,
    Part,
    are_files,
    file_parts,
    json_part,
    text_part,
)

__all__ = [
    "Payload",
    "encode_body",
    "encode_path",
    "encode_query",
    "join_url",
    "plain_body",
    "write_body",
]

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

    def typed(self, headers: Mapping[str, str]) -> Payload:
        """Return the same under the caller's own media type, if there is one.

        Raises:
            ValueError: The type is a multipart body's, of which the boundary is a part.
        """
        for name, value in headers.items():
            if name.lower() == "content-type":
                if isinstance(self.content, Multipart):
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


def encode_path(
    template: str, values: Mapping[str, Any], names: Mapping[str, str] = _NO_NAMES
) -> str:
    """Fill the parameters of a path; every reserved character is percent-encoded.

    Raises:
        ValueError: A value is empty, or a dot segment that would change the path.
        TypeError: A value cannot stand in a path.
    """
    if not values:
        return template

    def fill(found: re.Match[str]) -> str:
        value = values[found[1]]
        name = names.get(found[1], found[1])
        if value is None or value is UNSET:
            raise TypeError(f"{name}: a path needs a value, got {value!r}")
        text = _text(plain(value, name), name)
        if _PLAIN.fullmatch(text):
            return text
        if text in ("", ".", ".."):
            raise ValueError(f"{name}: {text!r} cannot stand in a path")
        return quote(text, safe="")

    return _PARAMETER.sub(fill, template)


def join_url(
    base: str, path: str, query: Iterable[tuple[str, str | Sequence[str]]]
) -> str:
    """Put a URL together from its encoded path and its query; a list is joined by commas."""
    encoded = "&".join(f"{quote(name, safe='')}={_commas(v)}" for name, v in query)
    url = base + path
    if not encoded:
        return url
    return f"{url}&{encoded}" if "?" in url else f"{url}?{encoded}"


def _commas(value: str | Sequence[str]) -> str:
    # Only the commas between values stay as they are: those inside would part a value.
    texts = [value] if isinstance(value, str) else value
    return ",".join(quote(text, safe="") for text in texts)


def encode_query(
    api: ApiConfig,
    explode: Mapping[str, Explode],
    query: Mapping[str, Any],
    names: Mapping[str, str] = _NO_NAMES,
) -> list[tuple[str, str | list[str]]]:
    """Spell query parameters, not yet encoded; what is None or left out is dropped.

    Raises:
        TypeError: A value cannot stand in a query.
        ValueError: A datetime has no time zone, a number is not finite, or a filter
            compares in a way that the API does not know.
    """
    if not isinstance(query, Mapping):
        raise TypeError(f"query: expected a mapping, got {type(query).__name__}")
    pairs: list[tuple[str, str | list[str]]] = []
    rules = api.filtering
    for name, value in query.items():
        if value is None or value is UNSET:
            continue
        if rules is not None and name == rules.parameter:
            for key, each in spell(rules, value):
                _add(pairs, key, each, key, "repeat", keep_null=True)
        elif rules is not None and name == rules.sort_parameter:
            pairs.extend(encode_sort(rules, value))
        else:
            how = explode.get(name, "repeat")
            _add(pairs, name, value, names.get(name, name), how)
    for key, _ in pairs:
        if not key.isascii():
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
        texts = [_or_empty(each, name, keep_null) for each in value]
        if explode == "comma":
            pairs.extend([(key, texts)] if texts else [])
        else:
            key = f"{key}[]" if explode == "brackets" else key
            pairs.extend((key, text) for text in texts)
    elif value is not None or keep_null:
        pairs.append((key, _or_empty(value, name, keep_null)))


def _or_empty(value: Any, name: str, null: bool) -> str:
    """Write a value, null as an empty text where it may stand."""
    return "" if null and value is None else _text(value, name)


def _text(value: Any, name: str) -> str:
    """Write plain data as one value of a path, a query or a form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        # In full, but for an exponent that would be a book of zeros.
        return format(value, "f") if abs(value.adjusted()) < 400 else str(value)
    if isinstance(value, int | float):
        return repr(value)
    raise TypeError(f"{name}: expected a single value, got {value!r}")


def encode_body(operation: Operation[Any], body: Any) -> Payload | None:
    """Write a request body: :func:`write_body` of :func:`plain_body`."""
    return write_body(operation, plain_body(operation, body))


def plain_body(
    operation: Operation[Any], body: Any, more: Mapping[str, Any] | None = None
) -> Any:
    """Turn a request body into plain data; files stay what they are.

    Args:
        operation: Says what is a file, and which read-only fields are left out.
        body: By wire names; keys left out are dropped. Or an array of such, or any JSON.
        more: Further keys, by wire name.

    Raises:
        TypeError: A value cannot be sent.
        ValueError: A datetime has no time zone, or a number is not finite.
    """
    if body is UNSET:
        return UNSET
    try:
        return _plain_body(operation, body, more)
    except RecursionError:
        raise ValueError("body: it is nested too deeply, or holds itself") from None


def _plain_body(
    operation: Operation[Any], body: Any, more: Mapping[str, Any] | None
) -> Any:
    names = operation.names
    if operation.body_kind == "multipart" and isinstance(body, Mapping):
        made: Any = {}
        for key, value in {**body, **(more or {})}.items():
            if (
                value is not None
                and value is not UNSET
                and _is_file(operation, key, value)
            ):
                made[key] = value
            else:
                made.update(plain({key: value}, "", names))
        more = None
    else:
        made = plain(body, "", names)
    for each in (made if isinstance(made, list) else [made]) if operation.types else ():
        if isinstance(each, dict):
            for key in operation.types.keys() & each.keys():
                each[key] = writable(each[key], operation.types[key])
    if more:
        if not isinstance(made, dict):
            raise TypeError("options: body= adds keys to an object; this body is none")
        made = {**made, **plain(more, "", names)}
    return made


def _is_file(operation: Operation[Any], key: str, value: Any) -> bool:
    return key in operation.files or are_files(value)


def write_body(operation: Operation[Any], body: Any) -> Payload | None:
    """Write what :func:`plain_body` gave.

    Raises:
        TypeError: A value is no file where one is declared, or a form cannot say it.
    """
    if body is UNSET:
        return None
    if operation.body_kind == "json":
        try:
            return Payload("application/json", JSON.encode(body))
        except RecursionError:
            raise ValueError("body: it is nested too deeply, or holds itself") from None
    if not isinstance(body, dict):
        raise TypeError(f"body: expected an object, got {type(body).__name__}")
    if operation.body_kind == "multipart":
        parts: list[Part] = []
        for key, value in body.items():
            parts += _parts(operation, key, value)
        multipart = Multipart(parts)
        return Payload(multipart.content_type, multipart)
    pairs = [
        (key, _or_empty(each, operation.names.get(key, key), True))
        for key, value in body.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    encoded = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs)
    return Payload("application/x-www-form-urlencoded", encoded.encode())


def _parts(operation: Operation[Any], key: str, value: Any) -> list[Part]:
    """Make the parts of one key: several for an array."""
    name = operation.names.get(key, key)
    if value is not None and _is_file(operation, key, value):
        return file_parts(key, value, name, several=key in operation.file_lists)
    return [
        (
            json_part(key, JSON.encode(each))
            if isinstance(each, dict | list)
            else text_part(key, _or_empty(each, name, True))
        )
        for each in (value if isinstance(value, list) else [value])
    ]

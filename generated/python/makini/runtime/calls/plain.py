"""Whatever callers hand in as plain data, or an error by its argument's name."""

from __future__ import annotations

import math
from collections import UserString
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from numbers import Integral
from typing import Any, get_args, get_origin
from uuid import UUID

from ..models.model import Model, hints
from ..models.values import UNSET, format_date, refuse_surrogates

__all__ = ["plain", "writable"]

# Errors speak of arguments by the names that callers know.
_NO_NAMES: Mapping[str, str] = {}
_LONG = 10**600  # shorter numbers can be printed, whatever limit is set


def plain(value: Any, name: str, names: Mapping[str, str] = _NO_NAMES) -> Any:
    """Turn a value into what JSON knows: texts, numbers, lists and dicts.

    Objects are mappings, models, dataclasses, named tuples, rows, and instances of
    pydantic, attrs or msgspec. Other iterables are arrays.

    Args:
        value: Of any kind.
        name: Where it stands, for errors.
        names: What its keys are called there, where that differs.

    Raises:
        TypeError: JSON has no such thing.
        ValueError: A datetime has no time zone, a number is not finite, or a text has
            lone surrogates.
    """
    kind = type(value)
    if value is None or kind is bool or (kind is int and abs(value) < _LONG):
        return value
    if kind is str:
        refuse_surrogates(value, name or "body")
        return value
    if kind is dict:
        return _plain_object(value, name, names)
    if kind is list:
        return [plain(each, f"{name}[{number}]") for number, each in enumerate(value)]
    made = _scalar(value, name or "body")
    if made is not UNSET:
        return made
    if isinstance(value, Model):
        return writable(plain(value.to_dict(), name, names), value.__public__)
    made = _opened(value)
    if made is not value:
        return plain(made, name, names)
    if isinstance(value, Mapping):
        return _plain_object(value, name, names)
    if isinstance(value, Iterable) and not (isinstance(value, type) or _reads(value)):
        return [plain(each, f"{name}[{number}]") for number, each in enumerate(value)]
    raise TypeError(f"{name or 'body'}: cannot send {kind.__name__} {value!r} here")


def _scalar(value: Any, name: str) -> Any:
    """Return a single value as plain data, ``UNSET`` for anything else."""
    if isinstance(value, Enum):
        return plain(value.value, name)
    if isinstance(value, datetime | date | time):
        return format_date(value, name)
    if isinstance(value, str | UserString):
        text = str.__str__(value) if isinstance(value, str) else str(value)
        return plain(text, name)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{name}: {value!r} is no number that JSON knows")
        return float(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{name}: {value!r} is no number that JSON knows")
        return Decimal(value)
    if isinstance(value, Integral):
        return _whole(int(value), name)
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


def _whole(value: int, name: str) -> int:
    try:
        str(value)
    except ValueError:  # more digits than Python is willing to print
        raise ValueError(f"{name}: a number of too many digits to be sent") from None
    return value


def _opened(value: Any) -> Any:
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
        return {name: getattr(value, name) for name in _fields(kind)}
    if hasattr(kind, "__attrs_attrs__"):
        return {each.name: getattr(value, each.name) for each in kind.__attrs_attrs__}
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return dict(zip(kind._fields, value, strict=True))
    if hasattr(kind, "keys") and hasattr(kind, "__getitem__"):  # rows of databases
        return {key: value[key] for key in kind.keys(value)}
    return value


def _fields(kind: Any) -> list[str]:
    from dataclasses import fields

    return [each.name for each in fields(kind)]


def _reads(value: Any) -> bool:
    return hasattr(value, "read")  # a file: its lines are no array


def _plain_object(
    value: Mapping[Any, Any], name: str, names: Mapping[str, str]
) -> dict[str, Any]:
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
        made[key] = plain(item, f"{name}.{key}" if name else names.get(key, key))
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
    origin = get_origin(type_)
    arguments = get_args(type_)
    if origin is list:
        if isinstance(value, list):
            return [writable(item, arguments[0]) for item in value]
    elif origin is dict:
        if isinstance(value, dict):
            return {key: writable(item, arguments[1]) for key, item in value.items()}
    else:
        for each in arguments:  # a model or None
            value = writable(value, each)
    return value

"""The values that stand for something other than themselves, and how they are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

__all__ = ["UNSET"]

T = TypeVar("T")

Arg: TypeAlias = T | UnsetType | None
"""An optional argument: a value, ``None`` (sent as null), or ``UNSET`` (not sent)."""

Number: TypeAlias = Decimal | int | float
"""What is sent as a JSON number. A Decimal loses no digit."""

DateTime: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""A datetime that knows its offset."""


JSON = msgspec.json.Encoder(decimal_format="number")
"""Writes JSON; decimals as numbers, so that no digit is lost."""


def to_json(value: Any) -> bytes:
    """Write plain data as JSON, whatever an answer may hold.

    Args:
        value: Lone surrogates, which UTF-8 does not know, are written as escapes.
    """
    try:
        return JSON.encode(value)
    except UnicodeEncodeError:
        return _escaped(value)


def _escaped(value: Any) -> bytes:
    import json

    if isinstance(value, str):
        return json.dumps(value).encode()
    if isinstance(value, dict):
        pairs = (_escaped(key) + b":" + _escaped(each) for key, each in value.items())
        return b"{" + b",".join(pairs) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(_escaped, value)) + b"]"
    return JSON.encode(value)


def as_decimal(text: str) -> Decimal | str:
    """Read a number of JSON, or return it as text when its exponent has no bounds."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def as_integer(text: str) -> int | Decimal:
    """Read a whole number of JSON, as a Decimal beyond Python's limit of digits.

    The limit (``sys.set_int_max_str_digits``) bounds what a long one costs.
    """
    try:
        return int(text)
    except ValueError:
        return Decimal(text)


def format_date(value: date | datetime | time, name: str) -> str:
    """Write a date, a time or an aware datetime as the wire has it (ISO 8601).

    Datetimes are in UTC, such as ``2019-12-09T14:03:23Z``. One that UTC has no date for,
    such as the first hour of the year 1 east of Greenwich, is written with its offset.

    Args:
        value: From any time zone.
        name: The argument it came from, for the error.

    Raises:
        ValueError: The datetime is naive, so nobody knows which moment it means.
    """
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.utcoffset() is None:
        raise ValueError(
            f"{name}: {value!r} has no time zone; pass an aware datetime,"
            " such as datetime(2024, 5, 1, tzinfo=timezone.utc)"
        )
    try:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return value.isoformat()


def refuse_surrogates(text: str, name: str) -> None:
    """Refuse text that UTF-8 does not know.

    Raises:
        ValueError: It has lone surrogates; the error names the argument.
    """
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as problem:
            raise ValueError(f"{name}: {problem.reason}: {text!r}") from None

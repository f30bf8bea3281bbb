"""The values that stand for something other than themselves, and how they are written."""

from __future__ import annotations

import json
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


STUMBLES = (msgspec.MsgspecError, RecursionError, ValueError, ArithmeticError)
"""Why native decoding may fail; the last by a number whose exponent has no bounds."""

_ANY = msgspec.json.Decoder(float_hook=Decimal)


def from_json(content: bytes) -> Any:
    """Read JSON as plain data, as much of it as can be read.

    Numbers with a fraction are decimals. So are whole numbers of thousands of digits; a
    number whose exponent has no bounds is text.

    Raises:
        ValueError: It is no JSON, or nested too deeply; says why and where.
    """
    try:
        return _ANY.decode(content)
    except STUMBLES as malformed:
        reason = str(malformed) or type(malformed).__name__
    try:
        # It also takes lone surrogates and a byte order mark, and numbers of any length.
        return json.loads(
            content.decode("utf-8-sig"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError):
        raise ValueError(reason) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _decimal(text: str) -> Decimal | str:
    """Read a number of JSON, or return it as text when its exponent has no bounds."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _integer(text: str) -> int | Decimal:
    """Read a whole number of JSON, as a Decimal beyond Python's limit of digits."""
    try:
        return int(text)
    except ValueError:
        return Decimal(text)


def format_date(value: date | datetime | time, name: str) -> str:
    """Write a date, a time or an aware datetime as the wire has it (ISO 8601).

    Datetimes are in UTC, such as ``2019-12-09T14:03:23Z``. One that UTC has no date for,
    such as the first hour of the year 1 east of Greenwich, is written with its offset. A
    naive one is refused, under ``name``: nobody knows which moment it means.
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
    """Refuse text with lone surrogates, which UTF-8 does not know."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as problem:
            raise ValueError(f"{name}: {problem.reason}: {text!r}") from None

"""The values that stand for something other than themselves, and how they are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

__all__ = [
    "UNSET",
    "Arg",
    "DateTime",
    "Json",
    "Number",
    "Unset",
    "format_date",
    "format_time",
]

T = TypeVar("T")

Unset: TypeAlias = UnsetType
"""The type of ``UNSET``: an argument that was left out."""

Arg: TypeAlias = T | UnsetType | None
"""An optional argument: a value, ``None`` (sent as null), or ``UNSET`` (not sent)."""

Json: TypeAlias = (
    "bool | int | float | Decimal | str | list[Json] | dict[str, Json] | None"
)
"""What JSON can say. Numbers with a fraction are read as :class:`~decimal.Decimal`."""

Number: TypeAlias = Decimal | int | float
"""What is sent as a JSON number. A Decimal loses no digit."""

DateTime: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""A datetime that knows its offset."""


JSON = msgspec.json.Encoder(decimal_format="number")
"""Writes JSON; decimals as numbers, so that no digit is lost."""


def format_time(value: datetime, name: str) -> str:
    """Write a datetime as the wire has it, such as ``2019-12-09T14:03:23Z``.

    Args:
        value: An aware datetime in any time zone.
        name: The argument it came from, for the error.

    Raises:
        ValueError: The datetime is naive, so nobody knows which moment it means.
    """
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError(
            f"{name}: {value!r} has no time zone; pass an aware datetime,"
            " such as datetime(2024, 5, 1, tzinfo=timezone.utc)"
        )
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def format_date(value: date | datetime | time, name: str) -> str:
    """Write a date, a time or an aware datetime in ISO 8601."""
    if isinstance(value, datetime):
        return format_time(value, name)
    return value.isoformat()

"""Text, numbers, truth values and moments that came as something else than declared."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as clock_time
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from .values import DateTime

__all__ = ["SCALARS", "too_fine"]

_WHOLE = re.compile(r"-?\d{1,400}")
_FINE = re.compile(r"\.\d{6}0*[1-9]", re.ASCII)
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_MIDNIGHT = (clock_time(0, 0, tzinfo=UTC),)


def too_fine(became: Any, value: Any) -> bool:
    """Tell whether text names a moment finer than the datetime that it became."""
    return type(became) is datetime and bool(_FINE.search(value))


# Each returns what the value becomes (itself when nothing fits), and whether it is what
# the spec declares, so that there is nothing to report.


def _to_string(value: Any) -> tuple[Any, bool]:
    if type(value) is bool:
        return ("true" if value else "false"), False
    if type(value) is int or type(value) is Decimal:
        return _digits(value), False
    return value, False


def _digits(value: Any) -> Any:
    try:
        return str(value)
    except ValueError:  # more digits than Python is willing to print
        return value


def _to_integer(value: Any) -> tuple[Any, bool]:
    if type(value) is str and _WHOLE.fullmatch(value):
        return int(value), False
    if type(value) is Decimal and value.is_finite() and value.adjusted() < 400:
        whole = int(value)
        if whole == value:
            return whole, False
    return value, False


def _to_number(value: Any) -> tuple[Any, bool]:
    if type(value) is int:
        return Decimal(value), True
    if type(value) is float:
        return Decimal(repr(value)), True
    if type(value) is str:
        return _natively(value, Decimal), False
    return value, False


def _natively(value: str, type_: Any) -> Any:
    """Read text just as native decoding would; return it as it is when that would not."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError:
        return value


def _to_boolean(value: Any) -> tuple[Any, bool]:
    if type(value) is str:
        return _BOOLEANS.get(value.strip().lower(), value), False
    if type(value) is int and value in (0, 1):
        return bool(value), False
    return value, False


def _to_datetime(value: Any) -> tuple[Any, bool]:
    if type(value) is not str:
        return value, False
    found = _natively(value, DateTime)
    if found is not value:
        return found, True
    found = _parse_datetime(value)
    return (value if found is None else found), False


def _parse_datetime(text: str) -> datetime | None:
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        if "," not in text:
            return None
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    # The API speaks UTC; the text as it came is kept beside.
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _to_date(value: Any) -> tuple[Any, bool]:
    if type(value) is not str:
        return value, False
    try:
        return date.fromisoformat(value), len(value) == 10
    except ValueError:
        pass
    found = _parse_datetime(value)
    if found is not None and found.timetz() in _MIDNIGHT:
        return found.date(), False
    return value, False


SCALARS: dict[Any, tuple[tuple[type, ...], Callable[[Any], tuple[Any, bool]]]] = {
    str: ((str,), _to_string),
    int: ((int,), _to_integer),
    Decimal: ((Decimal,), _to_number),
    bool: ((bool,), _to_boolean),
    datetime: ((datetime,), _to_datetime),
    date: ((date,), _to_date),
}
"""By declared type: what fits as it is, and what coerces the rest (see above)."""

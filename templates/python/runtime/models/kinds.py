"""Types whose values stand on the wire as something else: a moment may be a number.

To type checkers each name is the type of its values. To msgspec it is a type of our own, of
which :func:`~.reading.revive` makes values.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from . import format_date
from .reading import Read, Reading

Write = Callable[[Any, str], Any]
"""Makes what the wire has of a value; the name is for errors."""

_JSON = {"unix": "number", "unix_ms": "number", "true": "boolean", "false": "boolean"}
"""What JSON calls values that are no text."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DURATION = re.compile(
    r"([+-])?P(?=.)(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?",
    re.ASCII,
)


class Kind(type):
    """The type of such types. Their values are of another, so that any will do."""

    def __instancecheck__(cls, value: object) -> bool:
        return True


def _scalar(
    name: str, read: Callable[[Any], Any], write: Write, coerce: Callable[[Any], Any]
) -> Any:
    """Make a type of single values.

    Args:
        name: In the spec language.
        read: Gives the value of what the wire has; raises ValueError where it is none.
        write: The way back.
        coerce: As ``read``, of what the spec does not promise but nothing is lost by.
    """

    def reader(nullable: bool) -> Read:
        def lenient(value: Any, reading: Reading) -> Any:
            if value is None and nullable:
                return None
            try:
                return read(value)
            except ValueError:
                reading.note("type", name, value)
            try:
                return coerce(value)
            except ValueError:
                return value

        return lenient

    functions: dict[str, Callable[..., Any]] = {
        "__revive__": read,
        "__reader__": reader,
        "__writer__": write,
    }
    made: Any = Kind(name, (), {k: staticmethod(each) for k, each in functions.items()})
    made.__json__ = _JSON.get(name, "string")
    return made


def _moment(value: Any, per_second: int) -> datetime:
    if type(value) not in (int, Decimal, float):
        raise ValueError("expected a number")
    try:
        exact = Decimal(str(value)) * 1_000_000 / per_second
        return _EPOCH + timedelta(microseconds=round(exact))
    except (ArithmeticError, ValueError):
        raise ValueError("no moment that a datetime can be") from None


def _coerced_moment(value: Any, per_second: int) -> datetime:
    if type(value) is str and re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", value):
        return _moment(Decimal(value), per_second)
    raise ValueError


def _number(value: Any, name: str, per_second: int) -> Any:
    if not isinstance(value, datetime):
        return value
    if value.utcoffset() is None:
        format_date(value, name)  # says that it has no time zone
    exact = Decimal((value - _EPOCH) // _MICROSECOND) * per_second / 1_000_000
    whole = int(exact)
    return whole if whole == exact else exact


def _time(value: Any) -> time:
    if type(value) is not str or ":" not in value:
        raise ValueError("expected a time")
    return time.fromisoformat(value)


def _duration(value: Any) -> timedelta:
    found = _DURATION.fullmatch(value) if type(value) is str else None
    if found is None:
        raise ValueError("expected a duration without months or years")
    sign, weeks, days, hours, minutes, seconds = found.groups(default="0")
    try:
        micros = round(Decimal(seconds.replace(",", ".")) * 1_000_000)
        made = timedelta(
            weeks=int(weeks), days=int(days), hours=int(hours), minutes=int(minutes)
        ) + timedelta(microseconds=micros)
    except (ArithmeticError, ValueError):
        raise ValueError("no duration that a timedelta can be") from None
    return -made if sign == "-" else made


def _iso_duration(value: Any, name: str) -> Any:
    if not isinstance(value, timedelta):
        return value
    size = abs(value)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{size.microseconds:06d}".rstrip("0").rstrip(".")
    clock = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    if seconds or fraction or not (size.days or clock):
        clock += f"{seconds}{fraction}S"
    days = f"{size.days}D" * bool(size.days)
    return f"{'-' if value != size else ''}P{days}{'T' if clock else ''}{clock}"


def _bytes(value: Any) -> bytes:
    if type(value) is not str:
        raise ValueError("expected text in base64")
    return b64decode(value, validate=True)


def _base64(value: Any, name: str) -> Any:
    given = isinstance(value, bytes | bytearray | memoryview)
    return b64encode(value).decode() if given else value


def _as_it_is(value: Any, name: str) -> Any:
    return value


def _lost(value: Any) -> Any:
    raise ValueError


def _only(value: bool) -> Any:
    """Make the type of one truth value; msgspec knows literals of text and numbers alone."""

    def read(found: Any) -> Any:
        if found is not value:
            raise ValueError("expected another value")
        return value

    kind = _scalar("true" if value else "false", read, _as_it_is, _lost)
    kind.__constant__ = value
    return kind


if TYPE_CHECKING:
    AlwaysFalse: TypeAlias = Literal[False]
    AlwaysTrue: TypeAlias = Literal[True]
    IsoTime: TypeAlias = time
    IsoDuration: TypeAlias = timedelta
    UnixTime: TypeAlias = datetime
    UnixMillis: TypeAlias = datetime
    Base64Bytes: TypeAlias = bytes
else:
    AlwaysFalse = _only(False)
    AlwaysTrue = _only(True)
    IsoTime = _scalar("time", _time, _as_it_is, _lost)
    IsoDuration = _scalar("duration", _duration, _iso_duration, _lost)
    UnixTime = _scalar(
        "unix",
        lambda value: _moment(value, 1),
        lambda value, name: _number(value, name, 1),
        lambda value: _coerced_moment(value, 1),
    )
    UnixMillis = _scalar(
        "unix_ms",
        lambda value: _moment(value, 1000),
        lambda value, name: _number(value, name, 1000),
        lambda value: _coerced_moment(value, 1000),
    )
    Base64Bytes = _scalar("base64", _bytes, _base64, _lost)

"""Example values of what a program has otherwise than the wire: moments, times, bytes.

Each is what travels, a text or a number, and knows how Python writes it.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from uuid import UUID, uuid5

from ...model.api import Json
from ..sinks import Code, code, join, literal

_NAMESPACE = UUID(
    "6ba7b811-9dad-11d1-80b4-00c04fd430c8"
)  # RFC 9562: names that are URLs
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DURATION = re.compile(
    r"(-?)P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?",
    re.ASCII,
)
_PARTS = ("weeks", "days", "hours", "minutes", "seconds")


class Unix(int):
    """Seconds since 1970."""

    per_second = 1


class UnixMs(Unix):
    """Milliseconds since 1970."""

    per_second = 1000


class Clock(str):
    """A time of day."""

    __slots__ = ()


class Span(str):
    """A duration without months and years, in whole seconds."""

    __slots__ = ()


class Base64(str):
    """Bytes."""

    __slots__ = ()


Kind = Unix | Clock | Span | Base64

EXAMPLES: dict[str, Json] = {
    "uuid": str(uuid5(_NAMESPACE, "example")),
    "url": "https://example.com/",
    "email": "someone@example.com",
    "time": Clock("09:30:00"),
    "duration": Span("PT1H30M"),
    "base64": Base64(base64.b64encode(b"example").decode()),
}
"""By the name of a scalar; moments are made of their time."""


MOMENTS = ("unix", "unix_ms")


def uuid_of(words: str) -> str:
    """A UUID that follows from a text alone."""
    return str(uuid5(_NAMESPACE, words))


def unix(moment: str, scalar: str) -> Unix:
    """A moment in ISO 8601 as ``unix`` or ``unix_ms``."""
    seconds = int(dt.datetime.fromisoformat(moment).timestamp())
    return UnixMs(seconds * 1000) if scalar == "unix_ms" else Unix(seconds)


def typed(scalar: str, value: Json) -> Json:
    """An example of a spec as one of a scalar; as it stands where it is none."""
    if scalar in MOMENTS and isinstance(value, int) and value is not True:
        made = UnixMs(value) if scalar == "unix_ms" else Unix(value)
        return made if _moment(made) else value
    if not isinstance(value, str):
        return value
    if scalar == "time":
        return Clock(value) if _time(value) else value
    if scalar == "duration":
        return Span(value) if _DURATION.fullmatch(value) else value
    return Base64(value) if scalar == "base64" and is_base64(value) else value


def fits(scalar: str, value: object) -> bool:
    """Whether a plain value is one of a scalar of this module or a known form of text."""
    match scalar:
        case "unix" | "unix_ms":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "uuid":
            return isinstance(value, str) and _UUID.fullmatch(value) is not None
        case "url":
            return isinstance(value, str) and "://" in value
        case "email":
            return isinstance(value, str) and "@" in value
        case "time":
            return isinstance(value, str) and _time(value) is not None
        case "duration":
            return isinstance(value, str) and is_duration(value)
        case "base64":
            return isinstance(value, str) and is_base64(value)
    return False


def is_duration(value: str) -> bool:
    """Whether a text is a duration in ISO 8601."""
    number = r"\d+(?:[.,]\d+)?"
    date = rf"(?:{number}Y)?(?:{number}M)?(?:{number}W)?(?:{number}D)?"
    clock = rf"(?:T(?=\d)(?:{number}H)?(?:{number}M)?(?:{number}S)?)?"
    return re.fullmatch(rf"[+-]?P(?=.){date}{clock}", value, re.ASCII) is not None


def is_base64(value: str) -> bool:
    """Whether a text is bytes in base64."""
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        return False
    return True


def python(value: object, module: str) -> Code | None:
    """A value as Python code; None for a value that is no kind of this module.

    Args:
        value: Of any type.
        module: What stands before the names of :mod:`datetime`: ``dt.`` or nothing.
    """
    match value:
        case Unix():
            when = _moment(value)
            assert when is not None, "made of one"
            return datetime_code(when, module)
        case Clock():
            at = _time(value)
            assert at is not None, "made of one"
            parts = [at.hour, at.minute, *([at.second] if at.second else [])]
            return code("{}time({})", _before(module), _numbers(parts))
        case Span():
            found = _DURATION.fullmatch(value)
            assert found is not None, "made of one"
            pairs = zip(_PARTS, found.groups()[1:], strict=True)
            given = [code(f"{n}={{}}", literal(int(x))) for n, x in pairs if x]
            sign = code("-") if found[1] else code("")
            return code("{}{}timedelta({})", sign, _before(module), join(", ", given))
        case Base64():
            return _bytes(base64.b64decode(value))
    return None


def datetime_code(when: dt.datetime, module: str) -> Code:
    """A moment as Python code; ``module`` as in :func:`python`."""
    when = when.astimezone(dt.UTC)
    parts = [when.year, when.month, when.day, when.hour, when.minute]
    parts += [when.second] if when.second else []
    before = _before(module)
    return code("{}datetime({}, tzinfo={}UTC)", before, _numbers(parts), before)


def names_used(value: object) -> frozenset[str]:
    """What :func:`python` needs of the module datetime."""
    match value:
        case Unix():
            return frozenset(["UTC", "datetime"])
        case Clock():
            return frozenset(["time"])
        case Span():
            return frozenset(["timedelta"])
    return frozenset()


def _before(module: str) -> Code:
    return code("dt.") if module else code("")


def _numbers(parts: list[int]) -> Code:
    return join(", ", map(literal, parts))


def _bytes(value: bytes) -> Code:
    if value.isascii() and value.decode().isprintable():
        return code("b{}", literal(value.decode()))
    return code("bytes.fromhex({})", literal(value.hex()))


def _moment(value: Unix) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(value // value.per_second, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _time(value: str) -> dt.time | None:
    try:
        return dt.time.fromisoformat(value) if ":" in value else None
    except ValueError:
        return None

"""What an API says of the values of a field or a parameter besides their type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

Number = int | float


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds and a default: told to people, never checked by clients, never sent by them.

    Attributes:
        pattern: A regular expression (ECMA 262) that texts match; may be empty.
        default: What the API takes where nothing is given, as JSON; empty where nobody says.
    """

    minimum: Number | None = None
    maximum: Number | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    pattern: str = ""
    default: str = ""


NO_LIMITS = Limits()


def bounds(limits: Limits) -> Iterator[str]:
    """The bounds in words, each the beginning or the whole of a sentence."""
    yield from _between(limits.minimum, limits.maximum, "")
    yield from _between(limits.min_length, limits.max_length, "character")
    yield from _between(limits.min_items, limits.max_items, "item")


def _between(least: Number | None, most: Number | None, unit: str) -> Iterator[str]:
    if least is not None and most is not None:
        yield f"From {least} to {_counted(most, unit)}"
    elif least is not None:
        yield f"At least {_counted(least, unit)}"
    elif most is not None:
        yield f"At most {_counted(most, unit)}"


def _counted(number: Number, unit: str) -> str:
    """A number with what it counts, if it counts anything."""
    plural = "s" if unit and number != 1 else ""
    return f"{number} {unit}{plural}".rstrip()


def in_words(limits: Limits) -> Iterator[str]:
    """All that is said, as sentences without their full stops."""
    yield from bounds(limits)
    if limits.pattern:
        yield f"Matches {limits.pattern}"
    if limits.default:
        yield f"Default: {limits.default}"


def wrong_with(limits: Limits, value: object) -> str:
    """What bounds say against a value; empty when nothing. Patterns are not looked at."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return _outside(len(value), limits.min_length, limits.max_length, "character")
    if isinstance(value, list):
        return _outside(len(value), limits.min_items, limits.max_items, "item")
    if isinstance(value, int | float):
        return _outside(value, limits.minimum, limits.maximum, "")
    return ""


def _outside(size: Number, least: Number | None, most: Number | None, unit: str) -> str:
    if least is not None and size < least:
        return f"expected at least {_counted(least, unit)}, got {size}"
    if most is not None and size > most:
        return f"expected at most {_counted(most, unit)}, got {size}"
    return ""


def default_of(limits: Limits) -> object:
    """The default as data; None where there is none."""
    return json.loads(limits.default) if limits.default else None

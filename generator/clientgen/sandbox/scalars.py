"""Scalars of a known form: which plain values are such, and what others become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ..model.api import Json
from ..targets.samples import kinds

WORDS = {
    "uuid": "a UUID",
    "url": "a URL",
    "email": "an e-mail address",
    "time": "a time of day (ISO 8601)",
    "duration": "a duration (ISO 8601)",
    "unix": "a number of seconds since 1970",
    "unix_ms": "a number of milliseconds since 1970",
    "base64": "text in base64",
}


def _check(name: str) -> Callable[[object], bool]:
    return lambda value: kinds.fits(name, value)


IS: Mapping[str, Callable[[object], bool]] = {name: _check(name) for name in WORDS}


def unix_of(moment: datetime, scalar: str) -> Json:
    """A moment as ``unix`` or ``unix_ms``."""
    return int(kinds.unix(moment.astimezone(UTC).isoformat(), scalar))

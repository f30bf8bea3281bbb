"""Dates of examples, in the order in which things happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

from .lexicon import Words

Moment = Callable[[int], str]
"""Gives a date or a time by a thing's number."""

_START = dt.date(2026, 2, 2)
_DAYS = 200
"""After so many things, dates begin anew."""

# Days after a thing was created, and the time. The first word of a name that is here decides.
_ORDER: tuple[tuple[int, str, frozenset[str]], ...] = (
    (-14_900, "00:00", frozenset({"birth", "birthday", "born"})),
    (0, "08:30", frozenset({"added", "created", "creation", "inserted", "joined"})),
    (0, "08:45", frozenset({"activated", "connected", "opened", "registered", "signed"})),
    (1, "09:00", frozenset({"invoice", "issue", "issued", "order", "ordered", "requested"})),
    (1, "16:20", frozenset({"received", "receipt", "submitted"})),
    (2, "10:15", frozenset({"accepted", "approved", "confirmed"})),
    (3, "14:05", frozenset({"changed", "edited", "modified", "sync", "synced", "updated"})),
    (7, "07:00", frozenset({"from", "planned", "scheduled", "start", "started", "starts"})),
    (9, "11:40", frozenset({"delivery", "delivered", "sent", "shipment", "shipped"})),
    (10, "15:30", frozenset({"end", "ended", "ends", "finished", "resolved", "to"})),
    (11, "16:00", frozenset({"closed", "completed", "done", "paid", "returned"})),
    (30, "17:00", frozenset({"deadline", "due", "until"})),
    (365, "23:00", frozenset({"expiration", "expires", "expiry", "renewal"})),
)  # fmt: skip
_OVER = frozenset(
    {
        "archived",
        "canceled",
        "cancelled",
        "deactivated",
        "deleted",
        "removed",
        "retired",
    }
)
_LAST_DAY = (400, "12:00")
_OTHERWISE = (1, "09:30")
_MOMENTS = frozenset({"at", "date", "datetime", "day", "on", "timestamp"})


def is_over(name: Words) -> bool:
    """Whether a date says that a thing is no more; one that lives has none."""
    return not _OVER.isdisjoint(name)


def is_date(name: Words) -> bool:
    """Whether a text is a date, by the last word of its name."""
    return name[-1:] != () and name[-1] in _MOMENTS


def has_time(name: Words) -> bool:
    """Whether a text that is a date has the time, too."""
    return name[-1:] not in (("date",), ("day",))


def moment_of(name: Words, *, time: bool) -> Moment:
    """A date by the name of its field.

    Args:
        name: Words such as created, updated and due decide which comes first.
        time: Whether the time belongs to it.
    """
    days, hour = _LAST_DAY if is_over(name) else _OTHERWISE
    for after, clock, words in _ORDER:
        if not words.isdisjoint(name):
            days, hour = after, clock
            break
    table = _table(days, f"T{hour}:00Z" if time else "")
    return lambda n: table[n % _DAYS]


@cache
def _table(days: int, end: str) -> tuple[str, ...]:
    first = _START + dt.timedelta(days=days)
    return tuple(
        (first + dt.timedelta(days=more)).isoformat() + end for more in range(_DAYS)
    )

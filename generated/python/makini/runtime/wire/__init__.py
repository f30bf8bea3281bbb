"""Requests and answers. Here: when to try again, and how fast to go, as callers set it."""

from __future__ import annotations

import math
import os
import random
import re
import threading
import time
from bisect import insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import NamedTuple

_SECONDS = r"[0-9]{1,15}(\.[0-9]{1,9})?"


class Pause(NamedTuple):
    """Says that some seconds are to be waited; whoever runs a token source does."""

    seconds: float


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How failed requests are repeated.

    Attributes:
        max_retries: How often a request is repeated at most; 0 never repeats.
        initial: Upper bound of the first pause, in seconds; doubles with each retry.
        maximum: Upper bound of any pause of our own choosing, in seconds.
        max_retry_after: Longest pause, in seconds, that the server may ask for; when it asks
            for more, this much is waited.
        statuses: HTTP statuses that are worth another try.
    """

    max_retries: int = 2
    initial: float = 0.5
    maximum: float = 8.0
    max_retry_after: float = 60.0
    statuses: frozenset[int] = frozenset({408, 429, 500, 502, 503, 504})

    def __post_init__(self) -> None:
        if self.max_retries < 0:
            raise ValueError(f"max_retries: expected 0 or more, got {self.max_retries}")
        for name in ("initial", "maximum", "max_retry_after"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{name}: expected finite seconds, got {value}")

    def pause(self, retry: int, retry_after: float | None) -> float:
        """Return the seconds to wait before a retry, of which 1 is the first."""
        if retry_after is not None:
            # Never at once, whatever the server says, and with a little spread, so that a
            # crowd told the same does not come back as one.
            least = min(self.initial, self.maximum) / 2
            asked = max(least, min(retry_after, self.max_retry_after))
            most = max(least, self.max_retry_after)
            return min(asked * random.uniform(1.0, 1.1), most)
        ceiling = min(self.maximum, self.initial * 2.0 ** min(retry - 1, 60))
        return random.uniform(0, ceiling)


def parse_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds a server asks to wait at a Unix time, or None."""
    text = ""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "").strip()
        if re.fullmatch(_SECONDS, text):
            return float(text) * unit
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            # The older forms name no zone; all of them mean UTC (RFC 9110, 5.6.7).
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, moment.timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class RateLimit:
    """At most so many requests a second, for all threads and tasks that share the client.

    Each request reserves its slot at once and is told when it comes, so that waiting
    requests keep their order and nobody starves.
    """

    def __init__(
        self,
        per_second: float,
        burst: int = 1,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a limit.

        Args:
            per_second: Requests a second on average.
            burst: How many may leave at once after a pause.
            clock: Seconds from anywhere, for tests.
        """
        if not (math.isfinite(per_second) and per_second > 0):
            raise ValueError(f"per_second: expected more than 0, got {per_second}")
        if burst < 1:
            raise ValueError(f"burst: expected 1 or more, got {burst}")
        self._interval = 1 / per_second
        self._slack = (burst - 1) * self._interval
        self.now = clock
        self._next = -math.inf
        self._free: list[float] = []  # given back; the next first
        # By process: who forks must not leave a child a lock that nobody opens.
        self._locks: dict[int, threading.Lock] = {}

    def reserve(self, until: float = math.inf) -> float | None:
        """Take the next free slot; return its moment, or None where none is in time."""
        with self._lock():
            oldest = self.now() - self._slack
            self._free = [slot for slot in self._free if slot >= oldest]
            slot = self._free[0] if self._free else max(self._next, oldest)
            if slot > until:
                return None
            if self._free:
                del self._free[0]
            else:
                self._next = slot + self._interval
            return slot

    def give_back(self, slot: float) -> None:
        """Let others have a slot that will not be used."""
        with self._lock():
            insort(self._free, slot)

    def _lock(self) -> threading.Lock:
        return self._locks.setdefault(os.getpid(), threading.Lock())

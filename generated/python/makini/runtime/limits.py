"""A client-side rate limit. Pure but for a lock: it says how long to wait, others wait."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

__all__ = ["RateLimit"]


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

        Raises:
            ValueError: A number makes no sense.
        """
        if not (math.isfinite(per_second) and per_second > 0):
            raise ValueError(f"per_second: expected more than 0, got {per_second}")
        if burst < 1:
            raise ValueError(f"burst: expected 1 or more, got {burst}")
        self._interval = 1 / per_second
        self._slack = (burst - 1) * self._interval
        self._clock = clock
        self._next = -math.inf
        self._lock = threading.Lock()

    def reserve(self) -> float:
        """Take the next free slot and return the seconds until it comes."""
        with self._lock:
            now = self._clock()
            slot = max(self._next, now - self._slack)
            self._next = slot + self._interval
            return max(0.0, slot - now)

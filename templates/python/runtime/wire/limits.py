"""A client-side rate limit. Pure but for a lock: it says how long to wait, others wait."""

from __future__ import annotations

import heapq
import math
import os
import threading
import time
import weakref
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
        # Moments that were reserved and given back.
        self._free: list[float] = []
        _LIVING.add(self)
        self._lock = threading.Lock()

    def reserve(self, until: float = math.inf) -> float | None:
        """Take the next free slot.

        Args:
            until: The latest moment, by the clock, that is of any use.

        Returns:
            The moment from which the slot may be used, or None when there is none in time;
            then none is taken.
        """
        with self._lock:
            oldest = self._clock() - self._slack
            while self._free and self._free[0] < oldest:
                heapq.heappop(self._free)
            given_back = bool(self._free)
            slot = self._free[0] if given_back else max(self._next, oldest)
            if slot > until:
                return None
            if given_back:
                heapq.heappop(self._free)
            else:
                self._next = slot + self._interval
            return slot

    def give_back(self, slot: float) -> None:
        """Let others have a slot that will not be used."""
        with self._lock:
            heapq.heappush(self._free, slot)

    def now(self) -> float:
        """Return the moment that it is, by the clock."""
        return self._clock()


_LIVING: weakref.WeakSet[RateLimit] = weakref.WeakSet()


def _after_fork() -> None:
    for limit in list(_LIVING):
        # A thread that is not in this child may have held it.
        limit._lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

"""What a client and its ``with_options`` copies share, made at the first call.

Connections belong to one process, and those of async clients to one event loop: a forked
child and a second loop get connections of their own.
"""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .auth.sources import TokenSource
from .config import ApiConfig

if TYPE_CHECKING:
    from .calls.calls import Calls
    from .wire.async_transport import AsyncTransport
    from .wire.transport import SyncTransport

__all__ = ["Shared", "event_loop"]


class Shared:
    """The facts, the tokens and the connections of one client."""

    def __init__(
        self, api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
    ) -> None:
        self.api = api
        self.source = source
        self.options = options
        self.logger = logging.getLogger(api.logger_name)
        if not self.logger.handlers:
            # Silent unless the application sets up logging, as libraries should be.
            self.logger.addHandler(logging.NullHandler())
        self.closed = False
        self._lock = threading.Lock()
        self._calls: Calls | None = None
        self._sync: SyncTransport | None = None
        self._finalizer: Any = None
        # The loop that came last, and what serves it; a pair, for threads to read at once.
        self._async: tuple[Any, AsyncTransport] | None = None
        self._by_loop: dict[Any, AsyncTransport] = {}
        _LIVING.add(self)

    def calls(self) -> Calls:
        """Return what prepares calls and reads answers."""
        if self._calls is None:
            from .calls.calls import Calls

            with self._lock:
                if self._calls is None:
                    self._calls = Calls(
                        self.api, self.source, self.options, self.logger
                    )
        return self._calls

    def sync_transport(self) -> SyncTransport:
        """Return the transport of a sync client."""
        transport = self._sync
        if transport is None:
            from .wire.transport import make_sync

            with self._lock:
                self._refuse_if_closed()
                transport = self._sync
                if transport is None:
                    transport = make_sync(self.api, self.source, self.options)
                    # For those who forget to close: no socket is left to the collector.
                    self._finalizer = weakref.finalize(self, transport.close)
                    self._sync = transport
        if self.closed:
            self._refuse_if_closed()
        return transport

    def async_transport(self, *, ahead: bool = False) -> AsyncTransport:
        """Return the transport of an async client for the event loop that runs.

        Args:
            ahead: Make one also while none runs.

        Raises:
            RuntimeError: None runs, or the client is closed.
        """
        loop = _running_loop() if ahead else event_loop()
        last = self._async
        if last is None or (last[0] is not loop and loop is not None):
            last = self._for_loop(loop)
        if self.closed:
            self._refuse_if_closed()
        return last[1]

    def _for_loop(self, loop: Any) -> tuple[Any, AsyncTransport]:
        from .wire.async_transport import make_async

        with self._lock:
            self._refuse_if_closed()
            transport = None if loop is None else self._by_loop.get(loop)
            last = self._async
            # Made ahead, before there was a loop; or the caller's own, for any.
            if transport is None and last and (last[0] is None or not last[1].owned):
                transport = last[1]
            if transport is None:
                transport = make_async(self.api, self.source, self.options)
            # What served a closed loop cannot even be closed any more: let go of it.
            for old in [each for each in self._by_loop if each.is_closed()]:
                del self._by_loop[old]
            if loop is not None:
                self._by_loop[loop] = transport
            self._async = loop, transport
            return self._async

    def close(self) -> None:
        """Close the connections of a sync client."""
        with self._lock:
            self.closed = True
            if self._sync is not None:
                self._sync.close()

    async def aclose(self) -> None:
        """Close the connections that an async client has in the loop that runs."""
        self.closed = True
        transport = self._by_loop.get(_running_loop())
        if transport is None and self._async is not None and self._async[0] is None:
            transport = self._async[1]
        if transport is not None:
            await transport.aclose()

    def leave_to_the_parent(self) -> None:
        """Forget, in a forked child, whatever belongs to the process it comes from."""
        # Kept, not closed: on the wire both processes' sockets are the same.
        _INHERITED.append((self._sync, self._async, dict(self._by_loop)))
        if self._finalizer is not None:
            self._finalizer.detach()
        # A thread that is not here may have held them.
        self._lock = threading.Lock()
        self.source.lock = threading.Lock()
        self._calls = None
        self._sync = self._async = self._finalizer = None
        self._by_loop.clear()

    def _refuse_if_closed(self) -> None:
        if self.closed:
            raise RuntimeError(f"this {self.api.name} client is closed; make a new one")


def event_loop() -> Any:
    """Return the event loop that runs.

    Raises:
        RuntimeError: None of asyncio does.
    """
    loop = _running_loop()
    if loop is None:
        raise RuntimeError(
            "async clients need an event loop of asyncio, and none runs here: under trio, use"
            " the sync client in threads (trio.to_thread.run_sync)"
        )
    return loop


def _running_loop() -> Any:
    # Not above: sync clients need not pay for it.
    from asyncio import current_task

    try:
        # None in what asyncio merely hosts, such as trio's guest mode.
        task = current_task()
    except RuntimeError:
        return None
    return None if task is None else task.get_loop()


_LIVING: weakref.WeakSet[Shared] = weakref.WeakSet()
_INHERITED: list[Any] = []


def _after_fork() -> None:
    for shared in list(_LIVING):
        shared.leave_to_the_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

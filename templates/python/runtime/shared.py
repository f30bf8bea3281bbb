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
from .lazy import Lazy
from .wire.loops import event_loop, running_loop

if TYPE_CHECKING:
    from .calls import calls as loaded_calls
    from .wire import async_transport as on_loops
    from .wire import transport as on_threads
else:
    loaded_calls = Lazy(".calls.calls")
    on_loops, on_threads = Lazy(".wire.async_transport"), Lazy(".wire.transport")


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
        self._calls: loaded_calls.Calls | None = None
        self._sync: on_threads.SyncTransport | None = None
        self._finalizer: Any = None
        # The loop that came last, and what serves it; a pair, for threads to read at once.
        self._async: tuple[Any, on_loops.AsyncTransport] | None = None
        self._by_loop: dict[Any, on_loops.AsyncTransport] = {}
        _LIVING.add(self)

    def calls(self) -> loaded_calls.Calls:
        """Return what prepares calls and reads answers."""
        if self._calls is None:
            with self._lock:
                if self._calls is None:
                    self._calls = loaded_calls.Calls(
                        self.api, self.source, self.options, self.logger
                    )
        return self._calls

    def sync_transport(self) -> on_threads.SyncTransport:
        """Return the transport of a sync client."""
        transport = self._sync
        if transport is None:
            with self._lock:
                self._refuse_if_closed()
                transport = self._sync
                if transport is None:
                    transport = on_threads.make_sync(
                        self.api, self.source, self.options
                    )
                    # For those who forget to close: no socket is left to the collector.
                    self._finalizer = weakref.finalize(self, transport.close)
                    self._sync = transport
        if self.closed:
            self._refuse_if_closed()
        return transport

    def async_transport(self, *, ahead: bool = False) -> on_loops.AsyncTransport:
        """Return the transport of an async client for the event loop that runs.

        Args:
            ahead: Make one also while none runs.

        Raises:
            RuntimeError: None runs, or the client is closed.
        """
        loop = running_loop() if ahead else event_loop()
        last = self._async
        if last is None or (last[0] is not loop and loop is not None):
            last = self._for_loop(loop)
        if self.closed:
            self._refuse_if_closed()
        return last[1]

    def _for_loop(self, loop: Any) -> tuple[Any, on_loops.AsyncTransport]:
        with self._lock:
            self._refuse_if_closed()
            transport = None if loop is None else self._by_loop.get(loop)
            last = self._async
            # Made ahead, before there was a loop; or the caller's own, for any.
            if transport is None and last and (last[0] is None or not last[1].owned):
                transport = last[1]
            if transport is None:
                transport = on_loops.make_async(self.api, self.source, self.options)
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
        transport = self._by_loop.get(running_loop())
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


_LIVING: weakref.WeakSet[Shared] = weakref.WeakSet()
_INHERITED: list[Any] = []


def _after_fork() -> None:
    for shared in list(_LIVING):
        shared.leave_to_the_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

"""The event loop that runs: asyncio's alone."""

from __future__ import annotations

from typing import Any


def event_loop() -> Any:
    """Return the event loop that runs.

    Raises:
        RuntimeError: None of asyncio does.
    """
    loop = running_loop()
    if loop is None:
        raise RuntimeError(
            "async clients need an event loop of asyncio, and none runs here: under trio, use"
            " the sync client in threads (trio.to_thread.run_sync)"
        )
    return loop


def running_loop() -> Any:
    """Return the event loop of asyncio that runs, or None."""
    # Not above: sync clients need not pay for it.
    from asyncio import current_task

    try:
        # None in what asyncio merely hosts, such as trio's guest mode.
        task = current_task()
    except RuntimeError:
        return None
    return None if task is None else task.get_loop()

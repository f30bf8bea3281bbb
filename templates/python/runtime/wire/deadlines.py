"""Deadlines of blocking calls.

A socket's timeout limits one wait, not a call: a server that sends a byte now and then, a
name that is looked up for minutes, or a host with many dead addresses outlasts any. So with
a deadline a request is sent from a thread of its own, and left when time is up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from typing import TypeVar

__all__ = ["DeadlinePassed", "in_time"]

T = TypeVar("T")


class DeadlinePassed(Exception):
    """It was not done in time."""


def in_time(work: Callable[[], T], until: float, late: Callable[[T], object]) -> T:
    """Do something that blocks, but wait for it no longer than until a moment.

    Args:
        work: What to do. It runs in another thread, with the caller's context variables.
        until: The moment, by ``time.monotonic``.
        late: Takes what ``work`` gave after all, once nobody waits for it any more.

    Raises:
        DeadlinePassed: It is not done; the thread ends when its work does.
        Exception: Whatever ``work`` raised.
    """
    future: Future[T] = Future()
    context = copy_context()

    def run() -> None:
        try:
            result = context.run(work)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    thread = threading.Thread(target=run, name="call-with-a-deadline", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        # No more threads, as while the interpreter shuts down.
        return work()
    try:
        while not future.done() and (left := until - time.monotonic()) > 0:
            wait([future], min(left, threading.TIMEOUT_MAX))
    finally:
        if not future.done():
            future.add_done_callback(
                lambda done: done.exception() or late(done.result())
            )
    if not future.done():
        raise DeadlinePassed
    return future.result()

"""Reading pages before they are asked for: in order, and never more than so many."""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
from collections.abc import AsyncGenerator, Generator
from typing import TypeVar

from ..shared import event_loop

__all__ = ["async_read_ahead", "read_ahead"]

T = TypeVar("T")


class _Done:
    """Marks the end; carries the error that caused it, if any."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def read_ahead(pages: Generator[T, None, None], depth: int) -> Generator[T, None, None]:
    """Run ``pages`` in a thread, at most ``depth`` items ahead of the reader."""
    ready: queue.Queue[T | _Done] = queue.Queue()
    room = threading.Semaphore(depth)
    stopped = threading.Event()

    def produce() -> None:
        end = _Done()
        try:
            while True:
                room.acquire()
                if stopped.is_set():
                    break
                try:
                    page = next(pages)
                except StopIteration:
                    break
                ready.put(page)
        except BaseException as error:
            end = _Done(error)
        finally:
            pages.close()
            ready.put(end)

    context = contextvars.copy_context()
    thread = threading.Thread(
        target=context.run, args=(produce,), name="read-ahead", daemon=True
    )
    thread.start()
    try:
        while True:
            found = ready.get()
            if isinstance(found, _Done):
                if found.error is not None:
                    raise found.error
                return
            # The reader holds this page now; the next may be fetched in its place.
            room.release()
            yield found
    finally:
        # Not waited for: it ends with the request that it is in.
        stopped.set()
        room.release()


async def async_read_ahead(
    pages: AsyncGenerator[T, None], depth: int
) -> AsyncGenerator[T, None]:
    """Run ``pages`` in a task, at most ``depth`` items ahead of the reader."""
    event_loop()
    ready: asyncio.Queue[T | _Done] = asyncio.Queue()
    room = asyncio.Semaphore(depth)

    async def produce() -> None:
        end = _Done()
        try:
            while True:
                await room.acquire()
                try:
                    page = await anext(pages)
                except StopAsyncIteration:
                    break
                ready.put_nowait(page)
        except Exception as error:
            end = _Done(error)
        finally:
            ready.put_nowait(end)
            await pages.aclose()

    task = asyncio.create_task(produce())
    try:
        while True:
            found = await ready.get()
            if isinstance(found, _Done):
                if found.error is not None:
                    raise found.error
                return
            room.release()
            yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

"""Answers too large to hold: read piece by piece, or straight into a file."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, suppress
from typing import Any, BinaryIO, NamedTuple

from ..errors import (
    DeadlineExceeded,
    RequestTimeout,
    ResponseTooLarge,
    TransportError,
)
from ..options import AnyCallOptions, Settings
from ..wire.responses import RawResponse, TooLong

Progress = Callable[[int, int | None], object]


class Bounds(NamedTuple):
    """How much of an answer is read, and until when.

    Attributes:
        in_memory: Most bytes to hold in memory, or None.
        streamed: Most bytes to hand on, or None.
        deadline: Seconds for the whole call, or None.
        until: The end of them (``time.monotonic``), or None.
    """

    in_memory: int | None
    streamed: int | None
    deadline: float | None
    until: float | None


def bounds_of(settings: Settings, options: AnyCallOptions | None) -> Bounds:
    """Return the bounds of a call that begins now.

    Args:
        settings: Of the call. A client's ``max_bytes`` says what is held in memory.
        options: As given for the call; their ``max_bytes`` is meant for the stream.
    """
    deadline = settings.deadline
    return Bounds(
        in_memory=settings.max_bytes,
        streamed=settings.max_bytes if options and "max_bytes" in options else None,
        deadline=deadline,
        until=None if deadline is None else time.monotonic() + deadline,
    )


class _Answer:
    def __init__(self, raw: RawResponse, response: Any, bounds: Bounds) -> None:
        self._raw = raw
        self._response = response
        self._bounds = bounds

    @property
    def status(self) -> int:
        """HTTP status."""
        return self._raw.status

    @property
    def headers(self) -> Mapping[str, str]:
        """Looked up without regard to case."""
        return self._raw.headers

    @property
    def request_id(self) -> str:
        """How the server calls the request; may be empty."""
        return self._raw.request_id

    @property
    def size(self) -> int | None:
        """Announced size in bytes, or None when it is not known or is compressed."""
        text = self.headers.get("content-length", "")
        if not text.isdigit() or "content-encoding" in self.headers:
            return None
        return int(text[:18])

    def _left(self) -> float | None:
        """Return the seconds that are left."""
        until = self._bounds.until
        if until is None:
            return None
        left = until - time.monotonic()
        if left <= 0:
            raise self._late()
        return left

    def _late(self) -> TransportError:
        return self._error(
            DeadlineExceeded, f"not done within {self._bounds.deadline} s"
        )

    def _broken(self, problem: Exception, most: int | None) -> TransportError:
        import httpx2

        if isinstance(problem, TooLong):
            reason = f"the answer has more than {most} bytes (see max_bytes)"
            return self._error(ResponseTooLarge, reason)
        timed_out = isinstance(problem, httpx2.TimeoutException)
        until = self._bounds.until
        if timed_out and until is not None and time.monotonic() >= until:
            return self._late()
        error = self._error(
            RequestTimeout if timed_out else TransportError,
            f"the answer broke off: {problem or type(problem).__name__}",
        )
        # The frames of the cause hold the request's headers: only its words are kept.
        error.__cause__ = problem.with_traceback(None)
        problem.__context__ = problem.__cause__ = None
        return error

    def _error(self, kind: type[TransportError], reason: str) -> TransportError:
        method, url = self._raw.method, self._raw.url
        return kind(f"{method} {url}: {reason}", method=method, url=url)


class Download(_Answer):
    """An answer that is being read.

    A deadline of the call holds for reading, too; with one, each piece is waited for in a
    thread. ``max_bytes`` of the call bounds every way of reading, decompressed; that of the
    client bounds what is held in memory (:meth:`read`), not what goes elsewhere.
    """

    def __init__(self, raw: RawResponse, response: Any, bounds: Bounds) -> None:
        super().__init__(raw, response, bounds)
        self._reading = False

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Iterate over the body, decompressed.

        Args:
            chunk_size: Bytes in each chunk but the last; by default as they come.

        Raises:
            TransportError: The connection broke, or the data ended, before the end.
            ResponseTooLarge: There is more than the call's ``max_bytes``.
            DeadlineExceeded: The call's time is over.
            ValueError: The chunk size is less than 1.
        """
        _check_chunk_size(chunk_size)
        pieces = self._pieces(self._bounds.streamed)
        return pieces if chunk_size is None else _in_chunks(pieces, chunk_size)

    def read(self) -> bytes:
        """Read the whole body into memory, up to ``max_bytes`` of call or client.

        Raises:
            TransportError: As :meth:`iter_bytes`.
        """
        return b"".join(self._pieces(self._bounds.in_memory))

    def save(
        self, path: str | os.PathLike[str], *, progress: Progress | None = None
    ) -> int:
        """Write the body to a file, which appears only when it is whole.

        A file that exists is replaced and keeps its permissions; a link keeps pointing to
        it. What is no file, such as a named pipe or a device, is written to as it comes.

        Args:
            path: Of the file.
            progress: Called with the bytes so far and the size (or None).

        Returns:
            The number of bytes written.

        Raises:
            TransportError: As :meth:`iter_bytes`.
            OSError: The file cannot be written.
        """
        target = _target(path)
        file = _open(target)
        size = self.size
        done = 0
        try:
            for chunk in self.iter_bytes():
                file.write(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, size)
            _finish(target, file)
        except BaseException:
            _discard(target, file)
            raise
        return done

    def close(self) -> None:
        """Stop reading; the end of the ``with`` block does it."""
        # What another thread still waits for is closed by that.
        if not self._reading:
            self._response.close()

    def _pieces(self, most: int | None) -> Iterator[bytes]:
        import httpx2

        from ..wire.responses import pieces

        source = pieces(self._response, most)
        try:
            while piece := self._next(source):
                yield piece
        except (httpx2.HTTPError, TooLong) as problem:
            raise self._broken(problem, most) from problem

    def _next(self, source: Iterator[bytes]) -> bytes:
        """Return the next piece, or nothing at the end."""
        left = self._left()
        if left is None:
            return next(source, b"")
        from ..wire.responses import DeadlinePassed, in_time

        def work() -> bytes:
            try:
                return next(source, b"")
            finally:
                self._reading = False

        self._reading = True
        try:
            return in_time(
                work, time.monotonic() + left, lambda _: self._response.close()
            )
        except DeadlinePassed:
            raise self._late() from None


class AsyncDownload(_Answer):
    """An answer that is being read, for async code; bounded as a :class:`Download`."""

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Iterate over the body, decompressed; see :meth:`Download.iter_bytes`."""
        _check_chunk_size(chunk_size)
        pieces = self._pieces(self._bounds.streamed)
        return pieces if chunk_size is None else _async_in_chunks(pieces, chunk_size)

    async def read(self) -> bytes:
        """Read the whole body into memory; see :meth:`Download.read`."""
        return b"".join([piece async for piece in self._pieces(self._bounds.in_memory)])

    async def save(
        self, path: str | os.PathLike[str], *, progress: Progress | None = None
    ) -> int:
        """Write the body to a file, in a thread; see :meth:`Download.save`.

        When it is cancelled no file is left, as after any other failure.
        """
        import asyncio

        target = _target(path)
        file = await _async_open(target)
        size = self.size
        done = 0
        try:
            async for chunk in self.iter_bytes():
                await asyncio.to_thread(file.write, chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, size)
            await asyncio.to_thread(_finish, target, file)
        except BaseException:
            if target.part:
                _discard(target, file)
            else:
                # A pipe that nobody reads holds up its writer, but not the event loop.
                loop = asyncio.get_running_loop()
                loop.run_in_executor(None, _discard, target, file)
            raise
        return done

    async def aclose(self) -> None:
        """Stop reading; the end of the ``async with`` block does it."""
        await self._response.aclose()

    async def _pieces(self, most: int | None) -> AsyncGenerator[bytes]:
        import httpx2

        from ..wire.responses import async_pieces

        try:
            async with aclosing(async_pieces(self._response, most)) as source:
                while piece := await self._next(source):
                    yield piece
        except (httpx2.HTTPError, TooLong) as problem:
            raise self._broken(problem, most) from problem

    async def _next(self, source: AsyncIterator[bytes]) -> bytes:
        """Return the next piece, or nothing at the end."""
        left = self._left()
        if left is None:
            return await anext(source, b"")
        import asyncio

        limit = asyncio.timeout(left)
        try:
            async with limit:
                return await anext(source, b"")
        except TimeoutError:
            if not limit.expired():
                raise
            raise self._late() from None


def _check_chunk_size(size: int | None) -> None:
    if size is not None and size < 1:
        raise ValueError(f"chunk_size: expected 1 or more, got {size}")


def _in_chunks(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        yield from _cut(buffer, size)
    if buffer:
        yield bytes(buffer)


async def _async_in_chunks(
    pieces: AsyncGenerator[bytes], size: int
) -> AsyncIterator[bytes]:
    buffer = bytearray()
    async with aclosing(pieces):
        async for piece in pieces:
            buffer += piece
            for chunk in _cut(buffer, size):
                yield chunk
    if buffer:
        yield bytes(buffer)


def _cut(buffer: bytearray, size: int) -> Iterator[bytes]:
    while len(buffer) >= size:
        yield bytes(buffer[:size])
        del buffer[:size]


class _Target(NamedTuple):
    """Where a body is written.

    Attributes:
        path: The file itself, no link to it.
        part: Takes its place once it is whole; empty when there is no place to take.
        mode: Permissions to keep, or None for a new file.
    """

    path: str
    part: str
    mode: int | None


def _target(path: str | os.PathLike[str]) -> _Target:
    path = os.fspath(path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        return _Target(path, "", None)
    path = os.path.realpath(path)
    # A name of its own: with an addition to the file's it might be too long.
    part = os.path.join(os.path.dirname(path), f".{os.urandom(8).hex()}.part")
    return _Target(path, part, None if mode is None else mode & 0o777)


def _open(target: _Target) -> BinaryIO:
    if not target.part:
        return open(target.path, "wb")
    mode = target.mode

    def create(path: str, flags: int) -> int:
        # Never readable by more than the file it replaces, not even while it is written.
        return os.open(path, flags, 0o666 if mode is None else mode)

    file = open(target.part, "xb", opener=create)  # noqa: SIM115  # closed at the end
    if mode is not None:
        with suppress(OSError):  # a file system without permissions
            os.chmod(target.part, mode)
    return file


async def _async_open(target: _Target) -> BinaryIO:
    if target.part:
        return _open(target)
    import asyncio

    # A pipe opens only when somebody reads it.
    opening = asyncio.get_running_loop().run_in_executor(None, _open, target)
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(
            lambda done: done.exception() or done.result().close()
        )
        raise


def _finish(target: _Target, file: BinaryIO) -> None:
    file.close()
    if target.part:
        os.replace(target.part, target.path)


def _discard(target: _Target, file: BinaryIO) -> None:
    with suppress(OSError):
        file.close()
    if target.part:
        with suppress(FileNotFoundError):
            os.unlink(target.part)

"""Clients of APIs that answer files: any answer is read piece by piece, or into a file."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeAlias

from . import Lazy
from .client import AsyncClient, SyncClient
from .options import AnyCallOptions, Settings

if TYPE_CHECKING:
    import httpx2

    from . import errors
    from .calls import calls
    from .wire import exchange, responses
else:
    httpx2, errors = Lazy("httpx2"), Lazy(".errors")
    calls, exchange = Lazy(".calls.calls"), Lazy(".wire.exchange")
    responses = Lazy(".wire.responses")

Progress: TypeAlias = Callable[[int, int | None], object]
SaveTo: TypeAlias = str | os.PathLike[str] | BinaryIO


class Streams(SyncClient):
    """A client that can read an answer piece by piece."""

    @contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        options: AnyCallOptions | None = None,
    ) -> Iterator[Download]:
        """Call an endpoint and read its answer piece by piece.

        ::

            with client.stream("GET", "/api/documents/17/content") as answer:
                answer.save("document.pdf")

        The answer may have any size: ``max_bytes`` of the client bounds only what is held
        in memory (:meth:`Download.read`). When it is given for this call it bounds every
        way of reading, as ``deadline`` does wherever it is given.

        Its arguments are those of :meth:`request`.

        Raises:
            HttpError: The server answered with a failure, and repeating did not help.
            TransportError: No answer came.
        """
        given = {"query": query, "body": body, "options": options}
        call, bounds = _prepare(self, method, path, given)
        raw, response = self._shared.send(call)
        download = Download(raw, response, bounds)
        try:
            yield download
        finally:
            download.close()


class AsyncStreams(AsyncClient):
    """An async client that can read an answer piece by piece."""

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        options: AnyCallOptions | None = None,
    ) -> AsyncIterator[AsyncDownload]:
        """Call an endpoint and read its answer; see :meth:`Streams.stream`."""
        given = {"query": query, "body": body, "options": options}
        call, bounds = _prepare(self, method, path, given)
        raw, response = await self._shared.asend(call)
        download = AsyncDownload(raw, response, bounds)
        try:
            yield download
        finally:
            await download.aclose()


class Bounds(NamedTuple):
    """How much of an answer is read (in bytes), and until when (``time.monotonic``)."""

    in_memory: int | None
    streamed: int | None
    deadline: float | None
    until: float | None

    @staticmethod
    def now(settings: Settings, options: AnyCallOptions | None) -> Bounds:
        """Return the bounds of an answer whose time begins now."""
        most, deadline = settings.max_bytes, settings.deadline
        # A client's max_bytes says what is held in memory; a call's is meant for the stream.
        streamed = most if options and "max_bytes" in options else None
        until = None if deadline is None else time.monotonic() + deadline
        return Bounds(most, streamed, deadline, until)


def _prepare(
    client: SyncClient | AsyncClient, method: str, path: str, given: Any
) -> tuple[exchange.Call, Bounds]:
    """Make a call whose time begins now, and the bounds of its answer."""
    asked = client._asked(calls.generic(method, path, "bytes", None), given)
    bounds = Bounds.now(asked.settings, given["options"])
    return client._shared.calls().prepare(asked, stream=True), bounds


class Answered:
    """An answer whose body is still to be read."""

    _raw: responses.RawResponse

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


class _Answer(Answered):
    def __init__(
        self, raw: responses.RawResponse, response: Any, bounds: Bounds
    ) -> None:
        self._raw = raw
        self._response = response
        self._bounds = bounds

    @property
    def size(self) -> int | None:
        """Announced size in bytes, or None when it is not known or is compressed."""
        text = self.headers.get("content-length", "")
        if not text.isdigit() or "content-encoding" in self.headers:
            return None
        return int(text[:18])

    def _check_time(self) -> None:
        """Refuse to read on once the deadline has passed."""
        until = self._bounds.until
        if until is not None and time.monotonic() >= until:
            raise self._late()

    def _late(self) -> errors.TransportError:
        deadline = self._bounds.deadline
        return self._error(errors.DeadlineExceeded, f"not done within {deadline} s")

    def _broken(self, problem: Exception, most: int | None) -> errors.TransportError:
        if isinstance(problem, responses.TooLong):
            reason = f"the answer has more than {most} bytes (see max_bytes)"
            return self._error(errors.ResponseTooLarge, reason)
        timed_out = isinstance(problem, httpx2.TimeoutException)
        until = self._bounds.until
        if timed_out and until is not None and time.monotonic() >= until:
            return self._late()
        error = self._error(
            errors.RequestTimeout if timed_out else errors.TransportError,
            f"the answer broke off: {problem or type(problem).__name__}",
        )
        # The frames of the cause hold the request's headers: only its words are kept.
        error.__cause__ = problem.with_traceback(None)
        problem.__context__ = problem.__cause__ = None
        return error

    def _error(
        self, kind: type[errors.TransportError], reason: str
    ) -> errors.TransportError:
        raw = self._raw
        about = {"method": raw.method, "url": raw.url, "attempts": raw.attempts}
        return kind(f"{raw.method} {raw.url}: {reason}", **about)


class Download(_Answer):
    """An answer that is being read.

    A deadline of the call holds for reading, too; with one, each piece is waited for in a
    thread. ``max_bytes`` of the call bounds every way of reading, decompressed; that of the
    client bounds what is held in memory (:meth:`read`), not what goes elsewhere.
    """

    _reading = False

    def iter_bytes(self) -> Iterator[bytes]:
        """Iterate over the body, decompressed, in pieces as they come.

        Raises:
            TransportError: The connection broke, or the data ended, before the end.
            ResponseTooLarge: There is more than the call's ``max_bytes``.
            DeadlineExceeded: The call's time is over.
        """
        return self._pieces(self._bounds.streamed)

    def read(self) -> bytes:
        """Read the whole body into memory, up to ``max_bytes`` of call or client.

        Raises:
            TransportError: As :meth:`iter_bytes`.
        """
        return b"".join(self._pieces(self._bounds.in_memory))

    def save(self, path: SaveTo, *, progress: Progress | None = None) -> int:
        """Write the body to a file, which appears only when it is whole.

        A file that exists is replaced and keeps its permissions; a link keeps pointing to
        it.

        Args:
            path: Of a regular file; or a file object opened in binary mode, which is
                written to as the body comes, and not closed.
            progress: Called with the bytes so far and the size (or None).

        Returns:
            The number of bytes written.

        Raises:
            TransportError: As :meth:`iter_bytes`.
            OSError: The file cannot be written, or the path is that of no regular file.
        """
        done = 0
        with _opened(path) as file:
            for chunk in self.iter_bytes():
                file.write(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, self.size)
        return done

    def close(self) -> None:
        """Stop reading; the end of the ``with`` block does it."""
        # What another thread still waits for is closed by that.
        if not self._reading:
            self._response.close()

    def _pieces(self, most: int | None) -> Iterator[bytes]:
        source = responses.pieces(self._response, most)
        try:
            while piece := self._next(source):
                yield piece
        except (httpx2.HTTPError, responses.TooLong) as problem:
            raise self._broken(problem, most) from problem

    def _next(self, source: Iterator[bytes]) -> bytes:
        """Return the next piece, or nothing at the end."""
        until = self._bounds.until
        if until is None:
            return next(source, b"")
        self._check_time()

        def work() -> bytes:
            try:
                return next(source, b"")
            finally:
                self._reading = False

        self._reading = True
        try:
            return responses.in_time(work, until, lambda _: self._response.close())
        except responses.DeadlinePassed:
            raise self._late() from None


class AsyncDownload(_Answer):
    """An answer that is being read, for async code; bounded as a :class:`Download`."""

    def iter_bytes(self) -> AsyncIterator[bytes]:
        """Iterate over the body, decompressed; see :meth:`Download.iter_bytes`."""
        return self._pieces(self._bounds.streamed)

    async def read(self) -> bytes:
        """Read the whole body into memory; see :meth:`Download.read`."""
        return b"".join([piece async for piece in self._pieces(self._bounds.in_memory)])

    async def save(self, path: SaveTo, *, progress: Progress | None = None) -> int:
        """Write the body to a file, in a thread; see :meth:`Download.save`.

        When it is cancelled no file is left, as after any other failure.
        """
        import asyncio

        done = 0
        with _opened(path) as file:
            async for chunk in self.iter_bytes():
                await asyncio.to_thread(file.write, chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, self.size)
        return done

    async def aclose(self) -> None:
        """Stop reading; the end of the ``async with`` block does it."""
        await self._response.aclose()

    async def _pieces(self, most: int | None) -> AsyncGenerator[bytes]:
        try:
            async with aclosing(responses.async_pieces(self._response, most)) as source:
                while piece := await self._next(source):
                    yield piece
        except (httpx2.HTTPError, responses.TooLong) as problem:
            raise self._broken(problem, most) from problem

    async def _next(self, source: AsyncIterator[bytes]) -> bytes:
        """Return the next piece, or nothing at the end."""
        import asyncio

        self._check_time()
        until = self._bounds.until
        limit = asyncio.timeout(None if until is None else until - time.monotonic())
        try:
            async with limit:
                return await anext(source, b"")
        except TimeoutError:
            if not limit.expired():
                raise
            raise self._late() from None


@contextmanager
def _opened(path: SaveTo) -> Iterator[BinaryIO]:
    """Open a file that takes its place once it is whole."""
    if not isinstance(path, str | os.PathLike):
        yield path
        return
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = 0
    if mode and not stat.S_ISREG(mode):
        code = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        advice = "no regular file; open it and pass the file object"
        raise OSError(code, f"{os.strerror(code)}: {advice}", os.fspath(path))
    path = os.path.realpath(path)
    # A name of its own: with an addition to the file's it might be too long.
    part = os.path.join(os.path.dirname(path), f".{os.urandom(8).hex()}.part")

    def create(name: str, flags: int) -> int:
        # Never readable by more than the file it replaces, not even while it is written.
        return os.open(name, flags, mode & 0o777 if mode else 0o666)

    try:
        with open(part, "xb", opener=create) as file:
            if mode:
                with suppress(OSError):  # a file system without permissions
                    os.chmod(part, mode & 0o777)
            yield file
        os.replace(part, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(part)
        raise

"""Answers that come item by item: server-sent events, and lines of JSON."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from . import Lazy
from .calls import Operation
from .client import AsyncClient, SyncClient
from .streams import Answered, AsyncDownload, Bounds, Download
from .wire.redaction import shown

if TYPE_CHECKING:
    from . import errors
    from .calls import calls
    from .wire import exchange, responses
else:
    errors, calls = Lazy(".errors"), Lazy(".calls.calls")
    exchange, responses = Lazy(".wire.exchange"), Lazy(".wire.responses")

T = TypeVar("T")

_UNSENT = "the stream broke off before its end"


class _Items(Answered, Generic[T]):
    """Cuts what comes into items, and reads each."""

    def __init__(
        self,
        client: SyncClient | AsyncClient,
        operation: Operation[T],
        call: exchange.Call,
        raw: responses.RawResponse,
    ) -> None:
        self._made = client._shared.calls()
        self._operation = operation
        self._call = call
        self._raw = raw
        self._lines = _Lines(call.settings.max_bytes)
        self._data: list[str] = []
        self._ended = False

    def _check_type(self) -> None:
        """Refuse an answer that says that it is no stream of events."""
        kind = self._raw.headers.get("content-type", "").partition(";")[0].strip()
        if self._operation.kind == "events" and kind.lower() != "text/event-stream":
            name = self._operation.name
            said = f"it is {shown(kind)}" if kind else "it does not say what it is"
            words = f"{name}: the answer is no stream of events: {said}"
            error = errors.DecodeError(words, operation=name)
            self._made.unreadable(error, self._call, self._raw)
            raise error

    def _take(self, piece: bytes) -> Iterator[T]:
        """Read the items that a piece of the answer completes."""
        for data in self._cut(piece):
            yield self._item(data)

    def _item(self, data: bytes) -> T:
        operation, call = self._operation, self._call
        if operation.type is str and operation.kind == "events":
            return data.decode("utf-8", "replace")  # type: ignore[return-value]  # its type
        try:
            read = self._made.answers.read
            item: T = read(operation, operation.type, "", data, call.settings.strict)[1]
        except Exception as error:
            self._made.unreadable(error, call, self._raw)
            raise
        return item

    def _cut(self, piece: bytes) -> Iterator[bytes]:
        events = self._operation.kind == "events"
        try:
            for line in self._lines.take(piece):
                data = self._event(line) if events else line.strip() or None
                if data is not None and data == self._operation.end.encode() != b"":
                    self._ended = True
                    return
                if data is not None:
                    yield data
        except responses.TooLong:
            most = self._call.settings.max_bytes
            raise self._failed(
                errors.ResponseTooLarge, f"an item has more than {most} bytes"
            ) from None

    def _event(self, line: bytes) -> bytes | None:
        """Return an event's data at the empty line that ends it; else None."""
        if not line:
            data, self._data = self._data, []
            self._lines.hold(0)
            return "\n".join(data).encode() if data else None
        name, _, value = line.decode("utf-8", "replace").partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
            self._lines.hold(len(value) + 1)
        return None

    def _finish(self) -> Iterator[T]:
        """Read what is left when the answer ends."""
        if self._operation.kind == "lines":
            yield from self._take(b"\n")
        if self._operation.end and not self._ended:
            raise self._failed(errors.TransportError, _UNSENT)

    def _failed(
        self, kind: type[errors.TransportError], reason: str
    ) -> errors.TransportError:
        raw, name = self._raw, self._operation.name
        error = kind(
            f"{name}: {reason} ({raw.method} {raw.url})",
            method=raw.method,
            url=raw.url,
            attempts=raw.attempts,
            operation=name,
        )
        exchange.tell_error(self._call, raw.url, error, raw.attempts)
        return error


class Stream(_Items[T]):
    """The items of an answer, as they come; a context manager, and an iterator.

    ::

        with client.chats.create(stream=True, ...) as stream:
            for chunk in stream:
                ...

    Leaving it early closes the connection. A deadline of the call holds for reading, too.
    """

    def __init__(self, download: Download, *about: Any) -> None:
        super().__init__(*about)
        self._download = download
        self._source = self._items()

    def _items(self) -> Generator[T, None, None]:
        try:
            for piece in self._download.iter_bytes():
                yield from self._take(piece)
                if self._ended:
                    return
            yield from self._finish()
        finally:
            self._download.close()

    def __iter__(self) -> Iterator[T]:
        return self._source

    def __next__(self) -> T:
        """Return the next item.

        Raises:
            TransportError: The answer broke off.
            DecodeError: An item cannot be read.
        """
        return next(self._source)

    def close(self) -> None:
        """Stop reading, and close the connection; there are no more items then."""
        self._source.close()
        self._download.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncStream(_Items[T]):
    """The items of an answer, as they come, for async code; see :class:`Stream`."""

    def __init__(self, download: AsyncDownload, *about: Any) -> None:
        super().__init__(*about)
        self._download = download
        self._source = self._items()

    async def _items(self) -> AsyncGenerator[T, None]:
        try:
            async for piece in self._download.iter_bytes():
                for item in self._take(piece):
                    yield item
                if self._ended:
                    return
            for item in self._finish():
                yield item
        finally:
            await self._download.aclose()

    def __aiter__(self) -> AsyncIterator[T]:
        return self._source

    async def __anext__(self) -> T:
        """Return the next item; see :meth:`Stream.__next__`."""
        return await anext(self._source)

    async def aclose(self) -> None:
        """Stop reading, and close the connection; there are no more items then."""
        await self._source.aclose()
        await self._download.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()


def open_stream(client: SyncClient, operation: Operation[T], **given: Any) -> Stream[T]:
    """Call an operation whose answer is a stream; its headers have come when this returns."""
    call = _prepared(client, operation, given)
    bounds = Bounds.now(call.settings, given.get("options"))
    raw, response = client._shared.send(call)
    stream: Stream[T] = Stream(
        Download(raw, response, bounds), client, operation, call, raw
    )
    try:
        stream._check_type()
    except BaseException:
        stream.close()
        raise
    return stream


async def open_async_stream(
    client: AsyncClient, operation: Operation[T], **given: Any
) -> AsyncStream[T]:
    """Call an operation whose answer is a stream; see :func:`open_stream`."""
    call = _prepared(client, operation, given)
    bounds = Bounds.now(call.settings, given.get("options"))
    raw, response = await client._shared.asend(call)
    download = AsyncDownload(raw, response, bounds)
    stream: AsyncStream[T] = AsyncStream(download, client, operation, call, raw)
    try:
        stream._check_type()
    except BaseException:
        await stream.aclose()
        raise
    return stream


def _prepared(
    client: SyncClient | AsyncClient, operation: Operation[Any], given: Any
) -> exchange.Call:
    made = client._shared.calls()
    return made.prepare(client._asked(operation, given), stream=True)


class _Lines:
    """Cuts bytes into lines, which end by CR, LF or both."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._rest = b""
        self._held = 0
        self._first = True
        self._after_cr = False

    def hold(self, size: int) -> None:
        """Count what is kept until the event that it belongs to is whole; 0: it is.

        Raises:
            TooLong: It outgrows the bound.
        """
        self._held = self._held + size if size else 0
        if self._most is not None and self._held > self._most:
            raise responses.TooLong

    def take(self, piece: bytes) -> list[bytes]:
        """Return the lines that a piece completes.

        Raises:
            TooLong: One outgrows the bound.
        """
        if self._after_cr and piece:
            piece = piece.removeprefix(b"\n")
            self._after_cr = False
        data = self._rest + piece
        if self._first and len(data) >= 3:
            data = data.removeprefix(b"\xef\xbb\xbf")
            self._first = False
        # A line that ends by CR is whole at once; an LF may follow with the next piece.
        self._after_cr = data.endswith(b"\r")
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._rest = data.split(b"\n")
        if self._most is not None and len(self._rest) > self._most:
            raise responses.TooLong
        return lines

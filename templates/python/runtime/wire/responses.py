"""Answers: their bodies, read within bounds, and what callers and their hooks see of them.

The client asks for gzip and deflate, and undoes them itself: httpx2 gives what there is when
compressed data stops half-way, as it does when something in between cuts an answer short, and
the first alone of several gzip members.
"""

from __future__ import annotations

import math
import re
import threading
import time
import zlib
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, MutableMapping
from concurrent.futures import Future, wait
from contextlib import aclosing, contextmanager
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

import httpx2
from msgspec import Struct

from ..config import ApiConfig
from ..models import from_json
from .redaction import redact_url, secret_names, shown

T = TypeVar("T")

_PIECE = 64 * 1024  # bytes at a time, however well they were compressed
_MEMBERS = 10_000  # of gzip, in one body: each costs time, an empty one too
# Those that are decoded in a time that goes with the length.
_CHARSET = re.compile(
    r";\s*charset=\"?(us-ascii|utf-?(?:8|16|32)(?:[bl]e)?|iso-8859-(?:1?[1-9]|1[0-6])|"
    r"windows-125[0-8]|shift_jis|euc-(?:jp|kr)|gb(?:2312|k|18030)|big5|koi8-[ru])\b",
    re.IGNORECASE,
)
_ASKED = frozenset({"gzip", "deflate"})
# What would have to be undone. Other names, such as aws-chunked, change nothing.
_COMPRESSED = _ASKED | {"br", "zstd", "compress", "dcb", "dcz"}


class RawResponse(Struct, eq=False):
    """One answer.

    Attributes:
        content: The body, decompressed; empty while it is being streamed.
        method: Of the request.
        elapsed: Seconds from sending to the last byte of this attempt.
        attempts: How often the request was sent, this time included.
    """

    # What few will ask for is worked out when they do.
    _api: ApiConfig
    _response: httpx2.Response
    content: bytes
    method: str
    _url: str
    elapsed: float = 0.0
    attempts: int = 1

    @property
    def status(self) -> int:
        """HTTP status."""
        return self._response.status_code

    @property
    def reason(self) -> str:
        """The status in words."""
        return shown(self._response.reason_phrase)

    @property
    def headers(self) -> Mapping[str, str]:
        """Of the answer, looked up without regard to case."""
        return self._response.headers

    @property
    def http_version(self) -> str:
        """Such as ``HTTP/1.1``."""
        return self._response.http_version

    @property
    def url(self) -> str:
        """Of the request, without secrets."""
        return redact_url(self._url, secret_names(self._api))

    @property
    def request_id(self) -> str:
        """How the server calls the request; may be empty."""
        found = (self.headers.get(name) for name in self._api.request_id_headers)
        return shown(next((value for value in found if value), ""))

    @property
    def text(self) -> str:
        """The body as text, in UTF-8 unless it says otherwise; what is none is replaced."""
        said = _CHARSET.search(self.headers.get("content-type", ""))
        return self.content.decode(said[1] if said else "utf-8", "replace")

    def json(self) -> Any:
        """The body as plain data; numbers with a fraction are decimals.

        Raises:
            ValueError: The body is no JSON, or is nested too deeply.
        """
        return from_json(self.content)

    def __reduce__(self) -> Any:
        raise TypeError(
            "raw answers hold their request, and so its token, and are not pickled;"
            " keep status, headers and content"
        )

    def __repr__(self) -> str:
        return f"<RawResponse {self.status} {self.method} {self.url}>"


_captured: ContextVar[tuple[list[RawResponse], ...]] = ContextVar(
    "captured", default=()
)


@contextmanager
def capture() -> Iterator[list[RawResponse]]:
    """Collect the answers behind the calls made in this block, by this thread or task."""
    responses: list[RawResponse] = []
    token = _captured.set((*_captured.get(), responses))
    try:
        yield responses
    finally:
        _captured.reset(token)


def record(response: RawResponse) -> None:
    """Hand an answer to every :func:`capture` around the call."""
    for responses in _captured.get():
        responses.append(response)


class Event(Struct, frozen=True):
    """Something happened in a call.

    Attributes:
        operation: Such as ``invoices.create``.
        url: Without secrets.
        attempt: 1 for the first.
    """

    operation: str
    method: str
    url: str
    attempt: int


class RequestEvent(Event, frozen=True):
    """A request is about to leave.

    Attributes:
        headers: May be changed; credentials are added later and never shown here.
    """

    headers: MutableMapping[str, str]


class ResponseEvent(Event, frozen=True):
    """An answer came, of whatever status."""

    response: RawResponse


class ErrorEvent(Event, frozen=True):
    """A call failed for good; ``error`` is what the caller gets.

    Also when an answer came but cannot be read. Arguments that are refused before anything
    is sent (``RequiredKeysError``, ``ValueError``, ``TypeError``) are no failed call.
    """

    error: Exception


class RetryEvent(Event, frozen=True):
    """A request failed and is repeated after ``pause`` seconds."""

    error: Exception
    pause: float


class Hooks(Struct, frozen=True):
    """A set of callbacks; leave out those you do not need.

    Each is called in the thread or task of the call. What it raises ends the call.
    """

    before_request: Callable[[RequestEvent], object] | None = None
    after_response: Callable[[ResponseEvent], object] | None = None
    on_error: Callable[[ErrorEvent], object] | None = None
    on_retry: Callable[[RetryEvent], object] | None = None


class TooLong(Exception):
    """An answer outgrew ``max_bytes``, or the deadline passed."""

    def __str__(self) -> str:
        return "the answer is too large, or takes too long"


def pieces(response: httpx2.Response, most: int | None) -> Iterator[bytes]:
    """Iterate over an open answer's body, decompressed.

    Raises:
        TooLong: More than ``most`` bytes came over the wire, or out of them.
        httpx2.HTTPError: The connection broke, or the compressed data is broken, ends before
            its end, or was not asked for.
    """
    body = _Body(response, most)
    for data in response.iter_bytes() if body.in_memory else response.iter_raw():
        yield from body.decode(data)
    body.end()


async def async_pieces(
    response: httpx2.Response, most: int | None
) -> AsyncGenerator[bytes]:
    """Iterate over an answer's body, decompressed; see :func:`pieces`."""
    body = _Body(response, most)
    # Closed here: what is left to the collector outlives its event loop.
    async with aclosing(
        response.aiter_bytes() if body.in_memory else response.aiter_raw()
    ) as source:
        async for data in source:
            for piece in body.decode(data):
                yield piece
    body.end()


class _Body:
    """Counts the bytes of a body, before and after it is decompressed."""

    def __init__(self, response: httpx2.Response, most: int | None) -> None:
        # A mock transport's, for one: httpx2 has decompressed it.
        self.in_memory = response.is_stream_consumed
        self._coding = "" if self.in_memory else _coding(response)
        self._most = math.inf if most is None else most
        self._came = self._made = self._members = 0
        self._stream: Any = None

    def decode(self, data: bytes) -> Iterator[bytes]:
        self._came += len(data)
        if self._came > self._most:
            raise TooLong
        for piece in self._inflate(data) if self._coding else (data,):
            self._made += len(piece)
            if self._made > self._most:
                raise TooLong
            yield piece

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._stream is None:
                # gzip may have several members, one after the other (RFC 1952); whatever
                # else follows is padding.
                if self._members and (self._coding != "gzip" or data[0] != 0x1F):
                    return
                if self._members == _MEMBERS:
                    raise httpx2.DecodingError(f"it has over {_MEMBERS} gzip members")
                bits = zlib.MAX_WBITS | 16
                if self._coding == "deflate":
                    # Some servers take it to be without the header of zlib.
                    bits = zlib.MAX_WBITS if data[0] & 15 == 8 else -zlib.MAX_WBITS
                self._stream = zlib.decompressobj(bits)
            try:
                while piece := self._stream.decompress(data, _PIECE):
                    yield piece
                    data = self._stream.unconsumed_tail
            except zlib.error as problem:
                raise httpx2.DecodingError(str(problem)) from problem
            data = self._stream.unused_data
            if self._stream.eof:
                self._stream = None
                self._members += 1

    def end(self) -> None:
        if self._stream is not None:
            raise httpx2.DecodingError("the compressed data ends before its end")


def _coding(response: httpx2.Response) -> str:
    """Return the coding to undo, or nothing; others, and several at once, are refused."""
    names = response.headers.get_list("content-encoding", split_commas=True)
    found = [name.strip().lower().removeprefix("x-") for name in names]
    found = [name for name in found if name in _COMPRESSED]
    if len(found) > 1 or not _ASKED.issuperset(found):
        raise httpx2.DecodingError(
            f"it came as {', '.join(found)}, and gzip or deflate were asked for"
        )
    return found[0] if found else ""


class DeadlinePassed(Exception):
    """It was not done in time."""


def in_time(work: Callable[[], T], until: float, late: Callable[[T], object]) -> T:
    """Do something that blocks, but wait for it no longer than until a moment.

    It is done in a thread, which is left when time is up. A socket's timeout limits one wait:
    headers that come byte by byte, a name that is looked up for minutes, or a host with many
    dead addresses outlast any, and httpx2 gives no hold on these.

    Args:
        work: What to do, with the caller's context variables.
        until: The moment, by ``time.monotonic``; then DeadlinePassed is raised.
        late: Takes what ``work`` gave after all, once nobody waits for it any more.
    """
    future: Future[T] = Future()
    context = copy_context()

    def run() -> None:
        try:
            future.set_result(context.run(work))
        except BaseException as error:
            future.set_exception(error)

    try:
        threading.Thread(target=run, name="call-with-a-deadline", daemon=True).start()
    except RuntimeError:
        return work()  # no more threads, as while the interpreter shuts down
    done = False
    try:
        left = min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX)
        done = bool(wait([future], left).done)
    finally:  # also when Ctrl-C ends the waiting
        if not done:
            future.add_done_callback(lambda x: x.exception() or late(x.result()))
    if not done:
        raise DeadlinePassed
    return future.result()


def refuse_leftovers(response: httpx2.Response) -> None:
    """See that a connection is given up when more comes over it than its answer.

    To httpcore2 these bytes would be the beginning of the next answer. Other transports have
    no such state, and are left alone.
    """
    stream: Any = response.stream
    while (
        inner := getattr(stream, "_stream", getattr(stream, "_httpcore_stream", None))
    ) is not None:
        stream = inner
    connection: Any = getattr(stream, "_connection", None)
    state = getattr(connection, "_h11_state", None)
    if state is None or "_response_closed" in vars(connection):
        return
    closed = connection._response_closed

    def check_closed() -> Any:
        if state.trailing_data[0]:
            state.send_failed()  # what failed is not used again
        return closed()

    connection._response_closed = check_closed

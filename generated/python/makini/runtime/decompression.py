"""Bodies piece by piece, decompressed, and known to be whole.

httpx2 gives what there is when gzip, deflate or Brotli data stops half-way, as it does when
something in between cuts an answer short. So these are undone here, where it is noticed.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from typing import Any

import httpx2

__all__ = ["async_pieces", "pieces"]

_PIECE = 64 * 1024  # bytes at a time, however well they were compressed
_CODINGS = 5  # one upon the other; more are left to httpx2, which refuses them


def pieces(response: httpx2.Response) -> Iterator[bytes]:
    """Iterate over an answer's body, decompressed.

    Raises:
        httpx2.HTTPError: The connection broke, or the compressed data is broken or ends
            before its end.
    """
    decoders = _decoders(response)
    if not decoders:
        yield from response.iter_bytes()
        return
    for data in response.iter_raw():
        yield from _decode(decoders, data)
    _check_whole(decoders)


async def async_pieces(response: httpx2.Response) -> AsyncGenerator[bytes]:
    """Iterate over an answer's body, decompressed; see :func:`pieces`."""
    decoders = _decoders(response)
    # Closed here: what is left to the collector outlives its event loop.
    async with aclosing(
        response.aiter_raw() if decoders else response.aiter_bytes()
    ) as source:
        async for data in source:
            for piece in _decode(decoders, data):
                yield piece
    _check_whole(decoders)


class _Inflate:
    """Undoes gzip or deflate."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream: Any = None
        self._head = b""  # too little yet to tell what it begins
        self._members = 0

    def decode(self, data: bytes) -> Iterator[bytes]:
        data, self._head = self._head + data, b""
        while data:
            if self._stream is None:
                if len(data) < 2:
                    self._head = data
                    return
                self._stream = self._begin(data)
                if self._stream is None:
                    return
            stream = self._stream
            try:
                while piece := stream.decompress(data, _PIECE):
                    yield piece
                    data = stream.unconsumed_tail
            except zlib.error as problem:
                raise httpx2.DecodingError(str(problem)) from problem
            data = stream.unused_data
            if stream.eof:
                self._stream = None
                self._members += 1

    def _begin(self, data: bytes) -> Any:
        """Return what undoes the data that begins here, or None when it is padding."""
        if self._gzip:
            # There may be several members, one after the other (RFC 1952).
            if self._members and data[:2] != b"\x1f\x8b":
                return None
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if self._members:
            return None
        # Some servers take "deflate" to be without the header of zlib.
        zlib_header = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)

    def is_whole(self) -> bool:
        # Nothing at all is an answer without a body.
        return self._stream is None and (self._members > 0 or not self._head)


class _Brotli:
    """Undoes Brotli."""

    def __init__(self) -> None:
        self._library = _brotli()
        self._stream = self._library.Decompressor()
        self._begun = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        try:
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            while piece:
                yield piece
                piece = self._stream.process(b"", output_buffer_limit=_PIECE)
        except self._library.error as problem:
            raise httpx2.DecodingError(str(problem)) from problem

    def is_whole(self) -> bool:
        return not self._begun or self._stream.is_finished()


def _brotli() -> Any:
    """Return the library where it is installed; brotlicffi notices the end on its own."""
    try:
        from importlib import import_module

        library = import_module("brotli")
        # Since 1.2 it can be kept from giving everything at once.
        return (
            library if hasattr(library.Decompressor, "can_accept_more_data") else None
        )
    except (ImportError, AttributeError):
        return None


def _decoders(response: httpx2.Response) -> Sequence[_Inflate | _Brotli]:
    """Return what undoes a body's codings; nothing where httpx2 does as well."""
    if response.is_stream_consumed:
        return ()  # it is in memory, decompressed, as with a mock transport
    codings = [
        coding.strip().lower()
        for coding in response.headers.get_list("content-encoding", split_commas=True)
    ]
    found: list[_Inflate | _Brotli] = []
    for coding in reversed(codings):
        if coding in ("gzip", "deflate"):
            found.append(_Inflate(gzip=coding == "gzip"))
        elif coding == "br" and _brotli() is not None:
            found.append(_Brotli())
        elif coding != "identity":
            return ()
    return found if len(found) <= _CODINGS else ()


def _decode(decoders: Sequence[_Inflate | _Brotli], data: bytes) -> Iterator[bytes]:
    pieces = iter((data,))
    for decoder in decoders:
        pieces = _each(decoder, pieces)
    return pieces


def _each(decoder: _Inflate | _Brotli, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield from decoder.decode(piece)


def _check_whole(decoders: Sequence[_Inflate | _Brotli]) -> None:
    if not all(decoder.is_whole() for decoder in decoders):
        raise httpx2.DecodingError("the compressed data ends before its end")

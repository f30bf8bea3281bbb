"""Bodies piece by piece, decompressed, and known to be whole.

httpx2 gives what there is when gzip, deflate or Brotli data stops half-way, as it does when
something in between cuts an answer short. So these are undone here, where it is noticed.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from typing import Any

import httpx2

_PIECE = 64 * 1024  # bytes at a time, however well they were compressed
_MEMBERS = 10_000  # of gzip, in one body: each costs time, an empty one too
_CODINGS = 5  # one upon the other
_KNOWN = frozenset({"gzip", "deflate", "br", "zstd"})  # to httpx2 at least


class TooLong(Exception):
    """An answer outgrew ``max_bytes``, or the deadline passed."""

    def __str__(self) -> str:
        return "the answer is too large, or takes too long"


def pieces(response: httpx2.Response, most: int | None) -> Iterator[bytes]:
    """Iterate over an answer's body, decompressed.

    Args:
        response: It is open.
        most: Bytes that may come over the wire, and that may come out of them.

    Raises:
        TooLong: There are more.
        httpx2.HTTPError: The connection broke, or the compressed data is broken or ends
            before its end.
    """
    decoders = _decoders(response)
    size = 0
    for data in response.iter_raw() if decoders else response.iter_bytes():
        wire = response.num_bytes_downloaded
        _check(wire, most)
        for piece in _decode(decoders, data, wire):
            size += len(piece)
            _check(size, most)
            yield piece
    _check_whole(decoders)


async def async_pieces(
    response: httpx2.Response, most: int | None
) -> AsyncGenerator[bytes]:
    """Iterate over an answer's body, decompressed; see :func:`pieces`."""
    decoders = _decoders(response)
    size = 0
    # Closed here: what is left to the collector outlives its event loop.
    async with aclosing(
        response.aiter_raw() if decoders else response.aiter_bytes()
    ) as source:
        async for data in source:
            wire = response.num_bytes_downloaded
            _check(wire, most)
            for piece in _decode(decoders, data, wire):
                size += len(piece)
                _check(size, most)
                yield piece
    _check_whole(decoders)


def _check(size: int, most: int | None) -> None:
    if most is not None and size > most:
        raise TooLong


class _Inflate:
    """Undoes gzip or deflate."""

    def __init__(self, *, gzip: bool) -> None:
        self.made = 0
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
            if self._members == _MEMBERS:
                raise httpx2.DecodingError(f"it has more than {_MEMBERS} gzip members")
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
        self.made = 0
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
    """Return what undoes a body's codings; nothing where httpx2 does as well.

    Raises:
        httpx2.DecodingError: There are too many, one upon the other.
    """
    if response.is_stream_consumed:
        return ()  # it is in memory, decompressed, as with a mock transport
    names = response.headers.get_list("content-encoding", split_commas=True)
    codings = [name.strip().lower() for name in names]
    # What nobody knows, such as aws-chunked, changes nothing.
    known = [coding for coding in codings if coding in _KNOWN]
    found: list[_Inflate | _Brotli] = []
    for coding in reversed(known):
        if coding in ("gzip", "deflate"):
            found.append(_Inflate(gzip=coding == "gzip"))
        elif coding == "br" and _brotli() is not None:
            found.append(_Brotli())
    if len(known) > 1 and (len(known) > _CODINGS or len(found) < len(known)):
        raise httpx2.DecodingError(f"it has the codings {', '.join(known)}")
    return found


def _decode(
    decoders: Sequence[_Inflate | _Brotli], data: bytes, wire: int
) -> Iterator[bytes]:
    pieces = iter((data,))
    for decoder in decoders:
        # What lies between two codings is compressed: it cannot be much larger than what
        # came over the wire, or a few bytes would keep the inner one busy for hours.
        most = math.inf if decoder is decoders[-1] else 2**20 + 10 * wire
        pieces = _each(decoder, pieces, most)
    return pieces


def _each(
    decoder: _Inflate | _Brotli, pieces: Iterator[bytes], most: float
) -> Iterator[bytes]:
    for piece in pieces:
        for made in decoder.decode(piece):
            decoder.made += len(made)
            if decoder.made > most:
                raise httpx2.DecodingError("it was compressed again and again")
            yield made


def _check_whole(decoders: Sequence[_Inflate | _Brotli]) -> None:
    if not all(decoder.is_whole() for decoder in decoders):
        raise httpx2.DecodingError("the compressed data ends before its end")

"""Answers too large to hold: read piece by piece, or straight into a file."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .errors import TransportError
from .responses import RawResponse

__all__ = ["AsyncDownload", "Download"]

Progress = Callable[[int, int | None], object]


class _Answer:
    def __init__(self, raw: RawResponse, response: Any) -> None:
        self._raw = raw
        self._response = response

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

    def _broken(self, problem: Exception) -> TransportError:
        error = TransportError(
            f"{self._raw.method} {self._raw.url}: the answer broke off: {problem}",
            method=self._raw.method,
            url=self._raw.url,
        )
        error.__cause__ = problem.with_traceback(None)
        return error


class Download(_Answer):
    """An answer that is being read."""

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Iterate over the body, decompressed.

        Raises:
            TransportError: The connection broke before the end.
        """
        import httpx2

        try:
            yield from self._response.iter_bytes(chunk_size)
        except httpx2.HTTPError as problem:
            raise self._broken(problem) from problem.with_traceback(None)

    def read(self) -> bytes:
        """Read the whole body into memory."""
        return b"".join(self.iter_bytes())

    def save(
        self, path: str | os.PathLike[str], *, progress: Progress | None = None
    ) -> int:
        """Write the body to a file, which appears only when it is whole.

        Args:
            path: Of the file; replaced when it exists.
            progress: Called with the bytes so far and the size (or None).

        Returns:
            The number of bytes written.
        """
        target = Path(path)
        part = target.with_name(f"{target.name}.part-{os.urandom(4).hex()}")
        done = 0
        try:
            with part.open("xb") as file:
                for chunk in self.iter_bytes():
                    file.write(chunk)
                    done += len(chunk)
                    if progress is not None:
                        progress(done, self.size)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return done


class AsyncDownload(_Answer):
    """An answer that is being read, for async code."""

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Iterate over the body, decompressed.

        Raises:
            TransportError: The connection broke before the end.
        """
        import httpx2

        try:
            async for chunk in self._response.aiter_bytes(chunk_size):
                yield chunk
        except httpx2.HTTPError as problem:
            raise self._broken(problem) from problem.with_traceback(None)

    async def read(self) -> bytes:
        """Read the whole body into memory."""
        return b"".join([chunk async for chunk in self.iter_bytes()])

    async def save(
        self, path: str | os.PathLike[str], *, progress: Progress | None = None
    ) -> int:
        """Write the body to a file, in a thread; see :meth:`Download.save`."""
        import asyncio

        target = Path(path)
        part = target.with_name(f"{target.name}.part-{os.urandom(4).hex()}")
        done = 0
        try:
            with part.open("xb") as file:
                async for chunk in self.iter_bytes():
                    await asyncio.to_thread(file.write, chunk)
                    done += len(chunk)
                    if progress is not None:
                        progress(done, self.size)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return done

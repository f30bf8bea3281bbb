"""Files on their way out: from bytes, a path or a file object, never whole in memory."""

from __future__ import annotations

import io
import mimetypes
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from msgspec import Struct

__all__ = ["File", "Multipart", "Upload", "check_file", "is_file"]

_CHUNK = 64 * 1024


class Upload(Struct, frozen=True):
    """A file with more to say about it than its content.

    Attributes:
        content: The bytes, a path, or a file object opened in binary mode. A file object
            is read from where it stands, and rewound to there when a request is repeated.
            What cannot be rewound, such as a pipe, is sent once, until its end.
        filename: Name sent along; by default that of the path or the file object.
        content_type: Media type; by default guessed from the name.
        progress: Called with the bytes sent so far and the size in bytes (None when it is
            not known) after each chunk.
    """

    content: bytes | os.PathLike[str] | BinaryIO
    filename: str | None = None
    content_type: str | None = None
    progress: Callable[[int, int | None], object] | None = None


File: TypeAlias = bytes | os.PathLike[str] | BinaryIO | Upload
"""What can be uploaded: bytes, a path, a file object opened in binary mode, or an Upload."""


def is_file(value: Any) -> bool:
    """Tell whether a value is what can be uploaded; a text file is let pass here."""
    known = isinstance(value, bytes | bytearray | memoryview | os.PathLike | Upload)
    return known or hasattr(value, "read")


def check_file(value: Any, name: str) -> None:
    """Refuse what cannot be uploaded.

    Args:
        value: Of an argument, or of :attr:`Upload.content`.
        name: The argument, for errors.

    Raises:
        TypeError: It is no file. Text is none: whether it names a file or is its content,
            nobody can tell.
    """
    content = value.content if isinstance(value, Upload) else value
    if isinstance(content, io.TextIOBase):
        raise TypeError(f"{name}: open the file in binary mode ('rb')")
    if isinstance(content, tuple):
        raise TypeError(
            f"{name}: a tuple is no file; use"
            " Upload(content, filename=..., content_type=...)"
        )
    if isinstance(content, Upload) or not is_file(content):
        raise TypeError(
            f"{name}: expected bytes, a path, a binary file object or an Upload, got"
            f" {type(content).__name__}; for a file on disk pass a pathlib.Path"
        )


class FileCutShort(Exception):
    """A file has less to read than was announced when its upload began."""


class _Part:
    """One part of a multipart body."""

    def __init__(
        self, name: str, head: bytes, content: Any, progress: Any = None
    ) -> None:
        self.name = name
        self.head = head
        self.content = content
        self.progress = progress
        self.start = 0
        self.replayable = True
        self.size: int | None = None
        if isinstance(content, bytes):
            self.size = len(content)
        elif isinstance(content, os.PathLike):
            mode = os.stat(content).st_mode
            # Pipes and devices give what they have once; a folder is refused on opening.
            self.replayable = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
            if self.replayable:
                self.size = _size_on_disk(content)
        else:
            extent = _extent(content)
            if extent is None:
                self.replayable = False
            else:
                self.start, self.size = extent

    def chunks(self) -> Iterator[bytes]:
        yield self.head
        sent = 0
        for chunk in self._content():
            yield chunk
            sent += len(chunk)
            if self.progress is not None:
                self.progress(sent, self.size)
        if self.size is not None and sent < self.size:
            raise FileCutShort(
                f"{self.name}: the file ended after {sent} of {self.size} bytes;"
                " it became shorter meanwhile"
            )
        yield b"\r\n"

    def _content(self) -> Iterator[bytes]:
        if isinstance(self.content, bytes):
            view = memoryview(self.content)
            for start in range(0, len(view), _CHUNK):
                yield bytes(view[start : start + _CHUNK])
            return
        if isinstance(self.content, os.PathLike):
            source: Any = Path(self.content).open("rb")  # noqa: SIM115  # closed below
        else:
            source = nullcontext(self.content)
            if self.replayable:
                self.content.seek(self.start)
        with source as file:
            left = self.size
            while left is None or left > 0:
                # Never more than announced, should the file grow meanwhile.
                chunk = file.read(_CHUNK if left is None else min(_CHUNK, left))
                if chunk is None or isinstance(chunk, str):
                    raise TypeError(
                        f"{self.name}: the file object gave {type(chunk).__name__}"
                        " instead of bytes"
                    )
                if not chunk:
                    break
                if left is not None:
                    left -= len(chunk)
                yield chunk


def _size_on_disk(path: os.PathLike[str]) -> int | None:
    """Return a regular file's size in bytes, or None when only its end will tell.

    Raises:
        OSError: It cannot be read.
    """
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        # Files that the system makes up, as in /proc, are empty only by their size.
        return None if size == 0 and file.read(1) else size


def _extent(file: Any) -> tuple[int, int] | None:
    """Return where a file object stands and the bytes from there, or None.

    None stands for one that cannot be rewound, whatever it says to that.
    """
    try:
        start = file.tell()
        if not isinstance(start, int):
            return None
        try:
            file.seek(0, io.SEEK_END)
            size = file.tell() - start
        finally:
            file.seek(start)
    except (OSError, AttributeError, TypeError, ValueError):
        return None
    return start, max(0, size)


class Multipart:
    """A ``multipart/form-data`` body that is read while it is sent.

    It can be iterated again for a repeated request when :attr:`replayable`.
    """

    def __init__(self, fields: Sequence[tuple[str, Any]]) -> None:
        """Make a body.

        Args:
            fields: Names and values: text, or a :data:`File`.

        Raises:
            TypeError: A value is neither.
            ValueError: A file object is closed.
            OSError: A path cannot be read.
        """
        self._boundary = os.urandom(16).hex()
        self._parts = [self._part(name, value) for name, value in fields]
        self.content_type = f"multipart/form-data; boundary={self._boundary}"
        self.replayable = all(part.replayable for part in self._parts)

    @property
    def size(self) -> int | None:
        """Size of the whole body in bytes, or None when a part's is not known."""
        total = len(self._end())
        for part in self._parts:
            if part.size is None:
                return None
            total += len(part.head) + part.size + 2
        return total

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield from part.chunks()
        yield self._end()

    def async_chunks(self) -> AsyncChunks:
        """The same for async clients: files are read in a thread."""
        return AsyncChunks(self)

    def _end(self) -> bytes:
        return f"--{self._boundary}--\r\n".encode()

    def _part(self, name: str, value: Any) -> _Part:
        head = f"--{self._boundary}\r\nContent-Disposition: form-data; "
        if isinstance(value, str):
            text = f'{head}name="{_quoted(name)}"\r\n\r\n'
            return _Part(name, text.encode(), value.encode())
        check_file(value, name)
        upload = value if isinstance(value, Upload) else Upload(value)
        content: Any = upload.content
        if getattr(content, "closed", False) is True:
            raise ValueError(f"{name}: the file object is closed")
        if isinstance(content, bytearray | memoryview):
            content = bytes(content)
        filename = upload.filename or _filename(content) or name
        kind = upload.content_type or mimetypes.guess_type(filename)[0]
        kind = kind or "application/octet-stream"
        if any(ord(character) < 32 for character in kind):
            raise ValueError(f"{name}: content type {kind!r} has control characters")
        text = (
            f'{head}name="{_quoted(name)}"; filename="{_quoted(filename)}"\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        )
        return _Part(name, text.encode(), content, upload.progress)


class AsyncChunks:
    """Iterates over a multipart body without blocking the event loop."""

    def __init__(self, body: Multipart) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        import asyncio

        chunks = iter(self._body)
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            yield chunk


def _filename(content: Any) -> str:
    if isinstance(content, os.PathLike):
        return Path(content).name
    name = getattr(content, "name", "")
    return Path(name).name if isinstance(name, str) else ""


def _quoted(text: str) -> str:
    # As HTML forms do: only what would end the quotes or the line.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")

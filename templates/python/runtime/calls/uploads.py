"""Files on their way out: from wherever they come, never whole in memory."""

from __future__ import annotations

import inspect
import io
import mimetypes
import os
import re
import stat
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol, TypeAlias

from msgspec import Struct

from ..models.values import JSON, UNSET, refuse_surrogates
from ..operations import Names, spelled
from .requests import FileCutShort, one_text, plain

_CHUNK = 64 * 1024
# What is compressed is no longer what it was before.
_COMPRESSED = {
    "gzip": "application/gzip",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    "compress": "application/x-compress",
}


class AsyncFile(Protocol):
    """A file object whose ``read`` is awaited, for async clients."""

    async def read(self, size: int = -1, /) -> bytes: ...


class Upload(Struct, frozen=True):
    """A file with more to say about it than its content.

    Attributes:
        content: The bytes, a path, a file object opened in binary mode, or an iterator over
            bytes. A file object is read from where it stands, and rewound to there when a
            request is repeated. What cannot be rewound, such as a pipe or an iterator, is
            sent once, until its end. Async clients take async files and iterators, too.
        filename: Name sent along; by default that of the path or the file object.
        content_type: Media type; by default guessed from the name.
        progress: Called with the bytes sent so far and the size in bytes (None when it is
            not known) after each chunk.
    """

    content: (
        bytes
        | os.PathLike[str]
        | BinaryIO
        | Iterator[bytes]
        | AsyncIterable[bytes]
        | AsyncFile
    )
    filename: str | None = None
    content_type: str | None = None
    progress: Callable[[int, int | None], object] | None = None


File: TypeAlias = (
    bytes
    | os.PathLike[str]
    | BinaryIO
    | Iterator[bytes]
    | AsyncIterable[bytes]
    | AsyncFile
    | Upload
)
"""What can be uploaded: bytes, a path, a file object opened in binary mode, an iterator over
bytes, or an Upload. Async clients also take file objects and iterators that are awaited."""


def is_file(value: Any) -> bool:
    """Tell whether a value is a file whatever its key is declared as."""
    known = isinstance(value, bytes | bytearray | memoryview | os.PathLike | Upload)
    return known or hasattr(value, "read")


def are_files(value: Any) -> bool:
    """Tell whether a value is a file, or a list of some."""
    if isinstance(value, list | tuple):
        return any(map(is_file, value))
    return is_file(value)


def _is_stream(value: Any) -> bool:
    """Tell whether a value gives the chunks of one file."""
    if isinstance(value, AsyncIterable):
        return True
    return isinstance(value, Iterable) and not isinstance(value, Collection)


def _check_file(value: Any, name: str) -> None:
    """Refuse what cannot be uploaded.

    Text is none: whether it names a file or is its content, nobody can tell.
    """
    content = value.content if isinstance(value, Upload) else value
    if isinstance(content, io.TextIOBase) or (
        hasattr(content, "read") and hasattr(content, "encoding")
    ):
        raise TypeError(f"{name}: open the file in binary mode ('rb')")
    if isinstance(content, tuple):
        raise TypeError(
            f"{name}: a tuple is no file; use"
            " Upload(content, filename=..., content_type=...)"
        )
    if isinstance(content, Upload) or not (is_file(content) or _is_stream(content)):
        raise TypeError(
            f"{name}: expected bytes, a path, a binary file object, an iterator over bytes"
            f" or an Upload, got {type(content).__name__}; for a file on disk pass a"
            " pathlib.Path"
        )


class Part:
    """One part of a multipart body.

    Attributes:
        name: Of the argument, for errors.
        head: Its headers, and the empty line behind them.
        awaits: Its content can only be awaited.
        replayable: It can be read again.
        size: Of the content in bytes, or None when only its end will tell.
    """

    def __init__(
        self, name: str, head: str, content: Any, progress: Any = None
    ) -> None:
        self.name = name
        self.head = f"{head}\r\n".encode()
        self.content = content
        self.progress = progress
        self.start = 0
        self.replayable = True
        self.awaits = False
        self.size: int | None = None
        if isinstance(content, bytes):
            self.size = len(content)
        elif isinstance(content, os.PathLike):
            mode = os.stat(content).st_mode
            # Pipes and devices give what they have once; a folder is refused on opening.
            self.replayable = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
            if self.replayable:
                self.size = _size_on_disk(content)
        elif not hasattr(content, "read"):
            self.replayable = False
            self.awaits = isinstance(content, AsyncIterable)
        elif inspect.iscoroutinefunction(content.read):
            self.replayable = False
            self.awaits = True
        else:
            extent = _extent(content)
            if extent is None:
                self.replayable = False
            else:
                self.start, self.size = extent

    def chunks(self) -> Iterator[bytes]:
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

    async def awaited_chunks(self) -> AsyncIterator[bytes]:
        """The same for what can only be awaited, and has no size."""
        sent = 0
        async for chunk in self._awaited():
            yield self._checked(chunk)
            sent += len(chunk)
            if self.progress is not None:
                self.progress(sent, None)

    async def _awaited(self) -> AsyncIterator[bytes]:
        if hasattr(self.content, "read"):
            while chunk := await self.content.read(_CHUNK):
                yield chunk
        else:
            async for chunk in self.content:
                yield chunk

    def _checked(self, chunk: Any) -> bytes:
        if isinstance(chunk, bytes | bytearray | memoryview):
            return bytes(chunk)
        if inspect.iscoroutine(chunk):
            chunk.close()
        raise TypeError(
            f"{self.name}: the file object gave {type(chunk).__name__} instead of bytes"
        )

    def _content(self) -> Iterator[bytes]:
        if isinstance(self.content, bytes):
            view = memoryview(self.content)
            for start in range(0, len(view), _CHUNK):
                yield bytes(view[start : start + _CHUNK])
            return
        if not isinstance(self.content, os.PathLike) and not hasattr(
            self.content, "read"
        ):
            yield from map(self._checked, self.content)
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
                chunk = self._checked(
                    file.read(_CHUNK if left is None else min(_CHUNK, left))
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


def file_parts(key: str, value: Any, name: str, *, several: bool) -> list[Part]:
    """Make the part of a file, or those of a list of files.

    Args:
        key: On the wire.
        value: A :data:`File`, or several: an iterator over files where ``several`` are
            declared, a list everywhere.
        name: The argument, for errors.
        several: Its type is an array.

    Raises:
        TypeError: It is no file.
        ValueError: A file object is closed, or a name cannot be sent.
        OSError: A path cannot be read.
    """
    listed = isinstance(value, Iterable) and not isinstance(value, str | dict)
    if is_file(value) or _is_named(value) or not listed:
        return [_file_part(key, value, name)]
    if _is_stream(value) and not several:
        return [_file_part(key, value, name)]
    return [
        _file_part(key, each, f"{name}[{number}]") for number, each in enumerate(value)
    ]


def _is_named(value: Any) -> bool:
    """Tell whether it is a tuple of a name and a content, as other libraries take it."""
    return isinstance(value, tuple) and any(isinstance(x, str) for x in value)


def _file_part(key: str, value: Any, name: str) -> Part:
    _check_file(value, name)
    upload = value if isinstance(value, Upload) else Upload(value)
    content: Any = upload.content
    if getattr(content, "closed", False) is True:
        raise ValueError(f"{name}: the file object is closed")
    if isinstance(content, bytearray | memoryview):
        content = bytes(content)
    filename = upload.filename or _filename(content) or key
    kind = upload.content_type or _media_type(filename)
    for text in (filename, kind):
        if not isinstance(text, str):
            raise TypeError(f"{name}: a file's name and type are texts, got {text!r}")
        refuse_surrogates(text, name)
    if not re.fullmatch(r"[\t -~]*", kind):
        raise ValueError(f"{name}: content type {kind!r} cannot stand in a header")
    return Part(name, _head(key, filename, kind), content, upload.progress)


def _media_type(filename: Any) -> str:
    kind, encoding = mimetypes.guess_type(filename)
    if encoding is not None:
        kind = _COMPRESSED.get(encoding)
    return kind or "application/octet-stream"


def _head(key: str, filename: str = "", content_type: str = "") -> str:
    head = f'Content-Disposition: form-data; name="{_quoted(key)}"'
    if filename:
        head += f'; filename="{_quoted(filename)}"'
    return (
        f"{head}\r\nContent-Type: {content_type}\r\n" if content_type else f"{head}\r\n"
    )


class Multipart:
    """A ``multipart/form-data`` body that is read while it is sent.

    It can be iterated again for a repeated request when :attr:`replayable`.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._boundary = os.urandom(16).hex()
        self._parts = parts
        self.content_type = f"multipart/form-data; boundary={self._boundary}"
        self.replayable = all(part.replayable for part in parts)

    @property
    def size(self) -> int | None:
        """Size of the whole body in bytes, or None when a part's is not known."""
        total = len(self._end())
        for part in self._parts:
            if part.size is None:
                return None
            total += len(self._begin(part)) + part.size + 2
        return total

    def refuse_awaiting(self) -> None:
        """Refuse parts that a sync client cannot read.

        Raises:
            TypeError: One can only be awaited.
        """
        for part in self._parts:
            if part.awaits:
                raise TypeError(
                    f"{part.name}: an async file or iterator needs the async client"
                )

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield self._begin(part)
            yield from part.chunks()
            yield b"\r\n"
        yield self._end()

    async def async_chunks(self) -> AsyncIterator[bytes]:
        """The same for async clients: what would block is read in a thread."""
        from asyncio import to_thread

        for part in self._parts:
            yield self._begin(part)
            if part.awaits:
                async for chunk in part.awaited_chunks():
                    yield chunk
            else:
                chunks = part.chunks()
                while (each := await to_thread(next, chunks, None)) is not None:
                    yield each
            yield b"\r\n"
        yield self._end()

    def _begin(self, part: Part) -> bytes:
        return f"--{self._boundary}\r\n".encode() + part.head

    def _end(self) -> bytes:
        return f"--{self._boundary}--\r\n".encode()


def _filename(content: Any) -> str:
    if isinstance(content, os.PathLike):
        return Path(content).name
    name = getattr(content, "name", "")
    return Path(name).name if isinstance(name, str) else ""


def _quoted(text: str) -> str:
    # As HTML forms do: only what would end the quotes or the line.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


class Fields(NamedTuple):
    """The fields of a multipart body.

    Attributes:
        files: Keys whose values are files, or lists of files.
        lists: Those of them that are declared as lists.
    """

    files: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def plain(self, body: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """Turn all but files into plain data."""
        made: dict[str, Any] = {}
        for key, value in body.items():
            if value is not None and value is not UNSET and self._is_file(key, value):
                made[key] = value
            else:
                made.update(plain({key: value}, "", names))
        return made

    def write(self, body: Mapping[str, Any], names: Names) -> Multipart:
        """Make what is sent of a body that is plain but for files.

        Raises:
            TypeError: A value is no file where one is declared.
        """
        return Multipart(
            [
                part
                for key, value in body.items()
                for part in self._parts(key, value, spelled(names, key))
            ]
        )

    def _is_file(self, key: str, value: Any) -> bool:
        return key in self.files or are_files(value)

    def _parts(self, key: str, value: Any, name: str) -> list[Part]:
        """Make the parts of one key: several for an array."""
        if value is not None and self._is_file(key, value):
            return file_parts(key, value, name, several=key in self.lists)
        parts = []
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict | list):
                # Says that it is JSON: many servers read a part by its type alone.
                head = _head(key, content_type="application/json")
                parts.append(Part(key, head, JSON.encode(each)))
            else:
                text = one_text(each, name, True)
                parts.append(Part(key, _head(key), text.encode()))
        return parts

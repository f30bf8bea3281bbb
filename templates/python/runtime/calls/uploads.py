"""Files on their way out: from wherever they come, never whole in memory.

The multipart body is written here, since httpx2's reads async clients' files in their event
loop, knows no async files, pipes or progress, and begins at the start of a file again.
"""

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

from ..models import JSON, UNSET, refuse_surrogates
from . import Names, spelled
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


Content: TypeAlias = (
    bytes
    | os.PathLike[str]
    | BinaryIO
    | Iterator[bytes]
    | AsyncIterable[bytes]
    | AsyncFile
)


class Upload(Struct, frozen=True):
    """A file with more to say about it than its content.

    Attributes:
        content: The bytes, the path of a regular file, a file object opened in binary mode,
            or an iterator over bytes. A file object is read from where it stands, and
            rewound to there when a request is repeated. What cannot be rewound, such as a
            pipe or an iterator, is sent once, until its end. Async clients take async files
            and iterators, too.
        filename: Name sent along; by default that of the path or the file object.
        content_type: Media type; by default guessed from the name.
        progress: Called with the bytes sent so far and the size in bytes (None when it is
            not known) after each chunk.
    """

    content: Content
    filename: str | None = None
    content_type: str | None = None
    progress: Callable[[int, int | None], object] | None = None


File: TypeAlias = Content | Upload
"""What can be uploaded: bytes, the path of a regular file, a file object opened in binary
mode, an iterator over bytes, or an Upload. Async clients also take file objects and iterators
that are awaited."""


class Part:
    """One part of a multipart body.

    Attributes:
        name: Of the argument, for errors.
        awaits: Its content can only be awaited.
        size: Of the content in bytes, or None when only its end will tell.
    """

    def __init__(
        self, name: str, head: str, content: Any, progress: Any = None
    ) -> None:
        if isinstance(content, bytes | bytearray | memoryview):
            content = io.BytesIO(content)
        self.name = name
        self.head = f"{head}\r\n".encode()
        self.content = content
        self.progress = progress
        is_path = isinstance(content, os.PathLike)
        read = getattr(content, "read", None)
        self.awaits = inspect.iscoroutinefunction(read) or (
            read is None and isinstance(content, AsyncIterable)
        )
        extent = None
        if is_path:
            with _open(content, name) as file:
                extent = _extent(file)
                # What the system makes up, as in /proc, is empty only by its size.
                if extent and not extent[1] and file.read(1):
                    extent = None
        elif read is not None and not self.awaits:
            extent = _extent(content)
        self.start = extent[0] if extent else 0
        self.size = extent[1] if extent else None
        self.replayable = is_path or extent is not None

    def refuse_awaiting(self) -> None:
        """Refuse what a sync client cannot read."""
        if self.awaits:
            raise TypeError(
                f"{self.name}: an async file or iterator needs the async client"
            )

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

    def _content(self) -> Iterator[bytes]:
        source = self.content
        if isinstance(source, os.PathLike):
            source = _open(source, self.name)
        elif hasattr(source, "read"):
            if self.replayable:
                source.seek(self.start)
            source = nullcontext(source)
        else:
            yield from map(self._checked, source)
            return
        with source as file:
            left = self.size
            while left is None or left > 0:
                # Never more than announced, should the file grow meanwhile.
                size = _CHUNK if left is None else min(_CHUNK, left)
                chunk = self._checked(file.read(size))
                if not chunk:
                    break
                if left is not None:
                    left -= len(chunk)
                yield chunk

    async def async_chunks(self) -> AsyncIterator[bytes]:
        """The same for async clients: what would block is read in a thread."""
        if not self.awaits:
            from asyncio import to_thread

            chunks = self.chunks()
            while (each := await to_thread(next, chunks, None)) is not None:
                yield each
            return
        sent = 0
        read = getattr(self.content, "read", None)
        async for chunk in self.content if read is None else _read_on(read):
            yield self._checked(chunk)
            sent += len(chunk)
            if self.progress is not None:
                self.progress(sent, None)

    def _checked(self, chunk: Any) -> bytes:
        if isinstance(chunk, bytes | bytearray | memoryview):
            return bytes(chunk)
        if inspect.iscoroutine(chunk):
            chunk.close()
        raise TypeError(
            f"{self.name}: the file object gave {type(chunk).__name__} instead of bytes"
        )


async def _read_on(read: Callable[[int], Any]) -> AsyncIterator[Any]:
    while chunk := await read(_CHUNK):
        yield chunk


def _open(path: os.PathLike[str], name: str) -> BinaryIO:
    # A pipe would wait for whoever writes to it.
    mode = os.stat(path).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # open() refuses a folder
        raise ValueError(f"{name}: no regular file; open it and pass the file object")
    return open(path, "rb")


def _extent(file: Any) -> tuple[int, int] | None:
    """Return where a file object stands and the bytes from there; None: no way back."""
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

    def __init__(self, parts: Sequence[Part]) -> None:
        self._boundary = os.urandom(16).hex()
        self._parts = parts
        self._end = f"--{self._boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={self._boundary}"
        self.replayable = all(part.replayable for part in parts)

    @property
    def size(self) -> int | None:
        """Size of the whole body in bytes, or None when a part's is not known."""
        total = len(self._end)
        for part in self._parts:
            if part.size is None:
                return None
            total += len(self._begin(part)) + part.size + 2
        return total

    def refuse_awaiting(self) -> None:
        """Refuse parts that a sync client cannot read."""
        for part in self._parts:
            part.refuse_awaiting()

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield self._begin(part)
            yield from part.chunks()
            yield b"\r\n"
        yield self._end

    async def async_chunks(self) -> AsyncIterator[bytes]:
        """The same for async clients."""
        for part in self._parts:
            yield self._begin(part)
            async for chunk in part.async_chunks():
                yield chunk
            yield b"\r\n"
        yield self._end

    def _begin(self, part: Part) -> bytes:
        return f"--{self._boundary}\r\n".encode() + part.head


class Fields(NamedTuple):
    """The fields of a multipart body: keys of files, and those that have lists of files."""

    files: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def plain(
        self, body: Any, more: Mapping[str, Any] | None, names: Names
    ) -> tuple[Any, Mapping[str, Any] | None]:
        """Turn all but files into plain data; what is left of ``more`` comes back."""
        if not isinstance(body, Mapping):
            return plain(body, "", names), more
        made: dict[str, Any] = {}
        for key, value in {**body, **(more or {})}.items():
            if self._is_file(key, value):
                made[key] = value
            else:
                made.update(plain({key: value}, "", names))
        return made, None

    def write(
        self, body: Any, names: Names, forms: Any, explode: Mapping[str, str]
    ) -> Multipart:
        """Make what is sent of a body that is plain but for files.

        Objects and arrays are sent as ``forms`` says, a ``Forms`` of :mod:`.forms`, and as
        ``explode`` says of single keys; without, as parts in JSON, an array as several.
        """
        if not isinstance(body, Mapping):
            raise TypeError(f"body: expected an object, got {type(body).__name__}")
        parts: list[Part] = []
        for key, value in body.items():
            name = spelled(names, key)
            if self._is_file(key, value):
                files = _files(name, value, several=key in self.lists)
                for number, (each, named) in enumerate(files):
                    at = key
                    if forms is not None and key in self.lists:
                        at = forms.at(key, number, explode.get(key, ""))
                    upload, filename, kind = checked_upload(each, key, named)
                    head = _head(at, filename, kind)
                    parts.append(Part(named, head, upload.content, upload.progress))
            elif forms is not None:
                parts += [
                    _part(*each)
                    for each in forms.parts(key, value, name, explode.get(key, ""))
                ]
            else:
                values = value if isinstance(value, list) else [value]
                parts += [_part(key, each, name) for each in values]
        return Multipart(parts)

    def _is_file(self, key: str, value: Any) -> bool:
        if value is None or value is UNSET:
            return False
        some = value if isinstance(value, list | tuple) else [value]
        return key in self.files or any(map(_is_file, some))


def _is_file(value: Any) -> bool:
    """Tell whether a value is a file whatever its key is declared as."""
    known = isinstance(value, bytes | bytearray | memoryview | os.PathLike | Upload)
    return known or hasattr(value, "read")


def _files(name: str, value: Any, *, several: bool) -> list[tuple[Any, str]]:
    """Return a file, or several, each with how callers know it.

    A list is several files everywhere, an iterator only where a list is declared.
    """
    many = isinstance(value, Collection) or (several and isinstance(value, Iterable))
    if _is_file(value) or isinstance(value, str | Mapping) or not many:
        return [(value, name)]
    return [(each, f"{name}[{i}]") for i, each in enumerate(value)]


def checked_upload(value: Any, key: str, name: str) -> tuple[Upload, str, str]:
    """Return a file as an Upload, its name and its media type."""
    upload = value if isinstance(value, Upload) else Upload(value)
    content: Any = upload.content
    if hasattr(content, "read") and hasattr(content, "encoding"):
        raise TypeError(f"{name}: open the file in binary mode ('rb')")
    # Text is no file: whether it names one or is its content, nobody can tell.
    streams = isinstance(content, Iterable | AsyncIterable)
    streams = streams and not isinstance(content, Collection)
    if isinstance(content, Upload) or not (streams or _is_file(content)):
        raise TypeError(
            f"{name}: expected bytes, a path, a binary file object, an iterator over bytes"
            " or Upload(content, filename=..., content_type=...), got"
            f" {type(content).__name__}; for a file on disk pass a pathlib.Path"
        )
    if getattr(content, "closed", False) is True:
        raise ValueError(f"{name}: the file object is closed")
    filename = upload.filename or _filename(content) or key
    kind = upload.content_type or _media_type(filename)
    for text in (filename, kind):
        if not isinstance(text, str):
            raise TypeError(f"{name}: a file's name and type are texts, got {text!r}")
        refuse_surrogates(text, name)
    if not re.fullmatch(r"[\t -~]*", kind):
        raise ValueError(f"{name}: content type {kind!r} cannot stand in a header")
    return upload, filename, kind


def _part(key: str, value: Any, name: str) -> Part:
    if isinstance(value, dict | list):
        # Says that it is JSON: many servers read a part by its type alone.
        head = _head(key, content_type="application/json")
        return Part(key, head, JSON.encode(value))
    return Part(key, _head(key), one_text(value, name, null=True).encode())


def _filename(content: Any) -> str:
    name = content if isinstance(content, os.PathLike) else getattr(content, "name", "")
    return Path(name).name if isinstance(name, str | os.PathLike) else ""


def _media_type(filename: Any) -> str:
    kind, encoding = mimetypes.guess_type(filename)
    if encoding is not None:
        kind = _COMPRESSED.get(encoding)
    return kind or "application/octet-stream"


def _head(key: str, filename: str = "", content_type: str = "") -> str:
    head = f'Content-Disposition: form-data; name="{_quoted(key)}"'
    if filename:
        head += f'; filename="{_quoted(filename)}"'
    return f"{head}\r\n" + (f"Content-Type: {content_type}\r\n" if content_type else "")


def _quoted(text: str) -> str:
    # As HTML forms do: only what would end the quotes or the line.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")

"""Bodies that are one file, read while it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, NamedTuple

from . import Names
from .uploads import Part, checked_upload


class WholeBody:
    """A body that is one file, read while it is sent."""

    def __init__(self, part: Part, content_type: str) -> None:
        self._part = part
        self.content_type = content_type
        self.replayable = part.replayable
        self.size = part.size

    def refuse_awaiting(self) -> None:
        """Refuse what a sync client cannot read."""
        self._part.refuse_awaiting()

    def __iter__(self) -> Iterator[bytes]:
        return self._part.chunks()

    def async_chunks(self) -> AsyncIterator[bytes]:
        """The same for async clients."""
        return self._part.async_chunks()


class Whole(NamedTuple):
    """Writes a body that is one file."""

    def plain(
        self, body: Any, more: Mapping[str, Any] | None, names: Names
    ) -> tuple[Any, Mapping[str, Any] | None]:
        """Leave the file as it is."""
        return body, more

    def write(self, body: Any, *of_forms: Any) -> WholeBody:
        """Make what is sent of it."""
        upload, _, kind = checked_upload(body, "", "body")
        part = Part("body", "", upload.content, upload.progress)
        return WholeBody(part, kind)

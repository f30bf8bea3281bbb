"""Lists, page by page and item by item, lazily."""

from __future__ import annotations

import logging
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
    Mapping,
)
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload
from urllib.parse import urljoin

from msgspec import Struct

from .config import Paging
from .errors import DecodeError

if TYPE_CHECKING:
    from .decoding import Items

__all__ = ["AsyncPages", "Page", "Pages", "Position"]

T = TypeVar("T")

Position = int | str | None
"""Where a page is: a page number, an offset, a cursor or a URL; None for the first."""


class Page(Struct, Generic[T], frozen=True):
    """One page of a list.

    Attributes:
        items: In the server's order.
        meta: The object beside the items that describes the page; empty when there is none.
        links: The object that links to other pages; empty when there is none.
        number: Page number or offset; a count from 1 where the API has neither.
        total: Number of items on all pages, or None when the API does not say.
        next: Where the next page is (give it to the list method to resume there), or None
            on the last page.
    """

    items: list[T]
    meta: Mapping[str, Any]
    links: Mapping[str, Any]
    number: int
    total: int | None
    next: Position

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.items[index]


class Fetched(Struct, frozen=True):
    """One page as it was read.

    Attributes:
        items: The items and the places around them.
        url: Where it was read, for links that are relative.
        digest: Of its bytes, to notice a page that comes twice.
    """

    items: Items
    url: str
    digest: int


class Walk(Generic[T]):
    """Decides which page comes next. Pure; the same for sync and async."""

    def __init__(
        self,
        paging: Paging,
        start: Position,
        logger: logging.Logger,
        operation: str,
        strict: bool,
    ) -> None:
        self._operation = operation
        self._strict = strict
        self._paging = paging
        self._position = start
        self._logger = logger
        self._count = 0
        self._digest: int | None = None
        self._seen: set[Position] = set()

    def take(self, fetched: Fetched) -> Page[T] | None:
        """Make a page of what was fetched; None when it came before."""
        paging, places = self._paging, fetched.items.places
        items = fetched.items.items
        if items and self._digest == fetched.digest:
            self._repeated(f"page {self._position!r} is the one before it again")
            return None
        self._digest = fetched.digest
        self._seen.add(self._position)
        self._count += 1
        number = _integer(places.get("current"))
        if number is None:
            number = self._count
            if paging.style in ("page", "offset"):
                number = _integer(self._position)
                number = paging.first if number is None else number
        following = self._following(number, len(items), places, fetched.url)
        if following is not None and following in self._seen:
            self._repeated(f"the next page, {following!r}, was read before")
            following = None
        self._position = following
        return Page(
            items=items,
            meta=_mapping(places.get("meta")),
            links=_mapping(places.get("links")),
            number=number,
            total=_integer(places.get("total")),
            next=following,
        )

    def _repeated(self, words: str) -> None:
        """Say that the list ends although the server says it goes on."""
        if self._strict:
            raise DecodeError(f"{self._operation}: {words}", operation=self._operation)
        self._logger.warning("%s: %s; the list ends here", self._operation, words)

    def _following(
        self, number: int, count: int, places: Mapping[str, Any], url: str
    ) -> Position:
        paging = self._paging
        target = places.get("next")
        if paging.style == "cursor":
            # A scan may well give an empty page with more behind it.
            return target if isinstance(target, int | str) and target != "" else None
        if count == 0 or (not paging.parameter and paging.style != "link"):
            return None
        if paging.style == "link":
            return _joined(url, target) if isinstance(target, str) and target else None
        # Some APIs have such a link and never fill it: counts are believed before it.
        ended = "next" in places and target is None
        if paging.style == "offset":
            total = _integer(places.get("total"))
            offset = _integer(self._position)
            reached = (paging.first if offset is None else offset) + count
            ended = ended if total is None else reached >= total
            return None if ended else reached
        asked = _integer(self._position)
        asked = paging.first if asked is None else asked
        last = _integer(places.get("last"))
        if last is not None:
            return asked + 1 if max(asked, number) < last else None
        if ended:
            return None
        if paging.last or paging.next:
            return asked + 1 if target else None
        # An API that tells nothing ends with an empty page.
        return asked + 1


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        return target  # no URL, as is told when it is asked for


def _integer(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:18])
    if isinstance(value, int):
        return value
    return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


class Pages(Generic[T]):
    """A list that is read page by page while you go through it.

    Iterating gives the items of all pages; each iteration begins anew. Nothing is fetched
    before the first item is asked for.
    """

    def __init__(
        self,
        fetch: Callable[[Position], Fetched],
        walk: Callable[[], Walk[T]],
        start: Position = None,
        read_ahead: int = 0,
        title: str = "",
    ) -> None:
        self._fetch = fetch
        self._walk = walk
        self._start = start
        self._read_ahead = read_ahead
        self._title = title

    def __iter__(self) -> Iterator[T]:
        with closing(self._pages()) as pages:
            for page in pages:
                yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Iterate over the pages."""
        return self._pages()

    def first_page(self) -> Page[T]:
        """Fetch the first page only."""
        with closing(self._plain_pages()) as pages:
            return next(pages)

    def _pages(self) -> Generator[Page[T], None, None]:
        if self._read_ahead > 0:
            from .readahead import read_ahead

            return read_ahead(self._plain_pages(), self._read_ahead)
        return self._plain_pages()

    def _plain_pages(self) -> Generator[Page[T], None, None]:
        walk = self._walk()
        position = self._start
        while True:
            page = walk.take(self._fetch(position))
            if page is None:
                return
            yield page
            position = page.next
            if position is None:
                return

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._title or 'a list'}>"


class AsyncPages(Generic[T]):
    """A list that is read page by page while you go through it with ``async for``."""

    def __init__(
        self,
        fetch: Callable[[Position], Awaitable[Fetched]],
        walk: Callable[[], Walk[T]],
        start: Position = None,
        read_ahead: int = 0,
        title: str = "",
    ) -> None:
        self._fetch = fetch
        self._walk = walk
        self._start = start
        self._read_ahead = read_ahead
        self._title = title

    async def __aiter__(self) -> AsyncIterator[T]:
        async with aclosing(self._pages()) as pages:
            async for page in pages:
                for item in page.items:
                    yield item

    def pages(self) -> AsyncIterator[Page[T]]:
        """Iterate over the pages with ``async for``."""
        return self._pages()

    async def first_page(self) -> Page[T]:
        """Fetch the first page only."""
        async with aclosing(self._plain_pages()) as pages:
            return await anext(pages)

    def _pages(self) -> AsyncGenerator[Page[T], None]:
        if self._read_ahead > 0:
            from .readahead import async_read_ahead

            return async_read_ahead(self._plain_pages(), self._read_ahead)
        return self._plain_pages()

    async def _plain_pages(self) -> AsyncGenerator[Page[T], None]:
        walk = self._walk()
        position = self._start
        while True:
            page = walk.take(await self._fetch(position))
            if page is None:
                return
            yield page
            position = page.next
            if position is None:
                return

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._title or 'a list'}>"

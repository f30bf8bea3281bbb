"""Lists, page by page and item by item, lazily."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import aclosing, closing
from decimal import Decimal
from typing import Any, Generic, TypeVar, overload
from urllib.parse import urljoin

from msgspec import Struct

from ..config import Paging
from ..errors import DecodeError
from ..models.answers import Items
from ..wire.exchange import Call, tell_error
from ..wire.loops import event_loop
from ..wire.responses import RawResponse

T = TypeVar("T")

Position = int | str | None
"""Where a page is: a page number, an offset, a cursor or a URL; None for the first."""

_LARGEST = 2**64  # what a number of a page, an item or a cursor stays below


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
        call: What was asked for.
        raw: The answer itself, for errors.
    """

    items: Items
    call: Call
    raw: RawResponse


class NoWay(ValueError):
    """An answer that does not say where its list goes on, or says what makes no sense."""


def next_position(
    paging: Paging,
    asked: Position,
    count: int,
    places: Mapping[str, Any],
    url: str = "",
    walked: int | None = None,
) -> Position:
    """Decide where a list goes on after a page.

    It ends where the declared next is absent, null or empty text, or where the declared
    last page or total is reached; only where none of these is declared, at an empty page.

    Args:
        paging: How the API's lists are walked.
        asked: Where the page is; None for the first.
        count: How many items it has.
        places: What stands at the places that ``paging`` names, by its attributes.
        url: Where it was read.
        walked: How many items the list has given so far, this page included; None when it
            was not read from its first page.

    Returns:
        Where the next page is, or None at the end.

    Raises:
        NoWay: The answer lacks a place that decides, or has something of another kind there.
    """
    following = places.get("next")
    more = following is not None and following != ""
    if paging.style == "cursor":
        return _cursor(paging, following) if more else None
    if paging.style == "link":
        if not more:
            return None
        if not isinstance(following, str):
            raise NoWay(f"{_shown(paging, 'next', following)} is no URL")
        return _joined(url, following)
    if isinstance(following, bool):
        raise NoWay(f"{_shown(paging, 'next', following)} is neither a page nor a URL")
    now = _number(paging, "", asked)
    now = paging.first if now is None else now
    total = _number(paging, "total", places.get("total"))
    if paging.style == "offset":
        step, end = count, None
        if total is not None:
            end = total - (now - paging.first + count)
    else:
        last = _number(paging, "last", places.get("last"))
        current = _number(paging, "current", places.get("current"))
        step, end = 1, None
        if last is not None:
            # Answers may count from another number than the parameter does.
            end = last - (now if current is None else current)
        if end is None and total is not None and walked is not None:
            end = total - walked
    declared = "total" if paging.style == "offset" else "last"
    if end is not None:
        goes_on = end > 0
    elif paging.next:
        goes_on = more
    elif getattr(paging, declared):
        raise NoWay(f"{_shown(paging, declared)}: the answer has no such place")
    else:
        goes_on = count > 0
    if goes_on and step == 0:
        raise NoWay("the answer says that there is more, but this page is empty")
    return now + step if goes_on else None


def _cursor(paging: Paging, value: Any) -> Position:
    if isinstance(value, str):
        return value
    try:
        return _number(paging, "next", value)
    except NoWay:
        raise NoWay(f"{_shown(paging, 'next', value)} is no cursor") from None


def _number(paging: Paging, place: str, value: Any) -> int | None:
    """Read a whole number, such as 3 or 3.0."""
    if value is None:
        return None
    if not place and isinstance(value, str) and value.isascii() and value.isdigit():
        value = Decimal(value)  # a position that the caller kept as text
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        try:
            # Compared before it is converted: int(Decimal("1e999999999")) takes minutes.
            if 0 <= value < _LARGEST and value == (number := int(value)):
                return number
        except ArithmeticError:
            pass  # NaN
    raise NoWay(f"{_shown(paging, place, value)} is no whole number")


def _shown(paging: Paging, place: str, *value: Any) -> str:
    name = f"paging.{place} {getattr(paging, place)!r}" if place else "page"
    return f"{name}: {value[0]!r:.100}" if value else name


class Walk(Generic[T]):
    """Goes through a list, and notices one that has no end."""

    def __init__(
        self,
        paging: Paging,
        start: Position,
        operation: str,
        secrets: Iterable[str] = (),
    ) -> None:
        self._operation = operation
        self._secrets = secrets
        self._paging = paging
        self._position = start
        self._pages = 0
        self._items = 0
        self._from_first = start is None
        self._before: Any = None
        self._seen: set[Position] = set()
        self._numbers: set[int] = set()

    def take(self, fetched: Fetched) -> Page[T]:
        """Make a page of what was fetched.

        Raises:
            DecodeError: The answer does not say where the list goes on, or the list comes
                to the same page again; the hooks have been told.
        """
        try:
            return self._take(fetched)
        except NoWay as wrong:
            error = DecodeError(
                f"{self._operation}: {wrong}",
                operation=self._operation,
                body=fetched.raw.content,
            )
            raw = fetched.raw
            error.answers(raw, self._secrets)
            tell_error(fetched.call, raw.url, error, raw.attempts)
            raise error from None

    def _take(self, fetched: Fetched) -> Page[T]:
        paging, places = self._paging, fetched.items.places
        items, asked = fetched.items.items, self._position
        # What else an answer says, such as the time, may differ; of an empty page its number,
        # too: a total may be too large. Only up to a last page two may follow each other.
        page = [*items], *map(places.get, ("last", "total", "next"))
        page += (places.get("current") if items else None,)
        if page == self._before and (items or places.get("last") is None):
            same = (
                "the one before it again" if items else "as empty as the one before it"
            )
            raise NoWay(f"page {asked!r} is {same}")
        self._before = page
        self._seen |= {asked, fetched.call.url}
        self._pages += 1
        self._items += len(items)
        number = _number(paging, "current", places.get("current"))
        if number is not None and number in self._numbers:
            raise NoWay(f"asked for page {asked!r}, the answer is page {number} again")
        if number is None:
            number = self._pages
            if paging.style in ("page", "offset"):
                number = _number(paging, "", asked)
                number = paging.first if number is None else number
        self._numbers.add(number)
        walked = self._items if self._from_first else None
        following = next_position(
            paging, asked, len(items), places, fetched.call.url, walked
        )
        if following is not None and following in self._seen:
            raise NoWay(f"the next page, {following!r}, was read before")
        self._position = following
        return Page(
            items=items,
            meta=_mapping(places.get("meta")),
            links=_mapping(places.get("links")),
            number=number,
            total=_number(paging, "total", places.get("total")),
            next=following,
        )


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        return target  # no URL, as is told when it is asked for


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

            return read_ahead(self._plain_pages(), self._read_ahead)
        return self._plain_pages()

    def _plain_pages(self) -> Generator[Page[T], None, None]:
        walk = self._walk()
        position = self._start
        while True:
            page = walk.take(self._fetch(position))
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

            return async_read_ahead(self._plain_pages(), self._read_ahead)
        return self._plain_pages()

    async def _plain_pages(self) -> AsyncGenerator[Page[T], None]:
        walk = self._walk()
        position = self._start
        while True:
            page = walk.take(await self._fetch(position))
            yield page
            position = page.next
            if position is None:
                return

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._title or 'a list'}>"


class _Done:
    """Marks the end; carries the error that caused it, if any."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def read_ahead(pages: Generator[T, None, None], depth: int) -> Generator[T, None, None]:
    """Run ``pages`` in a thread, at most ``depth`` items ahead of the reader."""
    import contextvars
    import queue
    import threading

    ready: queue.Queue[T | _Done] = queue.Queue()
    room = threading.Semaphore(depth)
    stopped = threading.Event()

    def produce() -> None:
        end = _Done()
        try:
            while True:
                room.acquire()
                if stopped.is_set():
                    break
                try:
                    page = next(pages)
                except StopIteration:
                    break
                ready.put(page)
        except BaseException as error:
            end = _Done(error)
        finally:
            pages.close()
            ready.put(end)

    context = contextvars.copy_context()
    thread = threading.Thread(
        target=context.run, args=(produce,), name="read-ahead", daemon=True
    )
    thread.start()
    try:
        while True:
            found = ready.get()
            if isinstance(found, _Done):
                if found.error is not None:
                    raise found.error
                return
            # The reader holds this page now; the next may be fetched in its place.
            room.release()
            yield found
    finally:
        # Not waited for: it ends with the request that it is in.
        stopped.set()
        room.release()


async def async_read_ahead(
    pages: AsyncGenerator[T, None], depth: int
) -> AsyncGenerator[T, None]:
    """Run ``pages`` in a task, at most ``depth`` items ahead of the reader."""
    import asyncio

    event_loop()
    ready: asyncio.Queue[T | _Done] = asyncio.Queue()
    room = asyncio.Semaphore(depth)

    async def produce() -> None:
        end = _Done()
        try:
            while True:
                await room.acquire()
                try:
                    page = await anext(pages)
                except StopAsyncIteration:
                    break
                ready.put_nowait(page)
        except Exception as error:
            end = _Done(error)
        finally:
            ready.put_nowait(end)
            await pages.aclose()

    task = asyncio.create_task(produce())
    try:
        while True:
            found = await ready.get()
            if isinstance(found, _Done):
                if found.error is not None:
                    raise found.error
                return
            room.release()
            yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

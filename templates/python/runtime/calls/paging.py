"""Lists, page by page and item by item, lazily.

A walk ends where the answers say so, and is an error where they go astray: a list that is cut
short or doubled looks like a whole one. Pages are read ahead by a thread, or tasks: most of the
time of a long list is spent waiting for the next one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import aclosing, closing, suppress
from decimal import Decimal
from typing import Any, Generic, TypeVar, overload
from urllib.parse import urljoin

from msgspec import Struct

from ..config import Paging
from ..errors import DecodeError
from ..wire.exchange import Call, tell_error
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
    """One page as it was read: its items and the places around them, and by which call."""

    items: list[Any]
    places: Mapping[str, Any]
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
    """Decide where a list goes on after the page that was asked for, of so many items.

    It ends where ``more`` is false, where the declared next is absent, null or empty text, or
    where the declared last page or total is reached; only where none of these is declared, at
    an empty page. ``places`` has what stands at the places that ``paging`` names, by its
    attributes; ``walked`` items have come so far, this page included, if that is known.
    """
    following = places.get("next")
    more = following is not None and following != ""
    said = _said(paging, places)
    if said is False:
        return None
    if paging.style in ("cursor", "link") and not more:
        if said or (count and ".-1." in f".{paging.next}."):
            raise NoWay(f"{_shown(paging, 'next')}: the answer has no such place")
        return None
    if paging.style == "cursor":
        if isinstance(following, str):
            return following
        return _number(paging, "next", following, "cursor")
    if paging.style == "link":
        if not isinstance(following, str):
            raise NoWay(f"{_shown(paging, 'next', following)} is no URL")
        try:
            return urljoin(url, following)
        except ValueError:
            return following  # no URL, as is told when it is asked for
    if isinstance(following, bool):
        raise NoWay(f"{_shown(paging, 'next', following)} is neither a page nor a URL")
    now = _asked(paging, asked)
    total = _number(paging, "total", places.get("total"))
    left = None  # pages or items that are still to come
    if paging.style == "offset":
        step, declared = count, "total"
        if total is not None:
            left = total - (now - paging.first + count)
    else:
        step, declared = 1, "last"
        last = _number(paging, "last", places.get("last"))
        current = _number(paging, "current", places.get("current"))
        if last is not None:
            # Answers may count from another number than the parameter does.
            left = last - (now if current is None else current)
        elif total is not None and walked is not None:
            left = total - walked
    if said:
        more = True
    elif left is not None:
        more = left > 0
    elif not paging.next:
        for place in (declared, "total"):
            if getattr(paging, place) and places.get(place) is None:
                raise NoWay(f"{_shown(paging, place)}: the answer has no such place")
        more = count > 0
    if more and step == 0:
        raise NoWay("the answer says that there is more, but this page is empty")
    return now + step if more else None


def _said(paging: Paging, places: Mapping[str, Any]) -> bool | None:
    """Return what the answer says of further pages; None where it has no place for that."""
    if not paging.more:
        return None
    said = places.get("more")
    if said is None:
        raise NoWay(f"{_shown(paging, 'more')}: the answer has no such place")
    if not isinstance(said, bool):
        raise NoWay(f"{_shown(paging, 'more', said)} is neither true nor false")
    return said


def _asked(paging: Paging, position: Position) -> int:
    """Return the number of a page, or an offset."""
    number = _number(paging, "", position)
    return paging.first if number is None else number


def _number(
    paging: Paging, place: str, value: Any, what: str = "whole number"
) -> int | None:
    """Read a whole number, such as 3 or 3.0."""
    if value is None:
        return None
    value = value if place else _digits(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        with suppress(ArithmeticError):  # NaN
            # Compared before it is converted: int(Decimal("1e999999999")) takes minutes.
            if 0 <= value < _LARGEST and value == (number := int(value)):
                return number
    raise NoWay(f"{_shown(paging, place, value)} is no {what}")


def _shown(paging: Paging, place: str, *value: Any) -> str:
    name = f"paging.{place} {getattr(paging, place)!r}" if place else "page"
    return f"{name}: {value[0]!r:.100}" if value else name


def check_start(paging: Paging, start: Position) -> None:
    """Refuse a number that no answer could be read beside; the server judges the others."""
    number = _digits(start)
    counts = paging.style in ("page", "offset")
    if counts and isinstance(number, int | Decimal) and number >= _LARGEST:
        raise ValueError(f"{paging.parameter or 'page'}: expected less than 2**64")


def _digits(position: Any) -> Any:
    """Return the number of a position that the caller kept as text."""
    if isinstance(position, str) and position.isascii() and position.isdigit():
        return Decimal(position)
    return position


class Walk(Struct, Generic[T], eq=False):
    """Goes through a list, and notices one that has no end."""

    _paging: Paging
    _position: Position  # of the next page to take
    _operation: str
    _secrets: Iterable[str] = ()
    _pages: int = 0
    _items: int = 0
    _from_first: bool = True
    _before: Any = None
    _seen: set[Position] = set()
    _numbers: set[int] = set()

    def __post_init__(self) -> None:
        self._from_first = self._position is None

    def take(self, fetched: Fetched) -> Page[T]:
        """Make a page; a DecodeError, which the hooks hear of, where the list goes astray."""
        try:
            return self._take(fetched)
        except NoWay as wrong:
            raw, name = fetched.raw, self._operation
            error = DecodeError(f"{name}: {wrong}", operation=name, body=raw.content)
            error.answers(raw, self._secrets)
            tell_error(fetched.call, raw.url, error, raw.attempts)
            raise error from None

    def _take(self, fetched: Fetched) -> Page[T]:
        paging, places, items = self._paging, fetched.places, fetched.items
        asked, url = self._position, fetched.call.url
        # What else an answer says, such as the time, may differ; of an empty page its number,
        # too: a total may be too large. Only up to a last page two may follow each other.
        page = [*items], *map(places.get, ("last", "total", "next"))
        page += (places.get("current") if items else None,)
        if page == self._before and (items or places.get("last") is None):
            before = "the one before it"
            same = f"{before} again" if items else f"as empty as {before}"
            raise NoWay(f"page {asked!r} is {same}")
        self._before = page
        self._seen |= {asked, url}
        self._pages += 1
        self._items += len(items)
        number = _number(paging, "current", places.get("current"))
        if number is not None and number in self._numbers:
            raise NoWay(f"asked for page {asked!r}, the answer is page {number} again")
        if number is None:
            counted = paging.style in ("page", "offset")
            number = _asked(paging, asked) if counted else self._pages
        self._numbers.add(number)
        walked = self._items if self._from_first else None
        following = next_position(paging, asked, len(items), places, url, walked)
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


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


class _List(Struct, eq=False):
    _fetch: Callable[[Position], Any]
    _walk: Callable[[], Walk[Any]]
    _start: Position = None
    _read_ahead: int = 0
    _title: str = ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._title or 'a list'}>"


class Pages(_List, Generic[T]):
    """A list that is read page by page while you go through it.

    Iterating gives the items of all pages; each iteration begins anew. Nothing is fetched
    before the first item is asked for.
    """

    def __iter__(self) -> Iterator[T]:
        with closing(self.pages()) as pages:
            for page in pages:
                yield from page.items

    def first_page(self) -> Page[T]:
        """Fetch the first page only."""
        return self._walk().take(self._fetch(self._start))

    def pages(self) -> Generator[Page[T], None, None]:
        """Iterate over the pages."""
        pages = self._one_by_one()
        return _ahead(pages, self._read_ahead) if self._read_ahead > 0 else pages

    def _one_by_one(self) -> Generator[Page[T], None, None]:
        walk = self._walk()
        page = walk.take(self._fetch(self._start))
        yield page
        while page.next is not None:
            page = walk.take(self._fetch(page.next))
            yield page


class AsyncPages(_List, Generic[T]):
    """A list that is read page by page while you go through it with ``async for``."""

    async def __aiter__(self) -> AsyncIterator[T]:
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                for item in page.items:
                    yield item

    async def first_page(self) -> Page[T]:
        """Fetch the first page only."""
        return self._walk().take(await self._fetch(self._start))

    def pages(self) -> AsyncGenerator[Page[T], None]:
        """Iterate over the pages with ``async for``."""
        pages = self._one_by_one()
        return _async_ahead(pages, self._read_ahead) if self._read_ahead > 0 else pages

    async def _one_by_one(self) -> AsyncGenerator[Page[T], None]:
        walk = self._walk()
        page = walk.take(await self._fetch(self._start))
        yield page
        while page.next is not None:
            page = walk.take(await self._fetch(page.next))
            yield page


def _ahead(
    pages: Generator[Page[T], None, None], depth: int
) -> Generator[Page[T], None, None]:
    """Go through pages of which a thread fetches the next ones, at most ``depth``."""
    from contextvars import copy_context
    from queue import SimpleQueue
    from threading import Semaphore, Thread

    ready: SimpleQueue[tuple[Page[T] | None, BaseException | None]] = SimpleQueue()
    room = Semaphore(depth)
    stopped = False

    def fetch() -> None:
        try:
            while room.acquire() and not stopped:
                page = next(pages, None)
                ready.put((page, None))
                if page is None:
                    break
        except BaseException as error:
            ready.put((None, error))

    # A daemon, and not waited for: it ends with the request that it is in.
    context = copy_context()
    Thread(target=context.run, args=(fetch,), name="read-ahead", daemon=True).start()
    try:
        while True:
            page, error = ready.get()
            if error is not None:
                raise error
            if page is None:
                return
            # The reader holds this page now; the next may be fetched in its place.
            room.release()
            yield page
    finally:
        stopped = True
        room.release()


async def _async_ahead(
    pages: AsyncGenerator[Page[T], None], depth: int
) -> AsyncGenerator[Page[T], None]:
    """Go through pages of which tasks fetch the next ones, at most ``depth``."""
    from asyncio import Lock, create_task, gather

    from ..wire.async_transport import event_loop

    event_loop()
    turn = Lock()

    async def following() -> Page[T] | None:
        async with turn:
            return await anext(pages, None)

    async with aclosing(pages):
        coming = deque(create_task(following()) for _ in range(depth))
        try:
            while (page := await coming.popleft()) is not None:
                coming.append(create_task(following()))
                yield page
        finally:
            for task in coming:
                task.cancel()
            await gather(*coming, return_exceptions=True)

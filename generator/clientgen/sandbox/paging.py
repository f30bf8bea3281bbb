"""Pages of a list, as the API gives them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from ..model.api import Json, Operation, Paging
from .refusals import Detail, invalid

SIZE = 50
LARGEST = 1000
_FAR = 2**62


class Page(NamedTuple):
    """Which part of a list is asked for.

    Attributes:
        number: Of the page, from the API's first (0 unless the style is page).
        size: How many things are on it.
        offset: How many are before it, where things are counted.
        after: The number of the last thing before it, where things are not counted.
    """

    number: int
    size: int
    offset: int
    after: int | None = None


def page_of(
    paging: Paging, operation: Operation, query: Mapping[str, list[str]], sorted_: bool
) -> Page:
    """Which page a query asks for.

    Args:
        paging: How lists are walked.
        operation: Gives the list.
        query: The parameters.
        sorted_: Whether things are in an order of their own: they are counted then.

    Raises:
        Refusal: 422: there is no such page.
    """
    role = {each.role: each.name for each in operation.query_parameters}
    at = role.get("page", paging.parameter or "cursor")
    asked = _last(query, at)
    size_name = role.get("size", paging.size_parameter)
    size_text = _last(query, size_name)
    size = SIZE if size_text is None else _whole(size_name, size_text, 1)
    size = min(size, LARGEST)
    if paging.style == "page":
        number = paging.first if asked is None else _whole(at, asked, paging.first)
        return Page(number, size, min((number - paging.first) * size, _FAR))
    if paging.style == "offset":
        first = 0 if asked is None else _whole(at, asked, paging.first)
        offset = first - (paging.first if asked is not None else 0)
        return Page(0, size, offset)
    if asked is None:
        return Page(0, size, 0, None if sorted_ else 0)
    kind, number = _read_cursor(at, asked)
    counted = kind == "o"
    return Page(0, size, number if counted else 0, None if counted else number)


class Around(NamedTuple):
    """What a page is told of its list.

    Attributes:
        total: How many things the list has.
        shown: How many are on the page.
        last_id: The number of the last thing on it.
        more: Whether there are more after it.
        url: Of the list, without its query.
        query: The parameters that were sent.
    """

    total: int
    shown: int
    last_id: int
    more: bool
    url: str
    query: tuple[tuple[str, str], ...]


def beside(paging: Paging, operation: Operation, page: Page, around: Around) -> Json:
    """What stands in an answer beside the items of a page; they go to ``paging.items``."""
    role = {each.role: each.name for each in operation.query_parameters}
    parameter = role.get("page", paging.parameter or "cursor")
    last = max(1, -(-around.total // page.size))
    final = paging.first + last - 1

    def link(position: str | int | None) -> str | None:
        if position is None:
            return None
        query = [pair for pair in around.query if pair[0] != parameter]
        if position != "":
            query.append((parameter, str(position)))
        text = "&".join(
            f"{quote(k, safe='[]:')}={quote(v, safe=':')}" for k, v in query
        )
        return f"{around.url}?{text}" if text else around.url

    following: str | int | None = None
    before: str | int | None = None
    if paging.style == "page":
        following = page.number + 1 if around.more else None
        before = page.number - 1 if page.number > paging.first else None
    elif paging.style == "offset":
        following = paging.first + page.offset + around.shown if around.more else None
        if page.offset:
            before = max(paging.first, paging.first + page.offset - page.size)
    elif around.more:
        following = _cursor(page, around)
    ends = {
        "page": (paging.first, final),
        "offset": (paging.first, paging.first + (last - 1) * page.size),
    }.get(paging.style, ("", None))
    links: dict[str, Json] = {
        "first": link(ends[0]),
        "last": link(ends[1]),
        "prev": link(before),
        "next": link(following),
    }
    first_shown = page.offset + 1 if around.shown else None
    meta: dict[str, Json] = {}
    if paging.meta and page.after is None:
        meta = {
            "from": first_shown,
            "to": page.offset + around.shown if around.shown else None,
            "path": around.url,
            "per_page": page.size,
        }
    next_: Json = following if paging.style == "cursor" else link(following)
    found: list[tuple[str, Json]] = [
        (paging.links, links),
        (paging.meta, meta),
        (paging.current, page.number),
        (paging.last, final),
        (paging.total, around.total),
        (paging.next, next_),
    ]
    whole: dict[str, Json] = {}
    for place, value in found:
        if place:
            _put(whole, place, value)
    return whole


def _put(whole: dict[str, Json], place: str, value: Json) -> None:
    *outer, last = place.split(".")
    inside = whole
    for name in outer:
        below = inside.setdefault(name, {})
        if not isinstance(below, dict):
            return
        inside = below
    known = inside.get(last)
    if isinstance(known, dict) and isinstance(value, dict):
        value = {**value, **known}
    inside[last] = value


def _cursor(page: Page, around: Around) -> str:
    counted = page.after is None
    number = page.offset + around.shown if counted else around.last_id
    plain = f"{'o' if counted else 'i'}{number}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read_cursor(name: str, text: str) -> tuple[str, int]:
    try:
        padded = text + "=" * (-len(text) % 4)
        plain = base64.urlsafe_b64decode(padded.encode()).decode()
        if plain[:1] in ("o", "i") and plain[1:].isdecimal() and len(plain) < 20:
            return plain[0], int(plain[1:])
    except (binascii.Error, ValueError):
        pass
    raise invalid("no such page", [Detail(name, f"{text!r} is no cursor of this API")])


def _last(query: Mapping[str, list[str]], name: str) -> str | None:
    values = query.get(name) if name else None
    return values[-1] if values else None


def _whole(name: str, text: str, least: int) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 19 and int(text) >= least:
        return int(text)
    raise invalid(
        f"{name}: no such page",
        [Detail(name, f"expected a whole number from {least}, got {text!r}")],
    )

"""Pages of a list, as the API gives them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from ..model.api import Json, Operation, Paging
from .refusals import Detail, invalid, put

SIZE = 50
LARGEST = 1000
_FAR = 2**62
_HEADER = "header "


class Asked(NamedTuple):
    """What a request says of the page that it wants.

    Attributes:
        name: What selects the page: a parameter, or a key of the body.
        position: Its value; None where it is not sent.
        size_name: What says how large pages are; empty where nothing does.
        size: Its value; None where it is not sent.
    """

    name: str
    position: str | None
    size_name: str
    size: str | None


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


def asked_for(
    paging: Paging, operation: Operation, query: Mapping[str, list[str]], sent: object
) -> Asked:
    """What a request says of the page that it wants.

    Args:
        paging: How the list is walked.
        operation: Gives the list.
        query: The parameters.
        sent: The body.
    """
    role = {each.role: each.name for each in operation.query_parameters}
    size = role.get("size", paging.size_parameter)
    if not operation.page_key:
        at = role.get("page", paging.parameter or "cursor")
        return Asked(at, _last(query, at), size, _last(query, size))
    *outer, key = operation.page_key.split(".")
    for name in outer:
        sent = sent.get(name) if isinstance(sent, Mapping) else None
    inside = sent if isinstance(sent, Mapping) else {}
    fields = operation.body.fields if operation.body else ()
    size = next((each.name for each in fields if each.role == "size"), size)
    return Asked(key, _text(inside.get(key)), size, _text(inside.get(size)))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def last_item(paging: Paging) -> str:
    """The field of a list's last item that is the next cursor; empty where it is another."""
    before, found, field = f".{paging.next}".partition(".-1.")
    return field if found and before.lstrip(".") == paging.items else ""


def size_of(asked_for: Asked) -> int:
    """How large a page is asked for.

    Raises:
        Refusal: 422: there are no such pages.
    """
    name, text = asked_for.size_name, asked_for.size
    return min(SIZE if text is None else _whole(name, text, 1), LARGEST)


def page_of(paging: Paging, asked_for: Asked, sorted_: bool) -> Page:
    """Which page is asked for.

    Args:
        paging: How lists are walked.
        asked_for: What the request says.
        sorted_: Whether things are in an order of their own: they are counted then.

    Raises:
        Refusal: 422: there is no such page.
    """
    at, asked, _, _ = asked_for
    size = size_of(asked_for)
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


class Beside(NamedTuple):
    """What an answer says of its list beside the items.

    Attributes:
        body: What stands beside them; they go to their own place.
        headers: What stands in headers.
    """

    body: Json
    headers: tuple[tuple[str, str], ...]


def beside(paging: Paging, parameter: str, page: Page, around: Around) -> Beside:
    """What stands in an answer beside the items of a page; they go to ``paging.items``.

    Args:
        paging: How the list is walked.
        parameter: The one that selects pages.
        page: Which page it is.
        around: Of the list.
    """
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
        (paging.more, around.more),
    ]
    whole: dict[str, Json] = {}
    headers: dict[str, str] = {}
    for place, value in found:
        if place.startswith(_HEADER):
            name = place.removeprefix(_HEADER)
            if name.lower() == "link":
                headers[name] = _rfc_8288(links)
            elif value is not None:
                headers[name] = (
                    str(value).lower() if value is around.more else f"{value}"
                )
        elif place and "-1" not in place.split("."):  # which is in the items
            put(whole, place, value)
    return Beside(whole, tuple((k, v) for k, v in headers.items() if v))


def _rfc_8288(links: Mapping[str, Json]) -> str:
    return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url)


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
    if text.isascii() and text.isdecimal():
        # What is longer is a number, too: of a page that is far beyond the last.
        number = int(text) if len(text) < 19 else _FAR
        if number >= least:
            return min(number, _FAR)
    raise invalid(
        f"{name}: no such page",
        [Detail(name, f"expected a whole number from {least}, got {text!r}")],
    )

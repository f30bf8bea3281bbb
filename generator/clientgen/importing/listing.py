"""Answers that are lists, and how these are walked, by evidence.

Evidence is a parameter whose name says that it selects a page, and a place of the answer
whose name says where the next page is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .calls import Answer, Call
from .shapes import Either, Many, Member, Object, Registry, Shape, Word
from .words import same, words_of

_PAGE = frozenset(
    [
        "page",
        "page_number",
        "page_num",
        "page_no",
        "current_page",
        "page_index",
        "pagenumber",
    ]
)
_OFFSET = frozenset(
    ["offset", "skip", "start", "start_index", "start_at", "page_offset", "startindex"]
)
_CURSOR = frozenset(
    [
        *("cursor", "after", "starting_after", "page_token", "next_token", "marker"),
        *("continuation_token", "next_cursor", "pagination_token", "page_cursor"),
        *("after_id", "bookmark", "page_after", "next_page_token", "after_cursor"),
        *("scroll_param", "scroll_id", "pagetoken", "start_cursor", "paging_token"),
        *("continuation", "position", "page_key", "next_page", "next", "page_id"),
    ]
)
_BY_LAST_ITEM = frozenset(["after", "starting_after", "after_id", "page_after"])
_SIZE = frozenset(
    [
        *("limit", "per_page", "page_size", "size", "count", "max_results", "top"),
        *("page_limit", "results_per_page", "items_per_page", "take", "pagesize"),
        *(
            "max_items",
            "num_results",
            "page_count",
            "perpage",
            "max_count",
            "maxresults",
        ),
    ]
)
_NEXT_CURSOR = (
    *(
        "next_cursor",
        "next_page_token",
        "next_token",
        "next_marker",
        "next_page_cursor",
    ),
    *("pages.next.starting_after", "paging.next.after", "next_page.offset"),
    *("page_info.end_cursor", "cursors.after", "cursor", "continuation_token"),
    *("pagination_token", "continuation", "after", "end_cursor", "last_id"),
    *("scroll_param", "scroll_id", "next.starting_after", "next.after", "marker"),
    *("next_page", "next", "page_token", "bookmark", "after_cursor", "next_page_key"),
)
_NEXT_LINK = (
    *("next_page_uri", "next_url", "next_page_url", "next_link", "links.next.href"),
    *(
        "_links.next.href",
        "links.next",
        "_links.next",
        "paging.next.link",
        "pages.next",
    ),
    *("odata_next_link", "next_href", "next_uri", "next", "next_page"),
)
_MORE = ("has_more", "has_next_page", "has_next", "more", "is_last_page", "hasmore")
_LAST = ("last_page", "total_pages", "page_count", "num_pages", "pages", "pages_count")
_TOTAL = (
    "total",
    "total_count",
    "total_results",
    "total_items",
    "totalcount",
    "num_results",
)
_AROUND = frozenset(
    [
        *(
            "",
            "meta",
            "pagination",
            "paging",
            "page_info",
            "response_metadata",
            "links",
        ),
        *("pages", "page", "cursors", "_links", "result", "paging_info", "metadata"),
    ]
)
_ITEMS = (
    "data",
    "items",
    "results",
    "entries",
    "values",
    "records",
    "list",
    "elements",
)
_NO_ITEMS = frozenset(
    ["errors", "warnings", "included", "includes", "order", "messages"]
)
_SIDE = frozenset(
    [
        *("object", "type", "url", "has_more", "ok", "success", "total_count", "total"),
        *(
            "count",
            "errors",
            "first_id",
            "last_id",
            "links",
            "meta",
            "next",
            "previous",
        ),
        *("next_url", "previous_url", "limit", "offset", "page", "pages", "cursor"),
        *(
            "response_metadata",
            "next_cursor",
            "error",
            "_links",
            "paging",
            "pagination",
        ),
        *("warnings", "request_id"),
    ]
)
_DEEPEST = 3


class Way(NamedTuple):
    """How a list is walked, but for where its items stand.

    Attributes:
        style: As in the spec language.
        parameter: Selects the page; empty for links.
        size: Its parameter for the size of a page; may be empty.
        next: Place of the next page; of the last item where it begins with ``-1``.
        more: Place of the boolean; may be empty.
        last: Place of the number of the last page; may be empty.
        total: Place of the number of all items; may be empty.
        in_body: The parameter is a key of the body.
        first: The number of the first page, where that is not the usual one.
    """

    style: str
    parameter: str = ""
    size: str = ""
    next: str = ""
    more: str = ""
    last: str = ""
    total: str = ""
    in_body: bool = False
    first: int | None = None

    @property
    def has_cursor(self) -> bool:
        """Whether an answer says where the next page is, in a word of its own."""
        return self.style == "cursor"

    @property
    def begins(self) -> int | None:
        """The number of the first page, where it is not the usual one of the style."""
        usual = {"page": 1, "offset": 0}.get(self.style)
        return None if self.first == usual else self.first


class Listing(NamedTuple):
    """An answer that is a list.

    Attributes:
        items: Place of the array; empty where it is the answer.
        item: What it holds.
        way: How it is walked; None where it is one answer.
        paged: A parameter says that it is one page of many.
        bare: The answer holds nothing else that matters.
    """

    items: str
    item: Shape
    way: Way | None
    paged: bool
    bare: bool = True


def key_of(name: str) -> str:
    """A name as the lists here have it."""
    return "_".join(words_of(name))


def listing_of(call: Call, answer: Answer, registry: Registry) -> Listing | None:
    """Whether an answer is a list, and how it is walked."""
    selecting = {key_of(m.name): m for m in call.query}
    if call.method == "POST" and call.body and call.body.kind in ("object", "form"):
        body = registry.members(call.body.shape)
        inside = {key_of(name): member for name, member in body.items()}
        # A POST is sent again for its next page only where its body asks for that.
        pages = _CURSOR | _PAGE | _OFFSET
        elsewhere = pages & selecting.keys() and not pages & inside.keys()
        selecting, in_body = {} if elsewhere else inside, True
    elif call.method != "GET":
        return None
    else:
        in_body = False
    root = registry.meant(answer.shape)
    if isinstance(root, Many):
        way = _of_array(call, root, selecting, in_body, registry)
        paged = way is not None or _is_paged(selecting)
        if call.method == "POST" and way is None:
            return Listing("", root.item, None, False)
        return Listing("", root.item, way, paged)
    found = _items(call, answer.shape, registry)
    if found is None:
        return None
    place, item = found
    way = _of_object(answer.shape, place, item, selecting, in_body, registry)
    paged = way is not None or (_is_paged(selecting) and call.method == "GET")
    if way is None and not _is_bare(answer.shape, place, registry):
        # An object with more than a list: it is answered as it is.
        return Listing(place, item, None, paged, bare=False) if paged else None
    if way is None and call.method == "POST":
        return None
    return Listing(place, item, way, paged)


def _is_paged(selecting: dict[str, Member]) -> bool:
    return any(
        key in _CURSOR - {"position", "next"} or key in _PAGE for key in selecting
    ) or (bool(_OFFSET & selecting.keys()) and bool(_SIZE & selecting.keys()))


def _is_bare(shape: Shape, place: str, registry: Registry) -> bool:
    """Whether an object holds a list and nothing else that matters."""
    if "." in place:
        return False
    others = {key_of(name) for name in registry.members(shape) if name != place}
    return others <= _SIDE


def _items(call: Call, shape: Shape, registry: Registry) -> tuple[str, Shape] | None:
    """Place and shape of the items of an answer that is an object with a list."""
    members = registry.members(shape)
    found = _array_in(call, members, registry)
    if found:
        return found
    for name, member in members.items():
        if key_of(name) in ("data", "result", "response", "results", "body"):
            inner = _array_in(call, registry.members(member.shape), registry)
            if inner and _is_place(name):
                return f"{name}.{inner[0]}", inner[1]
    return None


def _array_in(
    call: Call, members: dict[str, Member], registry: Registry
) -> tuple[str, Shape] | None:
    arrays = {
        name: found.item
        for name, member in members.items()
        if isinstance(found := registry.meant(member.shape), Many)
        and key_of(name) not in _NO_ITEMS
        and _is_place(name)
    }
    if not arrays:
        return None
    for wanted in _ITEMS:
        for name, item in arrays.items():
            if key_of(name) == wanted:
                return name, item
    if len(arrays) == 1:
        return next(iter(arrays.items()))
    segment = call.path.rstrip("/").rpartition("/")[2]
    last = words_of(segment.partition(".")[2] or segment)[-1:]
    for name, item in arrays.items():
        if last and same(words_of(name)[-1:][0] if words_of(name) else "", last[0]):
            return name, item
    objects = [
        (name, item)
        for name, item in arrays.items()
        if isinstance(registry.meant(item), Object)
    ]
    return objects[0] if len(objects) == 1 else None


def _is_place(name: str) -> bool:
    return bool(name) and not any(c in name for c in ". \t") and len(name) < 100


def _size(selecting: dict[str, Member]) -> str:
    return next((selecting[k].name for k in selecting if k in _SIZE), "")


def size_of(call: Call) -> str:
    """The parameter of a query that says how long a page is; empty where none does."""
    return _size({key_of(member.name): member for member in call.query})


def _pick(selecting: dict[str, Member], names: frozenset[str]) -> Member | None:
    return next((member for key, member in selecting.items() if key in names), None)


def _of_array(
    call: Call,
    root: Many,
    selecting: dict[str, Member],
    in_body: bool,
    registry: Registry,
) -> Way | None:
    size = _size(selecting)
    if call.links and call.method == "GET":
        return Way("link", size=size, next="header Link")
    cursor = _pick(selecting, _CURSOR)
    if cursor is not None and (header := _next_header(call, cursor)):
        return Way("cursor", cursor.name, size, f"header {header}", in_body=in_body)
    return _by_number_or_last(root.item, "", selecting, size, "", in_body, registry)


def _next_header(call: Call, cursor: Member) -> str:
    """The header of an answer that has the next cursor; empty where none is described."""
    wanted = (*_NEXT_CURSOR, f"next_{key_of(cursor.name)}")
    for name in call.headers:
        if key_of(name).removeprefix("x_") in wanted and _is_place(name):
            return name
    return ""


def _by_number_or_last(
    item: Shape,
    place: str,
    selecting: dict[str, Member],
    size: str,
    more: str,
    in_body: bool,
    registry: Registry,
) -> Way | None:
    cursor = _pick(selecting, _BY_LAST_ITEM)
    if cursor is not None and (not place or more or size):
        key = _identity(item, registry)
        if key:
            return Way("cursor", cursor.name, size, f"-1.{key}", more, in_body=in_body)
    return None


def _identity(item: Shape, registry: Registry, depth: int = 0) -> str:
    """Place of the key of an item: its own, or that of the only thing in it that has one."""
    meant = registry.meant(item)
    if isinstance(meant, Either):
        found = {_identity(part, registry, depth) for part in meant.parts}
        return found.pop() if len(found) == 1 else ""
    members = registry.members(item)
    for name in ("id", "gid", "key"):
        if name in members and registry.kind(members[name].shape) in (
            "string",
            "number",
        ):
            return name
    if depth:
        return ""
    inner = {
        name: _identity(member.shape, registry, depth + 1)
        for name, member in members.items()
        if _is_place(name)
    }
    inner = {name: key for name, key in inner.items() if key}
    if len(inner) == 1:
        name, key = inner.popitem()
        return f"{name}.{key}"
    return ""


def _of_object(
    shape: Shape,
    place: str,
    item: Shape,
    selecting: dict[str, Member],
    in_body: bool,
    registry: Registry,
) -> Way | None:
    places = dict(_places(shape, "", registry, 0))
    size = _size(selecting)
    more = _find(places, _MORE, ("boolean",))
    if more and key_of(more.rpartition(".")[2]) == "is_last_page":
        more = ""
    total = _find(places, _TOTAL, ("number",))
    last = _find(places, _LAST, ("number",))
    cursor = _pick(selecting, _CURSOR)
    next_cursor = _next(places, _NEXT_CURSOR, cursor)
    offset = _pick(selecting, _OFFSET)
    if next_cursor and not in_body and places[next_cursor] == Word("url"):
        return Way("link", size=size, next=next_cursor)
    if cursor is not None and next_cursor:
        return Way("cursor", cursor.name, size, next_cursor, more, in_body=in_body)
    by_last = _by_number_or_last(item, place, selecting, size, more, in_body, registry)
    if by_last is not None and more:
        return by_last
    is_text = offset is not None and registry.kind(offset.shape) == "string"
    if offset is not None and is_text and next_cursor:
        return Way("cursor", offset.name, size, next_cursor, more, in_body=in_body)
    link = _find(places, _NEXT_LINK, ("string",))
    if link and not in_body:
        return Way("link", size=size, next=link)
    page = _pick(selecting, _PAGE)
    if page is not None and (last or total) and page.shape == Word("string"):
        page.shape = Word("integer")  # a number that is given as text
    if page is not None and registry.kind(page.shape) == "number":
        first = (
            0 if page.default[:1] == [0] or page.limits.get("minimum") == 0 else None
        )
        return Way("page", page.name, size, "", more, last, total, in_body, first)
    if page is not None and next_cursor:
        return Way("cursor", page.name, size, next_cursor, more, in_body=in_body)
    if offset is not None and not is_text:
        return Way("offset", offset.name, size, "", more, "", total, in_body)
    return by_last


def _places(
    shape: Shape, above: str, registry: Registry, depth: int
) -> Iterator[tuple[str, Shape]]:
    """Places of an answer at which something may be said of its pages."""
    if depth > _DEEPEST:
        return
    for name, member in registry.members(shape).items():
        if not _is_place(name):
            continue
        place = f"{above}.{name}".lstrip(".")
        yield place, member.shape
        around = key_of(name) in _AROUND or key_of(name) in (
            "next",
            "next_page",
            "data",
        )
        for part in _parts(registry.meant(member.shape)):
            if around and isinstance(registry.meant(part), Object):
                yield from _places(part, place, registry, depth + 1)


def _parts(shape: Shape) -> Sequence[Shape]:
    return shape.parts if isinstance(shape, Either) else (shape,)


def _find(places: dict[str, Shape], names: Sequence[str], kinds: Sequence[str]) -> str:
    """The place that is called as the first of some names that any is called."""
    for wanted in names:
        for place, shape in places.items():
            keys = ".".join(key_of(part) for part in place.split("."))
            fits = keys == wanted or keys.endswith(f".{wanted}")
            if fits and _is_kind(shape, kinds):
                return place
    return ""


def _is_kind(shape: Shape, kinds: Sequence[str]) -> bool:
    if isinstance(shape, Word) and shape.name == "any":
        return False
    found = {Registry().kind(part) for part in _parts(shape) if not _is_named(part)}
    return bool(found & set(kinds))


def _is_named(shape: Shape) -> bool:
    return type(shape).__name__ == "Named"


def _next(places: dict[str, Shape], names: Sequence[str], cursor: Member | None) -> str:
    found = _find(places, names, ("string", "number"))
    if not found and cursor is not None:
        return _find(places, (f"next_{key_of(cursor.name)}",), ("string", "number"))
    return found


def page_and_offset(call: Call, listing: Listing, registry: Registry) -> Listing:
    """A list that is an array and is selected by number."""
    if listing.way is not None or listing.items or call.method != "GET":
        return listing
    selecting = {key_of(m.name): m for m in call.query}
    size = _size(selecting)
    page, offset = _pick(selecting, _PAGE), _pick(selecting, _OFFSET)
    if page is not None and registry.kind(page.shape) == "number":
        first = 0 if page.default[:1] == [0] else None
        return listing._replace(
            way=Way("page", page.name, size, first=first), paged=True
        )
    if offset is not None and registry.kind(offset.shape) == "number":
        return listing._replace(way=Way("offset", offset.name, size), paged=True)
    return listing

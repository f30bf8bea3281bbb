"""Where a list goes on: one pure function, judged by a table, and by walks of whole lists."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from runtime.calls.paging import Fetched, NoWay, Position, Walk, next_position
from runtime.config import ApiConfig, Paging
from runtime.errors import DecodeError
from runtime.options import Settings
from runtime.wire.exchange import Call
from runtime.wire.responses import RawResponse

RAW = RawResponse(
    ApiConfig("Things", "https://x"), httpx2.Response(200), b"", "GET", "https://x/"
)
CURSOR = Paging(style="cursor", parameter="after", items="data", next="next")
LINK = Paging(style="link", items="data", next="next")
PAGE = Paging(parameter="page", items="data")
LAST = PAGE._replace(last="last", current="current")
BOTH = LAST._replace(next="next")
TOTAL = PAGE._replace(total="total")
OFFSET = Paging(style="offset", parameter="skip", first=0, items="data")
OF_TOTAL = OFFSET._replace(total="total")
OF_NEXT = OFFSET._replace(next="next")
FROM_ONE = OF_TOTAL._replace(first=1)


@pytest.mark.parametrize(
    ("paging", "asked", "count", "places", "expected"),
    [
        (CURSOR, None, 2, {"next": "b"}, "b"),
        (CURSOR, None, 0, {"next": "b"}, "b"),
        (CURSOR, "b", 2, {"next": ""}, None),
        (CURSOR, "b", 2, {"next": None}, None),
        (CURSOR, "b", 2, {}, None),
        (CURSOR, None, 2, {"next": 7}, 7),
        (CURSOR, None, 2, {"next": Decimal("3.0")}, 3),
        (LINK, None, 2, {"next": "/b?x=1"}, "https://api.example/b?x=1"),
        (LINK, None, 0, {"next": "https://api.example/c"}, "https://api.example/c"),
        (LINK, None, 2, {"next": ""}, None),
        (LINK, None, 2, {}, None),
        (PAGE, None, 2, {}, 2),
        (PAGE, 2, 0, {}, None),
        (PAGE, "2", 1, {}, 3),
        (LAST, None, 2, {"last": 3}, 2),
        (LAST, 2, 0, {"last": 3, "current": 2}, 3),
        (LAST, 3, 2, {"last": 3}, None),
        (LAST, 2, 2, {"last": Decimal("3.0")}, 3),
        (LAST, 9, 0, {"last": 3, "current": 9}, None),
        (BOTH, 1, 2, {"last": 3, "next": None}, 2),
        (BOTH, 1, 2, {"next": None}, None),
        (BOTH, 1, 0, {"next": "https://api.example/?page=2"}, 2),
        (BOTH, 1, 2, {}, None),
        (OFFSET, None, 2, {}, 2),
        (OFFSET, 4, 0, {}, None),
        (OF_TOTAL, None, 2, {"total": 5}, 2),
        (OF_TOTAL, 4, 1, {"total": 5}, None),
        (FROM_ONE, 3, 2, {"total": 5}, 5),  # the fifth item is still to come
        (FROM_ONE, 5, 1, {"total": 5}, None),
        (LAST, 2, 2, {"last": 2, "current": 1}, 3),  # answers count from 0
        (LAST, 3, 2, {"last": 2, "current": 2}, None),
        (OF_NEXT, 2, 2, {"next": "x"}, 4),
        (OF_NEXT, 2, 2, {"next": None}, None),
    ],
)
def test_where_a_list_goes_on(
    paging: Paging,
    asked: Position,
    count: int,
    places: dict[str, Any],
    expected: Position,
) -> None:
    url = "https://api.example/a"
    assert next_position(paging, asked, count, places, url) == expected


@pytest.mark.parametrize(
    ("paging", "asked", "count", "places", "words"),
    [
        (CURSOR, None, 2, {"next": True}, "paging.next 'next': True is no cursor"),
        (CURSOR, None, 2, {"next": False}, "paging.next 'next': False is no cursor"),
        (CURSOR, None, 2, {"next": {"a": 1}}, "is no cursor"),
        (CURSOR, None, 2, {"next": Decimal("1.5")}, "is no cursor"),
        (LINK, None, 2, {"next": True}, "paging.next 'next': True is no URL"),
        (LINK, None, 2, {"next": 7}, "paging.next 'next': 7 is no URL"),
        (BOTH, 1, 2, {"next": True}, "paging.next 'next': True is neither a page nor"),
        (LAST, 1, 2, {"last": "3"}, "paging.last 'last': '3' is no whole number"),
        (LAST, 1, 2, {"last": True}, "paging.last 'last': True is no whole number"),
        (LAST, 1, 2, {"last": -1}, "paging.last 'last': -1 is no whole number"),
        (LAST, 1, 2, {"last": Decimal("NaN")}, "is no whole number"),
        (LAST, 1, 2, {"last": Decimal("1e999999999")}, "is no whole number"),
        (LAST, 1, 2, {"last": Decimal("1e-999999999")}, "is no whole number"),
        (LAST, 1, 2, {"last": float("inf")}, "is no whole number"),
        (LAST, 1, 2, {"last": 10**30}, "is no whole number"),
        (CURSOR, None, 2, {"next": Decimal("1e999999999")}, "is no cursor"),
        (PAGE, "9" * 30, 2, {}, "is no whole number"),
        (LAST, 1, 2, {"last": [3]}, "is no whole number"),
        (LAST, 1, 2, {}, "paging.last 'last': the answer has no such place"),
        (LAST, 1, 2, {"last": None}, "paging.last 'last': the answer has no such"),
        (LAST, 1, 2, {"last": 3, "current": "1"}, "paging.current 'current': '1'"),
        (OF_TOTAL, 0, 2, {}, "paging.total 'total': the answer has no such place"),
        (OF_TOTAL, 2, 0, {"total": 5}, "there is more, but this page is empty"),
        (OF_NEXT, 2, 0, {"next": "x"}, "there is more, but this page is empty"),
    ],
)
def test_answers_that_lead_nowhere(
    paging: Paging, asked: Position, count: int, places: dict[str, Any], words: str
) -> None:
    with pytest.raises(NoWay, match=words.replace("[", "\\[")):
        next_position(paging, asked, count, places)


def test_a_total_ends_pages_where_all_of_them_were_read() -> None:
    assert next_position(TOTAL, 2, 2, {"total": 4}, walked=4) is None
    assert next_position(TOTAL, 2, 0, {"total": 4}, walked=2) == 3
    assert next_position(TOTAL, 2, 2, {"total": 4}) == 3
    assert next_position(TOTAL, 3, 0, {"total": 4}) is None


def walked(paging: Paging, answers: list[tuple[list[int], dict[str, Any]]]) -> Any:
    """What a walk gives, and how it ended; a server's answers stand in their order."""
    walk: Walk[int] = Walk(paging, None, "things.list")
    got: list[int] = []
    for number, (items, places) in enumerate(answers):
        call = Call("things.list", "GET", f"https://x/?{number}", Settings("https://x"))
        page = walk.take(Fetched(items, places, call, RAW))
        got += page.items
        if page.next is None:
            return got, number + 1
    return got, None


def test_a_total_that_promises_too_much_is_told() -> None:
    """Such as one that counts things the caller may not see: empty pages would not end."""
    empty = [([], {"current": n, "total": 9}) for n in range(2, 30)]
    answers: list[Any] = [([1, 2], {"current": 1, "total": 9}), *empty]
    with pytest.raises(DecodeError, match="page 3 is as empty as the one before it"):
        walked(TOTAL._replace(current="current"), answers)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_an_honest_server_is_read_whole(sizes: list[int]) -> None:
    counter = itertools.count()
    pages = [[next(counter) for _ in range(size)] for size in sizes]
    every = [item for page in pages for item in page]
    count = len(pages)
    numbered = list(enumerate(pages, 1))
    more = [None if n == count else n for n, _ in numbered]
    servers = {
        CURSOR: [
            (p, {"next": m and f"c{m}"}) for m, p in zip(more, pages, strict=True)
        ],
        LINK: [(p, {"next": m and f"/p{m}"}) for m, p in zip(more, pages, strict=True)],
        LAST: [(p, {"last": count, "current": n}) for n, p in numbered],
        BOTH: [(p, {"last": count, "current": n}) for n, p in numbered],
    }
    for paging, answers in servers.items():
        assert walked(paging, answers) == (every, count), paging
    full = [page for page in pages if page]
    told: list[Any] = [(page, {}) for page in [*full, []]]
    assert walked(PAGE, told) == (every, len(full) + 1)
    if full:
        answers = [(page, {"total": len(every)}) for page in full]
        assert walked(TOTAL, answers) == (every, len(full))
        assert walked(OF_TOTAL, answers) == (every, len(full))
        assert walked(FROM_ONE, answers) == (every, len(full))


@given(
    st.sampled_from([CURSOR, LINK, PAGE, LAST, BOTH, TOTAL, OFFSET, OF_TOTAL, OF_NEXT]),
    st.lists(st.integers(), max_size=2),
    st.fixed_dictionaries(
        {},
        optional={
            name: st.none() | st.booleans() | st.integers(-2, 20) | st.text(max_size=2)
            for name in ("next", "last", "current", "total")
        },
    ),
)
@example(BOTH, [], {"last": None, "total": 1})
def test_a_server_that_says_the_same_for_ever_is_told(
    paging: Paging, items: list[int], places: dict[str, Any]
) -> None:
    """It ends by what the server says, or in an error; never in silence or not at all."""
    try:
        got, ended = walked(paging, [(items, places)] * 30)
    except DecodeError:
        return
    assert ended is not None
    assert got == items * ended
    assert ended == 1 or not items

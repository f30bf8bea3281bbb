"""Lists are walked while others write: nothing that is there throughout is lost or doubled."""

from __future__ import annotations

import pytest
from walking import Style, client_of, shop, walked

from clientgen.sandbox import Options
from clientgen.sandbox.testing import open_for_tests


def test_by_cursor_while_others_insert_and_delete() -> None:
    found = walked("cursor", 2_000, deletes=True)
    assert (found.lost, found.doubled) == (0, 0)
    assert found.pages >= 20
    assert found.writes >= 20


@pytest.mark.parametrize("style", ["page", "offset"])
def test_by_number_while_others_insert(style: Style) -> None:
    found = walked(style, 2_000, deletes=False)
    assert (found.lost, found.doubled) == (0, 0)
    assert found.writes >= 20


def test_a_number_cannot_hold_where_things_are_deleted() -> None:
    """As in every API that counts: what is said of the others is no accident."""
    sandbox = open_for_tests(shop("page"), Options(rows=100))
    with client_of(sandbox) as client:
        first = client.get("/orders?at=1").json()["data"]
        client.delete(f"/orders/{first[0]['key']}")
        second = client.get("/orders?at=2").json()["data"]
    assert len({each["key"] for each in first + second}) == 99
    assert str(sandbox.rows("Order")[49]["key"]) not in {
        e["key"] for e in first + second
    }
    sandbox.close()


@pytest.mark.parametrize("sort", ["", "up", "down"])
@pytest.mark.parametrize("size", [1, 7, 50, 103])
def test_every_page_from_both_ends(size: int, sort: str) -> None:
    sandbox = open_for_tests(shop("offset"), Options(rows=103))
    keys = [str(each["key"]) for each in sandbox.rows("Order")]
    query = f"&sort[name]={sort}" if sort else ""
    with client_of(sandbox) as client:
        for key in keys[::9]:
            client.delete(f"/orders/{key}")
        every = client.get(f"/orders?size=1000{query}").json()["data"]
        assert len(every) == 103 - 12
        for offset in range(0, 110, 3):
            found = client.get(f"/orders?at={offset}&size={size}{query}").json()
            assert found["data"] == every[offset : offset + size]
            assert found["more"] is (offset + size < len(every))
    sandbox.close()

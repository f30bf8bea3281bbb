from __future__ import annotations

import pytest
from shop import AsyncShop, Invoice, Shop


def test_a_list_tells_what_it_asks_for_but_no_secret() -> None:
    query = {"access_token": "hush", "x": "y"}
    for kind, name in ((Shop, "Pages"), (AsyncShop, "AsyncPages")):
        client = kind("secret-token", base_url="http://localhost:1")
        assert repr(client.invoices.list()) == f"<{name} of invoices.list>"
        found = client.invoices.list(
            filter={"name": "X"}, page=3, options={"query": query}
        )
        assert repr(found) == (
            f"<{name} of invoices.list?filter[name]=X&page=3&access_token=***&x=y>"
        )


def test_a_wire_name_gets_the_attribute_suggested() -> None:
    with pytest.raises(AttributeError, match=r"'dueDate'; did you mean 'due_date'\?"):
        Invoice().is_set("dueDate")
    with pytest.raises(AttributeError, match=r"no field 'zzz'$"):
        Invoice().is_set("zzz")

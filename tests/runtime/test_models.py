from __future__ import annotations

import copy
import datetime as dt
import pickle
from decimal import Decimal

import msgspec
import pytest
from shop import Invoice, LineItem


def test_absent_and_null_differ() -> None:
    invoice = Invoice.from_dict({"dueDate": None})
    assert invoice.due_date is None
    assert invoice.total is None
    assert invoice.is_set("due_date")
    assert not invoice.is_set("total")
    assert "dueDate" in invoice
    assert "total" not in invoice
    assert invoice.to_dict() == {"dueDate": None}
    with pytest.raises(AttributeError, match="no field 'due_dat'"):
        invoice.is_set("due_dat")


def test_reads_keys_by_wire_name() -> None:
    invoice = Invoice.from_dict({"invoiceNumber": "F-17", "hiddenThing": [1]})
    assert invoice["invoiceNumber"] == "F-17"
    assert invoice["hiddenThing"] == [1]
    assert dict(invoice.extra) == {"hiddenThing": [1]}
    assert list(invoice) == ["invoiceNumber", "hiddenThing"]
    for missing in ("total", "invoice_number", "nothing"):
        with pytest.raises(KeyError):
            invoice[missing]


def test_repr_shows_only_what_is_set() -> None:
    invoice = Invoice.from_dict({"key": "1", "paid": None, "more": 2})
    assert repr(invoice) == "Invoice(key='1', paid=None, extra={'more': 2})"
    assert repr(Invoice()) == "Invoice()"


@pytest.mark.parametrize(
    "twin",
    [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_carry_everything(twin) -> None:
    wire = {
        "key": "1",
        "paid": True,
        "parent": {"key": "0", "deep": {"er": 1}},
        "total": None,
        "x": [1],
    }
    invoice = Invoice.from_dict(wire)
    other = twin(invoice)
    assert other == invoice
    assert other is not invoice
    assert other.to_dict() == wire
    assert not other.is_set("status")
    other.key = "2"
    assert invoice.key == "1"
    assert other != invoice


def test_equality_sees_extras_and_absence() -> None:
    assert Invoice.from_dict({"a": 1}) != Invoice.from_dict({"a": 2})
    assert Invoice.from_dict({"total": None}) != Invoice.from_dict({})
    assert Invoice() != LineItem()
    differs = Invoice(key="1") != Invoice(key="1")
    assert not differs, "msgspec's own != was used"


def test_a_misspelt_attribute_is_refused() -> None:
    invoice = Invoice()
    with pytest.raises(AttributeError, match="no field 'due_dat'"):
        invoice.due_dat = None
    invoice["dueDat"] = 1
    assert invoice.to_dict() == {"dueDat": 1}
    del invoice.key
    assert not invoice.is_set("key")


def test_fields_are_keyword_only() -> None:
    with pytest.raises(TypeError):
        Invoice("1")  # type: ignore[misc]


def test_to_dict_gives_wire_values() -> None:
    invoice = Invoice(
        due_date=dt.datetime(2024, 5, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        issued=dt.date(2024, 5, 1),
        total=Decimal("1.10"),
        line_items=[LineItem(quantity=1)],
    )
    assert invoice.to_dict() == {
        "dueDate": "2024-05-01T00:00:00Z",
        "issued": "2024-05-01",
        "total": Decimal("1.10"),
        "lineItems": [{"quantity": 1}],
    }
    assert b'"total":1.10' in invoice.to_json()


def test_a_coerced_value_is_given_as_what_it_became() -> None:
    invoice = Invoice.from_dict({"paid": "true", "tags": [1], "dueDate": "2024-05-01"})
    assert invoice.to_dict() == {
        "paid": True,
        "tags": ["1"],
        "dueDate": "2024-05-01T00:00:00Z",
    }


def test_extras_stay_out_of_reach() -> None:
    with pytest.raises(TypeError):
        Invoice.from_dict({"a": 1}).extra["b"] = 2  # type: ignore[index]


def test_native_msgspec_reads_the_same() -> None:
    invoice = msgspec.json.decode(b'{"key":"1","total":null}', type=Invoice)
    assert invoice.key == "1"
    assert invoice.is_set("total")

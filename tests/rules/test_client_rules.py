"""The check that generated clients carry: what callers see of it."""

from __future__ import annotations

from typing import Any

import pytest
from runtime import rules
from runtime.errors import RuleFailure

NAMES = {
    "invoiceNumber": "invoice_number",
    "customerKey": "customer_key",
    "salesOrderKey": "sales_order_key",
    "vendorKey": "vendor_key",
    "poKey": "po_key",
    "lineItems": "line_items",
}
DOCS = "resources/invoice.md#create"
INVOICE = rules.Rule(
    "invoice type",
    rules.AnyOf(
        rules.Variant("outgoing", rules.Any("customerKey", "salesOrderKey"), "A sale."),
        rules.Variant("incoming", rules.Any("vendorKey", "poKey")),
    ),
    summary="Decides the direction.",
    warn_on_overlap=True,
)
CODE = rules.Rule("required", rules.All("code"))
UPKEEP = rules.Rule(
    "UPKEEP", rules.All("assetKey", "title"), when={"platform": ("UPKEEP",)}
)


def explained(*given: rules.Rule, body: Any, **context: str) -> list[RuleFailure]:
    broken = rules.check(given, body, context)
    return [rules.explain(each, NAMES, DOCS) for each in broken]


def test_the_message_says_what_was_given_and_what_would_do() -> None:
    failures = explained(INVOICE, body={"invoiceNumber": "F-1", "poKey": None})
    assert rules.described("invoices.create", failures) == (
        "invoices.create: rule 'invoice type' is not met. Given: invoice_number. "
        "Add customer_key (customerKey) and/or sales_order_key (salesOrderKey) for "
        "outgoing, or vendor_key (vendorKey) and/or po_key (poKey) for incoming. "
        "See resources/invoice.md#create"
    )
    assert failures == [
        RuleFailure(
            rule="invoice type",
            summary="Decides the direction.",
            given=("invoice_number",),
            remedy=failures[0].remedy,
            docs=DOCS,
        ),
    ]


def test_every_failing_rule_is_listed() -> None:
    failures = explained(CODE, INVOICE, UPKEEP, body={}, platform="UPKEEP")
    assert rules.described("x.create", failures).splitlines() == [
        "x.create: 3 rules are not met.",
        "- rule 'required' is not met. Given: nothing. Add code.",
        "- rule 'invoice type' is not met. Given: nothing. Add customer_key (customerKey) "
        "and/or sales_order_key (salesOrderKey) for outgoing, or vendor_key (vendorKey) "
        "and/or po_key (poKey) for incoming.",
        "- rule 'UPKEEP' is not met. Given: nothing. Add asset_key (assetKey) and title.",
        "See resources/invoice.md#create",
    ]


@pytest.mark.parametrize(
    "context", [{}, {"platform": None}, {"platform": "unheard of"}]
)
def test_conditional_rules_wait_for_their_context(context: Any) -> None:
    assert rules.check([UPKEEP], {}, context) == []
    assert rules.check([UPKEEP], {}, {"platform": "UPKEEP", "region": "EU"}) != []


def test_the_items_of_an_array_are_checked_one_by_one() -> None:
    failures = explained(CODE, body=[{"code": 1}, {"x": 1}, {"code": None}, 7])
    assert [failure.item for failure in failures] == [1, 2, 3]
    assert (
        "- item 1: rule 'required' is not met. Given: x. Add code."
        in rules.described("metadata.create", failures)
    )
    assert rules.check([CODE], [], {}) == []


@pytest.mark.parametrize("body", [None, "text", b"bytes", 7])
def test_what_has_no_keys_is_not_checked(body: object) -> None:
    assert rules.check([CODE], body, {}) == []


def test_overlapping_variants_are_worth_a_warning() -> None:
    both = {"customerKey": "1", "poKey": "2"}
    (overlap,) = [x for x in rules.check([CODE, INVOICE], both, {}) if x.variants]
    assert rules.warning("invoices.create", overlap) == (
        "invoices.create: rule 'invoice type' is met as outgoing and incoming at once."
    )
    assert rules.check([INVOICE], {"customerKey": "1", "salesOrderKey": "2"}, {}) == []
    found = rules.check([INVOICE], [{}, both], {})
    assert [(x.item, x.variants) for x in found] == [
        (0, ()),
        (1, ("outgoing", "incoming")),
    ]


@pytest.mark.parametrize(
    ("items", "good"),
    [
        ([{"key": "1"}, {"key": "2"}], True),
        ([{"key": "1"}, {}], False),
        ([{"key": None}], False),
        ([], False),
        (None, False),
        ([None, 7, "key", ["key"]], False),
    ],
)
def test_keys_inside_arrays(items: Any, good: bool) -> None:
    rule = rules.Rule("lines", rules.All("lineItems.*.key"))
    failures = explained(rule, body={"lineItems": items})
    assert [f.remedy for f in failures] == (
        [] if good else ["add line_items.*.key (lineItems.*.key)"]
    )


@pytest.mark.parametrize(
    ("value", "refused"), [("High", True), ("Low", False), (None, False)]
)
def test_literals_are_compared_as_they_are_sent(value: object, refused: bool) -> None:
    rule = rules.Rule("severe", rules.If(rules.Equals("severity", "High"), "title"))
    assert bool(rules.check([rule], {"severity": value}, {})) is refused


def test_rules_show_how_they_are_written() -> None:
    node = rules.Any("a", rules.All("b", rules.Equals("c", 1)))
    assert repr(node) == "Any('a', All('b', Equals(key='c', value=1)))"

"""The rule picker: what may be ticked, and what is ticked at first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docs_shop import SHOP
from specs import known_api

from clientgen.model.api import Answer, Api, Body, Field, Operation, Resource
from clientgen.model.rules import (
    All,
    AtMostOne,
    Equals,
    If,
    Node,
    Nothing,
    Present,
    Rule,
)
from clientgen.model.types import Scalar
from clientgen.rules.decide import holds
from clientgen.targets.pages.picker import (
    Picker,
    PickerAtom,
    PickerContext,
    PickerVariant,
    picker,
    picker_data,
)
from clientgen.targets.samples.values import values_of

ROOT = Path(__file__).parents[2]


def shown(name: str, api: Api = SHOP) -> Picker:
    for resource in api.resources:
        for operation in resource.operations:
            if operation.name == name:
                made = picker(api, resource, operation, values_of(api))
                assert made
                return made
    raise AssertionError(name)


def of_rules(*nodes: Node, keys: str = "abc") -> Picker:
    fields = tuple(Field(key, Scalar("string")) for key in keys)
    rules = tuple(Rule(f"r{n}", node) for n, node in enumerate(nodes))
    operation = Operation(
        "make", "POST", "/x", Answer("empty"), body=Body("object", fields), rules=rules
    )
    resource = Resource("Thing", "things", "thing", (operation,))
    return shown("make", _api(resource))


def _api(resource: Resource) -> Api:
    return Api("X", "x", "1", "1", "X", (), (resource,), ())


def test_a_picker_offers_what_rules_speak_of_in_the_order_of_the_body() -> None:
    made = shown("create")
    assert [(atom.text, atom.argument) for atom in made.atoms] == [
        ("title", "title"),
        ("customerKey", "customer_key"),
        ("guestName", "guest_name"),
        ("dueDate", "due_date"),
        ("lineItems", "line_items"),
        ("lineItems.*.productKey", "line_items.*.productKey"),
    ]
    assert made.name == "orders.create"
    assert made.docs == "resources/order.md#create"
    assert made.keys == ("title", "customerKey", "guestName", "dueDate", "lineItems")


def test_variants_tell_what_meets_them_and_how_a_call_looks() -> None:
    assert shown("create").variants == (
        PickerVariant(
            "who",
            "known",
            "A customer with an account.",
            (("customerKey",),),
            ("customerKey", "dueDate"),
        ),
        PickerVariant(
            "who",
            "guest",
            "Anybody.",
            (("guestName", "title"),),
            ("title", "guestName", "dueDate"),
        ),
    )


def test_one_of_two_variants_leaves_the_other_out() -> None:
    card, bank = shown("pay").variants
    assert card.ticked == ("card",)
    assert bank.sets == (("iban",),)
    assert bank.ticked == ("iban", "bic")


def test_only_values_of_contexts_that_rules_name_are_offered() -> None:
    assert shown("create").contexts == (PickerContext("shop", ("FINE", "GROSS")),)
    assert shown("reach").contexts == ()


def test_literals_are_atoms_of_their_own() -> None:
    node = If(Equals("b", 'é"'), All((Equals("c", True), Equals("c", 1))), Present("a"))
    assert of_rules(node).atoms == (
        PickerAtom("a", "a", "a"),
        PickerAtom("b", "b", "b", alternatives=('b="é\\""',)),
        PickerAtom('b="é\\""', "b", "b", 'é"'),
        PickerAtom("c", "c", "c", alternatives=("c=true", "c=1")),
        PickerAtom("c=true", "c", "c", True),
        PickerAtom("c=1", "c", "c", 1),
    )


def test_what_is_empty_is_left_out_but_an_empty_literal_is_not() -> None:
    data = picker_data(of_rules(If(Equals("b", ""), Present("a"))))
    assert data["atoms"] == [
        {"text": "a", "key": "a", "argument": "a"},
        {"text": "b", "key": "b", "argument": "b", "alternatives": ['b=""']},
        {"text": 'b=""', "key": "b", "argument": "b", "value": ""},
    ]


def test_operators_that_count_say_their_bounds() -> None:
    data = picker_data(
        of_rules(AtMostOne((Present("a"), Present("b"))), Nothing((Present("c"),)))
    )
    assert data["rules"] == [
        {
            "name": "r0",
            "body": {"kind": "at_most_one", "of": ["a", "b"], "least": 0, "most": 1},
        },
        {"name": "r1", "body": {"kind": "none", "of": ["c"]}},
    ]


def test_keys_of_items_are_as_on_the_wire() -> None:
    made = shown("update_labels")
    assert made.array
    assert made.names is None
    assert made.ticked == ("name",)


def test_rules_that_nothing_meets_leave_nothing_ticked() -> None:
    made = of_rules(Present("a"), Nothing((Present("a"),)))
    assert made.ticked == ()
    assert [atom.text for atom in made.atoms] == ["a"]


@pytest.mark.parametrize("name", ["list", "get", "order", "fields"])
def test_operations_without_rules_have_no_picker(name: str) -> None:
    (operation,) = [o for o in SHOP.resources[0].operations if o.name == name]
    assert picker(SHOP, SHOP.resources[0], operation, values_of(SHOP)) is None


def test_what_is_ticked_at_first_breaks_no_rule_of_makini() -> None:
    api = known_api("spec/makini")
    values = values_of(api)
    found = 0
    for resource in api.resources:
        for operation in resource.operations:
            made = picker(api, resource, operation, values)
            if made is None:
                continue
            found += 1
            json.dumps(picker_data(made))
            always = [rule.body for rule in made.rules if not rule.when]
            for ticked in (made.ticked, *(v.ticked for v in made.variants)):
                assert all(holds(node, ticked) for node in always)
            for variant in made.variants:
                assert variant.ticked
                assert all(
                    set(way) <= {a.text for a in made.atoms} for way in variant.sets
                )
    assert found >= 12

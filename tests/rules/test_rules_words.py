"""Rules and repairs in words, and as JSON Schema."""

from __future__ import annotations

from typing import Any

import pytest
from client_form import client_rule
from plain import parse_rule
from runtime import rules as client
from runtime.rules import explain

from clientgen.rules import schema
from clientgen.rules.words import sentence


def rule(**data: Any) -> Any:
    return parse_rule({"name": "r", **data})


def remedy(rule: Any, body: dict[str, Any]) -> str:
    broken = client.check([client_rule(rule)], body, {})
    return explain(broken[0], None).remedy if broken else ""


INVOICE = rule(
    any_of={
        "outgoing": {"any": ["customerKey", "salesOrderKey"], "summary": "A sale."},
        "incoming": {"any": ["vendorKey", "poKey"]},
    }
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"all": ["a", "b", "c"]}, "Needs a, b and c."),
        ({"any": ["a", "b"]}, "Needs a and/or b."),
        ({"one": ["a", "b"]}, "Needs exactly one of a and b."),
        ({"at_most_one": ["a", "b"]}, "Takes at most one of a and b."),
        ({"none": ["a", "b"]}, "Takes none of a and b."),
        ({"none": ["a"]}, "Takes no a."),
        ({"if": "a", "then": "b"}, "If a is given, needs b."),
        (
            {"if": {"key": "sev", "is": "High"}, "then": "b", "else": {"none": ["c"]}},
            'If sev is "High", needs b; otherwise takes no c.',
        ),
        (
            {"all": ["a", {"none": ["b"]}, "c"]},
            "Needs a and c; and takes no b.",
        ),
        (
            {"one": ["a", {"all": ["b", "c"]}]},
            "Needs exactly one of a and (b and c).",
        ),
        (
            {"when": {"platform": ["X", "Y"]}, "all": ["a"]},
            "With platform X or Y: needs a.",
        ),
        (
            {"all": ["a", {"key": "b", "at_most": "c"}]},
            "Needs a; and needs b to be at most c where both are given.",
        ),
        ({"not": {"key": "b", "at_most": "c"}}, "Needs b to be more than c."),
        (
            {
                "any": [
                    "a",
                    {"key": "b", "less_than": "c"},
                    {"not": {"key": "b", "at_least": "c"}},
                ]
            },
            "Needs a, (b less than c where both are given) and/or (b less than c).",
        ),
        (
            {"if": {"key": "b", "more_than": "c"}, "then": "a"},
            "If b is more than c or one of them is not given, needs a.",
        ),
        (
            {"if": {"not": {"key": "b", "more_than": "c"}}, "then": "query:a"},
            "If b is at most c, needs a (query).",
        ),
        ({"optional": ["a"]}, ""),
    ],
)
def test_sentences(data: Any, words: str) -> None:
    assert sentence(rule(**data)) == words


def test_the_invoice_rule_in_words() -> None:
    assert sentence(INVOICE) == (
        "At least one of these must be met: outgoing needs customerKey and/or "
        "salesOrderKey; incoming needs vendorKey and/or poKey."
    )
    assert remedy(INVOICE, {"number": 1}) == (
        "add customerKey and/or salesOrderKey for outgoing, or vendorKey and/or poKey "
        "for incoming"
    )
    assert sentence(INVOICE, str.upper).startswith(
        "At least one of these must be met: outgoing needs CUSTOMERKEY and/or"
    )


@pytest.mark.parametrize(
    ("data", "given", "words"),
    [
        ({"all": ["a", "b", "c"]}, {"b"}, "add a and c"),
        ({"any": ["a", {"all": ["b", "c"]}]}, {"b"}, "add a and/or c"),
        ({"any": ["a", {"all": ["b", "c"]}]}, {}, "add a and/or (b and c)"),
        ({"one": ["a", "b", "c"]}, {}, "add a, b or c, but only one of these"),
        ({"one": ["a", "b", "c"]}, {"a", "c"}, "leave out a or c"),
        ({"at_most_one": ["a", "b"]}, {"a", "b"}, "leave out a or b"),
        ({"none": ["a", "b"]}, {"a", "b"}, "leave out a and b"),
        ({"if": "a", "then": "b"}, {"a"}, "add b or leave out a"),
        ({"if": "a", "then": "b", "else": "c"}, {}, "add (a and b) or c"),
        ({"all": ["a", {"none": ["b"]}]}, {"b"}, "add a and leave out b"),
        (
            {"if": {"key": "s", "is": 1}, "then": "b"},
            {"s": 1},
            "add b or give s another value than 1",
        ),
        (
            {"one_of": {"x": {"all": ["a"]}, "y": {"all": ["b"]}}},
            {},
            "add a for x, or b for y, but only one of these",
        ),
        (
            {"one_of": {"x": {"all": ["a"]}, "y": {"all": ["b"]}}},
            {"a", "b"},
            "leave out a or b",
        ),
        (
            {"one": ["a", "b", "c"]},
            {"a", "b", "c"},
            "leave out a, b or c, at least two of these",
        ),
        (
            {"none": [{"at_most_one": ["a", "b"]}]},
            {},
            "add a and b",
        ),
        ({"none": [{"one": ["a", "b"]}]}, {"a"}, "leave out a or add b"),
        ({"none": [{"if": "a", "then": "b"}]}, {"b"}, "add a and leave out b"),
        (
            {"one_of": {"x": {"all": ["a", "b"]}, "y": {"one": ["c", "d"]}}},
            {"c", "d"},
            "add a and b for x, or leave out c or d for y, but only one of these",
        ),
        ({"none": [{"all": ["a", "b"]}]}, {"a", "b"}, "leave out a or b"),
        ({"all": ["lines.*.key"]}, {"lines": []}, "add lines.*.key"),
        ({"any": ["a"]}, {"a"}, ""),
    ],
)
def test_remedies(data: Any, given: Any, words: str) -> None:
    given = dict(given) if isinstance(given, dict) else dict.fromkeys(given, 1)
    assert remedy(rule(**data), given) == words


TEXT = {"type": "string"}


def test_a_schema_uses_the_natural_forms() -> None:
    """A required key comes with its whole type, so that tools know what it holds."""
    assert schema.body_schema([INVOICE], full=lambda _: TEXT) == {
        "title": "r",
        "anyOf": [
            {
                "title": "outgoing",
                "description": "A sale.",
                "anyOf": [
                    {
                        "required": ["customerKey"],
                        "properties": {"customerKey": TEXT},
                    },
                    {
                        "required": ["salesOrderKey"],
                        "properties": {"salesOrderKey": TEXT},
                    },
                ],
            },
            {
                "title": "incoming",
                "anyOf": [
                    {"required": ["vendorKey"], "properties": {"vendorKey": TEXT}},
                    {"required": ["poKey"], "properties": {"poKey": TEXT}},
                ],
            },
        ],
    }


def test_keys_that_are_never_null_need_only_be_there() -> None:
    keys = ["a", "b", "c"]
    assert schema.body_schema([rule(all=["a", "b"])], never_null=keys) == {
        "required": ["a", "b"]
    }
    dependent = rule(**{"if": "a", "then": {"all": ["b", "c"]}})
    assert schema.body_schema([dependent], never_null=keys) == {
        "title": "r",
        "dependentRequired": {"a": ["b", "c"]},
    }
    assert "if" in schema.body_schema([dependent], never_null=["a"])


def test_what_must_not_be_given_is_null() -> None:
    """No `not`: tools that make types of a schema lose the others' types by it."""
    null = {"type": "null"}
    assert schema.body_schema([rule(none=["a", "b"])]) == {
        "properties": {"a": null, "b": null}
    }


def test_keys_inside_of_an_array_stand_beside_the_whole_item() -> None:
    line = {"$ref": "#/Line"}
    full = {"lines": {"type": "array", "items": line}, "lines.*.key": TEXT}
    assert schema.body_schema([rule(all=["lines.*.key"])], full=full.__getitem__) == {
        "required": ["lines"],
        "properties": {
            "lines": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "allOf": [
                        line,
                        {
                            "type": "object",
                            "required": ["key"],
                            "properties": {"key": TEXT},
                        },
                    ]
                },
            }
        },
    }


def test_rules_that_ask_for_nothing_make_no_schema() -> None:
    conditional = rule(all=["a"], when={"platform": "X"})
    assert schema.body_schema([rule(optional=["a"]), conditional]) == {}
    assert schema.body_schema([conditional], {"platform": "X"}) != {}

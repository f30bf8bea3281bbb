"""Sentences that speak of rules are listed with their places, and never made rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from importing_runs import TEXT, an_object, document, get, many, query, ref, sends, take

ORDER = an_object(customer_id=TEXT, email=TEXT, note=TEXT, name=TEXT)


def hints(
    tmp_path: Path, said: Any, *only: str
) -> list[tuple[str, str, tuple[str, ...]]]:
    taken = take(tmp_path, said, *only)
    for resource in taken.api.resources:
        for operation in resource.operations:
            assert not operation.rules, "a sentence is no rule"
    return [(h.kind, h.spot.pointer, h.keys) for h in taken.journal.hints]


def described(**words: str) -> Any:
    """A document in which keys of a body are described."""
    properties = {
        name: {**schema, "description": words.get(name, "")}
        for name, schema in ORDER["properties"].items()
    }
    order = {"type": "object", "properties": properties}
    return document({"/orders": {"post": sends(ref("Order"))}}, {"Order": order})


@pytest.mark.parametrize(
    ("sentence", "kind", "named"),
    [
        ("Required if email is not given.", "required if", ("email",)),
        ("Either `note` or email must be provided.", "either or", ("note", "email")),
        (
            "Exactly one of `email` and note is allowed.",
            "exactly one",
            ("email", "note"),
        ),
        ("Provide at least one of: email, note.", "at least one", ("email", "note")),
        ("It cannot be used together with `name`.", "not together", ("name",)),
        ("Mutually exclusive with note.", "not together", ("note",)),
        ("Only valid when `email` is set.", "only with", ("email",)),
        ("This must be set if note is.", "required if", ("note",)),
        ("Ignored.\n\nIt is ignored unless email is there.", "ignored if", ("email",)),
    ],
)
def test_sentences_are_found(
    tmp_path: Path, sentence: str, kind: str, named: tuple[str, ...]
) -> None:
    place = "/components/schemas/Order/properties/customer_id/description"
    found = hints(tmp_path, described(customer_id=sentence))
    assert found == [(kind, place, ("customer_id", *named))]


@pytest.mark.parametrize(
    "sentence",
    [
        "The customer's id.",
        "One of the known ones.",
        "The email of the customer or of the shop.",
        "If you like, a note.",
        "Is it required? No.",
    ],
)
def test_other_sentences_are_not(tmp_path: Path, sentence: str) -> None:
    assert hints(tmp_path, described(customer_id=sentence)) == []


def test_of_operations_and_parameters(tmp_path: Path) -> None:
    words = "Either since or until must be given. Required unless the moon is full."
    operation = get(
        many(TEXT),
        description=words,
        parameters=[
            query("since", TEXT, description="Cannot be combined with `until`."),
            query("until", TEXT),
        ],
    )
    said = document({"/orders": {"get": operation}, "/others": {"get": operation}})
    assert hints(tmp_path, said, "/orders") == [
        ("either or", "/paths/~1orders/get/description", ("since", "until")),
        (
            "not together",
            "/paths/~1orders/get/parameters/0/description",
            ("since", "until"),
        ),
    ]


def test_the_page_lists_them_without_the_sentence(tmp_path: Path) -> None:
    words = "Required if `email` is missing. <b>Hear us.</b>"
    page = take(tmp_path, described(note=words)).page()
    assert "## Sentences that speak of rules\n" in page
    line = (
        "- `#/components/schemas/Order/properties/note/description`: `note`, `email`\n"
    )
    assert f"### Required if (1)\n\n{line}" in page
    assert "missing" not in page
    assert "Hear us" not in page
    assert "Sentences" not in take(tmp_path, described()).page()


def test_hostile_keys_are_inert(tmp_path: Path) -> None:
    properties = {
        "a`<b>\u202e": {"type": "string", "description": "Required if c_d is set."},
        "c_d": TEXT,
    }
    body = {"type": "object", "properties": properties}
    page = take(tmp_path, document({"/orders": {"post": sends(body)}})).page()
    line = next(line for line in page.splitlines() if line.endswith("`c_d`"))
    assert line.endswith("/properties/a?<b>?/description`: `a?<b>?`, `c_d`")  # in code
    assert "\u202e" not in page


def test_a_schema_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    node = {
        "type": "object",
        "properties": {
            "left_one": ref("Node"),
            "right_one": {**TEXT, "description": "Required if left_one is given."},
        },
    }
    said = document({"/nodes": {"post": sends(ref("Node"))}}, {"Node": node})
    assert [keys for _, _, keys in hints(tmp_path, said)] == [("right_one", "left_one")]

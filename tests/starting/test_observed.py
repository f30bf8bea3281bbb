"""What is read off example answers: fields, types and marks, and no value."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from clientgen.importing.layout import write
from clientgen.importing.problems import Journal
from clientgen.importing.shapes import Registry
from clientgen.importing.types import SchemaNames, Types
from clientgen.reading import load
from clientgen.starting.additions import Example, add_operation, add_resource
from clientgen.starting.observed import (
    ExampleError,
    members_of,
    parse,
    things_in,
    unwrapped,
)
from clientgen.starting.project import make_project
from clientgen.starting.spec import read_spec


def fields(*things: dict[str, Any]) -> dict[str, Any]:
    members = members_of(things, "answer.json", lambda name, shape: shape)
    types = Types(Registry(), SchemaNames(), Journal(), texts=False)
    return types.fields_of(members, "Thing")


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        ("Ada", "string"),
        ("", "string"),
        (True, "boolean"),
        (7, "integer"),
        (7.5, "number"),
        (None, "any"),
        ("2024-02-29", "date"),
        ("2023-02-29", "string"),
        ("2024-01-01T10:00:00Z", "datetime"),
        ("2024-01-01T10:00:00.123+02:00", "datetime"),
        ("2024-01-01 10:00:00", "datetime"),
        ("10:30", "time"),
        ("25:30", "string"),
        ("P1DT2H", "duration"),
        ("P", "string"),
        ("PT", "string"),
        ("123e4567-e89b-12d3-a456-426614174000", "uuid"),
        ("https://example.com/a?b=c", "url"),
        ("https://", "string"),
        ("http://[bad", "string"),
        ("a@example.com", "email"),
        ("12", "string"),
        ([], ["any"]),
        ([None], ["any"]),
        (["a", "b"], ["string"]),
        ([1, 2.5], ["number"]),
        ([[1]], [["integer"]]),
        ({}, "object"),
        ({"a": {"b": 1}}, {"a": {"fields": {"b": "integer"}}}),
        ({"a@example.com": 1}, {"string": "integer"}),
        ({"8f14e45f": "x", "c9f0f895": "y"}, {"string": "string"}),
        ({"2024-01-01": {"n": 1}}, {"string": {"fields": {"n": "integer"}}}),
        ([{"a": 1}, {"b": None, "a": 2}], [{"fields": {"a": "integer!", "b": "any"}}]),
        ([{"a": 1}, 2], ["any"]),
    ],
)
def test_types(value: Any, type_: Any) -> None:
    found = fields({"it": value})["it"]
    if isinstance(found, dict) and "fields" in found:
        found = found["fields"]
    assert found == type_ or found == {"type": type_}


@pytest.mark.parametrize(
    ("name", "value", "type_"),
    [
        ("created", 1_700_000_000, "unix"),
        ("createdAt", 1_700_000_000_000, "unix_ms"),
        ("expires_at", 3600, "integer"),
        ("count", 1_700_000_000, "integer"),
        ("created", [1_700_000_000], ["unix"]),
    ],
)
def test_a_number_is_a_moment_by_name_and_size(
    name: str, value: Any, type_: Any
) -> None:
    assert fields({name: value})[name] == type_


def test_what_several_things_say_is_put_together() -> None:
    found = fields(
        {"a": 1, "b": "x", "c": None, "d": "2024-01-01", "e": 1, "f": None, "g": [1]},
        {"a": 2, "b": None, "d": "soon", "e": 1.5, "f": None, "g": []},
        {"a": 3, "b": "y", "d": "2024-01-02", "e": "n", "f": None, "g": [None]},
    )
    assert found == {
        "a": "integer!",
        "b": "string | null!",
        "c": "any",
        "d": "string!",
        "e": "number | string!",
        "f": "any",
        "g": "'[integer]!'".strip("'"),
    }


def test_one_thing_is_no_evidence_for_a_mark() -> None:
    assert fields({"a": 1, "b": None}) == {"a": "integer", "b": "any"}


def test_deep_things_end_as_plain_objects() -> None:
    deep: dict[str, Any] = {"end": 1}
    for _ in range(9):
        deep = {"in": deep}
    text = write({"fields": fields(deep)})
    assert text.count("fields:") == 6
    assert "object" in text
    assert "end" not in text


def test_the_thing_is_where_the_spec_says() -> None:
    thing = {"a": 1}
    assert unwrapped({"data": thing}, ["items", "data"]) == (thing, "data")
    assert unwrapped({"data": {"rows": [thing]}}, ["data.rows"]) == (
        [thing],
        "data.rows",
    )
    assert unwrapped(thing, ["data", "a"]) == (thing, None)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "answer.json:1:2: not JSON: expecting property name"),
        (b'{"a": secret}', "answer.json:1:7: not JSON: expecting value"),
        (b'{"a": "sec', "answer.json:1:7: not JSON: unterminated string"),
        (b"\xff", "not UTF-8"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b"1" * 5000, "not JSON that can be read"),
        (b" " * (16 * 1024 * 1024 + 1), "larger than 16 MiB"),
    ],
)
def test_what_is_no_json_is_said(data: bytes, said: str) -> None:
    with pytest.raises(ExampleError, match=re.escape(said)) as caught:
        parse(data, "answer.json")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", [[], [1], 1, "a", [{}, []], None])
def test_things_are_objects(value: Any) -> None:
    with pytest.raises(ExampleError):
        things_in(value, "answer.json")


@pytest.mark.parametrize(
    "key",
    [
        *("ada@example.com", "2024-01-01", "8f14e45fceea", "cus_Nffrf1x9", "17"),
        *("t_123456", "123e4567-e89b-12d3-a456-426614174000", "Ada Lovelace", ""),
    ],
)
def test_keys_that_are_data_are_no_fields(key: str) -> None:
    with pytest.raises(ExampleError, match="--at") as caught:
        fields({key: {"a": 1}})
    assert not key or key not in str(caught.value)
    assert fields({"it": {key: 1}}) == {"it": {"string": "integer"}}


def test_objects_that_are_numbered_are_a_table() -> None:
    found = fields({"users": {"user_1": {"a": 1}, "user_2": {"a": 2}}})
    assert found == {"users": {"string": {"fields": {"a": "integer!"}}}}


@pytest.mark.parametrize(
    "key",
    [
        *("id", "customerKey", "line_1", "Sid", "e164", "p95", "@type", "_links"),
        *("X-Request-Id", "a.b", "SHA256", "ipV4Address", "oauth2Token", "street2"),
    ],
)
def test_keys_that_are_names_are_fields(key: str) -> None:
    assert list(fields({"it": {key: 1}})["it"]["fields"]) == [key]


# Values that nobody could mistake for words of a spec.
SECRET = re.compile(r"qz[0-9]{4}|77[0-9]{6}")
secrets = st.integers(0, 9999).map(lambda n: f"qz{n:04}")
numbers = st.integers(77_000_000, 77_999_999)
texts = st.one_of(
    secrets,
    secrets.map(lambda s: f"{s}@{s}.example"),
    secrets.map(lambda s: f"https://{s}.example/{s}"),
    secrets.map(lambda s: f"a line\n{s}: {s} # {s}"),
    numbers.map(lambda n: f"2024-01-01T10:00:00.{n}Z"),
    numbers.map(lambda n: f"{n}-0000-4000-8000-0000{n}"),
    secrets.map(lambda s: f"is {s}"),
)
names = st.sampled_from(
    ["id", "name", "created_at", "tags", "address", "item_id", "of"]
)
values = st.recursive(
    st.one_of(texts, numbers, numbers.map(lambda n: n + 0.5), st.none(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(names, inner, max_size=4),
        st.dictionaries(
            texts.filter(lambda t: not t.startswith("qz") or "@" in t),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=12,
)
things = st.lists(
    st.dictionaries(names, values, min_size=1, max_size=6), min_size=1, max_size=3
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "shop"
    make_project(folder)
    return folder / "spec/shop"


@pytest.mark.slow
@settings(max_examples=60)
@given(answer=things, many=st.booleans())
def test_no_value_of_an_example_is_in_the_spec(
    shop: Path, answer: list[dict[str, Any]], many: bool
) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*.yaml")}
    data = {"data": answer if many else answer[0]}
    example = Example("answer.json", json.loads(json.dumps(data)))
    try:
        add_resource(read_spec(shop), "customer", example)
        add_operation(read_spec(shop), "tasks.preview", example)
        made = "".join(path.read_text("utf-8") for path in shop.rglob("*.yaml"))
        assert not SECRET.search(made), made
        loaded = load(shop)
        assert loaded.warnings == ()
        known = {schema.name: schema for schema in loaded.api.schemas}
        keys = {key for each in (answer if many else answer[:1]) for key in each}
        assert {field.name for field in known["Customer"].fields} == keys
    finally:
        for path in shop.rglob("*.yaml"):
            if path in before:
                path.write_bytes(before[path])
            else:
                path.unlink()

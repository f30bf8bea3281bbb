"""Whatever the vendor and people change: the one arrives, the other stays, nothing is lost."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from updating.shop import TEXT, Json, changed, fields, files, imported, write

from clientgen.importing import layout
from clientgen.reading import load
from clientgen.reading.composing import resolve
from clientgen.renewing import renew
from clientgen.updating.editing import edit, remarks
from clientgen.updating.identity import identity, is_naming
from clientgen.updating.marked import MarkedText
from clientgen.updating.three_way import MISSING, Merge, same

keys = some.sampled_from(
    ["id", "type", "body", "enum", "parameters", "fields", "a b", "200", "note", "x"]
)
scalars = some.one_of(
    some.sampled_from(
        ["string", "integer!", "a: b", "# no", "", "é\n", "1.10", "x" * 90]
    ),
    some.integers(-3, 9),
    some.booleans(),
    some.none(),
)
values = some.recursive(
    scalars,
    lambda inner: some.one_of(
        some.lists(inner, max_size=4), some.dictionaries(keys, inner, max_size=5)
    ),
    max_leaves=12,
)
tables = some.dictionaries(keys, values, min_size=1, max_size=6)


def plain(data: Any) -> Any:
    """Data as it is once it was written and read."""
    return MarkedText(layout.write(data), resolve).root.data


def with_remarks(text: str, lines: list[int]) -> str:
    """A text with comments of a person above some of its lines, and blank lines."""
    said = text.split("\n")
    marked = MarkedText(text, resolve)
    for number in sorted(lines, reverse=True):
        at = number % len(said)
        line = "\n".join(
            [*said[:at], f"{' ' * (number % 5)}# remark {number}", "", *said[at:]]
        )
        try:
            if same(MarkedText(line, resolve).root.data, marked.root.data):
                said = line.split("\n")
        except Exception:
            continue
    return "\n".join(said)


@pytest.mark.slow
@settings(max_examples=150)
@given(tables, tables, some.lists(some.integers(0, 40), max_size=4))
def test_a_text_says_what_it_is_made_to_say(
    one: Json, other: Json, lines: list[int]
) -> None:
    text = with_remarks(layout.write(one), lines)
    assert edit(text, plain(one), resolve) == text
    edit(text, plain(other), resolve)  # it reads the outcome, and fails if that differs


@settings(max_examples=100)
@given(tables, some.lists(some.integers(0, 40), max_size=4), values)
def test_all_but_one_entry_stays_as_it_was(
    one: Json, lines: list[int], value: Any
) -> None:
    text = with_remarks(layout.write(one), lines)
    data = plain(one)
    key = sorted(data)[0]
    made = edit(text, {**data, key: plain({"x": value})["x"]}, resolve)
    old, new = MarkedText(text, resolve), MarkedText(made, resolve)
    for name, entry in old.root.entries.items():
        if name != key:
            inside = new.root.entries[name]
            assert (
                text[old.root.keys[name] : entry.end]
                == made[new.root.keys[name] : inside.end]
            )
    assert text[: old.root.keys[key]] == made[: new.root.keys[key]]


@pytest.mark.slow
@settings(max_examples=150)
@given(tables, tables, tables)
def test_nobodys_change_is_lost(before: Json, theirs: Json, yours: Json) -> None:
    before, theirs, yours = plain(before), plain(theirs), plain(yours)
    merge = Merge()
    made = merge.table((), before, theirs, yours)
    told = {each.path for each in merge.conflicts}
    for key in before.keys() | theirs.keys() | yours.keys():
        b, t, y, m = (side.get(key, MISSING) for side in (before, theirs, yours, made))
        if same(t, b):
            assert same(m, y)
        elif same(y, b) and not any(path[0] == key for path in told):
            assert reads_as(m, t, key)
        elif not same(y, t) and (y is MISSING or t is MISSING):
            assert same(m, y)
            assert (key,) in told
    unchanged = Merge()
    assert same(unchanged.table((), before, before, yours), yours)
    assert not unchanged.changes
    assert not unchanged.conflicts


def reads_as(made: Any, wanted: Any, key: str) -> bool:
    """Whether two values say one thing; names may stand in any order, and nothing is {}."""
    if isinstance(made, dict) and isinstance(wanted, dict):
        return made.keys() == wanted.keys() and all(
            reads_as(made[k], wanted[k], k) for k in made
        )
    if isinstance(made, list) and isinstance(wanted, list) and is_naming(key):
        names = [sorted(identity(e, key) for e in each) for each in (made, wanted)]
        return names[0] == names[1]
    return (
        same(made, wanted)
        or (made is None and wanted == {})
        or (isinstance(made, dict | str) and isinstance(wanted, dict | str | list))
    )


Change = Callable[[Json], None]
ORDER = "resources/order.yaml"


def _field(name: str, schema: Json) -> Change:
    def change(said: Json) -> None:
        fields(said, name)["fresh"] = copy.deepcopy(schema)

    return change


def _value(said: Json) -> None:
    fields(said, "Order")["status"]["enum"] += ["void"]


def _operation(said: Json) -> None:
    said["paths"]["/orders/{id}/void"] = copy.deepcopy(
        said["paths"]["/orders/{id}/pay"]
    )
    said["paths"]["/orders/{id}/void"]["post"]["operationId"] = "voidOrder"


def _number(said: Json) -> None:
    fields(said, "Order")["total"]["type"] = "number"


def _city(said: Json) -> None:
    del fields(said, "Address")["city"]


def _server(said: Json) -> None:
    said["servers"].append({"url": "https://b.example.com"})


VENDOR: list[tuple[Change, str, str]] = [
    (_field("Order", TEXT), ORDER, "fresh: string"),
    (
        _field("Customer", {"type": "integer"}),
        "resources/customer.yaml",
        "fresh: integer",
    ),
    (_value, ORDER, "paid, void"),
    (_operation, ORDER, "/{id}/void"),
    (_number, ORDER, "number"),
    (_city, "schemas/shared.yaml", "{street: string}"),
    (lambda said: said["info"].update(version="2"), "api.yaml", "version: '2'"),
]
PEOPLE = [
    (ORDER, "  note: string\n", "  note: text_ # odd\n".replace("text_", "url")),
    (ORDER, "  id: string!\n", "\n\n  # The key.\n  id:   string!   # mine\n"),
    (ORDER, "summary: Orders.", 'summary: "What people buy."  # better'),
    (ORDER, "  get:\n", "  get: {note: Slow., deprecated: true}\n"),
    (ORDER, "body: {by: string}", "body: {by: string!, 'of': {type: date, alias: day}}"),
    (ORDER, "  list: {parameters: [{limit: integer}]}", "  all:\n    method: GET\n    parameters: [ {limit: {type: integer, maximum: 9}} ]"),
    ("resources/customer.yaml", "  home: Address\n", "  home: Address!\n  # seen in answers\n  vip: boolean\n"),
    ("schemas/shared.yaml", "street: string", "street: {type: string, note: With number.}"),
    ("api.yaml", "title: Shop API", "title: The shop\nheaders: {X-Version: '1.10'}  # as they ask"),
]  # fmt: skip


@pytest.mark.slow
@settings(max_examples=15)
@given(
    some.lists(some.sampled_from(VENDOR), unique_by=lambda each: each[2]),
    some.lists(some.sampled_from(PEOPLE), unique_by=lambda each: each[1]),
)
def test_what_people_and_the_vendor_change_is_all_there(
    vendor: list[tuple[Change, str, str]], people: list[tuple[str, str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec = imported(folder)
        for file, old, new in people:
            text = (spec / file).read_text()
            assert old in text
            (spec / file).write_text(text.replace(old, new, 1))
        before = files(spec)
        newer = write(folder / "newer.json", changed(*(each[0] for each in vendor)))
        done = renew(newer, spec)
        assert not done.conflicts
        load(spec)
        for file, _, new in people:
            lines = (spec / file).read_text().splitlines()
            for line in new.splitlines():
                assert any(line.rstrip("} ]") in each for each in lines)
        for _, file, words in vendor:
            text = (spec / file).read_text()
            assert words in text or (words == "{street: string}" and "city" not in text)
        after = files(spec)
        if not vendor:
            assert {
                n: d
                for n, d in after.items()
                if n != ".imported/import.yaml" and "IMPORT" not in n
            } == {
                n: d
                for n, d in before.items()
                if n != ".imported/import.yaml" and "IMPORT" not in n
            }
        renew(newer, spec)
        assert files(spec) == after


def test_remarks_are_found_where_they_stand() -> None:
    text = (
        "# yaml-language-server: $schema=a\n"
        "resource: A\n"
        "fields:\n  # about b\n  b: string\n  c: '# no' # yes\n  d: {e: string}\n"
        "  f:\n    - {g: 1} # of g\n    - {h: 1}\n  i: {\n    j: 1, # in it\n    k: 2}\n"
        "  l: >- # of l\n    text # of it\n  m: |\n    # text\n"
    )
    found = {".".join(path) for path in remarks(MarkedText(text, resolve))}
    assert found == {
        *("fields", "fields.b", "fields.c", "fields.f", "fields.f.g"),
        *("fields.i", "fields.i.j", "fields.i.k", "fields.l"),
    }


def test_nothing_stands_in_braces_as_null() -> None:
    data = {"a": [{"b": None}], "c": {"d": None, "e": None}}
    text = layout.write(data)
    assert same(MarkedText(text, resolve).root.data, data)
    assert edit("a: {b: 1}\n", {"a": {"b": None}}, resolve) == "a: {b: null}\n"

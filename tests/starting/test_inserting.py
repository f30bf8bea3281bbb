"""Additions to YAML files keep every other byte, in all layouts that people write."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from selection import mostly_slow

from clientgen.starting.inserting import (
    NoPlaceError,
    add_entry,
    add_item,
    added,
    listed,
)
from clientgen.starting.spec import data_of

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("spec/makini", "tests/library/spec", "tests/apis", "tests/language")
    for path in (ROOT / folder).rglob("resources/*.yaml")
)
CANCEL = {"method": "POST", "path": "/{key}/cancel", "answer": "object"}


def is_kept(before: str, after: str) -> bool:
    """Whether one run of characters is new, and nothing else."""
    start = 0
    while start < len(before) and before[start] == after[start]:
        start += 1
    return after.endswith(before[start:])


@pytest.mark.parametrize(
    "path", mostly_slow(FILES, FILES[::8]), ids=lambda path: "/".join(path.parts[-4:])
)
def test_every_resource_that_we_have_takes_one_more(path: Path) -> None:
    for newline in ("\n", "\r\n"):
        for mark in ("", "\ufeff"):
            before = mark + path.read_text(encoding="utf-8").replace("\n", newline)
            after = add_entry(before, "operations", "zz_cancel", CANCEL)
            assert is_kept(before, after)
            data = data_of(before.removeprefix("\ufeff"))
            wanted = added(data, "operations", "zz_cancel", CANCEL)
            assert data_of(after.removeprefix("\ufeff")) == wanted
            assert list(wanted["operations"])[-1] == "zz_cancel"
            assert newline == "\n" or "\n" not in after.replace("\r\n", "")


LAYOUTS = {
    "the end": ("operations:\n  list:\n", "operations:\n  list:\n  x: Do.\n"),
    "no newline": (
        "operations:\n  list: Walk.",
        "operations:\n  list: Walk.\n  x: Do.\n",
    ),
    "another key": (
        "operations:\n  list:\n\nb: c\n",
        "operations:\n  list:\n  x: Do.\n\nb: c\n",
    ),
    "deeper": (
        "operations:\n    get:\n        note: A.\n# end\n",
        "operations:\n    get:\n        note: A.\n    x: Do.\n# end\n",
    ),
    "comments": (
        "operations:\n  get: A. # why\n  # no update\n    # deep\n\n  # far\nb: c\n",
        "operations:\n  get: A. # why\n  # no update\n    # deep\n  x: Do.\n\n  # far\nb: c\n",
    ),
    "blank lines": (
        "operations:\n  get: A.\n\n  list: B.\nb: c\n",
        "operations:\n  get: A.\n\n  list: B.\n\n  x: Do.\nb: c\n",
    ),
    "text in lines": (
        "operations:\n  get:\n    note: |\n      A\n      b\n\n\nb: c\n",
        "operations:\n  get:\n    note: |\n      A\n      b\n  x: Do.\n\n\nb: c\n",
    ),
    "folded": (
        "operations:\n  get: A\n    b\n    c\nb: c\n",
        "operations:\n  get: A\n    b\n    c\n  x: Do.\nb: c\n",
    ),
    "braces": (
        "operations: {list: A., get}\n",
        "operations: {list: A., get, x: Do.}\n",
    ),
    "nothing in braces": ("operations: {}\n", "operations: {x: Do.}\n"),
    "no value in braces": ("operations: {get: }\n", "operations: {get: , x: Do. }\n"),
    "comma": ("operations: {get: A., }\n", "operations: {get: A., x: Do., }\n"),
    "braces and comments": (
        "operations: {get: A., # one\n  list: B. # two }\n  }\n",
        "operations: {get: A., # one\n  list: B., x: Do. # two }\n  }\n",
    ),
    "nothing": (
        "operations: # none yet\nb: c\n",
        "operations: # none yet\n  x: Do.\nb: c\n",
    ),
    "missing": ("a: b\n", "a: b\noperations:\n  x: Do.\n"),
    "braces inside": (
        "operations:\n  get: {note: A,\n    title: B} # c\n",
        "operations:\n  get: {note: A,\n    title: B} # c\n  x: Do.\n",
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_entry_is_added(layout: str) -> None:
    before, after = LAYOUTS[layout]
    assert add_entry(before, "operations", "x", "Do.") == after
    assert data_of(after) == added(data_of(before), "operations", "x", "Do.")


LISTS = {
    "brackets": ("resources: [a, b]\n", "resources: [a, b, z]\n"),
    "nothing": ("resources: []\n", "resources: [z]\n"),
    "lines": (
        "resources:\n  - a\n  - b # c\nx: y\n",
        "resources:\n  - a\n  - b # c\n  - z\nx: y\n",
    ),
    "not indented": ("resources:\n- a\nx: y\n", "resources:\n- a\n- z\nx: y\n"),
    "brackets in lines": (
        "resources: [\n  a,\n  b, # last\n]\n",
        "resources: [\n  a,\n  b, z, # last\n]\n",
    ),
}


@pytest.mark.parametrize("layout", LISTS)
def test_an_item_is_added(layout: str) -> None:
    before, after = LISTS[layout]
    assert add_item(before, "resources", "z") == after
    assert data_of(after) == listed(data_of(before), "resources", "z")


def test_a_long_line_is_broken() -> None:
    before = f"resources: [{', '.join(f'number_{n}' for n in range(8))}]\n"
    after = add_item(before, "resources", "another_one")
    assert after == before.replace("]", ",\n            another_one]")


def test_entries_are_as_their_neighbours() -> None:
    sources = "sources:\n  docs: {title: Docs}\n"
    assert add_entry(sources, "sources", "seen", {"title": "Seen"}) == (
        sources + "  seen: {title: Seen}\n"
    )
    in_lines = "sources:\n  docs:\n    title: Docs\n"
    assert add_entry(in_lines, "sources", "seen", {"title": "Seen"}) == (
        in_lines + "  seen:\n    title: Seen\n"
    )


@pytest.mark.parametrize(
    "text", ["{operations: {get: A.}}\n", "operations: [a]\n", "operations: a\n"]
)
def test_what_is_no_place_is_said(text: str) -> None:
    with pytest.raises(NoPlaceError):
        add_entry(text, "operations", "x", "Do.")


def test_a_list_is_needed() -> None:
    with pytest.raises(NoPlaceError):
        add_item(dedent("resources: {}\n"), "resources", "z")

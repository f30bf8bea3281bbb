"""The fast yes to a file is never wrong, and is given where it should be."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clientgen.fast.accepting import accepts
from clientgen.reading.checking import check
from clientgen.reading.composing import compose
from clientgen.reading.findings import Report
from clientgen.reading.grammars import Kind

SMALL = Path(__file__).parents[1] / "reading/small"
MAKINI = Path(__file__).parents[2] / "spec/makini"
KINDS: dict[str, Kind] = {
    "api.yaml": "api",
    "schemas/shared.yaml": "schemas",
    "resources/customer.yaml": "resource",
    "resources/order.yaml": "resource",
}
TREES = {
    name: yaml.load((SMALL / name).read_text("utf-8"), Loader=yaml.SafeLoader)
    for name in KINDS
}
ODD = st.sampled_from(
    [
        "",
        "no",
        "key!",
        "[string]",
        "same as create",
        "GET",
        "a\n",
        "é",
        "1",
        "any",
        None,
        True,
        False,
        0,
        1,
        -1,
        1.0,
        1.5,
        1e300,
        10**30,
        [],
        {},
        [None],
        {"a": 1},
    ]
)


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, Any]] = []
    if isinstance(node, dict):
        inner = list(node.items())
    elif isinstance(node, list):
        inner = list(enumerate(node))
    return [path, *(p for key, value in inner for p in _places(value, (*path, key)))]


PLACES = [(name, path) for name in KINDS for path in _places(TREES[name])[1:]]


def _errors(kind: Kind, text: str) -> tuple[bool, list[str]]:
    report = Report()
    root = compose(text.encode(), "x.yaml", report)
    assert root is not None
    before = len(report)
    fast = accepts(kind, root)
    check(kind, root, report)
    return fast, [str(finding) for finding in report.findings][before:]


@pytest.mark.slow
@given(st.sampled_from(PLACES), ODD, st.booleans())
def test_what_is_accepted_has_no_mistake(
    place: tuple[str, tuple[Any, ...]], value: Any, add: bool
) -> None:
    name, path = place
    tree = deepcopy(TREES[name])
    parent = tree
    for key in path[:-1]:
        parent = parent[key]
    if add and isinstance(parent, dict):
        parent["added"] = value
    else:
        parent[path[-1]] = value
    fast, errors = _errors(KINDS[name], json.dumps(tree, default=str))
    assert not (fast and errors), errors


@pytest.mark.parametrize(
    "text",
    [
        "schemas: {Thing: {fields: {a: {type: string, example: 1.50}}}}",
        "schemas: {Thing: {summary: 2024-01-01, fields: {}}}",
    ],
)
def test_plain_scalars_that_are_text_are_no_mistake(text: str) -> None:
    assert _errors("schemas", text) == (True, [])


def test_bounds_that_are_fractions_take_the_fast_way() -> None:
    field = "{type: number, minimum: 0.5, maximum: 99.5}"
    text = f"schemas: {{Thing: {{fields: {{a: {field}}}}}}}"
    assert _errors("schemas", text) == (True, [])


def test_text_that_looks_like_a_number_takes_the_slow_way() -> None:
    assert _errors("schemas", "schemas: {Thing: {summary: 12, fields: {}}}") == (
        False,
        [],
    )


@pytest.mark.parametrize(
    "path", sorted(MAKINI.rglob("*.yaml")), ids=lambda path: path.stem
)
def test_files_of_a_good_spec_take_the_fast_way(path: Path) -> None:
    kind: Kind = "resource" if path.parent.name == "resources" else "schemas"
    if path.name == "api.yaml":
        kind = "api"
    assert _errors(kind, path.read_text("utf-8")) == (True, [])

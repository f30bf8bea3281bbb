"""Whatever stands in a spec: it loads, or every finding has its place and its words."""

from __future__ import annotations

import re
import shutil
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selection import mostly_slow

from clientgen.reading import SpecError, load
from clientgen.reading.codes import Code

HERE = Path(__file__).parent
FILES = (
    "api.yaml",
    "schemas/shared.yaml",
    "resources/customer.yaml",
    "resources/order.yaml",
)
TREES: dict[str, Any] = {
    name: yaml.load((HERE / "small" / name).read_text("utf-8"), Loader=yaml.BaseLoader)
    for name in FILES
}

HOSTILE = [
    *('"""', "'''", "\\", "x\\", "'", '"', "`", "{{ 7*7 }}", "{% x %}", "${x}", "{0}"),
    *(
        "%s",
        "<script>",
        "[a](javascript:x)",
        "a|b",
        "a\nb",
        "a\r\nb",
        "\t",
        "../..",
        "/",
    ),
    *("/etc/passwd", "class", "None", "__init__", "__class__", "print", "self", "💥"),
    *("\u2028", "\u202e", "\x85", "\x00", "\x0b", "\x0c", "\ufeff", "a" * 10_000, ""),
    *(" ", "no", "on", "null", "~", "1.10", "2024-01-01", "1e999", ".nan", "&a", "*a"),
    *(
        "!!str x",
        "<<",
        "key -> ",
        "key -> Order",
        "[string]",
        "string!",
        "!",
        "same as ",
    ),
    *(
        "same as create",
        "same as update",
        "any",
        "none",
        "Order",
        "Order.get",
        "lines.*",
    ),
    *(
        "lines.*.sku",
        "*",
        ".",
        "/{key}",
        "/{key}/{key}",
        "/{",
        "..",
        "%2e%2e",
        "required",
    ),
]
WORDS = st.sampled_from(HOSTILE) | st.text(max_size=20)
KEYS = sorted(
    {
        key
        for path in (HERE.parents[1] / "generator/clientgen/reading/grammar").glob(
            "*.json"
        )
        for key in re.findall(r'"([a-z_]+)": \{', path.read_text("utf-8"))
    }
)
VALUES = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(KEYS) | WORDS, inner, max_size=4),
    max_leaves=12,
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All paths into a tree."""
    found = [path] if path else []
    if isinstance(tree, dict):
        for key, value in tree.items():
            found += places(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            found += places(value, (*path, index))
    return found


PLACES = {name: places(tree) for name, tree in TREES.items()}


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """The small spec with a few places changed, removed, renamed or swapped."""
    trees = deepcopy(TREES)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(FILES))
        *above, last = draw(st.sampled_from(PLACES[name]))
        try:
            inner = trees[name]
            for step in above:
                inner = inner[step]
            match draw(st.sampled_from(["change", "remove", "rename", "copy"])):
                case "change":
                    inner[last] = draw(VALUES)
                case "remove":
                    del inner[last]
                case "rename" if isinstance(inner, dict):
                    inner[draw(st.sampled_from(KEYS) | WORDS)] = inner.pop(last)
                case _:
                    other = draw(st.sampled_from(PLACES[name]))
                    value = trees[name]
                    for step in other:
                        value = value[step]
                    inner[last] = deepcopy(value)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took this place away
    return trees


def check(files: dict[str, bytes]) -> None:
    """Load a spec: only success or well-formed findings."""
    with tempfile.TemporaryDirectory() as place:
        spec = Path(place) / "spec"
        shutil.copytree(HERE / "small", spec)
        for name, data in files.items():
            (spec / name).write_bytes(data)
        try:
            load(spec)
        except SpecError as error:
            found = error.findings
        else:
            return
    assert any(finding.severity == "error" for finding in found)
    assert list(found) == sorted(found, key=lambda finding: finding.position)
    for finding in found:
        assert finding.position.path.startswith(f"{place}/spec")
        assert finding.position.line >= 1
        assert finding.position.column >= 1
        assert finding.code in get_args(Code)
        assert finding.code != "bad-rule"
        assert finding.message.isprintable(), finding.message
        assert len(finding.message) < 2000
        name = finding.position.path.removeprefix(f"{place}/spec/")
        if name in files:
            lines = files[name].decode("utf-8", "replace").splitlines() or [""]
            assert finding.position.line <= len(lines) + 1


def dumped(tree: Any) -> bytes:
    text: str = yaml.dump(tree, allow_unicode=True, sort_keys=False, width=1000)
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_mutated_specs(trees: dict[str, Any]) -> None:
    check({name: dumped(tree) for name, tree in trees.items() if tree != TREES[name]})


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), VALUES)
def test_arbitrary_trees(name: str, tree: Any) -> None:
    check({name: dumped(tree)})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_arbitrary_bytes(name: str, data: bytes) -> None:
    check({name: data})


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 2000), st.integers(0, 20), WORDS)
def test_damaged_text(name: str, start: int, length: int, word: str) -> None:
    data = (HERE / "small" / name).read_bytes()
    raw = word.encode("utf-8", "surrogatepass")
    check({name: data[:start] + raw + data[start + length :]})


TEXTS = [(name, path) for name in FILES for path in PLACES[name]]


@pytest.mark.parametrize(
    "turn", mostly_slow(range(len(HOSTILE)), range(0, len(HOSTILE), 6))
)
def test_text_positions_take_or_refuse_hostile_text(turn: int) -> None:
    """Every position meets every sixteenth word, and every word every sixteenth position."""
    for name, path in TEXTS[turn % 16 :: 16]:
        tree = deepcopy(TREES[name])
        inner = tree
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = HOSTILE[turn]
        check({name: dumped(tree)})

"""Types as a type checker compares them: mypy is asked of every pair."""

from __future__ import annotations

import ast
import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from judged_calls import RUNTIME, write_runtime

from clientgen.changes.python_types import ALIASES, fits, read, reads_as, same

TEMPLATES = Path(__file__).parents[2] / "templates/python/runtime"
TYPES = [
    "str",
    "int",
    "bool",
    "bytes",
    "Decimal",
    "Number",
    "object",
    "DateTime",
    "dt.date",
    "dt.time",
    "dt.timedelta",
    "Order",
    "Line",
    "None",
    "str | None",
    "int | str",
    "Literal['a', 'b']",
    "Literal['a'] | str",
    "Literal[1, 2]",
    "Literal[True]",
    "Sequence[str]",
    "Sequence[Literal['a']]",
    "Sequence[Line | Mapping[str, object]]",
    "Sequence[int]",
    "list[str]",
    "list[str | None]",
    "list[Line]",
    "list[bool]",
    "dict[str, int]",
    "dict[str, Any]",
    "Mapping[str, object]",
    "Mapping[str, int]",
    "Order | Mapping[str, object]",
    "Filter",
    "Sort",
    "File",
    "Arg[str]",
]
HEAD = f"""
from __future__ import annotations
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal
from {RUNTIME}.calls.filters import Filter, Sort
from {RUNTIME}.calls.uploads import File
from {RUNTIME}.models.model import Model
from {RUNTIME}.models import Arg, DateTime, Number
class Order(Model): ...
class Line(Model): ...
"""


@pytest.mark.slow
def test_mypy_agrees_on_every_pair(tmp_path: Path) -> None:
    write_runtime(tmp_path)
    pairs = list(itertools.product(TYPES, repeat=2))
    lines = HEAD.splitlines()
    for number, (one, other) in enumerate(pairs):
        lines.append(f"def f{number}(a: {one}) -> None: x: {other} = a")
    (tmp_path / "pairs.py").write_text("\n".join(lines) + "\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "pairs.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    refused = {int(line.split(":")[1]) for line in errors}
    first = len(HEAD.splitlines()) + 1
    wrong = [
        pair
        for number, pair in enumerate(pairs)
        # What filters and files are besides is said by no type of a spec.
        if not {"Filter", "File"} & {*pair}
        and fits(*map(read, pair)) is (number + first in refused)
    ]
    assert not wrong, wrong


def test_aliases_are_those_of_the_runtime() -> None:
    said: dict[str, str] = {}
    for path in sorted(TEMPLATES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.AnnAssign(
                    ast.Name(name), ast.Name("TypeAlias"), value
                ) if value:
                    said[name] = ast.unparse(value)
    plain = {name: text.replace("dt.", "") for name, text in ALIASES.items()}
    assert said["DateTime"].startswith(f"Annotated[{plain.pop('DateTime')}, ")
    assert said["File"] == "Content | Upload"
    assert "bytes" in said["Content"]
    del plain["File"]
    assert plain == {name: said[name] for name in plain}


@pytest.mark.parametrize(
    ("now", "before", "goes_on"),
    [
        ("str", "Any", False),
        ("Any", "str", True),
        ("list[str]", "list[Any]", False),
        ("list[Any]", "list[str]", True),
        ("object", "str", False),
        ("str", "object", True),
    ],
)
def test_what_may_be_anything_is_used_as_people_like(
    now: str, before: str, goes_on: bool
) -> None:
    assert reads_as(read(now), read(before)) is goes_on


def test_names_stand_for_what_they_mean() -> None:
    meaning = {"Currency": "Literal['eur'] | str", "Tree": "list[Tree] | str"}
    assert same(read("Currency | None", meaning.get), read("str | None"))
    assert fits(read("str"), read("Tree", meaning.get))
    assert fits(read("Tree", meaning.get), read("Tree", meaning.get))

"""Docstrings of generated packages: the summary is one whole line (PEP 257)."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.model.naming import snake_case
from clientgen.targets.python.docstrings import document

ROOT = Path(__file__).parents[2]
RULES = "D200,D205,D209,D212,D400,D415"


@pytest.mark.parametrize("folder", ["generated/python", "templates/python/runtime"])
def test_summaries_are_whole_lines(folder: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache"]
    done = subprocess.run(
        [*command, "--select", RULES, ROOT / folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_line_repeats_the_signature() -> None:
    """What each method has, or its name says already, stands in no docstring."""
    for module in sorted((ROOT / "generated/python/makini/resources").glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for line in (ast.get_docstring(node) or "").splitlines():
                name, _, words = line.strip().partition(": ")
                assert name not in ("options", "ApiError"), (module.name, line)
                wire = words.removesuffix(".").strip("`")
                assert not wire or snake_case(wire) != name, (module.name, line)


def written(*paragraphs: str) -> list[str]:
    return str(ast.literal_eval(document(paragraphs, indent=4))).split("\n")


@pytest.mark.parametrize(
    ("text", "summary", "rest"),
    [
        ("An order.", "An order.", ""),
        ("An order", "An order.", ""),
        ("These are known:", "These are known.", ""),
        (
            "What somebody orders, by post. It may hold several lines, e.g. of one vendor alone.",
            "What somebody orders, by post.",
            "It may hold several lines, e.g. of one vendor alone.",
        ),
        (
            "A bill of materials (BOM): the materials and products that go into something, or so.",
            "A bill of materials (BOM).",
            "The materials and products that go into something, or so.",
        ),
        (
            "What goes out, whoever wants it; orderKey names it, and with it what was ordered once.",
            "What goes out, whoever wants it.",
            "orderKey names it, and with it what was ordered once.",
        ),
        (
            "One that has no place to be cut, as nothing but a comma stands in it, and this is long.",
            "One that has no place to be cut, as nothing but a comma stands in it, and ...",
            "One that has no place to be cut, as nothing but a comma stands in it, and this is long.",
        ),
        ("x" * 100, "x" * 75 + "...", "x" * 100),
    ],
)
def test_a_long_summary_is_cut(text: str, summary: str, rest: str) -> None:
    first, *others = written(text)
    assert first == summary
    assert " ".join(" ".join(others).split()) == rest


@given(st.text(st.sampled_from("ab .:;,?!\n'`é"), min_size=1, max_size=200))
def test_any_summary_is_one_line(text: str) -> None:
    if not text.strip():
        return
    first, *others = written(text)
    assert first
    assert first[-1] in ".?!"
    assert len(first) <= 78
    assert not others or others[0] == ""

"""Formatting: Black's, at a fixed length, and a clear word when it cannot."""

from __future__ import annotations

import importlib.metadata

import pytest

from clientgen.writing import formatting
from clientgen.writing.digests import black_year
from clientgen.writing.errors import GeneratorBug
from clientgen.writing.formatting import (
    format_python,
    unformatted_digest,
)


def test_python_is_formatted_for_311_at_88_columns() -> None:
    wide = f"x = f({'a' * 39}, {'b' * 40})\n"
    long = f"x = f({'a' * 39}, {'b' * 41})\n"
    match = "match x:\n    case ('a'): pass\n"
    formatted = format_python({"w.py": wide, "l.py": long, "m.py": match})
    assert formatted == {
        "w.py": wide,
        "l.py": f"x = f(\n    {'a' * 39}, {'b' * 41}\n)\n",
        "m.py": 'match x:\n    case "a":\n        pass\n',
    }


def test_text_that_is_no_python_is_a_bug_that_names_the_file() -> None:
    with pytest.raises(GeneratorBug, match=r"^docs/b\.py is no valid Python: .* 1:4"):
        format_python({"docs/a.py": "a = 1\n", "docs/b.py": "b = = 1\n"})


def test_the_year_of_black_is_that_of_black() -> None:
    assert black_year() == importlib.metadata.version("black").split(".")[0]


def test_the_digest_before_formatting_depends_on_all_that_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    digests = {unformatted_digest("x"), unformatted_digest("y")}
    monkeypatch.setattr(formatting, "LINE_LENGTH", 100)
    digests.add(unformatted_digest("x"))
    monkeypatch.setattr(formatting, "black_year", lambda: "1.0")
    digests.add(unformatted_digest("x"))
    assert len(digests) == 4


def test_what_only_the_compiler_refuses() -> None:
    with pytest.raises(GeneratorBug, match=r"a\.py is no valid Python: duplicate arg"):
        format_python({"a.py": "def f(page: int, page: str) -> None: ...\n"})

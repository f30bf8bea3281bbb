"""A finding on a terminal: the line, and what is meant underlined, whatever the line holds."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.model.position import Position
from clientgen.notices.frames import frame, headline, plain
from clientgen.notices.notice import of_findings
from clientgen.notices.sources import Sources
from clientgen.reading import Finding


class Text(Sources):
    """Lines that are in no file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._lines["x.yaml"] = text.split("\n")


def shown(text: str, column: int, width: int = 80, line: int = 1) -> list[str]:
    sources = Text(text)
    finding = Finding(Position("x.yaml", line, column), "error", "wrong-form", "No.")
    [notice] = of_findings([finding], sources)
    return frame(notice, sources, width, plain)


@pytest.mark.parametrize(
    ("text", "column", "mark"),
    [
        ("code: strng", 7, "strng"),
        ("code: strng  # why", 7, "strng"),
        ("codes: [strng, string]", 9, "strng"),
        ("code: {type: strng}", 7, "{"),
        ("cod: string", 1, "cod"),
        ("summary: 'it''s, so: it' # x", 10, "'it''s, so: it'"),
        ('summary: "a \\" b" # x', 10, '"a \\" b"'),
        ("summary: What a customer wants.", 10, "What a customer wants."),
        ("path: https://x.example/a#b", 7, "https://x.example/a#b"),
        ("key: key -> Custmer  ", 6, "key -> Custmer"),
        ("a: 漢字 b", 4, "漢字 b"),
        ("\tname: x", 1, "\t"),
        ("code:", 6, " "),
    ],
)
def test_what_is_meant_is_underlined(text: str, column: int, mark: str) -> None:
    if mark == "\t":
        assert shown(text, column) == ["  1 |     name: x", "    | ^^^^"]
        return
    line, under = shown(text, column)
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in mark)
    assert line == f"  1 | {text}"
    assert under.count("^") == wide
    assert under.index("^") == 6 + column - 1


def test_wide_characters_take_two_columns_and_accents_none() -> None:
    line, under = shown("名前: {a\u0301: strng}", 10)
    assert line == "  1 | 名前: {a\u0301: strng}"
    assert under == "    | " + " " * 10 + "^^^^^"


def test_what_is_invisible_is_written_out_before_and_under_the_mark() -> None:
    line, under = shown("a\u202eb: x\x1b[31m", 6)
    assert line == "  1 | a\\u202eb: x\\x1b[31m"
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert under.index("^") == 6 + len("a\\u202eb: ")


@pytest.mark.parametrize("column", [1, 200, 3000])
def test_of_a_long_line_that_part_is_shown(column: int) -> None:
    text = "x" * (column - 1) + " WRONG " + "y" * 5000
    line, under = shown(text, column + 1, width=60)
    assert len(line) <= 60
    assert len(under) <= 60
    start = under.index("^")
    assert line[start : start + 5] == "WRONG"


def test_there_is_nothing_to_show_where_no_line_is() -> None:
    assert shown("", 1) == []
    assert shown("a: b", 1, line=7) == []


@given(st.text(max_size=80), st.integers(1, 90), st.integers(20, 120))
def test_any_line_fits_and_is_inert(text: str, column: int, width: int) -> None:
    text = text.replace("\n", " ")
    for row in shown(text, column, width):
        assert row.isprintable()
        columns = sum(
            (
                0
                if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me")
                else 2 if unicodedata.east_asian_width(c) in "WF" else 1
            )
            for c in row
        )
        assert columns <= max(width, 6 + 20 + 1)


def test_a_headline_is_one_line_whatever_the_path_is_called() -> None:
    finding = Finding(Position("a\x1b[2J\nb.yaml", 1, 1), "error", "wrong-form", "No.")
    [notice] = of_findings([finding], Sources())
    assert headline(notice) == "a\\x1b[2J\\nb.yaml:1:1: error[wrong-form]: No."
    assert str(finding) == headline(notice)


def test_files_that_cannot_be_read_have_no_lines(tmp_path: Path) -> None:
    sources = Sources()
    assert sources.line(str(tmp_path), 1) == ""
    assert sources.line("no\0name", 1) == ""
    (tmp_path / "odd.yaml").write_bytes(b"\xef\xbb\xbfa: \xff\r\nb: c")
    assert sources.lines(str(tmp_path / "odd.yaml")) == ["a: \ufffd", "b: c"]

"""What a spec says is inert on a terminal, and tables stand straight."""

from __future__ import annotations

import pytest

from clientgen.targets.sinks import SinkError, terminal

RED = "\x1b[31mred\x07"


def test_no_text_moves_the_cursor() -> None:
    for sink in (terminal.text, terminal.prose, terminal.paragraph, terminal.lines):
        assert sink(RED) == r"\x1b[31mred\x07"
    assert terminal.link(RED, "https://\u202e") == r"\x1b[31mred\x07 https://\u202e"


def test_words_between_backticks_are_words() -> None:
    assert terminal.prose("Give `a` or `b`.") == "Give a or b."


def test_columns_stand_under_each_other() -> None:
    long = terminal.text("word " * 25)
    rows = [
        (terminal.text("a"), terminal.text(""), long),
        (long[:9], long[:0], long[:4]),
    ]
    rows[1] = tuple(map(terminal.text, rows[1]))  # type: ignore[assignment]
    made = terminal.table(rows, "Key", "Nothing", "Notes").split("\n")
    assert made[0] == "  Key        Notes"
    assert made[1].startswith("  a          word word")
    assert made[2].startswith("             word")
    assert made[-1] == "  word word  word"
    assert max(map(len, made)) <= terminal.WIDTH


def test_without_headings_none_are_shown() -> None:
    assert (
        terminal.table([(terminal.text("a"), terminal.text("b"))], "", "") == "  a  b"
    )
    assert terminal.table([], "", "") == ""


@pytest.mark.parametrize("cell", ["a", terminal.lines("a\nb")])
def test_a_cell_is_made_by_a_sink(cell: str) -> None:
    with pytest.raises(SinkError):
        terminal.table([(cell,)], "Key")  # type: ignore[list-item]

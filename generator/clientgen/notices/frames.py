"""A notice on a terminal: its line of the file, and what is meant underlined."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from ..reading.findings import printable
from .notice import Level, Notice
from .sources import Sources

Paint = Callable[[str, str], str]
"""Colours a text: the text, and what it is for."""

_TAB = 4
_LEAST_WIDTH = 20


def plain(text: str, what: str) -> str:
    """No colours."""
    return text


def headline(notice: Notice, paint: Paint = plain) -> str:
    """Where, how bad, and what; one line."""
    path = printable(notice.path)
    place = f"{path}:{notice.line}:{notice.column}" if notice.line else path
    level = f"{notice.level}[{notice.code}]"
    return (
        f"{paint(place, 'place')}: {paint(level, notice.level)}:"
        f" {printable(notice.message)}"
    )


def frame(notice: Notice, sources: Sources, width: int, paint: Paint) -> list[str]:
    """The line that a notice is about, and the word underlined; nothing without a line.

    Args:
        notice: What was found.
        sources: Gives the line.
        width: Columns of the terminal.
        paint: Colours.
    """
    text = sources.line(notice.path, notice.line)
    if not text.strip():
        return []
    number = str(notice.line)
    gutter = f"  {number} | "
    room = max(_LEAST_WIDTH, width - len(gutter) - 1)
    shown, before, under = _window(text, notice.column - 1, notice.end - 1, room)
    mark = "^" * max(1, under)
    return [
        f"{paint(gutter, 'gutter')}{shown}",
        paint(f"  {' ' * len(number)} | ", "gutter")
        + " " * before
        + paint(mark, _under(notice.level)),
    ]


def _under(level: Level) -> str:
    return f"{level} mark"


def _window(text: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """The part of a line that fits, the columns before what is meant, and the columns of it."""
    cells = [_cell(letter) for letter in text[: max(end, start) + room].rstrip("\r\n")]
    widths = [_columns(cell) for cell in cells]
    start, end = min(start, len(cells)), min(end, len(cells))
    first = 0
    # What is meant comes into view, with something before it.
    if sum(widths[:end]) > room:
        first = start
        kept = 0
        while first > 0 and kept + widths[first - 1] <= room // 3:
            first -= 1
            kept += widths[first]
    left = room - (1 if first else 0)
    last = first
    while last < len(cells) and widths[last] <= left:
        left -= widths[last]
        last += 1
    cut = last < len(cells) or len(text) > len(cells)
    if cut and left == 0 and last > first:
        last -= 1
    shown = ("…" if first else "") + "".join(cells[first:last]) + ("…" if cut else "")
    before = (1 if first else 0) + sum(widths[first : min(start, last)])
    return shown, before, sum(widths[start : min(end, last)])


def _cell(letter: str) -> str:
    """A character as it is shown: what moves the cursor or is not seen is written out."""
    return " " * _TAB if letter == "\t" else printable(letter)


def _columns(text: str) -> int:
    return sum(map(_width, text))


def _width(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1

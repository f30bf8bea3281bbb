"""Sinks for a terminal: what people read there, and what programs read from its pages.

Nothing that a spec says moves the cursor or colours the screen: hidden characters, the escape
character among them, are shown as escapes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from .markdown import one_line, visible
from .safe_text import Code, SinkError, emit

WIDTH = 100
_NARROWEST = 30
_GAP = "  "
_CODE_SPAN = re.compile("`([^`\n]+)`")


def text(words: str) -> Code:
    """Plain words, in one line."""
    return emit(one_line(words))


def prose(words: str) -> Code:
    """Words in one line; those between backticks stand there without them."""
    return emit(one_line(_CODE_SPAN.sub(r"\1", words)))


def link(words: str, url: str) -> Code:
    """Words, and where they lead."""
    shown = [one_line(words), one_line(url)]
    return emit(" ".join(dict.fromkeys(filter(None, shown))))


def local(label: Code, page: str, anchor: str = "") -> Code:
    """Words that would lead to a page: there are none here."""
    return label


def lines(words: str, indent: int = 0) -> Code:
    """Lines as they stand, each with so many blanks before it."""
    margin = " " * indent
    shown = (f"{margin}{visible(line)}".rstrip() for line in words.split("\n"))
    return emit("\n".join(shown))


def paragraph(words: str, indent: int = 0) -> Code:
    """Words broken into lines that fit."""
    return emit(_filled(one_line(words), indent, indent))


def table(rows: Iterable[Sequence[Code]], *headings: str) -> Code:
    """Columns that stand under each other; the last one is broken into lines that fit.

    A column in which all cells are empty is left out.

    Args:
        rows: Cells made by other sinks.
        headings: One for each column; none are shown where all are empty.

    Raises:
        SinkError: A cell was made by no sink, or spans lines.
    """
    body = [tuple(row) for row in rows]
    for cell in (cell for row in body for cell in row):
        if type(cell) is not Code or "\n" in cell:
            raise SinkError(f"{cell!r} is no cell of a table: pass it through a sink")
    shown = [n for n in range(len(headings)) if any(row[n] for row in body)]
    cells = [[str(row[n]) for n in shown] for row in body]
    if any(headings):
        cells.insert(0, [headings[n] for n in shown])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    made = []
    for row in cells:
        start = "".join(
            f"  {cell:{width}}" for cell, width in zip(row[:-1], widths, strict=False)
        )
        made.append(_filled(row[-1], f"{start}{_GAP}", len(start) + len(_GAP)))
    return emit("\n".join(made))


def _filled(words: str, first: str | int, indent: int) -> str:
    start = " " * first if isinstance(first, int) else first
    return (
        textwrap.fill(
            words,
            max(WIDTH, indent + _NARROWEST),
            initial_indent=start,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or start.rstrip()
    )

"""Docstrings in Google's form, wrapped for the width of the line they stand on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..sinks import Code, docstring

_WIDTH = 88


class Section(NamedTuple):
    """``Args:``, ``Returns:`` and the like.

    Attributes:
        title: Without the colon.
        entries: Name (empty for plain text) and words of each entry.
    """

    title: str
    entries: Sequence[tuple[str, str]]


def document(
    paragraphs: Iterable[str],
    sections: Iterable[Section] = (),
    closing: str = "",
    indent: int = 0,
) -> Code:
    """A docstring.

    Args:
        paragraphs: The first is the summary. Empty ones are left out.
        sections: Those without entries are left out.
        closing: A last paragraph; may be empty.
        indent: Spaces before the docstring.
    """
    width = _WIDTH - indent
    parts = [part for text in paragraphs for part in text.split("\n\n") if part.strip()]
    blocks = [_paragraph(part, width, first=n == 0) for n, part in enumerate(parts)]
    for section in sections:
        if section.entries:
            lines = [f"{section.title}:"]
            for name, words in section.entries:
                lines += _entry(name, words, width)
            blocks.append("\n".join(lines))
    if closing:
        blocks.append(_paragraph(closing, width, first=False))
    return docstring("\n\n".join(blocks), indent)


def _paragraph(text: str, width: int, first: bool) -> str:
    words = " ".join(text.split())
    # The opening quotes take three columns; on one line the closing ones do too.
    if first and len(words) <= width - 6:
        return words
    lines = _wrapped(words, width, "   " if first else "", "")
    return "\n".join(lines).removeprefix("   " if first else "")


def _entry(name: str, words: str, width: int) -> list[str]:
    text = " ".join((f"{name}: {words}" if name else words).split())
    return _wrapped(text, width, "    ", "        " if name else "    ")


def _wrapped(words: str, width: int, first: str, others: str) -> list[str]:
    """Lines of a text in which single blanks are between words."""
    # Most texts are short; to have textwrap find that out takes 5 ms of a run.
    if words and len(first) + len(words) <= width:
        return [first + words]
    return textwrap.wrap(
        words,
        width=width,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )

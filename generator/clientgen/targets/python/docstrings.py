"""Docstrings in Google's form, wrapped for the width of the line they stand on."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..sinks import Code, docstring

_WIDTH = 88
_SENTENCE = re.compile(r"(?:(?<=\w\w)|(?<=[)\"'`]))\. (?=[A-Z\"'`(])")
_CLAUSE = re.compile(r"(?<=[\w)\"'`])[:;] (?=\w)")


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
        paragraphs: The first is the summary, which becomes one whole line (PEP 257);
            what does not fit there follows it. Empty ones are left out.
        sections: Those without entries are left out.
        closing: A last paragraph; may be empty.
        indent: Spaces before the docstring.
    """
    width = _WIDTH - indent
    parts = [part for text in paragraphs for part in text.split("\n\n") if part.strip()]
    # The opening quotes take three columns, and the closing ones.
    parts[:1] = _summary(" ".join(parts[0].split()), width - 6) if parts else []
    blocks = parts[:1] + [_paragraph(part, width) for part in parts[1:]]
    for section in sections:
        if section.entries:
            lines = [f"{section.title}:"]
            for name, words in section.entries:
                lines += _entry(name, words, width)
            blocks.append("\n".join(lines))
    if closing:
        blocks.append(_paragraph(closing, width))
    return docstring("\n\n".join(blocks), indent)


def _summary(text: str, width: int) -> list[str]:
    """One line that ends in a period, and a paragraph of what does not fit there.

    A long text is cut after a sentence, else where a colon or a semicolon makes two
    sentences of it. Of any other text the line shows the beginning, and the paragraph all.
    """
    if len(text) <= width and not text.endswith((":", "!", "?")):
        return [text if text.endswith(".") else f"{text}."]
    for end in (_SENTENCE, _CLAUSE):
        cuts = [cut for cut in end.finditer(text, 0, width + 1) if cut.start() < width]
        if cuts:
            head, rest = text[: cuts[-1].start()], text[cuts[-1].end() :]
            word = rest.partition(" ")[0]
            rest = rest[:1].upper() + rest[1:] if word.islower() else rest
            return [f"{head}.", rest]
    if len(text) <= width:
        return [f"{text[:-1]}."] if text.endswith(":") else [text]
    beginning = textwrap.shorten(text, width, placeholder=" ...")
    if beginning == "...":  # one long word
        beginning = f"{text[: width - 3]}..."
    return [beginning, text]


def _paragraph(text: str, width: int) -> str:
    return "\n".join(_wrapped(" ".join(text.split()), width, "", ""))


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

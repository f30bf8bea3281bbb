"""How pages are marked up: the sinks of one markup language, by what they are for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..sinks import Code, markdown, terminal


class Markup(NamedTuple):
    """The sinks that a page's words go through.

    Attributes:
        text: Plain words, in one line.
        prose: Words in which those between backticks are code.
        span: Code within a line.
        link: Words and the URL of a page elsewhere.
        local: A label, a page of the same documentation (empty for the page itself), an anchor.
        fenced: Lines of code, and their language; None where calls stand beside the text.
        ending: Of the names of pages.
    """

    text: Callable[[str], Code]
    prose: Callable[[str], Code]
    span: Callable[[str], Code]
    link: Callable[[str, str], Code]
    local: Callable[[Code, str, str], Code]
    fenced: Callable[[str, str], Code] | None
    ending: str


MARKDOWN = Markup(
    markdown.text,
    markdown.prose,
    markdown.span,
    markdown.link,
    markdown.local,
    markdown.fenced,
    ".md",
)
TERMINAL = Markup(
    terminal.text,
    terminal.prose,
    terminal.text,
    terminal.link,
    terminal.local,
    None,
    "",
)

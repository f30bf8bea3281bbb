"""What every page of the site is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ...model.api import Api
from ..pages.places import Place, Places
from ..pages.references import Reference
from ..samples.answers import Answers
from ..samples.values import Values
from ..sinks import Code, join
from ..target import Sheet
from ..templates import Templates
from .chrome import Chrome, Frame
from .fields import Fields
from .guides import html_of

_LINE_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\n\n+")

File = tuple[str, str]
"""A path below the site, and what is in it."""


class Site(NamedTuple):
    """What all pages are made of."""

    api: Api
    templates: Templates
    values: Values
    html: Places
    markdown: Places
    frame: Frame
    fields: Fields
    answers: Answers
    references: tuple[Reference, ...]


class _Page(NamedTuple):
    """A page of prose."""

    chrome: Chrome
    content: Code


def sheet(page: str, make: Callable[[], Iterable[File]]) -> Sheet:
    """A page and its twin.

    Args:
        page: Its path, without an ending.
        make: Makes the two.
    """
    return Sheet((f"{page}.html", f"{page}.md"), make)


def prose_page(
    site: Site, page: str, title: str, summary: str, words: str
) -> Iterator[File]:
    """A page that is written in Markdown: it, and its twin."""
    words = tidy(words)
    shown = _Page(site.frame.around(page, title, summary), html_of(words))
    yield f"{page}.html", site.templates.render("site/prose.jinja", page=shown)
    yield f"{page}.md", words


def tidy(words: str) -> str:
    """Markdown in which parts that are not there leave no hole."""
    return _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("", words)).strip("\n") + "\n"


def context_links(site: Site, here: str) -> Code:
    """Links to the pages of all contexts, in the markup of the page ``here``."""
    places = site.markdown if here.endswith(".md") else site.html
    return join(
        " and ",
        (
            places.link(
                places.markup.text(context.name),
                Place(places.layout.context(context.name)),
                here,
            )
            for context in site.api.contexts
        ),
    )

"""Pages to be read: the first one, guides, contexts, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from ...changes import Change, Changes, compare
from ...changes.telling import HEADINGS, where
from ...model.api import Api, Context
from ..pages.client import ClientView
from ..pages.contexts import context_view
from ..pages.index import IndexView
from ..pages.references import areas
from ..prose import sentence
from ..sinks import Code, code, join
from ..sinks.html import href, prose, text
from ..sinks.markdown import prose as markdown_prose
from ..sinks.markdown import span as markdown_span
from ..sinks.markdown import text as markdown_text
from ..target import Sheet
from . import layout
from .chrome import Chrome
from .guides import Guide, headed, html_of
from .map_pages import map_title
from .site import File, Site, prose_page, sheet, tidy


class _Card(NamedTuple):
    """A group of links on the first page."""

    href: Code
    title: Code
    words: Code


class _FirstPage(NamedTuple):
    """The first page."""

    chrome: Chrome
    extent: Code
    description: tuple[Code, ...]
    guides: tuple[_Card, ...]
    maps: tuple[_Card, ...]
    resources: tuple[_Card, ...]
    start: Code


def first_page(site: Site, index: IndexView, guides: list[Guide]) -> Sheet:
    """Where a reader begins."""
    return sheet(layout.INDEX, partial(_first, site, index, guides))


def _first(site: Site, index: IndexView, guides: list[Guide]) -> Iterator[File]:
    api = site.api
    paragraphs = [each for each in api.description.split("\n\n") if each.strip()]
    shown = _FirstPage(
        site.frame.around(layout.INDEX, api.title, api.summary),
        index.extent,
        tuple(map(prose, paragraphs)),
        tuple(
            _Card(
                href(f"{layout.guide(guide.name)}.html"),
                text(guide.title),
                text(guide.summary),
            )
            for guide in guides
        ),
        tuple(
            _Card(
                href(f"{layout.area(each.name)}.html"),
                text(map_title(each)),
                text(f"{len(each.resources)} resources."),
            )
            for each in areas(api)
        ),
        tuple(
            _Card(
                href(f"{layout.resource(resource)}.html"),
                text(resource.name),
                prose(sentence(resource.summary)),
            )
            for resource in api.resources
        ),
        html_of(index.start),
    )
    yield "index.html", site.templates.render("site/index.jinja", page=shown)
    yield "index.md", tidy(
        site.templates.render("site/index.md.jinja", index=index, guides=guides)
    )


def guide_pages(
    site: Site, guides: list[Guide], index: IndexView, client: ClientView
) -> Iterator[Sheet]:
    """A page for each guide."""
    for guide in guides:
        make = partial(_guide, site, guide, index, client)
        yield sheet(layout.guide(guide.name), make)


def _guide(
    site: Site, guide: Guide, index: IndexView, client: ClientView
) -> Iterator[File]:
    words = site.templates.render(
        f"site/guides/{guide.name}.md.jinja",
        guide=guide._replace(title=text(guide.title)),
        index=index,
        client=client,
        overview=code(""),
    )
    page = layout.guide(guide.name)
    return prose_page(site, page, guide.title, guide.summary, headed(words))


def context_pages(site: Site) -> Iterator[Sheet]:
    """A page for each context: what it asks of which operation."""
    for context in site.api.contexts:
        yield sheet(layout.context(context.name), partial(_context, site, context))


def _context(site: Site, context: Context) -> Iterator[File]:
    page = layout.context(context.name)
    view = context_view(site.api, context, site.values, site.markdown, f"{page}.md")
    words = site.templates.render("docs/context.md.jinja", page=view)
    return prose_page(site, page, f"By {context.name}", context.summary, words)


class _Part(NamedTuple):
    """Changes of one kind."""

    title: Code
    rows: tuple[tuple[Code, ...], ...]


def change_page(site: Site, before: Api) -> Sheet:
    """What has changed since the API was as ``before``."""
    return sheet(layout.CHANGES, partial(_changes, site, before))


def _changes(site: Site, before: Api) -> Iterator[File]:
    found = compare(before, site.api)
    parts = [
        _Part(markdown_text(title), tuple(_rows(found.of(level))))
        for level, title in HEADINGS.items()
        if found.of(level)
    ]
    words = site.templates.render("site/changes.md.jinja", parts=parts)
    return prose_page(site, layout.CHANGES, "Changes", "What has changed.", words)


def _rows(found: tuple[Change, ...]) -> Iterator[tuple[Code, ...]]:
    for subject, each in Changes(found).by_subject().items():
        told = (
            markdown_prose(" ".join(filter(None, (change.words, where(change)))))
            for change in each
        )
        yield (
            markdown_span(subject),
            markdown_text(each[0].title),
            join("<br>", told),
        )

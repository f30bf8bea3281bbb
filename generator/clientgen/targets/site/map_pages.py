"""Pictures of who refers to whom, and the page of each area."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from ..pages.maps import Map, of_area
from ..pages.pictures import picture as picture_of
from ..pages.places import relative
from ..pages.references import Area, areas, in_words
from ..sinks import Code
from ..sinks.html import href, text
from ..sinks.markdown import text as markdown_text
from ..target import Sheet
from . import layout
from .chrome import Chrome
from .site import File, Site, sheet, tidy


class _MapPage(NamedTuple):
    """The map of an area."""

    chrome: Chrome
    summary: Code
    picture: Code
    references: tuple[Code, ...]


def map_pages(site: Site) -> Iterator[Sheet]:
    """The map of each area, and the same in words."""
    for each in areas(site.api):
        yield sheet(layout.area(each.name), partial(_map, site, each))


def _map(site: Site, area: Area) -> Iterator[File]:
    page = layout.area(area.name)
    here = f"{page}.html"
    inside = set(area.resources)
    shown = [x for x in site.references if {x.source, x.target} <= inside]
    words = f"Which resources refer to which, in {area.title}."
    frame = site.frame.around(page, map_title(area), words)
    lines = tuple(text(in_words(reference)) for reference in shown)
    drawn = picture_at(site, of_area(area, site.references), here)
    view = _MapPage(frame, text(words), drawn, lines)
    yield here, site.templates.render("site/map.jinja", page=view)
    yield f"{page}.md", tidy(
        site.templates.render(
            "site/map.md.jinja",
            title=markdown_text(map_title(area)),
            summary=markdown_text(words),
            references=[markdown_text(in_words(x)) for x in shown],
        )
    )


def map_title(area: Area) -> str:
    """What an area's map is called."""
    return f"Map of {area.title}"


def picture_at(site: Site, drawn: Map, here: str) -> Code:
    """A map as the page ``here`` shows it: its boxes lead to resources."""
    return picture_of(
        drawn, lambda name: href(relative(site.html.resources[name].page, here))
    )

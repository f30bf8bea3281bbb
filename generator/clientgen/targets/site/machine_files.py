"""What is not read as a page: the OpenAPI document, a map of the site, search, assets."""

from __future__ import annotations

from collections.abc import Iterator

from ..description.document import document_text
from ..pages.search import Guide as SearchGuide
from ..pages.search import search_index
from ..sinks.html import outside, script_json
from . import layout
from .contents import Contents
from .guides import Guide
from .searching import INDEX_SCRIPT, SearchPlaces
from .site import File, Site

_ASSETS = ("site.css", "theme.js", "site.js", "search.js", "rules.js", "picker.js")


def machine_files(site: Site, contents: Contents) -> Iterator[File]:
    """The OpenAPI document, and a map of the site where it is published."""
    yield f"{layout.DOCUMENT}.json", document_text(site.api)
    base = outside(site.api.docs_url).rstrip("/")
    if base:
        places = "".join(
            f"  <url><loc>{base}/{entry.page}.html</loc></url>\n"
            for entry in contents.in_order()
        )
        yield "sitemap.xml", (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{places}</urlset>\n"
        )


def search_files(site: Site, guides: list[Guide]) -> Iterator[File]:
    """What the search looks through, as a script: pages from a disk may not fetch."""
    found = [
        SearchGuide(guide.title, f"{layout.guide(guide.name)}.html", guide.summary)
        for guide in guides
    ]
    rows = script_json(search_index(site.api, SearchPlaces(site.html), found))
    yield f"assets/{INDEX_SCRIPT}", f"window.CLIENTGEN_INDEX = {rows};\n"


def asset_files(site: Site) -> Iterator[File]:
    """Styles and scripts, as they stand among the templates."""
    for name in _ASSETS:
        yield f"assets/{name}", site.templates.asset(f"site/{name}")

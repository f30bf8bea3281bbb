"""What is not read as a page: the OpenAPI document, a map of the site, search, assets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...rules.seen import has_comparisons
from ..description.document import document_text
from ..pages.search import Guide as SearchGuide
from ..pages.search import search_index
from ..sinks.html import outside, script_json
from ..target import Sheet
from . import layout
from .contents import Contents
from .guides import Guide
from .searching import INDEX_SCRIPT, SearchPlaces
from .site import File, Site

_DOCUMENT = f"{layout.DOCUMENT}.json"
_MAP = "sitemap.xml"
_SEARCH = f"assets/{INDEX_SCRIPT}"
_ASSETS = ("site.css", "theme.js", "site.js", "search.js", "rules.js", "picker.js")


def machine_files(site: Site, contents: Contents) -> Iterator[Sheet]:
    """The OpenAPI document, and a map of the site where it is published."""
    yield Sheet((_DOCUMENT,), partial(_document, site))
    if site.api.docs_url:
        yield Sheet((_MAP,), partial(_map, site, contents))


def _document(site: Site) -> Iterator[File]:
    yield _DOCUMENT, document_text(site.api)


def _map(site: Site, contents: Contents) -> Iterator[File]:
    base = outside(site.api.docs_url).rstrip("/")
    places = "".join(
        f"  <url><loc>{base}/{entry.page}.html</loc></url>\n"
        for entry in contents.in_order()
    )
    yield _MAP, (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{places}</urlset>\n"
    )


def search_files(site: Site, guides: list[Guide]) -> Sheet:
    """What the search looks through, as a script: pages from a disk may not fetch."""
    return Sheet((_SEARCH,), partial(_search, site, guides))


def _search(site: Site, guides: list[Guide]) -> Iterator[File]:
    found = [
        SearchGuide(guide.title, f"{layout.guide(guide.name)}.html", guide.summary)
        for guide in guides
    ]
    rows = script_json(search_index(site.api, SearchPlaces(site.html), found))
    yield _SEARCH, f"window.CLIENTGEN_INDEX = {rows};\n"


def asset_files(site: Site) -> Sheet:
    """Styles and scripts, as they stand among the templates."""
    paths = tuple(f"assets/{name}" for name in _names(site))
    return Sheet(paths, partial(_assets, site))


def _names(site: Site) -> tuple[str, ...]:
    """Those that pages load."""
    operations = (o for resource in site.api.resources for o in resource.operations)
    compared = any(has_comparisons(operation.rules) for operation in operations)
    return (*_ASSETS, *(["comparing.js"] if compared else []))


def _assets(site: Site) -> Iterator[File]:
    for name in _names(site):
        yield f"assets/{name}", site.templates.asset(f"site/{name}")

"""All files of the site, in memory: what there is, and each when it is wanted."""

from __future__ import annotations

from ...model.api import Api
from ..pages.client import client_view
from ..pages.index import index_view
from ..pages.markup import MARKDOWN
from ..pages.places import Places, places_of
from ..pages.references import areas, references
from ..samples.answers import answers_of
from ..samples.values import values_of
from ..target import OutputFile, Sheet
from ..templates import Templates
from . import layout
from .chrome import Frame
from .contents import Contents, Entry, contents_of
from .fields import Fields
from .guides import Guide, guides_of
from .machine_files import asset_files, machine_files, search_files
from .map_pages import map_pages, map_title
from .markup import HTML
from .prose_pages import change_page, context_pages, first_page, guide_pages
from .resource_pages import resource_pages, schema_pages
from .site import Site


def files(
    api: Api, templates: Templates, before: Api | None = None
) -> list[OutputFile]:
    """The site of an API, below ``site/``.

    Args:
        api: The API.
        templates: Where layout is from.
        before: The API as it was; a page tells what has changed since.
    """
    return [
        OutputFile(f"site/{path}", content)
        for each in sheets(api, templates, before)
        for path, content in each.make()
    ]


def sheets(api: Api, templates: Templates, before: Api | None = None) -> list[Sheet]:
    """What the site of an API is made of; nothing is made yet.

    Args:
        api: The API.
        templates: Where layout is from.
        before: See :func:`files`.
    """
    values = values_of(api)
    html = places_of(api, layout.layout(".html"), HTML)
    markdown = places_of(api, layout.layout(".md"), MARKDOWN)
    first = index_view(api, values, markdown, f"{layout.INDEX}.md")
    # Guides stand in one folder: links are the same from each.
    index = index_view(api, values, markdown, layout.guide("rules") + ".md")
    client = client_view(api, values, markdown, layout.guide("rules") + ".md")
    guides = guides_of(api, index, client)
    contents = _contents(api, guides, html, before is not None)
    site = Site(
        api,
        templates,
        values,
        html,
        markdown,
        Frame(api, contents),
        Fields({schema.name: schema for schema in api.schemas}, html),
        answers_of(api, values),
        references(api),
    )
    return [
        first_page(site, first, guides),
        *guide_pages(site, guides, index, client),
        *context_pages(site),
        *resource_pages(site),
        *schema_pages(site),
        *map_pages(site),
        *([change_page(site, before)] if before else ()),
        *machine_files(site, contents),
        search_files(site, guides),
        asset_files(site),
    ]


def _contents(api: Api, guides: list[Guide], places: Places, changes: bool) -> Contents:
    written = [Entry(layout.guide(guide.name), guide.title) for guide in guides]
    written += [
        Entry(layout.context(context.name), f"By {context.name}")
        for context in api.contexts
    ]
    shared = any(
        place.page == places.layout.schemas for place in places.schemas.values()
    )
    more = [Entry(layout.SCHEMAS, "Schemas")] if shared else []
    more += [Entry(layout.CHANGES, "Changes")] if changes else []
    maps = [Entry(layout.area(each.name), map_title(each)) for each in areas(api)]
    return contents_of(api, written, maps, more)

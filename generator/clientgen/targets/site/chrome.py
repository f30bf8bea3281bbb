"""What is around every page: its head, the ways to other pages, and what it is as of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...model.api import Api
from ..sinks import Code, code, emit
from ..sinks.html import attribute, href, outside, text
from .contents import Contents, Entry, Tree

Link = tuple[Code, Code]
"""Where to, and what it says."""


class Chrome(NamedTuple):
    """What a page's frame says; empty code stands for what is not there.

    Attributes:
        title: Of the page.
        site: The API's title.
        version: Of the API; empty where the title tells it.
        root: The way to the top of the site.
        above: The group that the page is in, and where it is told of as a whole, if that is
            another page.
        tree: The site's tree, as this page has it.
        previous: The page before; empty for the first.
        following: The page after; empty for the last.
        twin: The same page in Markdown.
        canonical: Where it is published.
        as_of: The date of the newest source.
        changed: The date of the page's newest source.
    """

    title: Code
    description: Code
    site: Code
    version: Code
    root: Code
    above: Link
    tree: Code
    previous: Link
    following: Link
    twin: Code
    canonical: Code
    as_of: Code
    changed: Code


class Frame:
    """Makes the frames of pages."""

    def __init__(self, api: Api, contents: Contents) -> None:
        self._api = api
        self._tree = Tree(contents)
        self._order = contents.in_order()
        self._places = {entry.page: at for at, entry in enumerate(self._order)}
        self._above = {
            entry.page: group for group in contents.groups for entry in group.entries
        }
        self._dates = {source.name: source.date for source in api.sources}
        told = api.version in api.title.split()
        self._version = "" if told else api.version
        self._as_of = max(self._dates.values(), default="")

    def around(
        self,
        page: str,
        title: str,
        description: str = "",
        sources: Iterable[str] = (),
        changed: str = "",
    ) -> Chrome:
        """The frame of a page.

        Args:
            page: Its path, without an ending; one of the contents'.
            title: Its title.
            description: One sentence.
            sources: Names of the sources that its facts are from.
            changed: When it changed last, where the spec says so (ISO 8601 date).
        """
        root = "../" * page.count("/")
        at = self._places[page]
        dates = (self._dates.get(name, "") for name in sources)
        return Chrome(
            title=text(title),
            description=attribute(description or self._api.summary),
            site=text(self._api.title),
            version=text(self._version),
            root=emit(root),
            above=self._group(page, root),
            tree=self._tree.at(page),
            previous=_link(self._order, at - 1, root),
            following=_link(self._order, at + 1, root),
            twin=href(f"{root}{page}.md"),
            canonical=(
                outside(f"{self._api.docs_url.rstrip('/')}/{page}.html")
                if self._api.docs_url
                else code("")
            ),
            as_of=text(self._as_of),
            changed=text(changed or max(dates, default="")),
        )

    def _group(self, page: str, root: str) -> Link:
        group = self._above.get(page)
        if group is None:
            return code(""), code("")
        whole = group.entries[0].page
        # Pages below another are about parts of it.
        below = page.startswith(f"{whole}/")
        return href(f"{root}{whole}.html") if below else code(""), text(group.label)


def _link(order: list[Entry], at: int, root: str) -> Link:
    if not 0 <= at < len(order):
        return code(""), code("")
    return href(f"{root}{order[at].page}.html"), text(order[at].label)

"""What the site holds, in reading order: the tree on its left, previous and next pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...model.api import Api
from ..prose import title
from ..sinks import Code, code, join
from ..sinks.html import attribute, href, text
from . import layout


class Entry(NamedTuple):
    """One page.

    Attributes:
        page: Its path, without an ending.
        label: What links to it say.
        method: HTTP method where it is an operation's page; else empty.
        deprecated: Whether its operation is.
    """

    page: str
    label: str
    method: str = ""
    deprecated: bool = False


class Group(NamedTuple):
    """Pages under one heading of the tree."""

    label: str
    entries: tuple[Entry, ...]


class Contents(NamedTuple):
    """All pages.

    Attributes:
        first: The first page.
        groups: All others.
    """

    first: Entry
    groups: tuple[Group, ...]

    def in_order(self) -> list[Entry]:
        """All pages as they are read, one after the other."""
        return [
            self.first,
            *(entry for group in self.groups for entry in group.entries),
        ]


def contents_of(
    api: Api, guides: Sequence[Entry], areas: Sequence[Entry], more: Sequence[Entry]
) -> Contents:
    """Everything on the site.

    Args:
        api: The API.
        guides: Pages of guides.
        areas: Pages of maps.
        more: Further pages, at the end.
    """
    groups = [Group("Guides", tuple(guides))] if guides else []
    groups += [Group("Maps", tuple(areas))] if areas else []
    for resource in api.resources:
        about = Entry(layout.resource(resource), f"About {resource.name}")
        operations = (
            Entry(
                layout.operation(resource, each),
                title(resource.name, each.name, each.title),
                each.method,
                each.deprecated,
            )
            for each in resource.operations
        )
        groups.append(Group(resource.name, (about, *operations)))
    groups += [Group("More", tuple(more))] if more else []
    return Contents(Entry(layout.INDEX, "Overview"), tuple(groups))


class Tree:
    """The tree as HTML; what is the same on many pages is made once for them."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._closed: dict[str, list[Code]] = {}

    def at(self, page: str) -> Code:
        """The tree as the page has it: its own group open, its own entry marked."""
        folder = page.rpartition("/")[0]
        # From one operation's folder, ways to other folders are those from any other's.
        kind = folder if "/" not in folder else f"{folder.partition('/')[0]}/"
        if kind not in self._closed:
            self._closed[kind] = [
                _group(group, folder, "") for group in self._contents.groups
            ]
        groups = [
            (
                _group(group, folder, page)
                if any(entry.page == page for entry in group.entries)
                else closed
            )
            for group, closed in zip(
                self._contents.groups, self._closed[kind], strict=True
            )
        ]
        return join("\n", [_entry(self._contents.first, folder, page), *groups])


def _group(group: Group, folder: str, here: str) -> Code:
    return code(
        "<li><details{}><summary>{}</summary><ul>{}</ul></details></li>",
        code(" open") if here else code(""),
        text(group.label),
        join("", (_entry(entry, folder, here) for entry in group.entries)),
    )


def _entry(entry: Entry, folder: str, here: str) -> Code:
    return code(
        '<li><a href="{}"{}>{}{}</a></li>',
        href(f"{_way(entry.page, folder)}.html"),
        code(' aria-current="page"') if entry.page == here else code(""),
        method_badge(entry.method),
        code("<s>{}</s>", text(entry.label)) if entry.deprecated else text(entry.label),
    )


def _way(page: str, folder: str) -> str:
    """The shortest way from a folder to a page, by way of the folder above it."""
    top, below, _ = folder.partition("/")
    if top and page.startswith(f"{top}/"):
        inside = page.removeprefix(f"{top}/")
        return f"../{inside}" if below else inside
    return f"{'../' * (bool(top) + bool(below))}{page}"


_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "query")


def method_badge(method: str) -> Code:
    """An HTTP method in its colour; empty for none."""
    if not method:
        return code("")
    name = method.lower()
    shown = "DEL" if name == "delete" else method
    colour = name if name in _METHODS else "other"
    return code("<b class={}>{}</b>", attribute(colour), text(shown))

"""Pages of a site, read as a browser reads them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from clientgen.model.api import Api
from clientgen.targets.site import TARGET
from clientgen.targets.templates import load_templates

TEMPLATES = load_templates()
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "line", "circle"}


@dataclass
class Page(HTMLParser):
    """A page.

    Attributes:
        shape: All tags with the names of their attributes, in order: what does not change
            with texts.
        words: Of each element with an id, or of a class.
    """

    html: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    shape: list[tuple[str, ...]] = field(default_factory=list)
    text: str = ""
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.shape.append((tag, *sorted(given)))
        if "id" in given:
            self.ids.append(given["id"])
        self.links += [given[name] for name in ("href", "src") if name in given]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.shape.append((f"/{tag}",))
        if not self.open or self.open.pop() != tag:
            self.odd.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)


def site_of(api: Api) -> dict[str, str]:
    """The files of a site, below its root."""
    return {
        file.path.removeprefix("site/"): file.text
        for file in TARGET.files(api, TEMPLATES)
    }


def pages_of(files: Mapping[str, str]) -> dict[str, Page]:
    return {path: Page(text) for path, text in files.items() if path.endswith(".html")}


def target_of(page: str, link: str) -> tuple[str, str]:
    """The file and the anchor that a link of a page leads to."""
    path, _, anchor = link.partition("#")
    if not path:
        return page, anchor
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)), anchor

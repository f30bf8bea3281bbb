"""Guides, contexts and other pages of prose: written in Markdown, shown as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from ...model.api import Api
from ..pages.client import ClientView
from ..pages.index import IndexView
from ..sinks import Code, emit
from ..sinks.highlight import highlighted
from ..sinks.html import attribute
from ..sinks.markdown import slug

_FENCE = re.compile("`{3,}")


class Guide(NamedTuple):
    """One guide.

    Attributes:
        name: Of its page and its template.
        title: Its heading.
        summary: One sentence.
    """

    name: str
    title: str
    summary: str


def guides_of(api: Api, index: IndexView, client: ClientView) -> list[Guide]:
    """The guides that this API has something to say in, in the order to read them."""
    found = [
        (True, Guide("quickstart", "Quickstart", "From nothing to the first call.")),
        (
            bool(
                index.auth.sent
                or index.auth.ways
                or index.auth.headers
                or index.auth.oauth2
            ),
            Guide(
                "authentication",
                "Authentication",
                "What each request carries, and where it comes from.",
            ),
        ),
        (
            client.listing is not None,
            Guide("paging", "Paging", "Lists, walked page by page or as one."),
        ),
        (
            index.filtering is not None,
            Guide(
                "filters",
                "Filters and sorting",
                "Which things of a list, and in which order.",
            ),
        ),
        (True, Guide("arguments", "Arguments and options", "What calls take.")),
        (
            True,
            Guide(
                "errors",
                "Errors and retries",
                "What goes wrong, and what is done about it.",
            ),
        ),
        (
            bool(index.ruled),
            Guide("rules", "Rules and contexts", "Which keys a body needs."),
        ),
        (
            client.webhooks is not None,
            Guide(
                "webhooks",
                "Webhooks",
                "Events that the API sends, and how to trust them.",
            ),
        ),
        (
            True,
            Guide("files", "Files and raw answers", "What is sent or taken as it is."),
        ),
        (
            True,
            Guide("watching", "Hooks and logs", "What the client does, as it does it."),
        ),
        (
            client.single is not None,
            Guide(
                "testing",
                "Testing your service",
                "Without a server and without a network.",
            ),
        ),
        (
            True,
            Guide(
                "vendoring",
                "Vendoring and updating",
                "The client inside your own package.",
            ),
        ),
        (bool(api.sources), Guide("sources", "Sources", "Where the facts are from.")),
    ]
    return [guide for there, guide in found if there]


def html_of(markdown: str) -> Code:
    """A page of Markdown as HTML.

    Its texts have been through the sinks of Markdown, whose words are inert in any renderer
    of it, raw HTML on or off; its links lead to pages of the site.
    """
    words = _RENDERER.render(markdown)
    assert isinstance(words, str)
    return emit(words)


def headed(markdown: str) -> str:
    """A guide under one title, made of parts that bring headings of their own.

    Those are a level below the title; one that says what the title or an earlier one says
    is left out.
    """
    said: set[str] = set()
    lines: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        if found := _FENCE.match(line):
            fence = "" if line == fence else fence or found[0]
        level, _, words = line.partition(" ")
        if fence or level not in ("#", "##", "###"):
            lines.append(line)
            continue
        # "Filters and sort" and "Filter and sort" are one thing.
        name = slug(words).replace("s-", "-").removesuffix("s")
        if name not in said:
            lines.append(f"{'#' if not said else '##'} {words}")
        said.add(name)
    return "\n".join(lines)


def _heading(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    words = slug("".join(part.content for part in tokens[at + 1].children or ()))
    taken: set[str] = env.setdefault("taken", set())
    name, number = words, 2
    while name in taken:
        name, number = f"{words}-{number}", number + 1
    taken.add(name)
    return f'<{tokens[at].tag} id="{attribute(name)}">'


def _fence(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    language = tokens[at].info.strip() or "text"
    lines = tokens[at].content.rstrip("\n").split("\n")
    shown = "\n".join(highlighted(line, language) for line in lines)
    return f'<pre tabindex="0"><code>{shown}</code></pre>\n'


def _link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    target = str(tokens[at].attrs.get("href", ""))
    page, hash_, place = target.partition("#")
    if "//" not in page and page.endswith(".md"):
        tokens[at].attrs["href"] = f"{page.removesuffix('.md')}.html{hash_}{place}"
    return renderer.renderToken(tokens, at, options, env)


def _table(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    if tokens[at].nesting < 0:
        return "</table></div>\n"
    return '<div class="wide" tabindex="0" role="region" aria-label="Table"><table>\n'


def _renderer() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True}).enable("table")
    made.add_render_rule("heading_open", _heading)
    made.add_render_rule("fence", _fence)
    made.add_render_rule("link_open", _link)
    made.add_render_rule("table_open", _table)
    made.add_render_rule("table_close", _table)
    return made


_RENDERER = _renderer()

"""Sinks for HTML; see :mod:`clientgen.targets.sinks` for the law.

What they give is inert between tags and, by :func:`attribute`, between double quotes.
Hidden characters are shown as escapes, as in Markdown.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote, urlsplit

from .markdown import one_line, visible
from .safe_text import HIDDEN, Code, SinkError, code, emit, join

_BLANK = re.compile("[ \t\r\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_CODE_SPAN = re.compile("`([^`\n]+)`")
_PAGE = re.compile(r"(?:(?:\.\./)*(?:[a-z0-9_-]+/)*[A-Za-z0-9_-]+\.(?:html|md|json))?")
_ANCHOR = re.compile(r"[A-Za-z0-9_.-]*")
_URL_PART = "/:?#&=%+,;~-._"
_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@lru_cache(8192)  # the same names and words stand on every page
def text(words: str) -> Code:
    """Plain words, in one line, between tags."""
    return emit(html.escape(one_line(words), quote=False))


def lines(words: str) -> Code:
    """Words as they stand, blanks and lines too, for ``pre``."""
    shown = (html.escape(visible(line), quote=False) for line in words.split("\n"))
    return emit("\n".join(shown))


@lru_cache(8192)
def attribute(words: str) -> Code:
    """The value of an attribute, for double quotes around it."""
    return emit(html.escape(one_line(words)))


@lru_cache(8192)
def span(words: str) -> Code:
    """Code within a line."""
    line = text(words)
    return code("<code>{}</code>", line) if line else line


@lru_cache(8192)
def prose(words: str) -> Code:
    """Words in one line; those between backticks are code."""
    parts = _CODE_SPAN.split(one_line(words))
    return join(
        "",
        (
            span(part) if odd % 2 else emit(html.escape(visible(part), quote=False))
            for odd, part in enumerate(parts)
        ),
    )


def link(words: str, url: str) -> Code:
    """A link to another site; only the words where the URL is not plain http or https."""
    label = text(words or url)
    target = outside(url)
    return (
        code('<a href="{}" rel="noopener">{}</a>', target, label) if target else label
    )


def outside(url: str) -> Code:
    """A URL of another site, for an attribute; empty where it is not plain http or https."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return code("")
    if not plain or "@" in parts.netloc or HIDDEN.search(url) or _BLANK.search(url):
        return code("")
    return attribute(quote(url.encode("utf-8", "surrogatepass"), safe=_URL_PART))


@lru_cache(8192)
def href(page: str, anchor: str = "") -> Code:
    """The way to a place of the same site, for an attribute.

    Raises:
        SinkError: The path or the anchor could be anything else.
    """
    if (
        not (page or anchor)
        or not _PAGE.fullmatch(page)
        or not _ANCHOR.fullmatch(anchor)
    ):
        raise SinkError(f"{page!r} with {anchor!r} is no place on the site")
    return emit(f"{page}#{anchor}" if anchor else page)


def local(label: Code, page: str, anchor: str = "") -> Code:
    """A link to a page of the same site; see :func:`href`."""
    return code('<a href="{}">{}</a>', href(page, anchor), label)


def anchor(words: str) -> Code:
    """An ``id``: words as they stand where they can be one, else with what they hold spelled.

    Two different words never give the same one.
    """
    return emit(re.sub(r"[^A-Za-z0-9_-]", lambda m: f".{ord(m[0]):x}.", words))


def script_json(value: object) -> Code:
    """JSON between the tags of a script that holds data."""
    try:
        data = json.dumps(value, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise SinkError(f"no JSON: {error}") from None
    return emit(data.translate(_SCRIPT))


def table(rows: Iterable[Sequence[Code]], *headings: str) -> Code:
    """A table; a column in which all cells are empty is left out."""
    body = [tuple(row) for row in rows]
    for cell in (cell for row in body for cell in row):
        if type(cell) is not Code:
            raise SinkError(f"{cell!r} is no cell of a table: pass it through a sink")
    shown = [n for n in range(len(headings)) if not body or any(row[n] for row in body)]
    head = "".join(f'<th scope="col">{text(headings[n])}</th>' for n in shown)
    lines = (
        "<tr>" + "".join(f"<td>{row[n]}</td>" for n in shown) + "</tr>" for row in body
    )
    return emit(
        f'<div class="wide" tabindex="0" role="region" aria-label="Table"><table><thead><tr>{head}'
        f"</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )

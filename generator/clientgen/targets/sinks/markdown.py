"""Sinks for Markdown; see :mod:`clientgen.targets.sinks` for the law.

What they give is inert both in GitHub flavoured Markdown, which code hosts render, and in
Python-Markdown, which site builders use. The two agree on backslashes before
``\\ ` * _ { } [ ] ( ) # + - . ! |`` only; any other character that could start something
is written as an entity.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote, urlsplit

from .safe_text import HIDDEN, Code, SinkError, code, emit

_BLANK = re.compile("[ \t\r\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_SPECIAL = re.compile(
    r"""
      [\\`*\[\]|<~$@]
    | &(?=\#?[A-Za-z0-9]+;)                         # an entity
    | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])          # no emphasis inside a word
    | \{(?=[{%\#]) | (?<=\{)\{                      # template languages of site builders
    | :(?=//) | (?<=mailto): | (?<=xmpp): | (?<=www)\.      # links without brackets
    | (?<=[ ])\# | \#(?=\#*\Z)                        # the end of a heading
    | \A[-+](?=[-+ ]|\Z) | \A[\#>!=:] | \A[0-9]{1,9}[.)](?=[ ]|\Z)   # start of a block
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENTITIES = {
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    "~": "&#126;",
    "$": "&#36;",
    "@": "&#64;",
    ":": "&#58;",
    "=": "&#61;",
    "{": "&#123;",
}
_HARD_IN_CODE = re.compile(r"[`|]|\{[{%#]")
# What begins an expression, a statement or a comment to template engines, which see through
# fences, by how the languages of samples write the first of the two otherwise.
_TEMPLATE = re.compile(r"\{(?=[{%#])")
_NO_TEMPLATE = {"python": r"\\x7b", "sh": "{''", "json": r"\\u007b"}
_FENCE = re.compile("^`{3,}", re.MULTILINE)
_CODE_SPAN = re.compile("`([^`\n]+)`")
_PAGE = re.compile(r"(?:(?:\.\./)*(?:[a-z0-9_-]+/)*[A-Za-z0-9_-]+\.md)?")
_ANCHOR = re.compile(r"[a-z0-9_-]*")
_URL_PART = "/:?#&=%+,;~-._"


def visible(words: str) -> str:
    """The text with every hidden character shown as an escape such as ``\\u202e``."""
    if words.isascii() and words.isprintable():
        return words  # most are; saves 5 ms
    return HIDDEN.sub(_escape, words)


def one_line(words: str) -> str:
    """The text as one line: runs of blanks of any kind, and newlines, are one space."""
    if words.isascii() and words.isprintable() and "  " not in words:
        return words.strip(" ")
    return visible(_BLANK.sub(" ", words).strip(" "))


@lru_cache(4096)  # the same names and words stand everywhere; saves 10 ms
def text(words: str) -> Code:
    """Plain text in one line, inert in a paragraph, a heading, a list or a cell of a table.

    Renders as exactly these words: no emphasis, no code, no HTML, no link, no list. Hidden
    characters are shown as escapes.
    """
    return emit(_SPECIAL.sub(_inert, one_line(words)))


@lru_cache(4096)
def prose(words: str) -> Code:
    """Text in one line in which words between backticks are code; inert like :func:`text`."""
    parts = _CODE_SPAN.split(one_line(words))
    return emit(
        "".join(
            span(part) if odd % 2 else _between(part) for odd, part in enumerate(parts)
        )
    )


@lru_cache(4096)
def span(words: str) -> Code:
    """Inline code in one line, inert in a cell of a table too."""
    line = one_line(words)
    if not line:
        return emit("")
    if _HARD_IN_CODE.search(line):
        # A code span has no escapes, and renderers differ on pipes inside one.
        return code("<code>{}</code>", text(line))
    return emit(f"`{line}`")


def fenced(words: str, language: str) -> Code:
    """A block of code between fences that nothing in it can close.

    Args:
        words: Lines; newlines and tabs stay, other hidden characters are shown.
        language: ``python``, ``sh`` or ``json``. Braces that begin something to the template engines
            of site builders may stand in texts only (in single quotes, in a shell), where
            they are written in another way that means the same.
    """
    if language not in _NO_TEMPLATE:
        raise SinkError(f"{language!r} is no language that samples are written in")
    words = _TEMPLATE.sub(_NO_TEMPLATE[language], words)
    lines = words.replace("\r\n", "\n").strip("\n").split("\n")
    shown = "\n".join(
        "\t".join(map(visible, line.split("\t"))).rstrip() for line in lines
    )
    fence = max(["``", *_FENCE.findall(shown)], key=len) + "`"
    return emit(f"{fence}{language}\n{shown}\n{fence}")


def link(words: str, url: str) -> Code:
    """A link to another site; only the words where the URL is not plain http or https."""
    label = text(words or url)
    try:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return label
    if not plain or "@" in parts.netloc or HIDDEN.search(url) or _BLANK.search(url):
        return label
    target = quote(url.encode("utf-8", "surrogatepass"), safe=_URL_PART)
    return code("[{}]({})", label, emit(target))


@lru_cache(4096)
def local(label: Code, page: str, anchor: str = "") -> Code:
    """A link to a page of the same documentation.

    Args:
        label: What is clicked.
        page: Relative path of the page; empty for the page that has the link.
        anchor: As :func:`slug` makes them; may be empty.

    Raises:
        SinkError: The path or the anchor could be anything else.
    """
    if (
        not (page or anchor)
        or not _PAGE.fullmatch(page)
        or not _ANCHOR.fullmatch(anchor)
    ):
        raise SinkError(f"{page!r} with {anchor!r} is no place in the documentation")
    return code("[{}]({})", label, emit(f"{page}#{anchor}" if anchor else page))


def table(rows: Iterable[Sequence[Code]], *headings: str) -> Code:
    """A table; a column in which all cells are empty is left out.

    Args:
        rows: Cells made by other sinks.
        headings: One for each column.

    Raises:
        SinkError: A cell was made by no sink, or spans lines.
    """
    body = [tuple(row) for row in rows]
    for cell in (cell for row in body for cell in row):
        if type(cell) is not Code or "\n" in cell:
            raise SinkError(f"{cell!r} is no cell of a table: pass it through a sink")
    shown = [n for n in range(len(headings)) if not body or any(row[n] for row in body)]
    lines: list[Sequence[str]] = [
        [text(headings[n]) for n in shown],
        ["---" for _ in shown],
        *([row[n] for n in shown] for row in body),
    ]
    return emit("\n".join(f"| {' | '.join(line)} |" for line in lines))


def slug(heading: str) -> str:
    """The anchor that code hosts and site builders give to a heading of ASCII words."""
    return re.sub(r"[^a-z0-9_ -]", "", one_line(heading).lower()).replace(" ", "-")


def _escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _inert(match: re.Match[str]) -> str:
    before, last = match[0][:-1], match[0][-1]
    return before + _ENTITIES.get(last, "\\" + last)


def _between(part: str) -> str:
    inner = text(part)
    if not inner:
        return " " if part else ""
    return (
        (" " if part[0] == " " else "")
        + inner
        + (" " if part[-1] == " " and part != " " else "")
    )


SINKS: dict[str, Callable[..., Code]] = {
    "text": text,
    "cell": text,
    "prose": prose,
    "span": span,
    "fenced": fenced,
    "table": table,
}

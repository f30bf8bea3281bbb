"""Code in colours, for HTML: one line at a time, in five classes.

Pygments tells the tokens. Fewer classes than it has keep pages small, and lines are
highlighted alone because the same ones stand on many pages.
"""

from __future__ import annotations

import html
from functools import cache, lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType

from .markdown import visible
from .safe_text import Code, emit

_CLASSES = (
    (Comment, "c"),
    (Keyword, "k"),
    (Name.Tag, "f"),  # keys of JSON
    (Name.Class, "f"),
    (Name.Function, "f"),
    (Number, "n"),
    (String, "s"),
)
_JSON_LINE = ("{", "}", "[", "]", '"')


@lru_cache(65536)  # a line of a sample stands on many pages
def highlighted(line: str, language: str) -> Code:
    """One line of code, for an element that keeps blanks.

    Args:
        line: Without an end. Hidden characters are shown as escapes.
        language: A name that Pygments knows, such as ``python``, ``sh`` or ``json``.
    """
    if language == "sh" and line.lstrip().startswith(_JSON_LINE):
        language = "json"  # a line within the data of a request
    shown = "\t".join(map(visible, line.split("\t")))
    parts: list[str] = []
    last = ""
    for kind, words in _lexer(language).get_tokens(shown):
        words = words.replace("\n", "")
        if not words:
            continue
        name = _class(kind)
        if name != last:
            parts.append("</span>" if last else "")
            parts.append(f'<span class="{name}">' if name else "")
            last = name
        parts.append(html.escape(words, quote=False))
    parts.append("</span>" if last else "")
    return emit("".join(parts))


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, stripall=False, ensurenl=True)


@cache
def _class(kind: _TokenType) -> str:
    for parent, name in _CLASSES:
        if kind is parent or kind[: len(parent)] == parent:
            return name
    return ""

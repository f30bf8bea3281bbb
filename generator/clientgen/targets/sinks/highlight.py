"""Lines of samples with colours, as HTML: spans of five classes, and the words escaped.

The classes are ``k`` (keyword), ``s`` (text), ``c`` (comment), ``n`` (number) and ``f`` (name
of a function, a type or a key of JSON). Pygments tells the words apart, one line at a time:
the same lines stand on many pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from importlib import import_module
from itertools import groupby
from operator import itemgetter

from pygments.lexer import Lexer

from .markdown import visible
from .safe_text import Code, SinkError, emit

LANGUAGES = {
    "python": ("pygments.lexers.python", "PythonLexer"),
    "sh": ("pygments.lexers.shell", "BashLexer"),
    "json": ("pygments.lexers.data", "JsonLexer"),
    "javascript": ("pygments.lexers.javascript", "JavascriptLexer"),
    "java": ("pygments.lexers.jvm", "JavaLexer"),
    "swift": ("pygments.lexers.objective", "SwiftLexer"),
}
"""Where the lexer of each language is."""

# By the beginning of a token's type; the first that fits counts.
_CLASSES = (
    ("Keyword.Type", "f"),
    ("Keyword", "k"),
    ("Operator.Word", "k"),
    ("Literal.String", "s"),
    ("Literal.Number", "n"),
    ("Comment", "c"),
    ("Name.Function", "f"),
    ("Name.Class", "f"),
    ("Name.Tag", "f"),
)
# Some patterns of lexers take time that grows faster than a line.
_LONGEST = 1000
# A line inside the data of a command: what only JSON begins with.
_JSON_LINE = re.compile(
    r'\s*(?:"|[{}\[\]]\s*(?:\Z|["{}\[\],\'])|(?:-?[0-9][0-9.eE+-]*|true|false|null),?\Z)'
)


@lru_cache(1 << 16)  # samples of all operations have most lines in common
def highlighted(line: str, language: str) -> Code:
    """One line of a sample as HTML, inert inside an element such as ``code``.

    Args:
        line: Its words. Tabs stay; other hidden characters are shown as escapes, a newline
            too.
        language: One of :data:`LANGUAGES`.

    Raises:
        SinkError: The language is another one.
    """
    if language not in LANGUAGES:
        raise SinkError(f"{language!r} is no language that samples are written in")
    words = "\t".join(map(visible, line.split("\t")))
    if language == "sh" and _JSON_LINE.match(words):
        language = "json"
    tokens = [("", words)]
    if len(words) <= _LONGEST:
        tokens = [
            (_class(kind), text) for kind, text in _lexer(language).get_tokens(words)
        ]
        if tokens and tokens[-1][1].endswith("\n"):
            tokens[-1] = (tokens[-1][0], tokens[-1][1][:-1])
    if "".join(text for _, text in tokens) != words:
        tokens = [("", words)]  # a lexer that loses words is not worth its colours
    return emit("".join(map(_html, groupby(tokens, key=itemgetter(0)))))


@cache
def _class(kind: object) -> str:
    path = str(kind).removeprefix("Token.")
    return next((name for start, name in _CLASSES if path.startswith(start)), "")


@cache
def _lexer(language: str) -> Lexer:
    module, name = LANGUAGES[language]
    options = {"stripnl": False, "ensurenl": True}
    lexer: Lexer = getattr(import_module(module), name)(**options)
    return lexer


def _html(group: tuple[str, Iterable[tuple[str, str]]]) -> str:
    """Neighbours of one class stand in one span."""
    name, together = group
    words = escape("".join(text for _, text in together), quote=False)
    return f"<span class={name}>{words}</span>" if name and words else words

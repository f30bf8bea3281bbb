"""Lines of samples with colours, as HTML: spans of five classes, and the words escaped.

The classes are ``k`` (keyword), ``s`` (text), ``c`` (comment), ``n`` (number) and ``f`` (name
of a function, a type or a key of JSON). Pygments tells the words apart; it is loaded with the
first line, and its lexers one by one.

Pygments tries some forty patterns at each word, which would take most of a site's time. So
plain lines are cut here, and Pygments is asked about each word once; where anything else
stands in a line (a comment, another quote), it gets the whole line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from .markdown import visible
from .safe_text import Code, SinkError, emit

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Tokens = Sequence[tuple[str, str]]
"""Classes (empty for none) and texts that make up a line."""

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
    ("Name.Decorator", "f"),
    ("Name.Tag", "f"),
)
# Types and constants of a language that Pygments does not know by their names.
_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
_CHUNK = re.compile(
    r"""
      (?P<word>\.?[A-Za-z_][A-Za-z0-9_]*+(?!["']))
    | (?P<text>"(?!"")(?:[^"\\]|\\["\\/ntu])*+"(?!"))
    | (?P<number>[0-9][0-9_]*+(?:\.[0-9]++)?(?![A-Za-z_.]))
    | (?P<other>[ ]++|[()\[\]{}<>,:;=.?!&|*+-])
    """,
    re.VERBOSE,
)
# Some patterns of lexers take time that grows faster than a line.
_LONGEST = 1000
_WORDS = ("python", "javascript", "java", "swift")
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
        SinkError: The language is another one, or Pygments is not installed.
    """
    if language not in LANGUAGES:
        raise SinkError(f"{language!r} is no language that samples are written in")
    words = "\t".join(map(visible, line.split("\t")))
    if language == "sh" and _JSON_LINE.match(words):
        language = "json"
    tokens: Tokens | None = [("", words)] if len(words) > _LONGEST else None
    if tokens is None and language in _WORDS:
        tokens = _cut(words, language)
    if tokens is None:
        tokens = _tokens(words, language)
    if "".join(text for _, text in tokens) != words:
        tokens = [("", words)]  # a lexer that loses words is not worth its colours
    return emit("".join(_html(tokens)))


def _cut(words: str, language: str) -> Tokens | None:
    """Classes and texts of a plain line; None where the line is not plain."""
    found: list[tuple[str, str]] = []
    place = 0
    for match in _CHUNK.finditer(words):
        if match.start() != place:
            return None
        place = match.end()
        match match.lastgroup:
            case "word":
                found += _word(match[0], words[place : place + 1].strip(), language)
            case "text":
                found.append(("s", match[0]))
            case "number":
                found.append(("n", match[0]))
            case _:
                found.append(("", match[0]))
    return found if place == len(words) else None


@cache
def _word(word: str, after: str, language: str) -> Tokens:
    """What a word is that stands alone, before a character or before nothing."""
    found = []
    left = len(word)
    for name, text in _tokens(word + after, language):
        if left > 0:
            found.append((name, text[:left]))
        left -= len(text)
    return found


def _tokens(words: str, language: str) -> Tokens:
    """Classes and texts of any line."""
    found: list[tuple[str, str]] = []
    # Some patterns of lexers wait for the end of the line.
    for start, kind, text in _lexer(language).get_tokens_unprocessed(f"{words}\n"):
        if start + len(text) > len(words):
            text = text[:-1]
        name = _class(kind)
        if name == "name":
            call = words.startswith("(", start + len(text))
            name = "f" if call or _TYPE.fullmatch(text) else ""
        found.append((name, text))
    return found


@cache
def _class(kind: object) -> str:
    """The class of a type of tokens; ``name`` where what stands around a name decides."""
    path = str(kind).removeprefix("Token.")
    for beginning, name in _CLASSES:
        if path == beginning or path.startswith(f"{beginning}."):
            return name
    return "name" if path.split(".")[0] == "Name" else ""


@cache
def _lexer(language: str) -> Lexer:
    module, name = LANGUAGES[language]
    try:
        from importlib import import_module

        lexer: Lexer = getattr(import_module(module), name)()
    except ImportError:
        raise SinkError(
            "samples are coloured by Pygments: pip install 'clientgen[site]'"
        ) from None
    return lexer


def _html(tokens: Tokens) -> Iterator[str]:
    """Neighbours of one class stand in one span."""
    for name, together in groupby(tokens, key=itemgetter(0)):
        words = escape("".join(text for _, text in together))
        yield f'<span class="{name}">{words}</span>' if name and words else words

"""Is what came out of a hostile spec inert? Compare it with what a harmless spec gives.

Two specs differ in some texts only: one has hostile ones, the other harmless ones of the
same kind. Whatever is made of the first must have the shape of what is made of the second:
the same nodes of Python, the same keys of JSON, the same blocks of Markdown, the same words
of a shell. Only at places where the harmless text stands may something else stand, and that
must be the hostile text itself, whole.
"""

from __future__ import annotations

import ast
import io
import json
import keyword
import re
import shlex
import tokenize
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from clientgen.model.naming import snake_case
from clientgen.targets.target import OutputFile

_TAMED = re.compile(r"tamed[-_ ]*[0-9]+q", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BLANK = re.compile("[ \t\r\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LIVE = {"html_block", "image"}
_ALLOWED_HTML = ("<code>", "</code>")


class NotInert(Exception):
    """Something came alive, or a text is not what it was."""


@dataclass
class Pairs:
    """Harmless texts with the hostile ones at the same places.

    Attributes:
        texts: Hostile text by the harmless one.
        names: Identifiers made of them, found while Python is compared.
    """

    texts: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)
    _patterns: dict[str, tuple[re.Pattern[str], dict[str, str]]] = field(
        default_factory=dict
    )

    def same(self, tame: str, wild: str, how: str) -> bool:
        """Whether a hostile string is the harmless one with its texts exchanged."""
        normal = _NORMAL[how]
        if not _TAMED.search(tame):
            return tame == wild
        pattern, forms = self._forms(how)
        parts: list[str] = []
        end = 0
        tame = normal(tame)
        for found in pattern.finditer(tame):
            parts += [re.escape(tame[end : found.start()]), forms[found[0]]]
            end = found.end()
        parts.append(re.escape(tame[end:]))
        return re.fullmatch("".join(parts), normal(wild), re.DOTALL) is not None

    def _forms(self, how: str) -> tuple[re.Pattern[str], dict[str, str]]:
        key = f"{how}{len(self.names)}"
        if key not in self._patterns:
            normal = _NORMAL[how]
            found: dict[str, set[str]] = {}
            for tame, wild in self.texts.items():
                found.setdefault(normal(tame), set()).add(normal(wild))
                # Examples name things by the words of their resource's name.
                for one, other in zip(_as_words(tame), _as_words(wild), strict=True):
                    found.setdefault(normal(one), set()).add(normal(other))
                if how == "exact":
                    continue
                # Examples and conditions are shown as literals; comments line by line.
                for spell in (_in_json, _in_python, _in_a_comment):
                    found.setdefault(normal(spell(tame)), set()).add(
                        normal(spell(wild))
                    )
                for end in ("\n\n", "\n"):
                    lines = zip(tame.split(end), wild.split(end), strict=False)
                    for one, other in lines:
                        if one.strip():
                            for now in (other, _in_a_comment(other)):
                                found.setdefault(normal(one), set()).add(normal(now))
            for tame, wild in self.names.items():
                for old, new in (("_", "_"), ("_", "-")):
                    one, other = tame.replace(old, new), wild.replace(old, new)
                    found.setdefault(normal(one), set()).add(normal(other))
                    # A text with something before it may look like a name, too.
                    for text, now in self.texts.items():
                        if text in one:
                            whole = one.replace(text, now)
                            found[normal(one)].add(normal(whole))
            longest = sorted(found, key=len, reverse=True)
            pattern = re.compile("|".join(map(re.escape, longest)) or "(?!)")
            forms = {
                one: "(?:"
                + "|".join(map(re.escape, sorted(others, key=len, reverse=True)))
                + ")"
                for one, others in found.items()
            }
            self._patterns[key] = pattern, forms
        return self._patterns[key]


def _as_words(name: str) -> tuple[str, str]:
    words = snake_case(name).strip("_").replace("_", " ")
    return words, f"{words[:1].upper()}{words[1:]}"


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _in_python(text: str) -> str:
    return repr(text)[1:-1]


def _in_a_comment(text: str) -> str:
    # Blanks that editors draw in their own way are spelled, backslashes are not doubled.
    return text.strip().replace("\t", "\\t").replace("\r", "\\r")


def fold(text: str) -> str:
    """A text as a paragraph shows it."""
    return " ".join(text.split()).casefold()


def seen(text: str) -> str:
    """What a reader of a page sees: one line, hidden characters as escapes."""
    line = _BLANK.sub(" ", text).strip(" ")
    return "".join(map(_shown, line)).replace("`", "").casefold()


def _shown(character: str) -> str:
    number = ord(character)
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    if not hidden or number in (0x200C, 0x200D):
        return character
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


_NORMAL: dict[str, Callable[[str], str]] = {
    "exact": str,
    "fold": fold,
    # Summaries are cut after sentences and clauses, and end in a period.
    "words": lambda text: re.sub(r"[.:;!?]*( |\Z)", r"\1", fold(text)).replace(" ", ""),
    # Code spans take blanks at their ends along.
    "seen": lambda text: seen(text).replace(" ", ""),
}


def compare(
    tame: Iterable[OutputFile], wild: Iterable[OutputFile], texts: Mapping[str, str]
) -> None:
    """Compare all files.

    Args:
        tame: Made of the harmless spec.
        wild: Made of the hostile one.
        texts: Hostile text by the harmless one.

    Raises:
        NotInert: Something differs that may not.
    """
    pairs = Pairs(texts)
    before = {file.path: file for file in tame}
    after = {file.path: file for file in wild}
    if before.keys() != after.keys():
        raise NotInert(f"other files: {sorted(before.keys() ^ after.keys())}")
    modules: list[tuple[str, ast.AST, ast.AST]] = []
    for path, file in after.items():
        check_path(path)
        if language(file) == "python" and file.text != before[path].text:
            old, new = ast.parse(before[path].text), _python(path, file.text)
            modules.append((path, old, new))
            _learn(path, old, new, pairs)
    for path, old, new in modules:
        _constants(path, old, new, pairs)
    for path, file in after.items():
        if language(file) != "python" and file.text != before[path].text:
            if path.startswith("openapi/"):
                # Made from values, never from text: nothing in it can change its shape. Its
                # descriptions join texts in ways that pairs of texts do not tell.
                json.loads(file.text)
                continue
            _COMPARE[language(file)](path, before[path].text, file.text, pairs)


def check_path(path: str) -> None:
    """Make sure that a path stays below its folder on every system."""
    if not _PATH.fullmatch(path) or any(p.strip(".") == "" for p in path.split("/")):
        raise NotInert(f"{path!r} is no safe path")


_LANGUAGES = {
    ".py": "python",
    ".json": "json",
    ".toml": "toml",
    ".yml": "yaml",
    ".md": "markdown",
    ".typed": "text",
}


def language(file: OutputFile) -> str:
    """The language of a file, by its ending."""
    return _LANGUAGES[Path(file.path).suffix]


def check_alone(file: OutputFile) -> None:
    """Check what can be checked without a harmless twin."""
    check_path(file.path)
    file.text.encode("utf-8")
    match language(file):
        case "python":
            try:
                compile(file.text, file.path, "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:
                raise NotInert(f"{file.path}: {error}") from error
        case "json":
            json.loads(file.text)
        case "toml":
            tomllib.loads(file.text)
        case "yaml":
            yaml.safe_load(file.text)
        case "markdown":
            _inert_tokens(file.path, tokens(file.text))


# Python.


def _python(path: str, text: str) -> ast.Module:
    try:
        text.encode("utf-8")
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise NotInert(f"{path} does not parse: {error}") from error


def _both(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Fields of two trees of one shape, parents first."""
    todo = [("", old, new)]
    while todo:
        name, one, other = todo.pop()
        if type(one) is not type(other) and name != "value":
            raise NotInert(f"{path}: {_brief(one)} has become {_brief(other)}")
        if isinstance(one, ast.AST):
            if type(one) is not type(other):
                raise NotInert(f"{path}: {_brief(one)} has become {_brief(other)}")
            if isinstance(one, ast.Constant):
                yield "constant", one, other
                continue
            for each in one._fields:
                todo.append((each, getattr(one, each), getattr(other, each)))
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                yield "docstring", one.value, other.value
        elif isinstance(one, list):
            if len(one) != len(other):
                raise NotInert(
                    f"{path}: {len(one)} {name} have become {len(other)}:"
                    f" {[_brief(x) for x in other]}"[:500]
                )
            todo += [(name, x, y) for x, y in zip(one, other, strict=True)]
        elif isinstance(one, str):
            yield "name", one, other
        elif one != other:
            raise NotInert(f"{path}: {one!r} has become {other!r}")


def _brief(node: Any) -> str:
    return (
        ast.unparse(node)[:80]
        if isinstance(node, ast.expr | ast.stmt)
        else repr(node)[:80]
    )


def _learn(path: str, old: ast.AST, new: ast.AST, pairs: Pairs) -> None:
    for kind, one, other in _both(path, old, new):
        if kind == "name" and one != other:
            if not _TAMED.search(one):
                raise NotInert(f"{path}: the name {one} has become {other}")
            if not _IDENTIFIER.fullmatch(other) or keyword.iskeyword(other):
                raise NotInert(f"{path}: {other!r} is no name")
            if other.startswith("__") or pairs.names.setdefault(one, other) != other:
                raise NotInert(f"{path}: {one} has become {other}")


def _constants(path: str, old: ast.AST, new: ast.AST, pairs: Pairs) -> None:
    steps = list(_both(path, old, new))
    prose = {id(one) for kind, one, _ in steps if kind == "docstring"}
    for kind, one, other in steps:
        if kind == "constant" and one.value != other.value:
            if type(one.value) is not str or type(other.value) is not str:
                raise NotInert(f"{path}: {one.value!r} has become {other.value!r}")
            if id(one) in prose:
                whole = _uncut(one.value), _uncut(other.value)
                alike = pairs.same(*whole, "words")
            else:
                alike = pairs.same(one.value, other.value, "exact")
            if not alike:
                raise NotInert(f"{path}: {one.value!r} has become {other.value!r}")


def _uncut(text: str) -> str:
    """A docstring without a first line that only shows how the next paragraph begins."""
    first, _, rest = text.strip().partition("\n\n")
    beginning = " ".join(first.removesuffix("...").split())
    shown = first.endswith("...") and " ".join(rest.split()).startswith(beginning)
    return rest if shown else text


# Data.


def _data(path: str, old: Any, new: Any, pairs: Pairs, how: str) -> None:
    if type(old) is not type(new):
        raise NotInert(f"{path}: {old!r} has become {new!r}")
    if isinstance(old, dict):
        if len(old) != len(new):
            raise NotInert(f"{path}: keys {list(old)} have become {list(new)}")
        for one, other in zip(old.items(), new.items(), strict=True):
            _data(path, list(one), list(other), pairs, how)
    elif isinstance(old, list):
        if len(old) != len(new):
            raise NotInert(f"{path}: {old!r} has become {new!r}")
        for one, other in zip(old, new, strict=True):
            _data(path, one, other, pairs, how)
    elif isinstance(old, str):
        if not pairs.same(old, new, how):
            raise NotInert(f"{path}: {old!r} has become {new!r}")
    elif old != new:
        raise NotInert(f"{path}: {old!r} has become {new!r}")


def _loaded(path: str, text: str, load: Callable[[str], Any]) -> Any:
    try:
        return load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise NotInert(f"{path} does not parse: {error}") from error


def _json(path: str, old: str, new: str, pairs: Pairs) -> None:
    _data(path, json.loads(old), _loaded(path, new, json.loads), pairs, "exact")


def _toml(path: str, old: str, new: str, pairs: Pairs) -> None:
    _data(path, tomllib.loads(old), _loaded(path, new, tomllib.loads), pairs, "fold")


def _yaml(path: str, old: str, new: str, pairs: Pairs) -> None:
    _data(path, yaml.safe_load(old), _loaded(path, new, yaml.safe_load), pairs, "seen")


# Markdown.


def tokens(page: str) -> list[Token]:
    """The tokens of a page as a code host reads it."""
    parser = MarkdownIt("gfm-like", {"linkify": True})
    assert parser.linkify is not None
    # Bare words with a dot are no links on any code host.
    parser.linkify.set({"fuzzy_link": False})
    return parser.parse(page)


def _inert_tokens(path: str, found: Iterable[Token]) -> None:
    for token in found:
        if token.type in _LIVE or (
            token.type == "html_inline" and token.content not in _ALLOWED_HTML
        ):
            raise NotInert(f"{path}: live {token.type}: {token.content[:200]!r}")
        if token.type == "link_open":
            href = str(token.attrs["href"])
            if not re.match(r"https?://|#|[A-Za-z./_0-9-]+\.md(#|\Z)", href):
                raise NotInert(f"{path}: a link to {href!r}")
        _inert_tokens(path, token.children or ())


def _markdown(path: str, old: str, new: str, pairs: Pairs) -> None:
    new.encode("utf-8")
    # Tabs may stand in blocks of code, and nowhere else.
    if hidden := [c for c in new if _shown(c) != c and c not in "\n\t"]:
        raise NotInert(f"{path}: hidden characters {hidden[:3]!r}")
    one, other = tokens(old), tokens(new)
    _inert_tokens(path, other)
    if [_outline(t) for t in one] != [_outline(t) for t in other]:
        raise NotInert(f"{path}: other blocks")
    for a, b in zip(one, other, strict=True):
        if a.type == "inline":
            words, now = _words(a), _words(b)
            if "\t" in b.content:
                raise NotInert(f"{path}: a tab in {b.content!r}")
            if not pairs.same(words, now, "seen"):
                raise NotInert(f"{path}: {words!r} has become {now!r}")
            _links(path, a, b, pairs)
        elif a.type == "fence" and a.content != b.content:
            _FENCES.get(a.info, _plain)(path, a.content, b.content, pairs)


def _outline(token: Token) -> tuple[str, str, str]:
    return token.type, token.tag, token.info


def _words(token: Token) -> str:
    return "".join(
        (
            t.content
            if t.type in ("text", "code_inline", "text_special")
            else " " * (t.type == "softbreak")
        )
        for t in token.children or ()
    )


def _links(path: str, one: Token, other: Token, pairs: Pairs) -> None:
    old = [str(t.attrs["href"]) for t in one.children or () if t.type == "link_open"]
    new = [str(t.attrs["href"]) for t in other.children or () if t.type == "link_open"]
    if len(old) != len(new):
        raise NotInert(f"{path}: links {old} have become {new}")
    for a, b in zip(old, new, strict=True):
        if a != b and not any(
            quote(t, safe="/:?#&=%+,;~-._") == a
            and b == quote(w, safe="/:?#&=%+,;~-._")
            for t, w in pairs.texts.items()
        ):
            raise NotInert(f"{path}: a link to {a} has become one to {b}")


def _plain(path: str, old: str, new: str, pairs: Pairs) -> None:
    if old.count("\n") != new.count("\n") or not pairs.same(old, new, "seen"):
        raise NotInert(f"{path}: {old!r} has become {new!r}")


def _python_fence(path: str, old: str, new: str, pairs: Pairs) -> None:
    one, other = (_example(path, text) for text in (old, new))
    _learn(path, one, other, pairs)
    _constants(path, one, other, pairs)
    # What would begin something to a template engine is shown with an escape.
    before, after = (
        [each.replace("\\x7b", "{") for each in _comments(text)] for text in (old, new)
    )
    if len(before) != len(after) or not all(
        pairs.same(a, b, "seen") for a, b in zip(before, after, strict=True)
    ):
        raise NotInert(f"{path}: comments {before} have become {after}")


def _example(path: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError:
        return _python(path, f"{text.strip()}: ...")


def _comments(text: str) -> list[str]:
    found = tokenize.generate_tokens(io.StringIO(text).readline)
    try:
        return [t.string for t in found if t.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError) as error:
        raise NotInert(f"{text!r}: {error}") from error


def _shell_fence(path: str, old: str, new: str, pairs: Pairs) -> None:
    before, after = shlex.split(old), [*map(_printed, shlex.split(new))]
    if len(before) != len(after):
        raise NotInert(f"{path}: {new!r} has other words than {old!r}")
    for one, other in zip(before, after, strict=True):
        if one != other and not _same_word(path, one, other, pairs):
            raise NotInert(f"{path}: {one!r} has become {other!r}")


def _printed(word: str) -> str:
    """A word with what it has printed: characters that cannot be seen, by their bytes."""

    def read(found: re.Match[str]) -> str:
        octets = re.findall("[0-7]{3}", found[1])
        return bytes(int(each, 8) for each in octets).decode()

    return re.sub(r"\$\(printf '([\\0-7]+)'\)", read, word)


def _same_word(path: str, one: str, other: str, pairs: Pairs) -> bool:
    # What cannot be seen is encoded by us, not by curl.
    if (one, other) == ("--data-urlencode", "--data"):
        return True
    if one[:1] in "{[":
        try:
            _json(path, one, other, pairs)
        except NotInert:
            return False
        return True
    if pairs.same(one, other, "seen") or pairs.same(
        unquote_plus(one), unquote_plus(other), "seen"
    ):
        return True
    # A name that is encoded here, before a value that curl encodes.
    (name, _, value), (new_name, _, new_value) = one.partition("="), other.partition(
        "="
    )
    return pairs.same(unquote(name), unquote(new_name), "seen") and pairs.same(
        value, new_value, "seen"
    )


_FENCES = {"python": _python_fence, "sh": _shell_fence}
_COMPARE = {
    "json": _json,
    "toml": _toml,
    "yaml": _yaml,
    "markdown": _markdown,
    "text": _plain,
}

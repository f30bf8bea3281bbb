"""Is a site that was made of hostile texts the site that harmless texts give?

Its Markdown must hold nothing that lives; that of resources and operations is made as it is for
the docs, which are compared elsewhere. Here are the places that only a site has: HTML, its attributes and addresses, pictures, data for scripts, and samples in languages that
nothing here can parse; of those, what is left without literals and comments must be the same.
"""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree import ElementTree

from inert import NotInert, Pairs, check_alone, check_path

from clientgen.model.naming import snake_case
from clientgen.targets.target import OutputFile

_VOID = frozenset(("meta", "link", "br", "input", "img", "hr"))
# What words and code are made of: how many there are depends on the text.
_INLINE = frozenset(("code", "span", "i"))
_SHOWN = re.compile(r"hidden|class|data-[nusg]|tabindex")
_ADDRESS = re.compile(r"[A-Za-z0-9_.~/%#?&=:+,;@!*()-]*")
_ANCHOR = re.compile(r"[^\s\"'<>`=&]+")
_TREE = re.compile('<nav class="tree".*?</nav>', re.DOTALL)
# How a word of code is coloured: most of the elements of a page, and safe as it stands.
_COLOURED = re.compile(r"<span class=\"?[a-z]\"?>([^<]*)</span>")
_INDEX = re.compile(r"window\.CLIENTGEN_INDEX = (.*);\n", re.DOTALL)


def _blocks_or_lines(escape: str) -> str:
    """Strings over several lines, strings in one, and comments."""
    return rf'"""(?:{escape}|[^\\])*?"""|"(?:{escape}|[^"\\\n])*"|//[^\n]*'


_QUOTED = r'"(?:\\.|[^"\\\n])*"'
# A compiler refuses any other escape.
_IN_JAVA = r"\\[btnfrs0-7\"'\\u]"
_IN_SWIFT = r"\\[0tnru\"'\\(]"
_LITERALS = {
    "python": rf"{_QUOTED}|'(?:\\.|[^'\\\n])*'|\#[^\n]*",
    "javascript": rf"{_QUOTED}|//[^\n]*",
    "java": _blocks_or_lines(_IN_JAVA),
    "swift": _blocks_or_lines(_IN_SWIFT),
    "json": _QUOTED,
}
_PUT_IN = r"(?<!\\)(?:\\\\)*\\\("
_CODE = (*_LITERALS, "shell")
_IN_SHELL = r"""'[^']*'|\\.|"(?:\\.|[^"\\])*"|[^'"\\]+"""
_LIVE_IN_SHELL = re.compile(r"`|\$\((?!printf )")


class Piece(NamedTuple):
    """An element's tag with what it says, or the text between two of them.

    Attributes:
        tag: ``/`` before its name where it ends; empty for text.
        given: Its attributes.
        text: The text.
        place: The language of a sample; ``block`` for other code, which is that of the docs
            and compared there; ``script``; or nothing.
    """

    tag: str
    given: tuple[tuple[str, str], ...] = ()
    text: str = ""
    place: str = ""


class Page(HTMLParser):
    """A page as pieces; :func:`pieces_of` reads one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.inline: set[tuple[str, str]] = set()
        self._open: list[str] = []
        self._text: list[str] = []
        self._place = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = tuple((name, value or "") for name, value in attrs)
        if tag in _INLINE:
            self.inline |= {(f"{tag} {name}", value) for name, value in given}
            self._open.append(tag)
            return
        self._end_text()
        self.pieces.append(Piece(tag, given))
        if tag not in _VOID:
            self._open.append(tag)
        if ("id", f"sample-{dict(given).get('data-name')}") in given:
            name = dict(given)["data-name"]
            self._place = name.removesuffix("-async")
        elif ("class", "response") in given:
            self._place = "json"
        elif tag == "script":
            self._place = "script"

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_text()
        if not self._open or self._open.pop() != tag:
            raise NotInert(f"</{tag}> ends what is not open")
        if tag in _INLINE:
            return
        self.pieces.append(Piece(f"/{tag}"))
        if tag in ("div", "section", "script"):
            self._place = ""

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        raise NotInert(f"a comment: {data!r}")

    def handle_pi(self, data: str) -> None:
        raise NotInert(f"an instruction: {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise NotInert(f"a declaration: {data!r}")

    def close(self) -> None:
        super().close()
        self._end_text()
        if self._open:
            raise NotInert(f"left open: {self._open}")

    def _end_text(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if text.strip():
            # Samples stand in a block each; what is around it is their name.
            block = self._open[-1:] in (["pre"], ["script"])
            place = (self._place or "block") if block else ""
            self.pieces.append(Piece("", (), text, place))


def pieces_of(path: str, text: str) -> Page:
    """Read a page; the tree, which is the same on all, is read on the first one only."""
    page = Page()
    text = text if path.endswith("index.html") else _TREE.sub("", text)
    page.feed(_COLOURED.sub(r"\1", text))
    page.close()
    return page


def compare(
    tame: Iterable[OutputFile],
    wild: Iterable[OutputFile],
    texts: Mapping[str, str],
    calm: Mapping[str, Page],
) -> None:
    """Compare all files of two sites.

    Args:
        tame: Made of the harmless spec.
        wild: Made of the hostile one.
        texts: Hostile text by the harmless one.
        calm: The pages of the harmless one, read.

    Raises:
        NotInert: Something differs that may not.
    """
    before = {file.path: file for file in tame}
    after = {file.path: file for file in wild}
    if before.keys() != after.keys():
        raise NotInert(f"other files: {sorted(before.keys() ^ after.keys())}")
    names = {snake_case(one): snake_case(other) for one, other in texts.items()}
    pairs = Pairs(texts, {one: other for one, other in names.items() if one})
    for path, file in after.items():
        check_path(path)
        old = before[path].text
        if file.text == old or (path.endswith(".md") and "/api/" in path):
            continue
        if path.endswith(".html"):
            try:
                _page(calm[path], pieces_of(path, file.text), pairs)
            except NotInert as error:
                raise NotInert(f"{path}: {error}") from error
        elif path.endswith("search-index.js"):
            _index(path, old, file.text, pairs)
        elif path.endswith("sitemap.xml"):
            shape, now = map(_elements, (old, file.text))
            if shape != now:
                raise NotInert(f"{path}: {shape} have become {now}")
        elif path.endswith((".md", ".json")):
            check_alone(file)
        elif file.text != old:
            raise NotInert(f"{path}: a file that holds no text has changed")


def _page(one: Page, other: Page, pairs: Pairs) -> None:
    for name, value in other.inline - one.inline:
        attribute = name.partition(" ")[2]
        if not _SHOWN.fullmatch(attribute) or not re.fullmatch(r"[0-9 a-z]*", value):
            raise NotInert(f"{name}={value!r}")
    shape, now = ([piece.tag for piece in page.pieces] for page in (one, other))
    if shape != now:
        at = next(
            (n for n, (a, b) in enumerate(zip(shape, now, strict=False)) if a != b), -1
        )
        raise NotInert(
            f"other elements at {at}: {shape[at : at + 5]}, {other.pieces[at : at + 5]}"
        )
    for piece, new in zip(one.pieces, other.pieces, strict=True):
        if piece == new:
            continue
        if piece.place in _CODE:
            _code(piece, new)
        elif piece.place == "script":
            _script(piece.text, new.text)
        elif piece.tag == "":
            cut = new.text.endswith("…")
            if not (cut or piece.place or pairs.same(piece.text, new.text, "seen")):
                raise NotInert(f"{piece.text!r} has become {new.text!r}")
            if hidden := [each for each in new.text if _is_hidden(each)]:
                raise NotInert(f"hidden characters {hidden[:3]!r} in {new.text!r}")
        else:
            _attributes(piece, new, pairs)


def _elements(text: str) -> list[str]:
    return [each.tag for each in ElementTree.fromstring(text).iter()]


def _is_hidden(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in "\n\t\u200d"


def _attributes(piece: Piece, new: Piece, pairs: Pairs) -> None:
    if [name for name, _ in piece.given] != [name for name, _ in new.given]:
        raise NotInert(f"{piece} has become {new}")
    for (name, old), (_, value) in zip(piece.given, new.given, strict=True):
        if value == old:
            continue
        if name in ("href", "src"):
            scheme = re.match("[^/?#]*:", value)
            fine = _ADDRESS.fullmatch(value) and (
                not scheme or value.startswith(("https://", "http://"))
            )
        elif name in ("id", "aria-describedby", "aria-controls", "data-key"):
            fine = name == "data-key" or _ANCHOR.fullmatch(value)
        else:
            fine = pairs.same(old, value, "seen")
        if not fine:
            raise NotInert(f"{piece.tag} {name}: {old!r} has become {value!r}")


def _code(piece: Piece, new: Piece) -> None:
    if piece.place == "shell":
        _shell(piece.text, new.text)
        return
    old, now = (_skeleton(each) for each in (piece, new))
    put_in = (len(re.findall(_PUT_IN, each.text)) for each in (piece, new))
    if piece.place == "swift" and len(set(put_in)) > 1:
        raise NotInert(f"a sample in Swift puts in another value: {new.text!r}")
    if old != now:
        raise NotInert(f"a sample in {piece.place}: {old!r} has become {now!r}")


def _skeleton(piece: Piece) -> str:
    """Code without literals, comments and layout, with one name for all that texts are in."""
    bare = re.sub(_LITERALS[piece.place], "''", piece.text)
    bare = re.sub(r"\w*(tamed|pwned)_?[0-9]+q\w*", "_", bare)
    return re.sub(r",(?=[\])}])", "", "".join(bare.split()))


def _shell(old: str, new: str) -> None:
    parts = re.findall(_IN_SHELL, new, re.DOTALL)
    if any(part[0] not in "'\\" and _LIVE_IN_SHELL.search(part) for part in parts):
        raise NotInert(f"a sample in a shell runs another command: {new!r}")
    before, after = _tokens(old), _tokens(new)
    if len(before) != len(after) or any(
        # What cannot be seen is encoded here, and not by curl.
        one != other
        and "tamed" not in one
        and (one, other) != ("--data-urlencode", "--data")
        for one, other in zip(before, after, strict=True)
    ):
        raise NotInert(f"a sample in a shell: {before} has become {after}")


def _tokens(text: str) -> list[str]:
    """Words and operators of a shell; what it would print is put as a word."""
    reader = shlex.shlex(re.sub(r"\$\(printf [^)]*\)", "_", text), None, True, True)
    reader.whitespace_split = True
    reader.commenters = ""
    return list(reader)


def _script(old: str, new: str) -> None:
    if "<" in new or "\u2028" in new or "\u2029" in new:
        raise NotInert(f"data for scripts as it stands: {new!r}")
    if _kinds(json.loads(old)) != _kinds(json.loads(new)):
        raise NotInert(f"{old!r} has become {new!r}")


def _kinds(data: object) -> object:
    """Data without its texts."""
    if isinstance(data, dict):
        return [_kinds(value) for value in data.values()]
    if isinstance(data, list):
        return [_kinds(item) for item in data]
    return type(data).__name__ if isinstance(data, str) else data


def _index(path: str, old: str, new: str, pairs: Pairs) -> None:
    before, after = (_INDEX.fullmatch(text) for text in (old, new))
    if not before or not after:
        raise NotInert(f"{path} is no script of one line")
    if "<" in after[1] or "\u2028" in after[1]:
        raise NotInert(f"{path}: words as they stand")
    if _kinds(json.loads(before[1])) != _kinds(json.loads(after[1])):
        raise NotInert(f"{path}: other rows")

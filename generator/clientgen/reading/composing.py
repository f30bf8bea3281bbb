"""YAML text into a tree with positions, within bounds.

The parser's events are read one by one and the tree is built here: nothing is constructed
from tags, nothing is expanded, and a hostile file is refused before it has grown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Protocol

import yaml

from ..model.position import Position
from .codes import Code
from .findings import Report, quoted
from .nodes import Entry, Items, JsonScalar, Node, Scalar, Table
from .yaml_advice import Place, conflict, explain

MOST_BYTES = 1024 * 1024
MOST_NODES = 100_000
MOST_CHARACTERS = 100_000
DEEPEST = 32

_MERGE_KEY = (
    "merge keys (<<) are not part of the spec language; write the keys out, or share fields by "
    "common_fields in api.yaml and include"
)
_ANCHOR = (
    "anchors and aliases (&name, *name) are not part of the spec language; write it out, share "
    "fields by common_fields in api.yaml and include, or put text that begins with & or * in "
    "quotes"
)
_TOO_DEEP = f"nested more than {DEEPEST} levels deep; flatten it"

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# All that YAML does not take. (To compile the set of what it takes needs ten times as long.)
_NOT_YAML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
LINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# Brackets, and quoted text and comments to pass over those in them.
_BRACKET = re.compile(r"""[\[\]{}]|"(?:[^"\\]|\\.)*"|'[^']*'|(?<!\S)\#[^\n]*""")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,99})\Z")
_FLOAT = re.compile(
    r"(?=[^eE.]*[eE.])[-+]?(\.[0-9]{1,400}|(0|[1-9][0-9]{0,400})(\.[0-9]{0,400})?)([eE][-+]?[0-9]{1,9})?\Z"
)
_NOT_A_NUMBER = re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z")
_WORDS: dict[str, JsonScalar] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_STANDARD = "tag:yaml.org,2002:"


class _Mark(Protocol):
    """Where an event begins; both parsers have a class of their own for it."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class _Refused(Exception):
    """The file cannot be read any further; the finding has been reported."""


def compose(data: bytes, path: str, report: Report) -> Table | None:
    """Read one file.

    Args:
        data: Its bytes: UTF-8, with or without a byte order mark.
        path: As findings show it.
        report: Takes what is wrong.

    Returns:
        The topmost mapping, or None when the file could not be read.
    """
    try:
        return _Composer(decode(data, path, report), path, report).document()
    except _Refused:
        return None


def decode(data: bytes, path: str, report: Report) -> str:
    """Decode a file and refuse what YAML does not take, with a position."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        report.error(
            Position(path, 1, 1), "encoding", "the file is not UTF-8; save it as UTF-8"
        )
        raise _Refused
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        report.error(
            _place(before, len(before), path),
            "encoding",
            f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8",
        )
        raise _Refused from None
    text = text.removeprefix("\ufeff")
    if wrong := _NOT_YAML.search(text):
        report.error(
            _place(text, wrong.start(), path),
            "control-character",
            f"the character U+{ord(wrong[0]):04X} is not allowed in YAML; remove it",
        )
        raise _Refused
    if merge := conflict(text):
        report.error(_place(text, merge[0], path), "yaml-syntax", merge[1])
        raise _Refused
    return text


def resolve(text: str) -> JsonScalar:
    """Say what a plain scalar means by YAML 1.2's core schema.

    Numbers with a leading zero, octal and hexadecimal ones stay text: nobody who copies
    from a vendor's page means 8 by ``010``.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text  # most are; saves 2 ms
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return math.nan if _NOT_A_NUMBER.match(text) else text


class _Composer:
    """One pass over the events of one file."""

    def __init__(self, text: str, path: str, report: Report) -> None:
        self._path = path
        self._report = report
        self._nodes = 0
        self._events = self._parse(text)

    def _parse(self, text: str) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            place = self._position(error.problem_mark or error.context_mark)
            # Parsers have bounds of their own, and read ahead: ours counts first.
            if (opened := _too_deep(text)) is not None:
                self._refuse(_place(text, opened, self._path), "too-deep", _TOO_DEEP)
            place, words = _in_words(LINE.split(text), place, error)
            self._refuse(place, "yaml-syntax", f"not YAML: {words}")
        except yaml.YAMLError as error:
            self._refuse(None, "yaml-syntax", "not YAML: " + str(error).split("\n")[0])
        except (ValueError, OverflowError):
            self._refuse(
                None, "yaml-syntax", "an escape in quoted text is not a character"
            )

    def _refuse(self, place: Position | None, code: Code, message: str) -> None:
        self._report.error(place or Position(self._path, 1, 1), code, message)
        raise _Refused

    def _at(self, event: yaml.Event) -> Position:
        return self._position(event.start_mark)

    def _position(self, mark: _Mark | None) -> Position:
        if mark is None:
            return Position(self._path, 1, 1)
        return Position(self._path, mark.line + 1, mark.column + 1)

    def document(self) -> Table | None:
        """The only document of the file."""
        root: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(
                        self._at(event),
                        "several-documents",
                        "a second document begins here; a file holds one, without '---'",
                    )
                root = self._node(next(self._events), 1, None)
        if isinstance(root, Table):
            return root
        if root is None or (isinstance(root, Scalar) and root.text == ""):
            self._report.error(
                Position(self._path, 1, 1),
                "empty-file",
                "the file holds nothing; write it, or remove it",
            )
            return None
        self._report.error(
            root.position,
            "wrong-kind",
            "a file holds a mapping, keys with values; write them without a dash in front, "
            "and with a colon after each key",
        )
        return None

    def _node(self, event: yaml.Event, depth: int, owner: Position | None) -> Node:
        place = self._at(event)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._refuse(
                place,
                "too-large",
                f"the file holds more than {MOST_NODES:,} values; split it",
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(
                place,
                "anchor",
                _ANCHOR,
            )
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event.tag, place)
            nothing = event.implicit[0] and not event.value
            # Parsers differ in where nothing stands; people look at its key.
            return self._scalar(event, (nothing and owner) or place)
        if depth >= DEEPEST:
            self._refuse(place, "too-deep", _TOO_DEEP)
        if isinstance(event, yaml.SequenceStartEvent):
            self._refuse_tag(event.tag, place)
            items: list[Node] = []
            for inner in self._events:
                if isinstance(inner, yaml.SequenceEndEvent):
                    break
                items.append(self._node(inner, depth + 1, None))
            return Items(tuple(items), place)
        assert isinstance(event, yaml.MappingStartEvent)
        self._refuse_tag(event.tag, place)
        return self._table(depth, owner or place)

    def _refuse_tag(self, tag: str | None, place: Position) -> None:
        if tag is not None:
            self._refuse(
                place,
                "tag",
                f"tags such as {quoted(tag.replace(_STANDARD, '!!'))} are not part of the spec language; remove it, "
                "or put text that begins with ! in quotes",
            )

    def _scalar(self, event: yaml.ScalarEvent, place: Position) -> Scalar:
        text = event.value
        if len(text) > MOST_CHARACTERS:
            self._refuse(
                place,
                "too-large",
                f"text of more than {MOST_CHARACTERS:,} characters; shorten it",
            )
        if wrong := _INVISIBLE.search(text):
            self._report.error(
                place,
                "control-character",
                f"the text holds the invisible character U+{ord(wrong[0]):04X}; remove it",
            )
            text = _INVISIBLE.sub("\ufffd", text)
            return Scalar(text, text, place)
        value = resolve(text) if event.implicit[0] else text
        if isinstance(value, float) and not math.isfinite(value):
            self._report.error(
                place,
                "not-a-number",
                f"{quoted(text)} is no JSON number; put it in quotes if text is meant",
            )
            return Scalar(text, text, place)
        return Scalar(text, value, place)

    def _table(self, depth: int, place: Position) -> Table:
        entries: dict[str, Entry] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            at = self._at(event)
            if not isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                self._refuse(
                    at,
                    "key-not-text",
                    "a key is text; put text with braces or brackets in quotes",
                )
            node = self._node(event, depth + 1, None)
            key = node.text if isinstance(node, Scalar) else ""
            if (
                key == "<<"
                and isinstance(event, yaml.ScalarEvent)
                and event.implicit[0]
            ):
                self._refuse(at, "anchor", _MERGE_KEY)
            value = self._node(next(self._events), depth + 1, at)
            if key in entries:
                first = entries[key].position
                self._report.error(
                    at,
                    "duplicate-key",
                    f"the key {quoted(key)} stands in line {first.line} already; "
                    "remove or rename one",
                )
            else:
                entries[key] = Entry(key, at, value)
        return Table(entries, place)


def _in_words(
    lines: list[str], place: Position, error: yaml.MarkedYAMLError
) -> tuple[Position, str]:
    """Where a mistake is, and what a person did there."""
    mark = error.context_mark
    start = Place(mark.line + 1, mark.column + 1) if mark else None
    line, column, words = explain(
        lines,
        error.problem or "",
        Place(place.line, place.column),
        error.context or "",
        start,
    )
    if line > len(lines):  # the end, where no last newline is
        line, column = len(lines), len(lines[-1]) + 1
    return Position(place.path, line, column), words


def _too_deep(text: str) -> int | None:
    """Where brackets and braces are nested too deep, whatever else is wrong with a text."""
    depth = 0
    for found in _BRACKET.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                return found.start()
        elif mark in "]}":
            depth = max(0, depth - 1)
    return None


def _place(text: str, offset: int, path: str) -> Position:
    line, start = 1, 0
    for found in LINE.finditer(text, 0, offset):
        line, start = line + 1, found.end()
    return Position(path, line, offset - start + 1)

"""YAML as data that knows where it stands in its text, and what people wrote beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..importing import layout
from ..importing.layout import Verbatim
from .identity import identity

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COLON = re.compile(r"[ \t]*:")
_EDITOR = "# yaml-language-server:"

Resolve = Callable[[str], Any]
"""Says what a plain scalar means."""


@dataclass(eq=False, slots=True)
class Marked:
    """A value, and where it stands.

    Attributes:
        data: Texts, numbers, truth values, None, lists and mappings. A number that would be
            written otherwise (``1.10``) is a :class:`Verbatim`.
        start: Offset of its first character.
        end: Offset after its last one.
        flow: Whether it has brackets or braces.
        keys: Of a mapping: offsets of its keys.
        entries: Of a mapping: its values.
        items: Of a list.
    """

    data: Any
    start: int
    end: int
    flow: bool = False
    keys: dict[str, int] = field(default_factory=dict)
    entries: dict[str, Marked] = field(default_factory=dict)
    items: list[Marked] = field(default_factory=list)


class MarkedText:
    """A text of YAML that the reader of specs takes: no anchors, no tags, one mapping."""

    def __init__(self, text: str, resolve: Resolve) -> None:
        """Read a text.

        Args:
            text: Of a whole file.
            resolve: Says what a plain scalar means.
        """
        self.text = text
        self._resolve = resolve
        self._scalars: list[tuple[int, int]] = []
        node = yaml.compose(text, Loader=_Loader)
        self.root = (
            Marked({}, len(text), len(text)) if node is None else self._read(node, 0)
        )
        self._comments = self._find_comments()

    def _read(self, node: Any, least: int) -> Marked:
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode):
            if start == end:
                start = end = least
            else:
                if node.style in ("|", ">"):
                    end = start + len(self.text[start:end].rstrip())
                self._scalars.append((start, end))
            return Marked(self._value(node), start, end)
        made = Marked(None, start, end, flow=bool(node.flow_style))
        if isinstance(node, yaml.SequenceNode):
            for each in node.value:
                made.items.append(self._read(each, each.start_mark.index))
            made.data = [each.data for each in made.items]
            inner = made.items
        else:
            for key, value in node.value:
                at, past = key.start_mark.index, key.end_mark.index
                self._scalars.append((at, past))
                colon = _COLON.match(self.text, past)
                made.keys[key.value] = at
                made.entries[key.value] = self._read(
                    value, colon.end() if colon else past
                )
            made.data = {key: each.data for key, each in made.entries.items()}
            inner = list(made.entries.values())
        if not made.flow and inner:
            made.end = inner[-1].end
        return made

    def _value(self, node: Any) -> Any:
        if node.style:
            return node.value
        value = self._resolve(node.value)
        same = value is None or layout.scalar(value) == node.value
        return value if same else Verbatim(node.value)

    def _find_comments(self) -> list[int]:
        found: list[int] = []
        at = 0
        for start, end in [*sorted(self._scalars), (len(self.text), len(self.text))]:
            while (mark := self.text.find("#", at, start)) >= 0:
                found.append(mark)
                at = self.text.find("\n", mark, start)
                if at < 0:
                    break
            # A block of text may have a comment in its first line.
            head = self.text[start:end].split("\n", 1)[0]
            if head[:1] in ("|", ">") and " #" in head:
                found.append(start + head.index(" #") + 1)
            at = max(at, end)
        return found

    def has_comment(self, start: int, end: int) -> bool:
        """Whether a stretch has a comment, the line for editors left out."""
        number = bisect_left(self._comments, start)
        while number < len(self._comments) and self._comments[number] < end:
            if not self.text.startswith(_EDITOR, self._comments[number]):
                return True
            number += 1
        return False

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, before its line break."""
        found = self.text.find("\n", offset)
        found = len(self.text) if found < 0 else found
        return found - 1 if self.text[found - 1 : found] == "\r" else found

    def lead(self, offset: int) -> int:
        """Where the comment lines begin that stand directly above the line of an offset."""
        start = self.line_start(offset)
        while start:
            above = self.line_start(start - 1)
            line = self.text[above:start].strip()
            if not line.startswith("#") or line.startswith(_EDITOR):
                break
            start = above
        return start

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        return (
            self.text.count("\n", 0, offset) + 1,
            offset - self.line_start(offset) + 1,
        )

    def nearest(self, path: Sequence[str]) -> tuple[int, int]:
        """Line and column of what stands at a path, or of the nearest thing above it."""
        node, at = self.root, 0
        key = ""
        for name in path:
            if name in node.entries:
                node, at, key = node.entries[name], node.keys[name], name
                continue
            found = [each for each in node.items if identity(each.data, key) == name]
            if not found:
                break
            node, at = found[0], found[0].start
        return self.place(at)

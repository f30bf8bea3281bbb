"""A text of YAML, made to say other data: only what says something else is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..importing import layout
from .identity import by_identity, identity, is_naming
from .marked import Marked, MarkedText, Resolve
from .three_way import Path, same


class EditingError(Exception):
    """A text could not be made to say what it should; this is a bug."""


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def edit(text: str, data: Mapping[str, Any], resolve: Resolve) -> str:
    """Make a text say other data.

    Comments and the layout of what stays are kept. What changes is laid out as the importer
    does it where it was before, and else as little as can be is put in its place.

    Args:
        text: Of a file of a spec.
        data: What it is to say.
        resolve: Says what a plain scalar means.

    Raises:
        EditingError: It says something else afterwards.
    """
    ended = text.endswith("\n")
    marked = MarkedText(text if ended else f"{text}\n", resolve)
    editor = _Editor(marked)
    editor.root(data)
    made = marked.text
    # What stands at one place was added from the inside out.
    in_order = sorted(editor.edits, key=lambda each: (each.start, each.end))
    for start, end, new in reversed(in_order):
        made = made[:start] + new + made[end:]
    if "\r\n" in text:
        made = made.replace("\r\n", "\n").replace("\n", "\r\n")
    if not ended:
        made = made.removesuffix("\n").removesuffix("\r")
    if not same(MarkedText(made, resolve).root.data, dict(data)):
        raise EditingError("the text says something else after it was edited")
    return made


def remarks(marked: MarkedText) -> set[Path]:
    """Where comments stand: in entries and items, or directly above them."""
    found: set[Path] = set()
    _remarks(marked, marked.root, (), False, found)
    return found


def _remarks(
    marked: MarkedText, node: Marked, path: Path, all_: bool, found: set[Path]
) -> None:
    all_ = all_ or (node.flow and marked.has_comment(node.start, node.end))
    key = path[-1] if path else ""
    parts = [(name, node.keys[name], each) for name, each in node.entries.items()]
    parts += [(identity(each.data, key), each.start, each) for each in node.items]
    for name, start, each in parts:
        inside = (*path, name)
        if all_ or (
            not node.flow
            and marked.has_comment(marked.lead(start), marked.line_end(each.end))
        ):
            found.add(inside)
        _remarks(marked, each, inside, all_, found)


class _Editor:
    def __init__(self, marked: MarkedText) -> None:
        self._marked = marked
        self._text = marked.text
        self.edits: list[_Edit] = []

    def _add(self, start: int, end: int, text: str) -> None:
        self.edits.append(_Edit(start, end, text))

    def root(self, data: Mapping[str, Any]) -> None:
        """Edit the whole."""
        node = self._marked.root
        if not node.flow:
            self.table(node, data, 0, 1)
            return
        text = self._flow(node, dict(data), "")
        if text is not None:
            self._add(node.start, node.end, text)

    def table(
        self, node: Marked, data: Mapping[str, Any], indent: int, deep: int
    ) -> None:
        """Edit a mapping that is written line by line."""
        rest: dict[str, list[str]] = {}
        last = ""
        for key, value in data.items():
            if key in node.entries:
                last = key
                self._entry(node, key, value, indent, deep)
            else:
                rest.setdefault(last, []).append(layout.entry(key, value, indent, deep))
        for key in node.entries:
            if key not in data:
                self._remove(node.keys[key], node.entries[key].end)
        first = next(iter(node.keys.values()), len(self._text))
        for key, texts in rest.items():
            self._insert(first, node.entries.get(key), texts, deep == 1)

    def _insert(
        self, first: int, after: Marked | None, texts: Sequence[str], at_top: bool
    ) -> None:
        """Put lines after an entry or an item, or before the first."""
        if after is not None:
            at = self._marked.line_end(after.end)
            self._add(at, at, "".join(f"\n{text}" for text in texts))
            return
        at = self._marked.line_start(first)
        at = at if at_top else self._marked.lead(at)
        self._add(at, at, "".join(f"{text}\n" for text in texts))

    def _remove(self, start: int, end: int) -> None:
        """Remove the lines of an entry or an item."""
        start, end = self._marked.line_start(start), self._marked.line_end(end)
        if self._text[end : end + 1] == "\r":
            end += 1
        if self._text[end : end + 1] == "\n":
            end += 1
        elif start:
            start -= 1  # the last line of a file without a line break
        self._add(start, end, "")

    def _entry(
        self, node: Marked, key: str, value: Any, indent: int, deep: int
    ) -> None:
        old = node.entries[key]
        if same(old.data, value):
            return
        start = node.keys[key]
        new = layout.entry(key, value, indent, deep).lstrip(" ")
        usual = layout.entry(key, old.data, indent, deep).lstrip(" ")
        if self._text[start : old.end].replace("\r\n", "\n") == usual:
            self._add(start, old.end, new)
        elif not self._inside(old, value, key, deep - 1):
            self._add(start, old.end, self._in_place(start, old, value, new))

    def _in_place(self, start: int, old: Marked, value: Any, new: str) -> str:
        """A whole value where another was; a scalar leaves what stands before it."""
        plain = not isinstance(value, dict | list | None) and "\n" not in str(value)
        if plain and not old.items and not old.entries and old.end > old.start:
            return self._text[start : old.start] + layout.scalar(value)
        return new

    def _inside(self, old: Marked, value: Any, key: str, deep: int) -> bool:
        """Edit what has parts part by part, if that can be done."""
        if isinstance(old.data, dict) and isinstance(value, dict):
            if not (old.data.keys() & value.keys()):
                return False
            if not old.flow:
                first = min(old.keys.values())
                self.table(old, value, first - self._marked.line_start(first), deep)
                return True
        elif not (isinstance(old.data, list) and isinstance(value, list)):
            return False
        if old.flow:
            text = self._flow(old, value, key)
            if text is None or self._is_long(old, text):
                return False
            self._add(old.start, old.end, text)
            return True
        if isinstance(value, list) and is_naming(key):
            return self._items(old, value, key)
        return False

    def _is_long(self, old: Marked, text: str) -> bool:
        """Whether a line becomes too long that could be laid out anew."""
        if self._marked.has_comment(old.start, old.end):
            return False
        before = old.start - self._marked.line_start(old.start)
        lines = text.split("\n")
        return any(
            len(line) + (0 if number else before) > layout.WIDTH
            for number, line in enumerate(lines)
        )

    def _items(self, old: Marked, value: list[Any], key: str) -> bool:
        """Edit a list that is written line by line."""
        new = by_identity(value, key)
        known = by_identity([each.data for each in old.items], key)
        if not new or known is None or not (new.keys() & known.keys()):
            return False
        nodes = dict(zip(known, old.items, strict=True))
        dashes = {name: self._dash(each) for name, each in nodes.items()}
        if any(at < 0 for at in dashes.values()):
            return False
        first = next(iter(dashes.values()))
        indent = first - self._marked.line_start(first)
        rest: dict[str, list[str]] = {}
        last = ""
        for name, each in new.items():
            if name in nodes:
                last = name
                self._item(dashes[name], nodes[name], each, key, indent)
            else:
                rest.setdefault(last, []).append(layout.item(each, indent))
        for name, node in nodes.items():
            if name not in new:
                self._remove(dashes[name], node.end)
        for name, texts in rest.items():
            self._insert(first, nodes.get(name), texts, False)
        return True

    def _dash(self, item: Marked) -> int:
        """Where the dash of an item stands; -1 where its line begins with something else."""
        start = self._marked.line_start(item.start)
        line = self._text[start : item.start]
        alone = line.strip() == "-"
        return start + line.index("-") if alone else -1

    def _item(self, dash: int, old: Marked, value: Any, key: str, indent: int) -> None:
        if same(old.data, value):
            return
        new = layout.item(value, indent).lstrip(" ")
        usual = layout.item(old.data, indent).lstrip(" ")
        is_usual = self._text[dash : old.end].replace("\r\n", "\n") == usual
        if is_usual or not self._inside(old, value, "", 0):
            self._add(dash, old.end, new)

    def _flow(self, old: Marked, value: Any, key: str) -> str | None:
        """The text of what has brackets or braces; None where it has to be laid out anew."""
        if isinstance(old.data, dict):
            parts = {name: (old.keys[name], each) for name, each in old.entries.items()}
            wanted: Mapping[str, Any] = value
        else:
            known = by_identity([each.data for each in old.items], key)
            new = by_identity(value, key)
            if not is_naming(key) or known is None or new is None:
                return None
            nodes = zip(known, old.items, strict=True)
            parts = {name: (each.start, each) for name, each in nodes}
            wanted = new
        if not parts or not wanted:
            return None
        names = list(parts)
        made = self._text[old.start : parts[names[0]][0]]
        before = ""
        for number, (name, each) in enumerate(wanted.items()):
            if number:
                follows = before in parts and name in parts
                at = names.index(before) + 1 if follows else 0
                follows = follows and names[at : at + 1] == [name]
                made += (
                    self._text[parts[before][1].end : parts[name][0]]
                    if follows
                    else ", "
                )
            text = self._part(parts.get(name), name, each, isinstance(old.data, dict))
            if text is None:
                return None
            made += text
            before = name
        return made + self._text[parts[names[-1]][1].end : old.end]

    def _part(
        self, known: tuple[int, Marked] | None, name: str, value: Any, named: bool
    ) -> str | None:
        """An entry or an item within brackets or braces."""
        if known is not None:
            start, old = known
            if same(old.data, value):
                return self._text[start : old.end]
            alike = type(old.data) is type(value) and isinstance(value, dict | list)
            if alike and old.flow:
                inner = self._flow(old, value, name)
                if inner is not None:
                    return self._text[start : old.start] + inner
        text = layout.flow(value, 10_000, True)
        if text is None:
            return None
        if not named:
            return text
        return f"{layout.scalar(name, key=True, inner=True)}: {text}"

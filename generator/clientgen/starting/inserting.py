"""Additions to a YAML file: lines or words are put in, and all other bytes stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from ..importing.layout import WIDTH, flow, scalar, write

_ROOMY = 10_000  # a line may be as long as it has to be


class NoPlaceError(ValueError):
    """There is no place for an addition; the message says why."""


def add_entry(text: str, key: str, name: str, value: Any) -> str:
    """Add an entry to a mapping that stands at the top of a file under a key.

    Args:
        text: The file.
        key: Of the mapping, such as ``operations``; it is added where it is missing.
        name: The new key in it.
        value: What stands there: plain data, which is laid out as specs are.

    Raises:
        NoPlaceError: The file is one mapping in braces.
    """
    found = _value(text, key)
    if found is None:
        end = _after(text, _last(_root(text)), 0)
        return _with_lines(text, end, write({key: {name: value}}, deep=2), 0)
    name_node, node = found
    if isinstance(node, yaml.MappingNode) and node.flow_style:
        words = flow({name: value}, _ROOMY)
        assert words is not None, "anything fits in so long a line"
        last = _last(node) if node.value else None
        return _with_words(text, node, last, words[1:-1])
    if isinstance(node, yaml.MappingNode):
        column = node.value[0][0].start_mark.column
        end = _after(text, _last(node), column)
        gap = "\n" if _is_spaced(text, node) else ""
        lines = write({name: value}, deep=0 if _is_flat(node) else 1)
        return _with_lines(text, end, lines, column, gap)
    if isinstance(node, yaml.ScalarNode) and not node.value and not node.style:
        end = _line_end(text, name_node.end_mark.index)
        return _with_lines(text, end, write({name: value}), 2)
    raise NoPlaceError(f"{key} is no mapping")


def add_item(text: str, key: str, item: str) -> str:
    """Add a text to a list that stands at the top of a file under a key.

    Raises:
        NoPlaceError: There is no such list.
    """
    found = _value(text, key)
    if found is None or not isinstance(found[1], yaml.SequenceNode):
        raise NoPlaceError(f"{key} is no list")
    node = found[1]
    last = node.value[-1] if node.value else None
    if node.flow_style:
        return _with_words(text, node, last, scalar(item, inner=True))
    assert last is not None, "only brackets hold nothing"
    column = node.start_mark.column
    end = _after(text, last, column)
    return _with_lines(text, end, f"- {scalar(item)}\n", column)


def _root(text: str) -> yaml.MappingNode:
    root = yaml.compose(text.removeprefix("\ufeff"), Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise NoPlaceError("the file is no mapping with a line for each key")
    return root


def _value(text: str, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    """A key at the top, and what stands there."""
    for name, value in _root(text).value:
        if name.value == key:
            return name, value
    return None


def _last(node: yaml.MappingNode) -> yaml.Node:
    """Where the last entry of a mapping ends: its value, or its key where there is none."""
    return _value_or_key(node.value[-1])


def _end(node: yaml.Node) -> int:
    """The index behind the last character of a node."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(_last(node))
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    index: int = node.end_mark.index
    return index


def _after(text: str, last: yaml.Node, column: int) -> int:
    """The index of the line after a block's last line, and after comments that are its own."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    end = _end(last) + len(mark)
    before = text[:end]
    if before.endswith(("\n", "\r")):  # text in several lines ends with its last line
        end = len(before.rstrip()) if "+" not in _head(text, last, len(mark)) else end
    end = _line_end(text, end) if end and text[end - 1] != "\n" else end
    while True:
        stop = _line_end(text, end)
        line = text[end:stop]
        bare = line.lstrip(" ")
        if not bare.startswith("#") or len(line) - len(bare) < max(column, 1):
            return end
        end = stop


def _head(text: str, node: yaml.Node, moved: int) -> str:
    """The line in which a node begins, from there on."""
    start = node.start_mark.index + moved
    return text[start : _line_end(text, start)]


def _line_end(text: str, index: int) -> int:
    """The index behind the newline of a line, or the text's end."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _is_spaced(text: str, node: yaml.MappingNode) -> bool:
    """Whether a blank line stands between the last two entries of a mapping."""
    if len(node.value) < 2:
        return False
    moved = text.startswith("\ufeff")
    start = _end(_value_or_key(node.value[-2])) + moved
    between = text[start : node.value[-1][0].start_mark.index + moved]
    return any(not line.strip() for line in between.split("\n")[1:-1])


def _is_flat(node: yaml.MappingNode) -> bool:
    """Whether the entries of a mapping are mappings in braces."""
    inner = [value for _, value in node.value if isinstance(value, yaml.MappingNode)]
    return bool(inner) and all(value.flow_style for value in inner)


def _value_or_key(entry: tuple[yaml.Node, yaml.Node]) -> yaml.Node:
    name, value = entry
    nothing = isinstance(value, yaml.ScalarNode) and not value.value and not value.style
    return name if nothing else value


def _with_lines(text: str, end: int, lines: str, column: int, gap: str = "") -> str:
    margin = " " * column
    made = gap + "".join(f"{margin}{line}\n" for line in lines.splitlines())
    newline = _newline(text)
    before = text[:end]
    if before and not before.endswith("\n"):
        before += newline
    return before + made.replace("\n", newline) + text[end:]


def _with_words(
    text: str, node: yaml.CollectionNode, last: yaml.Node | None, words: str
) -> str:
    """Put words behind the last of those in brackets or braces."""
    moved = text.startswith("\ufeff")
    if last is None:
        end = node.start_mark.index + moved + 1
        return text[:end] + words + text[end:]
    end = _end(last) + moved
    gap = ""
    if _is_key(node, last) and text[end:].lstrip().startswith(":"):
        end = text.index(":", end) + 1
        gap = " "  # a comma right behind a colon would be a part of text
    first = node.value[0]
    column = (first[0] if isinstance(first, tuple) else first).start_mark.column
    start = text.rfind("\n", 0, end) + 1
    joint = f"{gap}, "
    if end - start + len(words) + 3 > WIDTH and column + len(words) < WIDTH:
        joint = f"{gap},{_newline(text)}{' ' * column}"
    return text[:end] + joint + words + text[end:]


def _is_key(node: yaml.CollectionNode, last: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and last is node.value[-1][0]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def added(before: Mapping[str, Any], key: str, name: str, value: Any) -> dict[str, Any]:
    """A file's data with an entry more, to hold against what was written."""
    inner = before.get(key)
    return {**before, key: {**(inner if isinstance(inner, dict) else {}), name: value}}


def listed(before: Mapping[str, Any], key: str, item: str) -> dict[str, Any]:
    """A file's data with an item more."""
    items: Sequence[Any] = before.get(key) or ()
    return {**before, key: [*items, item]}

"""Plain data as YAML, laid out as people write specs: short things on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 100
_WORDS = frozenset(
    ["", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"]
)
_START = re.compile(r"[A-Za-z0-9_/$.(+]")
# Whatever a reader of YAML might take for a number, be it of an older YAML.
_NUMBER = re.compile(
    r"[-+]?(\.[0-9_]+|[0-9][0-9_,]*(:[0-9]+)*(\.[0-9_]*)?)(e[-+]?[0-9]+)?|0[xob][0-9a-f_]+"
    r"|[-+]?\.(inf|nan)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


class Verbatim(str):
    """A scalar that is written as it stands, such as ``1.10``."""


def write(root: Mapping[str, Any], deep: int = 1) -> str:
    """Lay out a mapping.

    Args:
        root: Texts, numbers, truth values, lists and mappings.
        deep: To which depth mappings are always written line by line.
    """
    lines: list[str] = []
    for key, value in root.items():
        _entry(key, value, 0, deep, lines)
    return "\n".join(lines) + "\n"


def entry(key: str, value: Any, indent: int, deep: int) -> str:
    """A key of a mapping with its value, without a line break at the end."""
    lines: list[str] = []
    _entry(key, value, indent, deep, lines)
    return "\n".join(lines)


def item(value: Any, indent: int) -> str:
    """A line of a list, or several, without a line break at the end."""
    lines: list[str] = []
    _item(value, indent, lines)
    return "\n".join(lines)


def _entry(key: str, value: Any, indent: int, deep: int, lines: list[str]) -> None:
    start = f"{' ' * indent}{scalar(key, key=True)}:"
    if value is None:
        lines.append(start)
        return
    opened = deep > 0 and isinstance(value, Mapping) and bool(value)
    if not opened and not (isinstance(value, str) and "\n" in value):
        room = WIDTH - len(start) - 1
        text = flow(value, room)
        if text is not None:
            lines.append(f"{start} {text}")
            return
    if isinstance(value, str):
        _text(start, value, indent, lines)
    elif isinstance(value, Mapping):
        lines.append(start)
        for name, each in value.items():
            _entry(name, each, indent + 2, deep - 1, lines)
    elif all(not isinstance(each, Mapping | list | tuple) for each in value):
        _filled(start, value, indent, lines)
    else:
        lines.append(start)
        for each in value:
            _item(each, indent + 2, lines)


def _item(value: Any, indent: int, lines: list[str]) -> None:
    start = f"{' ' * indent}-"
    text = flow(value, WIDTH - len(start) - 1)
    if text is not None or not isinstance(value, Mapping | list | tuple):
        lines.append(f"{start} {text if text is not None else scalar(value)}")
        return
    inner: list[str] = []
    if isinstance(value, Mapping):
        for name, each in value.items():
            _entry(name, each, indent + 2, 0, inner)
    else:
        for each in value:
            _item(each, indent + 2, inner)
    lines.append(f"{start} {inner[0].lstrip()}")
    lines += inner[1:]


def _filled(start: str, values: Sequence[Any], indent: int, lines: list[str]) -> None:
    """A long list of scalars, as many on a line as fit."""
    lines.append(f"{start}")
    line = f"{' ' * (indent + 2)}["
    for number, each in enumerate(values):
        last = number == len(values) - 1
        text = scalar(each, inner=True) + ("]" if last else ",")
        if len(line) + len(text) + 1 > WIDTH and line.strip() != "[":
            lines.append(line)
            line = f"{' ' * (indent + 3)}{text}"
        else:
            joint = "" if line.endswith("[") else " "
            line += joint + text
    lines.append(line)


def _text(start: str, value: str, indent: int, lines: list[str]) -> None:
    """A long text: a paragraph as a folded block, several as they are."""
    if _UNSEEN.search(value.replace("\n", "")) or value != value.strip():
        lines.append(f"{start} {scalar(value)}")
    elif "\n" in value:
        if value.startswith(" ") or "\t" in value:
            lines.append(f"{start} {scalar(value)}")
            return
        lines.append(f"{start} |")
        for line in value.split("\n"):
            lines.append(f"{' ' * (indent + 2)}{line.rstrip()}" if line.strip() else "")
    elif "  " in value or " " not in value:
        lines.append(f"{start} {scalar(value)}")
    else:
        lines.append(f"{start} >-")
        line = ""
        for word in value.split(" "):
            if line and len(line) + len(word) + 1 > WIDTH - indent - 2:
                lines.append(f"{' ' * (indent + 2)}{line}")
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(f"{' ' * (indent + 2)}{line}")


def flow(value: Any, room: int, inner: bool = False) -> str | None:
    """A value on one line, perhaps inside of another; None where it does not fit."""
    if room < 0:
        return None
    if isinstance(value, Mapping):
        parts = []
        left = room
        for name, each in value.items():
            text = flow(each, left, True)
            if text is None or (isinstance(each, str) and "\n" in each):
                return None
            part = f"{scalar(name, key=True, inner=True)}: {text}"
            left -= len(part) + 2
            parts.append(part)
        made = "{" + ", ".join(parts) + "}"
    elif isinstance(value, list | tuple):
        parts = []
        left = room
        for each in value:
            text = flow(each, left, True)
            if text is None:
                return None
            left -= len(text) + 2
            parts.append(text)
        made = "[" + ", ".join(parts) + "]"
    else:
        made = scalar(value, inner=inner)
        if isinstance(value, str) and len(made) > room and " " not in value:
            return made  # it cannot be broken
    return made if len(made) <= room else None


def scalar(value: Any, *, key: bool = False, inner: bool = False) -> str:
    """A scalar; text is quoted where it would be read as something else.

    Args:
        value: Text, a number, a truth value or None.
        key: Whether it is a key, which is text whatever it looks like.
        inner: Whether it stands in brackets or braces.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Verbatim):
        return str(value)
    text = str(value)
    if key and re.fullmatch(r"[0-9]{3}", text):
        return text
    if _stands(text, inner):
        return text
    if _UNSEEN.search(text):
        return json.dumps(text)
    return "'" + text.replace("'", "''") + "'"


def _stands(text: str, inner: bool) -> bool:
    """Whether text can do without quotes."""
    if not text or text in _WORDS or text != text.strip() or _UNSEEN.search(text):
        return False
    if not _START.match(text) or _NUMBER.fullmatch(text):
        return False
    if re.search(r":(\s|\Z)|\s#", text) or "\\" in text:
        return False
    return not (inner and re.search(r"[\[\]{},?]", text))


def _float(value: float) -> str:
    text = repr(value)
    if "e" in text or "E" in text:
        text = format(value, "f") if 1e-5 < abs(value) < 1e15 else text
    return text

"""Answers that are not what the spec says: other types, more fields, pages that overlap."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from decimal import Decimal

import msgspec

Data = None | bool | int | Decimal | str | list["Data"] | dict[str, "Data"]
"""JSON whose numbers are kept as they are written."""
Change = Callable[[Data], Data]

UNKNOWN_FIELD = "sandboxUnknownField"
_MOST_WALKS = 1000
_ENCODE = msgspec.json.Encoder(decimal_format="number").encode


def changed(body: bytes, place: str, *changes: Change) -> bytes:
    """Change what stands at a place of a JSON document; other content stays as it is.

    Args:
        body: The document.
        place: Dotted; the whole document when empty, or when there is no such place.
        *changes: Made one after the other.
    """
    try:
        document: Data = json.loads(body, parse_float=Decimal)
    except ValueError:
        return body
    outer, last = _parent(document, place)
    found = document if outer is None else outer[last]
    for change in changes:
        found = change(found)
    if outer is None:
        return _ENCODE(found)
    outer[last] = found
    return _ENCODE(document)


def _parent(document: Data, place: str) -> tuple[dict[str, Data] | None, str]:
    """The object that holds a place, and the name there."""
    *names, last = place.split(".")
    inside = document
    for name in names:
        inside = inside.get(name) if isinstance(inside, dict) else None
    if place and isinstance(inside, dict) and last in inside:
        return inside, last
    return None, ""


def wrong_types(found: Data) -> Data:
    """Things with numbers and booleans as text, and null for the objects inside."""
    if isinstance(found, list):
        return [wrong_types(each) for each in found]
    if isinstance(found, dict):
        return {name: _wrong(value) for name, value in found.items()}
    return _wrong(found)


def _wrong(value: Data) -> Data:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return str(value)
        case dict():
            return None
        case list():
            return [_wrong(each) for each in value]
    return value


def unknown_fields(found: Data) -> Data:
    """Things, and the objects inside, with a field that nobody documents."""
    if isinstance(found, list):
        return [unknown_fields(each) for each in found]
    if isinstance(found, dict):
        inside = {name: unknown_fields(value) for name, value in found.items()}
        return {**inside, UNKNOWN_FIELD: {"new": True}}
    return found


class Walks:
    """What the pages before ended with, by the list that is walked; the latest are kept."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, Data] = OrderedDict()

    def clear(self) -> None:
        """Forget all."""
        self._last.clear()

    def doubled(self, walk: str, first: bool) -> Change:
        """As if something was inserted meanwhile: a page begins with the last thing before.

        Args:
            walk: Which list.
            first: Whether this is its first page.
        """

        def change(found: Data) -> Data:
            if not isinstance(found, list) or not found:
                return found
            before = None if first else self._last.get(walk)
            self._last[walk] = found[-1]
            self._last.move_to_end(walk)
            while len(self._last) > _MOST_WALKS:
                self._last.popitem(last=False)
            return found if before is None else [before, *found]

        return change


def with_gap(found: Data) -> Data:
    """As if something was deleted meanwhile: a page lacks its first thing."""
    return found[1:] if isinstance(found, list) else found

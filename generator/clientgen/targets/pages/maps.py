"""Maps of resources: where each stands, and which way the arrows go. Language-free.

All measures are pixels. Nothing here is drawn, see :mod:`.pictures`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..sinks.markdown import one_line
from .layers import Edge, Item, Lane, Ranks, ranked
from .references import Area, Reference

Point = tuple[int, int]

NAME_SIZE = 13
LABEL_SIZE = 12

_MARGIN = 8
_BOX = 30
_PAD = 12
_COLUMN = 212
_LONE_COLUMN = 340
_AROUND = 760
_ROW = 58
_FARTHEST_MIDDLE = 300
_LOOP = 56
_GAP = 96
_BETWEEN = 14
_DUMMY = 12
_EM = 0.62
_WIDE_EM = 1.05
_MOST_LETTERS = 28


class Box(NamedTuple):
    """A resource on a map.

    Attributes:
        name: Of the resource.
        shown: The name, cut where it is too long for the box.
        main: Whether the map is about it.
    """

    name: str
    shown: str
    x: int
    y: int
    width: int
    height: int = _BOX
    main: bool = False


class Arrow(NamedTuple):
    """A reference on a map.

    Attributes:
        points: The places that it leads through, smoothly; the last is its tip.
        tip: Which way it points in the end.
        label: By which fields, cut to fit; None where there is no room for any.
        place: Where the label begins; its middle is there where the arrow is a loop.
    """

    reference: Reference
    points: tuple[Point, ...]
    tip: str
    label: str | None = None
    place: Point = (0, 0)


class Map(NamedTuple):
    """A picture of boxes and arrows.

    Attributes:
        title: What it shows.
    """

    title: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def around(name: str, references: Sequence[Reference]) -> Map:
    """A resource, at its left those that refer to it, at its right those it refers to.

    Args:
        name: Of the resource.
        references: Of the whole API.
    """
    coming = [r for r in references if r.target == name != r.source]
    going = [r for r in references if r.source == name != r.target]
    loops = [r for r in references if r.source == name == r.target]
    top = _MARGIN + (_LOOP if loops else 0)
    height = max(len(coming), len(going), 1) * _ROW
    middle = top + min((height - _ROW) // 2, _FARTHEST_MIDDLE)
    # With neighbours on one side only, there is more room for them.
    column = _COLUMN if coming and going else _LONE_COLUMN
    x = (_AROUND - _COLUMN) // 2
    if bool(coming) != bool(going):
        x = _AROUND - _COLUMN - _MARGIN if coming else _MARGIN
    main = _boxed(name, x, middle, _COLUMN, main=True)
    boxes = [main]
    arrows = [_loop(main, reference) for reference in loops]
    for side, others in ((-1, coming), (1, going)):
        left = _MARGIN if side < 0 else _AROUND - column - _MARGIN
        first = max(_MARGIN, middle - (len(others) - 1) * _ROW // 2)
        for number, reference in enumerate(others):
            other = reference.source if side < 0 else reference.target
            box = _boxed(other, left, first + number * _ROW, column)
            boxes.append(box)
            ends = (box, main) if side < 0 else (main, box)
            label = fitting(_by(reference), column - 8, LABEL_SIZE)
            place = (box.x + 4, box.y + _BOX + LABEL_SIZE + 2)
            points = (_right(ends[0]), _left(ends[1]))
            arrows.append(Arrow(reference, points, "right", label, place))
    lowest = max(box.y for box in boxes)
    return Map(
        f"References around {name}",
        _AROUND,
        lowest + _ROW + _MARGIN,
        tuple(boxes),
        tuple(arrows),
    )


def of_area(area: Area, references: Sequence[Reference]) -> Map:
    """The resources of an area, those that refer at the left of those referred to.

    Args:
        area: What is shown.
        references: Of the whole API; those within the area are shown.
    """
    inside = set(area.resources)
    shown = [r for r in references if {r.source, r.target} <= inside]
    edges = [Edge(r.source, r.target) for r in shown if r.source != r.target]
    joined = {name for r in shown for name in (r.source, r.target)}
    names = [name for name in area.resources if name in joined]
    alone = [name for name in area.resources if name not in joined]
    loops = {r.source for r in shown if r.source == r.target}
    ranks = ranked(names, edges)
    boxes, places, width, height = _columns(ranks, loops)
    arrows = [
        (
            _loop(boxes[r.source], r)
            if r.source == r.target
            else _through(boxes, ranks, places, r)
        )
        for r in shown
    ]
    lonely, width, height = _grid(alone, width, height)
    return Map(
        f"Map of {area.title}",
        width,
        height,
        (*boxes.values(), *lonely),
        tuple(arrows),
    )


def fitting(words: str, width: int, size: int) -> str:
    """Words as they are shown, cut where they are too long.

    Args:
        words: Any text.
        width: The room.
        size: Of the letters.
    """
    line = one_line(words)
    if text_width(line, size) <= width:
        return line
    while line and text_width(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line}…"


def text_width(words: str, size: int) -> float:
    """How wide a text is at most, in common fonts."""
    wide = sum(
        unicodedata.east_asian_width(c) in "WF" or ord(c) > 0xFFFF for c in words
    )
    return size * (_EM * (len(words) - wide) + _WIDE_EM * wide)


def _by(reference: Reference) -> str:
    """By which fields, without the ways to them: lines and bodies have the same names."""
    return ", ".join(dict.fromkeys(f.rpartition(".")[2] for f in reference.fields))


def _boxed(name: str, x: int, y: int, width: int, *, main: bool = False) -> Box:
    return Box(
        name, fitting(name, width - 2 * _PAD, NAME_SIZE), x, y, width, _BOX, main
    )


def _left(box: Box) -> Point:
    return box.x, box.y + box.height // 2


def _right(box: Box) -> Point:
    return box.x + box.width, box.y + box.height // 2


def _loop(box: Box, reference: Reference) -> Arrow:
    """An arrow from a box to itself, above it."""
    right, left = box.x + box.width * 3 // 4, box.x + box.width // 4
    points = ((right, box.y), (left, box.y))
    if not box.main:
        return Arrow(reference, points, "down")
    label = fitting(_by(reference), _COLUMN, LABEL_SIZE)
    return Arrow(reference, points, "down", label, (box.x + box.width // 2, box.y - 34))


def _columns(
    ranks: Ranks, loops: set[str]
) -> tuple[dict[str, Box], dict[tuple[Lane, int], list[Point]], int, int]:
    """Places of all boxes and of the lanes of long arrows."""
    rows = [_heights(column, loops) for column in ranks.columns]
    total = max((row[-1] for row in rows), default=0)
    boxes: dict[str, Box] = {}
    places: dict[tuple[Lane, int], list[Point]] = {}
    x = _MARGIN
    for number, (column, ends) in enumerate(zip(ranks.columns, rows, strict=True)):
        names = [item for item in column if isinstance(item, str)]
        width = max((_box_width(name) for name in names), default=_GAP)
        top = _MARGIN + (total - ends[-1]) // 2
        for item, end in zip(column, ends, strict=True):
            if isinstance(item, str):
                boxes[item] = _boxed(item, x, top + end - _BOX - _BETWEEN, width)
            else:
                y = top + end - _DUMMY // 2
                # Level along the whole column, so that it passes beside the boxes.
                places[item, number] = [(x, y), (x + width, y)]
        x += width + _GAP
    width = x - _GAP + _MARGIN if ranks.columns else 0
    return boxes, places, width, total + 2 * _MARGIN


def _heights(column: Sequence[Item], loops: set[str]) -> list[int]:
    """Where the rows of a column end."""
    found: list[int] = []
    y = 0
    for item in column:
        if isinstance(item, str):
            y += _BOX + _BETWEEN + (_LOOP // 2 if item in loops else 0)
        else:
            y += _DUMMY
        found.append(y)
    return found


def _box_width(name: str) -> int:
    room = min(text_width(one_line(name), NAME_SIZE), _MOST_LETTERS * _EM * NAME_SIZE)
    return max(96, int(room) + 2 * _PAD + 1)


def _through(
    boxes: Mapping[str, Box],
    ranks: Ranks,
    places: Mapping[tuple[Lane, int], Sequence[Point]],
    reference: Reference,
) -> Arrow:
    """An arrow between two boxes, through the columns between them."""
    edge = Edge(reference.source, reference.target)
    source, target = boxes[edge.source], boxes[edge.target]
    between: list[Point] = []
    if edge in ranks.lanes:
        lane, first, last = ranks.lanes[edge]
        for number in range(first, last + 1):
            between += places[lane, number]
    if source.x < target.x:
        return Arrow(reference, (_right(source), *between, _left(target)), "right")
    return Arrow(reference, (_left(source), *between[::-1], _right(target)), "left")


def _grid(names: Sequence[str], width: int, height: int) -> tuple[list[Box], int, int]:
    """Boxes in rows below a map, and how large the whole is then."""
    if not names:
        return [], width, height
    cell = max(_box_width(name) for name in names)
    room = max(width, _AROUND) - 2 * _MARGIN
    columns = max(1, (room + _BETWEEN) // (cell + _BETWEEN))
    top = height + _BETWEEN if height > 2 * _MARGIN else _MARGIN
    boxes = [
        _boxed(
            name,
            _MARGIN + number % columns * (cell + _BETWEEN),
            top + number // columns * (_BOX + _BETWEEN),
            cell,
        )
        for number, name in enumerate(names)
    ]
    right = max(box.x + box.width for box in boxes)
    return boxes, max(width, right + _MARGIN), boxes[-1].y + _BOX + _MARGIN

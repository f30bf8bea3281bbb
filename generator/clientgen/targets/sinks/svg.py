"""Sinks for the numbers and paths of SVG; its words are those of :mod:`.html`."""

from __future__ import annotations

from collections.abc import Sequence

from .safe_text import Code, SinkError, emit

_TIPS = {"right": "l-8 -4v8z", "left": "l8 -4v8z", "down": "l-4 -8h8z"}
_SHAFT = 7


def number(value: int) -> Code:
    """A coordinate or a length.

    Raises:
        SinkError: It is no whole number.
    """
    if type(value) is not int:
        raise SinkError(f"{value!r} is no whole number")
    return emit(str(value))


def curve(points: Sequence[tuple[int, int]], tip: str) -> Code:
    """The data of a path that leads smoothly through points, level at each.

    Args:
        points: At least two; the last is the tip of an arrow.
        tip: Which way the arrow points: ``right``, ``left``, or ``down`` for a loop.
    """
    _tip(tip)
    (x, y), *rest = [(int(number(a)), int(number(b))) for a, b in points]
    found = [f"M{x} {y}"]
    last = rest[-1]
    for a, b in rest:
        if tip == "down":
            found.append(f"C{x} {y - 40} {a} {b - 40} {a} {b - _SHAFT}")
        else:
            end = a
            if (a, b) == last:
                end = a - _SHAFT if tip == "right" else a + _SHAFT
            middle = (x + end) // 2
            smooth = f"C{middle} {y} {middle} {b} {end} {b}"
            found.append(f"H{end}" if b == y else smooth)
        x, y = a, b
    return emit("".join(found))


def arrowhead(point: tuple[int, int], tip: str) -> Code:
    """The data of a path: a triangle whose tip is a point."""
    x, y = point
    return emit(f"M{number(x)} {number(y)}{_tip(tip)}")


def _tip(tip: str) -> str:
    if tip not in _TIPS:
        raise SinkError(f"{tip!r} is no way that an arrow points")
    return _TIPS[tip]

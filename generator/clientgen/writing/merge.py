"""Bring two changes of one text together, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher


def merge(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> list[str] | None:
    """Make both changes of a text.

    Args:
        base: The text that both started from, as lines.
        mine: One change.
        theirs: The other.

    Returns:
        The text with both changes; None when both changed the same lines, or lines that
        touch each other, in different ways.
    """
    merged: list[str] = []
    at, my, their = 0, 0, 0
    for base_at, my_at, their_at, length in _common(base, mine, theirs):
        old, one, other = base[at:base_at], mine[my:my_at], theirs[their:their_at]
        if other in (old, one):
            merged += one
        elif one == old:
            merged += other
        else:
            return None
        merged += base[base_at : base_at + length]
        at, my, their = base_at + length, my_at + length, their_at + length
    return merged


def _common(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of lines that all three have, in order; the last is empty, at the ends."""
    ours = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    others = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(ours) and j < len(others):
        one, other = ours[i], others[j]
        start = max(one.a, other.a)
        end = min(one.a + one.size, other.a + other.size)
        if start < end:
            yield start, one.b + start - one.a, other.b + start - other.a, end - start
        if one.a + one.size < other.a + other.size:
            i += 1
        else:
            j += 1
    yield len(base), len(mine), len(theirs), 0

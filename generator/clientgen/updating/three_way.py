"""Two changes of one thing brought together: the vendor's and yours, on plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .identity import by_identity, is_naming

Path = tuple[str, ...]
"""Keys of mappings, and what items of lists are called."""


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING: Any = _Missing()
"""What stands where there is nothing."""

# What is one statement, however much is in it.
_WHOLE = frozenset(["rules", "is", "default", "example"])
# A mapping with one of these says in full what a type alone says in short.
_IN_FULL = ("type", "enum", "is", "fields")


class Conflict(NamedTuple):
    """What both changed, each in another way; yours has stayed.

    Attributes:
        path: Where in the file.
        before: As it was imported; MISSING where it was not there.
        theirs: What the newer document makes of it.
        yours: What the spec says.
    """

    path: Path
    before: Any
    theirs: Any
    yours: Any


class Change(NamedTuple):
    """Something of the newer document that the spec has now.

    Attributes:
        path: Where in the file.
        before: What the spec said; MISSING where it said nothing.
        after: What it says now; MISSING where that is nothing.
    """

    path: Path
    before: Any
    after: Any


@dataclass(slots=True)
class Merge:
    """Brings together, and collects what came of it.

    Attributes:
        remarked: Places of yours with a comment of yours, which are not removed.
        changes: What has arrived.
        conflicts: What has not.
    """

    remarked: Collection[Path] = ()
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def value(self, path: Path, before: Any, theirs: Any, yours: Any) -> Any:
        """What a value is from now on.

        Args:
            path: Where it stands.
            before: As it was imported.
            theirs: As the newer document has it.
            yours: As the spec has it.
        """
        if same(theirs, before) or same(theirs, yours):
            return yours
        if path and path[-1] not in _WHOLE and "rules" not in path[:-1]:
            merged = self._inside(path, before, theirs, yours)
            if merged is not MISSING:
                return merged
        return self._whole(path, before, theirs, yours)

    def _whole(self, path: Path, before: Any, theirs: Any, yours: Any) -> Any:
        """One of the two, or yours and a conflict."""
        loses_words = path in self.remarked and (
            theirs is MISSING or isinstance(yours, dict | list)
        )
        if same(yours, before) and not loses_words:
            self.changes.append(Change(path, yours, theirs))
            return theirs
        self.conflicts.append(Conflict(path, before, theirs, yours))
        return yours

    def _inside(self, path: Path, before: Any, theirs: Any, yours: Any) -> Any:
        """Go into what has parts in both; MISSING where it has to be taken as a whole."""
        before, theirs, yours_, short = _alike(before, theirs, yours)
        if isinstance(yours_, dict) and isinstance(theirs, dict):
            known = before if isinstance(before, dict) else {}
            merged = self.table(path, known, theirs, yours_)
            if yours is None and not merged:
                return None
            return merged["type"] if short and merged.keys() == {"type"} else merged
        if isinstance(yours, list) and isinstance(theirs, list) and is_naming(path[-1]):
            return self._list(path, before, theirs, yours)
        return MISSING

    def table(
        self,
        path: Path,
        before: Mapping[str, Any],
        theirs: Mapping[str, Any],
        yours: Mapping[str, Any],
    ) -> dict[str, Any]:
        """A mapping, key by key: yours in their order, new ones after what they follow."""
        made: dict[str, Any] = {}
        for key in _in_order(yours, theirs):
            each = (side.get(key, MISSING) for side in (before, theirs, yours))
            value = self.value((*path, key), *each)
            if value is not MISSING:
                made[key] = value
        return made

    def _list(self, path: Path, before: Any, theirs: Any, yours: Any) -> Any:
        key = path[-1]
        known = by_identity(before, key) if isinstance(before, list) else {}
        new, own = by_identity(theirs, key), by_identity(yours, key)
        if known is None or new is None or own is None:
            return MISSING
        made: list[Any] = []
        for name in _in_order(own, new):
            sides = [side.get(name, MISSING) for side in (known, new, own)]
            named_only = any(isinstance(side, str) for side in sides)
            if named_only and not (same(*sides[:2]) or same(*sides[1:])):
                value = self._whole((*path, name), *sides)
            else:
                value = self.value((*path, name), *sides)
            if value is not MISSING:
                made.append(value)
        return made


def same(one: Any, other: Any) -> bool:
    """Whether two values are one; a number is no truth value."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return bool(one == other)


def _alike(before: Any, theirs: Any, yours: Any) -> tuple[Any, Any, Any, bool]:
    """The three in one form: what is short in one is written out as in another.

    Returns:
        The three, and whether what comes of them may be short.
    """
    sides = [before, theirs, yours]
    full = [side for side in sides if isinstance(side, dict)]
    if full and any(side is None for side in sides):
        sides = [{} if side is None else side for side in sides]
    short = not isinstance(yours, dict)
    if any(key in each for each in full for key in _IN_FULL):
        sides = [{"type": s} if isinstance(s, str | list) else s for s in sides]
    return sides[0], sides[1], sides[2], short


def _in_order(yours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The keys of both: each that is theirs alone stands after the one it follows there."""
    order = list(yours)
    last = -1
    for key in theirs:
        if key in yours:
            last = order.index(key)
        else:
            last += 1
            order.insert(last, key)
    return order

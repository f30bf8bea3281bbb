"""Say how a folder differs from what it should be, file by file, and what mends it."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .leftovers import is_cache
from .manifest import NAME, Manifest
from .states import Standing, State, standings
from .tree import read
from .update import Place

MOST_LINES = 40
"""Lines of one file's diff that are shown."""
MOST_COLUMNS = 200
"""Characters of one line that are shown."""


class Kind(enum.StrEnum):
    """The ways in which a file can be wrong."""

    STALE = "stale"
    EDITED = "edited"
    MISSING = "missing"
    FOREIGN = "foreign"


class Mend(enum.Enum):
    """What puts a file right."""

    GENERATE = enum.auto()
    FORCE = enum.auto()
    REMOVE = enum.auto()
    UPDATE = enum.auto()
    CARRY = enum.auto()


@dataclass(frozen=True, slots=True)
class Drift:
    """One file that is not as it should be.

    Attributes:
        path: Below the folder.
        kind: What happened to it.
        reason: Why that is thought.
        mend: What puts it right.
        diff: From the file as it is to the file as it should be, bounded in length.
    """

    path: str
    kind: Kind
    reason: str
    mend: Mend
    diff: tuple[str, ...] = ()


_KINDS = {
    State.STALE: (Kind.STALE, Mend.GENERATE),
    State.SURPLUS: (Kind.STALE, Mend.GENERATE),
    State.NEW: (Kind.MISSING, Mend.GENERATE),
    State.MISSING: (Kind.MISSING, Mend.GENERATE),
    State.EDITED: (Kind.EDITED, Mend.FORCE),
    State.OCCUPIED: (Kind.FOREIGN, Mend.FORCE),
    State.BLOCKED: (Kind.FOREIGN, Mend.REMOVE),
    State.FOREIGN: (Kind.FOREIGN, Mend.REMOVE),
}


def compare(
    place: Place, wanted: Mapping[str, bytes], manifest: Manifest
) -> tuple[Drift, ...]:
    """Compare a folder, byte for byte, with what should be in it.

    Args:
        place: The folder as it is.
        wanted: The content of every file, the manifest among them.
        manifest: The manifest of that content.

    Returns:
        What differs, sorted by path; one for the whole folder when there is nothing in it.
    """
    if all(map(is_cache, place.tree)):
        reason = "nothing was ever generated here"
        return (Drift(".", Kind.MISSING, reason, Mend.GENERATE),)
    moved = _moved(place.known.manifest, manifest)
    return tuple(
        _drift(place, standing, wanted, moved)
        for standing in standings(place.root, place.tree, place.known, wanted)
        if standing.state is not State.SAME
    )


def describe(standing: Standing) -> Drift:
    """The same words for what stands against writing a folder, without a diff."""
    kind, mend = _KINDS[standing.state]
    return Drift(standing.path, kind, standing.reason, mend)


def _drift(
    place: Place, standing: Standing, wanted: Mapping[str, bytes], moved: str
) -> Drift:
    path, state, reason = standing
    kind, mend = _KINDS[state]
    diff: tuple[str, ...] = ()
    # A stale manifest lists what the other files show.
    if state in (State.EDITED, State.OCCUPIED) or (
        state is State.STALE and path != NAME
    ):
        diff = unified(path, read(place.root, path), wanted.get(path, b""))
    return Drift(path, kind, reason or moved, mend, diff)


def _moved(before: Manifest | None, now: Manifest) -> str:
    if before is None:
        return "no manifest tells what it was generated from"
    what = {
        "the spec": before.spec != now.spec,
        "the templates or the generator": before.templates != now.templates,
        "clientgen's version": before.generator != now.generator,
        "the year of Black's style": before.black != now.black,
        "the list of targets": before.targets != now.targets,
    }
    moved = [name for name, differs in what.items() if differs]
    if not moved:
        return "something else is generated now, though no input has changed"
    return f"{' and '.join(moved)} changed since it was generated"


def unified(
    path: str, before: bytes, after: bytes, one: str = "is", other: str = "should be"
) -> tuple[str, ...]:
    """A unified diff for a terminal, of at most :data:`MOST_LINES` lines and one more.

    Args:
        path: Of the file, for the two head lines.
        before: One content of the file.
        after: The other.
        one: What the first is.
        other: What the second is.
    """
    if b"\0" in before or b"\0" in after:
        return ("(binary)",)
    lines = [
        _printable(line)
        for line in difflib.unified_diff(
            _lines(before),
            _lines(after),
            f"{path} ({one})",
            f"{path} ({other})",
            lineterm="",
        )
    ]
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES
        lines[MOST_LINES:] = [f"... {rest} more lines"]
    return tuple(lines)


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "backslashreplace")
    lines = text.split("\n")
    if lines[-1]:
        lines[-1] += "\\ no newline at the end"
    else:
        del lines[-1]
    return lines


def _printable(line: str) -> str:
    # An edited file may hold what would drive a terminal.
    shown = "".join(
        (
            character
            if character.isprintable() or character == "\t"
            else ascii(character)[1:-1]
        )
        for character in line[:MOST_COLUMNS]
    )
    return shown if len(line) <= MOST_COLUMNS else f"{shown} ..."


def count(drifts: Iterable[Drift]) -> str:
    """How many of each kind, in words."""
    numbers = dict.fromkeys(Kind, 0)
    for drift in drifts:
        numbers[drift.kind] += 1
    return ", ".join(f"{number} {kind}" for kind, number in numbers.items() if number)

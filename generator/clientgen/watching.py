"""Tells when files change: a spec, templates, a project's settings.

Events of the system say it at once. They are not all there is to it: a folder that a checkout
replaces is another folder, an editor renames, and a disk over the network tells nothing. So
what is there is also looked at, twice a second, and only what is different counts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

from .writing.errors import WritingError

_STEP = 5  # milliseconds without another event, after which a save is over
_LONGEST = 100  # milliseconds that one save may take
_LOOK = 500  # milliseconds until it is looked at without an event
_DEEPEST = 20

Seen = tuple[tuple[str, int, int, int], ...]
"""Path, inode, size and time of each file."""


def look(places: Sequence[str]) -> Seen:
    """What is there: files, and those in folders at any depth, but for hidden ones."""
    found: list[tuple[str, int, int, int]] = []
    for place in places:
        _look(place, found, 0)
    return tuple(found)


def _look(place: str, found: list[tuple[str, int, int, int]], depth: int) -> None:
    try:
        status = os.stat(place)
        names = sorted(os.listdir(place)) if os.path.isdir(place) else []
    except OSError:
        return  # gone meanwhile
    if os.path.isdir(place):
        found.append((place, status.st_ino, 0, 0))
    else:
        found.append((place, status.st_ino, status.st_size, status.st_mtime_ns))
    for name in names if depth < _DEEPEST else ():
        if not name.startswith(".") and name != "__pycache__":
            _look(f"{place}/{name}", found, depth + 1)


def changes(places: Sequence[str]) -> Iterator[None]:
    """Yield each time that something is different from now on, until interrupted.

    What changes while the caller works is not lost: it is yielded next.

    Args:
        places: Files and folders; they may come and go.

    Raises:
        WritingError: Nothing here can tell of changes.
    """
    return _changes(places, look(places))


def _changes(places: Sequence[str], seen: Seen) -> Iterator[None]:
    while True:
        for _ in _events(places):
            now = look(places)
            if now == seen:
                continue
            moved = _folders(now) != _folders(seen)
            seen = now
            yield
            if moved:
                break  # events of the folders of before say nothing of these


def _folders(seen: Seen) -> set[tuple[str, int]]:
    return {(path, inode) for path, inode, size, when in seen if not (size or when)}


def _events(places: Sequence[str]) -> Iterator[object]:
    """Something may have happened."""
    try:
        from watchfiles import watch
    except ImportError as error:
        raise WritingError(
            "to watch needs more than clientgen alone (watchfiles is missing):"
            " pip install 'clientgen[watch]'"
        ) from error
    yield None  # what came between two rounds
    there = [place for place in places if os.path.isdir(place)]
    if not there:
        time.sleep(_LOOK / 1000)
        return
    try:
        yield from watch(
            *there,
            watch_filter=None,
            debounce=_LONGEST,
            step=_STEP,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
        )
    except (FileNotFoundError, RuntimeError):
        time.sleep(_LOOK / 1000)  # gone before the watch began

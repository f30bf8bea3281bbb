"""A folder beside the output folder: where a new tree is built, by one run at a time.

For an output folder ``generated`` it is ``.generated.clientgen``, and holds

- ``lock``, locked by the run that works here;
- ``new``, the tree to come, and the tree that was, once the two have changed places;
- ``old``, the tree that was, where a file system cannot exchange two folders at once.

It exists only while a run writes. One that was left by a killed run is cleared away by the
next.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import WritingError

LOCK = "lock"
NEW = "new"
OLD = "old"


def place_of(out: Path) -> Path:
    """The workspace of an output folder."""
    return out.with_name(f".{out.name}.clientgen")


@contextmanager
def workspace(out: Path) -> Iterator[Path]:
    """Work beside an output folder, alone.

    Whatever a killed run has left is put right first: its tree is removed; an output
    folder that it had moved aside is moved back.

    Args:
        out: The output folder; it need not exist.

    Raises:
        WritingError: Another run is at work, or the workspace cannot be made.
    """
    place = place_of(out)
    try:
        lock = _lock(place)
    except OSError as error:
        raise WritingError(f"cannot write beside {out}: {error.strerror}") from error
    try:
        if not out.exists() and (place / OLD).is_dir():
            os.rename(place / OLD, out)
        _clear(place)
        yield place
    finally:
        _clear(place)
        _unlock(place, lock)


def recover(out: Path) -> None:
    """Put right what a killed run has left, if there was one.

    Raises:
        WritingError: Another run is at work.
    """
    if os.path.lexists(place_of(out)):
        with workspace(out):
            pass


def remove_tree(folder: Path) -> None:
    """Remove a folder and all that is in it; links are removed, not followed."""
    # A folder may be read-only as a copy of one that was.
    os.chmod(folder, stat.S_IRWXU)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                remove_tree(Path(entry.path))
            else:
                os.unlink(entry.path)
    os.rmdir(folder)


def _clear(place: Path) -> None:
    for name in (NEW, OLD):
        if os.path.lexists(place / name):
            remove_tree(place / name)


if sys.platform == "win32":

    def _lock(place: Path) -> int:
        place.mkdir(parents=True, exist_ok=True)
        try:
            # An open file cannot be removed: when this succeeds, its owner is gone.
            os.unlink(place / LOCK)
        except FileNotFoundError:
            pass
        except PermissionError:
            raise _busy(place) from None
        try:
            return os.open(place / LOCK, os.O_CREAT | os.O_EXCL | os.O_RDWR)
        except FileExistsError:
            raise _busy(place) from None

    def _unlock(place: Path, lock: int) -> None:
        os.close(lock)
        os.unlink(place / LOCK)
        os.rmdir(place)

else:
    import fcntl

    def _lock(place: Path) -> int:
        while True:
            place.mkdir(parents=True, exist_ok=True)
            if place.is_symlink():
                raise WritingError(f"{place} is a symbolic link: remove it")
            try:
                lock = os.open(
                    place / LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
                )
            except FileNotFoundError:
                continue  # another run has just removed the folder
            try:
                # The system lets go of the lock when its owner ends, however it ends.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.samestat(os.fstat(lock), os.stat(place / LOCK)):
                    return lock
            except BlockingIOError:
                os.close(lock)
                raise _busy(place) from None
            except FileNotFoundError:
                pass
            # Its last owner removed the file before we had the lock.
            os.close(lock)

    def _unlock(place: Path, lock: int) -> None:
        os.unlink(place / LOCK)
        os.rmdir(place)
        os.close(lock)


def _busy(place: Path) -> WritingError:
    out = place.name[1:].removesuffix(".clientgen")
    return WritingError(
        f"another clientgen is writing {place.with_name(out)}: run again when it is done"
    )

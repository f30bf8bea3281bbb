"""What is in a folder now, without following a single symbolic link."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Literal, NamedTuple

from .errors import WritingError


class Entry(NamedTuple):
    """One name in a folder; all but ``kind`` tell whether it was touched since."""

    kind: Literal["file", "folder", "link", "other"]
    inode: int
    size: int
    mtime_ns: int


Tree = dict[str, Entry]


def scan(root: Path) -> Tree:
    """List everything below a folder.

    Args:
        root: The folder; when there is none, the answer is empty.

    Returns:
        Entries by path below the root, with ``/``, in no particular order.

    Raises:
        WritingError: The folder cannot be read, or is a file.
    """
    found: Tree = {}
    if root.exists():
        try:
            _scan(os.fspath(root), "", found)
        except OSError as error:
            raise WritingError(f"cannot read {root}: {error.strerror}") from error
    return found


def _scan(folder: str, prefix: str, found: Tree) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if entry.is_symlink():
                found[path] = Entry("link", entry.inode(), 0, 0)
            elif entry.is_dir(follow_symlinks=False):
                found[path] = Entry("folder", 0, 0, 0)
                _scan(entry.path, path + "/", found)
            else:
                status = entry.stat(follow_symlinks=False)
                found[path] = Entry(
                    "file" if stat.S_ISREG(status.st_mode) else "other",
                    status.st_ino,
                    status.st_size,
                    status.st_mtime_ns,
                )


def read(root: Path, path: str) -> bytes:
    """Read a file that :func:`scan` has listed as one.

    Raises:
        WritingError: It cannot be read.
    """
    try:
        with open(os.path.join(root, path), "rb", buffering=0) as file:
            return file.read()
    except OSError as error:
        raise WritingError(f"cannot read {root / path}: {error.strerror}") from error

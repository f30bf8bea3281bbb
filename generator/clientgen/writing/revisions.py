"""Folders as they were at a revision of git. Nothing else here talks to git."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from .errors import WritingError

_RANGE = re.compile(r"(?P<old>[^/.][^:]*?)(?P<dots>\.{2,3})(?P<new>[^/.][^:]*|)")


class Past(NamedTuple):
    """A folder as it was.

    Attributes:
        folder: A copy of it.
        called: What git calls it, such as ``v1.2:spec/shop``.
    """

    folder: Path
    called: str


@contextmanager
def folder_at(folder: Path, revision: str) -> Iterator[Past]:
    """A copy of a folder as it was, as long as the context lasts.

    Args:
        folder: A folder in a working tree.
        revision: Anything that git takes for one, such as ``v1.2`` or ``HEAD~3``; with a
            colon and a path of the repository after it where the folder stood elsewhere.

    Raises:
        WritingError: git is missing, or knows no such folder at such a revision.
    """
    # What begins with a dash would be an option.
    if not revision or revision.startswith("-") or "\0" in revision:
        raise WritingError(f"{revision!r} is no revision of git")
    with tempfile.TemporaryDirectory(prefix="clientgen-") as place:
        content, called = _archive(folder, revision)
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(place, filter=_inside)
        yield Past(Path(place), called)


def _inside(member: tarfile.TarInfo, place: str) -> tarfile.TarInfo | None:
    """What may be written; a link that leads elsewhere is left out."""
    try:
        return tarfile.data_filter(member, place)
    except tarfile.FilterError:
        return None


def range_of(words: str, folder: Path) -> tuple[str, str] | None:
    """The two revisions of a range, as git reads it; None for a text that is none.

    Args:
        words: ``v1.2..HEAD``, or ``main...HEAD`` for what has changed since the two parted.
        folder: A folder in a working tree.

    Raises:
        WritingError: git is missing, or knows no such revisions.
    """
    found = _RANGE.fullmatch(words)
    if not found:
        return None
    old, new = found["old"], found["new"] or "HEAD"
    if found["dots"] == "...":
        where = f"{folder} at {words}"
        old = _git(folder, where, "merge-base", "--", old, new).decode().strip()
    return old, new


def _archive(folder: Path, revision: str) -> tuple[bytes, str]:
    """A folder's content at a revision, and what git calls it."""
    where = f"{folder} at {revision}"
    if ":" in revision:
        top = _git(folder, where, "rev-parse", "--show-toplevel").decode().rstrip("\n")
        return _git(Path(top), where, "archive", "--format=tar", revision), revision
    content = _git(folder, where, "archive", "--format=tar", revision, ".")
    inside = _git(folder, where, "rev-parse", "--show-prefix").decode().strip()
    return content, f"{revision}:{inside.rstrip('/')}"


def _git(folder: Path, where: str, *words: str) -> bytes:
    command = ["git", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise WritingError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        why = lines[-1].removeprefix("fatal: ") if lines else "git failed"
        if why.startswith("not a valid object name"):
            why += "; name a revision that git knows, such as v1.2 or HEAD~3"
        raise WritingError(f"{where}: {why}")
    return done.stdout

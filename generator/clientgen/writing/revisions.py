"""A folder as it was at a revision of git."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import WritingError


@contextmanager
def folder_at(folder: Path, revision: str) -> Iterator[Path]:
    """A copy of a folder as it was, as long as the context lasts.

    Args:
        folder: A folder in a working tree.
        revision: Anything that git takes for one, such as ``v1.2`` or ``HEAD~3``.

    Raises:
        WritingError: git is missing, or knows no such folder at such a revision.
    """
    with tempfile.TemporaryDirectory(prefix="clientgen-") as place:
        with tarfile.open(fileobj=io.BytesIO(_archive(folder, revision))) as archive:
            archive.extractall(place, filter="data")
        yield Path(place)


def _archive(folder: Path, revision: str) -> bytes:
    # What begins with a dash would be an option.
    if revision.startswith("-") or "\0" in revision:
        raise WritingError(f"{revision!r} is no revision of git")
    command = ["git", "-C", str(folder), "archive", "--format=tar", revision, "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise WritingError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        why = lines[-1].removeprefix("fatal: ") if lines else "git failed"
        raise WritingError(f"{folder} at {revision}: {why}")
    return done.stdout

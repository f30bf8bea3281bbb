"""Paths below the output folder: relative, with ``/``, the same file on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from .errors import GeneratorBug, WritingError

# Of what targets write, and of the base that a vendored copy keeps.
_ENDINGS = (
    *(".py", ".typed", ".md", ".toml", ".json", ".yml"),
    *(".csv", ".html", ".css", ".js", ".base"),
)
_PLAIN_NAME = re.compile(r"[^\x00-\x1f\x7f<>:\"|?*\\/]+")


def is_plain(path: str) -> bool:
    """Whether a path stays below its folder and names one file on every system."""
    return all(
        _PLAIN_NAME.fullmatch(name) and name[-1] not in ". " for name in path.split("/")
    )


def is_writable(path: str) -> bool:
    """Whether a path may be one that a target writes.

    A manifest is a file like others: whatever it says, what is hidden and what no target
    makes is not ours.
    """
    names = path.split("/")
    hidden = any(name.startswith(".") for name in names)
    return is_plain(path) and not hidden and names[-1].endswith(_ENDINGS)


def parents(path: str) -> Iterator[str]:
    """The folders above a path, nearest first, without the root."""
    while (cut := path.rfind("/")) > 0:
        path = path[:cut]
        yield path


def folders_of(paths: Collection[str]) -> set[str]:
    """All folders, at any depth, that hold one of the paths."""
    return {folder for path in paths for folder in parents(path)}


def fold(path: str) -> str:
    """What a file system that ignores case and Unicode forms takes the path for."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def check_paths(paths: Collection[str]) -> None:
    """Make sure that every system can hold all these files side by side.

    Raises:
        GeneratorBug: A path leaves the output folder, or some system would not take it.
        WritingError: Two paths are one file where case does not count, or one is a
            folder of another.
    """
    seen: dict[str, str] = {}
    for path in sorted(paths):
        if not is_plain(path):
            raise GeneratorBug(f"{path!r} is no path below the output folder")
        for name in (*parents(path), path):
            other = seen.setdefault(fold(name), name)
            if other != name:
                raise WritingError(
                    f"{other} and {name} differ only in case, and would be one file on some"
                    " systems: rename one of the two in the spec"
                )
    for clash in sorted(folders_of(paths).intersection(paths)):
        raise WritingError(
            f"{clash} would be a file and a folder at once: rename one of the two in the spec"
        )

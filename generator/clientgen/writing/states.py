"""How each file of a folder stands: as it should be, or in which way not.

The one comparison under ``generate`` and ``check``.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from . import manifest as manifests
from .leftovers import is_cache
from .manifest import FileDigest, Manifest, ManifestError
from .paths import fold, parents
from .tree import Tree, read


class State(enum.Enum):
    """How a path stands."""

    SAME = enum.auto()
    STALE = enum.auto()
    """Nobody touched it; something else would be generated now."""
    SURPLUS = enum.auto()
    """Nobody touched it; nothing would be generated now."""
    NEW = enum.auto()
    """It was never generated."""
    MISSING = enum.auto()
    """It was generated, and deleted."""
    EDITED = enum.auto()
    """It was generated, and touched."""
    OCCUPIED = enum.auto()
    """A file that is not ours is at the place of one."""
    BLOCKED = enum.auto()
    """Something that is no file, and not ours, is at the place of one."""
    FOREIGN = enum.auto()
    """It is not ours, and in nobody's way."""


class Standing(NamedTuple):
    """How one path stands, and why."""

    path: str
    state: State
    reason: str


class Known(NamedTuple):
    """What the manifest on the disk says.

    Attributes:
        name: The manifest's path.
        files: Digests by path; empty when there is no manifest that can be believed.
        error: Why the manifest cannot be believed; empty when it can, or when there is none.
        manifest: The rest of what it says.
        merged: Whether a merge has left conflict markers in it. The files are then those of
            all sides, and were committed: nothing is lost when they are generated anew.
    """

    name: str = manifests.NAME
    files: Mapping[str, FileDigest] = MappingProxyType({})
    error: str = ""
    manifest: Manifest | None = None
    merged: bool = False


def read_manifest(root: Path, tree: Tree) -> Known:
    """Read the manifest of an output folder."""
    entry = tree.get(manifests.NAME)
    if entry is None or entry.kind != "file":
        return Known()
    data = read(root, manifests.NAME)
    files = manifests.of_a_merge(data)
    if files is not None:
        return Known(files=files, merged=True)
    try:
        manifest = manifests.parse(data)
    except ManifestError as error:
        return Known(error=str(error))
    return Known(files=manifest.files, manifest=manifest)


def standings(
    root: Path, tree: Tree, known: Known, wanted: Mapping[str, bytes]
) -> list[Standing]:
    """Compare a folder with what should be in it.

    Args:
        root: The folder.
        tree: What :func:`clientgen.writing.tree.scan` says of it.
        known: Its manifest.
        wanted: The new content of every file, the manifest among them.

    Returns:
        One for each wanted, listed or foreign path, sorted by path; caches are left out,
        and so is what lies in a foreign folder.
    """
    listed = known.files
    found = [
        _wanted(root, tree, known, path, data) for path, data in sorted(wanted.items())
    ]
    found += [
        standing
        for path in sorted(listed.keys() - wanted.keys())
        if (standing := _surplus(root, tree, path, listed[path].sha256, known.merged))
    ]
    found += _foreign(tree, {*wanted, *listed})
    return sorted(found, key=lambda standing: standing.path)


LINE_ENDS = (
    "its line ends are CRLF, as git makes them on some systems: put a line with the folder's"
    " name and /** -text into .gitattributes"
)


def _wanted(root: Path, tree: Tree, known: Known, path: str, data: bytes) -> Standing:
    if blocked := _blocked(tree, path):
        return Standing(path, State.BLOCKED, blocked)
    listed = known.files.get(path)
    if path not in tree:
        if listed or (tree and path == known.name):
            return Standing(
                path, State.MISSING, "it was deleted since it was generated"
            )
        return Standing(path, State.NEW, "it was never generated")
    present = read(root, path)
    if present == data:
        return Standing(path, State.SAME, "")
    if known.merged and (path == known.name or listed):
        return Standing(path, State.STALE, "a merge of two branches changed it")
    plain = present.replace(b"\r\n", b"\n")
    if listed and manifests.sha256(present) == listed.sha256:
        return Standing(path, State.STALE, "")
    if plain == data or (listed and manifests.sha256(plain) == listed.sha256):
        return Standing(path, State.STALE, LINE_ENDS)
    if path == known.name:
        if known.error:
            return Standing(path, State.EDITED, known.error)
        return Standing(path, State.STALE, "")
    if listed is None and known.error:
        reason = (
            "it differs, and without a true manifest nobody can tell who changed it"
        )
        return Standing(path, State.EDITED, reason)
    if listed is None:
        reason = "no manifest says that clientgen wrote the file at its place"
        return Standing(path, State.OCCUPIED, reason)
    if manifests.has_markers(plain.decode("utf-8", "replace")):
        return Standing(path, State.STALE, "a merge left conflict markers in it")
    return Standing(path, State.EDITED, "it was edited by hand since it was generated")


def _blocked(tree: Tree, path: str) -> str:
    for folder in parents(path):
        entry = tree.get(folder)
        if entry is not None and entry.kind != "folder":
            what = "a symbolic link" if entry.kind == "link" else "no folder"
            return f"{folder} is {what}"
    entry = tree.get(path)
    if entry is None or entry.kind == "file":
        return ""
    return {
        "folder": "a folder is at its place",
        "link": "a symbolic link is at its place, and links are not followed",
    }.get(entry.kind, "something that is no file is at its place")


def _surplus(
    root: Path, tree: Tree, path: str, digest: str, merged: bool
) -> Standing | None:
    entry = tree.get(path)
    if entry is None or entry.kind == "folder":
        return None
    if entry.kind != "file":
        return Standing(path, State.FOREIGN, "it was put in place of a generated file")
    present = read(root, path)
    plain = present.replace(b"\r\n", b"\n")
    if merged or digest in map(manifests.sha256, (present, plain)):
        return Standing(path, State.SURPLUS, "it is no longer generated")
    return Standing(
        path, State.EDITED, "it is no longer generated, and was edited by hand"
    )


def _foreign(tree: Tree, ours: set[str]) -> list[Standing]:
    # A folder is ours when something of ours is in it; any other is named once, and
    # what lies in it is not.
    folders = {folder for path in ours for folder in parents(path)}
    found = []
    for path, entry in tree.items():
        if path in ours or is_cache(path):
            continue
        if entry.kind == "folder" and path in folders:
            continue
        above = next(parents(path), None)
        if above is not None and above not in folders:
            continue
        found.append(Standing(path, State.FOREIGN, "clientgen did not write it"))
    return found


def case_clashes(tree: Tree, kept: set[str], wanted: set[str]) -> list[Standing]:
    """Files of other people whose names differ from wanted ones in case only."""
    taken = {fold(path): path for path in wanted}
    for path in wanted:
        for folder in parents(path):
            taken.setdefault(fold(folder), folder)
    return [
        Standing(
            path, State.BLOCKED, f"its name and that of {other} differ only in case"
        )
        for path in sorted(kept)
        if (other := taken.get(fold(path))) not in (None, path)
    ]

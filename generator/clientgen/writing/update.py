"""Bring a folder to what it should be, and refuse where that would destroy work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from . import manifest as manifests
from .paths import check_paths
from .publish import publish
from .states import Known, Standing, State, case_clashes, read_manifest, standings
from .tree import Tree, read, scan

_TO_WRITE = frozenset([State.NEW, State.MISSING, State.STALE])
_TO_FORCE = frozenset([State.EDITED, State.OCCUPIED])


class Place(NamedTuple):
    """A folder as it is now.

    Attributes:
        root: The folder; it need not exist.
        tree: What is in it.
        known: What its manifest says.
    """

    root: Path
    tree: Tree
    known: Known

    def formatted(self, path: str, unformatted: str) -> bytes | None:
        """A file's bytes, if it is in the folder as it was generated from this very text.

        Args:
            path: Below the folder.
            unformatted: Digest of the text, see
                :func:`clientgen.writing.formatting.unformatted_digest`.
        """
        listed = self.known.files.get(path)
        entry = self.tree.get(path)
        if listed is None or entry is None or entry.kind != "file":
            return None
        if listed.unformatted != unformatted:
            return None
        data = read(self.root, path)
        return data if manifests.sha256(data) == listed.sha256 else None


class Update(NamedTuple):
    """What was done to a folder, or what stands against it.

    Attributes:
        refusals: Files in the way; when there are any, nothing was done.
        written: Paths of new and changed files.
        removed: Paths of files that are no longer generated.
        unchanged: Paths of files that were not touched.
        overwritten: Paths of other people's work that was overwritten or removed, as asked.
        kept: Paths of files that came up in the very moment of writing, under the names
            that they have now.
    """

    refusals: tuple[Standing, ...] = ()
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def look(root: Path) -> Place:
    """See how a folder is.

    Raises:
        WritingError: It cannot be read.
    """
    tree = scan(root)
    return Place(root, tree, read_manifest(root, tree))


def update(
    place: Place,
    wanted: Mapping[str, bytes],
    *,
    force: bool = False,
    carried: Collection[str] = (),
) -> Update:
    """Write what is new or stale, and remove what is no longer generated.

    Args:
        place: The folder, as it was seen before the new content was decided on.
        wanted: The new content of every file, the manifest among them.
        force: Whether to overwrite what was edited by hand, and files of others that
            stand in the way.
        carried: Paths of files that were edited by hand, and whose new content has the
            edits in it.

    Raises:
        GeneratorBug: A path leaves the folder.
        WritingError: The files cannot be written; nothing was changed.
    """
    check_paths(wanted)
    found = standings(place.root, place.tree, place.known, wanted)
    refusals = [
        s for s in found if s.path not in carried and _refused(s, force)
    ] + _clashes(place, found, wanted)
    if refusals:
        return Update(refusals=tuple(refusals))
    writes: dict[str, bytes] = {}
    removals: list[str] = []
    for path, state, _ in found:
        if path in wanted and (state in _TO_WRITE or state in _TO_FORCE):
            writes[path] = wanted[path]
        elif state is State.SURPLUS or state is State.EDITED:
            removals.append(path)
    kept: Collection[str] = ()
    if writes or removals:
        kept = publish(place.root, place.tree, writes, removals)
    return Update(
        written=tuple(writes),
        removed=tuple(removals),
        unchanged=tuple(s.path for s in found if s.state is State.SAME),
        overwritten=tuple(
            s.path for s in found if s.state in _TO_FORCE and s.path not in carried
        ),
        kept=tuple(kept),
    )


def _refused(standing: Standing, force: bool) -> bool:
    return standing.state is State.BLOCKED or (
        standing.state in _TO_FORCE and not force
    )


def _clashes(
    place: Place, found: list[Standing], wanted: Mapping[str, bytes]
) -> list[Standing]:
    going = {s.path for s in found if s.state in (State.SURPLUS, State.EDITED)}
    kept = {
        path
        for path, entry in place.tree.items()
        if path not in going and path not in wanted and entry.kind != "folder"
    }
    return case_clashes(place.tree, kept, set(wanted))

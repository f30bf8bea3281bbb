"""Say how a copy in another project differs: edited, carried along, or behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .copies import (
    BASE,
    NAME,
    NOTE,
    Copy,
    Origin,
    base_of,
    contents,
    find_copy,
    look_at_copy,
    read_origin,
)
from .drift import Drift, Kind, Mend, describe, unified
from .errors import WritingError
from .manifest import sha256
from .states import LINE_ENDS, Standing, State, standings
from .tree import read
from .update import Place

_THEN, _NOW, _NEW = "as copied", "as it is now", "new version"


def another(copy: Path, seen: Copy, out: Path, origin: Origin) -> WritingError:
    """That an output folder holds another package than a copy is of."""
    return WritingError(
        f"{copy} is a copy of {seen.package}, and {out} holds {origin.package}: say with"
        f" --out where {seen.package} was generated"
    )


def refusal(
    seen: Copy,
    standing: Standing,
    base: dict[str, bytes],
    wanted: dict[str, bytes],
    carry: bool,
) -> Drift:
    """What stands against moving a copy forward, with the diffs that matter.

    Args:
        seen: The copy.
        standing: The file in the way.
        base: The copy's files as they were copied, where that is known.
        wanted: The new version's files.
        carry: Whether edits were to be taken along.
    """
    path = standing.path
    if standing.state is not State.EDITED:
        return describe(standing)
    drift = _edited(seen, path, base, wanted)
    if path not in wanted:
        return drift
    if path not in base:
        mine = read(seen.place.root, path)
        diff = unified(path, mine, wanted[path], _NOW, _NEW)
        reason = f"{drift.reason}; what it was before is not known any more"
        return replace(drift, reason=reason, mend=Mend.FORCE, diff=diff)
    diff = drift.diff + unified(path, base[path], wanted[path], _THEN, _NEW)
    if carry:
        reason = "your edit and the new version change the same lines"
        return replace(drift, reason=reason, mend=Mend.FORCE, diff=diff)
    return replace(drift, diff=diff)


def _edited(
    seen: Copy, path: str, base: Mapping[str, bytes], wanted: Mapping[str, bytes]
) -> Drift:
    mine = read(seen.place.root, path)
    if path not in seen.carried:
        reason = "it was edited since it was copied"
    elif _as_carried(seen, path):
        reason = "it has edits in it that were carried along"
    else:
        reason = "it was edited since its edits were carried along"
    diff = unified(path, base[path], mine, _THEN, _NOW) if path in base else ()
    if path not in wanted:
        gone = f"it is no longer in the package, and {reason.removeprefix('it ')}"
        return Drift(path, Kind.EDITED, gone, Mend.FORCE, diff)
    mend = Mend.CARRY if path in base else Mend.FORCE
    return Drift(path, Kind.EDITED, reason, mend, diff)


def _as_carried(seen: Copy, path: str) -> bool:
    data = read(seen.place.root, path)
    # A checkout may have turned line ends round.
    plain = data.replace(b"\r\n", b"\n")
    return seen.carried.get(path) in (sha256(data), sha256(plain))


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """How a copy stands.

    Attributes:
        copy: Its folder.
        edited: Files that were touched since they were copied, or since edits were carried
            over into them, are missing, or foreign; or whose line ends a checkout turned
            round.
        behind: Files that are as they were copied, or carried, while the package has moved
            on.
        carried: Paths of files that are as they were when edits were carried over into
            them, and not behind.
        files: Number of files of the copy.
        compared: Whether there was a package to compare with.
    """

    copy: Path
    edited: tuple[Drift, ...]
    behind: tuple[Drift, ...]
    carried: tuple[str, ...]
    files: int
    compared: bool


def check_copy(dest: Path, out: Path | None, *, named: bool = True) -> CheckedCopy:
    """Tell whether a copy was edited, or is merely behind.

    Args:
        dest: The copy, or a folder with just one copy somewhere in it.
        out: The output folder that holds the package; None to look for edits only.
        named: Whether somebody named that folder for this copy. If not, and it holds
            another package, it is as if there were none.

    Raises:
        WritingError: There is no copy, no package, or nothing to compare with.
    """
    copy = find_copy(dest)
    seen = look_at_copy(copy.resolve())
    place = seen.place
    base = base_of(place)
    origin = read_origin(out) if out is not None else None
    if out is not None and origin is not None and origin.package != seen.package:
        if named:
            raise another(copy, seen, out, origin)
        origin = None
    if origin is not None:
        present = read(place.root, BASE) if BASE in place.tree else b""
        wanted = contents(origin, seen.name, present)
    else:
        wanted = {path: base.get(path, b"") for path in place.known.files}
        wanted[NAME] = read(place.root, NAME)
    found = standings(place.root, place.tree, place.known, wanted)
    # An update without --carry would be refused.
    moving = Mend.CARRY if any(s.state is State.EDITED for s in found) else Mend.UPDATE
    edited: list[Drift] = []
    behind: list[Drift] = []
    carried: list[str] = []
    for path, state, reason in found:
        if state is State.EDITED and _as_carried(seen, path):
            if origin is None or not _moved(place, path, wanted):
                carried.append(path)
            elif path in wanted:
                before = base[path] if path in base else read(place.root, path)
                behind.append(_behind(path, before, wanted[path], moving))
            else:
                # There is nothing that the edits could be carried over into.
                gone = _edited(seen, path, base, wanted)
                behind.append(replace(gone, kind=Kind.STALE))
        elif state is State.EDITED:
            edited.append(_edited(seen, path, base, wanted))
        elif reason == LINE_ENDS and not _moved(place, path, wanted):
            if origin is not None:
                edited.append(Drift(path, Kind.STALE, reason, moving))
        elif state in (State.STALE, State.SURPLUS, State.NEW):
            if origin is not None and path not in (NAME, BASE, NOTE):
                both = path in wanted and path in place.tree
                before = read(place.root, path) if both else b""
                after = wanted[path] if both else b""
                behind.append(_behind(path, before, after, moving))
        elif state is State.MISSING:
            if path != BASE:
                reason = "it was deleted since it was copied"
                edited.append(Drift(path, Kind.MISSING, reason, moving))
        elif state is not State.SAME:
            edited.append(describe(Standing(path, state, reason)))
    return CheckedCopy(
        copy,
        tuple(edited),
        tuple(behind),
        tuple(carried),
        len(place.known.files),
        origin is not None,
    )


def _moved(place: Place, path: str, wanted: Mapping[str, bytes]) -> bool:
    return path not in wanted or sha256(wanted[path]) != place.known.files[path].sha256


def _behind(path: str, before: bytes, after: bytes, mend: Mend) -> Drift:
    diff = unified(path, before, after, _THEN, _NEW)
    return Drift(path, Kind.STALE, "the package has moved on", mend, diff)

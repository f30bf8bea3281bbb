"""Copy a generated package into another project, and look after the copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .copies import (
    BASE,
    NAME,
    NOTE,
    Origin,
    base_of,
    contents,
    copy_folder,
    find_copy,
    look_at_copy,
    read_origin,
)
from .drift import Drift, Kind, Mend, describe, unified
from .errors import WritingError
from .merge import merge
from .states import Standing, State, standings
from .tree import read, scan
from .update import Place, Update, look, update
from .workspace import recover


@dataclass(frozen=True, slots=True)
class Vendored:
    """What was done to a copy, or what stands against it.

    Attributes:
        copy: Its folder.
        name: The dotted name under which it is imported.
        version: Its version.
        update: What was done.
        refusals: Files in the way, each with the diffs that matter; when there are any,
            nothing was done.
        carried: Paths of files whose edits were taken along.
    """

    copy: Path
    name: str
    version: str
    update: Update
    refusals: tuple[Drift, ...] = ()
    carried: tuple[str, ...] = ()


def vendor(out: Path, dest: Path, name: str = "") -> Vendored:
    """Make a copy.

    Args:
        out: The output folder that holds the package.
        dest: Where to, see :func:`generator.writing.copies.copy_folder`.
        name: The dotted name under which the copy will be imported; the package's own by
            default.

    Raises:
        WritingError: There is something at the place already, or it cannot be written.
    """
    origin = read_origin(out)
    name = name or origin.package
    copy = copy_folder(dest, name)
    recover(copy.resolve())
    if scan(copy):
        raise WritingError(
            f"{copy} is not empty: clientgen vendor --update {copy} moves a copy forward"
        )
    done = update(look(copy.resolve()), contents(origin, name))
    return Vendored(copy, name, origin.version, done)


def update_copy(
    out: Path, dest: Path, *, carry: bool = False, force: bool = False
) -> Vendored:
    """Move a copy to the package as it is now.

    Args:
        out: The output folder that holds the package.
        dest: The copy, or a folder with just one copy somewhere in it.
        carry: Whether to make the edits of the copy's files in the new files too.
        force: Whether to overwrite edits.

    Raises:
        WritingError: There is no copy, or it cannot be written.
    """
    origin = read_origin(out)
    copy = find_copy(dest)
    recover(copy.resolve())
    place, name = look_at_copy(copy.resolve())
    present = read(place.root, BASE) if BASE in place.tree else b""
    wanted = contents(origin, name, present)
    base = base_of(place)
    carried = _carried(place, base, wanted) if carry else {}
    done = update(place, {**wanted, **carried}, force=force, carried=carried)
    return Vendored(
        copy,
        name,
        origin.version,
        done,
        tuple(
            _refusal(place, standing, base, wanted, carry) for standing in done.refusals
        ),
        tuple(carried),
    )


def _carried(
    place: Place, base: dict[str, bytes], wanted: dict[str, bytes]
) -> dict[str, bytes]:
    carried = {}
    for standing in standings(place.root, place.tree, place.known, wanted):
        path = standing.path
        if standing.state is not State.EDITED or path not in base or path not in wanted:
            continue
        texts = (base[path], read(place.root, path), wanted[path])
        merged = merge(*(_lines(text) for text in texts))
        if merged is not None:
            carried[path] = "".join(merged).encode("utf-8", "surrogateescape")
    return carried


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogateescape").splitlines(keepends=True)


def _refusal(
    place: Place,
    standing: Standing,
    base: dict[str, bytes],
    wanted: dict[str, bytes],
    carry: bool,
) -> Drift:
    drift = describe(standing)
    path = standing.path
    if drift.kind is not Kind.EDITED:
        return drift
    if path not in wanted:
        return drift
    mine = read(place.root, path)
    if path not in base:
        diff = unified(path, mine, wanted[path], "yours", "new version")
        reason = f"{drift.reason}; what it was before is not known any more"
        return Drift(path, Kind.EDITED, reason, Mend.FORCE, diff)
    diff = unified(path, base[path], mine, "as copied", "yours") + unified(
        path, base[path], wanted[path], "as copied", "new version"
    )
    if carry:
        reason = "your edit and the new version change the same lines"
        return Drift(path, Kind.EDITED, reason, Mend.FORCE, diff)
    return Drift(path, Kind.EDITED, drift.reason, Mend.CARRY, diff)


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """How a copy stands.

    Attributes:
        copy: Its folder.
        edited: Files that were touched since they were copied, are missing, or foreign.
        behind: Files that are as they were copied, while the package has moved on.
        files: Number of files of the copy.
        compared: Whether there was a package to compare with.
    """

    copy: Path
    edited: tuple[Drift, ...]
    behind: tuple[Drift, ...]
    files: int
    compared: bool


def check_copy(dest: Path, out: Path | None) -> CheckedCopy:
    """Tell whether a copy was edited, or is merely behind.

    Args:
        dest: The copy, or a folder with just one copy somewhere in it.
        out: The output folder that holds the package; None to look for edits only.

    Raises:
        WritingError: There is no copy, no package, or nothing to compare with.
    """
    copy = find_copy(dest)
    place, name = look_at_copy(copy.resolve())
    base = base_of(place)
    origin = read_origin(out) if out is not None else None
    present = read(place.root, BASE) if BASE in place.tree else b""
    if origin is not None:
        wanted = contents(origin, name, present)
    else:
        wanted = {path: base.get(path, b"") for path in place.known.files}
        wanted[NAME] = read(place.root, NAME)
    edited: list[Drift] = []
    behind: list[Drift] = []
    for standing in standings(place.root, place.tree, place.known, wanted):
        _sort(place, standing, base, wanted, origin, edited, behind)
    return CheckedCopy(
        copy, tuple(edited), tuple(behind), len(place.known.files), origin is not None
    )


def _sort(
    place: Place,
    standing: Standing,
    base: dict[str, bytes],
    wanted: dict[str, bytes],
    origin: Origin | None,
    edited: list[Drift],
    behind: list[Drift],
) -> None:
    path, state, reason = standing
    if state in (State.STALE, State.SURPLUS, State.NEW):
        if origin is None or path in (NAME, BASE, NOTE):
            return
        diff: tuple[str, ...] = ()
        if path in wanted and path in place.tree:
            diff = unified(path, read(place.root, path), wanted[path])
        behind.append(
            Drift(path, Kind.STALE, "the package has moved on", Mend.UPDATE, diff)
        )
    elif state is State.EDITED:
        diff = ()
        if path in base:
            diff = unified(path, read(place.root, path), base[path], "is", "as copied")
        reason = "it was edited since it was copied"
        edited.append(Drift(path, Kind.EDITED, reason, Mend.CARRY, diff))
    elif state is State.MISSING:
        if path == BASE:
            return
        reason = "it was deleted since it was copied"
        edited.append(Drift(path, Kind.MISSING, reason, Mend.UPDATE))
    elif state is not State.SAME:
        edited.append(describe(standing))

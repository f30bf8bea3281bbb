"""Copy a generated package into another project, and look after the copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .copies import (
    BASE,
    base_of,
    contents,
    copy_folder,
    find_copy,
    look_at_copy,
    read_origin,
)
from .copy_drift import another, refusal
from .drift import Drift
from .errors import WritingError
from .marks import complete_parents
from .merge import merge
from .states import State, standings
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
        dest: Where to, see :func:`clientgen.writing.copies.copy_folder`.
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
    complete_parents(copy.resolve(), name)
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
    seen = look_at_copy(copy.resolve())
    if seen.package != origin.package:
        raise another(copy, seen, out, origin)
    place = seen.place
    present = read(place.root, BASE) if BASE in place.tree else b""
    wanted = contents(origin, seen.name, present)
    base = base_of(place)
    carried = _carried(place, base, wanted) if carry else {}
    edits = {path: data for path, data in carried.items() if data != wanted[path]}
    done = update(
        place,
        {**contents(origin, seen.name, present, edits), **carried},
        force=force,
        carried=carried,
    )
    return Vendored(
        copy,
        seen.name,
        origin.version,
        done,
        tuple(
            refusal(seen, standing, base, wanted, carry) for standing in done.refusals
        ),
        tuple(carried),
    )


def whose(dest: Path) -> str:
    """Say what a copy is a copy of.

    Raises:
        WritingError: There is no copy.
    """
    copy = find_copy(dest)
    seen = look_at_copy(copy.resolve())
    return f"{copy} is a copy of {seen.package} {seen.version}".rstrip()


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

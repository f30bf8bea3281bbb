"""Put a new tree in place of an old one, at once.

The whole new tree is built in a workspace beside the output folder: new files are written,
all others (unchanged ones, and those that are not ours) are hard links to the very files of
the old tree, which so keep their content, times and rights. Then the two folders change
places in one step of the system (``renameat2`` with ``RENAME_EXCHANGE`` on Linux,
``renamex_np`` with ``RENAME_SWAP`` on macOS). Whoever looks, at whatever moment, and
whenever the run is killed, sees the old tree or the new one.

What this costs: the output folder is another folder afterwards, so a shell that stands in it
must ``cd`` again, and a mount point cannot be an output folder. Where the system has no such
step (Windows, some network drives) the old folder is moved aside and the new one moved in;
a run that is killed between the two moves leaves no output folder, and the next run moves
the old one back. Where it has no hard links, files are copied with their times. Nothing
waits for the disk, as in a checkout of git: after a power failure files may be torn, which
``clientgen check`` tells.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from .errors import WritingError
from .leftovers import is_cache
from .paths import folders_of, parents
from .tree import Tree, scan
from .workspace import NEW, OLD, workspace


def publish(
    out: Path, before: Tree, writes: Mapping[str, bytes], removals: Collection[str]
) -> list[str]:
    """Write and remove files of a folder, all of them or none.

    Folders that held nothing but removed files are removed too.

    Args:
        out: The folder; it need not exist.
        before: What was in it when it was decided what to do; when something else is in
            it now, nothing is done.
        writes: New content by path.
        removals: Paths to remove.

    Returns:
        Paths of files that somebody wrote in the very moment of the exchange and that
        are kept under this name.

    Raises:
        WritingError: The folder changed meanwhile, another run is at work, or the system
            refuses (no space, no right, ...). The folder is as it was.
    """
    if os.path.ismount(out):
        raise WritingError(
            f"{out} is a mount point and cannot be exchanged as a whole: name a folder in it"
        )
    done = False
    try:
        with workspace(out) as place:
            new = place / NEW
            _build(new, out, before, writes, set(removals))
            if _signature(scan(out)) != _signature(before):
                raise WritingError(
                    f"{out} changed while clientgen was at work: run again"
                )
            old = exchange(new, out, place / OLD)
            done = True
            return _rescue(old, out, before) if old else []
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        what = (
            f"{out} was written, but what it was before could not be removed"
            if done
            else f"cannot write {out}, which is as it was"
        )
        raise WritingError(f"{what}: {name}{error.strerror}") from error


def _signature(tree: Tree) -> Tree:
    return {path: entry for path, entry in tree.items() if not is_cache(path)}


def _build(
    new: Path, out: Path, before: Tree, writes: Mapping[str, bytes], removals: set[str]
) -> None:
    kept = _kept(before, writes, removals)
    files = [path for path in kept if before[path].kind != "folder"]
    folders = {path for path in kept if before[path].kind == "folder"}
    folders |= folders_of([*files, *folders, *writes])
    new.mkdir()
    for folder in sorted(folders):
        (new / folder).mkdir()
    for path in files:
        _link(f"{out}/{path}", f"{new}/{path}")
    for path, data in writes.items():
        _write(new / path, data)
        if path in before:
            shutil.copymode(out / path, new / path)
    # Last, and from below: a folder may be read-only.
    for folder in sorted(folders & before.keys(), reverse=True):
        shutil.copystat(out / folder, new / folder)
    if out.exists():
        shutil.copystat(out, new)


def _kept(before: Tree, writes: Mapping[str, bytes], removals: set[str]) -> list[str]:
    left = [path for path in before if path not in removals and path not in writes]
    emptied = folders_of(removals)
    alive = [
        path
        for path in left
        if not is_cache(path)
        and not (path in emptied and before[path].kind == "folder")
    ]
    needed = folders_of([*alive, *writes])
    gone = emptied - needed
    # What Python compiled from removed modules would keep their folder alive.
    return [
        path
        for path in left
        if path not in gone
        and not any(
            folder in gone and path[len(folder) :].startswith("/__pycache__")
            for folder in parents(path)
        )
    ]


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _write(path: Path, data: bytes) -> None:
    with open(path, "xb") as file:
        file.write(data)


def exchange(new: Path, out: Path, aside: Path) -> Path | None:
    """Put a folder in place of another.

    Args:
        new: The folder to come.
        out: Its place.
        aside: Where the folder that was may be moved to.

    Returns:
        Where the folder that was is now; None when there was none.
    """
    if not out.exists():
        os.rename(new, out)
        return None
    if _exchange_at_once(new, out):
        return new
    os.rename(out, aside)
    try:
        os.rename(new, out)
    except OSError:
        os.rename(aside, out)
        raise
    return aside


def _exchange_at_once(one: Path, other: Path) -> bool:
    if sys.platform == "win32":
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            failed = library.renamex_np(*paths, 2)  # RENAME_SWAP
        else:
            here = -100  # AT_FDCWD
            failed = library.renameat2(
                here, paths[0], here, paths[1], 2
            )  # RENAME_EXCHANGE
    except AttributeError:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV):
        return False  # the file system cannot
    raise OSError(code, os.strerror(code), os.fspath(other))


def _rescue(old: Path, out: Path, before: Tree) -> list[str]:
    kept = []
    for path, entry in scan(old).items():
        if entry.kind == "folder" or is_cache(path) or before.get(path) == entry:
            continue
        target = out / path
        while os.path.lexists(target):
            target = target.with_name(target.name + ".kept")
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(old / path, target)
        kept.append(target.relative_to(out).as_posix())
    return sorted(kept)

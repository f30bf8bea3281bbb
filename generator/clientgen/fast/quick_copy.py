"""Tell by digests alone that a vendored copy is as it was made, and that of the package now.

As with :mod:`clientgen.fast.quick`, whatever this cannot read counts as a change, and
:mod:`clientgen.writing.copy_drift` finds out. Take this module away, and a check of a copy
takes 0.1 s longer.
"""

from __future__ import annotations

import hashlib
import os

from ..writing.leftovers import is_cache
from ..writing.marks import marked
from .quick import NAME, digests, read, stands

COPY = "clientgen.json"  # as copies.py says, which would load too much
_OWN = frozenset([COPY, "clientgen.base", "VENDORED.md"])


def find(dest: str) -> str | None:
    """The copy in a folder: the folder itself, or the only one below it."""
    if os.path.isfile(f"{dest}/{COPY}"):
        return dest
    found = []
    for folder, folders, files in os.walk(dest):
        folders[:] = [name for name in folders if not is_cache(name)]
        if COPY in files:
            found.append(folder)
            folders.clear()
    return found[0] if len(found) == 1 else None


def unchanged(copy: str, out: str | None) -> tuple[int, bool] | None:
    """Whether nobody has touched a copy, and its package has not moved on.

    Args:
        copy: Its folder.
        out: The output folder that may hold the package; None where there is none.

    Returns:
        How many files the copy has, and whether there was a package to compare with; None
        when anything differs, or edits were carried along.
    """
    try:
        text = read(f"{copy}/{COPY}").decode()
        listed = digests(text)
        if '\n  "carried": ' in text or not stands(copy, COPY, listed, alone=True):
            return None
        package = text.partition('\n  "package": "')[2].partition('"')[0]
        if out is None:
            return len(listed), False
        manifest = digests(read(f"{out}/{NAME}").decode())
    except (OSError, ValueError):
        return None
    top = f"python/{package}/"
    if f"{top}__init__.py" not in manifest or _packages(manifest) != 1:
        return None  # another package, or none
    now = {path.removeprefix(top) for path in manifest if path.startswith(top)}
    if now != listed.keys() - _OWN:
        return None
    try:
        same = all(
            _is_copied(
                f"{out}/{top}{path}", manifest[f"{top}{path}"], path, listed[path]
            )
            for path in now
        )
    except OSError:
        return None
    return (len(listed), True) if same else None


def _is_copied(file: str, digest: str, path: str, copied: str) -> bool:
    """Whether a file is as it was generated, and was copied as it is."""
    data = read(file)
    return (
        hashlib.sha256(data).hexdigest() == digest
        and hashlib.sha256(marked(path, data)).hexdigest() == copied
    )


def _packages(manifest: dict[str, str]) -> int:
    """How many packages an output folder holds."""
    return sum(
        path.startswith("python/")
        and path.count("/") == 2
        and path.endswith("/__init__.py")
        for path in manifest
    )

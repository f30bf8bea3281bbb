"""Tell by digests alone that a folder is what it should be.

This runs at every commit, so it loads nothing but digests: a sealed manifest has one form,
see :func:`clientgen.writing.manifest.seal`, and can be read line by line. What it cannot
read counts as a change, and those who can find out.
"""

from __future__ import annotations

import hashlib
import os

from ..writing.digests import Inputs
from ..writing.leftovers import is_cache

NAME = "manifest.json"  # as manifest.py says, which would load too much
_FILES = '  "files": {\n'
_SEAL = '  },\n  "digest": "'
_SHA256 = '": {"sha256": "'


def unchanged(root: str, made_from: Inputs, *, alone: bool = False) -> str | None:
    """Whether a folder holds, byte for byte, what its manifest says these inputs gave.

    Trusts the manifest, provided that its own digest is right.

    Args:
        root: The folder.
        made_from: The inputs of now.
        alone: Whether a file that is not ours counts as a change.

    Returns:
        The manifest's text; None when anything differs.
    """
    try:
        text = read(f"{root}/{NAME}").decode()
        if not text.startswith(_head(made_from)):
            return None
        return text if stands(root, NAME, digests(text), alone=alone) else None
    except (OSError, ValueError):
        return None


def digests(text: str) -> dict[str, str]:
    """The digests that a sealed manifest lists, by path.

    Raises:
        ValueError: It is none, or was edited.
    """
    body, seal, digest = text.rpartition(_SEAL)
    sealed = body + seal.removesuffix('  "digest": "')
    if digest != f'{hashlib.sha256(sealed.encode()).hexdigest()}"\n}}\n':
        raise ValueError("not as it was sealed")
    rows = (
        row.removeprefix('    "').partition(_SHA256)
        for row in body.partition(_FILES)[2].splitlines()
    )
    listed = {path: rest[:64] for path, _, rest in rows}
    if not listed or any("\\" in path for path in listed):
        raise ValueError("not written plainly")
    return listed


def stands(root: str, name: str, listed: dict[str, str], *, alone: bool) -> bool:
    """Whether a folder holds what its manifest lists, byte for byte.

    Args:
        root: The folder.
        name: Of its manifest.
        listed: Digests by path.
        alone: Whether a file that is not ours counts as a change.

    Raises:
        OSError: Something cannot be read.
    """
    files: set[str] = set()
    others: set[str] = set()
    _scan(root, "", _folders_of(listed), files, others)
    if not files.issuperset([name, *listed]):
        return False
    strange = others | files.difference([name, *listed])
    if alone and not all(map(is_cache, strange)):
        return False
    return all(digest_of(f"{root}/{path}") == digest for path, digest in listed.items())


def digest_of(path: str) -> str:
    """The digest of a file."""
    return hashlib.sha256(read(path)).hexdigest()


def number(text: str, key: str) -> int:
    """A number of the head of a manifest, by its text; 0 where there is none."""
    _, found, rest = text.partition(f'\n  "{key}": ')
    return int(rest.partition(",")[0]) if found else 0


def files_in(text: str) -> int:
    """How many files a manifest lists, by its text."""
    return text.count(_SHA256)


def _head(made_from: Inputs) -> str:
    """How a manifest of these inputs begins."""
    targets = ", ".join(f'"{name}"' for name in made_from.targets)
    return (
        "{\n"
        '  "format": 1,\n'
        f'  "generator": "{made_from.generator}",\n'
        f'  "black": "{made_from.black}",\n'
        f'  "spec": "{made_from.spec}",\n'
        f'  "templates": "{made_from.templates}",\n'
        f'  "targets": [{targets}],\n'
    )


def _scan(
    folder: str, prefix: str, owned: set[str], files: set[str], others: set[str]
) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if entry.is_file(follow_symlinks=False):
                files.add(path)
            elif path in owned and entry.is_dir(follow_symlinks=False):
                _scan(entry.path, f"{path}/", owned, files, others)
            else:
                others.add(path)


def _folders_of(paths: dict[str, str]) -> set[str]:
    folders: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in folders:
            folders.add(path)
    return folders


def read(path: str) -> bytes:
    """What a file holds."""
    with open(path, "rb", buffering=0) as file:
        return file.read()

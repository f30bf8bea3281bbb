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
        text = _read(f"{root}/{NAME}").decode()
        table = _sealed_table(text, made_from)
        listed = {
            path: rest[:64]
            for path, _, rest in (
                row.removeprefix('    "').partition(_SHA256)
                for row in table.splitlines()
            )
        }
        if not listed or any("\\" in path for path in listed):
            return None
        folders = _folders_of(listed)
        files: set[str] = set()
        others: set[str] = set()
        _scan(root, "", folders, files, others)
        if not files.issuperset([NAME, *listed]):
            return None
        strange = others | files.difference([NAME, *listed])
        if alone and not all(map(is_cache, strange)):
            return None
        for path, digest in listed.items():
            if hashlib.sha256(_read(f"{root}/{path}")).hexdigest() != digest:
                return None
    except (OSError, ValueError):
        return None
    return text


def number(text: str, key: str) -> int:
    """A number of the head of a manifest, by its text; 0 where there is none."""
    _, found, rest = text.partition(f'\n  "{key}": ')
    return int(rest.partition(",")[0]) if found else 0


def files_in(text: str) -> int:
    """How many files a manifest lists, by its text."""
    return text.count(_SHA256)


def _sealed_table(text: str, made_from: Inputs) -> str:
    """The lines of files; none when the text is of other inputs, or was edited."""
    targets = ", ".join(f'"{name}"' for name in made_from.targets)
    head = (
        "{\n"
        '  "format": 1,\n'
        f'  "generator": "{made_from.generator}",\n'
        f'  "black": "{made_from.black}",\n'
        f'  "spec": "{made_from.spec}",\n'
        f'  "templates": "{made_from.templates}",\n'
        f'  "targets": [{targets}],\n'
    )
    body, seal, digest = text.rpartition(_SEAL)
    sealed = body + seal.removesuffix('  "digest": "')
    if not text.startswith(head):
        return ""
    if digest != f'{hashlib.sha256(sealed.encode()).hexdigest()}"\n}}\n':
        return ""
    return body.partition(_FILES)[2]


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


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()

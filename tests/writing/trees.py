"""Folders for tests: made from, and compared as, plain mappings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from clientgen.writing import manifest as manifests
from clientgen.writing.manifest import FileDigest, Manifest
from clientgen.writing.update import Update, look, update

LINK = "-> "


def plant(root: Path, files: Mapping[str, str]) -> None:
    """Write files; a text that starts with an arrow makes a symbolic link."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith(LINK):
            target.symlink_to(text.removeprefix(LINK))
        else:
            target.write_bytes(text.encode())


def seen(root: Path) -> dict[str, str]:
    """Everything in a folder: text by path, links as arrows, folders as empty names."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            key = path.relative_to(root).as_posix()
            if path.is_symlink():
                found[key] = LINK + os.readlink(path)
            elif path.is_dir():
                found[key + "/"] = ""
            else:
                found[key] = path.read_bytes().decode("utf-8", "surrogateescape")
    return found


def with_manifest(files: Mapping[str, str], spec: str = "1") -> dict[str, bytes]:
    """What the pipeline hands over: contents, and the manifest among them."""
    contents = {path: text.encode() for path, text in files.items()}
    digests = {
        path: FileDigest(manifests.sha256(data)) for path, data in contents.items()
    }
    manifest = Manifest("0.1.0", "26.1.0", spec, "t", ("docs",), 1, 2, digests)
    return {**contents, manifests.NAME: manifests.render(manifest)}


def write(
    root: Path, files: Mapping[str, str], *, spec: str = "1", force: bool = False
) -> Update:
    """Look, and bring a folder to what it should be."""
    return update(look(root), with_manifest(files, spec), force=force)

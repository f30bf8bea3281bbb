"""Tell by digests alone that a folder is what it should be. Loads nothing heavy."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from . import manifest as manifests
from .manifest import Manifest
from .paths import folders_of
from .tree import is_cache, read, scan


class Inputs(NamedTuple):
    """Everything that decides what the output is; the fields of a manifest's head.

    Attributes:
        generator: Version of clientgen.
        black: Version of Black.
        spec: Digest of the spec's files.
        templates: Digest of the templates and of the code that fills them.
        targets: Names of the targets.
    """

    generator: str
    black: str
    spec: str
    templates: str
    targets: tuple[str, ...]


def unchanged(root: Path, made_from: Inputs, *, alone: bool = False) -> Manifest | None:
    """Whether a folder holds, byte for byte, what its manifest says these inputs gave.

    Trusts the manifest, provided that its own digest is right.

    Args:
        root: The folder.
        made_from: The inputs of now.
        alone: Whether a file that is not ours counts as a change.

    Returns:
        The manifest; None when anything differs.
    """
    try:
        manifest = manifests.parse((root / manifests.NAME).read_bytes())
    except (OSError, manifests.ManifestError):
        return None
    if manifest[: len(made_from)] != tuple(made_from):
        return None
    folders = folders_of(manifest.files)
    tree = scan(root, folders)
    for path, digest in manifest.files.items():
        entry = tree.pop(path, None)
        if entry is None or entry.kind != "file":
            return None
        if manifests.sha256(read(root, path)) != digest.sha256:
            return None
    if tree.pop(manifests.NAME).kind != "file":
        return None
    if alone and any(not is_cache(p) for p in tree.keys() - folders):
        return None
    return manifest

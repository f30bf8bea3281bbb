"""The manifest: which files are generated, from what, and with which digests.

It is JSON text, one file a line, and says nothing about when or where it was made. Its last
key is a digest over all the text before it, so that an edited manifest is told from one that
was written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from .paths import is_writable

NAME = "manifest.json"
FORMAT = 1
_ROW = re.compile(r'^    "([^"\\\n]+)": \{"sha256": "([0-9a-f]{64})"', re.MULTILINE)
_SEAL = '  "digest": "'


class ManifestError(ValueError):
    """A manifest that clientgen did not write in this form; the message says why."""


class FileDigest(NamedTuple):
    """Digests of one generated file.

    Attributes:
        sha256: Of the bytes on the disk.
        unformatted: Of the text before it was formatted, see
            :func:`clientgen.writing.formatting.unformatted_digest`; empty for files that
            are not formatted.
    """

    sha256: str
    unformatted: str = ""


class Manifest(NamedTuple):
    """What a folder was generated from, and what was written.

    Attributes:
        generator: Version of clientgen.
        black: Year of Black's style.
        spec: Digest of the spec's files.
        templates: Digest of the templates and of the code that fills them.
        targets: Names of the targets, in order.
        resources: Number of resources.
        operations: Number of operations.
        files: Digests by path below the folder, without the manifest itself.
        warnings: Number of warnings in the spec: how many, so that a run in which nothing
            has changed can still say so; not which, since they name places on a machine.
    """

    generator: str
    black: str
    spec: str
    templates: str
    targets: tuple[str, ...]
    resources: int
    operations: int
    files: Mapping[str, FileDigest]
    warnings: int = 0


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def seal(head: Mapping[str, object], files: Mapping[str, Mapping[str, str]]) -> bytes:
    """Write JSON of a fixed form: the head, one file a line, and a digest over both."""
    lines = [
        f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items()
    ]
    rows = [
        f"    {json.dumps(path)}: {json.dumps(files[path])}" for path in sorted(files)
    ]
    table = "{\n" + ",\n".join(rows) + "\n  }" if rows else "{}"
    text = "{\n" + "".join(lines) + f'  "files": {table},\n'
    return f'{text}{_SEAL}{sha256(text.encode())}"\n}}\n'.encode()


def unseal(data: bytes) -> dict[str, object]:
    """Read what :func:`seal` has written.

    Raises:
        ManifestError: It is something else, or was edited since.
    """
    try:
        # A checkout may have turned line ends round.
        text = data.decode().replace("\r\n", "\n")
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise ManifestError("it is no JSON") from None
    if not isinstance(content, dict):
        raise ManifestError("it is no JSON object")
    if isinstance(content.get("format"), int) and content["format"] > FORMAT:
        raise ManifestError("it was written by a later clientgen: update yours")
    body, _, digest = text.rpartition(_SEAL)
    if digest != f'{sha256(body.encode())}"\n}}\n':
        raise ManifestError("its digest does not fit its text: it was edited by hand")
    return content


def render(manifest: Manifest) -> bytes:
    """The manifest's text."""
    head = {"format": FORMAT, **manifest._asdict()}
    del head["files"]
    return seal(
        head,
        {
            path: {key: value for key, value in digest._asdict().items() if value}
            for path, digest in manifest.files.items()
        },
    )


def parse(data: bytes) -> Manifest:
    """Read a manifest's text.

    Raises:
        ManifestError: It is none, was edited, or names files outside its folder.
    """
    content = unseal(data)
    try:
        files = parse_files(content["files"])
        targets = content["targets"]
        if not isinstance(targets, list):
            raise TypeError
        return Manifest(
            generator=str(content["generator"]),
            black=str(content["black"]),
            spec=str(content["spec"]),
            templates=str(content["templates"]),
            targets=tuple(map(str, targets)),
            resources=int(str(content["resources"])),
            operations=int(str(content["operations"])),
            files=files,
            warnings=int(str(content.get("warnings", 0))),
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, ManifestError):
            raise
        raise ManifestError("it is no manifest of clientgen") from None


def of_a_merge(data: bytes) -> dict[str, FileDigest] | None:
    """The files that a manifest names in which a merge has left conflict markers.

    Returns:
        Those of all sides; None when no merge has.
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    if not has_markers(text):
        return None
    found = {path: FileDigest(digest) for path, digest in re.findall(_ROW, text)}
    return {path: found[path] for path in sorted(found) if is_writable(path)}


def has_markers(text: str) -> bool:
    """Whether a merge has left conflict markers in a text."""
    return all(
        f"\n{mark}" in f"\n{text}" for mark in ("<<<<<<< ", "=======", ">>>>>>> ")
    )


def parse_files(files: object) -> dict[str, FileDigest]:
    """Read a manifest's table of files.

    Raises:
        ManifestError: It is none, or names files outside its folder.
    """
    if not isinstance(files, dict):
        raise ManifestError("it is no manifest of clientgen")
    found = {}
    for path, digests in files.items():
        if not is_writable(path):
            raise ManifestError(f"it names {path!r}, which clientgen never wrote")
        try:
            found[path] = FileDigest(**digests)
        except TypeError:
            raise ManifestError("it is no manifest of clientgen") from None
    return found

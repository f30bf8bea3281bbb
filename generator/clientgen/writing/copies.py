"""Copies of a generated package in other people's projects: what one consists of.

Beside the package's own files, a copy holds three that need no clientgen to be there, and
that the package never reads:

- ``clientgen.json``: what the copy is of, the digest of every file as it was copied, and of
  every file as it was when edits were carried over into it;
- ``clientgen.base``: the text of every file as it was copied, compressed, so that an edit
  can be shown, and carried over to the next version. It may be deleted: then edits are
  still found, but not carried over;
- ``VENDORED.md``: for people: where the files are from, and under which licence.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import manifest as manifests
from .errors import WritingError
from .leftovers import is_cache
from .licence import LICENCE
from .manifest import FileDigest, ManifestError, sha256
from .marks import marked
from .states import Known, read_manifest
from .tree import read, scan
from .update import Place

NAME = "clientgen.json"
BASE = "clientgen.base"
NOTE = "VENDORED.md"
_MOST_BASE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Origin:
    """A generated package, to be copied.

    Attributes:
        package: Its name.
        version: Its version.
        requires: The Python and the distributions that it needs, such as ``httpx2>=2.16``.
        generator: Version of the clientgen that generated it.
        spec: Digest of the spec that it was generated from.
        files: Content by path below the package's folder, with the marks of a copy.
    """

    package: str
    version: str
    requires: tuple[str, ...]
    generator: str
    spec: str
    files: Mapping[str, bytes]


def read_origin(out: Path) -> Origin:
    """Read the package of an output folder.

    Args:
        out: The output folder.

    Raises:
        WritingError: There is none, or it is not as it was generated.
    """
    tree = scan(out)
    known = read_manifest(out, tree)
    if known.manifest is None:
        why = known.error or "it is not there"
        raise WritingError(
            f"{out / manifests.NAME} cannot be used: {why}; say with --out where the"
            " package was generated"
        )
    tops = [
        path.split("/")[1]
        for path in known.files
        if path.startswith("python/") and path.count("/") == 2
        if path.endswith("/__init__.py")
    ]
    if len(tops) != 1:
        raise WritingError(f"{out} holds no generated Python package")
    prefix = f"python/{tops[0]}/"
    files = {}
    for path in sorted(known.files):
        if not path.startswith(prefix):
            continue
        data = read(out, path) if tree.get(path, None) else b""
        if tree[path].kind != "file" or sha256(data) != known.files[path].sha256:
            raise WritingError(
                f"{out / path} is not as it was generated: see clientgen check"
            )
        inside = path.removeprefix(prefix)
        files[inside] = marked(inside, data)
    project = _project(out)
    python = project.get("requires-python")
    return Origin(
        package=tops[0],
        version=str(project.get("version", "")),
        requires=(
            *([f"Python {python}"] if python else []),
            *map(str, project.get("dependencies", [])),
        ),
        generator=known.manifest.generator,
        spec=known.manifest.spec,
        files=files,
    )


def _project(out: Path) -> dict[str, Any]:
    import tomllib

    try:
        text = read(out, "python/pyproject.toml").decode()
        return dict(tomllib.loads(text)["project"])
    except (WritingError, ValueError, KeyError, TypeError):
        return {}


def contents(
    origin: Origin,
    name: str,
    base: bytes = b"",
    carried: Mapping[str, bytes] = MappingProxyType({}),
) -> dict[str, bytes]:
    """Everything that a copy consists of.

    Args:
        origin: The package to copy.
        name: The dotted name under which the copy is imported.
        base: The copy's present base; kept, byte for byte, when it says the same.
        carried: Content of the files that have edits in them.
    """
    if unpack(base) != origin.files:
        # The same input gives other bytes with another zlib, which is nobody's change.
        base = pack(origin.files)
    files = {**origin.files, BASE: base, NOTE: _note(origin, name).encode()}
    for path in (BASE, NOTE, NAME):
        if path in origin.files:
            raise WritingError(
                f"the package has a {path} of its own and cannot be copied"
            )
    head: dict[str, object] = {
        "format": manifests.FORMAT,
        "package": origin.package,
        "version": origin.version,
        "name": name,
        "generator": origin.generator,
        "spec": origin.spec,
    }
    if carried:
        head["carried"] = {path: sha256(carried[path]) for path in sorted(carried)}
    digests = {path: {"sha256": sha256(data)} for path, data in files.items()}
    return {**files, **carried, NAME: manifests.seal(head, digests)}


def pack(files: Mapping[str, bytes]) -> bytes:
    """Compress files."""
    texts = {path: data.decode() for path, data in sorted(files.items())}
    return zlib.compress(json.dumps(texts, ensure_ascii=False).encode(), 9)


def unpack(data: bytes) -> dict[str, bytes]:
    """Read what :func:`pack` has written; nothing when it is something else."""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(data, _MOST_BASE)
        texts = json.loads(text) if unpacker.eof else {}
        return {str(path): text.encode() for path, text in texts.items()}
    except (zlib.error, ValueError, AttributeError):
        return {}


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as it is now.

    Attributes:
        place: The folder.
        name: The dotted name under which it is imported.
        package: The package's own name.
        version: The package's version.
        carried: Digests of the files that edits were carried over into, as they then were.
    """

    place: Place
    name: str
    package: str
    version: str
    carried: Mapping[str, str]


def look_at_copy(copy: Path) -> Copy:
    """See how a copy is.

    Raises:
        WritingError: It is no copy, or its manifest cannot be believed.
    """
    tree = scan(copy)
    if NAME not in tree or tree[NAME].kind != "file":
        raise WritingError(
            f"{copy} is no copy that clientgen vendor made: no {NAME} in it"
        )
    try:
        content = manifests.unseal(read(copy, NAME))
        files = manifests.parse_files(content.get("files"))
    except ManifestError as error:
        raise WritingError(
            f"{copy / NAME} cannot be used: {error}; restore it, or vendor anew"
        ) from None
    carried = content.get("carried")
    return Copy(
        Place(copy, tree, Known(NAME, files)),
        str(content.get("name")),
        str(content.get("package")),
        str(content.get("version")),
        carried if isinstance(carried, dict) else {},
    )


def base_of(place: Place) -> dict[str, bytes]:
    """The content of a copy's files as they were copied, where it is still known."""
    entry = place.tree.get(BASE)
    if entry is None or entry.kind != "file":
        return {}
    nothing = FileDigest("")
    return {
        path: data
        for path, data in unpack(read(place.root, BASE)).items()
        if sha256(data) == place.known.files.get(path, nothing).sha256
    }


def copy_folder(dest: Path, name: str) -> Path:
    """Where a copy goes: the part of the name that the folder already ends in is not repeated.

    ``src`` and ``acme._vendor.shop`` give ``src/acme/_vendor/shop``; so do
    ``src/acme/_vendor`` and ``src/acme/_vendor/shop``.

    Raises:
        WritingError: The name is no dotted name.
    """
    import keyword

    parts = name.split(".")
    for part in parts:
        if not part.isidentifier() or keyword.iskeyword(part):
            raise WritingError(f"{name!r} is no dotted name of a package")
    here = dest.resolve().parts
    there = next(
        count
        for count in range(len(parts), -1, -1)
        if list(here[len(here) - count :]) == parts[:count]
    )
    return dest.joinpath(*parts[there:])


def find_copy(dest: Path) -> Path:
    """The copy in a folder: the folder itself, or the only one below it.

    Raises:
        WritingError: There is none, or more than one.
    """
    if (dest / NAME).is_file():
        return dest
    found = []
    for folder, folders, files in os.walk(dest):
        folders[:] = [name for name in folders if not is_cache(name)]
        if NAME in files:
            found.append(Path(folder))
            folders.clear()
    if len(found) == 1:
        return found[0]
    if not found:
        raise WritingError(f"there is no copy that clientgen vendor made in {dest}")
    raise WritingError(
        f"there are {len(found)} copies in {dest}: name one of"
        f" {', '.join(sorted(map(str, found)))}"
    )


def _note(origin: Origin, name: str) -> str:
    needs = ", ".join(f"`{each}`" for each in origin.requires)
    folder = name.replace(".", "/")
    return f"""\
# A copy of {origin.package} {origin.version}

The files in this folder were generated by clientgen {origin.generator} and copied here by
`clientgen vendor`, to be imported as `{name}`. They work without clientgen.

- They need {needs or "what the package's pyproject.toml says"}: add that to your project.
- `clientgen check --vendored` on this folder tells whether the copy was edited, or is behind.
- `clientgen vendor --update` on this folder moves it to a newer version. It never overwrites
  an edit; with `--carry` it takes edits along.
- `{NAME}` and `{BASE}` are for these two commands; nothing else reads them. `{BASE}` is
  binary: all files as they were copied, compressed. It may be deleted; edits are then still
  found, but not shown, and not taken along.

## Your formatters, linters and type checkers

Each module begins with the marks by which Black, Ruff, isort, Flake8, Pylint, mypy and pyright
leave it as it is. A tool that knows none of them is told to leave out the folder, in
`pyproject.toml` (`extend-exclude`, `exclude`) or in `.pre-commit-config.yaml`
(`exclude: {folder}/`).

## Licence

What is in `runtime/` is part of clientgen, under the licence below. clientgen claims no right
in the other files, which were generated from a description of the API.

{LICENCE}"""

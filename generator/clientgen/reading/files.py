"""The files of a spec folder: which there are, and their bytes."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from ..model.position import Position
from .composing import MOST_BYTES
from .findings import Report, SpecError, quoted

MOST_FILES = 2000
MOST_BYTES_ALTOGETHER = 16 * 1024 * 1024

_STEM = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
_FOLDERS = ("resources", "schemas")


def read_sources(spec: Path) -> dict[str, bytes]:
    """Read the files of a spec, for digests.

    Args:
        spec: The folder with api.yaml.

    Returns:
        The files' bytes by their paths below the folder (with ``/``), sorted.

    Raises:
        SpecError: When a file cannot be read.
    """
    report = Report()
    files = read_files(spec, report)
    if report.failed:
        raise SpecError(report.findings)
    return files


def read_files(spec: Path, report: Report) -> dict[str, bytes]:
    """Read what can be read and report the rest.

    Args:
        spec: The folder with api.yaml.
        report: Takes what is wrong.

    Returns:
        The files' bytes by their paths below the folder, sorted; api.yaml is the first.
    """
    place = Position(shown(spec, ""), 1, 1)
    try:
        root = spec.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        report.error(
            place, "no-spec", "there is no such folder; give the one with api.yaml"
        )
        return {}
    if not root.is_dir():
        report.error(place, "no-spec", "this is no folder; give the one with api.yaml")
        return {}
    if not os.path.lexists(root / "api.yaml"):
        hint = "; rename api.yml" if (root / "api.yml").exists() else ""
        report.error(place, "no-spec", f"the folder has no api.yaml{hint}")
        return {}
    names = ["api.yaml"]
    for folder in _FOLDERS:
        names += _names(spec, root, folder, report)
    if len(names) > MOST_FILES:
        report.error(place, "too-large", f"the spec has more than {MOST_FILES:,} files")
        return {}
    files: dict[str, bytes] = {}
    total = 0
    for name in names:
        data = _read(root, name, shown(spec, name), report)
        if data is not None:
            files[name] = data
            total += len(data)
        if total > MOST_BYTES_ALTOGETHER:
            report.error(place, "too-large", "the spec has more than 16 MiB")
            return {}
    return files


def shown(spec: Path, name: str) -> str:
    """Path of a spec file as findings show it: relative to the working directory when it
    is below it, else as the user gave it; with ``/``."""
    given = os.path.join(spec, name) if name else os.fspath(spec)
    try:
        relative = os.path.relpath(given)
    except ValueError:  # another drive
        relative = os.pardir
    inside = relative.split(os.sep, 1)[0] != os.pardir
    path = relative if inside else os.path.normpath(given)
    return path.replace(os.sep, "/")


def _names(spec: Path, root: Path, folder: str, report: Report) -> list[str]:
    place = Position(shown(spec, folder), 1, 1)
    try:
        inside = (root / folder).resolve().is_relative_to(root)
        found = sorted(os.listdir(root / folder)) if inside else []
    except FileNotFoundError:
        return []
    except (OSError, RuntimeError) as error:
        report.error(place, "unreadable", f"the folder cannot be read: {_why(error)}")
        return []
    if not inside:
        report.error(
            place, "outside", "this link leaves the spec folder; put the files here"
        )
    names: list[str] = []
    for file in found:
        stem, suffix = os.path.splitext(file)
        if file.startswith(".") or suffix not in (".yaml", ".yml"):
            continue
        name = f"{folder}/{file}"
        if suffix == ".yml":
            report.error(
                Position(shown(spec, name), 1, 1),
                "file-name",
                "files of a spec end in .yaml; rename it",
            )
        elif not _STEM.match(stem):
            report.error(
                Position(shown(spec, folder), 1, 1),
                "file-name",
                f"the file name {quoted(file)} is not snake_case (small letters, digits, "
                "single underscores); rename it",
            )
        else:
            names.append(name)
    return names


def _read(root: Path, name: str, path: str, report: Report) -> bytes | None:
    place = Position(path, 1, 1)
    try:
        file = root / name
        # Its folder is inside; to resolve what is no link takes 3 ms of a run.
        if file.is_symlink() and not file.resolve(strict=True).is_relative_to(root):
            report.error(
                place, "outside", "this link leaves the spec folder; put the file here"
            )
            return None
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            report.error(place, "unreadable", "this is no regular file")
            return None
        if status.st_size <= MOST_BYTES:
            with file.open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)
            if len(data) <= MOST_BYTES:
                return data
    except (OSError, RuntimeError) as error:
        report.error(place, "unreadable", f"the file cannot be read: {_why(error)}")
        return None
    report.error(place, "too-large", "the file is larger than 1 MiB; split it")
    return None


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or "it leads in a circle").lower()

"""Digests of what the output is made from: the spec, the templates, the generator itself."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from .errors import WritingError

_PACKAGE = Path(__file__).parents[1]
# These rooms decide what is written; the others only how a person asks for it.
_SHAPING = (
    "model",
    "reading",
    "rules",
    "targets",
    "writing/formatting.py",
    "writing/layout.py",
    "pipeline.py",
)
_MOST_DEPTH = 20


def spec_digest(spec: Path) -> str:
    """Digest of a spec's files: names and contents of all that its reader looks at."""
    names = [("api.yaml", os.fspath(spec / "api.yaml"))]
    for folder in ("resources", "schemas"):
        names += [
            (name, path)
            for name, path in _files(os.fspath(spec / folder), folder)
            if name.endswith((".yaml", ".yml")) and name.count("/") == 1
        ]
    return _digest(names)


def templates_digest(override: Path | None) -> str:
    """Digest of the templates and of the code that fills them.

    Args:
        override: A folder of the user's own templates.
    """
    inside = _PACKAGE / "templates"
    own = inside if inside.is_dir() else _PACKAGE.parent / "templates"
    roots = [(name, _PACKAGE / name) for name in _SHAPING] + [("templates", own)]
    if override is not None:
        roots.append(("override", override))
    return _digest(
        [file for name, root in roots for file in _files(os.fspath(root), name)]
    )


def _digest(files: Iterable[tuple[str, str]]) -> str:
    total = hashlib.sha256()
    for name, path in files:
        try:
            with open(path, "rb", buffering=0) as file:
                # A checkout may turn line ends round; the meaning stays.
                data = file.read().replace(b"\r\n", b"\n")
        except OSError as error:
            # The room that needs the file says what is wrong with it.
            data = str(error.errno).encode()
        total.update(f"{len(name.encode())} {name} {len(data)}\n".encode())
        total.update(data)
    return total.hexdigest()


def _files(path: str, name: str) -> list[tuple[str, str]]:
    # Plain strings: hundreds of path objects would take longer than the reading.
    if not os.path.isdir(path):
        return [(name, path)]
    if name.count("/") > _MOST_DEPTH:
        raise WritingError(
            f"{path} is too deep; is there a link that leads in a circle?"
        )
    found: list[tuple[str, str]] = []
    for entry in sorted(os.listdir(path)):
        if entry != "__pycache__" and not entry.startswith("."):
            found += _files(f"{path}/{entry}", f"{name}/{entry}")
    return found

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
    "pipeline.py",
)
_IGNORED = ("__pycache__",)


def spec_digest(spec: Path) -> str:
    """Digest of a spec's files: names and contents."""
    return _digest([("spec", spec)], (".yaml", ".yml"))


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
    return _digest(roots, (".py", ".json", ".jinja", ".md", ".txt", ".toml", ".typed"))


def _digest(roots: Iterable[tuple[str, Path]], endings: tuple[str, ...]) -> str:
    total = hashlib.sha256()
    for label, root in roots:
        for name, path in _files(os.fspath(root), label):
            if not name.endswith(endings):
                continue
            try:
                with open(path, "rb") as file:
                    # A checkout may turn line ends round; the meaning stays.
                    data = file.read().replace(b"\r\n", b"\n")
            except OSError as error:
                raise WritingError(f"cannot read {path}: {error.strerror}") from error
            total.update(f"{len(name.encode())} {name} {len(data)}\n".encode())
            total.update(data)
    return total.hexdigest()


def _files(path: str, name: str) -> list[tuple[str, str]]:
    if not os.path.isdir(path):
        return [(name, path)]
    found: list[tuple[str, str]] = []
    for entry in sorted(os.listdir(path)):
        if entry not in _IGNORED and not entry.startswith("."):
            found += _files(f"{path}/{entry}", f"{name}/{entry}")
    return found

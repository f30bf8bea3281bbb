"""Digests of what the output is made from: the spec, the templates, the generator itself.

Plain strings throughout, because this runs at every commit: to load pathlib would take
longer than all the work, and so would hundreds of its objects.
"""

from __future__ import annotations

import hashlib
import os

from .. import __version__
from .errors import WritingError

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# These rooms decide what is written; the others only how a person asks for it.
_SHAPING = (
    "model",
    "reading",
    "rules",
    "targets",
    "writing/formatting.py",
    "pipeline.py",
)
_MOST_DEPTH = 20


class Inputs:
    """Everything that decides what the output is; the head of a manifest.

    Attributes:
        generator: Version of clientgen.
        black: Year of Black's style.
        spec: Digest of the spec's files.
        templates: Digest of the templates and of the code that fills them.
        targets: Names of the targets, in order.
    """

    __slots__ = ("black", "generator", "spec", "targets", "templates")

    def __init__(
        self, spec: str, templates: str | None, targets: tuple[str, ...]
    ) -> None:
        """Take digests.

        Args:
            spec: The spec's folder.
            templates: A folder of the user's own templates.
            targets: Names of the targets, in order.
        """
        self.generator = __version__
        self.black = black_year()
        self.spec = spec_digest(spec)
        self.templates = templates_digest(templates)
        self.targets = targets


def black_year() -> str:
    """The year of Black's style, such as ``26``: all its versions of a year format alike."""
    try:
        # What black itself imports; the package's metadata would take longer to read than
        # all other work of a run in which nothing has changed.
        version = str(__import__("_black_version").version)
    except (ImportError, AttributeError):
        from importlib.metadata import version as version_of

        version = version_of("black")
    return version.partition(".")[0]


def spec_digest(spec: str) -> str:
    """Digest of a spec's files: names and contents of all that its reader looks at."""
    return _digest(spec_files(spec))


def spec_files(spec: str) -> list[tuple[str, str]]:
    """The files of a spec: their names below it, and their paths."""
    names = [("api.yaml", f"{spec}/api.yaml")]
    for folder in ("resources", "schemas"):
        names += [
            (name, path)
            for name, path in _files(f"{spec}/{folder}", folder)
            if name.endswith((".yaml", ".yml")) and name.count("/") == 1
        ]
    return names


def templates_digest(override: str | None) -> str:
    """Digest of the templates and of the code that fills them.

    Args:
        override: A folder of the user's own templates.
    """
    inside = f"{_PACKAGE}/templates"
    beside = os.path.dirname(os.path.dirname(_PACKAGE))
    own = inside if os.path.isdir(inside) else f"{beside}/templates"
    roots = [(name, f"{_PACKAGE}/{name}") for name in _SHAPING] + [("templates", own)]
    if override is not None:
        roots.append(("override", override))
    return _digest([file for name, root in roots for file in _files(root, name)])


def _digest(files: list[tuple[str, str]]) -> str:
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

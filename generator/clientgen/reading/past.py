"""A spec that stands elsewhere than people know it, such as a copy of what it was."""

from __future__ import annotations

from pathlib import Path

from ..model.position import Position
from .files import shown
from .findings import SpecError
from .loading import Accepts, Loaded, load


def load_as(
    spec: Path, called: str, accepts: Accepts = lambda kind, root: False
) -> Loaded:
    """Read a spec folder; mistakes are told by another name of it.

    Args:
        spec: The folder.
        called: What people call it, such as ``v1.2:spec/shop``.
        accepts: See :func:`.loading.load`.

    Raises:
        SpecError: The spec has mistakes.
    """
    try:
        return load(spec, accepts)
    except SpecError as error:
        raise SpecError(
            found._replace(position=position_as(found.position, spec, called))
            for found in error.findings
            # A copy stands elsewhere than what its first lines lead to.
            if found.code != "editor-line"
        ) from error


def position_as(position: Position, spec: Path, called: str) -> Position:
    """A position in a spec folder by another name of the folder."""
    folder = shown(spec, "")
    if position.path != folder and not position.path.startswith(f"{folder}/"):
        return position
    return position._replace(path=called + position.path[len(folder) :])

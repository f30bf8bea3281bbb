"""What a target is, and what it makes: files, in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..model.api import Api
    from .templates import Templates


class OutputFile(NamedTuple):
    """One generated file.

    Attributes:
        path: Below the output folder, with ``/``.
        text: Its content, ``\\n`` at every line's end.
        final: Whether it is written as it stands, though its target formats such files.
    """

    path: str
    text: str
    final: bool = False


class Target(NamedTuple):
    """One kind of output.

    Attributes:
        name: What it is called in settings and on the command line.
        files: Makes its files, below a folder of its own name. It knows the model and its
            templates, and neither the disk, the clock nor the environment.
        black: Endings of the files that Black formats.
        default: Whether it is made unless targets are named.
    """

    name: str
    files: Callable[[Api, Templates], list[OutputFile]]
    black: tuple[str, ...] = ()
    default: bool = True

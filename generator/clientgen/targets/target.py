"""What a target is, and what it makes: files, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from ..model.api import Api
    from ..model.position import Position
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


class Sheet(NamedTuple):
    """Files that are made together, when one of them is wanted.

    Attributes:
        paths: Of the files, below the target's own folder.
        make: Makes these files and no others: path and text of each, as they are written.
    """

    paths: tuple[str, ...]
    make: Callable[[], Iterable[tuple[str, str]]]


class Problem(NamedTuple):
    """Something in a spec that a target cannot say; nothing is written then.

    Attributes:
        position: Where to look.
        code: One of the codes of findings.
        message: What is wrong and what to do.
    """

    position: Position
    code: Literal["name-collision", "no-client-name"]
    message: str


def no_problems(api: Api) -> Iterable[Problem]:
    """For targets that can say everything."""
    return ()


class Target(NamedTuple):
    """One kind of output.

    Attributes:
        name: What it is called in settings and on the command line.
        files: Makes its files, below a folder of its own name. It knows the model and its
            templates, and neither the disk, the clock nor the environment.
        black: Endings of the files that Black formats.
        default: Whether it is made unless targets are named.
        problems: Finds what stands against it in an API, before anything is made.
        since: Makes its files for an API, and tells of changes to it as it was; None where
            it has no place for that.
        sheets: Tells the same files, each to be made when it is wanted, for an API and
            perhaps that as it was; None where they are made all at once.
    """

    name: str
    files: Callable[[Api, Templates], list[OutputFile]]
    black: tuple[str, ...] = ()
    default: bool = True
    problems: Callable[[Api], Iterable[Problem]] = no_problems
    since: Callable[[Api, Templates, Api], list[OutputFile]] | None = None
    sheets: Callable[[Api, Templates, Api | None], list[Sheet]] | None = None

"""Two states of a spec, folders or revisions of git, read and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from .changes import Changes, compare, renamed_of
from .model.api import Api
from .model.position import Position
from .reading import load_as, position_as
from .speed import Speed
from .writing.errors import WritingError
from .writing.revisions import Past, folder_at, range_of


class Compared(NamedTuple):
    """What was compared, and what came out.

    Attributes:
        old: The state before.
        new: The state now.
        names: What the two are called.
    """

    changes: Changes
    old: Api
    new: Api
    names: tuple[str, str]


def compare_states(
    spec: Path | None,
    old: str,
    new: str | None,
    renamed: Iterable[str],
    speed: Speed,
) -> Compared:
    """Compare two states of a spec.

    Args:
        spec: The spec's folder, for revisions and where nothing is said; None if unknown.
        old: A spec folder, a revision of git or a range of such.
        new: The same, no range; None for the spec as it stands, or the range's end.
        renamed: What has another name now, such as ``Invoice=Bill``.
        speed: Shorter ways where there are some.

    Raises:
        SpecError: A state has mistakes.
        WritingError: A state cannot be had.
        RenamedError: Something said to be renamed is not there.
    """
    told = renamed_of(renamed)
    ends = None
    if new is None and spec is not None and not _is_spec(old):
        ends = range_of(old, spec)
    before, now = ends or (old, new)
    with ExitStack() as stack:
        first = stack.enter_context(_state(spec, before))
        second = stack.enter_context(_state(spec, now))
        apis = [load_as(*each, speed.accepts).api for each in (first, second)]
        found = compare(apis[0], apis[1], told)
        changes = Changes(
            tuple(
                replace(each, position=_known_as(each.position, (first, second)))
                for each in found.found
            )
        )
    return Compared(changes, apis[0], apis[1], (first.called, second.called))


def _is_spec(words: str) -> bool:
    return (Path(words) / "api.yaml").is_file()


@contextmanager
def _state(spec: Path | None, words: str | None) -> Iterator[Past]:
    """A state's folder, and what it is called."""
    if words is not None and (_is_spec(words) or _is_folder(words)):
        yield Past(Path(words), Path(words).as_posix())
        return
    if spec is None:
        what = f"{words!r} is no spec folder; if it is a revision, of" if words else ""
        raise WritingError(
            f"{what} which spec? Say it with --spec, or set `spec` under"
            " [tool.clientgen] in pyproject.toml".strip()
        )
    if words is None:
        yield Past(spec, spec.as_posix())
        return
    with folder_at(spec, words) as past:
        yield past


def _is_folder(words: str) -> bool:
    """Whether a text can be meant for a folder alone: revisions do not begin or end so."""
    return words.startswith((".", "/", "~")) or words.endswith("/")


def _known_as(position: Position | None, states: Iterable[Past]) -> Position | None:
    for folder, called in states:
        if position is not None:
            position = position_as(position, folder, called)
    return position

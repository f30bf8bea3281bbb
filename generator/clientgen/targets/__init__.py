"""Targets turn an API into the contents of files: what each says; templates say how.

Each target is a folder here that exports one value, ``TARGET``. None imports another.
"""

from __future__ import annotations

# Told by digests alone, an unchanged project needs these names and nothing more.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from jinja2 import BytecodeCache

    from ..model.api import Api
    from .target import OutputFile, Sheet, Target

_BUILT_IN = ("python", "docs", "openapi", "openapi30", "site")
"""Folders, in the order in which targets are made."""
_NOT_BY_DEFAULT = ("openapi30", "site")
_ADDED: dict[str, Target] = {}


def add(target: Target) -> None:
    """Make one more target known, from outside this package.

    Raises:
        ValueError: There is a target of that name already.
    """
    if target.name in known():
        raise ValueError(f"there is a target {target.name!r} already")
    _ADDED[target.name] = target


def known() -> tuple[str, ...]:
    """Names of all targets, in the order in which they are made."""
    return (*_BUILT_IN, *_ADDED)


def default() -> tuple[str, ...]:
    """Names of the targets that are made unless some are named."""
    added = [name for name, target in _ADDED.items() if target.default]
    return (*(name for name in _BUILT_IN if name not in _NOT_BY_DEFAULT), *added)


def load_target(name: str) -> Target:
    """Load a target by its name."""
    if name in _ADDED:
        return _ADDED[name]
    from importlib import import_module

    found: Target = import_module(f"{__name__}.{name}").TARGET
    return found


def render(
    api: Api,
    names: Sequence[str],
    override: Path | None = None,
    compiled: Callable[[Path], BytecodeCache | None] = lambda folder: None,
    before: Api | None = None,
) -> Iterator[tuple[Target, list[OutputFile]]]:
    """Make the files of some targets.

    Args:
        api: The API.
        names: Names of targets, see :func:`known`.
        override: A folder whose templates replace those that come with clientgen.
        compiled: See :func:`clientgen.targets.templates.load_templates`.
        before: The API as it was, for targets that tell of changes.

    Yields:
        One target after the other with its files.
    """
    from .templates import load_templates

    prepared = load_templates(override, compiled)
    for name in names:
        made = load_target(name)
        if before is not None and made.since is not None:
            yield made, made.since(api, prepared, before)
        else:
            yield made, made.files(api, prepared)


def sheets(
    api: Api,
    name: str,
    override: Path | None = None,
    compiled: Callable[[Path], BytecodeCache | None] = lambda folder: None,
    before: Api | None = None,
) -> list[Sheet]:
    """The files of one target, none of them made yet; the arguments are those of :func:`render`.

    Raises:
        ValueError: The target makes its files all at once.
    """
    from .templates import load_templates

    made = load_target(name)
    if made.sheets is None:
        raise ValueError(f"the target {name!r} makes its files all at once")
    return made.sheets(api, load_templates(override, compiled), before)

"""What a run is about: as the arguments say, and else ``[tool.clientgen]`` of a project."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import NamedTuple

import click

from ..pipeline import Settings

FOLDER = click.Path(path_type=Path)
_OUT = "generated"
out_option = click.option(
    "--out",
    type=FOLDER,
    help="The output folder.  [default: the project's, or generated]",
)


class Arguments(NamedTuple):
    """What the command line says of spec and output; None where it says nothing.

    Attributes:
        spec: The spec's folder.
        out: The output folder.
        targets: Names of targets.
        templates: A folder of templates that replace those of clientgen.
    """

    spec: Path | None = None
    out: Path | None = None
    targets: tuple[str, ...] | None = None
    templates: Path | None = None

    def words(self) -> list[str]:
        """The same arguments, for a command that is shown."""
        words = [] if self.spec is None else [str(self.spec)]
        if self.out is not None:
            words += ["--out", str(self.out)]
        if self.targets is not None:
            words += ["--targets", ",".join(self.targets)]
        if self.templates is not None:
            words += ["--templates", str(self.templates)]
        return words


_NOTHING = Arguments()


def takes_arguments(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command its first argument: what the command line says of spec and output."""

    @click.argument("spec", required=False, type=FOLDER)
    @out_option
    @click.option(
        "--targets",
        help="Names of targets with commas between, such as python,docs.  [default: the"
        " project's, or all]",
    )
    @click.option(
        "--templates",
        type=FOLDER,
        help="A folder of templates; each replaces clientgen's own of the same path.",
    )
    @wraps(command)
    def called(
        spec: Path | None,
        out: Path | None,
        targets: str | None,
        templates: Path | None,
        **options: object,
    ) -> int:
        names = None if targets is None else tuple(targets.split(","))
        return command(Arguments(spec, out, names, templates), **options)

    return called


class ProjectError(ValueError):
    """The settings make no sense; the message says where and why."""


class Project(NamedTuple):
    """The settings of a project; paths are absolute, and None where nothing is said.

    Attributes:
        file: The pyproject.toml.
        spec: The spec's folder.
        out: The output folder.
        targets: Names of targets.
        templates: A folder of templates that replace those of clientgen.
    """

    file: Path
    spec: Path | None = None
    out: Path | None = None
    targets: tuple[str, ...] | None = None
    templates: Path | None = None


def find_settings(start: Path, said: Arguments = _NOTHING) -> Settings:
    """What to make from what: as the arguments say, and else the project.

    Args:
        start: The working directory.
        said: The arguments.

    Raises:
        ProjectError: There is no telling which spec, or where to write.
    """
    project = find_project(start) or Project(start / "pyproject.toml")
    chosen = said.spec or _shown(project.spec)
    if chosen is None:
        raise ProjectError(
            "which spec? Name its folder, or set `spec` under [tool.clientgen] in"
            " pyproject.toml"
        )
    other = project.spec is not None and chosen.resolve() != project.spec.resolve()
    out = said.out or find_out(start, None)
    if said.out is None and other:
        raise ProjectError(
            f"{out} is for {_shown(project.spec)}: say with --out where the"
            f" files of {chosen} go"
        )
    return Settings(
        chosen,
        out or Path(_OUT),
        said.targets or project.targets or (),
        said.templates or _shown(project.templates),
    )


def find_out(start: Path, out: Path | None) -> Path | None:
    """The output folder: the one that was named, or the project's.

    Raises:
        ProjectError: The project's settings make no sense.
    """
    if out is not None:
        return out
    project = find_project(start)
    if project is None or (project.out is None and project.spec is None):
        return None
    return _shown(project.out or project.file.parent / _OUT)


def _shown(path: Path | None) -> Path | None:
    """A path as a person in the working directory would write it."""
    if path is None:
        return None
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # on another drive
        return path


_KEYS = ("spec", "out", "targets", "templates")


def find_project(start: Path) -> Project | None:
    """Look for settings in a folder and those above it, up to the root of a repository.

    Args:
        start: The folder to start from.

    Returns:
        The nearest settings; None when there are none.

    Raises:
        ProjectError: A pyproject.toml cannot be read, or its settings make no sense.
    """
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file() and (project := _read(file)):
            return project
        if (folder / ".git").exists():
            return None
    return None


def _read(file: Path) -> Project | None:
    import tomllib

    try:
        data = file.read_bytes()
        # Most projects say nothing to us; do not complain about their other settings.
        if b"clientgen" not in data:
            return None
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ProjectError(f"{file}: {error}") from None
    tool = content.get("tool")
    table = tool.get("clientgen") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ProjectError(f"{file}: tool.clientgen must be a table")
    for key in table:
        if key not in _KEYS:
            import difflib

            near = difflib.get_close_matches(key, _KEYS, 1)
            hint = (
                f"did you mean '{near[0]}'?" if near else f"known: {', '.join(_KEYS)}"
            )
            raise ProjectError(f"{file}: [tool.clientgen] has no key '{key}'; {hint}")
    return Project(
        file,
        spec=_folder(file, table, "spec"),
        out=_folder(file, table, "out"),
        targets=_targets(file, table),
        templates=_folder(file, table, "templates"),
    )


def _folder(file: Path, table: dict[str, object], key: str) -> Path | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise ProjectError(
            f"{file}: [tool.clientgen] {key} must be the path of a folder"
        )
    return file.parent / value


def _targets(file: Path, table: dict[str, object]) -> tuple[str, ...] | None:
    value = table.get("targets")
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or not value
        or not all(isinstance(name, str) for name in value)
        or len(set(value)) != len(value)
    ):
        raise ProjectError(
            f"{file}: [tool.clientgen] targets must be a list of different names, such as"
            ' ["python", "docs"]'
        )
    return tuple(value)

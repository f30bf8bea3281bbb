"""A new project: complete, and green from its first minute.

It is built whole in a folder beside, with what clientgen generates from its spec, and put in
place when that has gone well.
"""

from __future__ import annotations

import keyword
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..model.naming import snake_case
from ..pipeline import Settings, generate
from ..reading import SpecError, editor_lines
from ..targets.sinks import code, identifier
from ..targets.templates import Templates, load_templates
from ..writing.errors import WritingError
from ..writing.grammar_copies import copy_grammar
from .requirement import is_local, requirement

_OUT = "generated"
_FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/client.yml": "workflow.yml",
    "tests/test_client.py": "test_client.py",
    "{spec}/api.yaml": "spec/api.yaml",
    "{spec}/resources/task.yaml": "spec/task.yaml",
}
"""Each file of a project, and the template that it is made of."""


class InTheWayError(WritingError):
    """There are files where those of the project would stand.

    Attributes:
        paths: Of these files, below the folder of the project.
    """

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


class Project(NamedTuple):
    """What was made.

    Attributes:
        folder: Of the project.
        package: Import name of the client.
        name: Class of the client.
        files: How many files there are.
        local: Whether clientgen itself is installed from this machine alone.
    """

    folder: Path
    package: str
    name: str
    files: int
    local: bool


def make_project(folder: Path) -> Project:
    """Make a project.

    Args:
        folder: It need not be there; nothing in it is touched. Its name names the client.

    Raises:
        InTheWayError: Files of the project are there already; nothing was written.
        WritingError: It cannot be written; nothing was.
    """
    place = folder.absolute()
    if place.exists() and not place.is_dir():
        raise WritingError(f"{folder} is a file: name a folder, or none for this one")
    needed = requirement()
    templates = load_templates()
    try:
        with _beside(place) as built:
            package, name = _build(place.name, built, templates, needed)
            if found := tuple(_in_the_way(built, place)):
                raise InTheWayError(found)
            files = sum(path.is_file() for path in built.rglob("*"))
            _put(built, place)
    except OSError as error:
        raise WritingError(f"{folder}: {error.strerror or error}") from error
    return Project(folder, package, name, files, is_local(needed))


def _build(
    folder: str, built: Path, templates: Templates, needed: str
) -> tuple[str, str]:
    """Build a project under the first name that can be a client's; give package and class."""
    *usual, last = _names(folder)
    for package in usual:
        try:
            return package, _build_as(package, built, templates, needed)
        except SpecError:  # such as the name of a module that Python has
            shutil.rmtree(built)
            built.mkdir()
    return last, _build_as(last, built, templates, needed)


def _build_as(package: str, built: Path, templates: Templates, needed: str) -> str:
    spec = f"spec/{package}"
    name = "".join(word.capitalize() for word in package.split("_"))
    values: dict[str, object] = {
        "package": identifier(package),
        "client": identifier(name),
        "variable": identifier(package.upper()),
        "spec": code("spec/{}", identifier(package)),
        "requirement": needed,
        "local": is_local(needed),
    }
    for path, template in _FILES.items():
        text = templates.render(f"init/{template}.jinja", **values)
        file = built / path.format(spec=spec)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    copy_grammar(built / spec, editor_lines.FOLDER)
    generate(Settings(built / spec, built / _OUT, ()), lambda what: None)
    return name


def _names(folder: str) -> list[str]:
    """Names that a client could have, after a folder; the last one can be had always."""
    words = [word for word in snake_case(folder).split("_") if word.isascii()]
    own = "_".join(words)[:60].strip("_")
    if own[:1].isdigit():
        own = f"api_{own}"
    if keyword.iskeyword(own):
        own = f"{own}_client"
    found = [own, f"{own}_client"] if own else []
    return list(dict.fromkeys([*found, "example", "example_client"]))


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """An empty folder from which files can be moved to a place."""
    home = next(each for each in (place, *place.parents) if each.is_dir())
    with tempfile.TemporaryDirectory(
        dir=home, prefix=".clientgen-", ignore_cleanup_errors=True
    ) as folder:
        built = Path(folder) / "project"
        built.mkdir()
        yield built


def _in_the_way(built: Path, place: Path) -> Iterator[str]:
    """What is there of the files that are to be put; a folder that must be ours alone."""
    alone = [built / _OUT, *(built / "spec").iterdir()]
    for path in sorted(built.rglob("*")):
        there = place / path.relative_to(built)
        if not os.path.lexists(there):
            continue
        if path in alone:
            if not there.is_dir() or any(there.iterdir()):
                yield there.relative_to(place).as_posix()
        elif any(path.is_relative_to(each) for each in alone):
            continue
        elif path.is_file() or not there.is_dir():
            yield there.relative_to(place).as_posix()


def _put(built: Path, place: Path) -> None:
    """Move all that was built to its place, or nothing."""
    done: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for folder in reversed((place, *place.parents)):
            if not folder.is_dir():
                folder.mkdir()
                made.append(folder)
        _move(built, place, done, made)
    except BaseException:  # also where somebody has enough
        for source, there in reversed(done):
            os.rename(there, source)
        for folder in reversed(made):
            folder.rmdir()
        raise


def _move(
    built: Path, place: Path, done: list[tuple[Path, Path]], made: list[Path]
) -> None:
    """Move entries that are not there, and go into folders that are."""
    for source in sorted(built.iterdir()):
        there = place / source.name
        if there.is_dir() and not there.is_symlink() and source.is_dir():
            _move(source, there, done, made)
        elif os.path.lexists(there):
            raise FileExistsError(0, "appeared meanwhile", str(there))
        else:
            os.rename(source, there)
            done.append((source, there))

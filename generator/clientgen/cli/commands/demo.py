"""``clientgen demo``: arguments and printing."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ...pipeline import Settings
from ...writing.errors import WritingError
from ..printing import echo
from ..settings import (
    FOLDER,
    Arguments,
    find_out,
    find_project,
    find_settings,
    out_option,
)
from ..terminal import Progress, counted

_PYTHON = "python"


@click.command(short_help="Show the generated client at work with a sandbox.")
@click.argument("spec", required=False, type=FOLDER)
@out_option
def command(spec: Path | None, out: Path | None) -> int:
    """Show the generated client at work with a sandbox of its API, in this process.

    Nothing leaves the machine. Uses the project's generated package; without one, it is
    generated for the occasion.

    \b
    Examples:
        clientgen demo
        clientgen demo spec/shop
    """
    started = time.perf_counter()
    try:
        from ...sandbox.demonstration import demonstrate
        from ...sandbox.testing import open_for_tests
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("clientgen"):
            raise
        raise WritingError(
            f"the demo needs more than clientgen alone ({error.name} is missing):"
            " pip install 'clientgen[sandbox]'"
        ) from error
    from ... import pipeline
    from ...reading import load

    settings = find_settings(Path.cwd(), Arguments(spec, out or Path("generated")))
    api = load(settings.spec, pipeline.speed().accepts).api
    place = out or _place(settings.spec)
    with (
        _package(settings, place, api.package, started) as folder,
        open_for_tests(api) as sandbox,
    ):
        what = counted(len(api.resources), "resource")
        echo(f"{api.title}: {what}, as a sandbox in this process")
        demonstrate(api, folder, sandbox, click.echo)
    return 0


def _place(spec: Path) -> Path | None:
    """Where the project keeps what is generated from a spec."""
    project = find_project(Path.cwd())
    if project is None or project.spec is None:
        return None
    if project.spec.resolve() != spec.resolve():
        return None
    return find_out(Path.cwd(), None)


@contextmanager
def _package(
    settings: Settings, place: Path | None, name: str, started: float
) -> Iterator[Path]:
    """The folder of the generated package; it is generated where there is none."""
    if place is not None and (place / _PYTHON / name / "__init__.py").is_file():
        yield place / _PYTHON
        return
    from ... import pipeline

    with tempfile.TemporaryDirectory(prefix="clientgen-") as folder:
        wanted = settings._replace(out=Path(folder) / "out", targets=(_PYTHON,))
        with Progress(started, quiet=False) as progress:
            pipeline.generate(wanted, progress.tell)
        yield wanted.out / _PYTHON

"""``clientgen init``: arguments and printing."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from ..printing import echo
from ..settings import FOLDER
from ..terminal import counted, print_refused, quiet_option


@click.command(short_help="Make a project: a spec, its client, and what checks them.")
@click.argument("name", required=False, type=FOLDER)
@quiet_option
def command(name: Path | None, quiet: bool) -> int:
    """Make a project in the folder NAME, or in the present one.

    It is complete, and everything in it passes: a spec of one resource, the client that is
    generated from it, settings, a test against the sandbox, a pre-commit hook and a workflow
    of GitHub Actions. Nothing that is there is overwritten.

    \b
    Examples:
        clientgen init
        clientgen init shop
    """
    from ...starting.project import InTheWayError, make_project

    folder = name or Path()
    try:
        made = make_project(folder)
    except InTheWayError as error:
        for path in error.paths:
            echo(f"{folder / path}: is there already", err=True)
        print_refused(len(error.paths))
        echo(
            "Make the project in a folder of its own (clientgen init NAME), or move away"
            " what is in the way.",
            err=True,
        )
        return 1
    if made.local:
        echo(
            f"{folder / 'pyproject.toml'}: names clientgen as it is installed on this machine;"
            " for CI, write a URL that it reaches",
            err=True,
        )
    if not quiet:
        echo(
            f"{folder / 'spec' / made.package}: the spec, of one resource\n"
            f"{folder / 'generated'}: the client {made.name} and its docs;"
            f" {counted(made.files, 'file')} in all\n"
            "\nNext:"
        )
        if name is not None:
            echo(f"  cd {shlex.quote(str(folder))}")
        for words, what in (
            ("clientgen show tasks.create", "how the spec is understood"),
            ("clientgen sandbox", "the API on this machine"),
            ("clientgen new resource NAME", "another resource"),
            ("clientgen generate", "after each change of the spec"),
        ):
            echo(f"  {words:29} # {what}")
    return 0

"""``clientgen import``: arguments and printing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..printing import echo
from ..settings import FOLDER, ProjectError, find_project
from ..terminal import counted, quiet_option

if TYPE_CHECKING:
    from ...renewing import Renewed

_MOST_CHANGES = 60


@click.group(short_help="Make a spec of somebody's document.")
def command() -> None:
    """Make a spec folder of a document that describes an API.

    \b
    Examples:
        clientgen import openapi openapi.json --out spec/shop
    """


@command.command(short_help="Make a spec of an OpenAPI document.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    "spec",
    type=FOLDER,
    metavar="SPEC",
    help="The spec's folder, which must not be there as yet; with --update, the one to"
    " bring up to date.  [default with --update: the project's]",
)
@click.option(
    "--only",
    multiple=True,
    metavar="TAG|PATH|ID",
    help="Take the operations with this tag, of this path and below, or with this"
    " operationId. Can be said again.",
)
@click.option(
    "--texts", is_flag=True, help="Take the document's own sentences along, shortened."
)
@click.option(
    "--update",
    is_flag=True,
    help="Bring a newer document into a spec that was imported, and edited since.",
)
@click.option(
    "--before",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="With --update: the document that was imported, where SPEC/.imported does not say"
    " what came of it.",
)
@quiet_option
def openapi(
    file: Path,
    spec: Path | None,
    only: tuple[str, ...],
    texts: bool,
    update: bool,
    before: Path | None,
    quiet: bool,
) -> int:
    """Make a spec of the OpenAPI document FILE (3.0, 3.1 or Swagger 2.0; JSON or YAML).

    References are followed within the folder of FILE, never over the network. IMPORT.md in
    SPEC lists what could not be carried, with its place, and what was decided by the
    importer: check that, then keep the spec as your own.

    A document that clientgen itself wrote is made into the spec that it is of, unless it was
    changed since, or --only takes a part of it.

    With --update, what the vendor has changed since the last import is brought into the
    spec: new operations, fields and values arrive, removed ones go. Your comments, layout,
    rules, names and corrections stay. Where both of you changed one thing, yours stays and
    the conflict is printed: with its place, what the document says and what you say. --only
    and --texts are as in the import unless they are given. SPEC/.imported holds what was
    imported; keep it under version control with the spec.

    Exit codes: 0 everything is carried; 1 the spec is written, and something is not in it,
    or was changed by both; 2 nothing was written.

    \b
    Examples:
        clientgen import openapi openapi.json --out spec/shop
        clientgen import openapi openapi.yaml --out spec/shop --only /orders --texts
        clientgen import openapi newer.json --out spec/shop --update
    """
    if not update:
        if before is not None:
            raise click.UsageError("--before goes with --update.")
        if spec is None:
            raise click.UsageError("Missing option '--out'.")
        return _import(file, spec, only, texts, quiet)
    if spec is None:
        project = find_project(Path.cwd())
        if project is None or project.spec is None:
            raise ProjectError(
                "which spec? Name its folder with --out, or set `spec` under"
                " [tool.clientgen] in pyproject.toml"
            )
        spec = project.spec
    from ...renewing import renew

    done = renew(file, spec, only, texts=texts, before=before)
    _print(done, spec, quiet)
    return 1 if done.conflicts or done.imported.journal.losses else 0


def _import(
    file: Path, spec: Path, only: tuple[str, ...], texts: bool, quiet: bool
) -> int:
    from ...intake import take_in
    from ...pipeline import speed

    imported = take_in(file, spec, only, texts=texts, accepts=speed().accepts)
    if not quiet:
        echo(f"{spec}: {imported.summary}")
        echo(f"Read {spec / 'IMPORT.md'}: what was decided, and what is left out.")
    return 1 if imported.journal.losses else 0


def _print(done: Renewed, spec: Path, quiet: bool) -> None:
    """What an update has changed, and what it has left as it was."""
    from ...updating.telling import told_change, told_conflict

    together = done.together
    if not quiet:
        for file, change in together.changes[:_MOST_CHANGES]:
            echo(told_change(file, change))
        if (more := len(together.changes) - _MOST_CHANGES) > 0:
            echo(f"  and {counted(more, 'further change')}: see the diff")
        for words in together.kept:
            echo(f"  {words}: gone from the document, kept for what names it")
    for position, conflict in done.conflicts:
        echo(f"{position}: conflict: {told_conflict(conflict)}", err=True)
    if done.page_kept:
        echo(
            f"{spec / 'IMPORT.md'} is as you edited it; the new one is"
            f" {spec / '.imported/IMPORT.md'}",
            err=True,
        )
    if quiet:
        return
    changes = counted(len(together.changes), "change")
    conflicts = counted(len(done.conflicts), "conflict")
    if not done.written and not done.conflicts:
        echo(f"{spec}: nothing to change")
    else:
        echo(f"{spec}: {changes} taken over, {conflicts}")
    echo(f"{spec}: {done.imported.summary}")

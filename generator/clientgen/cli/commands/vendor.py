"""``clientgen vendor``: arguments and printing."""

from __future__ import annotations

from pathlib import Path

import click

from ..printing import echo
from ..settings import FOLDER, find_out, out_option
from ..teller import format_option, teller
from ..terminal import (
    counted,
    print_drifts,
    print_refused,
    quiet_option,
    vendor_mends,
)


@click.command(short_help="Copy the generated package into another project.")
@click.argument("dest", type=FOLDER)
@click.option(
    "--name",
    default="",
    help="The dotted name under which the copy is imported, such as acme._vendor.shop; DEST"
    " is then the folder that acme is in.  [default: the package's own name]",
)
@click.option(
    "--update", is_flag=True, help="Move the copy in DEST to the package as it is now."
)
@click.option(
    "--carry", is_flag=True, help="With --update: take edits of the copy along."
)
@click.option(
    "--force", is_flag=True, help="With --update: overwrite edits of the copy."
)
@out_option
@format_option
@quiet_option
def command(
    dest: Path,
    name: str,
    update: bool,
    carry: bool,
    force: bool,
    out: Path | None,
    quiet: bool,
) -> int:
    """Copy the generated package into another project, below folder DEST.

    The copy works without clientgen, under any parent package. It knows what it is a copy
    of: `clientgen check --vendored` tells whether it was edited or is behind, and --update
    moves it forward. A copy with edits is not updated, unless they can be taken along
    (--carry) or you give them up (--force).

    \b
    Examples:
        clientgen vendor src --name acme._vendor.shop
        clientgen vendor src/acme/_vendor/shop --update
    """
    from ...writing import vendoring

    if (carry or force) and not update:
        raise click.UsageError("--carry and --force go with --update.")
    if name and update:
        raise click.UsageError("A copy keeps its name: leave --name out.")
    quiet = quiet or teller().is_document
    origin = find_out(Path.cwd(), out)
    if origin is None:
        what = f"{vendoring.whose(dest)}: where is that now?" if update else ""
        raise click.UsageError(
            f"{what or 'Which package?'} Say with --out where it was generated (the folder"
            " with manifest.json), or set `out` under [tool.clientgen] in pyproject.toml."
        )
    if not update:
        done = vendoring.vendor(origin, dest, name)
    else:
        done = vendoring.update_copy(origin, dest, carry=carry, force=force)
    if done.refusals:
        print_drifts(
            done.refusals, done.copy, vendor_mends(done.copy, out), to_stderr=True
        )
        print_refused(len(done.refusals))
        return 1
    for path in done.update.overwritten:
        echo(f"{done.copy / path}: overwritten, as you asked", err=True)
    for path in done.carried:
        echo(f"{done.copy / path}: your edit was taken along", err=True)
    if not quiet:
        new = len(done.update.written)
        words = f"{counted(new, 'file')} copied"
        if update:
            kept, removed = len(done.update.unchanged), len(done.update.removed)
            words = (
                f"{counted(new, 'file')} changed, {kept} unchanged, {removed} removed"
            )
        echo(f"{done.copy} is {done.name} {done.version}: {words}")
    return 0

"""``clientgen vendor``, and ``clientgen check --vendored``: arguments and printing."""

from __future__ import annotations

from pathlib import Path

import click

from .terminal import (
    FOLDER,
    counted,
    out_option,
    print_drifts,
    print_refused,
    quiet_option,
    vendor_mends,
)


def check_copy(dest: Path, out: Path | None, no_diff: bool, quiet: bool) -> int:
    """Print how a copy stands, and give the exit code.

    Args:
        dest: The copy, or a folder with just one copy somewhere in it.
        out: The output folder to compare with; the project's by default.
        no_diff: Whether to name files only.
        quiet: Whether to print only what is wrong.
    """
    from .project import find_out
    from .writing import copy_drift
    from .writing.drift import count

    origin = find_out(Path.cwd(), out)
    found = copy_drift.check_copy(dest, origin, named=out is not None)
    mends = vendor_mends(found.copy, out)
    for drifts in (found.edited, found.behind):
        print_drifts(drifts, found.copy, mends, diffs=not no_diff)
    words = []
    if found.edited:
        words.append(f"differs from what was copied ({count(found.edited)})")
    if found.behind:
        words.append(f"is behind {origin} ({counted(len(found.behind), 'file')})")
    if words:
        click.echo(f"{found.copy} {' and '.join(words)}")
        return 1
    if not quiet:
        newest = f"is what {origin} has" if found.compared else "nothing newer is known"
        edited, end = "was not edited", ""
        if found.carried:
            edited = "was not edited further"
            end = f"; carried edits: {counted(len(found.carried), 'file')}"
        click.echo(f"{found.copy} {edited}, and {newest}: {found.files} files{end}")
    return 0


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
@quiet_option
def vendor(
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
    """
    from .project import find_out
    from .writing import vendoring

    if (carry or force) and not update:
        raise click.UsageError("--carry and --force go with --update.")
    if name and update:
        raise click.UsageError("A copy keeps its name: leave --name out.")
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
        click.echo(f"{done.copy / path}: overwritten, as you asked", err=True)
    for path in done.carried:
        click.echo(f"{done.copy / path}: your edit was taken along", err=True)
    if not quiet:
        new = len(done.update.written)
        words = f"{counted(new, 'file')} copied"
        if update:
            kept, removed = len(done.update.unchanged), len(done.update.removed)
            words = (
                f"{counted(new, 'file')} changed, {kept} unchanged, {removed} removed"
            )
        click.echo(f"{done.copy} is {done.name} {done.version}: {words}")
    return 0

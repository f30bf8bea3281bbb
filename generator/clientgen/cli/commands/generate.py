"""``clientgen generate``: arguments and printing."""

from __future__ import annotations

import time
from pathlib import Path

import click

from ..settings import Arguments, find_settings, takes_arguments
from ..terminal import (
    Progress,
    generate_mends,
    print_drifts,
    print_refused,
    print_remembered,
    print_warnings,
    quiet_option,
)


@click.command(short_help="Write the client and its docs from a spec.")
@takes_arguments
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that were edited by hand, and files of others at the place of"
    " generated ones.",
)
@quiet_option
def command(
    said: Arguments,
    force: bool,
    quiet: bool,
) -> int:
    """Write the client and its docs from the spec in folder SPEC.

    All files are written at once or none is. Files that do not change are not touched;
    files that are no longer generated are removed. Files that you edited, or that are
    yours, are never overwritten or deleted, unless you say --force.

    \b
    Examples:
        clientgen generate
        clientgen generate spec/shop --out generated --targets python,docs
    """
    from ... import pipeline

    started = time.perf_counter()
    settings = find_settings(Path.cwd(), said)
    with Progress(started, quiet) as progress:
        done = pipeline.generate(settings, progress.tell, force=force)
    print_warnings(done.warnings)
    if done.by_digests:
        print_remembered(done.manifest, said)
    mends = generate_mends(said)
    update = done.update
    if update.refusals:
        from ...writing.drift import describe

        drifts = map(describe, update.refusals)
        print_drifts(drifts, settings.out, mends, to_stderr=True)
        print_refused(len(update.refusals))
        return 1
    for path in update.overwritten:
        click.echo(f"{settings.out / path}: overwritten, as you asked", err=True)
    for path in update.kept:
        click.echo(f"{settings.out / path}: appeared meanwhile, and was kept", err=True)
    if not quiet:
        total = len(update.written) + len(update.unchanged)
        removed = f", {len(update.removed)} removed" if update.removed else ""
        click.echo(
            f"{done.manifest.resources} resources, {done.manifest.operations} operations"
            f" -> {total} files ({len(update.written)} changed,"
            f" {len(update.unchanged)} unchanged{removed})"
            f" in {time.perf_counter() - started:.1f} s"
        )
    return 0

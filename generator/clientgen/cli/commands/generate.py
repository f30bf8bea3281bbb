"""``clientgen generate``: arguments and printing."""

from __future__ import annotations

import gc
import os
import sys
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exits import failed
from ..printing import echo
from ..settings import Arguments, find_project, find_settings, takes_arguments
from ..teller import format_option, is_terminal, teller
from ..terminal import (
    Progress,
    fix_option,
    generate_mends,
    mend_first,
    print_drifts,
    print_refused,
    print_remembered,
    print_warnings,
    quiet_option,
)

if TYPE_CHECKING:
    from ...reading.loading import Trees


@click.command(short_help="Write the client and its docs from a spec.")
@takes_arguments
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that were edited by hand, and files of others at the place of"
    " generated ones.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Go on: generate whenever the spec changes, and tell mistakes as they come.",
)
@fix_option
@format_option
@quiet_option
def command(
    said: Arguments,
    force: bool,
    fix: bool,
    watch: bool,
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
        clientgen generate --watch
    """
    if watch:
        return _watch(said, force, fix, quiet)
    return _generate(said, force, fix, quiet)


def _watch(said: Arguments, force: bool, fix: bool, quiet: bool) -> int:
    """Generate at each change, until interrupted; mistakes stop nothing."""
    from ...watching import changes

    told = teller()
    if told.is_document:
        raise click.UsageError(
            "--watch tells what it finds line by line: leave --format"
        )
    settings = find_settings(Path.cwd(), said)
    project = find_project(Path.cwd())
    places = [settings.spec, settings.templates, project and project.file]
    watched = [os.fspath(place) for place in places if place is not None]
    trees: Trees = {}
    clears = told.form == "text" and is_terminal(stdout=True)
    try:
        for turn, _ in enumerate(chain([None], changes(watched))):
            if clears and turn:
                click.clear()
            try:
                _generate(said, force, fix, quiet, trees)
            except Exception as error:
                failed(error, told)
            if not quiet:
                echo(f"watching {settings.spec} (Ctrl+C ends it)")
            sys.stdout.flush()
            # A run leaves what it made to its end, and this one has none.
            gc.collect()
    except KeyboardInterrupt:
        return 0
    return 0


def _generate(
    said: Arguments, force: bool, fix: bool, quiet: bool, trees: Trees | None = None
) -> int:
    from ... import pipeline

    started = time.perf_counter()
    settings = find_settings(Path.cwd(), said)
    if fix:
        mend_first(settings)
    with Progress(started, quiet) as progress:
        done = pipeline.generate(settings, progress.tell, force=force, trees=trees)
    print_warnings(done.warnings, done.allowed)
    if done.by_digests:
        print_remembered(done.manifest, said, settings)
    mends = generate_mends(said)
    update = done.update
    if update.refusals:
        from ...writing.drift import describe

        drifts = map(describe, update.refusals)
        print_drifts(drifts, settings.out, mends, to_stderr=True)
        print_refused(len(update.refusals))
        return 1
    for path in update.overwritten:
        echo(f"{settings.out / path}: overwritten, as you asked", err=True)
    for path in update.kept:
        echo(f"{settings.out / path}: appeared meanwhile, and was kept", err=True)
    if not quiet and not teller().is_document:
        total = len(update.written) + len(update.unchanged)
        removed = f", {len(update.removed)} removed" if update.removed else ""
        echo(
            f"{done.manifest.resources} resources, {done.manifest.operations} operations"
            f" -> {total} files ({len(update.written)} changed,"
            f" {len(update.unchanged)} unchanged{removed})"
            f" in {time.perf_counter() - started:.1f} s"
        )
    return 0

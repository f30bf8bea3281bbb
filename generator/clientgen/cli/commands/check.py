"""``clientgen check``: arguments and printing."""

from __future__ import annotations

import time
from pathlib import Path

import click

from ..outcome import clean, clean_copy
from ..printing import echo
from ..settings import FOLDER, Arguments, find_out, find_settings, takes_arguments
from ..teller import format_option, teller
from ..terminal import (
    Progress,
    counted,
    fix_option,
    generate_mends,
    mend_first,
    print_drifts,
    print_remembered,
    print_warnings,
    quiet_option,
    vendor_mends,
)


@click.command(short_help="Tell whether the output is what would be generated.")
@takes_arguments
@click.option(
    "--full",
    is_flag=True,
    help="Generate and compare everything, instead of believing the manifest's digests.",
)
@click.option(
    "--vendored",
    type=FOLDER,
    help="Check a copy that `clientgen vendor` made, instead of the output itself: was it"
    " edited, or is it behind?",
)
@click.option("--no-diff", is_flag=True, help="Name the files only.")
@fix_option
@format_option
@quiet_option
def command(
    said: Arguments,
    full: bool,
    vendored: Path | None,
    no_diff: bool,
    fix: bool,
    quiet: bool,
) -> int:
    """Tell whether the output is what would be generated; write nothing.

    Each file that differs is named with the reason, a diff, and the command that mends it:
    stale (the spec or the templates moved on), edited (by hand), missing, or foreign (not
    generated, in a folder of generated files).

    \b
    Examples:
        clientgen check
        clientgen check spec/shop --out generated --full
        clientgen check --vendored src/acme/_vendor/shop
    """
    quiet = quiet or teller().is_document
    if vendored is not None:
        return _check_copy(vendored, said.out, no_diff, quiet)
    from ... import pipeline

    started = time.perf_counter()
    settings = find_settings(Path.cwd(), said)
    if fix:
        mend_first(settings)
    with Progress(started, quiet) as progress:
        found = pipeline.check(settings, progress.tell, full=full)
    print_warnings(found.warnings, found.allowed)
    if found.by_digests:
        print_remembered(found.manifest, said, settings)
    if found.drifts:
        from ...writing.drift import count

        mends = generate_mends(said)
        print_drifts(found.drifts, settings.out, mends, diffs=not no_diff)
        if not teller().is_document:
            echo(
                f"{settings.out} is not what {settings.spec} gives:"
                f" {count(found.drifts)}"
            )
        return 1
    if found.note:
        echo(found.note, err=True)
    if not quiet:
        how = "by digests" if found.by_digests else "byte for byte"
        files = len(found.manifest.files) + 1
        echo(clean(settings.out, settings.spec, files, how, started))
    return 0


def _check_copy(dest: Path, out: Path | None, no_diff: bool, quiet: bool) -> int:
    """Print how a copy stands, and give the exit code."""
    from ...writing import copy_drift
    from ...writing.drift import count

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
        if not teller().is_document:
            echo(f"{found.copy} {' and '.join(words)}")
        return 1
    if not quiet:
        edits = counted(len(found.carried), "file") if found.carried else ""
        newest = origin if found.compared else None
        echo(clean_copy(found.copy, newest, found.files, edits))
    return 0
